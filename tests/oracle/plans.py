"""What plans and activities want of an officer now, and what waits for others: lines for a start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.handing_back import handed_back
from agencies.models import Officer, Post
from agencies.permissions import posts_of
from plans.models import Activity, AgencyPlan, Assignment
from plans.permissions import may_keep_plans
from plans.progress import State, progress_of
from plans.workflow import PLAN_MOVES, PlanState
from records.workflow import HANDED_BACK

Role = Post.Role
NEAR = dt.timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One thing to do or to wait for; `due_on` is None where no day is set."""

    title: str
    url: str
    state: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    is_late: bool = False


def lines(officer: Officer, today: dt.date) -> tuple[list[Line], list[Line]]:
    """What the officer owes, and what waits for others: plans and duties of one's agencies; for Home Affairs'
    reviewers and issuers one line for all duties overdue."""
    owed: list[Line] = []
    waiting = _overdue_duties(today) if may_keep_plans(officer) else []
    drafts_at = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    signs_at = {post.agency_id for post in posts_of(officer, Role.HEAD)}
    if not drafts_at | signs_at:
        return owed, waiting
    has_written = AgencyPlan.writers.through.objects.filter(agencyplan=OuterRef("pk"), officer=officer)
    under_way = AgencyPlan.objects.filter(agency__in=drafts_at | signs_at)
    under_way = under_way.filter(state__in=(PlanState.DRAFT, PlanState.AWAITING_HEAD))
    rows = list(under_way.annotate(has_written=Exists(has_written)).order_by("year", "pk"))
    back = handed_back([plan for plan in rows if plan.state == PlanState.DRAFT], PLAN_MOVES)
    for plan in rows:
        state = plan.state
        if plan.pk in back:
            is_owed, hint, state = plan.agency_id in drafts_at, back[plan.pk].hint, HANDED_BACK
        elif plan.state == PlanState.DRAFT:
            is_owed, hint = plan.agency_id in drafts_at, _("Fill in the plan and send it to the head.")
        else:
            is_owed = plan.agency_id in signs_at and not plan.has_written
            hint = _("Waits for your approval.") if is_owed else _("Waits for the head's approval.")
        line = Line(_("Communications: %(plan)s") % {"plan": plan}, plan.get_absolute_url(), state, hint)
        (owed if is_owed else waiting).append(line)
    owed += _duties(drafts_at | signs_at, _names(officer), today)
    owed += _overdue(drafts_at | signs_at, today)
    return owed, waiting


def _names(officer: Officer) -> dict[int, str]:
    """Of the officer's agencies, where there are several to be told apart."""
    names = {post.agency_id: post.agency_label for post in officer.current_posts}
    return names if len(names) > 1 else {}


def _duties(agencies: set[int], names: dict[int, str], today: dt.date) -> list[Line]:
    """Duties due by a day that is near or gone by, and that are not done."""
    near = Assignment.objects.running(today).due_until(today + NEAR, today=today)
    rows = list(near.filter(agency__in=agencies))
    found = []
    at = {row.pk: names.get(row.agency_id, "") for row in rows}
    for pk, one in progress_of(rows, today).items():
        if one.state != State.DONE and one.due_on and one.due_on <= today + NEAR:
            content = one.wording.content
            title = f"{at[pk]}: {content}" if at[pk] else _("Duty: %(content)s") % {"content": content}
            url = reverse("plans:duty", args=[one.wording.duty_id])
            is_late = one.state == State.OVERDUE
            state = "overdue" if is_late else ""
            hint = _("Record what was done, or say how it stands.")
            found.append(Line(title, url, state, hint, one.due_on, is_late))
    return found


def _overdue(agencies: set[int], today: dt.date) -> list[Line]:
    """One line for all activities whose day has gone by."""
    days = list(
        Activity.objects.filter(agency__in=agencies)
        .overdue(today)
        .order_by("planned_on")
        .values_list("planned_on", flat=True)
    )
    if not days:
        return []
    title = ngettext(
        "%(count)d activity was planned for a day gone by",
        "%(count)d activities were planned for days gone by",
        len(days),
    ) % {"count": len(days)}
    url = reverse("plans:activities") + "?state=overdue"
    return [Line(title, url, "overdue", _("Say how it stands: done, postponed or cancelled."), days[0], True)]


def _overdue_duties(today: dt.date) -> list[Line]:
    late = Assignment.objects.running(today).due_before(today)
    count = sum(one.state == State.OVERDUE for one in progress_of(late, today).values())
    if not count:
        return []
    title = ngettext(
        "%(count)d duty of an agency is overdue", "%(count)d duties of agencies are overdue", count
    )
    return [Line(title % {"count": count}, reverse("plans:overdue"), "overdue", is_late=True)]
