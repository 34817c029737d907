"""Activities from and to .xlsx workbooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from agencies.forms import ImportForm
from agencies.models import Agency
from plans.actions.imports import RowsRefused, import_activities
from plans.models import Activity, ActivityForm, Duty, Wording
from plans.views.activities import ActivitiesView
from plans.views.doing import NewActivityView
from plans.workbooks import (
    Exported,
    Problem,
    known_names,
    read_activities,
    spots,
    write_activities,
    write_template,
)
from records.downloads import download, file_name
from records.workbooks import Spot

MOST_EXPORTED = 20_000


class ImportView(NewActivityView):
    """All rows of a workbook, or none and every mistake with its cell."""

    template_name = "plans/import.html"
    form_class = ImportForm
    title = gettext_lazy("Import activities")

    def get_form_kwargs(self) -> dict[str, Any]:
        ours = ("agency", "today", "instance")
        return {name: value for name, value in super().get_form_kwargs().items() if name not in ours}

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            count = self.import_from(form.cleaned_data["file"])
        except RowsRefused as refusal:
            return self.refused(form, spots(Problem(*problem) for problem in refusal.problems))
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        told = ngettext("%(count)d activity is imported.", "%(count)d activities are imported.", count)
        messages.success(self.request, told % {"count": count})
        return redirect("plans:activities")

    def import_from(self, upload: Any) -> int:
        today = timezone.localdate()
        duties = Duty.objects.open_at(self.agency.pk, today.year)
        agencies = Agency.objects.in_force(today).with_label()
        known = known_names(self.agency, duties, ActivityForm.objects.all(), agencies, today)
        rows, problems = read_activities(upload, known)
        return import_activities(self.agency, rows, problems=problems, **self.acting())

    def refused(self, form: forms.BaseForm, found: list[Spot]) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, spots=found), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        template_url = reverse("plans:import-template", args=[self.agency.pk])
        return super().get_context_data(template_url=template_url, **kwargs)


class TemplateWorkbookView(NewActivityView):
    """The empty workbook, with the forms and the agency's duties to choose from."""

    http_method_names = ["get", "head"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        duties = Duty.objects.open_at(self.agency.pk, timezone.localdate().year)
        body = write_template(ActivityForm.objects.all(), [duty.clause for duty in duties])  # type: ignore[attr-defined]
        return download(body, file_name("mẫu nhập hoạt động", ending="xlsx"))


class ExportView(ActivitiesView, View):
    """The list as it is filtered, in a workbook; the newest 20,000 at most."""

    http_method_names = ["get", "head"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        activities = list(self.get_queryset().prefetch_related("results", "proofs")[:MOST_EXPORTED])
        clauses = dict(
            Wording.objects.newest()
            .filter(duty__in={activity.duty_id for activity in activities if activity.duty_id})
            .values_list("duty", "clause")
        )
        body = write_activities(exported(activity, clauses) for activity in activities)
        return download(body, file_name("danh sách hoạt động", ending="xlsx"))


def exported(activity: Activity, clauses: dict[int, str]) -> Exported:
    sums: dict[str, int] = {}
    for result in activity.results.all():
        sums[result.measure] = sums.get(result.measure, 0) + result.amount
    url = next((proof.url for proof in activity.proofs.all() if proof.url), "")
    return Exported(activity, clauses.get(activity.duty_id or 0, ""), sums, url)
