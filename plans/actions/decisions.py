"""The province's plan and its decisions: entered, adjusted, corrected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.actions.assigning import derive_assignments
from plans.actions.owing import duties_in_step
from plans.models import Assignment, Decision, Plan, Wording
from plans.permissions import require_plan_keeper
from records.actions import audit, changes_between, store_attachment
from records.content.check import CheckedFile


@transaction.atomic
def create_plan(
    *,
    title: str,
    first_year: int,
    last_year: int,
    parent: Plan | None = None,
    by: Officer | None,
    now: dt.datetime,
    **decision: Any,
) -> Plan:
    """A plan with the decision that issues it; `decision` holds that one's fields and perhaps `file`.

    ValidationError when a yearly plan leaves the years of the plan it carries out.
    """
    require_plan_keeper(by)
    plan = Plan(title=title, first_year=first_year, last_year=last_year, parent=parent, created_at=now)
    plan.full_clean()
    _check_parent(plan)
    plan.save()
    audit(plan, "create_plan", by=by, now=now, changes={"title": plan.title, "years": plan.years})
    _add_decision(plan, Decision.Kind.ISSUE, by=by, now=now, **decision)
    return plan


@transaction.atomic
def correct_plan(plan: Plan, *, by: Officer | None, now: dt.datetime, **fields: Any) -> Plan:
    """Mend what was mistyped in its `title`, `first_year`, `last_year` or `parent`; the trail keeps both.

    ValidationError when a duty, or a plan that carries it out, would fall outside its years.
    """
    require_plan_keeper(by)
    plan = locked_plan(plan)
    old = {name: getattr(plan, name) for name in fields}
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.full_clean()
    _check_parent(plan)
    _check_years(plan)
    plan.save(update_fields=[*fields])
    audit(plan, "correct_plan", by=by, now=now, changes=changes_between(old, fields))
    _follow(plan, by=by, now=now)
    return plan


def _check_years(plan: Plan) -> None:
    due = Wording.objects.newest().filter(duty__plan=plan, is_dropped=False, due_on__isnull=False)
    years = (plan.first_year, plan.last_year)
    outside = due.exclude(due_on__year__range=years).order_by("due_on").first()
    if outside and outside.due_on:
        raise ValidationError(
            _("The duty of %(clause)s is due on %(day)s; the plan has to run until then.")
            % {"clause": outside.clause, "day": date_format(outside.due_on, "SHORT_DATE_FORMAT")}
        )
    for yearly in plan.yearly_plans.all():
        yearly.parent = plan
        _check_parent(yearly)


def _check_parent(plan: Plan) -> None:
    parent = plan.parent
    if parent and (parent.pk == plan.pk or parent.parent_id or (plan.pk and plan.yearly_plans.exists())):
        raise ValidationError({"parent": _("A plan that carries out another has none under it.")})
    if parent and not parent.first_year <= plan.first_year <= plan.last_year <= parent.last_year:
        raise ValidationError(
            {
                "parent": _("“%(plan)s” runs %(years)s only; a plan that carries it out stays within.")
                % {"plan": parent, "years": parent.years}
            }
        )


@transaction.atomic
def adjust_plan(plan: Plan, *, by: Officer | None, now: dt.datetime, **decision: Any) -> Decision:
    """A later decision. Duties changed from now on are changed under it; what they said before stays."""
    require_plan_keeper(by)
    plan = locked_plan(plan)
    newest = Decision.objects.newest_of(plan)
    takes_effect_on = decision["takes_effect_on"]
    if takes_effect_on <= newest.takes_effect_on:
        raise ValidationError(
            {
                "takes_effect_on": _("The latest decision takes effect on %(day)s; this one comes after it.")
                % {"day": date_format(newest.takes_effect_on, "SHORT_DATE_FORMAT")}
            }
        )
    return _add_decision(plan, Decision.Kind.ADJUSTMENT, by=by, now=now, **decision)


@transaction.atomic
def correct_decision(
    decision: Decision,
    *,
    file: CheckedFile | None = None,
    by: Officer | None,
    now: dt.datetime,
    **fields: Any,
) -> Decision:
    """Mend what was mistyped in a decision; a `file` takes the place of the one before. The trail keeps both.

    ValidationError when it would no longer take effect between the decisions before and after it. A new day
    of effect moves what the duties ask, and of whom, from that day on.
    """
    require_plan_keeper(by)
    plan = locked_plan(decision.plan)
    decision = plan.decisions.select_for_update(of=("self",)).get(pk=decision.pk)
    old = {name: getattr(decision, name) for name in fields} | {"document": decision.document_id}
    for name, value in fields.items():
        setattr(decision, name, value)
    _check_order(decision)
    _write_decision(decision, file, by=by, now=now)
    new = fields | {"document": decision.document_id}
    audit(decision, "correct_decision", by=by, now=now, changes=changes_between(old, new))
    _follow(plan, by=by, now=now)
    return decision


def _follow(plan: Plan, *, by: Officer | None, now: dt.datetime) -> None:
    """Who has the plan's duties, and when they are reminded, after its years or days of effect moved."""
    derive_assignments(by=by, now=now)
    duties_in_step(Assignment.objects.open().filter(duty__plan=plan), now=now)


def _check_order(decision: Decision) -> None:
    """Decisions keep their order in time: each takes effect after the one before it."""
    others = decision.plan.decisions.exclude(pk=decision.pk)
    stood = decision.plan.decisions.get(pk=decision.pk).takes_effect_on
    before = others.filter(takes_effect_on__lt=stood).aggregate(day=Max("takes_effect_on"))["day"]
    after = others.filter(takes_effect_on__gt=stood).aggregate(day=Min("takes_effect_on"))["day"]
    if before and decision.takes_effect_on <= before:
        said, day = _("The decision before it takes effect on %(day)s; this one comes after it."), before
    elif after and decision.takes_effect_on >= after:
        said, day = _("The decision after it takes effect on %(day)s; this one comes before it."), after
    else:
        return
    raise ValidationError({"takes_effect_on": said % {"day": date_format(day, "SHORT_DATE_FORMAT")}})


def locked_plan(plan: Plan) -> Plan:
    """One change of a plan at a time; rows that merely point at it may still be added."""
    return Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)


def _add_decision(
    plan: Plan,
    kind: Decision.Kind,
    *,
    file: CheckedFile | None = None,
    by: Officer | None,
    now: dt.datetime,
    **fields: Any,
) -> Decision:
    decision = Decision(plan=plan, kind=kind, **fields)
    _write_decision(decision, file, by=by, now=now)
    changes = {"number": decision.number, "takes_effect_on": decision.takes_effect_on.isoformat()}
    audit(decision, "add_decision", by=by, now=now, changes=changes)
    return decision


def _write_decision(
    decision: Decision, file: CheckedFile | None, *, by: Officer | None, now: dt.datetime
) -> None:
    if decision.signed_on > timezone.localdate(now):
        raise ValidationError({"signed_on": _("The date of signing lies in the future.")})
    decision.full_clean()
    if file:
        decision.document = store_attachment(file, by=by, now=now)
    decision.save()
