"""The province's figures as tables for Excel and CSV, each with where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion
from records.days import paper_day, paper_moment
from records.papers.sheets import Sheet
from records.papers.tables import Column, Row, Table
from reports.annexes import (
    ON_PAPER,
    asked_in_words,
    basis_in_words,
    figure_cell,
    figure_name,
    province_unit,
    slice_cell,
)
from reports.bases import Footing, Received
from reports.consolidation import Province, by_agency
from reports.models import Basis, Figure, Period
from reports.rules import percentage
from reports.spans import cumulative_words, on_paper, period_in_words, slice_words

FIGURE = [Column("Mã", 8), Column("Chỉ tiêu", 50), Column("Đơn vị tính", 14)]


def province_table(
    period: Period, stand: Footing, kinds: list[AgencyKind], *, by_group: bool = False
) -> Table:
    """One row a figure: the province in the open slice and over the period, then each kind of agency, and
    which set of figures the row stands on. `by_group` names the groups between the rows, for people.
    """
    province = stand.province
    basis = f"số {stand.basis.number}" if stand.basis else "chưa chốt"
    over = on_paper(cumulative_words, period)
    columns = [
        *FIGURE,
        Column(on_paper(slice_words, period), 16, "right", "Toàn tỉnh"),
        Column(over, 16, "right", "Toàn tỉnh"),
        Column("Số cơ quan có số", 12, "right", "Toàn tỉnh"),
        *(Column(over, 16, "right", kind.name) for kind in kinds),
        Column("Bộ số liệu", 12, "center"),
    ]
    rows = (
        _province_rows(province, kinds, basis)
        if by_group
        else (_province_row(province, figure, kinds, basis) for figure in province.figures)
    )
    return Table(columns, rows)


def _province_rows(province: Province, kinds: list[AgencyKind], basis: str) -> Iterator[Row]:
    for group, figures in groupby(province.figures, lambda figure: figure.indicator.group):
        yield Row([group.title], bold=True, span=True)
        yield from (_province_row(province, figure, kinds, basis) for figure in figures)


def _province_row(province: Province, figure: Figure, kinds: list[AgencyKind], basis: str) -> Row:
    total = province.total(figure)
    over = [total, *(province.total(figure, kind.pk) for kind in kinds)]
    of_province, *of_kinds = [figure_cell(figure, row.cumulative) for row in over]
    own = [figure.code, figure_name(figure), province_unit(figure), slice_cell(figure, total.in_slice)]
    return Row([*own, of_province, total.reporting, *of_kinds, basis])


def agencies_table(period: Period, figures: list[Figure], basis: Basis | None = None) -> Table:
    """One row an agency that contributes, one column a figure, over the period by the figure's rule."""
    typed = [figure.pk for figure in figures if not figure.parts]
    found = by_agency(period, typed, basis)
    contributing = {agency for rows in found.values() for agency in rows}
    columns = [
        Column("Cơ quan", 40),
        Column("Mã", 10),
        *(
            Column(f"{figure.code} {figure.label} ({figure.unit})", 14, "right", figure.indicator.group.title)
            for figure in figures
        ),
    ]
    rows = (
        Row(
            [
                version.name,
                version.code,
                *(figure_cell(figure, _contribution(found, figure, version.agency_id)) for figure in figures),
            ]
        )
        for version in _versions(period, contributing)
    )
    return Table(columns, rows)


def _contribution(found: dict, figure: Figure, agency: int) -> Decimal | None:
    if figure.parts:
        over, under = (_contribution(found, part, agency) for part in figure.parts)
        return percentage(over, under)
    row = found[figure.pk].get(agency)
    return row.cumulative if row else None


def _versions(period: Period, agencies: set[int]) -> Iterator[AgencyVersion]:
    """What the agencies were called last before the period closed, in the order of the register."""
    named = AgencyVersion.objects.filter(agency__in=agencies).last_begun(period.ends_on)
    return named.select_related("kind").in_register_order().iterator()


def outside_table(received: Received) -> Table:
    """Who is not in the figures, by how far each has come."""
    columns = [
        Column("Cơ quan", 40),
        Column("Loại", 25),
        Column("Tình hình gửi", 24),
        Column("Trạng thái hiện nay", 20),
        Column("Hạn gửi", 14),
    ]
    rows = (
        Row([row.version.name, row.version.kind.name, ON_PAPER[name], row.get_state_display(), row.due_on])
        for name, reports in received.outside.items()
        for row in reports
    )
    return Table(columns, rows)


def figures_workbook(
    period: Period, stand: Footing, kinds: list[AgencyKind], *, now: dt.datetime
) -> list[Sheet]:
    """Totals, what stands behind them, who is not in them; each sheet says of what and of when it is."""
    title = f"Số liệu thông tin, tuyên truyền cải cách hành chính {period_in_words(period)}"
    received = stand.received
    facts = (
        ("Khoảng chốt số liệu", f"{paper_day(period.starts_on)} – {paper_day(period.ends_on)}"),
        ("Nguồn", basis_in_words(stand.basis)),
        ("Đã tiếp nhận", f"{received.accepted} trên {received.owed} cơ quan"),
        *(("Được đề nghị", words.partition(": ")[2]) for words in asked_in_words(received.asked)),
        *((ON_PAPER[name], f"{len(reports)} cơ quan") for name, reports in received.outside.items()),
        *(("Đối chiếu", note) for note in stand.notes),
        ("Lập lúc", paper_moment(timezone.localtime(now))),
    )
    of_province = province_table(period, stand, kinds, by_group=True)
    of_agencies = agencies_table(period, stand.province.figures, stand.basis)
    return [
        Sheet("Toàn tỉnh", of_province, title, facts, frozen_columns=2),
        Sheet("Theo cơ quan", of_agencies, title, facts, frozen_columns=1),
        Sheet("Chưa có số liệu", outside_table(received), title, facts),
    ]
