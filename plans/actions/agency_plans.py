"""An agency's own plan: drafted from its duties, approved by its head in person, revised by a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyKind, AgencyVersion, Officer, Post
from agencies.papers import KEPT, kept_at, refuse_own_form
from notices.actions.owing import follow
from notices.actions.planning import About, announce
from notices.workflow import Outcome
from plans.models import AgencyPlan, Decision, Duty, PlanItem, Wording
from plans.papers import PlanPaper, agency_plan_paper
from plans.permissions import drafting_post, may_keep_paper, may_work_at, signing_post
from plans.reminders.agency_plan import AGENCY_PLAN, APPROVAL, MISSING
from plans.workflow import PLAN_MOVES, PlanState
from records.actions import audit, changes_between, move, store_attachment
from records.content.check import CheckedFile
from records.models import AuditEntry

ITEM_FIELDS = ("content", "form", "quantity", "schedule", "due_on", "unit_name", "budget", "note")
# What one year's plan hands to the next, or one version to another.
COPIED = ("clause", *ITEM_FIELDS)


@transaction.atomic
def begin_plan(agency: Agency, year: int, *, by: Officer, now: dt.datetime) -> AgencyPlan:
    """A draft for the year: the version that holds now, else last year's plan, and every duty of the agency.

    Of last year's plan its own additions come along, and for duties that go on what was planned for them;
    days move with the year. ValidationError when a version is under way already.
    """
    if drafting_post(by, agency.pk) is None:
        raise PermissionDenied
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    versions = list(AgencyPlan.objects.of_year(agency.pk, year))
    if any(version.state in (PlanState.DRAFT, PlanState.AWAITING_HEAD) for version in versions):
        raise ValidationError(_("A version of this plan is under way already."), code="state")
    number = versions[0].number + 1 if versions else 1
    plan = AgencyPlan.objects.create(agency=agency, year=year, number=number, created_at=now)
    before = versions[0] if versions else _last_years(agency, year)
    if before:
        _copy_items(before, plan)
    propose_duties(plan)
    audit(plan, "begin_plan", by=by, now=now, changes={"from": before.pk if before else None})
    follow([agency.pk], MISSING, now=now)
    _in_step(plan, now=now)
    return plan


def _last_years(agency: Agency, year: int) -> AgencyPlan | None:
    return AgencyPlan.objects.of_year(agency.pk, year - 1).filter(state=PlanState.ISSUED).first()


def _copy_items(before: AgencyPlan, plan: AgencyPlan) -> None:
    """Additions, and duties that the agency still has in the new year."""
    years = plan.year - before.year
    going_on = set(Duty.objects.open_at(plan.agency_id, plan.year).values_list("pk", flat=True))
    items = [item for item in before.items.all() if item.duty_id is None or item.duty_id in going_on]
    copies = [
        PlanItem(
            plan=plan,
            position=position,
            duty_id=item.duty_id,
            **{name: getattr(item, name) for name in COPIED} | {"due_on": _years_later(item.due_on, years)},
        )
        for position, item in enumerate(items)
    ]
    PlanItem.objects.bulk_create(copies)


def _years_later(day: dt.date | None, years: int) -> dt.date | None:
    """The same day; 28 February for the 29th of a year that has none."""
    if day is None or not years:
        return day
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def propose_duties(plan: AgencyPlan) -> int:
    """Put every duty the agency has that year and the draft lacks after its other lines; say how many."""
    missing = missing_duties(plan)
    last = plan.items.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    wordings = {row.duty_id: row for row in Wording.objects.newest().filter(duty__in=missing)}
    PlanItem.objects.bulk_create(
        _line_of(plan, wordings[duty.pk], first + number) for number, duty in enumerate(missing)
    )
    return len(missing)


def missing_duties(plan: AgencyPlan) -> list[Duty]:
    """Duties the agency has in that year that stand in no line of the plan."""
    has = plan.items.exclude(duty=None).values("duty")
    return list(Duty.objects.open_at(plan.agency_id, plan.year).exclude(pk__in=has))


def _line_of(plan: AgencyPlan, wording: Wording, position: int) -> PlanItem:
    return PlanItem(
        plan=plan,
        position=position,
        duty_id=wording.duty_id,
        clause=wording.clause,
        content=wording.content,
        form_id=wording.form_id,
        quantity=wording.target,
        schedule=wording.schedule,
        due_on=wording.due_on,
    )


@transaction.atomic
def take_up_new_duties(plan: AgencyPlan, *, by: Officer, now: dt.datetime) -> int:
    """Bring duties that came since the draft was begun into it."""
    locked = _begin_edit(plan, by=by)
    count = propose_duties(locked)
    _edited(locked, by=by)
    audit(locked, "take_up_new_duties", by=by, now=now, changes={"count": count})
    return count


@transaction.atomic
def add_item(plan: AgencyPlan, *, by: Officer, now: dt.datetime, **fields: Any) -> PlanItem:
    """An addition of the agency's own."""
    locked = _begin_edit(plan, by=by)
    last = locked.items.aggregate(last=Max("position"))["last"]
    item = PlanItem(plan=locked, position=0 if last is None else last + 1, **fields)
    _check_due(item)
    item.full_clean()
    item.save()
    _edited(locked, by=by)
    audit(locked, "add_item", by=by, now=now, changes={"item": item.pk})
    return item


@transaction.atomic
def change_item(
    item: PlanItem, *, seen_version: int, by: Officer, now: dt.datetime, **fields: Any
) -> PlanItem:
    """What the agency plans for a line. The content of a duty stays what the province's plan says.

    ValidationError when someone changed the line since `seen_version`.
    """
    locked = _begin_edit(item.plan, by=by)
    line = PlanItem.objects.select_related("plan").get(pk=item.pk)  # the plan's lock holds its lines
    if line.version != seen_version:
        raise ValidationError(
            _(
                "Someone changed this line while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    before = {name: getattr(line, name) for name in ITEM_FIELDS}
    for name, value in fields.items():
        if name in ITEM_FIELDS and not (name == "content" and line.duty_id):
            setattr(line, name, value)
    line.version += 1
    if line.due_on != before["due_on"]:  # a duty of several years may bring a day beyond this one
        _check_due(line)
    line.full_clean()
    line.save()
    _edited(locked, by=by)
    changes = changes_between(before, {name: getattr(line, name) for name in ITEM_FIELDS})
    audit(locked, "change_item", by=by, now=now, changes={"item": line.pk} | changes)
    return line


@transaction.atomic
def remove_item(item: PlanItem, *, by: Officer, now: dt.datetime) -> None:
    """Take out an addition. A duty that the agency has is never left out."""
    locked = _begin_edit(item.plan, by=by)
    if item.duty_id and Duty.objects.open_at(locked.agency_id, locked.year).filter(pk=item.duty_id).exists():
        raise ValidationError(_("This is a duty of the province's plan: it cannot be left out."))
    audit(locked, "remove_item", by=by, now=now, changes={"item": item.pk, "content": item.content})
    item.delete()
    _edited(locked, by=by)


def _check_due(item: PlanItem) -> None:
    year = item.plan.year
    if item.due_on and item.due_on.year != year:
        refusal = _("This is the plan of %(year)s; the day lies in another year.")
        raise ValidationError({"due_on": refusal % {"year": str(year)}})


def _begin_edit(plan: AgencyPlan, *, by: Officer) -> AgencyPlan:
    if not may_work_at(by, plan.agency_id):
        raise PermissionDenied
    locked = AgencyPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if not locked.is_editable:
        raise ValidationError(
            _("The plan is with the head or approved; it cannot be changed now."), code="state"
        )
    return locked


def _edited(plan: AgencyPlan, *, by: Officer) -> None:
    plan.edits += 1
    plan.save(update_fields=["edits"])
    plan.writers.add(by)


@transaction.atomic
def submit_plan(plan: AgencyPlan, *, by: Officer, now: dt.datetime) -> AgencyPlan:
    """To the head. ValidationError while a duty of the agency is missing, or nothing stands in it."""
    _require_drafter(plan, by)

    def is_whole(locked: AgencyPlan) -> None:
        _refuse_missing(locked)
        if not locked.items.exists():
            raise ValidationError(_("The plan has no line yet."))

    moved = move(plan, "submit", table=PLAN_MOVES, by=by, now=now, guard=is_whole)
    _in_step(moved, now=now)
    _tell(moved, "plan-awaiting-head", "submit", now=now)
    return moved


def _refuse_missing(plan: AgencyPlan) -> None:
    if missing := missing_duties(plan):
        clauses = ", ".join(duty.clause for duty in missing)  # type: ignore[attr-defined]
        raise ValidationError(
            _("Duties came since the draft was begun: %(clauses)s. Take them up first.")
            % {"clauses": clauses}
        )


@transaction.atomic
def withdraw_plan(plan: AgencyPlan, *, by: Officer, now: dt.datetime) -> AgencyPlan:
    """Back to its drafters, before the head decided."""
    _require_drafter(plan, by)
    moved = move(plan, "withdraw", table=PLAN_MOVES, by=by, now=now)
    _in_step(moved, now=now, outcome=Outcome.VOID)
    return moved


def _require_drafter(plan: AgencyPlan, by: Officer) -> None:
    if drafting_post(by, plan.agency_id) is None:
        raise PermissionDenied


@transaction.atomic
def hand_back_plan(
    plan: AgencyPlan,
    *,
    reason: str,
    remarks: Mapping[str, str] | None = None,
    seen_edits: int | None = None,
    by: Officer,
    now: dt.datetime,
) -> AgencyPlan:
    """The head wants changes first, says which, and if they like remarks on lines (`PlanItem.place_name`).

    ValidationError when the plan changed since `seen_edits`.
    """
    post = signing_post(by, plan.agency_id)
    if post is None:
        raise PermissionDenied
    if not reason:
        raise ValidationError({"reason": _("Write what is to be changed.")})
    moved = move(
        plan, "hand_back", table=PLAN_MOVES, by=by, now=now, post=post, note=reason, remarks=remarks,
        guard=lambda locked: _refuse_changed(locked, seen_edits),
    )  # fmt: skip
    _in_step(moved, now=now)
    _tell(moved, "plan-handed-back", "hand_back", now=now)
    return moved


def _refuse_changed(plan: AgencyPlan, seen_edits: int | None) -> None:
    if seen_edits is not None and plan.edits != seen_edits:
        raise ValidationError(
            _("The plan changed since you opened the page. Read it as it is now."), code="stale"
        )


@transaction.atomic
def approve_plan(plan: AgencyPlan, *, seen_edits: int, by: Officer, now: dt.datetime) -> AgencyPlan:
    """The head answers for it in person: it is issued and stands before Home Affairs; the version before is
    replaced. Whoever wrote in it cannot approve it. ValidationError when it changed since `seen_edits`, or
    a duty came to the agency meanwhile that is not in it."""
    post = signing_post(by, plan.agency_id)
    if post is None:
        raise PermissionDenied(_("Only the head, or who signs for them, approves a plan."))
    if plan.writers.filter(pk=by.pk).exists():
        raise PermissionDenied(
            _("You wrote in this plan; someone else who may sign for the head approves it.")
        )

    def is_as_seen(locked: AgencyPlan) -> None:
        _refuse_changed(locked, seen_edits)
        _refuse_missing(locked)

    for before in AgencyPlan.objects.of_year(plan.agency_id, plan.year).filter(state=PlanState.ISSUED):
        move(before, "replace", table=PLAN_MOVES, by=by, now=now, post=post)
    version = AgencyVersion.objects.filter(agency=plan.agency_id).latest("valid_from")
    signature: dict[str, Any] = {
        "issued_at": now,
        "issued_by": by,
        "issued_post": post,
        "agency_name": version.name,
        "signer_name": by.full_name,
        "signature_lines": post.signature_lines,
    }
    moved = move(plan, "approve", table=PLAN_MOVES, by=by, now=now, post=post, guard=is_as_seen, **signature)
    _in_step(moved, now=now)
    _tell(moved, "plan-issued", "approve", now=now)
    return moved


@transaction.atomic
def record_plan_paper(
    plan: AgencyPlan, *, number: str, signed_on: dt.date, file: CheckedFile, by: Officer, now: dt.datetime
) -> AgencyPlan:
    """The number and the signed file of an approved plan, as the clerk's office gave them."""
    if not may_keep_paper(by, plan.agency_id):
        raise PermissionDenied
    locked = AgencyPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if locked.issued_at is None:
        raise ValidationError(_("Only an approved plan has a signed paper."), code="state")
    replaced = locked.paper_id
    locked.paper = store_attachment(file, by=by, now=now)
    locked.paper_number, locked.paper_signed_on = number, signed_on
    locked.full_clean()
    locked.save(update_fields=["paper", "paper_number", "paper_signed_on"])
    changes = {"number": number, "signed_on": str(signed_on), "replaces": str(replaced or "")}
    audit(locked, "record_paper", by=by, now=now, changes=changes)
    return locked


def write_plan(plan: AgencyPlan, *, today: dt.date) -> bytes:
    """The plan as .docx from what stands now: an approved one under the name and post it was approved with,
    else under the head of today. ValidationError where the agency's papers follow another form."""
    day = timezone.localdate(plan.issued_at) if plan.issued_at else today
    versions = AgencyVersion.objects.filter(agency=plan.agency_id).select_related("kind", "parent")
    version = versions.in_force(day).first() or versions.latest("valid_from")
    refuse_own_form(version.kind)
    items = list(plan.items.select_related("form", "duty"))
    plans = {item.duty.plan_id for item in items if item.duty}
    decisions = Decision.objects.filter(plan__in=plans, takes_effect_on__lte=day).select_related("plan")
    return agency_plan_paper(
        PlanPaper(
            plan=plan,
            items=items,
            day=day,
            version=version,
            head=Post.objects.in_force(today).filter(agency=plan.agency_id, role=Post.Role.HEAD)
            .select_related("officer").order_by("valid_from", "pk").first(),
            decisions=list(decisions.order_by("signed_on", "pk")),
            province=settings.PORTAL_PROVINCE,
            recipients=kept_at([*_home_affairs(plan, day), KEPT], plan.agency.drafting_unit),
        )
    )  # fmt: skip


def _home_affairs(plan: AgencyPlan, day: dt.date) -> list[str]:
    """Where plans are sent; Home Affairs does not send its own to itself."""
    desk = AgencyVersion.objects.in_force(day).filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    return list(desk.exclude(agency=plan.agency_id).values_list("name", flat=True)[:1])


def _in_step(plan: AgencyPlan, *, now: dt.datetime, outcome: Outcome = Outcome.DONE) -> None:
    follow([plan.pk], AGENCY_PLAN, APPROVAL, now=now, outcome=outcome)


def _tell(plan: AgencyPlan, rule: str, verb: str, *, now: dt.datetime) -> None:
    """Each time it is done is news of its own."""
    times = AuditEntry.objects.about(plan).filter(verb=verb).count()
    announce(AGENCY_PLAN, rule, [About(plan.pk, plan.agency_id, version=times)], now=now)
