"""What the reminder ledger asks about agencies' plans: do they still wait, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.handing_back import handed_back
from agencies.models import Agency, Post
from notices.registry import Message, ObligationKind, RuleDefault, Subject
from notices.workflow import Anchor, Audience
from plans.models import AgencyPlan
from plans.workflow import PLAN_MOVES, PlanState

AGENCY_PLAN = "plans.agencyplan"
Role = Post.Role
BOTH = (Role.DRAFTER, Role.HEAD)
RULES = (
    RuleDefault("plan-awaiting-head", "Kế hoạch chờ lãnh đạo duyệt", (Role.HEAD,)),
    RuleDefault("plan-handed-back", "Lãnh đạo trả lại kế hoạch", (Role.DRAFTER,)),
    RuleDefault("plan-waits-3", "Kế hoạch chờ duyệt quá 3 ngày làm việc", BOTH, Anchor.DEADLINE, 3),
    RuleDefault("plan-issued", "Đã ban hành kế hoạch", (Role.REVIEWER,), audience=Audience.HOME_AFFAIRS),
)
OWED = {  # any other rule counts the days a plan waits for its head
    "plan-handed-back": PlanState.DRAFT,
    "plan-issued": PlanState.ISSUED,
}


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    state = OWED.get(rule, PlanState.AWAITING_HEAD)
    return set(AgencyPlan.objects.filter(pk__in=ids, state=state).values_list("pk", flat=True))


def _named(ids: Collection[int]) -> list[tuple[AgencyPlan, str]]:
    plans = list(AgencyPlan.objects.filter(pk__in=ids))
    names = {
        row.pk: str(row) for row in Agency.objects.filter(pk__in=[p.agency_id for p in plans]).with_label()
    }
    return [(plan, names[plan.agency_id]) for plan in plans]


def describe(ids: Collection[int]) -> dict[int, Subject]:
    """What was not approved yet is its agency's own."""
    return {
        plan.pk: Subject(f"{plan} – {name}", plan.get_absolute_url() if plan.issued_at else "")
        for plan, name in _named(ids)
    }


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    named = _named(ids)
    back = handed_back([plan for plan, _agency in named if plan.is_editable], PLAN_MOVES)
    for plan, agency in named:
        words = {"agency": agency, "plan": str(plan)}
        subject, line, action = _words(rule)
        lines = (line % words, back[plan.pk].hint) if plan.pk in back else (line % words,)
        found[plan.pk] = Message(subject % words, lines, plan.get_absolute_url(), action)
    return found


def _words(rule: str) -> tuple[str, str, str]:
    if rule == "plan-awaiting-head":
        return (
            _("Waiting for your approval: %(plan)s"),
            _("The communications plan of %(agency)s is complete. You answer for it in person."),
            _("Read and approve"),
        )
    if rule == "plan-handed-back":
        return (
            _("Handed back by the head: %(plan)s"),
            _("The head asks for changes in the communications plan of %(agency)s."),
            _("See the reason and change it"),
        )
    if rule != "plan-issued":
        return (
            _("Still waits for approval: %(plan)s"),
            _("The communications plan of %(agency)s waits for its head."),
            _("Read and approve"),
        )
    return (
        _("Issued: %(plan)s, %(agency)s"),
        _("%(agency)s has issued its communications plan."),
        _("Read the plan"),
    )


KIND = ObligationKind(
    code=AGENCY_PLAN,
    name=gettext_noop("Communications plan of an agency"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    rules=RULES,
)
