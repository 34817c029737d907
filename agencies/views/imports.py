"""Agencies and officers from an .xlsx workbook, all of them or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from agencies.actions import Imported, RowsRefused, import_register
from agencies.forms import ImportForm
from agencies.models import AgencyKind
from agencies.views.access import KeeperView, OfficerRequest
from agencies.views.register import to_register
from agencies.workbooks import read_register, spots_by_sheet, write_template
from records.downloads import download, file_name


class ImportView(KeeperView, FormView):
    template_name = "agencies/import.html"
    request: OfficerRequest
    form_class = ImportForm
    extra_context = {"title": gettext_lazy("Import agencies and officers")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            imported = self.import_from(form.cleaned_data["file"])
        except RowsRefused as refusal:
            return self.refused(form, spots_by_sheet(refusal.problems))
        except ValidationError as error:
            form.add_error("file", error)
            return self.refused(form, {})
        messages.success(self.request, told(imported))
        return redirect("agencies:list")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.refused(form, {})

    def import_from(self, upload: Any) -> Imported:
        found = read_register(upload)
        return import_register(**found._asdict(), by=self.request.user, now=timezone.now())

    def refused(self, form: forms.Form, spots: dict[str, Any]) -> HttpResponse:
        count = sum(map(len, spots.values()))
        context = self.get_context_data(form=form, spots=spots, count=count)
        return self.render_to_response(context, status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trail=to_register(), cancel_url=reverse("agencies:list"), **kwargs)


def told(imported: Imported) -> str:
    agencies = ngettext("%(count)d agency", "%(count)d agencies", imported.agencies)
    posts = ngettext("%(count)d post", "%(count)d posts", imported.officers)
    return _("Imported: %(agencies)s, %(posts)s.") % {
        "agencies": agencies % {"count": imported.agencies},
        "posts": posts % {"count": imported.officers},
    }


class TemplateWorkbookView(KeeperView):
    http_method_names = ["get", "head"]

    def get(self, request: Any) -> HttpResponse:
        return download(
            write_template(AgencyKind.objects.all()), file_name("mẫu nhập cơ quan, cán bộ", ending="xlsx")
        )
