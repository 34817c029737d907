"""What the reminder ledger asks about agencies' plans: do they still wait, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from agencies.handing_back import handed_back
from agencies.models import Agency, AgencyKind, AgencyVersion, Post
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from plans.models import AgencyPlan, Plan
from plans.workflow import PLAN_MOVES, PlanState
from records.days import beginning_of
from records.models import AuditEntry

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


TOPIC = Topic(
    code=AGENCY_PLAN,
    name=gettext_noop("Communications plan of an agency"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    rules=RULES,
)


# What is owed, as rows

APPROVAL, MISSING = "plans.approval", "plans.missing-plan"
NEXT_YEAR_FROM = 11  # the month in which the next year's plan is asked for; no document sets a day


def _of_agencies_in_force(today: dt.date, state: PlanState, ids: Ids) -> list[AgencyPlan]:
    """What an agency that is no more was planning nobody owes."""
    here = AgencyVersion.objects.in_force(today).values("agency")
    return list(of_ids(AgencyPlan.objects.filter(state=state, agency__in=here), ids))


def drafts_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    plans = _of_agencies_in_force(today, PlanState.DRAFT, ids)
    back = handed_back(plans, PLAN_MOVES)
    for plan in plans:
        handed = {"back": back[plan.pk].entry} if plan.pk in back else {}
        yield _owed(plan, Role.DRAFTER, plan.created_at, **handed)


def _owed(plan: AgencyPlan, role: str, since: dt.datetime, **params: int) -> Owed:
    return Owed(
        plan.pk,
        role,
        plan.agency_id,
        since=since,
        visible_from=timezone.localdate(since),
        about=plan.agency_id,
        params={"year": plan.year, "number": plan.number, "state": plan.state} | params,
    )


def draft_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, PlanState.DRAFT, _("Fill in the plan and send it to the head."))


def _line(row: Obligation, state: PlanState, hint: str) -> Line:
    plan = AgencyPlan(year=row.params["year"], number=row.params["number"])
    url = reverse("plans:agency-plan", args=[row.object_id])
    return Line(_("Communications: %(plan)s") % {"plan": plan}, url, state, hint)


def approvals_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    plans = _of_agencies_in_force(today, PlanState.AWAITING_HEAD, ids)
    began = AuditEntry.objects.last_moves(plans, ["submit"])
    for plan in plans:
        since = began[plan.pk].at if plan.pk in began else plan.created_at
        yield _owed(plan, Role.HEAD, since)._replace(counted_from=timezone.localdate(since))


def approval_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, PlanState.AWAITING_HEAD, _("Waits for your approval."))


def writers(ids: Collection[int]) -> list[QuerySet[AgencyPlan, object]]:
    """Who wrote in a plan does not approve it."""
    rows = AgencyPlan.objects.filter(pk__in=ids, writers__isnull=False)
    return [rows.order_by().values_list("pk", "writers")]


def missing_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """A plan for this year, and from November one for the next, of each agency that takes part as a whole in
    a plan of the province for that year and has begun none (the province's plan, part IV, section 7)."""
    years = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])]
    here = AgencyVersion.objects.in_force(today).filter(kind__owes=AgencyKind.Owes.WHOLE)
    agencies = set(of_ids(here, ids, "agency").values_list("agency", flat=True))
    has = set(AgencyPlan.objects.filter(year__in=years, agency__in=agencies).values_list("year", "agency"))
    spans = list(Plan.objects.values_list("first_year", "last_year"))
    for year in years:
        if any(first <= year <= last for first, last in spans):
            for agency in sorted(agencies):
                if (year, agency) not in has:
                    yield _missing(agency, year)


def _missing(agency: int, year: int) -> Owed:
    asked_from = dt.date(year - 1, NEXT_YEAR_FROM, 1)
    since = beginning_of(asked_from)
    return Owed(
        agency,
        Role.DRAFTER,
        agency,
        since=since,
        visible_from=asked_from,
        about=agency,
        slot=str(year),
        params={"year": year},
    )


def missing_line(row: Obligation, today: dt.date) -> Line:
    title = _("Begin the communications plan for %(year)s") % {"year": str(row.params["year"])}
    hint = _("Each agency plans its own work (the province's plan, part IV, section 7).")
    return Line(title, reverse("plans:agency-plans"), "", hint)


OWED_KINDS = (
    Kind(
        code=AGENCY_PLAN,
        name=gettext_noop("Communications plan of an agency"),
        owed=drafts_owed,
        line=draft_line,
        rows=AgencyPlan.objects.all,
        watchers=(Role.HEAD,),
        to_watchers=gettext_lazy("The drafters are writing it."),
    ),
    Kind(
        code=APPROVAL,
        name=gettext_noop("Communications plan waiting for approval"),
        owed=approvals_owed,
        line=approval_line,
        rows=AgencyPlan.objects.all,
        watchers=(Role.DRAFTER,),
        to_watchers=gettext_lazy("Waits for the head's approval."),
        excluded=writers,
        reminds_as=AGENCY_PLAN,
    ),
    Kind(
        code=MISSING,
        name=gettext_noop("Communications plan to begin"),
        owed=missing_owed,
        line=missing_line,
        rows=Agency.objects.all,
        by_time=True,
    ),
)
