"""The province's plans as everyone reads them, and the duties of one's own agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, ListView, TemplateView

from agencies.models import Agency
from agencies.views.base import OfficerRequest
from plans.forms.plans import PlanFilter
from plans.models import Activity, Assignment, Duty, Plan, Result, Wording
from plans.permissions import may_keep_plans, may_work_at
from plans.views.trails import to_plan, to_plans
from plans.workflow import State


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
    """A plan with the duties as they stand today, or as they will on the day its newest decision takes
    effect, where that lies ahead."""

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
        return super().get_context_data(
            trail=to_plan(self.object.plan),
            wording=in_effect[0] if in_effect else wordings[-1],
            is_to_come=not in_effect,
            others=[row for row in wordings if row is not (in_effect[0] if in_effect else wordings[-1])],
            assigned=[row for row in assignments if row.ends_on is None],
            ended=[row for row in assignments if row.ends_on is not None],
            may_keep=may_keep_plans(self.request.user) and not wordings[0].is_dropped,
            today=today,
            activities=list(self.activities()[: self.MOST_ACTIVITIES]),
            activity_count=self.activities().count(),
            **kwargs,
        )

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
        works_at = {pk for pk in names if may_work_at(self.request.user, pk)}
        return super().get_context_data(agencies=duties_by_agency(names, today, works_at), **kwargs)


def duties_by_agency(
    names: dict[int, str], today: dt.date, works_at: Collection[int] = ()
) -> list[dict[str, Any]]:
    """For each agency its open duties of running plans, plan by plan, and those it co-ordinates in."""
    running = Plan.objects.running(today).filter(first_year__lte=today.year)
    words = Wording.objects.in_force(today).filter(duty__plan__in=running).with_addressees()
    words = words.order_by("duty__plan__first_year", "duty__plan", "position", "pk")
    wordings = {row.duty_id: row for row in words.select_related("duty__plan", "decision", "form")}
    assignments = Assignment.objects.open().filter(agency__in=names, duty__in=wordings)
    inherited = predecessors(assignments)
    work = work_for(names, wordings)
    return [
        {
            "pk": pk,
            "name": name,
            "may_work": pk in works_at,
            "without": sum((pk, duty) in inherited and (pk, duty) not in work for duty in wordings),
            "duties": [
                {"wording": row, "from": inherited[pk, duty], "work": work.get((pk, duty))}
                for duty, row in wordings.items()
                if (pk, duty) in inherited
            ],
            "helps": [
                row
                for row in wordings.values()
                if (pk, row.duty_id) not in inherited and pk in {agency.pk for agency in row.partners.all()}
            ],
        }
        for pk, name in names.items()
    ]


def predecessors(assignments: QuerySet[Assignment]) -> dict[tuple[int, int], Agency | None]:
    """(agency, duty) to the agency it was taken over from."""
    return {
        (row.agency_id, row.duty_id): row.inherited_from
        for row in assignments.with_agency_label()  # type: ignore[attr-defined]
    }


def work_for(agencies: Collection[int], duties: Collection[int]) -> dict[tuple[int, int], dict[str, int]]:
    """(agency, duty) to how many activities there are, how many are done, and how much they brought in all
    in the unit of the duty's form; what was cancelled does not count. Two queries for any number."""
    activities = Activity.objects.filter(agency__in=agencies, duty__in=duties)
    activities = activities.exclude(state=State.CANCELLED).order_by()
    found = {
        (row["agency"], row["duty"]): {"all": row["all"], "done": row["done"], "brought": 0}
        for row in activities.values("agency", "duty").annotate(
            all=Count("pk"), done=Count("pk", Q(state=State.DONE))
        )
    }
    in_form = Wording.objects.newest().filter(
        duty=OuterRef("activity__duty"), form=OuterRef("activity__form")
    )
    results = Result.objects.filter(Exists(in_form), activity__in=activities, measure=Result.Measure.COUNT)
    by_duty = results.order_by().values("activity__agency", "activity__duty")
    for row in by_duty.annotate(sum=Sum("amount")):
        found[row["activity__agency"], row["activity__duty"]]["brought"] = row["sum"]
    return found
