"""The next report year's periods are there in time though nobody asks for them."""

import datetime as dt

import pytest
from django.utils import timezone

from records.models import AuditEntry
from reports import tasks
from reports.actions.regimes import continue_years
from reports.models import Period, Regime
from tests.reports.make import YEAR, at, make_periods

pytestmark = pytest.mark.django_db


@pytest.fixture
def closing():
    """The closing date of the only year there is."""
    make_periods()
    return Period.objects.get(code="year").ends_on


def moment(closing, days):
    return at(1, 1) + ((closing - at(1, 1).date()) + dt.timedelta(days=days))


def years():
    return sorted(set(Period.objects.values_list("year", flat=True)))


@pytest.mark.parametrize(("days", "made"), [(-32, 0), (-31, 4), (0, 4), (31, 4), (32, 0)])
def test_the_next_year_is_made_within_a_month_of_the_last_closing(closing, days, made):
    assert len(continue_years(now=moment(closing, days))) == made
    assert years() == ([YEAR, YEAR + 1] if made else [YEAR])


def test_making_it_again_changes_nothing_and_the_clock_is_named_for_it(closing):
    before = AuditEntry.objects.filter(verb="generate_year").count()
    made = continue_years(now=moment(closing, 0))
    assert {period.code for period in made} == {"q1", "h1", "q3", "year"}
    assert continue_years(now=moment(closing, 1)) == []
    entries = AuditEntry.objects.filter(verb="generate_year").order_by("pk")
    assert [entry.actor_id for entry in entries[before:]] == [None]


def end(regime, closing):
    Regime.objects.update(valid_to=closing)


def follow(regime, closing):
    Regime.objects.create(
        code="moi", name="Chế độ mới", form_version=regime.form_version, valid_from=dt.date(YEAR + 1, 1, 1)
    )


def ask_nothing(regime, closing):
    regime.period_kinds.update(is_on=False)


@pytest.mark.parametrize("leave", [end, follow, ask_nothing])
def test_a_regime_that_was_left_makes_no_year(closing, leave):
    leave(Regime.objects.get(), closing)
    assert continue_years(now=moment(closing, 0)) == []


def test_the_task_makes_the_year_before_it_opens_periods(closing, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: moment(closing, 20))
    tasks.open_periods()
    assert years() == [YEAR, YEAR + 1]
