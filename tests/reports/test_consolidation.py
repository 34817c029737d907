"""Totals equal a computation of their own, by every rule over time and over agencies."""

import random
from decimal import Decimal

import pytest

from agencies.models import Post, Succession
from reports.actions.periods import generate_year, set_window
from reports.actions.standard import install_form
from reports.answers import Answers
from reports.consolidation import behind, consolidate
from reports.models import Figure, Period, Regime
from reports.recount import differences
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import (
    VALID_FROM,
    at,
    figure,
    make_open_period,
    make_report,
    send,
    send_and_accept,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


def staff(agency):
    drafter = make_post(make_officer(), agency).officer
    return drafter, make_post(make_officer(), agency, Post.Role.HEAD).officer


def make_succession(predecessor, successor, month=7):
    return Succession.objects.create(
        predecessor=predecessor,
        successor=successor,
        on=at(1, month).date(),
        kind=Succession.Kind.MERGE,
        document="Nghị quyết",
    )


def total(period, code):
    found = Figure.objects.of_form(period.form_version_id).get(code=code)
    return consolidate(period).total(found)


def test_sums_add_up_slices_and_states_take_the_last(people):
    for code, numbers in {
        "q1": {"TT05": 3, "TT02": 9, "TT03": 1},
        "h1": {"TT05": 4, "TT02": 8, "TT03": 2},
    }.items():
        period = make_open_period(code)
        send_and_accept(
            make_report(people.agency, period), people.drafter, people.head, people.reviewer, **numbers
        )
    assert (total(period, "TT05").in_slice, total(period, "TT05").cumulative) == (4, 7)
    assert (total(period, "TT02").in_slice, total(period, "TT02").cumulative) == (8, 8)
    assert total(period, "TT04").cumulative == 25


def test_a_single_quarter_is_not_cumulative(people):
    for code in ("q1", "h1", "q3"):
        period = make_open_period(code)
        send_and_accept(
            make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT05=2
        )
    assert total(period, "TT05").cumulative == 2


def test_opening_comes_from_the_first_slice_and_closing_from_the_last(people):
    q1 = {"TT33_1": 2, "TT33_2": 5, "TT33_3": 4, "TT33_5": 3}
    h1 = {"TT33_1": 3, "TT33_2": 1, "TT33_4": 2, "TT33_5": 2}
    for code, numbers in {"q1": q1, "h1": h1}.items():
        period = make_open_period(code)
        send_and_accept(
            make_report(people.agency, period), people.drafter, people.head, people.reviewer, **numbers
        )
    figures = [total(period, f"TT33.{place}").cumulative for place in range(1, 6)]
    assert figures == [2, 6, 4, 2, 2]
    assert figures[0] + figures[1] - figures[2] - figures[3] == figures[4]


def test_percentages_are_divided_once_from_added_parts(people):
    period = make_open_period()
    drafter, head = staff(people.other_agency)
    send_and_accept(
        make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT02=10, TT03=9
    )
    send_and_accept(make_report(people.other_agency, period), drafter, head, people.reviewer, TT02=90, TT03=9)
    assert total(period, "TT04").cumulative == 18  # not the average of 90 % and 10 %
    by_agency = behind(period, Figure.objects.get(code="TT04"))
    assert {agency: row.cumulative for agency, row in by_agency.items()} == {
        people.agency.pk: 90,
        people.other_agency.pk: 10,
    }


def test_only_accepted_sendings_count(people):
    period = make_open_period()
    send(make_report(people.agency, period), people.drafter, people.head, TT05=3)
    assert total(period, "TT05").cumulative is None


def test_what_is_not_added_up_has_no_total_but_says_how_many_reported(people):
    period = make_open_period()
    send_and_accept(
        make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT18=300
    )
    assert (total(period, "TT18").cumulative, total(period, "TT18").reporting) == (None, 1)


def test_an_agency_is_counted_once_however_many_slices_it_answered(people):
    drafter, head = staff(people.other_agency)
    for code, first, second in (("q1", 3, 5), ("h1", 4, None)):
        period = make_open_period(code)
        send_and_accept(
            make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT05=first
        )
        if second:
            send_and_accept(
                make_report(people.other_agency, period), drafter, head, people.reviewer, TT05=second
            )
    assert (total(period, "TT05").cumulative, total(period, "TT05").reporting) == (12, 2)


def test_yes_counts_agencies(people):
    period = make_open_period()
    drafter, head = staff(people.other_agency)
    send_and_accept(make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT01=1)
    send_and_accept(make_report(people.other_agency, period), drafter, head, people.reviewer, TT01=0)
    assert (total(period, "TT01").cumulative, total(period, "TT01").reporting) == (1, 2)


@pytest.mark.parametrize("later", ["h1", "q3", "year"])
def test_a_yearly_answer_carries_on_through_the_year(people, later):
    for code, numbers in {"q1": {"TT01": 1}, later: {}}.items():
        period = make_open_period(code)
        send_and_accept(
            make_report(people.agency, period), people.drafter, people.head, people.reviewer, **numbers
        )
    assert (total(period, "TT01").cumulative, total(period, "TT01").reporting) == (1, 1)
    carried = [row for row in Answers(make_report(people.agency, period)).answers if row.is_set_this_year]
    assert [(row.figure.code, row.cumulative) for row in carried] == [("TT01", 1)]


def test_a_yearly_answer_ends_with_its_year(people):
    for year, numbers in {2025: {"TT01": 1}, 2026: {"TT01": 0}}.items():
        period = make_open_period("q1", year)
        report = make_report(people.agency, period)
        send_and_accept(report, people.drafter, people.head, people.reviewer, **numbers)
    assert (total(period, "TT01").cumulative, total(period, "TT01").reporting) == (0, 1)


@pytest.mark.parametrize(
    ("code", "on"), [("q2", "q2 h1 q3 year"), ("q3", "q1 q3 year"), ("q4", "h1 q4 year")]
)
def test_a_quarter_whose_neighbour_is_off_counts_all_of_its_slice(people, code, on):
    report = make_report(people.agency, make_open_period(code, on=on))
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3, TT02=9)
    flow, stock = total(report.period, "TT05"), total(report.period, "TT02")
    assert [flow.in_slice, flow.cumulative, stock.in_slice, stock.cumulative] == [3, 3, 9, 9]
    answers = {row.figure.code: row.cumulative for row in Answers(report).answers}
    assert (answers["TT05"], answers["TT02"]) == (3, 9)


def test_a_window_that_begins_late_by_hand_keeps_its_slice(people):
    period = make_open_period("q1")
    changed = {"starts_on": at(1, 1).date(), "ends_on": period.ends_on, "opens_on": period.opens_on}
    set_window(period, **changed, reason="Công văn 12/SNV", by=people.reviewer, now=at(2, 3))
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
    assert total(report.period, "TT05").cumulative == 3


def test_a_closed_agencys_flows_count_its_stocks_do_not(people):
    district = make_agency("Huyện Bình Sơn", "huyen", valid_to=at(30, 6).date())
    drafter, head = staff(district)
    for code in ("q1", "h1"):
        period = make_open_period(code)
        send_and_accept(
            make_report(district, period), drafter, head, people.reviewer, TT05=2, TT02=9, TT33_1=1, TT33_5=1
        )
    commune = make_agency("Xã Bình Sơn", "xa", valid_from=at(1, 7).date())
    make_succession(district, commune)
    drafter, head = staff(commune)
    for code in ("q3", "year"):
        period = make_open_period(code)
        send_and_accept(
            make_report(commune, period), drafter, head, people.reviewer, TT05=5, TT02=4, TT33_1=1, TT33_5=1
        )
    assert total(period, "TT05").cumulative == 14
    assert total(period, "TT02").cumulative == 4
    assert (total(period, "TT33.1").cumulative, total(period, "TT33.5").cumulative) == (1, 1)
    assert set(behind(period, Figure.objects.get(code="TT05"))) == {district.pk, commune.pk}
    assert differences(period) == []


@pytest.mark.parametrize(("code", "figures"), [("q3", [5, 2, 4]), ("year", [6, 6, 5])])
def test_a_successors_opening_counts_where_no_predecessor_answered_in_the_period(people, code, figures):
    district = make_agency("Huyện Bình Sơn", "huyen", valid_to=at(30, 6).date())
    drafter, head = staff(district)
    numbers = {"TT33_1": 6, "TT33_2": 4, "TT33_3": 1, "TT33_4": 4, "TT33_5": 5}
    send_and_accept(make_report(district, make_open_period("h1")), drafter, head, people.reviewer, **numbers)
    commune = make_agency("Xã Bình Sơn", "xa", valid_from=at(1, 7).date())
    make_succession(district, commune)
    drafter, head = staff(commune)
    numbers = {"TT33_1": 5, "TT33_2": 2, "TT33_3": 4, "TT33_5": 3}
    send_and_accept(make_report(commune, make_open_period("q3")), drafter, head, people.reviewer, **numbers)
    last = make_report(commune, make_open_period("year"))
    send_and_accept(last, drafter, head, people.reviewer, TT33_1=3, TT33_5=3)
    period = Period.objects.get(code=code)
    assert [total(period, f"TT33.{place}").cumulative for place in (1, 2, 3)] == figures
    assert differences(period) == []


def test_a_new_agency_without_predecessor_and_one_that_takes_over_later_keep_their_openings(people):
    others = {
        "new": make_agency("Xã Mới", "xa", valid_from=at(1, 4).date()),
        "closed": make_agency("Xã Cũ", "xa", valid_to=at(30, 6).date()),
        "old": make_agency("Xã Lớn", "xa"),
    }
    make_succession(others["closed"], others["new"])
    make_succession(others["closed"], others["old"])
    officers = {name: staff(agency) for name, agency in others.items()}
    for code, names in {"q1": ["closed", "old"], "h1": ["closed", "old", "new"]}.items():
        period = make_open_period(code)
        for name in names:
            numbers = {"TT33_1": 2, "TT33_5": 2}
            report = make_report(others[name], period)
            send_and_accept(report, *officers[name], people.reviewer, **numbers)
    assert total(period, "TT33.1").cumulative == 6
    assert differences(period) == []


@pytest.mark.parametrize(("valid_from", "opening"), [(at(1, 1, year=2020), 4), (at(1, 2), 2)])
def test_who_existed_at_the_beginning_keeps_its_opening_whoever_it_takes_over_from(
    people, valid_from, opening
):
    commune = make_agency("Xã Lớn", "xa", valid_from=valid_from.date())
    make_succession(people.agency, commune, month=2)
    period = make_open_period("q1")
    for agency, officers in ((people.agency, (people.drafter, people.head)), (commune, staff(commune))):
        report = make_report(agency, period)
        send_and_accept(report, *officers, people.reviewer, TT33_1=2, TT33_5=2)
    assert total(period, "TT33.1").cumulative == opening
    assert differences(period) == []


def test_periods_sharing_a_slice_count_it_once_newest_accepted_first(people):
    on = "q1 q2 h1 q3 year"
    quarter = make_report(people.agency, make_open_period("q2", on=on))
    half = make_report(people.agency, make_open_period("h1", on=on))
    send_and_accept(quarter, people.drafter, people.head, people.reviewer, TT05=3)
    send_and_accept(half, people.drafter, people.head, people.reviewer)
    assert total(half.period, "TT05").cumulative == 3
    assert total(quarter.period, "TT05").cumulative == 3


def test_a_new_form_version_leaves_old_periods_alone_and_adds_up_by_code(people):
    period = make_open_period("q1")
    send_and_accept(make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT05=3)
    old_form = period.form_version
    Regime.objects.update(form_version=install_form(valid_from=VALID_FROM, code="moi"))
    later = generate_year(Regime.objects.get(), 2027, by=None, now=at(2, 1))
    assert {row.form_version.code for row in later} == {"moi"}
    period.refresh_from_db()
    assert period.form_version == old_form
    half = make_open_period("h1")
    type(half).objects.filter(pk=half.pk).update(form_version=Regime.objects.get().form_version)
    report = make_report(people.agency, type(half).objects.get(pk=half.pk))
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=4)
    assert total(report.period, "TT05").cumulative == 7


def test_all_agencies_totals_equal_an_independent_computation(people, django_assert_num_queries):
    """Random answers of several agencies through the actions; the totals are added up again in Python."""
    chance = random.Random(7)  # noqa: S311 -- answers, not secrets
    codes = ["TT05", "TT07", "TT13", "TT15", "TT16", "TT21", "TT29"]
    agencies = [make_agency(f"Xã Số {place}", "xa") for place in range(6)]
    expected: dict[str, Decimal] = dict.fromkeys(codes, Decimal(0))
    people_of = {agency.pk: staff(agency) for agency in agencies}
    for period_code in ("q1", "h1"):
        period = make_open_period(period_code)
        for agency in agencies:
            numbers = {code: chance.randrange(1000) for code in codes}
            expected = {code: expected[code] + numbers[code] for code in codes}
            drafter, head = people_of[agency.pk]
            send_and_accept(make_report(agency, period), drafter, head, people.reviewer, **numbers)
    with django_assert_num_queries(7):
        province = consolidate(period)
    by_code = {row.code: province.total(row).cumulative for row in province.figures}
    assert {code: by_code[code] for code in codes} == expected
    kind = agencies[0].versions.get().kind_id
    assert (
        province.total(figure(make_report(agencies[0], period), "TT05"), kind).cumulative == expected["TT05"]
    )
