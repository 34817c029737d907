"""The province's figures as tables for Excel and CSV, each with where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion
from records.days import paper_day, paper_moment
from records.papers.sheets import Sheet
from records.papers.tables import Cell, Column, Row, Table
from reports.consolidation import Province, by_agency
from reports.documents import figure_name, period_in_words, province_unit
from reports.models import Figure, Period, Report
from reports.rules import percentage
from reports.spans import cumulative_words, on_paper, slice_words

FIGURE = [Column("Mã", 8), Column("Chỉ tiêu", 50), Column("Đơn vị tính", 14)]


def province_table(period: Period, province: Province, kinds: list[AgencyKind]) -> Table:
    """One row a figure: the province in the open slice and over the period, then each kind of agency."""
    over = on_paper(cumulative_words, period)
    columns = [
        *FIGURE,
        Column(on_paper(slice_words, period), 16, "right", "Toàn tỉnh"),
        Column(over, 16, "right", "Toàn tỉnh"),
        Column("Số cơ quan báo cáo", 12, "right", "Toàn tỉnh"),
        *(Column(over, 16, "right", kind.name) for kind in kinds),
    ]
    return Table(columns, (_province_row(province, figure, kinds) for figure in province.figures))


def _province_row(province: Province, figure: Figure, kinds: list[AgencyKind]) -> Row:
    total = province.total(figure)
    by_kind = [province.total(figure, kind.pk).cumulative for kind in kinds]
    own = [figure.code, figure_name(figure), province_unit(figure)]
    return Row([*own, total.in_slice, total.cumulative, total.reporting, *by_kind])


def agencies_table(period: Period, figures: list[Figure]) -> Table:
    """One row an agency that contributes, one column a figure, over the period by the figure's rule."""
    typed = [figure.pk for figure in figures if not figure.parts]
    found = by_agency(period, typed)
    contributing = {agency for rows in found.values() for agency in rows}
    columns = [
        Column("Cơ quan", 40),
        Column("Mã", 10),
        *(Column(f"{figure.code} {figure.label} ({figure.unit})", 14, "right") for figure in figures),
    ]
    rows = (
        Row(
            [
                version.name,
                version.code,
                *(_contribution(found, figure, version.agency_id) for figure in figures),
            ]
        )
        for version in _versions(period, contributing)
    )
    return Table(columns, rows)


def _contribution(found: dict, figure: Figure, agency: int) -> Cell:
    if figure.parts:
        over, under = (_contribution(found, part, agency) for part in figure.parts)
        return percentage(over, under)  # type: ignore[arg-type]  # parts are typed figures: numbers or None
    row = found[figure.pk].get(agency)
    return row.cumulative if row else None


def _versions(period: Period, agencies: set[int]) -> Iterator[AgencyVersion]:
    """What the agencies were called last before the period closed, in the order of the register."""
    newest = (
        AgencyVersion.objects.filter(agency__in=agencies, valid_from__lte=period.ends_on)
        .order_by("agency", "-valid_from")
        .distinct("agency")
    )
    named = AgencyVersion.objects.filter(pk__in=newest.values("pk")).select_related("kind")
    return named.in_register_order().iterator()


def missing_table(missing: list[Report]) -> Table:
    columns = [Column("Cơ quan", 40), Column("Loại", 25), Column("Trạng thái", 20), Column("Hạn gửi", 14)]
    rows = (
        Row([row.version.name, row.version.kind.name, row.get_state_display(), row.due_on]) for row in missing
    )
    return Table(columns, rows)


def figures_workbook(
    period: Period, province: Province, kinds: list[AgencyKind], missing: list[Report], *, now: dt.datetime
) -> list[Sheet]:
    """Totals, what stands behind them, who is missing; each sheet says period, closing date and moment."""
    title = f"Số liệu thông tin, tuyên truyền cải cách hành chính {period_in_words(period)}"
    facts = (
        ("Khoảng chốt số liệu", f"{paper_day(period.starts_on)} – {paper_day(period.ends_on)}"),
        ("Nguồn", "các bản gửi đã được Sở Nội vụ tiếp nhận"),
        ("Lập lúc", paper_moment(timezone.localtime(now))),
    )
    figures = province.figures
    return [
        Sheet("Toàn tỉnh", province_table(period, province, kinds), title, facts, frozen_columns=2),
        Sheet("Theo cơ quan", agencies_table(period, figures), title, facts, frozen_columns=1),
        Sheet("Chưa có số liệu", missing_table(missing), title, facts),
    ]
