"""An activity planned for a day: its drafters hear of it before, and are asked when that has gone by."""

import datetime as dt

import pytest

from agencies.actions import close_agency, set_calendar_day
from notices.actions import deliver_due
from notices.ahead import ledger_of
from plans.actions.activities import change_activity, finish_activity, update_activity
from plans.models import Activity
from plans.reminders.activity import ACTIVITY
from tests.plans.make import NOW, TODAY, make_activity

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 23)


def steps(activity: Activity, state: str = "planned") -> list[tuple[str, dt.date]]:
    rows = ledger_of([activity.pk], ACTIVITY)
    return [(row.rule.code, row.due_on) for row in rows if (row.state, row.channel) == (state, "email")]


def at(day: int, hour: int = 3) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def activity(people, time_machine) -> Activity:
    time_machine.move_to(NOW)
    return make_activity(people.agency, topic="Hội nghị cấp xã", planned_on=MONDAY)


def test_the_day_before_and_three_days_after_in_working_days(activity):
    assert steps(activity) == [("before-1", dt.date(2026, 3, 20)), ("late-3", dt.date(2026, 3, 26))]
    set_calendar_day(dt.date(2026, 3, 20), kind="holiday", name="Nghỉ", source="TB", by=None, now=NOW)
    assert steps(activity)[0] == ("before-1", dt.date(2026, 3, 19))


def test_the_drafter_is_told_and_asked_until_it_is_said(activity, people, mailoutbox, time_machine):
    time_machine.move_to(at(20))
    deliver_due(now=at(20))
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([people.drafter.email], "Dự kiến thứ Hai, 23/3/2026: Hội nghị cấp xã")
    ]
    mailoutbox.clear()
    time_machine.move_to(at(26))
    deliver_due(now=at(26))
    assert mailoutbox[0].subject == "Hoạt động này đến đâu rồi: Hội nghị cấp xã"
    assert activity.get_absolute_url() in mailoutbox[0].body


def test_done_or_called_off_it_is_told_no_more_and_taken_up_again_it_is(activity, people):
    by = {"by": people.drafter, "now": NOW}
    update_activity(activity, "cancel", on=TODAY, note="Thôi", **by)
    assert steps(activity) == []
    update_activity(activity, "take_up", on=TODAY, **by)
    assert len(steps(activity)) == 2
    finish_activity(activity, on=TODAY, amounts={"count": 1}, **by)
    assert steps(activity) == []


def test_another_day_moves_it(activity, people):
    by = {"by": people.drafter, "now": NOW}
    update_activity(activity, "postpone", on=TODAY, planned_on=dt.date(2026, 3, 30), note="Hoãn", **by)
    assert steps(activity)[0] == ("before-1", dt.date(2026, 3, 27))
    activity.refresh_from_db()
    change_activity(activity, seen_version=activity.version, planned_on=MONDAY, **by)
    assert steps(activity) == [("before-1", dt.date(2026, 3, 20)), ("late-3", dt.date(2026, 3, 26))]


def test_of_an_agency_that_is_no_more_nobody_is_told(activity, people, mailoutbox, time_machine):
    close_agency(people.agency, last_day=dt.date(2026, 3, 18), document="NQ 1", by=None, now=NOW)
    time_machine.move_to(at(20))
    deliver_due(now=at(20))
    assert mailoutbox == []
    assert steps(activity, "failed") == []


def test_what_was_planned_for_the_same_day_is_asked_of_too(people, time_machine):
    time_machine.move_to(NOW)
    today = make_activity(people.agency)
    assert steps(today) == [("late-3", dt.date(2026, 3, 19))]


def test_its_page_says_when_whom(activity, people, client):
    client.force_login(people.drafter)
    assert "lần tới: thứ Sáu, 20/3/2026" in client.get(activity.get_absolute_url()).text
