"""The province's plan and its decisions: entered, adjusted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.models import Decision, Plan
from plans.permissions import require_plan_keeper
from records.actions import audit, store_attachment
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


def _check_parent(plan: Plan) -> None:
    parent = plan.parent
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
    if fields["signed_on"] > timezone.localdate(now):
        raise ValidationError({"signed_on": _("The date of signing lies in the future.")})
    decision = Decision(plan=plan, kind=kind, **fields)
    decision.full_clean()
    if file:
        decision.document = store_attachment(file, by=by, now=now)
    decision.save()
    changes = {"number": decision.number, "takes_effect_on": decision.takes_effect_on.isoformat()}
    audit(decision, "add_decision", by=by, now=now, changes=changes)
    return decision
