"""How a duty stands follows from what was said and done; who owes it is reminded, and told of in time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.actions import close_agency
from agencies.actions.calendar import set_calendar_day
from agencies.models import CalendarDay
from notices.actions import change_rule, claim_due, end_rule, keep_obligations
from notices.ahead import ledger_of
from notices.models import Reminder, ReminderRule
from notices.topics import topic_of
from plans.actions.activities import add_result
from plans.actions.progress import update_assignment
from plans.models import ActivityForm, Assignment, AssignmentUpdate
from plans.progress import State, progress_of
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_post
from tests.notices.make import to_be_told
from tests.plans.make import (
    NOW,
    TODAY,
    adjust,
    make_activity,
    make_done,
    make_duty,
    make_plan,
    on_desk,
    reword,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SOON = dt.date(2026, 3, 27)
KIND = "plans.assignment"


def due(people, due_on=SOON, **fields) -> Assignment:
    """A duty of the drafter's agency, due by a day."""
    duty = make_duty(leads=[people.agency], schedule="by_date", due_on=due_on, **fields)
    return duty.assignments.get()


def state(assignment: Assignment, today: dt.date = TODAY) -> State:
    return progress_of([assignment], today)[assignment.pk].state


def say(assignment: Assignment, word: str, on: dt.date = TODAY, **fields) -> AssignmentUpdate:
    return update_assignment(assignment, state=word, on=on, **({"by": None, "now": NOW} | fields))


def open_steps(assignment: Assignment) -> dict[str, dt.date]:
    """Rule to the day its reminder in the portal is planned for, of the drafter's."""
    rows = to_be_told(KIND, assignment.pk, channel="portal")
    return {row.rule.code: row.due_at.date() for row in rows if row.role == "drafter"}


def test_nothing_said_and_nothing_done_is_not_started_then_overdue(people):
    assignment = due(people)
    assert [state(assignment, day) for day in (TODAY, SOON, SOON + DAY)] == [
        State.NOT_STARTED,
        State.NOT_STARTED,
        State.OVERDUE,
    ]


def test_an_activity_sets_it_under_way_and_the_target_makes_it_done(people):
    form = ActivityForm.objects.get(code="tap-huan")
    assignment = due(people, form=form, target=3, unit="lớp")
    fields = {"duty": assignment.duty}
    make_activity(people.agency, "tap-huan", **fields)
    assert state(assignment) == State.UNDER_WAY
    make_done(people.agency, "hoi-nghi", count=9, **fields)
    make_done(people.agency, "tap-huan", count=2, **fields)
    assert state(assignment) == State.UNDER_WAY
    make_done(people.agency, "tap-huan", count=1, **fields)
    assert (state(assignment), state(assignment, SOON + DAY)) == (State.DONE, State.DONE)


def test_the_newest_update_decides(people):
    assignment = due(people)
    say(assignment, "done", TODAY - 2 * DAY)
    assert state(assignment, SOON + DAY) == State.DONE
    say(assignment, "under_way", TODAY)
    assert (state(assignment), state(assignment, SOON + DAY)) == (State.UNDER_WAY, State.OVERDUE)
    entries = AuditEntry.objects.about(assignment).values_list("verb", flat=True)
    assert list(entries) == ["update_assignment", "update_assignment"]


@pytest.mark.parametrize(("on", "field"), [(TODAY + DAY, "on"), (TODAY - 2 * DAY, "on")])
def test_an_update_is_of_no_day_to_come_and_no_earlier_than_the_newest(people, on, field):
    assignment = due(people)
    say(assignment, "under_way", TODAY - DAY)
    with pytest.raises(ValidationError) as refusal:
        say(assignment, "done", on)
    assert list(refusal.value.message_dict) == [field]
    assert assignment.updates.count() == 1


@pytest.mark.parametrize("role", ["reviewer", "registrar", "stranger"])
def test_only_the_agency_says_how_its_duty_stands(people, role):
    assignment = due(people)
    with pytest.raises(PermissionDenied):
        say(assignment, "done", by=getattr(people, role))


def test_steps_are_planned_in_working_days_around_the_day(people):
    assignment = due(people)
    assert open_steps(assignment) == {
        "before-5": dt.date(2026, 3, 20),
        "before-1": dt.date(2026, 3, 26),
        "due": SOON,
        "late-1": dt.date(2026, 3, 30),
        "late-3": dt.date(2026, 4, 1),
    }
    office = [row for row in ledger_of([assignment.pk], KIND) if row.role == "reviewer"]
    assert {row.rule.code for row in office} == {"late-3-home-affairs"}


def test_asked_again_nothing_changes(people):
    assignment = due(people)
    before = open_steps(assignment)
    assert keep_obligations(now=NOW).mended == 0
    assert open_steps(assignment) == before != {}


def test_a_day_off_moves_the_steps(people):
    assignment = due(people)
    fields = {"name": "Nghỉ", "source": "TB 1", "kind": CalendarDay.Kind.HOLIDAY, "is_provisional": False}
    set_calendar_day(day=dt.date(2026, 3, 26), **fields, by=None, now=NOW)
    assert open_steps(assignment)["before-1"] == dt.date(2026, 3, 25)


def test_a_new_day_supersedes_the_old_steps(people):
    plan = make_plan()
    assignment = make_duty(plan, leads=[people.agency], schedule="by_date", due_on=SOON).assignments.get()
    adjust(plan, dt.date(2026, 3, 1))
    reword(assignment.duty, due_on=dt.date(2026, 4, 10))
    assert open_steps(assignment)["due"] == dt.date(2026, 4, 10)
    reword(assignment.duty, schedule="continuous", due_on=None)
    assert open_steps(assignment) == {}


def test_the_clock_follows_a_decision_that_takes_effect_later(people, time_machine):
    time_machine.move_to(NOW)
    plan = make_plan()
    assignment = make_duty(plan, leads=[people.agency], schedule="by_date", due_on=SOON).assignments.get()
    adjust(plan, dt.date(2026, 3, 18))
    reword(assignment.duty, due_on=dt.date(2026, 4, 10))
    assert open_steps(assignment)["due"] == SOON
    time_machine.move_to(NOW + 2 * DAY)
    keep_obligations(now=NOW + 2 * DAY)  # each hour
    assert open_steps(assignment)["due"] == dt.date(2026, 4, 10)


def test_done_ends_the_reminders_and_not_done_after_all_renews_them(people):
    assignment = due(people)
    say(assignment, "done", TODAY - DAY)
    keep_obligations(now=NOW)
    assert open_steps(assignment) == {}
    say(assignment, "under_way", TODAY)
    assert "due" in open_steps(assignment)


def test_an_agency_that_is_closed_is_reminded_no_more(people):
    assignment = due(people)
    close_agency(people.agency, last_day=TODAY - DAY, document="QĐ 1", by=None, now=NOW)
    assert open_steps(assignment) == {}


def test_the_ledger_asks_again_before_it_tells(people, time_machine):
    time_machine.move_to(NOW)
    form = ActivityForm.objects.get(code="tap-huan")
    done, owed = due(people, form=form, target=1, unit="lớp"), due(people)
    make_done(people.agency, "tap-huan", duty=done.duty)
    claim_due(NOW + 60 * DAY)
    assert set(Reminder.objects.values_list("obligation_id", flat=True)) == {owed.pk}


@pytest.mark.parametrize(("today", "word"), [(TODAY, "phải xong"), (SOON + DAY, "quá hạn")])
def test_what_is_told_names_the_agency_the_duty_and_the_day(people, today, word):
    assignment = due(people, clause="Phụ lục, số 2", content="Tập huấn kỹ năng")
    message = topic_of(KIND).messages("due", [assignment.pk], today)[assignment.pk]
    assert word in message.subject
    assert "Phụ lục, số 2" in message.subject
    assert ("Sở Tư pháp" in message.lines[0], message.lines[1]) == (True, "Tập huấn kỹ năng")
    assert message.path == reverse("plans:duty", args=[assignment.duty_id])
    assert topic_of(KIND).describe([assignment.pk])[assignment.pk].title == "Phụ lục, số 2 – Sở Tư pháp"


# Duties that recur


def each(people, schedule: str = "quarterly", *, since: int = 2025, form: str = "hoi-nghi") -> Assignment:
    """A duty of the drafter's agency that recurs, asked since a January, counted by activities of a form."""
    now = dt.datetime(since, 1, 10, 2, tzinfo=dt.UTC)
    plan = make_plan(year=since, last_year=2030, now=now)
    fields = {"schedule": schedule, "form": ActivityForm.objects.get(code=form) if form else None}
    return make_duty(plan, leads=[people.agency], now=now, **fields).assignments.get()


def due_day(assignment: Assignment, today: dt.date = TODAY) -> dt.date | None:
    return progress_of([assignment], today)[assignment.pk].due_on


def test_a_quarter_gone_by_without_anything_is_overdue_until_something_is_done(people):
    assignment = each(people)
    assert (due_day(assignment), state(assignment)) == (dt.date(2025, 12, 31), State.OVERDUE)
    make_done(people.agency, "hoi-nghi", on=TODAY, duty=assignment.duty)
    assert (due_day(assignment), state(assignment)) == (None, State.UNDER_WAY)
    assert due_day(assignment, dt.date(2026, 4, 1)) == dt.date(2026, 6, 30)
    assert state(assignment, dt.date(2026, 7, 1)) == State.OVERDUE


def test_what_was_done_last_quarter_leaves_this_one_due_at_its_end(people):
    assignment = each(people)
    make_done(people.agency, "hoi-nghi", on=dt.date(2025, 10, 1), duty=assignment.duty)
    assert (due_day(assignment), state(assignment)) == (dt.date(2026, 3, 31), State.UNDER_WAY)


def test_a_quarter_that_began_before_the_plan_or_the_assignment_is_not_missed(people):
    assert due_day(each(people, since=2026)) == dt.date(2026, 3, 31)
    assignment = each(people)
    Assignment.objects.filter(pk=assignment.pk).update(starts_on=dt.date(2025, 11, 2))
    assignment.refresh_from_db()
    assert due_day(assignment) == dt.date(2026, 3, 31)


def test_an_update_speaks_for_its_own_quarter(people):
    assignment = each(people)
    say(assignment, "done", dt.date(2026, 1, 5))
    assert (due_day(assignment), state(assignment)) == (None, State.DONE)
    assert state(assignment, dt.date(2026, 4, 1)) == State.UNDER_WAY
    assert state(assignment, dt.date(2026, 7, 1)) == State.OVERDUE


def test_a_result_of_a_series_that_goes_on_counts_for_its_quarter(people):
    assignment = each(people, form="chuyen-muc")
    series = make_activity(people.agency, "chuyen-muc", duty=assignment.duty, planned_on=dt.date(2025, 6, 1))
    add_result(series, measure="count", on=dt.date(2026, 2, 1), amount=1, by=None, now=NOW)
    assert due_day(assignment) is None


def test_a_target_reached_once_says_nothing_of_the_quarters_after_it(people):
    assignment = each(people)
    reword(assignment.duty, target=2, unit="cuộc", now=dt.datetime(2025, 1, 11, 2, tzinfo=dt.UTC))
    make_done(people.agency, "hoi-nghi", on=dt.date(2025, 3, 1), count=2, duty=assignment.duty)
    assert state(assignment, dt.date(2025, 3, 2)) == State.UNDER_WAY
    assert (due_day(assignment), state(assignment)) == (dt.date(2025, 12, 31), State.OVERDUE)


def test_only_the_quantity_in_the_form_asked_for_makes_a_quarter_done(people):
    assignment = each(people)
    leaflet = make_activity(people.agency, "to-roi", duty=assignment.duty)
    add_result(leaflet, measure="count", on=TODAY, amount=500, by=None, now=NOW)
    talk = make_activity(people.agency, "hoi-nghi", duty=assignment.duty)
    add_result(talk, measure="cost", on=TODAY, amount=1, by=None, now=NOW)
    assert state(assignment) == State.OVERDUE
    add_result(talk, measure="count", on=TODAY, amount=1, by=None, now=NOW)
    assert state(assignment) == State.UNDER_WAY


def test_what_fell_due_on_the_last_day_of_a_plan_is_seen_after_it(people, client, time_machine):
    plan = make_plan(year=2025, now=dt.datetime(2025, 1, 10, 2, tzinfo=dt.UTC))
    fields = {"leads": [people.agency], "now": dt.datetime(2025, 1, 10, 2, tzinfo=dt.UTC)}
    make_duty(plan, schedule="by_date", due_on=dt.date(2025, 12, 31), **fields)
    make_duty(plan, schedule="yearly", form=ActivityForm.objects.get(code="hoi-nghi"), **fields)
    client.force_login(people.reviewer)
    for day, seen in ((dt.date(2025, 12, 31), 0), (dt.date(2026, 1, 2), 2), (dt.date(2026, 6, 1), 0)):
        time_machine.move_to(dt.datetime.combine(day, dt.time(2), dt.UTC))
        assert len(client.get(reverse("plans:overdue")).context["rows"]) == seen


def test_an_heir_goes_on_from_what_its_predecessor_did(people):
    before = make_agency("Sở Cũ")
    duty = make_duty(leads=[before], schedule="by_date", due_on=SOON, content="Tập huấn")
    say(duty.assignments.get(), "done", TODAY - 3 * DAY)
    make_done(before, "hoi-nghi", on=TODAY - 3 * DAY, duty=duty)
    inherited = Assignment.objects.create(
        duty=duty, agency=people.agency, starts_on=TODAY, inherited_from=before
    )
    one = progress_of([inherited], SOON + DAY)[inherited.pk]
    assert (one.state, one.activities) == (State.DONE, 1)
    say(inherited, "under_way", TODAY)
    assert state(inherited, SOON + DAY) == State.OVERDUE


def test_what_no_activity_counts_is_never_overdue_by_itself(people):
    assignment = each(people, form="")
    assert (due_day(assignment), state(assignment)) == (None, State.NOT_STARTED)


def test_what_recurs_is_reminded_of_quarter_by_quarter(people, time_machine):
    time_machine.move_to(NOW)
    assignment = each(people, since=2026)
    assert open_steps(assignment)["due"] == dt.date(2026, 3, 31)
    make_done(people.agency, "hoi-nghi", on=TODAY, duty=assignment.duty)
    assert open_steps(assignment) == {}
    april = NOW + 20 * DAY
    time_machine.move_to(april)
    keep_obligations(now=april)
    assert open_steps(assignment)["due"] == dt.date(2026, 6, 30)
    assert "30/6/2026" in topic_of(KIND).messages("due", [assignment.pk], april.date())[assignment.pk].subject


def test_a_missed_quarter_is_seen_by_who_owes_it_and_by_home_affairs(people, client, time_machine):
    time_machine.move_to(NOW)
    assignment = each(people)
    for officer, seen in ((people.drafter, 1), (people.head, 1), (people.reviewer, 1), (people.stranger, 0)):
        client.force_login(officer)
        rows = client.get(reverse("plans:overdue")).context["rows"]
        assert [row["due_on"] for row in rows] == [dt.date(2025, 12, 31)] * seen
    keep_obligations(now=NOW)
    client.force_login(people.drafter)
    line = next(line for line in on_desk(client) if line.kind == KIND)
    assert (line.due_on, line.is_late) == (dt.date(2025, 12, 31), True)
    make_done(people.agency, "hoi-nghi", on=TODAY, duty=assignment.duty)
    assert [line for line in on_desk(client) if line.kind == KIND] == []


def test_who_works_at_two_agencies_is_told_whose_duty_it_is(people, client, time_machine):
    make_post(people.drafter, people.other_agency)
    make_duty(leads=[people.agency, people.other_agency], schedule="by_date", due_on=SOON, content="Tập huấn")
    time_machine.move_to(NOW)
    client.force_login(people.drafter)
    titles = [line.title for line in on_desk(client)]
    assert sorted(titles) == ["Sở Tư pháp: Nhiệm vụ: Tập huấn", "Sở Y tế: Nhiệm vụ: Tập huấn"]


def test_its_page_says_to_who_owes_it_when_they_are_reminded(people, client, time_machine):
    duty = make_duty(leads=[people.agency, people.other_agency], schedule="by_date", due_on=SOON)
    time_machine.move_to(NOW)
    client.force_login(people.head)
    page = client.get(duty.get_absolute_url())
    assert {row.agency_id for row in page.context["reminders"]} == {people.agency.pk, None}
    assert "08:00, thứ Sáu, 27/3/2026" in page.text
    client.force_login(people.reviewer)
    assert "08:00, thứ Sáu, 27/3/2026" not in client.get(duty.get_absolute_url()).text


def test_an_overdue_duty_is_seen_by_its_drafter_its_head_and_home_affairs(people, client, time_machine):
    assignment = due(people, content="Tập huấn kỹ năng")
    time_machine.move_to(dt.datetime(2026, 3, 30, 2, 0, tzinfo=dt.UTC))
    for officer, seen in ((people.drafter, 1), (people.head, 1), (people.reviewer, 1), (people.stranger, 0)):
        client.force_login(officer)
        assert len(client.get(reverse("plans:overdue")).context["rows"]) == seen
    client.force_login(people.head)
    (line,) = on_desk(client)
    assert (line.title, line.is_late) == ("Nhiệm vụ: Tập huấn kỹ năng", True)
    client.force_login(people.reviewer)
    urls = [line.url for line in on_desk(client, "waiting")]
    assert urls == [reverse("plans:overdue")]
    client.force_login(people.drafter)
    page = reverse("plans:update-duty", args=[assignment.pk])
    assert client.post(page, {"state": "done", "on": "30/3/2026"}).status_code == 302
    assert client.get(reverse("plans:overdue")).context["rows"] == []
    assert on_desk(client) == []


def test_a_changed_rule_moves_the_reminders_of_duties(people):
    assignment = due(people)
    rule = ReminderRule.objects.get(obligation_kind=KIND, code="before-5")
    ground = {"valid_from": dt.date(2026, 3, 18), "source": "Công văn 7", "by": people.reviewer}
    change_rule(rule, offset=-2, **ground, now=NOW)
    assert open_steps(assignment)["before-5"] == dt.date(2026, 3, 25)
    end_rule(rule_of("before-1"), **ground, now=NOW)
    assert "before-1" not in open_steps(assignment)


def rule_of(code: str) -> ReminderRule:
    return ReminderRule.objects.get(obligation_kind=KIND, code=code, valid_to=None)
