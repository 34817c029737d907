"""An agency's plan as an official paper: to be signed, and kept once it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agencies.models import Agency, Officer
from plans.actions import agency_plans as actions
from plans.forms.agency_plans import PaperForm
from plans.models import AgencyPlan
from plans.papers import plan_file_name
from plans.permissions import may_keep_paper
from plans.views.agency_plans import PlanWorkView
from records.days import screen_day
from records.downloads import download


class PlanDocumentView(View):
    """The plan as a Word file: its clerk numbers it, its head signs it on paper or with a token.

    Where the agency's papers follow another form, back to the plan, which says so.
    """

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        officer: Any = request.user
        plan = get_object_or_404(AgencyPlan.objects.visible_to(officer).select_related("issued_post"), pk=pk)
        agency = Agency.objects.with_label().get(pk=plan.agency_id)
        try:
            content = actions.write_plan(plan, today=timezone.localdate())
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return HttpResponseRedirect(plan.get_absolute_url())
        return download(content, plan_file_name(plan, plan.agency_name or str(agency)))


class RecordPaperView(PlanWorkView):
    form_class = PaperForm
    title = gettext_lazy("The signed plan")
    action_label = gettext_lazy("Keep the signed plan")
    done = gettext_lazy("The signed plan is kept.")

    def may_act(self, officer: Officer) -> bool:
        return may_keep_paper(officer, self.agency_id)

    def facts(self) -> list[tuple[Any, Any]]:
        """Which one is kept by now, since this one takes its place."""
        plan = self.plan
        if plan.paper_signed_on is None:
            return []
        return [(_("Kept now"), f"{plan.paper_number}, {screen_day(plan.paper_signed_on)}")]

    def changes(self) -> AgencyPlan:
        return self.plan

    def act(self, form: PaperForm) -> AgencyPlan:
        return actions.record_plan_paper(self.plan, **form.cleaned_data, **self.acting())
