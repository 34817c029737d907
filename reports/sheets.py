"""The ministry's sheet of a period: lines in its order, each with our figure as it stands or was issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from records.papers.sheets import Sheet
from records.papers.tables import Column, Row, Table
from reports.annexes import figure_cell, province_unit
from reports.consolidation import Province
from reports.models import FiguresSheet, Period, SheetLine
from reports.spans import cumulative_words, period_in_words, slice_words


@dataclass(frozen=True)
class Asked:
    """One line with its number; None where nothing is known, which is not 0."""

    line: SheetLine
    number: Decimal | None

    @property
    def unit(self) -> str:
        return province_unit(self.line.figure)


def asked(sheet: FiguresSheet, province: Province) -> list[Asked]:
    lines = sheet.lines.select_related("figure__indicator", "figure__numerator", "figure__denominator")
    return [Asked(line, _number(line, province)) for line in lines]


def spans_of(period: Period) -> dict[str, str]:
    """Which days each part of a line is of, in words."""
    return {
        SheetLine.Part.IN_SLICE.value: slice_words(period),
        SheetLine.Part.CUMULATIVE.value: cumulative_words(period),
    }


def _number(line: SheetLine, province: Province) -> Decimal | None:
    total = province.total(line.figure)
    return total.in_slice if line.part == SheetLine.Part.IN_SLICE else total.cumulative


def workbook(sheet: FiguresSheet, period: Period, rows: Iterable[Asked], *, standing: str) -> list[Sheet]:
    """One sheet as the software asks it; `standing` says in Vietnamese which figures these are."""
    columns = [
        Column("STT", 6, "center"),
        Column("Mã", 12, "center"),
        Column("Chỉ tiêu", 60),
        Column("Đơn vị tính", 16, "center"),
        Column("Số liệu", 16, "right"),
        Column("Từ ngày đến ngày", 30, "center"),
        Column("Mã trên cổng", 12, "center"),
    ]
    spans = spans_of(period)
    table = Table(columns, [_row(one, spans) for one in rows])
    facts = [("Căn cứ", sheet.source), ("Số liệu", standing)]
    return [Sheet("Biểu nhập", table, title=f"{sheet.name}, {period_in_words(period)}", facts=facts)]


def _row(one: Asked, spans: dict[str, str]) -> Row:
    line = one.line
    number = figure_cell(line.figure, one.number)
    span = spans[line.part]
    return Row([line.position, line.code, line.name, one.unit, number, span, line.figure.code])
