"""What the reminder ledger asks about agencies' plans: do they still wait, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Agency, Post
from notices.registry import Message, ObligationKind, RuleDefault, Subject
from notices.workflow import Audience
from plans.models import AgencyPlan
from plans.workflow import PlanState

AGENCY_PLAN = "plans.agencyplan"
Role = Post.Role
RULES = (
    RuleDefault("plan-awaiting-head", "Kế hoạch chờ lãnh đạo duyệt", (Role.HEAD,)),
    RuleDefault("plan-handed-back", "Lãnh đạo chuyển lại kế hoạch", (Role.DRAFTER,)),
    RuleDefault("plan-issued", "Đã ban hành kế hoạch", (Role.REVIEWER,), audience=Audience.HOME_AFFAIRS),
)
OWED = {
    "plan-awaiting-head": PlanState.AWAITING_HEAD,
    "plan-handed-back": PlanState.DRAFT,
    "plan-issued": PlanState.ISSUED,
}


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    return set(AgencyPlan.objects.filter(pk__in=ids, state=OWED[rule]).values_list("pk", flat=True))


def _named(ids: Collection[int]) -> list[tuple[AgencyPlan, str]]:
    plans = list(AgencyPlan.objects.filter(pk__in=ids))
    names = {
        row.pk: str(row) for row in Agency.objects.filter(pk__in=[p.agency_id for p in plans]).with_label()
    }
    return [(plan, names[plan.agency_id]) for plan in plans]


def describe(ids: Collection[int]) -> dict[int, Subject]:
    return {plan.pk: Subject(f"{plan} – {name}", plan.get_absolute_url()) for plan, name in _named(ids)}


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for plan, agency in _named(ids):
        words = {"agency": agency, "plan": str(plan)}
        subject, line, action = _words(rule)
        found[plan.pk] = Message(subject % words, (line % words,), plan.get_absolute_url(), action)
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
