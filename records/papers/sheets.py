"""Figures as an Excel workbook and as CSV, for people who calculate further.

Numbers are numbers and dates are dates; every other cell is text, whatever it looks like:
nothing anyone typed becomes a formula.

CSV is what Excel opens by a double click under Vietnamese regional settings: UTF-8 with a byte
order mark, semicolons between cells, a decimal comma, lines ended by CRLF. A first line "sep=;"
would be understood anywhere, but makes Excel forget the byte order mark and with it the letters.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from records.days import paper_day, sheet_day
from records.text import quoted_cell, starts_formula

from .tables import Cell, Column, Number, Row, Table, plain_decimal

_NOT_PRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_CELL_UNITS = 32_767  # of UTF-16: what an Excel cell holds
_NAME_LENGTH = 31
_A4 = 9
_OPTIONS = {
    "constant_memory": True,  # row by row through a temporary file: memory does not grow with the table
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_BOX = {"border": 1, "valign": "vcenter", "text_wrap": True}


@dataclass(frozen=True)
class Sheet:
    """`facts` say where the figures come from: ("Kỳ báo cáo", "Quý I năm 2025"), …"""

    name: str
    table: Table
    title: str = ""
    facts: Sequence[tuple[str, str]] = ()
    frozen_columns: int = 0
    landscape: bool = True


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        names: set[str] = set()
        styles = _Styles(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, styles)
    return file.getvalue()


def write_csv(table: Table) -> bytes:
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(_csv_text(f"{c.group}: {c.heading}" if c.group else c.heading) for c in table.columns)
    for row in table.checked_rows():
        writer.writerow(_csv_cell(cell) for cell in _whole(row, table.columns))
    return file.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return paper_day(value)
    if isinstance(value, Number):
        return f"{plain_decimal(value):f}".replace(".", ",")
    return _csv_text(value)


def _csv_text(value: str) -> str:
    return quoted_cell(_NOT_PRINTABLE.sub("", value))


class _Styles:
    """Excel formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.cells: dict[tuple[str, bool, str, bool], Format] = {}
        self.title = self._make(bold=True, font_size=14)
        self.fact = self._make(italic=True)
        self.head = self._make(bold=True, bg_color="#E7EEF0", align="center", **_BOX)

    def cell(self, column: Column, bold: bool, num_format: str = "General", quoted: bool = False) -> Format:
        key = (column.align, bold, num_format, quoted)
        if key not in self.cells:
            properties = {"align": column.align, "bold": bold, "num_format": num_format, **_BOX}
            self.cells[key] = self._make(quote_prefix=quoted, **properties)
        return self.cells[key]

    def _make(self, **properties: Any) -> Format:
        return self.book.add_format({"font_name": "Times New Roman", "font_size": 12, **properties})


def _write_sheet(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for place, column in enumerate(sheet.table.columns):
        page.set_column(place, place, column.width)
    first = _write_provenance(page, sheet, styles)
    body = _write_headings(page, sheet.table, first, styles)
    page.freeze_panes(body, sheet.frozen_columns)
    page.repeat_rows(first, body - 1)
    for line, row in enumerate(sheet.table.checked_rows(), start=body):
        _write_row(page, line, row, sheet.table.columns, styles)
    _set_paper(page, sheet)


def _write_provenance(page: Worksheet, sheet: Sheet, styles: _Styles) -> int:
    """The title block; returns the line the headings start on."""
    line = 0
    if sheet.title:
        page.write_string(line, 0, _sheet_text(sheet.title), styles.title)
        line += 1
    for label, value in sheet.facts:
        page.write_string(line, 0, _sheet_text(f"{label}: {value}"), styles.fact)
        line += 1
    return line + 1 if line else 0


def _write_headings(page: Worksheet, table: Table, line: int, styles: _Styles) -> int:
    if table.has_groups:
        _write_groups(page, table, line, styles)
        line += 1
    for place, column in enumerate(table.columns):
        page.write_string(line, place, _sheet_text(column.heading), styles.head)
    return line + 1


def _write_groups(page: Worksheet, table: Table, line: int, styles: _Styles) -> None:
    """Merged across only: a merge over two lines cannot be written line by line."""
    place = 0
    for group, columns in table.groups():
        last = place + len(columns) - 1
        if last > place:
            page.merge_range(line, place, line, last, _sheet_text(group), styles.head)
        elif group:
            page.write_string(line, place, _sheet_text(group), styles.head)
        else:
            page.write_blank(line, place, None, styles.head)
        place = last + 1


def _write_row(page: Worksheet, line: int, row: Row, columns: Sequence[Column], styles: _Styles) -> None:
    for place, (cell, column) in enumerate(zip(_whole(row, columns), columns, strict=True)):
        _write_cell(page, line, place, cell, styles, column, row.bold)


def _write_cell(
    page: Worksheet, line: int, place: int, cell: Cell, styles: _Styles, column: Column, bold: bool
) -> None:
    if cell is None:
        page.write_blank(line, place, None, styles.cell(column, bold))
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, styles.cell(column, bold, sheet_day(cell)))
    elif isinstance(cell, Number):
        number = plain_decimal(cell)
        page.write_number(line, place, number, styles.cell(column, bold, _number_format(number)))
    else:
        text = _sheet_text(cell)
        page.write_string(line, place, text, styles.cell(column, bold, quoted=starts_formula(text)))


def _whole(row: Row, columns: Sequence[Column]) -> list[Cell]:
    """A cell for every column: a spanning row has one and blanks."""
    return [*row.cells, *[None] * (len(columns) - len(row.cells))]


def _number_format(number: Decimal) -> str:
    """Excel prints its reader's own separators in the place of these."""
    decimals = -int(number.as_tuple().exponent)
    return f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0"


def _set_paper(page: Worksheet, sheet: Sheet) -> None:
    if sheet.landscape:
        page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")


def _sheet_text(value: str) -> str:
    text = _LINE_END.sub("\n", _NOT_PRINTABLE.sub("", value))
    if len(text) * 2 <= _CELL_UNITS:
        return text
    return text.encode("utf-16-le")[: _CELL_UNITS * 2].decode("utf-16-le", "ignore")


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Excel refuses some signs, long names, and the same name twice whatever its case."""
    name = re.sub(r"[\[\]:*?/\\]", " ", _NOT_PRINTABLE.sub("", wanted)).strip(" '")[:_NAME_LENGTH] or "Trang"
    unique, count = name, 1
    while unique.casefold() in taken:
        count += 1
        unique = f"{name[: _NAME_LENGTH - len(str(count)) - 1]} {count}"
    taken.add(unique.casefold())
    return unique
