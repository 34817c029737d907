"""Report years are cut at their closing dates; figures are typed once for each piece."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from reports.actions.periods import generate_year, set_window
from reports.models import Period, Slice
from tests.agencies.make import make_people
from tests.reports.make import YEAR, at, make_open_period, make_periods, make_regime, make_report, put

pytestmark = pytest.mark.django_db


def intervals() -> list[tuple[str, str]]:
    return [(f"{row.starts_on:%d/%m/%Y}", f"{row.ends_on:%d/%m/%Y}") for row in Slice.objects.all()]


def test_the_usual_four_periods_cut_the_year_into_quarters():
    make_periods()
    assert intervals() == [
        ("15/12/2025", "14/03/2026"),
        ("15/03/2026", "14/06/2026"),
        ("15/06/2026", "14/09/2026"),
        ("15/09/2026", "14/12/2026"),
    ]


def test_without_quarter_one_six_months_are_one_slice():
    make_periods(on="h1 q3 year")
    assert intervals() == [
        ("15/12/2025", "14/06/2026"),
        ("15/06/2026", "14/09/2026"),
        ("15/09/2026", "14/12/2026"),
    ]


def test_periods_that_close_together_share_their_slice():
    periods = make_periods(on="q1 q2 h1 q3 m9 q4 year")
    assert len(intervals()) == 4
    assert periods["q2"].open_slice == periods["h1"].open_slice
    assert periods["q3"].open_slice == periods["m9"].open_slice
    assert periods["q4"].open_slice == periods["year"].open_slice
    assert [row.ends_on.month for row in periods["m9"].slices] == [3, 6, 9]
    assert [row.ends_on.month for row in periods["q4"].slices] == [12]


def test_a_period_adds_up_its_open_slice_though_the_one_before_is_off():
    quarters = make_periods(on="q2 h1 q3 year")
    assert [row.ends_on.month for row in quarters["q2"].slices] == [6]


def test_generating_a_year_twice_changes_nothing():
    make_periods()
    before = list(Period.objects.values()), list(Slice.objects.values())
    make_periods()
    assert (list(Period.objects.values()), list(Slice.objects.values())) == before


def test_a_period_switched_off_before_opening_goes_with_its_slice():
    make_periods()
    make_periods(on="h1 q3 year")
    assert sorted(Period.objects.values_list("code", flat=True)) == ["h1", "q3", "year"]
    assert intervals()[0] == ("15/12/2025", "14/06/2026")


def test_a_slice_with_figures_is_not_divided_by_a_period_switched_on():
    people = make_people()
    report = make_report(people.agency, make_open_period("h1", on="h1 q3 year"))
    put(report, people.drafter, TT05=3)
    with pytest.raises(ValidationError, match="15/12/2025"):
        generate_year(make_regime(on="q1 h1 q3 year"), YEAR, by=None, now=at(1, 2))
    assert len(intervals()) == 3


def test_a_window_set_by_hand_moves_its_slice_and_the_next_one():
    people = make_people()
    period = make_periods()["q1"]
    report = make_report(people.agency, make_open_period("q1"))
    put(report, people.drafter, TT05=3)
    changed = set_window(
        period,
        starts_on=period.starts_on,
        ends_on=dt.date(YEAR, 3, 20),
        opens_on=period.opens_on,
        reason="Công văn 12/SNV",
        by=people.reviewer,
        now=at(2, 3),
    )
    assert intervals()[:2] == [("15/12/2025", "20/03/2026"), ("21/03/2026", "14/06/2026")]
    assert changed.open_slice.figure_values.get().number == 3


def test_a_window_needs_a_reason_and_the_right_order():
    people = make_people()
    period = make_periods()["q1"]
    same = {
        "starts_on": period.starts_on,
        "opens_on": period.opens_on,
        "by": people.reviewer,
        "now": at(2, 3),
    }
    with pytest.raises(ValidationError) as without_reason:
        set_window(period, ends_on=period.ends_on, reason="", **same)
    assert list(without_reason.value.message_dict) == ["reason"]
    with pytest.raises(ValidationError) as backwards:
        set_window(period, ends_on=dt.date(2025, 1, 1), reason="x", **same)
    assert list(backwards.value.message_dict) == ["ends_on"]
