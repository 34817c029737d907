"""The sheet of figures for the ministry's own software: of a period, and what it asks line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView

from pages.views import ActionView, ConfirmView, RowsView
from records.downloads import download
from records.papers.sheets import write_xlsx
from reports.actions.roads import change_sheet, remove_sheet_line, save_sheet_line, set_roads
from reports.annexes import basis_in_words
from reports.documents import sheet_file_name
from reports.forms.outgoing import RoadFormSet, SheetForm, SheetLineForm
from reports.models import (
    Basis,
    Figure,
    FiguresSheet,
    FormVersion,
    PaperKind,
    ProvincePaper,
    Regime,
    SheetLine,
)
from reports.permissions import may_manage_periods
from reports.sheets import Asked, asked, spans_of, workbook
from reports.views.figures import FiguresPage, shown
from reports.views.province import HomeAffairsView, ManagerView
from reports.views.regimes import RegimeMixin

OF_ISSUED = "Của báo cáo đã phát hành."
OF_DRAFT = "Tạm tính, báo cáo chưa phát hành."


class SheetPage(FiguresPage, HomeAffairsView):
    """The sheet of the period's form, with the figures that its issued paper says, or as they stand."""

    @cached_property
    def sheet(self) -> FiguresSheet:
        return get_object_or_404(FiguresSheet, form_version=self.period.form_version_id)

    @cached_property
    def issued(self) -> ProvincePaper | None:
        """The newest issue of the paper that the figures go to the ministry with."""
        papers = self.period.papers.filter(kind=PaperKind.PROVINCE).issued().select_related("basis__period")
        return papers.order_by("-issue_number").first()

    @cached_property
    def basis(self) -> Basis | None:
        """That of the issued paper, whatever other papers stand on."""
        return self.issued.basis if self.issued else super().basis

    @cached_property
    def rows(self) -> list[Asked]:
        return asked(self.sheet, self.province)


class SheetView(SheetPage, TemplateView):
    template_name = "reports/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spans = spans_of(self.period)
        return super().get_context_data(
            period=self.period,
            sheet=self.sheet,
            rows=[(row, shown(row.line.figure, row.number), spans[row.line.part]) for row in self.rows],
            is_issued=self.issued is not None,
            basis=self.basis,
            may_manage=may_manage_periods(self.officer),
            trail=self.trail(),
            **kwargs,
        )


class SheetWorkbookView(SheetPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        with override("vi"):
            standing = f"{OF_ISSUED if self.issued else OF_DRAFT} {basis_in_words(self.basis)}"
            content = write_xlsx(workbook(self.sheet, self.period, self.rows, standing=standing))
        return download(content, sheet_file_name(self.period))


class SheetOfFormView(ManagerView):
    """Whatever concerns the sheet of the form version of the address."""

    @cached_property
    def form_version(self) -> FormVersion:
        return get_object_or_404(FormVersion, pk=self.kwargs["pk"])

    @cached_property
    def sheet(self) -> FiguresSheet:
        return get_object_or_404(FiguresSheet, form_version=self.form_version)

    def to_form(self) -> list[tuple[Any, str]]:
        return [(self.form_version.name, reverse("reports:form", args=[self.form_version.pk]))]

    def trail(self) -> list[tuple[Any, str]]:
        address = reverse("reports:sheet-lines", args=[self.form_version.pk])
        return [*self.to_form(), (gettext_lazy("The ministry's sheet"), address)]


class SheetLinesView(SheetOfFormView, TemplateView):
    """What the ministry's software asks, line by line, and the figure that answers each."""

    template_name = "reports/sheet_lines.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sheet=self.sheet,
            version=self.form_version,
            lines=self.sheet.lines.select_related("figure__indicator"),
            trail=self.to_form(),
            **kwargs,
        )


class ChangeSheetView(SheetOfFormView, ActionView):
    form_class = SheetForm
    title = gettext_lazy("The ministry's sheet")
    action_label = gettext_lazy("Save the sheet")
    done = gettext_lazy("Saved the sheet.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With a sheet of its own: the action compares the one that was read with what stands."""
        return super().get_form_kwargs() | {"instance": FiguresSheet.objects.get(pk=self.sheet.pk)}

    def changes(self) -> FiguresSheet:
        return self.sheet

    def act(self, form: SheetForm) -> FiguresSheet:
        return change_sheet(self.sheet, form.cleaned_data, **self.acting())


class SheetLineView(SheetOfFormView, ActionView):
    """Adds a line of the sheet; with a `line` changes that one."""

    form_class = SheetLineForm
    action_label = gettext_lazy("Save this line")
    done = gettext_lazy("Saved the line.")

    @cached_property
    def line(self) -> SheetLine | None:
        pk = self.kwargs.get("line")
        return get_object_or_404(SheetLine, sheet=self.sheet, pk=pk) if pk is not None else None

    @property
    def title(self) -> str:
        return _("Change a line") if self.line else _("Add a line")

    def get_form_kwargs(self) -> dict[str, Any]:
        figures = Figure.objects.of_form(self.form_version)
        kwargs = super().get_form_kwargs() | {"figures": figures}
        return kwargs | {"instance": SheetLine.objects.get(pk=self.line.pk) if self.line else None}

    def get_initial(self) -> dict[str, Any]:
        last = self.sheet.lines.last()
        return {} if self.line else {"position": last.position + 1 if last else 1}

    def changes(self) -> FiguresSheet | None:
        return self.sheet if self.line else None

    def act(self, form: SheetLineForm) -> SheetLine:
        return save_sheet_line(self.sheet, self.line, form.cleaned_data, **self.acting())


class RemoveSheetLineView(SheetOfFormView, ConfirmView):
    is_danger = False
    title = gettext_lazy("Remove a line")
    action_label = gettext_lazy("Remove the line")
    done = gettext_lazy("Removed the line.")

    @cached_property
    def line(self) -> SheetLine:
        return get_object_or_404(SheetLine, sheet=self.sheet, pk=self.kwargs["line"])

    def consequences(self) -> list[str]:
        return [_("“%(line)s” is no longer in the sheet. Figures stay as they are.") % {"line": self.line}]

    def changes(self) -> FiguresSheet:
        return self.sheet

    def act(self, form: Any) -> None:
        remove_sheet_line(self.line, **self.acting())


class RoadsView(ManagerView, RegimeMixin, RowsView):
    """How the province's papers go out: each step taken or not, where it is, how long it may last."""

    template_name = "reports/roads.html"
    title = gettext_lazy("How papers go out")
    done = gettext_lazy("Saved how papers go out; those under way follow.")

    def formset(self, data: Any = None) -> Any:
        rows = self.regime.road_steps.select_related("agency_kind").order_by("paper_kind", "pk")
        return RoadFormSet(data, queryset=rows)

    def changes(self) -> Regime:
        return self.regime

    def act(self, forms: Sequence[Any]) -> None:
        stored = {step.pk: step for step in self.regime.road_steps.all()}
        rows = {stored[form.instance.pk]: form.cleaned_data for form in forms}
        set_roads(self.regime, rows, **self.acting())
