"""The province's plans as everyone reads them, and the duties of one's own agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, ListView, TemplateView

from agencies.models import Officer
from agencies.permissions import is_home_affairs, works_at
from agencies.views.access import OfficerRequest
from notices.ahead import ledger_of
from plans.forms.plans import PlanFilter
from plans.models import Activity, Assignment, Duty, Plan, Wording
from plans.permissions import may_keep_plans, may_work_at
from plans.progress import Progress, State, progress_of
from plans.reminders.duty import DUTY
from plans.views.trails import to_plan, to_plans


class PlansView(ListView):
    template_name = "plans/plans.html"
    context_object_name = "plans"
    paginate_by = 50
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Plan]:
        plans = Plan.objects.visible_to(self.request.user).with_issue().newest_first()
        return plans.annotate(
            duty_count=Count("duties", distinct=True), decision_count=Count("decisions", distinct=True)
        ).select_related("parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_keep=may_keep_plans(self.request.user), **kwargs)


class PlanView(DetailView):
    """A plan with the duties as they stand today, or as they will on the day it takes effect, where that
    lies ahead."""

    template_name = "plans/plan.html"
    context_object_name = "plan"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(self.request.user).with_issue().select_related("parent")

    @cached_property
    def filter(self) -> PlanFilter:
        return PlanFilter(self.request.GET or None, today=timezone.localdate())

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the filter asks; a field that cannot be read asks nothing and says so."""
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def duties(self, day: dt.date) -> QuerySet[Wording]:
        wordings = Wording.objects.in_force(day).filter(duty__plan=self.object)
        if self.asked.get("agency"):
            wordings = wordings.assigned_to(self.asked["agency"].pk)
        wordings = wordings.matching(self.asked.get("q", "")).with_addressees().in_plan_order()
        has_it = Q(duty__assignments__ends_on=None, duty__assignments__isnull=False)
        return wordings.annotate(agency_count=Count("duty__assignments", has_it))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decisions = list(self.object.decisions.select_related("document"))
        today = timezone.localdate()
        day = max(today, decisions[0].takes_effect_on)
        return super().get_context_data(
            trail=to_plans(),
            decisions=decisions,
            issue=decisions[0],
            objectives=next((row.objectives for row in reversed(decisions) if row.objectives), ""),
            yearly_plans=self.object.yearly_plans.with_issue().order_by("first_year", "pk"),
            duties=list(self.duties(day)),
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            may_keep=may_keep_plans(self.request.user),
            **kwargs,
        )


class DutyView(DetailView):
    """A duty: what it says today, who has it, what it said before and will say later."""

    MOST_ACTIVITIES = 30

    template_name = "plans/duty.html"
    context_object_name = "duty"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Duty]:
        return Duty.objects.visible_to(self.request.user).select_related("plan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        words = Wording.objects.filter(duty=self.object).with_addressees()
        wordings = list(words.order_by("-decision__takes_effect_on", "-decision_id"))
        in_effect = [row for row in wordings if row.decision.takes_effect_on <= today]
        assignments = list(Assignment.objects.filter(duty=self.object).with_agency_label())
        assigned = [row for row in assignments if row.ends_on is None]
        progress = self.progress(assigned, today)
        for row in assigned:
            row.stands = [progress[row.pk]] if row.pk in progress else []  # type: ignore[attr-defined]
        return super().get_context_data(
            trail=to_plan(self.object.plan),
            wording=in_effect[0] if in_effect else wordings[-1],
            is_to_come=not in_effect,
            others=[row for row in wordings if row is not (in_effect[0] if in_effect else wordings[-1])],
            assigned=assigned,
            own=(own := self.own(assigned, today)),
            reminders=ledger_of([row.pk for row in own], DUTY),
            ended=[row for row in assignments if row.ends_on is not None],
            may_keep=may_keep_plans(self.request.user) and not wordings[0].is_dropped,
            today=today,
            activities=list(self.activities()[: self.MOST_ACTIVITIES]),
            activity_count=self.activities().count(),
            **kwargs,
        )

    def own(self, assigned: list[Assignment], today: dt.date) -> list[Assignment]:
        """Of the agencies whose work on it the reader records, in a year of the plan."""
        plan = self.object.plan
        if not plan.first_year <= today.year <= plan.last_year:
            return []
        return [row for row in assigned if may_work_at(self.request.user, row.agency_id)]

    def progress(self, assigned: list[Assignment], today: dt.date) -> dict[int, Progress]:
        """How those stand whom the reader follows: all for Home Affairs, else one's own agencies."""
        officer = self.request.user
        follows = is_home_affairs(officer)
        return progress_of([row for row in assigned if follows or works_at(officer, row.agency_id)], today)

    def activities(self) -> QuerySet[Activity]:
        seen = Activity.objects.visible_to(self.request.user).filter(duty=self.object)
        return seen.with_names().with_counts().newest_first()


class MineView(TemplateView):
    """What the province's running plans ask of the agencies where one works."""

    template_name = "plans/mine.html"
    request: OfficerRequest
    extra_context = {"title": _("Our duties")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        names = {post.agency_id: post.agency_label for post in self.request.user.current_posts}
        own = {pk for pk in names if may_work_at(self.request.user, pk)}
        return super().get_context_data(agencies=duties_by_agency(names, today, own), **kwargs)


def duties_by_agency(
    names: dict[int, str], today: dt.date, works_at: Collection[int] = ()
) -> list[dict[str, Any]]:
    """For each agency its open duties of running plans, plan by plan, and those it co-ordinates in."""
    running = Plan.objects.running(today).filter(first_year__lte=today.year)
    words = Wording.objects.in_force(today).filter(duty__plan__in=running).with_addressees()
    words = words.order_by("duty__plan__first_year", "duty__plan", "position", "pk")
    wordings = {row.duty_id: row for row in words.select_related("duty__plan", "decision", "form")}
    assignments = Assignment.objects.running(today).filter(agency__in=names, duty__in=wordings)
    rows = list(assignments.with_agency_label())
    has = {(row.agency_id, row.duty_id): row for row in rows}
    progress = progress_of(rows, today)
    return [
        {
            "pk": pk,
            "name": name,
            "may_work": pk in works_at,
            "without": sum(progress[row.pk].activities == 0 for row in rows if row.agency_id == pk),
            "duties": [
                {"wording": wording, "assignment": has[pk, duty], "progress": progress[has[pk, duty].pk]}
                for duty, wording in wordings.items()
                if (pk, duty) in has
            ],
            "helps": [
                wording
                for wording in wordings.values()
                if (pk, wording.duty_id) not in has and pk in {row.pk for row in wording.partners.all()}
            ],
        }
        for pk, name in names.items()
    ]


class OverdueView(TemplateView):
    """Duties whose day has gone by: one's own agencies', or every agency's for Home Affairs."""

    template_name = "plans/overdue.html"
    request: OfficerRequest
    extra_context = {"title": _("Overdue duties")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            trail=to_plans(), rows=overdue_duties(self.request.user, timezone.localdate()), **kwargs
        )


def overdue_duties(officer: Officer, today: dt.date) -> list[dict[str, Any]]:
    """The longest overdue first."""
    assignments = Assignment.objects.running(today).due_before(today)
    if not is_home_affairs(officer):
        assignments = assignments.filter(agency__in={post.agency_id for post in officer.current_posts})
    rows = list(assignments.with_agency_label())
    progress = progress_of(rows, today)
    late = [
        {"assignment": row, "wording": progress[row.pk].wording, "due_on": progress[row.pk].due_on}
        for row in rows
        if row.pk in progress and progress[row.pk].state == State.OVERDUE
    ]
    return sorted(late, key=lambda one: one["due_on"])
