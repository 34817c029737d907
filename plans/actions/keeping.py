"""The duties of the province's plan: added, reworded, dropped, each under the plan's newest decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.actions.assigning import derive_assignments
from plans.actions.decisions import locked_plan
from plans.actions.owing import duties_in_step
from plans.models import Decision, Duty, Plan, Wording
from plans.permissions import require_plan_keeper
from records.actions import audit, changes_between

MANY = ("kinds", "leads", "partners")
PLAIN = ("clause", "content", "product", "schedule", "due_on", "form", "target", "unit", "cost_line")


@transaction.atomic
def add_duty(plan: Plan, *, by: Officer | None, now: dt.datetime, assign: bool = True, **fields: Any) -> Duty:
    """A duty under the plan's newest decision, after the others; `fields` are those of a wording.

    It is assigned to its agencies at once; `assign=False` leaves that to `derive_assignments`, for many at
    once. ValidationError when it is addressed to nobody.
    """
    require_plan_keeper(by)
    plan = locked_plan(plan)
    duty = Duty.objects.create(plan=plan, created_at=now)
    last = Wording.objects.filter(duty__plan=plan).aggregate(last=Max("position"))["last"]
    wording = Wording(
        duty=duty,
        decision=Decision.objects.newest_of(plan),
        position=0 if last is None else last + 1,
    )
    _write(wording, fields)
    audit(duty, "add_duty", by=by, now=now, changes={"clause": wording.clause})
    if assign:
        derive_assignments(by=by, now=now)
    return duty


@transaction.atomic
def reword_duty(
    duty: Duty,
    *,
    seen: tuple[int, int],
    by: Officer | None,
    now: dt.datetime,
    assign: bool = True,
    **fields: Any,
) -> Wording:
    """What the duty says by the plan's newest decision.

    Where an earlier decision worded it, that wording stays and a new one is added; a wording of the newest
    decision itself is corrected, its former text kept on the trail. `seen` is (wording, version) as the
    person had it before them: ValidationError when someone changed it meanwhile.
    """
    require_plan_keeper(by)
    plan = locked_plan(duty.plan)
    before = _newest_wording(duty)
    if seen != (before.pk, before.version):
        raise ValidationError(
            _(
                "Someone changed this duty while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    old = _described(before)
    wording = _under(Decision.objects.newest_of(plan), before)
    _write(wording, fields)
    changes = changes_between(old, _described(wording)) | {"decision": wording.decision.number}
    audit(duty, "reword_duty", by=by, now=now, changes=changes)
    if assign:
        derive_assignments(by=by, now=now)
    duties_in_step(duty.assignments.open(), now=now)
    return wording


@transaction.atomic
def drop_duty(duty: Duty, *, by: Officer | None, now: dt.datetime) -> Wording:
    """By the plan's newest decision the duty is asked for no more; what it said before stays."""
    require_plan_keeper(by)
    plan = locked_plan(duty.plan)
    before = _newest_wording(duty)
    if before.is_dropped:
        raise ValidationError(_("This duty was dropped already."), code="state")
    fields = {name: getattr(before, name) for name in PLAIN}
    fields |= {name: list(getattr(before, name).all()) for name in MANY}
    wording = _under(Decision.objects.newest_of(plan), before)
    wording.is_dropped = True
    _write(wording, fields)
    audit(duty, "drop_duty", by=by, now=now, changes={"decision": wording.decision.number})
    derive_assignments(by=by, now=now)
    return wording


def _newest_wording(duty: Duty) -> Wording:
    return Wording.objects.filter(duty=duty).newest().select_related("decision").get()


def _under(decision: Decision, before: Wording) -> Wording:
    """The wording to write: the one before, corrected, when it is of this decision; else a new one."""
    if before.decision_id == decision.pk:
        before.version += 1
        return before
    return Wording(duty_id=before.duty_id, decision=decision, position=before.position)


def _write(wording: Wording, fields: dict[str, Any]) -> None:
    many: dict[str, Collection[Any]] = {name: list(fields.pop(name, ())) for name in MANY}
    if not many["kinds"] and not many["leads"]:
        raise ValidationError({"kinds": _("Say whose duty it is: a kind of agency, or agencies by name.")})
    for name in PLAIN:
        if name in fields:
            setattr(wording, name, fields[name])
    _check_due(wording)
    wording.full_clean()
    wording.save()
    for name, rows in many.items():
        getattr(wording, name).set(rows)


def _check_due(wording: Wording) -> None:
    plan = wording.duty.plan
    if (
        wording.due_on
        and not wording.is_dropped
        and not plan.first_year <= wording.due_on.year <= plan.last_year
    ):
        raise ValidationError(
            {"due_on": _("The plan runs %(years)s; the day lies outside.") % {"years": plan.years}}
        )


def _described(wording: Wording) -> dict[str, Any]:
    """Its fields and addressees, as the trail keeps them."""
    plain = {name: getattr(wording, name) for name in PLAIN}
    many = {name: sorted(row.pk for row in getattr(wording, name).all()) for name in MANY}
    return plain | many | {"is_dropped": wording.is_dropped}
