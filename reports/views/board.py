"""How the agencies of a period stand, and how they stood over the periods of a year and of years."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView, View

from agencies.models import AgencyKind, AgencyVersion, Officer
from agencies.models.register import AgencyVersionQuerySet
from agencies.permissions import is_home_affairs
from records.days import paper_moment
from records.downloads import download
from records.text import fold
from reports import board
from reports.bases import newest_basis
from reports.documents import board_file_name
from reports.exports.board import board_csv, board_xlsx
from reports.forms.board import BoardFilter
from reports.models import Period, Regime, Report
from reports.standing import Reception, Standing, counts, day_range
from reports.views.periods import COLOURS
from reports.views.province import PeriodMixin, ProvinceView

TO_BOARD = (gettext_lazy("Board"), reverse_lazy("reports:board"))
ON_ONE_PAGE = 200
COLUMNS = [
    ("name", gettext_lazy("Agency")),
    ("state", gettext_lazy("State")),
    ("due", gettext_lazy("Deadline")),
    ("sent", gettext_lazy("First sent")),
    ("", gettext_lazy("Timeliness")),
    ("", gettext_lazy("Sendings")),
    ("reviewer", gettext_lazy("Responsible reviewer")),
]


class CurrentBoardView(ProvinceView):
    """Leads to the board of the period that was opened last."""

    def get(self, request: HttpRequest) -> HttpResponse:
        period = Period.objects.exclude(opened_at=None).order_by("-ends_on", "-starts_on").first()
        if period is None:
            return HttpResponseRedirect(reverse("reports:timeliness"))
        return HttpResponseRedirect(reverse("reports:board", args=[period.pk]))


class BoardRows(ProvinceView, PeriodMixin):
    """What the board and its exports share: the period's reports, narrowed and sorted as asked."""

    @cached_property
    def filter(self) -> BoardFilter:
        kinds = AgencyKind.objects.filter(agencyversion__in=self.period.reports.values("version")).distinct()
        reviewers = Officer.objects.filter(pk__in=self.period.reports.values("reviewer")).order_by("sort_key")
        return BoardFilter(
            self.request.GET or None,
            kinds=[(str(kind.pk), kind.name) for kind in kinds],
            states=list(board.state_choices()),
            reviewers=[("none", _("Nobody yet")), *((str(one.pk), one.full_name) for one in reviewers)],
        )

    @cached_property
    def asked(self) -> dict[str, str]:
        return self.filter.asked if self.filter.is_bound else {}

    @cached_property
    def sort(self) -> str:
        return self.asked.get("sort", board.DEFAULT_SORT)

    @cached_property
    def narrowed(self) -> Any:
        asked = {name: value for name, value in self.asked.items() if name != "sort"}
        return board.narrowed(self.today, text=asked.pop("q", ""), **asked)

    @cached_property
    def counted(self) -> dict[str, Any]:
        """The whole period's counts and how many rows are shown, in one query."""
        return self.period.reports.aggregate(**counts(self.today), shown=Count("pk", filter=self.narrowed))

    def get_queryset(self) -> QuerySet[Report]:
        return board.ordered(self.period.reports.filter(self.narrowed), self.today, self.sort)


class BoardView(BoardRows, ListView):
    template_name = "reports/board.html"
    paginate_by = ON_ONE_PAGE

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator:
        paginator = super().get_paginator(*args, **kwargs)
        paginator.count = self.counted["shown"]
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        standing = Standing.read(self.counted)
        stage = self.period.stage(self.today, standing)
        basis, later = newest_basis(self.period)
        return context | {
            "basis": basis,
            "later": later,
            "title": _("Board: %(period)s") % {"period": self.period},
            "lead": self.lead(standing),
            "period": self.period,
            "stage": stage,
            "colour": COLOURS[stage],
            "standing": standing,
            "boxes": self.boxes(standing),
            "rows": [(row, self.address(row)) for row in board.rows(context["object_list"])],
            "shown": self.counted["shown"],
            "columns": [self.column(key, label) for key, label in COLUMNS],
            "filter": self.filter,
            "is_filtered": bool(self.asked.keys() - {"sort"}),
            "periods": self.beside(),
        }

    @staticmethod
    def lead(standing: Standing) -> str:
        due = day_range([standing.first_due, standing.last_due])
        return _("Deadline: %(day)s") % {"day": due} if due else ""

    def boxes(self, standing: Standing) -> list[tuple[Any, int, Any, str]]:
        """(words, count, percent, the state that shows them)."""
        return [
            *(
                (name.label, standing.of(name), standing.share(standing.of(name)), name.value)
                for name in Reception
            ),
            (_("Overdue"), standing.overdue, standing.share(standing.overdue), "overdue"),
            (_("In time"), standing.in_time, standing.timeliness, ""),
        ]

    def column(self, key: str, label: Any) -> dict[str, Any]:
        current = self.sort.removeprefix("-") == key
        descends = current and not self.sort.startswith("-")
        return {
            "key": key,
            "label": label,
            "direction": ("ascending" if descends else "descending") if current else "",
            "next": f"-{key}" if descends else key,
        }

    def address(self, row: board.Row) -> str:
        return report_address(self.officer, row.pk, bool(row.sendings), row.is_accepted)

    def beside(self) -> Iterable[Period]:
        return (
            Period.objects.filter(year=self.period.year, regime=self.period.regime_id)
            .exclude(opened_at=None)
            .order_by("ends_on", "starts_on")
        )


class BoardExport(BoardRows):
    """The rows as the board shows them now, all pages together."""


class BoardXlsxView(BoardExport, View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.localtime()
        content = board_xlsx(
            board.rows(self.get_queryset()),
            title=_("Board: %(period)s") % {"period": self.period},
            facts=[(_("Printed"), paper_moment(now))],
        )
        return download(content, board_file_name(self.period, "xlsx"))


class BoardCsvView(BoardExport, View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return download(board_csv(board.rows(self.get_queryset())), board_file_name(self.period, "csv"))


class YearBoardView(ProvinceView, ListView):
    """Agencies by period of a report year."""

    template_name = "reports/year_board.html"
    paginate_by = ON_ONE_PAGE

    @cached_property
    def periods(self) -> list[Period]:
        regime = Regime.objects.in_force(self.today)
        periods = Period.objects.filter(regime=regime, year=self.kwargs["year"]).exclude(opened_at=None)
        return list(periods.with_standing(self.today).order_by("ends_on", "starts_on"))

    @cached_property
    def versions(self) -> AgencyVersionQuerySet:
        """What each agency was called when it was asked last in the year."""
        asked = Report.objects.filter(period__in=[period.pk for period in self.periods])
        newest = asked.order_by("agency", "-period__ends_on", "-pk").distinct("agency")
        return AgencyVersion.objects.filter(pk__in=newest.values("version"))

    @cached_property
    def filter(self) -> BoardFilter:
        kinds = AgencyKind.objects.filter(agencyversion__in=self.versions).distinct()
        return BoardFilter(self.request.GET or None, kinds=[(str(kind.pk), kind.name) for kind in kinds])

    @cached_property
    def asked(self) -> dict[str, str]:
        return self.filter.asked if self.filter.is_bound else {}

    def get_queryset(self) -> QuerySet[AgencyVersion]:
        versions = self.versions.in_register_order()
        if key := fold(self.asked.get("q", "")):
            versions = versions.filter(search_key__contains=key)
        return versions.filter(kind=int(self.asked["kind"])) if "kind" in self.asked else versions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        versions = list(context["object_list"])
        reports = Report.objects.filter(
            period__in=[period.pk for period in self.periods], agency__in=[row.agency_id for row in versions]
        )
        cells = board.year_cells(reports, self.today)
        return context | {
            "trail": [TO_BOARD],
            "title": _("Board of report year %(year)s") % {"year": self.kwargs["year"]},
            "year": self.kwargs["year"],
            "periods": self.periods,
            "rows": [
                (row.name, [self.cell(cells, row, period) for period in self.periods]) for row in versions
            ],
            "shown": context["paginator"].count,
            "filter": self.filter,
            "is_filtered": bool(self.asked),
            "totals": [
                (name.label, [(period.standing.of(name), period.standing.owed) for period in self.periods])
                for name in Reception
            ],
            "years": years_with_boards(),
        }

    def cell(
        self, cells: dict[tuple[int, int], board.Cell], version: AgencyVersion, period: Period
    ) -> tuple[board.Cell, str] | None:
        found = cells.get((version.agency_id, period.pk))
        if found is None:
            return None
        return found, report_address(self.officer, found.pk, found.has_sending, found.is_accepted)


class TimelinessView(ProvinceView, TemplateView):
    """Completeness and timeliness over the periods, as a chart with its table."""

    template_name = "reports/timeliness.html"
    most = 12

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opened = Period.objects.exclude(opened_at=None).with_standing(self.today)
        periods = list(opened.order_by("-ends_on", "-starts_on")[: self.most])[::-1]
        drawn = [
            period for period in periods if period.ends_on < self.today
        ]  # a window still open says nothing
        series = [
            (_("Handed in"), [period.standing.completeness for period in drawn]),
            (_("In time"), [period.standing.timeliness for period in drawn]),
        ]
        return super().get_context_data(
            trail=[TO_BOARD] if periods else [],  # which would lead back here
            title=_("Completeness and timeliness"),
            periods=periods,
            receptions=Reception.labels,
            labels=[f"{period.get_code_display()} {period.year}" for period in drawn],
            series=series,
            **kwargs,
        )


def report_address(officer: Officer, pk: int, has_sending: bool, is_accepted: bool) -> str:
    """To the review of what was sent, else to the report; leadership reads accepted ones only."""
    reviews = is_home_affairs(officer)
    if reviews and has_sending:
        return reverse("reports:review", args=[pk])
    return reverse("reports:report", args=[pk]) if reviews or is_accepted else ""


def years_with_boards() -> QuerySet[Period, int]:
    return Period.objects.exclude(opened_at=None).order_by("year").values_list("year", flat=True).distinct()
