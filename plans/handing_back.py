"""What a head gave back of an agency's plan, with the lines it speaks of."""

from __future__ import annotations

from django.urls import reverse

from agencies.handing_back import HandBack, Place, Shown, handed_back, shown
from plans.models import AgencyPlan, PlanItem
from plans.workflow import PLAN_MOVES
from records.models import AuditEntry


def hand_back_of(plan: AgencyPlan) -> HandBack | None:
    """While the plan is its drafters' to change."""
    return handed_back([plan], PLAN_MOVES).get(plan.pk) if plan.is_editable else None


def shown_of(plan: AgencyPlan) -> Shown | None:
    found = hand_back_of(plan)
    return shown(found, _places(plan, found)) if found else None


def remark_on(item: PlanItem) -> str:
    found = hand_back_of(item.plan)
    return found.remarks.get(item.place_name, "") if found else ""


def _places(plan: AgencyPlan, found: HandBack) -> list[Place]:
    """The lines of which the head wrote that still stand, in the plan's order."""
    if not found.remarks:
        return []
    since = AuditEntry.objects.about(plan).filter(verb="change_item", pk__gt=found.entry)
    changed = set(since.values_list("changes__item", flat=True))
    return [
        Place(
            item.content,
            reverse("plans:change-item", args=[item.pk]),
            found.remarks[item.place_name],
            is_done=item.pk in changed,
        )
        for item in plan.items.all()
        if item.place_name in found.remarks
    ]
