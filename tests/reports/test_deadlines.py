"""From closing dates to deadlines, and what moves them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.actions import change_agency, set_calendar_day
from agencies.models import AgencyKind, CalendarDay
from notices.actions import change_rule
from notices.models import Reminder, ReminderRule
from reports.actions.periods import (
    derive_obligations,
    excuse_report,
    extend_deadline,
    open_period,
    set_deadline,
)
from reports.deadlines import day_of_month
from reports.models import DeadlineChange, DeadlineRule, Regime, Timeliness
from reports.reminders.report import REPORT
from tests.agencies.make import make_agency, make_people
from tests.notices.make import to_be_told
from tests.reports.make import at, fresh, make_open_period, make_periods, make_report, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("q1", dt.date(2026, 3, 17)),  # closes Saturday 14/3
        ("h1", dt.date(2026, 6, 16)),  # closes Sunday 14/6
        ("q3", dt.date(2026, 9, 16)),
        ("year", dt.date(2026, 12, 16)),
    ],
)
def test_two_working_days_after_closing(code, due):
    people = make_people()
    assert make_report(people.agency, make_open_period(code)).due_on == due


def test_the_most_specific_rule_wins_and_rolls_off_days_off():
    people = make_people()
    press = make_agency("Báo Quảng Ngãi", "bao-chi")
    period = make_open_period("q3")
    assert make_report(press, period).due_on == dt.date(2026, 9, 18)
    assert make_report(people.agency, period).due_on == dt.date(2026, 9, 16)


@pytest.mark.parametrize(
    ("roll", "due"),
    [("next", dt.date(2026, 9, 21)), ("previous", dt.date(2026, 9, 18)), ("none", dt.date(2026, 9, 19))],
)
def test_a_fixed_day_on_a_weekend_rolls_as_the_regime_says(roll, due):
    press = make_agency("Báo Quảng Ngãi", "bao-chi")
    period = make_periods()["q3"]
    Regime.objects.update(roll=roll)
    DeadlineRule.objects.filter(agency_kind__code="bao-chi").update(day_of_month=19)  # Saturday 19/9/2026
    assert make_report(press, open_period(period, by=None, now=at(1, 9))).due_on == due


@pytest.mark.parametrize(
    ("months", "day", "expected"),
    [(0, 18, dt.date(2026, 12, 18)), (1, 5, dt.date(2027, 1, 5)), (2, 31, dt.date(2027, 2, 28))],
)
def test_a_fixed_day_of_a_later_month(months, day, expected):
    assert day_of_month(dt.date(2026, 12, 14), months, day) == expected


def test_an_explicit_date_beats_every_rule():
    people = make_people()
    period = make_open_period("q1")
    DeadlineRule.objects.create(
        regime=period.regime,
        period_code="h1",
        form="explicit",
        on_date=dt.date(2026, 6, 25),
        source="CV 1/UBND",
    )
    assert make_report(people.agency, make_open_period("h1")).due_on == dt.date(2026, 6, 25)


def test_an_extension_is_told_apart_from_on_time_and_late():
    people = make_people()
    report = make_report(people.agency)
    extend_deadline(report, dt.date(2026, 3, 20), reason="Mưa lũ", by=people.reviewer, now=at(16, 3))
    send(report, people.drafter, people.head, at(19, 3))
    assert fresh(report).timeliness == Timeliness.EXTENDED
    causes = list(DeadlineChange.objects.filter(report=report).values_list("version", "cause", "due_on"))
    assert causes == [(1, "rule", dt.date(2026, 3, 17)), (2, "extension", dt.date(2026, 3, 20))]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(17, 3, 23), Timeliness.ON_TIME),
        (at(18, 3, 0), Timeliness.LATE),
    ],
)
def test_the_deadline_lasts_until_the_end_of_its_local_day(moment, expected):
    people = make_people()
    report = make_report(people.agency)
    send(report, people.drafter, people.head, moment)
    assert fresh(report).timeliness == expected


def test_timeliness_is_settled_by_the_first_sending():
    people = make_people()
    report = make_report(people.agency)
    send(report, people.drafter, people.head, at(16, 3))
    with pytest.raises(ValidationError):
        extend_deadline(report, dt.date(2026, 3, 20), reason="x", by=people.reviewer, now=at(17, 3))


def test_only_home_affairs_extends_and_only_forward_and_with_a_reason():
    people = make_people()
    report = make_report(people.agency)
    with pytest.raises(PermissionDenied):
        extend_deadline(report, dt.date(2026, 3, 20), reason="x", by=people.head, now=at(1, 3))
    for due_on, reason in [(dt.date(2026, 3, 17), "x"), (dt.date(2026, 3, 20), "")]:
        with pytest.raises(ValidationError):
            extend_deadline(report, due_on, reason=reason, by=people.reviewer, now=at(1, 3))
    assert fresh(report).deadline_version == 1


def test_an_extension_ends_today_or_later():
    people = make_people()
    report = make_report(people.agency)
    with pytest.raises(ValidationError) as refused:
        extend_deadline(report, dt.date(2026, 3, 19), reason="x", by=people.reviewer, now=at(20, 3))
    assert "ngày 19/3/2026" in refused.value.messages[0]
    extend_deadline(report, dt.date(2026, 3, 20), reason="x", by=people.reviewer, now=at(20, 3))
    assert fresh(report).due_on == dt.date(2026, 3, 20)


def test_a_new_holiday_moves_open_deadlines_and_leaves_settled_ones():
    people = make_people()
    period = make_open_period()
    sent = make_report(people.agency, period)
    waiting = make_report(people.other_agency, period)
    send(sent, people.drafter, people.head, at(16, 3, 8))
    set_calendar_day(
        dt.date(2026, 3, 17), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ bù", source="Thông báo 1",
        by=people.registrar, now=at(16, 3),
    )  # fmt: skip
    assert fresh(sent).due_on == dt.date(2026, 3, 17)
    assert fresh(waiting).due_on == dt.date(2026, 3, 18)
    assert fresh(waiting).deadline_changes.get(version=2).cause == "calendar"
    told = Reminder.objects.filter(obligation_id=waiting.pk, rule__code="deadline-moved")
    assert told.exists()


def test_a_new_holiday_moves_reminders_even_where_the_deadline_stays():
    people = make_people()
    report = make_report(people.agency)
    before = before_5(report)
    set_calendar_day(
        dt.date(2026, 3, 12), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ", source="Thông báo 2",
        by=people.registrar, now=at(2, 3),
    )  # fmt: skip
    assert fresh(report).due_on == dt.date(2026, 3, 17)
    assert (before - before_5(report)).days == 1


def before_5(report) -> dt.date | None:
    """When the step of five days before is told."""
    days = [row.due_on for row in to_be_told(REPORT, report.pk) if row.rule.code == "before-5"]
    return days[0] if days else None


def test_one_deadline_for_all_agencies_set_by_hand_is_not_an_extension():
    people = make_people()
    period = make_open_period()
    report = make_report(people.agency, period)
    set_deadline(period, dt.date(2026, 3, 25), reason="Công văn hỏa tốc", by=people.reviewer, now=at(2, 3))
    send(report, people.drafter, people.head, at(24, 3))
    assert fresh(report).timeliness == Timeliness.ON_TIME


def test_a_common_deadline_set_after_the_deadline_passed_still_moves_who_has_not_sent():
    people = make_people()
    period = make_open_period()
    sent, waiting = make_report(people.agency, period), make_report(people.other_agency, period)
    excused = make_report(people.home_affairs, period)
    send(sent, people.drafter, people.head, at(16, 3))
    excuse_report(excused, reason="Mới thành lập", by=people.reviewer, now=at(16, 3))
    set_deadline(period, dt.date(2026, 3, 25), reason="Bão lũ", by=people.reviewer, now=at(20, 3))
    due = [fresh(report).due_on for report in (sent, waiting, excused)]
    assert due == [dt.date(2026, 3, 17), dt.date(2026, 3, 25), dt.date(2026, 3, 17)]
    assert fresh(waiting).timeliness_if_sent(dt.date(2026, 3, 24)) == Timeliness.ON_TIME


def test_a_calendar_change_leaves_a_deadline_that_has_passed():
    people = make_people()
    report = make_report(people.agency)
    set_calendar_day(
        dt.date(2026, 3, 17), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ bù", source="Thông báo 1",
        by=people.registrar, now=at(20, 3),
    )  # fmt: skip
    assert fresh(report).due_on == dt.date(2026, 3, 17)


def test_an_agency_that_changes_its_kind_gets_the_deadline_of_the_new_one():
    make_people()
    period = make_open_period()
    xa = AgencyKind.objects.get(code="xa")
    DeadlineRule.objects.create(
        regime=period.regime, agency_kind=xa, form="working_days", working_days=7, source="CV 2/UBND"
    )
    ward = make_agency("Phường Trương Quang Trọng", "phuong")
    derive_obligations(period, now=at(2, 3))
    assert make_report(ward, period).due_on == dt.date(2026, 3, 17)
    change_agency(ward, valid_from=dt.date(2026, 3, 5), kind=xa, by=None, now=at(4, 3))
    assert make_report(ward, period).due_on == dt.date(2026, 3, 24)


def test_a_deadline_that_an_extension_outlasts_is_no_news():
    people = make_people()
    period = make_open_period()
    report = make_report(people.agency, period)
    extend_deadline(report, dt.date(2026, 4, 6), reason="Mưa lũ", by=people.reviewer, now=at(2, 3))
    set_deadline(period, dt.date(2026, 3, 20), reason="Công văn", by=people.reviewer, now=at(3, 3))
    report = fresh(report)
    assert (report.due_on, report.rule_due_on) == (dt.date(2026, 4, 6), dt.date(2026, 3, 20))
    assert report.deadline_version == 2


def test_a_changed_rule_moves_the_reminders_of_reports_still_to_be_sent():
    people = make_people()
    period = make_open_period()
    sent, waiting = make_report(people.agency, period), make_report(people.other_agency, period)
    send(sent, people.drafter, people.head, at(2, 3))
    rule = ReminderRule.objects.get(obligation_kind=REPORT, code="before-5")
    ground = {"valid_from": dt.date(2026, 3, 3), "source": "Công văn 7", "by": people.reviewer}
    change_rule(rule, offset=-3, **ground, now=at(2, 3))
    assert (before_5(sent), before_5(waiting)) == (None, dt.date(2026, 3, 12))
