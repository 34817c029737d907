"""The province's figures, what stands behind them, and their exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView

from agencies.models import AgencyKind, AgencyVersion
from agencies.permissions import is_home_affairs
from pages.views import ActionView
from records.downloads import download
from records.numbers import format_number
from records.papers.sheets import write_csv, write_xlsx
from reports.accounts import Total
from reports.actions.explaining import explain_check
from reports.annexes import figure_name, province_unit
from reports.bases import Footing, Received, footing_now, footing_on, later_than
from reports.consolidation import Province, behind
from reports.documents import figures_file_name
from reports.exports.figures import figures_workbook, province_table
from reports.forms.papers import ExplainCheckForm, KindFilter
from reports.models import Basis, CrossCheck, Figure, FiguresSheet, PaperKind, Period, ProvincePaper, Report
from reports.permissions import may_write_papers
from reports.reconciling import Disagreement
from reports.views.board import report_address
from reports.views.province import PeriodMixin, ProvinceView

LARGEST = 10
PERIODS = gettext_lazy("Report periods")


NOW = "now"


@dataclass(frozen=True)
class Standpoint:
    """What a page says of the set of figures it shows: which, whose papers stand on it, what came later."""

    basis: Basis | None
    newest: Basis | None
    papers: list[ProvincePaper]
    later: list[tuple[Report, str]]

    @property
    def is_behind(self) -> bool:
        return self.basis is not None and self.basis != self.newest


class FiguresPage(ProvinceView, PeriodMixin):
    """What every page about a period's figures stands on: the newest basis, or what the address asks for."""

    @cached_property
    def newest_basis(self) -> Basis | None:
        return Basis.objects.select_related("period").newest(self.period)

    @cached_property
    def basis(self) -> Basis | None:
        """`?basis=1` asks for that one, `?basis=now` for figures as they are now."""
        asked = self.request.GET.get("basis", "")
        if not asked or asked == NOW:
            return None if asked else self.newest_basis
        if not asked.isdecimal() or len(asked) > 4:
            raise Http404
        return get_object_or_404(Basis.objects.select_related("period"), period=self.period, number=asked)

    @cached_property
    def stand(self) -> Footing:
        return footing_on(self.basis) if self.basis else footing_now(self.period)

    @property
    def province(self) -> Province:
        return self.stand.province

    @property
    def received(self) -> Received:
        return self.stand.received

    def standpoint(self) -> Standpoint:
        papers = list(self.basis.papers.issued().order_by("issued_at")) if self.basis else []
        for paper in papers:
            paper.period = self.period
        later = later_than(self.newest_basis) if self.newest_basis else []
        return Standpoint(self.basis, self.newest_basis, papers, self.addressed(later))

    @cached_property
    def kinds(self) -> list[AgencyKind]:
        """The kinds of agency that contribute, in the order of the register."""
        return list(
            AgencyKind.objects.filter(pk__in={kind for _figure, kind in self.province.totals if kind})
        )

    def outside(self) -> list[tuple[Any, list[tuple[Report, str]]]]:
        """Who is not in the figures, by how far each has come."""
        rows = self.received.outside.items()
        return [(name.label, self.addressed(reports)) for name, reports in rows if reports]

    def disagreements(self) -> list[tuple[Disagreement, str]]:
        """Checks that the figures do not hold, with where to say why, for who may."""
        may = may_write_papers(self.officer)
        return [
            (row, reverse("reports:explain-check", args=[self.period.pk, row.check.pk]) if may else "")
            for row in self.stand.disagreements
        ]

    def address(self, report: Report) -> str:
        """Where the officer may read the report; empty where they may not."""
        has_sending, is_accepted = bool(report.latest_sending_id), bool(report.accepted_sending_id)
        return report_address(self.officer, report.pk, has_sending, is_accepted)

    def addressed(self, reports: Iterable[Report]) -> list[tuple[Report, str]]:
        return [(report, self.address(report)) for report in reports]

    @property
    def basis_query(self) -> str:
        """For the addresses of pages that stay on the same footing; empty on the newest."""
        if "basis" not in self.request.GET or self.basis == self.newest_basis:
            return ""
        return f"?basis={self.basis.number if self.basis else NOW}"

    def figures_url(self) -> str:
        return reverse("reports:consolidated", args=[self.period.pk]) + self.basis_query

    def trail(self) -> list[tuple[Any, str]]:
        """Leadership comes from the board: periods are Home Affairs' to manage."""
        if not is_home_affairs(self.officer):
            return [(str(self.period), reverse("reports:board", args=[self.period.pk]))]
        return [
            (PERIODS, reverse("reports:periods")),
            (self.period, reverse("reports:period", args=[self.period.pk])),
        ]


@dataclass(frozen=True)
class Line:
    """A figure with its total, as print says it."""

    figure: Figure
    total: Total

    @property
    def name(self) -> str:
        return figure_name(self.figure)

    @property
    def unit(self) -> str:
        return province_unit(self.figure)

    @property
    def in_slice(self) -> str:
        if self.figure.time_rule == Figure.TimeRule.YEARLY:
            return _("whole year")
        return self._shown(self.total.in_slice)

    @property
    def cumulative(self) -> str:
        return self._shown(self.total.cumulative)

    def _shown(self, number: Decimal | None) -> str:
        if self.figure.agency_rule == Figure.AgencyRule.NONE and not self.figure.parts:
            return _("not added up")
        return shown(self.figure, number)


def shown(figure: Figure, number: Decimal | None) -> str:
    """With as many decimals as all numbers of the figure have."""
    return "–" if number is None else format_number(number, figure.places)


class ConsolidatedView(FiguresPage, TemplateView):
    """The consolidated figures in the order of the annex; each opens into the agencies behind it."""

    template_name = "reports/consolidated.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = AgencyKind.objects.filter(agencyversion__in=self.period.reports.values("version")).distinct()
        form = KindFilter(self.request.GET, kinds=kinds)
        kind = form.cleaned_data["kind"] if form.is_valid() else None
        lines = [
            Line(row, self.province.total(row, kind.pk if kind else None)) for row in self.province.figures
        ]
        by_group = groupby(lines, lambda line: line.figure.indicator.group)
        groups = [(group, list(members)) for group, members in by_group]
        return super().get_context_data(
            period=self.period,
            groups=groups,
            form=form,
            is_filtered=kind is not None,
            received=self.received,
            outside=self.outside(),
            disagreements=self.disagreements(),
            notes=self.stand.notes,
            standpoint=self.standpoint(),
            basis_query=self.basis_query,
            papers=_papers(self.period, self.officer),
            sheet_url=sheet_address(self.period) if is_home_affairs(self.officer) else "",
            trail=self.trail(),
            **kwargs,
        )


def sheet_address(period: Period) -> str:
    """Of the ministry's sheet; empty where the period's form has none."""
    has_sheet = FiguresSheet.objects.filter(form_version=period.form_version_id).exists()
    return reverse("reports:sheet", args=[period.pk]) if has_sheet else ""


def _papers(period: Period, officer: Any) -> list[dict[str, Any]]:
    """The two papers as rows, their newest issue; leadership sees those issued."""
    seen = ProvincePaper.objects.all() if may_write_papers(officer) else ProvincePaper.objects.issued()
    papers = seen.filter(period=period).newest().select_related("basis")
    found = {paper.kind: paper for paper in papers}
    return [
        {
            "title": found[kind].title,
            "url": reverse("reports:paper", args=[period.pk, kind]),
            "excerpt_url": reverse("reports:paper-excerpt", args=[period.pk, kind]),
            "state": found[kind].state,
            "hint": found[kind].basis or "",
        }
        for kind in PaperKind.values
        if kind in found
    ]


@dataclass(frozen=True)
class Contribution:
    """An agency behind a figure; `url` leads to its report of the period, empty for one closed since."""

    figure: Figure
    version: AgencyVersion
    total: Total
    url: str

    @property
    def in_slice(self) -> str:
        return shown(self.figure, self.total.in_slice)

    @property
    def cumulative(self) -> str:
        return shown(self.figure, self.total.cumulative)


def _largest_first(row: Contribution) -> tuple[bool, Decimal, str]:
    """By the number over the period; what is unknown is not 0, and comes last."""
    number = row.total.cumulative
    return number is None, -(number or Decimal(0)), row.version.sort_key


class BehindView(FiguresPage, TemplateView):
    """The agencies behind one figure, the largest contribution first."""

    template_name = "reports/behind.html"

    @cached_property
    def figure(self) -> Figure:
        of_form = Figure.objects.of_form(self.period.form_version_id)
        return get_object_or_404(of_form, pk=self.kwargs["figure_pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contributions = behind(self.period, self.figure, self.basis)
        reports = {row.agency_id: row for row in self.period.reports.select_related("version__kind")}
        names = self._names(contributions.keys() - reports.keys())
        rows = [
            Contribution(
                self.figure,
                reports[agency].version if agency in reports else names[agency],
                total,
                self.address(reports[agency]) if agency in reports else "",
            )
            for agency, total in contributions.items()
        ]
        rows.sort(key=_largest_first)
        known = [row for row in rows if row.total.cumulative is not None]
        return super().get_context_data(
            period=self.period,
            figure=self.figure,
            line=Line(self.figure, self.province.total(self.figure)),
            rows=rows,
            largest=[(row.version.name, row.total.cumulative, row.cumulative) for row in known[:LARGEST]],
            outside=self.outside(),
            notes=[note for note in self.stand.notes if self.figure.code.partition(".")[0] in note],
            standpoint=self.standpoint(),
            trail=[*self.trail(), (_("Consolidated figures"), self.figures_url())],
            **kwargs,
        )

    def _names(self, agencies: set[int]) -> dict[int, AgencyVersion]:
        """Agencies that reported earlier in the period and owe nothing at its close: closed ones."""
        found = AgencyVersion.objects.filter(agency__in=agencies, valid_from__lte=self.period.ends_on)
        return {row.agency_id: row for row in found.select_related("kind").order_by("valid_from")}


class FiguresWorkbookView(FiguresPage):
    """Every figure as .xlsx: totals, by agency, who is missing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override("vi"):
            sheets = figures_workbook(self.period, self.stand, self.kinds, now=timezone.now())
            content = write_xlsx(sheets)
        return download(content, figures_file_name(self.period, "xlsx"))


class FiguresCsvView(FiguresPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override("vi"):
            content = write_csv(province_table(self.period, self.stand, self.kinds))
        return download(content, figures_file_name(self.period, "csv"))


class ExplainCheckView(FiguresPage, ActionView):
    """Why the figures as they are now do not hold a check."""

    form_class = ExplainCheckForm
    title = gettext_lazy("Say why the figures do not agree")
    action_label = gettext_lazy("Save the explanation")
    done = gettext_lazy(
        "Saved the explanation; it is printed under the annex of a set of figures that is made from now on."
    )

    def may_enter(self, officer: Any) -> bool:
        return may_write_papers(officer)

    @cached_property
    def stand(self) -> Footing:
        return footing_now(self.period)

    @cached_property
    def check(self) -> CrossCheck:
        return get_object_or_404(
            CrossCheck, pk=self.kwargs["check"], form_version=self.period.form_version_id
        )

    @cached_property
    def found(self) -> Disagreement | None:
        check = self.check  # one of no such form is not found, whatever the figures hold
        return next((row for row in self.stand.disagreements if row.check == check), None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What holds by now is said on the page of the figures: there is nothing to explain."""
        if self.may_enter(self.officer) and self.found is None:
            messages.info(request, _("The figures hold this check by now: there is nothing to explain."))
            return HttpResponseRedirect(self.figures_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def lead(self) -> str:
        return f"{self.check.message} ({self._numbers})."

    @property
    def _numbers(self) -> str:
        return self.found.numbers if self.found else ""

    def trail(self) -> list[tuple[Any, str]]:
        return [*super().trail(), (_("Consolidated figures"), self.figures_url())]

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.found.explanation if self.found else "", "numbers": self._numbers}

    def changes(self) -> Period:
        return self.period

    def act(self, form: Any) -> None:
        read = self.found.explanation if self.found else ""
        explain_check(self.period, self.check, instead_of=read, **form.cleaned_data, **self.acting())
