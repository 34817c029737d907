"""The .xlsx workbook by which an agency's activities come in and go out: one sheet, the same columns.

Its words are Vietnamese whatever the reader's language: it is a paper that offices pass around.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, NamedTuple

import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from plans.models import Activity, Result
from records.inputs import VietnameseDateField, VietnameseNumberField
from records.papers.sheets import Sheet, set_paper, write_xlsx
from records.papers.tables import Cell, Table
from records.papers.tables import Column as PrintedColumn
from records.text import fold
from records.workbooks import Column, Line, Spot, is_filled, read_sheets, text_of, wrong_headings

SHEET, GUIDE = "Hoạt động", "Hướng dẫn"
MOST_ROWS = 1000
DATE_RIGHT = "Ngày/tháng/năm, ví dụ 16/3/2026"
NUMBER_RIGHT = "Số nguyên, ví dụ 12 hoặc 1.200"
COLUMNS = [
    Column("duty", "Nhiệm vụ", "Điều khoản nhiệm vụ được giao, ví dụ Phụ lục, số 5; hoặc để trống", False),
    Column("form", "Hình thức", "Tên một hình thức trong trang Hướng dẫn"),
    Column("topic", "Chủ đề", "Ví dụ Hướng dẫn nộp hồ sơ trực tuyến"),
    Column("planned_on", "Dự kiến ngày", DATE_RIGHT + "; để trống nếu đã thực hiện", False, True),
    Column("planned_quantity", "Số lượng dự kiến", NUMBER_RIGHT, False),
    Column("planned_cost", "Kinh phí dự kiến (đồng)", NUMBER_RIGHT, False),
    Column("done_on", "Ngày thực hiện", DATE_RIGHT + ", không sau hôm nay; hoặc để trống", False, True),
    Column("count", "Số lượng", NUMBER_RIGHT + "; bắt buộc khi có ngày thực hiện", False),
    Column("people", "Lượt người tham gia", NUMBER_RIGHT, False),
    Column("reach", "Lượt tiếp cận", NUMBER_RIGHT, False),
    Column("minutes", "Thời lượng phát (phút)", NUMBER_RIGHT, False),
    Column("cost", "Kinh phí (đồng)", NUMBER_RIGHT, False),
    Column("audience", "Đối tượng", "Ví dụ người dân, doanh nghiệp", False),
    Column("place", "Địa điểm", "Ví dụ hội trường UBND xã", False),
    Column("unit_name", "Bộ phận phụ trách", "Ví dụ Văn phòng Sở", False),
    Column("person_name", "Người phụ trách", "Ví dụ Nguyễn Văn An", False),
    Column("url", "Đường dẫn minh chứng", "Ví dụ https://quangngai.gov.vn/…; chỉ khi đã thực hiện", False),
    Column("led_by", "Cơ quan chủ trì", "Tên cơ quan chủ trì việc làm chung; để trống nếu tự chủ trì", False),
]  # fmt: skip
# Beside them in the list that goes out.
AGENCY = Column("agency", "Cơ quan", "Xóa dòng này; cơ quan đó tự nhập", False)
STATE = Column("state", "Trạng thái", "", False)
FIELDS = [column.field for column in COLUMNS]
WIDE = {"duty": 20, "form": 22, "topic": 30, "audience": 20, "place": 20}
WIDTHS = WIDE | {"url": 30, "led_by": 24, "agency": 26}
AMOUNTS = tuple(Result.Measure.values)
NUMBERS = {*AMOUNTS, "planned_quantity", "planned_cost"}
MOST = {"cost": 1_000_000_000_000, "planned_cost": 1_000_000_000_000}
MOST_AMOUNT = 1_000_000_000
UNITS = {"cost": "đồng", "planned_cost": "đồng", "people": "lượt người", "reach": "lượt", "minutes": "phút"}
LONGEST = {field.name: field.max_length or 0 for field in Activity._meta.fields if field.name in set(FIELDS)}


class Problem(NamedTuple):
    """What keeps a row out; `field` names the column, empty when it is the row as a whole."""

    row: int
    field: str
    message: str


class ActivityRow(NamedTuple):
    """One line that could be read: what `plan_activity` or, with `done_on`, `record_activity` takes."""

    row: int
    fields: dict[str, Any]


class Known(NamedTuple):
    """What cells may name: folded clause to duty, folded name to form and to agency; whose rows come in, and
    the day it is."""

    duties: Mapping[str, Any]
    forms: Mapping[str, Any]
    agencies: Mapping[str, Any]
    agency: Any
    today: dt.date


def known_names(
    agency: Any, duties: Iterable[Any], forms: Iterable[Any], agencies: Iterable[Any], today: dt.date
) -> Known:
    """Duties know their `clause`, agencies their `label`; a name that several share names none of them."""
    return Known(
        _by_name((duty.clause, duty) for duty in duties),
        _by_name((form.name, form) for form in forms),
        _by_name((row.label, row) for row in agencies),
        agency,
        today,
    )


def _by_name(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, row in rows:
        key = fold(name)
        found[key] = None if key in found else row
    return found


def read_activities(file: IO[bytes], known: Known) -> tuple[list[ActivityRow], list[Problem]]:
    """The rows, and every problem of every row. ValidationError when it is no such workbook."""
    sheets = read_sheets(file, {SHEET: len(COLUMNS) + 1}, most_rows=MOST_ROWS)
    if SHEET not in sheets:
        raise ValidationError(_("No sheet is called %(names)s: start from the template.") % {"names": SHEET})
    lines = sheets[SHEET]
    first = lines[0] if lines else ()
    headings = wrong_headings(COLUMNS, first)
    names_agencies = text_of(next(iter(first[len(COLUMNS) :]), None)) == AGENCY.title
    problems = [Problem(1, column.field, message) for column, message in headings]
    rows: list[ActivityRow] = []
    for number, values in enumerate([] if problems else lines[1:], start=2):
        if number > MOST_ROWS + 1:
            problems.append(Problem(number, "", _("At most %(count)d rows.") % {"count": MOST_ROWS}))
        elif is_filled(values):
            fields, wrong = _read_row(values, known)
            if names_agencies:
                wrong += _of_another(values[len(COLUMNS) :], known)
            problems += [Problem(number, field, message) for field, message in wrong]
            rows += [] if wrong else [ActivityRow(number, fields)]
    return rows, problems


def _read_row(values: Line, known: Known) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    cells: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column, value in zip(COLUMNS, values, strict=False):
        try:
            cells[column.field] = _read_cell(column, value, known)
        except ValidationError as error:
            wrong.append((column.field, error.messages[0]))
    refused = {field for field, _message in wrong}
    if not refused & {"done_on", "planned_on"}:  # what follows from a day that cannot be read is no news
        wrong += [(field, message) for field, message in _slips(cells, known.today) if field not in refused]
    return cells, wrong


def _of_another(beside: Line, known: Known) -> list[tuple[str, str]]:
    """The list that goes out names each row's agency: what another one did is not this one's to enter."""
    name = text_of(next(iter(beside), None))
    if not name or known.agencies.get(fold(name)) == known.agency:
        return []
    names = {"other": name, "agency": known.agency}
    return [(AGENCY.field, _("This row is of “%(other)s”; here come in only rows of “%(agency)s”.") % names)]


def _slips(cells: Mapping[str, Any], today: dt.date) -> Iterable[tuple[str, str]]:
    """What is wrong between the cells of a row."""
    done_on = cells.get("done_on")
    if done_on and done_on > today:
        yield "done_on", _("This day is still to come.")
    if done_on and not cells.get("count"):
        yield "count", _("Write how many there were; at least 1.")
    if not done_on and not cells.get("planned_on"):
        yield "planned_on", _("Write the day it is planned for, or the day it was done.")
    if not done_on:
        for field in (*AMOUNTS, "url"):
            if cells.get(field):
                yield field, _("Only for what was done: write the day it was done, or leave this empty.")


def _read_cell(column: Column, value: Any, known: Known) -> Any:
    if column.is_date and isinstance(value, dt.datetime | dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    text = text_of(value)
    if not text and column.is_required:
        raise ValidationError(_("Left blank."))
    if column.is_date:
        return VietnameseDateField(required=False).clean(text)
    if column.field in NUMBERS:
        return _read_amount(column.field, text)
    return _read_word(column.field, text, known)


def _read_amount(field: str, text: str) -> int | None:
    number = VietnameseNumberField(
        decimals=0,
        minimum=0,
        maximum=MOST.get(field, MOST_AMOUNT),
        required=False,
        typed_unit=UNITS.get(field, ""),
    ).clean(text)
    return None if number is None else int(number)


def _read_word(field: str, text: str, known: Known) -> Any:
    if field == "form":
        return _named(text, known.forms, _("There is no form “%(text)s”."))
    if field == "duty":
        refusal = _("This agency has no one duty of clause “%(text)s”.")
        return _named(text, known.duties, refusal) if text else None
    if field == "led_by":
        return _named(text, known.agencies, _("There is no agency “%(text)s”.")) if text else None
    if field == "url":
        if text:
            refusal = _("This is no link: it begins with https://.")
            URLValidator(schemes=["http", "https"], message=refusal)(text)
        most = 500
    else:
        most = LONGEST[field]
    if len(text) > most:
        counts = {"count": most, "length": len(text)}
        raise ValidationError(_("At most %(count)d letters; here are %(length)d.") % counts)
    return text


def _named(text: str, names: Mapping[str, Any], refusal: str) -> Any:
    found = names.get(fold(text))
    if found is None:
        raise ValidationError(refusal % {"text": text})
    return found


def spots(problems: Iterable[Problem]) -> list[Spot]:
    """Each problem with its cell and what would be right there, from the first row to the last."""
    found = []
    for problem in sorted(problems, key=lambda one: (one.row, _place(one))):
        place = _place(problem)
        column = [*COLUMNS, AGENCY][place - 1] if place else None
        cell = f"{get_column_letter(place)}{problem.row}" if place else str(problem.row)
        found.append(Spot(cell, problem.message, column.right if column else ""))
    return found


def _place(problem: Problem) -> int:
    """Counted from 1; 0 for the row as a whole."""
    fields = [*FIELDS, AGENCY.field]
    return fields.index(problem.field) + 1 if problem.field in fields else 0


def write_template(forms: Iterable[Any], clauses: Sequence[str]) -> bytes:
    """An empty workbook with headings, the forms and the agency's duties to choose from, and a guide."""
    names = [form.name for form in forms]
    guide = [("Cột", "Điền thế nào (* là bắt buộc)"), *((row.title, row.right) for row in COLUMNS)]
    guide += [("", ""), ("Hình thức", ""), *((name, "") for name in names)]
    first_form = len(guide) - len(names) + 1
    guide += [("", ""), ("Nhiệm vụ được giao", ""), *((clause, "") for clause in clauses)]
    first_duty = len(guide) - len(clauses) + 1
    lists = {"form": f"='{GUIDE}'!$A${first_form}:$A${first_form + len(names) - 1}"}
    if clauses:
        lists["duty"] = f"='{GUIDE}'!$A${first_duty}:$A${len(guide)}"
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        sheet = _write_headings(workbook, COLUMNS)
        for number, column in enumerate(COLUMNS):
            if column.field in lists:
                rule = {"validate": "list", "source": lists[column.field]}
                sheet.data_validation(1, number, MOST_ROWS, number, rule)
        page = workbook.add_worksheet(GUIDE)
        page.set_column(0, 0, 50)
        page.set_column(1, 1, 100, workbook.add_format({"text_wrap": True, "valign": "top"}))
        set_paper(page)
        for number, line in enumerate(guide):
            for place, text in enumerate(line):
                page.write_string(number, place, text)
    return output.getvalue()


class Exported(NamedTuple):
    """An activity with what stands beside it: its clause and the sums of its results by measure."""

    activity: Activity
    clause: str
    sums: Mapping[str, int]
    url: str


def write_activities(rows: Iterable[Exported]) -> bytes:
    """The same columns as come in, then the agency and the state."""
    table = Table([_printed(column) for column in [*COLUMNS, AGENCY, STATE]], map(_cells, rows))
    return write_xlsx([Sheet(SHEET, table, frozen_columns=FIELDS.index("topic") + 1)])


def _printed(column: Column) -> PrintedColumn:
    return PrintedColumn(_heading(column), WIDTHS.get(column.field, 14))


def _heading(column: Column) -> str:
    return column.title + (" *" if column.is_required else "")


def _cells(row: Exported) -> list[Cell]:
    activity = row.activity
    leader = activity.leader_label  # type: ignore[attr-defined]
    beside = {"duty": row.clause, "form": activity.form.name, "led_by": leader, "url": row.url, **row.sums}
    cells = [beside.get(field, getattr(activity, field, None)) for field in FIELDS]
    return [*cells, activity.agency_label, activity.get_state_display()]  # type: ignore[attr-defined]


def _write_headings(workbook: Any, columns: Sequence[Column]) -> Any:
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e6efee"})
    sheet = workbook.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, _heading(column), bold)
        sheet.set_column(number, number, WIDTHS.get(column.field, 14))
    sheet.repeat_rows(0)
    set_paper(sheet)
    return sheet
