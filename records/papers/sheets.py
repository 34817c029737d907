"""Figures as an Excel workbook and as CSV, for people who calculate further.

Numbers are numbers and dates are dates; every other cell is text, whatever it looks like:
nothing anyone typed becomes a formula.

Sheets print readably: fitted to the width of the paper while the letters stay legible, else in parts that
break between groups of columns and repeat the frozen ones; rows are as high as what is wrapped in them.

CSV is what Excel opens by a double click under Vietnamese regional settings: UTF-8 with a byte
order mark, semicolons between cells, a decimal comma, lines ended by CRLF. A first line "sep=;"
would be understood anywhere, but makes Excel forget the byte order mark and with it the letters.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
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

from .measure import TWIPS_PER_POINT, lines_needed
from .tables import Cell, Column, Number, Row, Table, plain_decimal

_NOT_PRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_CELL_UNITS = 32_767  # of UTF-16: what an Excel cell holds
_NAME_LENGTH = 31
_A4 = 9
_SIZE = 12  # points
_FONT = {"font_name": "Times New Roman", "font_size": _SIZE}
_OPTIONS = {
    "constant_memory": True,  # row by row through a temporary file: memory does not grow with the table
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Widths are counted in digits of this font: the same paper everywhere, whatever fonts a machine has.
    "default_format_properties": _FONT,
}
_LINE = 16.5  # points: stacked diacritics need the air
_MOST_HEIGHT = 409  # of a row, in points
_ROOM = {True: 970, False: 640}  # pixels between the margins of A4, landscape or not, a little less
_LEAST_SCALE = 70  # percent: 12 points print as 8.4, what is smaller is not read
_DIGIT = 8  # pixels
_PADDING = 8  # pixels of a cell that letters leave free
_TWIPS_PER_PIXEL = 15
_BOX = {"border": 1, "valign": "vcenter", "text_wrap": True}


@dataclass(frozen=True)
class Sheet:
    """`facts` say where the figures come from: ("Kỳ báo cáo", "Quý I năm 2025"), …; `frozen_columns` are
    those that stay on the screen, and come again on each part of a print."""

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
        self.span = self._make(bold=True, top=1, bottom=1, valign="vcenter")
        self.title = self._make(bold=True, font_size=14)
        self.fact = self._make(italic=True)
        self.head = self._make(bold=True, bg_color="#E7EEF0", align="center", **_BOX)

    def cell(self, column: Column, bold: bool, num_format: str = "General", quoted: bool = False) -> Format:
        key = (column.align, bold, num_format, quoted)
        if key not in self.cells:
            properties = {"align": column.align, "bold": bold, "num_format": num_format, **_BOX}
            if num_format != "General":  # a number too long for its column is set smaller, not as ###
                properties |= {"text_wrap": False, "shrink": True}
            self.cells[key] = self._make(quote_prefix=quoted, **properties)
        return self.cells[key]

    def _make(self, **properties: Any) -> Format:
        return self.book.add_format({**_FONT, **properties})


def _write_sheet(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    for place, column in enumerate(sheet.table.columns):
        page.set_column(place, place, column.width)
    page.set_default_row(_LINE)
    scale, breaks = _parts(sheet)
    first = _write_provenance(page, sheet, styles)
    body = _write_headings(page, sheet.table, first, styles, breaks)
    page.freeze_panes(body, sheet.frozen_columns)
    page.repeat_rows(first, body - 1)
    for line, row in enumerate(sheet.table.checked_rows(), start=body):
        _write_row(page, line, row, sheet.table.columns, styles)
    set_paper(page, landscape=sheet.landscape)
    if breaks:
        _print_in_parts(page, scale, breaks, sheet.frozen_columns)


def _parts(sheet: Sheet) -> tuple[int, list[int]]:
    """At what percent the sheet prints, and the columns before which a page ends; none where all fit."""
    room = _ROOM[sheet.landscape]
    pixels = [_pixels(column) for column in sheet.table.columns]
    if sum(pixels) * _LEAST_SCALE <= room * 100:
        return 100, []
    repeated = sum(pixels[: sheet.frozen_columns])
    widths, breaks = [repeated], []
    for place, length, begins in _steps(sheet, pixels, room * 100 // _LEAST_SCALE - repeated):
        is_full = widths[-1] + length > room * 100 // _LEAST_SCALE
        if widths[-1] > repeated and (is_full or begins):
            breaks.append(place)
            widths.append(repeated)
        widths[-1] += length
    return min(100, room * 100 // max(widths)), breaks


def _steps(sheet: Sheet, pixels: Sequence[int], room: int) -> Iterator[tuple[int, int, bool]]:
    """What stays together, by its first column and its width: a group that fits a page, else each column.

    A group that needs several pages begins on one that no other group stands on: the last of the three.
    """
    place, after_group = 0, False
    for group, columns in sheet.table.groups():
        end = place + len(columns)
        inside = range(max(place, sheet.frozen_columns), end)
        length = sum(pixels[inside.start : end])
        if inside and length <= room:
            yield inside.start, length, False
        elif inside:
            yield from ((one, pixels[one], after_group and one == inside.start) for one in inside)
        after_group = after_group or bool(group and inside)
        place = end


def _pixels(column: Column) -> int:
    return round((column.width + 5 / 7) * _DIGIT)


def _print_in_parts(page: Worksheet, scale: int, breaks: list[int], frozen: int) -> None:
    """Breaks and a fit to one page across exclude each other."""
    page.set_print_scale(scale)
    page.set_v_pagebreaks(breaks)
    if frozen:
        page.repeat_columns(0, frozen - 1)


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


def _write_headings(page: Worksheet, table: Table, line: int, styles: _Styles, breaks: Sequence[int]) -> int:
    if table.has_groups:
        _write_groups(page, table, line, styles, breaks)
        line += 1
    _set_height(page, line, [(column.heading, _pixels(column)) for column in table.columns])
    for place, column in enumerate(table.columns):
        page.write_string(line, place, _sheet_text(column.heading), styles.head)
    return line + 1


def _write_groups(page: Worksheet, table: Table, line: int, styles: _Styles, breaks: Sequence[int]) -> None:
    """Merged across only: a merge over two lines cannot be written line by line."""
    spans = list(_group_spans(table, breaks))
    columns = table.columns
    widths = [(group, sum(map(_pixels, columns[first : last + 1]))) for group, first, last in spans]
    _set_height(page, line, widths)
    for group, first, last in spans:
        if last > first and group:
            page.merge_range(line, first, line, last, _sheet_text(group), styles.head)
        elif group:
            page.write_string(line, first, _sheet_text(group), styles.head)
        else:
            page.write_blank(line, first, None, styles.head)


def _group_spans(table: Table, breaks: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """Each group's name with its first and last column; one that a page parts is named on both."""
    place = 0
    for group, columns in table.groups():
        end = place + len(columns)
        starts = [place, *(one for one in breaks if place < one < end)]
        for first, after in zip(starts, [*starts[1:], end], strict=True):
            yield (f"{group} (tiếp theo)" if first > place else group), first, after - 1
        place = end


def _write_row(page: Worksheet, line: int, row: Row, columns: Sequence[Column], styles: _Styles) -> None:
    cells = _whole(row, columns)
    if row.span:
        return _write_span(page, line, cells, styles)
    words = zip(cells, columns, strict=True)
    texts = [(_sheet_text(cell), _pixels(column)) for cell, column in words if isinstance(cell, str)]
    _set_height(page, line, texts)
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        _write_cell(page, line, place, cell, styles, column, row.bold)
    return None


def _write_span(page: Worksheet, line: int, cells: Sequence[Cell], styles: _Styles) -> None:
    """What stands in the first cell runs on over the empty ones beside it."""
    page.write_string(line, 0, _sheet_text(str(cells[0])), styles.span)
    for place in range(1, len(cells)):
        page.write_blank(line, place, None, styles.span)


def _set_height(page: Worksheet, line: int, texts: Iterable[tuple[str, int]]) -> None:
    """As high as the longest of the wrapped texts, each in its width in pixels. Before the row is written."""
    most = max((_lines(text, pixels) for text, pixels in texts), default=1)
    if most > 1:
        page.set_row(line, min(_MOST_HEIGHT, most * _LINE))


def _lines(text: str, pixels: int) -> int:
    width = (pixels - _PADDING) * _TWIPS_PER_PIXEL
    if "\n" not in text and len(text) * _SIZE * TWIPS_PER_POINT <= width:
        return 1
    return lines_needed(text, _SIZE, width)


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


def set_paper(page: Worksheet, *, landscape: bool = True) -> None:
    """A4 with its margins, as wide as one page, numbered: also for workbooks that are filled in."""
    if landscape:
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
