"""Home Affairs enters the province's plan and follows its adjustments."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.views.access import OfficerRequest
from pages.forms import NoForm
from pages.views import ActionView, ConfirmView
from plans.actions.decisions import adjust_plan, correct_decision, correct_plan, create_plan
from plans.actions.keeping import add_duty, drop_duty, reword_duty
from plans.forms.plans import (
    CorrectDecisionForm,
    DecisionForm,
    DutyForm,
    HeadingForm,
    PlanForm,
    RewordForm,
)
from plans.models import Decision, Duty, Plan, Wording
from plans.permissions import may_keep_plans
from plans.views.trails import to_duty, to_plan, to_plans


class PlanKeeperView(ActionView):
    """For who keeps the plan alone."""

    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep_plans(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def next_url(self, result: Any) -> str:
        return result.get_absolute_url()


class CreatePlanView(PlanKeeperView):
    form_class = PlanForm
    title = gettext_lazy("Enter a plan")
    action_label = gettext_lazy("Enter the plan")
    done = gettext_lazy("The plan is entered. Now add its duties.")

    def trail(self) -> list[tuple[Any, str]]:
        return to_plans()

    def act(self, form: PlanForm) -> Plan:
        return create_plan(**form.cleaned_data, **self.acting())


class OnePlanView(PlanKeeperView):
    """A form about the plan of the address."""

    @cached_property
    def plan(self) -> Plan:
        return get_object_or_404(Plan.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return to_plan(self.plan)

    def next_url(self, result: Any) -> str:
        return self.plan.get_absolute_url()

    def decision(self) -> Decision:
        return Decision.objects.newest_of(self.plan)


class AdjustPlanView(OnePlanView):
    form_class = DecisionForm
    title = gettext_lazy("Enter a decision that adjusts the plan")
    action_label = gettext_lazy("Enter the decision")
    done = gettext_lazy("The decision is entered. Now change the duties it changes: their former words stay.")

    def act(self, form: DecisionForm) -> Decision:
        return adjust_plan(self.plan, **form.cleaned_data, **self.acting())


class CorrectPlanView(OnePlanView):
    form_class = HeadingForm
    title = gettext_lazy("Correct the title or the years")
    action_label = gettext_lazy("Save the correction")
    done = gettext_lazy("The correction is saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.plan, name) for name in HeadingForm.base_fields}

    def changes(self) -> Plan:
        return self.plan

    def act(self, form: HeadingForm) -> Plan:
        return correct_plan(self.plan, **form.cleaned_data, **self.acting())


class CorrectDecisionView(PlanKeeperView):
    """Mends what was mistyped of a signed decision; what a later one changes is adjusting."""

    form_class = CorrectDecisionForm
    title = gettext_lazy("Correct a decision")
    action_label = gettext_lazy("Save the correction")
    done = gettext_lazy("The correction is saved.")

    @cached_property
    def decision(self) -> Decision:
        plans = Plan.objects.visible_to(self.request.user)
        decisions = Decision.objects.filter(plan__in=plans).select_related("plan")
        return get_object_or_404(decisions, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.decision}

    def trail(self) -> list[tuple[Any, str]]:
        return to_plan(self.decision.plan)

    def next_url(self, result: Decision) -> str:
        return self.decision.plan.get_absolute_url()

    def changes(self) -> Plan:
        return self.decision.plan

    def act(self, form: CorrectDecisionForm) -> Decision:
        return correct_decision(self.decision, **form.cleaned_data, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=str(self.decision), **kwargs)


class AddDutyView(OnePlanView):
    template_name = "plans/duty_form.html"
    form_class = DutyForm
    title = gettext_lazy("Add a duty")
    action_label = gettext_lazy("Add the duty")

    @property
    def done(self) -> Any:
        begins = self.decision().takes_effect_on
        if begins <= timezone.localdate():
            return _("The duty is in the plan and assigned to its agencies.")
        day = date_format(begins, "SHORT_DATE_FORMAT")
        return _("The duty is in the plan. Its agencies have it from %(day)s on.") % {"day": day}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def act(self, form: DutyForm) -> Duty:
        return add_duty(self.plan, **form.cleaned_data, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(decision=self.decision(), **kwargs)


class OneDutyView(PlanKeeperView):
    """A form about the duty of the address, which is still asked for."""

    @cached_property
    def duty(self) -> Duty:
        duties = Duty.objects.visible_to(self.request.user).select_related("plan")
        return get_object_or_404(duties, pk=self.kwargs["pk"])

    @cached_property
    def wording(self) -> Wording:
        newest = Wording.objects.filter(duty=self.duty).newest().filter(is_dropped=False)
        return get_object_or_404(newest.with_addressees())

    @cached_property
    def decision(self) -> Decision:
        return Decision.objects.newest_of(self.duty.plan)

    def trail(self) -> list[tuple[Any, str]]:
        return to_duty(self.duty, self.wording.clause)

    def next_url(self, result: Wording) -> str:
        return self.duty.get_absolute_url()


class RewordDutyView(OneDutyView):
    template_name = "plans/duty_form.html"
    form_class = RewordForm
    title = gettext_lazy("Change a duty")
    action_label = gettext_lazy("Save the change")
    done = gettext_lazy("The duty is changed. What it said before stays readable below.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": f"{self.wording.pk}-{self.wording.version}"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.wording, "today": timezone.localdate()}

    def act(self, form: RewordForm) -> Wording:
        fields = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        return reword_duty(self.duty, seen=form.seen_wording(), **fields, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_correction = self.wording.decision_id == self.decision.pk
        return super().get_context_data(decision=self.decision, is_correction=is_correction, **kwargs)


class DropDutyView(OneDutyView, ConfirmView):
    title = gettext_lazy("Drop a duty from the plan")
    action_label = gettext_lazy("Drop the duty")
    done = gettext_lazy("The duty is asked for no more.")

    def changes(self) -> Plan:
        return self.duty.plan

    def act(self, form: NoForm) -> Wording:
        return drop_duty(self.duty, **self.acting())

    def consequences(self) -> list[Any]:
        count = self.duty.assignments.open().count()
        return [
            _("By decision %(number)s the duty of %(clause)s is asked for no more.")
            % {"number": self.decision.number, "clause": self.wording.clause},
            ngettext(
                "It ends for %(count)d agency on the day the decision takes effect.",
                "It ends for %(count)d agencies on the day the decision takes effect.",
                count,
            )
            % {"count": count},
            _("What it said stays readable, and so does what was done for it."),
        ]
