"""The province's figures, what stands behind them, and their exports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView

from agencies.models import AgencyKind, AgencyVersion
from agencies.permissions import is_home_affairs
from records.downloads import download
from records.numbers import format_number
from records.papers.sheets import write_csv, write_xlsx
from reports.actions.papers import missing_reports
from reports.consolidation import Province, Total, behind, consolidate
from reports.documents import figure_name, figures_file_name, province_unit
from reports.exports.figures import figures_workbook, province_table
from reports.forms.papers import KindFilter
from reports.models import Figure, PaperKind, Report
from reports.permissions import may_write_papers
from reports.views.board import report_address
from reports.views.province import PeriodMixin, ProvinceView
from reports.workflow import PaperState

LARGEST = 10
PERIODS = gettext_lazy("Report periods")


class FiguresPage(ProvinceView, PeriodMixin):
    """What every page about a period's figures stands on."""

    @cached_property
    def province(self) -> Province:
        return consolidate(self.period)

    @cached_property
    def kinds(self) -> list[AgencyKind]:
        """The kinds of agency that contribute, in the order of the register."""
        return list(
            AgencyKind.objects.filter(pk__in={kind for _figure, kind in self.province.totals if kind})
        )

    @cached_property
    def missing(self) -> list[Report]:
        return missing_reports(self.period)

    def address(self, report: Report) -> str:
        """Where the officer may read the report; empty where they may not."""
        has_sending, is_accepted = bool(report.latest_sending_id), bool(report.accepted_sending_id)
        return report_address(self.officer, report.pk, has_sending, is_accepted)

    def addressed(self, reports: Iterable[Report]) -> list[tuple[Report, str]]:
        return [(report, self.address(report)) for report in reports]

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
        return self._shown(self.total.in_slice)

    @property
    def cumulative(self) -> str:
        return self._shown(self.total.cumulative)

    def _shown(self, number: Decimal | None) -> str:
        if self.figure.agency_rule == Figure.AgencyRule.NONE and not self.figure.parts:
            return _("not added up")
        return shown(number)


def shown(number: Decimal | None) -> str:
    return "–" if number is None else format_number(number)


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
        owed = self.period.reports.owed().count()
        return super().get_context_data(
            period=self.period,
            groups=groups,
            form=form,
            is_filtered=kind is not None,
            owed=owed,
            counted=owed - len(self.missing),
            missing=self.addressed(self.missing),
            papers=_papers(self.period, self.officer),
            trail=self.trail(),
            **kwargs,
        )


def _figures_url(period: Any) -> str:
    return reverse("reports:consolidated", args=[period.pk])


def _papers(period: Any, officer: Any) -> list[dict[str, Any]]:
    """The two papers as rows; leadership sees those issued."""
    issued = {paper.kind: paper for paper in period.papers.filter(state=PaperState.ISSUED)}
    may_write = may_write_papers(officer)
    return [
        {
            "title": PaperKind(kind).label,
            "url": reverse("reports:paper", args=[period.pk, kind]),
            "state": "issued" if kind in issued else "draft",
        }
        for kind in PaperKind.values
        if kind in issued or may_write
    ]


@dataclass(frozen=True)
class Contribution:
    """An agency behind a figure; `url` leads to its report of the period, empty for one closed since."""

    version: AgencyVersion
    total: Total
    url: str

    @property
    def in_slice(self) -> str:
        return shown(self.total.in_slice)

    @property
    def cumulative(self) -> str:
        return shown(self.total.cumulative)


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
        contributions = behind(self.period, self.figure)
        reports = {row.agency_id: row for row in self.period.reports.select_related("version__kind")}
        names = self._names(contributions.keys() - reports.keys())
        rows = [
            Contribution(
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
            missing=self.addressed(self.missing),
            trail=[
                *self.trail(),
                (_("Consolidated figures"), reverse("reports:consolidated", args=[self.period.pk])),
            ],
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
            sheets = figures_workbook(
                self.period, self.province, self.kinds, self.missing, now=timezone.now()
            )
            content = write_xlsx(sheets)
        return download(content, figures_file_name(self.period, "xlsx"))


class FiguresCsvView(FiguresPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = write_csv(province_table(self.period, self.province, self.kinds))
        return download(content, figures_file_name(self.period, "csv"))
