"""A deadline becomes rows of the ledger: when, to whom, on which channel; once."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from agencies.models import Agency, CalendarDay
from notices.actions import Deadline, announce, cancel, deliver_due, drop_past, install_rules, plan_deadlines
from notices.actions.planning import plan_in_chunks
from notices.models import Reminder, ReminderRule
from tests.agencies.make import make_agency
from tests.notices.make import KIND, at, make_drafters, make_reminder, make_rule, plan, states, tell

pytestmark = pytest.mark.django_db


def moments(**filters) -> list[str]:
    rows = Reminder.objects.filter(channel="email", role="drafter", **filters).order_by("due_at")
    return [f"{row.rule.code} {row.due_at.astimezone(at(1).tzinfo):%d/%m %H:%M}" for row in rows]


def test_reminders_leave_around_the_deadline_at_eight(errands):
    plan(make_agency(), opened_at=at(2))
    assert moments() == [
        "opened 02/06 09:00",
        "before-5 09/06 08:00",
        "before-1 13/06 08:00",
        "due 16/06 08:00",
        "late-1 17/06 08:00",
        "late-3 19/06 08:00",
    ]


def test_each_role_and_channel_has_its_own_row(errands):
    agency = make_agency()
    plan(agency)
    rows = Reminder.objects.filter(rule__code="due").values_list("agency", "role", "channel")
    assert sorted(rows) == sorted(
        (agency.pk, role, channel) for role in ("drafter", "head") for channel in ("email", "portal")
    )


def test_the_last_step_goes_to_the_home_affairs_desk_whichever_agency_that_is(errands):
    plan(make_agency())
    rows = Reminder.objects.filter(rule__code="late-3-home-affairs").values_list("agency", "role", "channel")
    assert sorted(rows, key=str) == [(None, "reviewer", "email"), (None, "reviewer", "portal")]


def test_days_off_are_not_counted(errands):
    CalendarDay.objects.create(day=dt.date(2025, 6, 12), kind="holiday", name="Nghỉ", source="QĐ")
    plan(make_agency())
    assert moments()[:2] == ["before-5 06/06 08:00", "before-1 13/06 08:00"]


def test_of_a_deadline_on_a_day_off_the_day_before_is_told(errands):
    plan(make_agency(), due_on=dt.date(2025, 6, 15))
    assert "due 13/06 08:00" in moments()


def test_a_step_that_has_passed_is_not_planned(errands):
    plan(make_agency(), now=at(13, hour=10))
    assert moments() == ["due 16/06 08:00", "late-1 17/06 08:00", "late-3 19/06 08:00"]


def test_planning_again_changes_nothing(errands):
    agency = make_agency()
    first = plan(agency, opened_at=at(2))
    before = list(Reminder.objects.values())
    again = plan(agency, opened_at=at(2))
    assert (first, again, list(Reminder.objects.values())) == (24, 0, before)


def test_a_moved_deadline_supersedes_the_old_steps_and_plans_new_ones(errands):
    agency = make_agency()
    plan(agency, opened_at=at(2))
    plan(agency, due_on=dt.date(2025, 6, 23), version=2)
    assert states(version=1) == {"planned": 4, "superseded": 20}  # the opening is still to be told
    assert moments(version=2)[:3] == ["before-5 16/06 08:00", "before-1 20/06 08:00", "due 23/06 08:00"]
    reasons = set(Reminder.objects.filter(state="superseded").values_list("reason", flat=True))
    assert reasons == {"The deadline has moved."}


def test_what_was_sent_stays_sent_when_the_deadline_moves(errands):
    agency = make_agency()
    plan(agency)
    Reminder.objects.filter(rule__code="before-5").update(state="sent", finished_at=at(9))
    plan(agency, due_on=dt.date(2025, 6, 23), version=2, now=at(10))
    assert states(version=1) == {"sent": 2, "superseded": 18}


def test_a_changed_calendar_moves_planned_steps_and_no_others(errands):
    agency = make_agency()
    plan(agency)
    Reminder.objects.filter(rule__code="before-5", role="drafter").update(state="sent", finished_at=at(9))
    CalendarDay.objects.create(day=dt.date(2025, 6, 13), kind="holiday", name="Nghỉ", source="QĐ")
    assert plan(agency, now=at(10)) == 0
    assert moments()[:2] == ["before-5 09/06 08:00", "before-1 12/06 08:00"]


def test_cancelled_steps_ahead_are_planned_again_when_it_is_owed_again(errands):
    agency = make_agency()
    plan(agency)
    cancel(KIND, [1], now=at(10), reason="Đã nộp")
    assert states() == {"cancelled": 20}
    plan(agency, now=at(16, hour=9))
    assert states() == {"planned": 10, "cancelled": 10}


def test_a_rule_not_in_force_plans_nothing(errands):
    ReminderRule.objects.filter(code="due").update(valid_to=dt.date(2025, 5, 31))
    plan(make_agency())
    assert not Reminder.objects.filter(rule__code="due").exists()


def test_many_deadlines_cost_no_more_queries_than_one(errands, django_assert_num_queries):
    for count in (1, 3):
        rows = [Deadline(count * 10 + n, make_agency().pk, due_on=dt.date(2025, 6, 16)) for n in range(count)]
        with django_assert_num_queries(4):
            plan_deadlines(KIND, rows, now=at(2))


def test_an_event_is_told_once_a_version(errands):
    agency = make_agency()
    assert [tell(agency, version=1), tell(agency, version=1), tell(agency, version=2)] == [1, 0, 1]


def test_an_unknown_event_is_a_mistake_and_an_ended_rule_is_silence(errands):
    agency = make_agency()
    with pytest.raises(LookupError):
        announce(KIND, "retruned", [], now=at(2))
    ReminderRule.objects.filter(code="returned").update(valid_to=dt.date(2025, 5, 31))
    assert tell(agency, rule="returned") == 0


def test_cancel_takes_back_only_the_rules_named(errands):
    agency = make_agency()
    plan(agency)
    tell(agency)
    assert cancel(KIND, [1], now=at(3), reason="Đã ký", rules=["mail-only"]) == 1
    assert states() == {"planned": 20, "cancelled": 1}


def test_a_loaded_history_sends_nothing(errands):
    plan(make_agency())
    drop_past(now=at(16, hour=7), reason="Dữ liệu mẫu")
    assert states() == {"planned": 14, "cancelled": 6}


def test_the_database_keeps_a_reminder_single():
    first = make_reminder(agency=make_agency())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reminder(agency=first.agency)
    home_affairs = {"obligation_id": 2, "role": "reviewer", "rule": first.rule}
    Reminder.objects.create(obligation_kind=KIND, agency=None, channel="email", due_at=at(2), **home_affairs)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            obligation_kind=KIND, agency=None, channel="email", due_at=at(3), **home_affairs
        )


def test_a_rule_counts_days_from_a_deadline_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(anchor="event", offset=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(anchor="deadline", offset=None)


def test_installing_rules_again_keeps_what_the_office_changed(errands):
    ReminderRule.objects.filter(obligation_kind="errand", code="due").update(
        send_at=dt.time(7, 30), valid_to=dt.date(2025, 12, 31)
    )
    install_rules()
    rule = ReminderRule.objects.get(obligation_kind="errand", code="due")
    assert (rule.send_at, rule.valid_to) == (dt.time(7, 30), dt.date(2025, 12, 31))


def test_a_deadline_that_moves_there_and_back_is_told_as_at_first(errands):
    agency = make_agency()
    plan(agency, version=1)
    before = states(rule__anchor="deadline")
    plan(agency, version=2, due_on=dt.date(2025, 6, 18), now=at(3))
    plan(agency, version=1, now=at(3))
    assert states(rule__anchor="deadline", version=1) == before
    assert states(rule__anchor="deadline", version=2) == {"superseded": before["planned"]}


def test_what_was_told_before_it_moved_is_not_told_again_when_it_is_back(errands):
    agency = make_drafters(1)[0]
    plan(agency, version=1)
    deliver_due(now=at(9))
    plan(agency, version=2, due_on=dt.date(2025, 6, 18), now=at(9))
    plan(agency, version=1, now=at(9))
    assert states(rule__code="before-5", version=1) == {"sent": 2}


def test_what_is_planned_goes_with_its_obligation_to_another_agency(errands):
    first, second = make_agency(), make_agency()
    plan(first)
    planned = states(agency=first)
    plan(second, now=at(17))  # after the day itself: what was planned and did not leave goes along too
    assert (states(agency=first), states(agency=second)) == ({}, planned)
    plan(first, now=at(17))
    assert (states(agency=first), states(agency=second)) == (planned, {})


@pytest.mark.django_db(transaction=True)
def test_what_another_act_holds_is_passed_over():
    agencies = [make_agency() for _number in range(3)]
    held, done = threading.Event(), threading.Event()

    def act():
        with transaction.atomic():
            Agency.objects.select_for_update().get(pk=agencies[1].pk)
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    assert held.wait(10)
    seen: list[int] = []
    rows = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])
    plan_in_chunks(rows, lambda chunk: seen.extend(row.pk for row in chunk))
    done.set()
    thread.join()
    assert seen == [agencies[0].pk, agencies[2].pk]
