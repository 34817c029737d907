"""What plans and activities want of an officer now, and what waits for others: lines for a start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Officer, Post
from agencies.permissions import posts_of
from plans.models import Activity, AgencyPlan
from plans.workflow import PlanState

Role = Post.Role


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
    """What the officer owes, and what waits for others; none for who neither drafts nor signs."""
    drafts_at = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    signs_at = {post.agency_id for post in posts_of(officer, Role.HEAD)}
    if not drafts_at | signs_at:
        return [], []
    owed: list[Line] = []
    waiting: list[Line] = []
    has_written = AgencyPlan.writers.through.objects.filter(agencyplan=OuterRef("pk"), officer=officer)
    under_way = AgencyPlan.objects.filter(agency__in=drafts_at | signs_at)
    under_way = under_way.filter(state__in=(PlanState.DRAFT, PlanState.AWAITING_HEAD))
    for plan in under_way.annotate(has_written=Exists(has_written)).order_by("year", "pk"):
        if plan.state == PlanState.DRAFT:
            is_owed, hint = plan.agency_id in drafts_at, _("Fill in the plan and send it to the head.")
        else:
            is_owed = plan.agency_id in signs_at and not plan.has_written
            hint = _("Waits for your approval.") if is_owed else _("Waits for the head's approval.")
        line = Line(_("Communications: %(plan)s") % {"plan": plan}, plan.get_absolute_url(), plan.state, hint)
        (owed if is_owed else waiting).append(line)
    owed += _overdue(drafts_at | signs_at, today)
    return owed, waiting


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
