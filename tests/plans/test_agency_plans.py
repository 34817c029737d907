"""An agency's own plan: no duty is forgotten, the head answers in person, versions are kept."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.models import CalendarDay
from notices.actions import deliver_due
from notices.models import Reminder
from plans.actions.agency_plans import (
    add_item,
    approve_plan,
    begin_plan,
    change_item,
    hand_back_plan,
    propose_duties,
    record_plan_paper,
    remove_item,
    submit_plan,
    take_up_new_duties,
    withdraw_plan,
)
from plans.models import ActivityForm, AgencyPlan, PlanItem
from plans.reminders.agency_plan import AGENCY_PLAN
from plans.workflow import PLAN_MOVES, PlanState
from records.content.check import CheckedFile
from records.models import AuditEntry
from tests.agencies.make import make_officer, make_post
from tests.notices.make import to_be_told
from tests.plans.make import NOW, TODAY, make_draft, make_duty, make_issued_plan, make_plan
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db


def contents(plan: AgencyPlan) -> list[str]:
    return [item.content for item in plan.items.all()]


def submitted(people) -> AgencyPlan:
    return submit_plan(make_draft(people), by=people.drafter, now=NOW)


def approve(plan: AgencyPlan, people) -> AgencyPlan:
    return approve_plan(plan, seen_edits=plan.edits, by=people.head, now=NOW)


def test_a_draft_holds_every_duty_of_the_year_as_the_province_words_it(people):
    form = ActivityForm.objects.get(code="tap-huan")
    plan = make_plan()
    target = {"form": form, "target": 3, "unit": "lớp", "schedule": "by_date", "due_on": dt.date(2026, 6, 30)}
    make_duty(plan, leads=[people.agency], content="Tập huấn", clause="Ý 1", **target)
    make_duty(plan, leads=[people.other_agency], content="Của cơ quan khác")
    make_duty(make_plan(year=2027), leads=[people.agency], content="Của năm sau")
    (line,) = begin_plan(people.agency, 2026, by=people.drafter, now=NOW).items.all()
    assert (line.content, line.clause, line.form, line.quantity, line.due_on) == (
        "Tập huấn",
        "Ý 1",
        form,
        3,
        dt.date(2026, 6, 30),
    )


def test_a_duty_cannot_be_left_out_and_one_that_comes_later_is_taken_up(people):
    duty = make_duty(leads=[people.agency], content="Một")
    draft = make_draft(people)
    with pytest.raises(ValidationError):
        remove_item(draft.items.get(duty=duty), by=people.drafter, now=NOW)
    make_duty(duty.plan, leads=[people.agency], content="Hai", clause="Ý mới")
    with pytest.raises(ValidationError) as refusal:
        submit_plan(draft, by=people.drafter, now=NOW)
    assert "Ý mới" in refusal.value.messages[0]
    assert take_up_new_duties(draft, by=people.drafter, now=NOW) == 1
    assert contents(draft) == ["Một", "Tự bổ sung", "Hai"]
    assert propose_duties(draft) == 0
    assert submit_plan(draft, by=people.drafter, now=NOW).state == PlanState.AWAITING_HEAD


def test_a_line_of_a_duty_keeps_the_words_of_the_province(people):
    make_duty(leads=[people.agency], content="Lời của tỉnh")
    draft = make_draft(people)
    fields = {"content": "Lời khác", "quantity": 5, "budget": 12_000_000, "unit_name": "Văn phòng"}
    for item in draft.items.all():
        change_item(item, seen_version=item.version, **fields, by=people.drafter, now=NOW)
    assert contents(draft) == ["Lời của tỉnh", "Lời khác"]
    assert set(draft.items.values_list("quantity", "budget", "unit_name")) == {(5, 12_000_000, "Văn phòng")}


def test_approval_keeps_who_signed_as_what_and_tells_home_affairs(people):
    plan = approve(submitted(people), people)
    assert (plan.state, plan.issued_at, plan.issued_by) == (PlanState.ISSUED, NOW, people.head)
    assert (plan.signer_name, plan.signature_lines, plan.agency_name) == (
        "Lê Văn Ký",
        "GIÁM ĐỐC",
        "Sở Tư pháp",
    )
    deliver_due(now=NOW)
    told = Reminder.objects.filter(obligation_kind="plans.agencyplan", channel="portal")
    assert list(told.order_by("pk").values_list("rule__code", "state")) == [
        ("plan-awaiting-head", "cancelled"),
        ("plan-issued", "sent"),
    ]


def test_a_plan_that_waits_for_its_head_is_told_again_after_three_working_days(people, mailoutbox):
    plan = submitted(people)
    waits = [row for row in to_be_told(AGENCY_PLAN, plan.pk) if row.rule.code == "plan-waits-3"]
    days = {(row.role, row.due_on, row.state, row.version) for row in waits}
    third = CalendarDay.objects.working_days().after(timezone.localdate(NOW), 3)
    assert days == {("drafter", third, "planned", 2), ("head", third, "planned", 2)}  # counted with its draft
    deliver_due(now=NOW + dt.timedelta(days=10))
    to_drafter = [mail.subject for mail in mailoutbox if mail.to == [people.drafter.email]]
    assert to_drafter == [f"Vẫn chờ duyệt: {plan}"]


def test_who_wrote_in_a_plan_does_not_approve_it(people):
    make_post(people.head, people.agency, "drafter")
    fresh = type(people.head).objects.get(pk=people.head.pk)
    draft = make_draft(people)
    add_item(draft, content="Của trưởng", by=fresh, now=NOW)
    plan = submit_plan(draft, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        approve_plan(plan, seen_edits=plan.edits, by=fresh, now=NOW)
    deputy = make_post(make_officer("Phó Giám đốc"), people.agency, "head").officer
    assert approve_plan(plan, seen_edits=plan.edits, by=deputy, now=NOW).issued_by == deputy


def test_what_is_approved_is_what_the_head_read(people):
    plan = submitted(people)
    with pytest.raises(ValidationError):
        approve_plan(plan, seen_edits=plan.edits - 1, by=people.head, now=NOW)
    assert AgencyPlan.objects.get().state == PlanState.AWAITING_HEAD


def test_a_new_version_replaces_the_old_one_which_is_kept(people):
    first = make_issued_plan(people)
    second = begin_plan(people.agency, 2026, by=people.drafter, now=NOW)
    assert (second.number, contents(second)) == (2, contents(first))
    add_item(second, content="Thêm", by=people.drafter, now=NOW)
    second.refresh_from_db()
    approve(submit_plan(second, by=people.drafter, now=NOW), people)
    states = AgencyPlan.objects.order_by("number").values_list("number", "state")
    assert list(states) == [(1, PlanState.REPLACED), (2, PlanState.ISSUED)]
    assert contents(first) == ["Tự bổ sung"]


def test_one_version_is_under_way_at_a_time(people):
    make_draft(people)
    with pytest.raises(ValidationError) as refusal:
        begin_plan(people.agency, 2026, by=people.drafter, now=NOW)
    assert (refusal.value.code, AgencyPlan.objects.count()) == ("state", 1)


def test_last_years_plan_is_the_start_of_this_years(people):
    issued_on = dt.date(2025, 1, 9)
    days = {"signed_on": issued_on, "takes_effect_on": issued_on}
    long_plan = make_plan(first_year=2025, last_year=2026, **days)
    make_duty(long_plan, leads=[people.agency], content="Đi tiếp")
    past = dt.datetime(2025, 3, 1, 3, 0, tzinfo=dt.UTC)
    make_duty(make_plan(year=2025, now=past), leads=[people.agency], content="Chỉ năm 2025", now=past)
    before = begin_plan(people.agency, 2025, by=people.drafter, now=past)
    going_on = before.items.get(content="Đi tiếp")
    change_item(going_on, seen_version=0, quantity=7, budget=5, by=people.drafter, now=past)
    leap = {"schedule": "by_date", "due_on": dt.date(2025, 6, 30)}
    add_item(before, content="Tự bổ sung", **leap, by=people.drafter, now=past)
    before.refresh_from_db()
    approve(submit_plan(before, by=people.drafter, now=past), people)
    after = begin_plan(people.agency, 2026, by=people.drafter, now=NOW)
    assert list(after.items.values_list("content", "quantity", "budget", "due_on")) == [
        ("Đi tiếp", 7, 5, None),
        ("Tự bổ sung", None, None, dt.date(2026, 6, 30)),
    ]


WAY_TO = {
    PlanState.DRAFT: [],
    PlanState.AWAITING_HEAD: ["submit"],
    PlanState.ISSUED: ["submit", "approve"],
}


def step(plan: AgencyPlan, verb: str, people) -> AgencyPlan:
    if verb == "submit":
        return submit_plan(plan, by=people.drafter, now=NOW)
    if verb == "withdraw":
        return withdraw_plan(plan, by=people.drafter, now=NOW)
    if verb == "hand_back":
        return hand_back_plan(plan, reason="Sửa", by=people.head, now=NOW)
    return approve(plan, people)


@pytest.mark.parametrize("state", WAY_TO)
@pytest.mark.parametrize("verb", ["submit", "withdraw", "hand_back", "approve"])
def test_every_move_of_the_table_is_made_and_every_other_refused(people, state, verb):
    plan = make_draft(people)
    for before in WAY_TO[state]:
        plan = step(plan, before, people)
    move = PLAN_MOVES.find(verb, state)
    if move is None:
        with pytest.raises(ValidationError):
            step(plan, verb, people)
        assert AgencyPlan.objects.get().state == state
    else:
        assert step(plan, verb, people).state == move.target


@pytest.mark.parametrize("state", [PlanState.AWAITING_HEAD, PlanState.ISSUED])
def test_what_awaits_the_head_or_is_approved_is_not_edited(people, state):
    plan = make_draft(people)
    for verb in WAY_TO[state]:
        plan = step(plan, verb, people)
    acting = {"by": people.drafter, "now": NOW}
    item = PlanItem.objects.get()
    for act in (
        lambda: add_item(plan, content="x", **acting),
        lambda: change_item(item, seen_version=0, quantity=1, **acting),
        lambda: remove_item(item, **acting),
        lambda: take_up_new_duties(plan, **acting),
    ):
        with pytest.raises(ValidationError):
            act()
    assert contents(plan) == ["Tự bổ sung"]


def test_each_hand_back_is_told_anew_with_its_reason_on_the_trail(people):
    plan = make_draft(people)
    for reason in ("Thiếu dự toán", "Vẫn thiếu"):
        plan = submit_plan(plan, by=people.drafter, now=NOW)
        plan = hand_back_plan(plan, reason=reason, by=people.head, now=NOW)
    notes = [entry.changes.get("note") for entry in AuditEntry.objects.about(plan).filter(verb="hand_back")]
    assert notes == ["Thiếu dự toán", "Vẫn thiếu"]
    assert Reminder.objects.filter(rule__code="plan-handed-back", channel="portal").count() == 2


@pytest.mark.parametrize("role", ["reviewer", "registrar", "stranger"])
def test_others_have_no_hand_in_it(people, role):
    plan, officer = make_draft(people), getattr(people, role)
    item, acting = plan.items.get(), {"by": officer, "now": NOW}
    file = CheckedFile("kh.pdf", "application/pdf", make_pdf())
    for act in (
        lambda: begin_plan(people.agency, 2027, **acting),
        lambda: add_item(plan, content="x", **acting),
        lambda: change_item(item, seen_version=0, quantity=1, **acting),
        lambda: remove_item(item, **acting),
        lambda: submit_plan(plan, **acting),
        lambda: withdraw_plan(plan, **acting),
        lambda: hand_back_plan(plan, reason="x", **acting),
        lambda: approve_plan(plan, seen_edits=1, **acting),
        lambda: record_plan_paper(plan, number="1", signed_on=TODAY, file=file, **acting),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_home_affairs_sees_what_was_issued_and_no_draft(people):
    draft = make_draft(people)
    assert list(AgencyPlan.objects.visible_to(people.reviewer)) == []
    assert list(AgencyPlan.objects.visible_to(people.drafter)) == [draft]
    approve(submit_plan(draft, by=people.drafter, now=NOW), people)
    assert list(AgencyPlan.objects.visible_to(people.reviewer)) == [draft]
    assert list(AgencyPlan.objects.visible_to(people.stranger)) == []


def test_only_an_approved_plan_has_a_signed_paper(people):
    file = CheckedFile("kh.pdf", "application/pdf", make_pdf())
    facts = {"number": "35/KH-STP", "signed_on": TODAY, "file": file, "by": people.drafter, "now": NOW}
    with pytest.raises(ValidationError):
        record_plan_paper(make_draft(people), **facts)
    issued = approve(submit_plan(AgencyPlan.objects.get(), by=people.drafter, now=NOW), people)
    assert record_plan_paper(issued, **facts).paper.original_name == "kh.pdf"


def test_a_duty_that_came_while_the_plan_waits_keeps_it_from_being_approved(people):
    plan = submitted(people)
    make_duty(leads=[people.agency], clause="Ý đến sau")
    with pytest.raises(ValidationError) as refusal:
        approve(plan, people)
    assert "Ý đến sau" in refusal.value.messages[0]
    plan.refresh_from_db()
    assert plan.state == PlanState.AWAITING_HEAD
