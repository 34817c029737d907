"""The .xlsx workbook by which agencies and officers come in: its template, and reading it back.

Its words are Vietnamese whatever the reader's language: it is a paper that offices pass around.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import IO, Any, NamedTuple

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from agencies.actions import AgencyRow, OfficerRow, Problem
from agencies.actions.imports import AGENCIES, OFFICERS
from agencies.models import AgencyKind, Post
from records.days import SHEET_DAY
from records.inputs import VietnameseDateField
from records.papers.sheets import set_paper
from records.text import fold
from records.workbooks import Column, Spot, is_filled, read_sheets, text_of, wrong_headings

MOST_ROWS = 2000
GUIDE = "Hướng dẫn"
GUIDE_HEADING = ("Trang", "Cột", "Điền thế nào (* là bắt buộc)")
KINDS_HEADING = ("Mã loại", "Tên loại", "")

ROLE_WORDS = {
    Post.Role.DRAFTER: "Soạn thảo",
    Post.Role.HEAD: "Ký duyệt",
    Post.Role.REVIEWER: "Thẩm định",
    Post.Role.ISSUER: "Phát hành",
    Post.Role.REGISTRAR: "Quản trị danh mục",
    Post.Role.CLERK: "Văn thư",
    Post.Role.READER: "Chỉ xem",
}
ROLES_BY_WORD = {fold(word): role.value for role, word in ROLE_WORDS.items()}


DATE_RIGHT = "Ngày/tháng/năm, ví dụ 01/7/2025"
COLUMNS = {
    AGENCIES: [
        Column("kind", "Loại", "Mã loại trong trang Hướng dẫn, ví dụ so, xa, phuong"),
        Column("name", "Tên cơ quan", "Tên đầy đủ, chưa có trong danh mục, ví dụ Sở Tư pháp"),
        Column("short_name", "Tên viết tắt", "Ví dụ STP", False),
        Column("sign", "Ký hiệu văn bản", "Ví dụ STP hoặc UBND", False),
        Column("code", "Mã", "Mã chưa dùng trong cùng cấp, cấp xã là mã thống kê, ví dụ 21025", False),
        Column("parent", "Cơ quan cấp trên", "Mã hoặc tên một cơ quan đã có", False),
        Column("valid_from", "Hiệu lực từ", DATE_RIGHT, is_date=True),
        Column("legal_basis", "Căn cứ", "Số, ngày văn bản", False),
    ],
    OFFICERS: [
        Column("full_name", "Họ và tên", "Ví dụ Nguyễn Văn An"),
        Column("email", "Thư điện tử", "Địa chỉ công vụ của riêng người đó, ví dụ an.nguyen@tinh.gov.vn"),
        Column("phone", "Điện thoại", "Ví dụ 0255 3822 000", False),
        Column("agency", "Cơ quan", "Mã, tên hoặc tên viết tắt một cơ quan trong danh mục hoặc tệp này"),
        Column("role", "Vai trò", "Một trong: " + ", ".join(ROLE_WORDS.values())),
        Column("title", "Chức vụ", "Ví dụ Chuyên viên, Giám đốc"),
        Column("signature_lines", "Thể thức ký", "Cách nhau bằng /, như KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", False),
        Column("valid_from", "Từ ngày", DATE_RIGHT + ", khi cơ quan đang hoạt động", is_date=True),
        Column("valid_to", "Đến ngày", DATE_RIGHT + ", hoặc để trống", False, is_date=True),
        Column("document", "Văn bản", "Số, ngày văn bản giao nhiệm vụ", False),
    ],
}  # fmt: skip
SHEETS = {AGENCIES: "Cơ quan", OFFICERS: "Cán bộ"}


class Register(NamedTuple):
    """What a workbook holds: rows that could be read, and the problems of those that could not."""

    agencies: list[AgencyRow]
    officers: list[OfficerRow]
    problems: list[Problem]


def spots_by_sheet(problems: Iterable[Problem]) -> dict[str, list[Spot]]:
    """Sheets as in the workbook, cells from the first row to the last, left to right."""
    in_order = sorted((problem.sheet, problem.row, _column_of(problem), problem) for problem in problems)
    found: dict[str, list[Spot]] = {}
    for sheet, row, number, problem in in_order:
        column = COLUMNS[sheet][number - 1] if number else None
        cell = f"{get_column_letter(number)}{row}" if number else str(row)
        spot = Spot(cell, problem.message, column.right if column else "")
        found.setdefault(SHEETS[sheet], []).append(spot)
    return found


def _column_of(problem: Problem) -> int:
    """Counted from 1; 0 for the row as a whole."""
    fields = [column.field for column in COLUMNS[problem.sheet]]
    return fields.index(problem.field) + 1 if problem.field in fields else 0


def read_register(file: IO[bytes]) -> Register:
    """Read values only. Raises ValidationError when the file as a whole is no such workbook."""
    widths = {name: len(COLUMNS[sheet]) for sheet, name in SHEETS.items()}
    by_name = read_sheets(file, widths, most_rows=MOST_ROWS)
    sheets = {sheet: by_name[name] for sheet, name in SHEETS.items() if name in by_name}
    if not sheets:
        names = " / ".join(SHEETS.values())
        raise ValidationError(_("No sheet is called %(names)s: start from the template.") % {"names": names})
    found = Register([], [], [])
    for sheet, lines in sheets.items():
        rows: list[Any] = found.agencies if sheet == AGENCIES else found.officers
        _read_sheet(sheet, lines, rows, found.problems)
    return found


def _read_sheet(sheet: str, lines: list[tuple[Any, ...]], rows: list[Any], problems: list[Problem]) -> None:
    wrong = wrong_headings(COLUMNS[sheet], lines[0] if lines else ())
    heading_problems = [Problem(sheet, 1, column.field, message) for column, message in wrong]
    problems += heading_problems
    if heading_problems:
        return
    for number, values in enumerate(lines[1:], start=2):
        if number > MOST_ROWS + 1:
            problems.append(Problem(sheet, number, "", _("At most %(count)d rows.") % {"count": MOST_ROWS}))
            return
        if is_filled(values):
            _read_row(sheet, number, values, rows, problems)


def _read_row(
    sheet: str, number: int, values: tuple[Any, ...], rows: list[Any], problems: list[Problem]
) -> None:
    cells: dict[str, Any] = {}
    wrong = []
    for column, value in zip(COLUMNS[sheet], values, strict=False):
        try:
            cells[column.field] = _read_cell(column, value)
        except ValidationError as error:
            wrong.append(Problem(sheet, number, column.field, error.messages[0]))
    problems += wrong
    if not wrong:
        rows.append(AgencyRow(row=number, **cells) if sheet == AGENCIES else OfficerRow(row=number, **cells))


def _read_cell(column: Column, value: Any) -> Any:
    if column.is_date and isinstance(value, dt.datetime | dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    text = text_of(value)
    if not text and column.is_required:
        raise ValidationError(_("Left blank."))
    if column.is_date:
        return VietnameseDateField(required=False).clean(text)
    if column.field == "role":
        return _role(text)
    return text.replace(" / ", "\n") if column.field == "signature_lines" else text


def _role(text: str) -> str:
    try:
        return ROLES_BY_WORD[fold(text)]
    except KeyError:
        raise ValidationError(_("There is no role “%(text)s”.") % {"text": text}) from None


def write_template(kinds: Iterable[AgencyKind]) -> bytes:
    """An empty workbook with headings, lists to choose from, and a sheet that explains every column."""
    guide = _guide(list(kinds))
    first_kind = guide.index(KINDS_HEADING) + 2
    lists = {
        "kind": f"='{GUIDE}'!$A${first_kind}:$A${len(guide)}",
        "role": list(ROLE_WORDS.values()),
    }
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e6efee"})
        for sheet, columns in COLUMNS.items():
            _write_sheet(workbook, SHEETS[sheet], columns, lists, bold)
        _write_guide(workbook, guide, bold)
    return output.getvalue()


def _guide(kinds: list[AgencyKind]) -> list[tuple[str, str, str]]:
    columns = [(SHEETS[sheet], column) for sheet, columns in COLUMNS.items() for column in columns]
    return [
        GUIDE_HEADING,
        *((sheet, column.title, column.right) for sheet, column in columns),
        ("", "", ""),
        KINDS_HEADING,
        *((kind.code, kind.name, "") for kind in kinds),
    ]


def _write_sheet(workbook: Any, name: str, columns: list[Column], lists: dict[str, Any], bold: Any) -> None:
    text = workbook.add_format({"num_format": "@"})
    day = workbook.add_format({"num_format": SHEET_DAY})
    worksheet = workbook.add_worksheet(name)
    worksheet.freeze_panes(1, 0)
    worksheet.repeat_rows(0)
    set_paper(worksheet)
    for number, column in enumerate(columns):
        worksheet.write_string(0, number, column.title + (" *" if column.is_required else ""), bold)
        worksheet.set_column(number, number, 24, day if column.is_date else text)
        if column.field in lists:
            rule = {"validate": "list", "source": lists[column.field]}
            worksheet.data_validation(1, number, MOST_ROWS, number, rule)


def _write_guide(workbook: Any, guide: list[tuple[str, str, str]], bold: Any) -> None:
    worksheet = workbook.add_worksheet(GUIDE)
    worksheet.set_column(0, 1, 26)
    worksheet.set_column(2, 2, 90, workbook.add_format({"text_wrap": True, "valign": "top"}))
    set_paper(worksheet)
    for number, line in enumerate(guide):
        heading = line in (GUIDE_HEADING, KINDS_HEADING)
        for place, text in enumerate(line):
            worksheet.write_string(number, place, text, bold if heading else None)
