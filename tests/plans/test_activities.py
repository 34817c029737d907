"""An agency's activities: planned, done, moved by dated updates, with results and proof."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Succession
from notices.models import Obligation
from plans.actions.activities import (
    add_proof,
    add_result,
    change_activity,
    finish_activity,
    plan_activity,
    record_activity,
    remove_proof,
    remove_result,
    update_activity,
)
from plans.models import Activity, ActivityForm, Result
from plans.reminders.activity import ACTIVITY
from plans.workflow import MOVES, State
from records.content.check import CheckedFile
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_officer, make_post
from tests.plans.make import NOW, TODAY, make_activity, make_done, make_duty
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WAY_TO = {
    State.PLANNED: [],
    State.UNDER_WAY: ["begin"],
    State.POSTPONED: ["postpone"],
    State.DONE: ["finish"],
    State.CANCELLED: ["cancel"],
}
VERBS = sorted({move.verb for move in MOVES})


def step(activity: Activity, verb: str, **fields) -> Activity:
    extra = {"planned_on": TODAY + DAY} if verb == "postpone" else {}
    if verb == "finish":
        return finish_activity(activity, on=TODAY, amounts={"count": 1}, by=None, now=NOW)
    return update_activity(activity, verb, on=TODAY, by=None, now=NOW, **(extra | fields))


def in_state(state: State) -> Activity:
    activity = make_activity()
    for verb in WAY_TO[state]:
        activity = step(activity, verb)
    return activity


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_every_move_of_the_table_is_made_and_every_other_refused(state, verb):
    activity = in_state(state)
    move = MOVES.find(verb, state)
    if move is None:
        with pytest.raises(ValidationError) as refusal:
            step(activity, verb)
        assert refusal.value.code == "state"
        assert Activity.objects.get().state == state
    else:
        assert step(activity, verb).state == move.target
        assert activity.updates.last().state == move.target


def test_what_is_done_has_its_day_quantity_and_trail():
    activity = make_activity(planned_on=TODAY - 5 * DAY)
    amounts = {"count": 2, "people": 120, "reach": None, "cost": 3_000_000_000}
    done = finish_activity(activity, on=TODAY - DAY, amounts=amounts, note="Đông", by=None, now=NOW)
    assert (done.state, done.done_on, done.planned_on) == (State.DONE, TODAY - DAY, TODAY - 5 * DAY)
    assert list(done.results.values_list("measure", "amount", "on")) == [
        ("count", 2, TODAY - DAY),
        ("people", 120, TODAY - DAY),
        ("cost", 3_000_000_000, TODAY - DAY),
    ]
    assert list(done.updates.values_list("state", "on", "note")) == [(State.DONE, TODAY - DAY, "Đông")]
    verbs = AuditEntry.objects.about(done).values_list("verb", flat=True)
    assert list(verbs) == ["plan_activity", "finish", "add_result", "add_result", "add_result"]


@pytest.mark.parametrize("amounts", [{}, {"count": 0}, {"count": None}, {"people": 5}])
def test_what_is_done_needs_a_quantity(amounts):
    with pytest.raises(ValidationError) as refusal:
        finish_activity(make_activity(), on=TODAY, amounts=amounts, by=None, now=NOW)
    assert list(refusal.value.message_dict) == ["count"]
    assert Activity.objects.get().state == State.PLANNED


def test_recording_at_once_leaves_all_or_nothing():
    form = ActivityForm.objects.get(code="tap-huan")
    fields = {"form": form, "topic": "Lớp tập huấn", "by": None, "now": NOW}
    agency = make_agency()
    record_activity(agency, done_on=TODAY, amounts={"count": 1}, url="https://tinh.gov.vn/a", **fields)
    activity = Activity.objects.get()
    assert (activity.state, activity.planned_on, activity.proofs.get().title) == (
        State.DONE,
        TODAY,
        "https://tinh.gov.vn/a",
    )
    for wrong in ({"done_on": TODAY + DAY, "amounts": {"count": 1}}, {"done_on": TODAY, "amounts": {}}):
        with pytest.raises(ValidationError):
            record_activity(agency, **wrong, **fields)
    assert Activity.objects.count() == 1


def test_the_state_is_what_the_newest_update_says():
    activity = make_activity(planned_on=TODAY - 9 * DAY)
    update_activity(activity, "begin", on=TODAY - 2 * DAY, by=None, now=NOW)
    with pytest.raises(ValidationError) as refusal:
        update_activity(activity, "cancel", on=TODAY - 3 * DAY, by=None, now=NOW)
    assert list(refusal.value.message_dict) == ["on"]
    with pytest.raises(ValidationError):
        update_activity(activity, "cancel", on=TODAY + DAY, by=None, now=NOW)
    assert Activity.objects.get().state == State.UNDER_WAY


def test_what_is_postponed_needs_its_new_day_and_is_no_longer_overdue():
    activity = make_activity(planned_on=TODAY - DAY)
    assert list(Activity.objects.overdue(TODAY)) == [activity]
    with pytest.raises(ValidationError):
        update_activity(activity, "postpone", on=TODAY, by=None, now=NOW)
    update_activity(activity, "postpone", on=TODAY, planned_on=TODAY + 9 * DAY, by=None, now=NOW)
    assert list(Activity.objects.overdue(TODAY)) == []


def test_each_postponement_keeps_both_days():
    activity = make_activity(planned_on=TODAY)
    for days in (9, 30):
        activity = update_activity(
            activity, "postpone", on=TODAY, planned_on=TODAY + days * DAY, by=None, now=NOW
        )
    moved = list(activity.updates.values_list("moved_from", "moved_to"))
    assert moved == [(TODAY, TODAY + 9 * DAY), (TODAY + 9 * DAY, TODAY + 30 * DAY)]
    assert activity.planned_on == TODAY + 30 * DAY
    begun = update_activity(activity, "begin", on=TODAY, planned_on=TODAY + DAY, by=None, now=NOW)
    assert begun.planned_on == TODAY + 30 * DAY
    assert begun.updates.last().moved_to is None


@pytest.mark.parametrize("day", [TODAY, TODAY - DAY, dt.date(2020, 1, 1), dt.date(2032, 1, 1)])
def test_nothing_is_postponed_to_a_day_gone_by_or_beyond_every_plan(day):
    activity = make_activity()
    with pytest.raises(ValidationError) as refusal:
        update_activity(activity, "postpone", on=TODAY, planned_on=day, by=None, now=NOW)
    assert list(refusal.value.message_dict) == ["planned_on"]
    assert Activity.objects.get().state == State.PLANNED


def test_days_that_nobody_can_mean_are_refused():
    agency, activity = make_agency(), make_activity()
    for day in (dt.date(2020, 12, 31), dt.date(2032, 1, 1)):
        with pytest.raises(ValidationError) as refusal:
            make_activity(agency, planned_on=day)
        assert list(refusal.value.message_dict) == ["planned_on"]
        with pytest.raises(ValidationError) as refusal:
            change_activity(activity, planned_on=day, seen_version=0, by=None, now=NOW)
        assert list(refusal.value.message_dict) == ["planned_on"]
    long_ago = dt.date(2001, 1, 1)
    with pytest.raises(ValidationError) as refusal:
        add_result(activity, measure="count", on=long_ago, amount=1, by=None, now=NOW)
    assert list(refusal.value.message_dict) == ["on"]
    for day in (dt.date(2021, 1, 1), dt.date(2031, 12, 31)):
        assert make_activity(agency, planned_on=day).planned_on == day


def test_an_activity_serves_only_a_duty_its_agency_has():
    agency, other = make_agency(), make_agency()
    duty = make_duty(leads=[other])
    assert make_activity(other, duty=duty).duty == duty
    with pytest.raises(ValidationError) as refusal:
        make_activity(agency, duty=duty)
    assert list(refusal.value.message_dict) == ["duty"]


def test_a_change_keeps_both_texts_on_the_trail_and_no_names():
    activity = make_activity(topic="Bài một", person_name="Trần Thị Soạn")
    fields = {"seen_version": 0, "by": None, "now": NOW}
    change_activity(activity, topic="Bài hai", person_name="Lê Văn Ký", **fields)
    entry = AuditEntry.objects.about(activity).get(verb="change_activity")
    assert entry.changes == {"topic": ["Bài một", "Bài hai"], "person_name": None}
    with pytest.raises(ValidationError) as refusal:
        change_activity(activity, topic="Bài ba", **fields)
    assert refusal.value.code == "stale"
    assert Activity.objects.get().topic == "Bài hai"


def test_the_quantity_of_what_is_done_is_replaced_not_taken_away():
    activity = make_done(make_agency(), count=3)
    wrong = activity.results.get()
    with pytest.raises(ValidationError):
        remove_result(wrong, by=None, now=NOW)
    add_result(activity, measure="count", on=TODAY, amount=2, by=None, now=NOW)
    remove_result(wrong, by=None, now=NOW)
    assert [row.amount for row in Result.objects.all()] == [2]
    entry = AuditEntry.objects.about(activity).get(verb="remove_result")
    assert entry.changes == {"measure": "count", "on": TODAY.isoformat(), "amount": 3}


def test_a_proof_is_a_link_or_a_file():
    activity = make_activity()
    file = CheckedFile("anh.pdf", "application/pdf", make_pdf())
    for wrong in ({}, {"url": "https://tinh.gov.vn", "file": file}):
        with pytest.raises(ValidationError):
            add_proof(activity, **wrong, by=None, now=NOW)
    proof = add_proof(activity, file=file, by=None, now=NOW)
    assert proof.title == "anh.pdf"
    remove_proof(proof, by=None, now=NOW)
    assert activity.proofs.count() == 0


@pytest.mark.parametrize("role", ["reviewer", "registrar", "stranger"])
def test_only_drafters_and_heads_of_the_agency_work_at_it(people, role):
    activity = make_activity(people.agency)
    result = add_result(activity, measure="people", on=TODAY, amount=1, by=people.drafter, now=NOW)
    acting = {"by": getattr(people, role), "now": NOW}
    form = activity.form
    for act in (
        lambda: plan_activity(people.agency, form=form, topic="x", planned_on=TODAY, **acting),
        lambda: change_activity(activity, seen_version=0, topic="x", **acting),
        lambda: update_activity(activity, "begin", on=TODAY, **acting),
        lambda: finish_activity(activity, on=TODAY, amounts={"count": 1}, **acting),
        lambda: add_result(activity, measure="count", on=TODAY, amount=1, **acting),
        lambda: remove_result(result, **acting),
        lambda: add_proof(activity, url="https://tinh.gov.vn", **acting),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_successor_sees_what_its_predecessors_did_and_cannot_change_it(people):
    before = make_agency("Sở Cũ", valid_to=TODAY - DAY)
    Succession.objects.create(
        predecessor=before, successor=people.agency, kind="merge", on=TODAY, document="QĐ 1"
    )
    transferred = make_agency("Sở Khác")
    Succession.objects.create(
        predecessor=transferred, successor=people.agency, kind="transfer", on=TODAY, document="QĐ 1"
    )
    kept, not_kept = make_done(before), make_done(transferred)
    assert list(Activity.objects.visible_to(people.drafter)) == [kept]
    assert set(Activity.objects.visible_to(people.reviewer)) == {kept, not_kept}
    assert list(Activity.objects.visible_to(people.stranger)) == []
    with pytest.raises(PermissionDenied):
        add_result(kept, measure="people", on=TODAY, amount=1, by=people.drafter, now=NOW)


def test_a_reader_sees_and_changes_nothing(people):
    reader = make_post(make_officer("Người Xem"), people.agency, "reader").officer
    activity = make_activity(people.agency)
    assert list(Activity.objects.visible_to(reader)) == [activity]
    with pytest.raises(PermissionDenied):
        update_activity(activity, "begin", on=TODAY, by=reader, now=NOW)


def test_a_postponement_is_a_change_that_others_are_told_of():
    activity = make_activity(make_agency())
    fields = {"topic": activity.topic, "planned_on": activity.planned_on, "form": activity.form}
    step(activity, "postpone")
    with pytest.raises(ValidationError) as refusal:
        change_activity(activity, seen_version=activity.version, **fields, by=None, now=NOW)
    assert refusal.value.code == "stale"
    assert Activity.objects.get().planned_on == TODAY + DAY


@pytest.mark.parametrize(
    ("kind", "on", "ended", "sees"),
    [
        ("merge", TODAY, TODAY - DAY, True),
        ("split", TODAY, TODAY - DAY, True),
        ("split", TODAY, None, False),  # what it was split off goes on, and keeps its records
        ("merge", TODAY + DAY, None, False),  # it has not happened yet
        ("transfer", TODAY, None, False),
    ],
)
def test_heirs_read_what_agencies_left_when_they_ended_and_nothing_else(
    people, time_machine, kind, on, ended, sees
):
    time_machine.move_to(NOW)
    before = make_agency("Sở Cũ", valid_to=ended)
    Succession.objects.create(predecessor=before, successor=people.agency, on=on, kind=kind, document="NQ 1")
    make_done(before, topic="Của Sở Cũ")
    assert Activity.objects.visible_to(people.drafter).exists() == sees


def test_what_is_entered_once_it_is_done_was_never_owed():
    form = ActivityForm.objects.get(code="tin-bai-bao")
    words = {"form": form, "topic": "Đã làm xong", "by": None, "now": NOW}
    record_activity(make_agency(), done_on=TODAY, amounts={"count": 1}, **words)
    assert not Obligation.objects.filter(kind=ACTIVITY).exists()
