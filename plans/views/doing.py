"""What an agency's drafters and heads do about its activities."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Officer
from agencies.permissions import works_at
from agencies.views.access import OfficerRequest
from pages.forms import NoForm
from pages.views import ActingView, ActionView, ConfirmView
from plans.actions import activities as actions
from plans.actions.progress import update_assignment
from plans.forms.activities import (
    AboutForm,
    DoneForm,
    DutyUpdateForm,
    FinishForm,
    PlannedForm,
    ProofForm,
    ResultForm,
    UpdateForm,
)
from plans.models import Activity, Assignment, AssignmentUpdate, Proof, Result, Wording
from plans.permissions import may_work_at
from plans.views.trails import to_activities, to_activity, to_duty


class AtWork(ActingView):
    """For drafters and heads of the agency it is about: 403 for others who may read it, 404 for strangers."""

    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_act(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_act(self, officer: Officer) -> bool:
        return may_work_at(officer, self.agency_id)

    @property
    def agency_id(self) -> int:
        raise NotImplementedError


class WorkView(AtWork, ActionView):
    """A form of theirs."""

    request: OfficerRequest

    def next_url(self, result: Any) -> str:
        return result.get_absolute_url()


class NewActivityView(WorkView):
    """For an activity of the agency of the address."""

    @property
    def agency_id(self) -> int:
        return self.agency.pk

    @cached_property
    def agency(self) -> Agency:
        if not works_at(self.request.user, self.kwargs["pk"]):
            raise Http404
        return get_object_or_404(Agency.objects.with_label(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "agency": self.agency.pk,
            "today": timezone.localdate(),
            "instance": None,
        }

    def get_initial(self) -> dict[str, Any]:
        """The duty one came from, when the address names it."""
        duty = self.request.GET.get("duty", "")
        return {"duty": duty} if duty.isascii() and duty.isdigit() else {}

    def trail(self) -> list[tuple[Any, str]]:
        return to_activities()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=str(self.agency), **kwargs)


class PlanActivityView(NewActivityView):
    form_class = PlannedForm
    title = gettext_lazy("Plan an activity")
    action_label = gettext_lazy("Plan the activity")
    done = gettext_lazy("The activity is planned.")

    def act(self, form: PlannedForm) -> Activity:
        fields = {name: form.cleaned_data[name] for name in actions.FIELDS}
        return actions.plan_activity(self.agency, **fields, **self.acting())


class RecordActivityView(NewActivityView):
    template_name = "plans/record.html"
    form_class = DoneForm
    title = gettext_lazy("Record what was done")
    action_label = gettext_lazy("Save")
    done = gettext_lazy("It is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"done_on": timezone.localdate()}

    def act(self, form: DoneForm) -> Activity:
        data = form.cleaned_data
        return actions.record_activity(
            self.agency,
            done_on=data["done_on"],
            amounts=form.amounts(),
            url=data["url"],
            file=data["file"],
            **form.about(),
            **self.acting(),
        )


class OneActivityView(WorkView):
    """A form about the activity of the address."""

    @cached_property
    def activity(self) -> Activity:
        activities = Activity.objects.visible_to(self.request.user).select_related("agency", "form", "duty")
        return get_object_or_404(activities, pk=self.kwargs["pk"])

    @property
    def agency_id(self) -> int:
        return self.activity.agency_id

    def trail(self) -> list[tuple[Any, str]]:
        return to_activity(self.activity)

    def next_url(self, result: Any) -> str:
        return self.activity.get_absolute_url()


class ChangeActivityView(OneActivityView):
    form_class = PlannedForm
    title = gettext_lazy("Change the activity")
    action_label = gettext_lazy("Save the change")
    done = gettext_lazy("The activity is changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen_version": self.activity.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.activity,
            "agency": self.activity.agency_id,
            "today": timezone.localdate(),
        }

    def act(self, form: AboutForm) -> Activity:
        fields = {name: form.cleaned_data[name] for name in actions.FIELDS}
        seen = form.cleaned_data["seen_version"] or 0
        return actions.change_activity(self.activity, seen_version=seen, **fields, **self.acting())


class FinishActivityView(OneActivityView):
    form_class = FinishForm
    title = gettext_lazy("It is done: what did it bring?")
    action_label = gettext_lazy("Record as done")
    done = gettext_lazy("It is recorded as done. Add a link or a photograph that proves it.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate(), "count": self.activity.planned_quantity}

    def act(self, form: FinishForm) -> Activity:
        data = form.cleaned_data
        return actions.finish_activity(
            self.activity, on=data["on"], note=data["note"], amounts=form.amounts(), **self.acting()
        )


class UpdateActivityView(OneActivityView):
    form_class = UpdateForm
    title = gettext_lazy("How does the activity stand?")
    action_label = gettext_lazy("Save the update")
    done = gettext_lazy("The update is saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"activity": self.activity}

    def act(self, form: UpdateForm) -> Activity:
        data = dict(form.cleaned_data)
        return actions.update_activity(self.activity, data.pop("verb"), **data, **self.acting())


class AddResultView(OneActivityView):
    form_class = ResultForm
    title = gettext_lazy("Add a result")
    action_label = gettext_lazy("Add the result")
    done = gettext_lazy("The result is added.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def act(self, form: ResultForm) -> Result:
        data = form.cleaned_data
        return actions.add_result(
            self.activity,
            measure=data["measure"],
            on=data["on"],
            amount=int(data["amount"]),
            **self.acting(),
        )


class AddProofView(OneActivityView):
    form_class = ProofForm
    title = gettext_lazy("Add a proof")
    action_label = gettext_lazy("Add the proof")
    done = gettext_lazy("The proof is added.")

    def act(self, form: ProofForm) -> Proof:
        return actions.add_proof(self.activity, **form.cleaned_data, **self.acting())


class RemoveView(OneActivityView, ConfirmView):
    """Takes away one row that hangs on an activity."""

    request: OfficerRequest

    @cached_property
    def row(self) -> Any:
        raise NotImplementedError

    @cached_property
    def activity(self) -> Activity:
        return self.row.activity


class RemoveResultView(RemoveView):
    title = gettext_lazy("Remove a result")
    action_label = gettext_lazy("Remove the result")
    done = gettext_lazy("The result is removed.")

    @cached_property
    def row(self) -> Result:
        seen = Activity.objects.visible_to(self.request.user)
        rows = Result.objects.filter(activity__in=seen).select_related("activity__agency")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def consequences(self) -> list[Any]:
        return [
            _("“%(result)s” counts no more.") % {"result": self.row},
            _("The audit trail keeps what it was."),
        ]

    def act(self, form: NoForm) -> None:
        actions.remove_result(self.row, **self.acting())


class RemoveProofView(RemoveView):
    title = gettext_lazy("Remove a proof")
    action_label = gettext_lazy("Remove the proof")
    done = gettext_lazy("The proof is removed.")

    @cached_property
    def row(self) -> Proof:
        seen = Activity.objects.visible_to(self.request.user)
        rows = Proof.objects.filter(activity__in=seen).select_related("activity__agency")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def consequences(self) -> list[Any]:
        return [
            _("“%(proof)s” no longer stands beside the activity.") % {"proof": self.row.title},
            _("The audit trail keeps what it was."),
        ]

    def act(self, form: NoForm) -> None:
        actions.remove_proof(self.row, **self.acting())


class UpdateDutyView(WorkView):
    """How the agency stands with a duty, as of a day."""

    form_class = DutyUpdateForm
    title = gettext_lazy("How does the duty stand?")
    action_label = gettext_lazy("Save the update")
    done = gettext_lazy("The update is saved.")

    @cached_property
    def assignment(self) -> Assignment:
        agencies = {post.agency_id for post in self.request.user.current_posts}
        rows = Assignment.objects.open().filter(agency__in=agencies).select_related("duty__plan")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def agency_id(self) -> int:
        return self.assignment.agency_id

    @cached_property
    def wording(self) -> Wording:
        return Wording.objects.filter(duty=self.assignment.duty_id).newest().get()

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def trail(self) -> list[tuple[Any, str]]:
        return to_duty(self.assignment.duty, self.wording.clause)

    def next_url(self, result: Any) -> str:
        return self.assignment.duty.get_absolute_url()

    def act(self, form: DutyUpdateForm) -> AssignmentUpdate:
        return update_assignment(self.assignment, **form.cleaned_data, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.wording.content, **kwargs)
