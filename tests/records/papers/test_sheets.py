import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records.papers.sheets import write_csv, write_xlsx
from records.papers.tables import Column, Fixed, Row
from records.text import starts_formula
from tests.records.papers import make, read

FORMULAS = [
    "=1+1",
    "+7",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u00a0=1",
    "\u22121",
]
FACTS = (("Kỳ báo cáo", "Quý I năm 2025"), ("Chốt số liệu", "14/03/2025"))
ONE = [Column("Nội dung", 20)]


def one_cell(value):
    return make.make_table([(value,)], ONE)


def csv_cell(value):
    return read.csv_rows(write_csv(one_cell(value)))[1][0]


def xlsx_cell(value):
    return read.open_xlsx(write_xlsx([make.make_sheet(table=one_cell(value))]))["Số liệu"]["A2"]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_marks_text_that_a_spreadsheet_would_run(text):
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_keeps_formulas_as_text(text):
    cell = xlsx_cell(text)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == text.replace("\r", "\n")


@pytest.mark.parametrize(
    ("number", "written"), [(-5, "-5"), (Decimal("-1234.50"), "-1234,5"), (0, "0"), (10**12, "1000000000000")]
)
def test_csv_keeps_numbers_as_numbers_with_a_decimal_comma(number, written):
    assert csv_cell(number) == written


def test_csv_opens_in_excel_by_its_mark_separator_and_line_ends():
    written = write_csv(make.make_table([(1, "Xã Đăk Rơ Wa; thôn 2", date(2026, 2, 5))]))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == 'TT;Chỉ tiêu;Kết quả\r\n1;"Xã Đăk Rơ Wa; thôn 2";05/02/2026\r\n'


def test_csv_names_a_grouped_column_with_its_group():
    assert read.csv_rows(write_csv(make.figure_table(1)))[0][3:5] == [
        "Kết quả thực hiện: Trong kỳ",
        "Kết quả thực hiện: Lũy kế từ đầu năm",
    ]


@given(st.text())
@example("=cmd|' /C calc'!A0")
@example('a;b"c\r\nd')
@example("\x00=1")
def test_csv_gives_back_any_text_or_the_text_behind_a_mark(text):
    kept = re.sub("[^\t\n\r\x20-\x7e\x80-\ufffd\U00010000-\U0010ffff]", "", text)
    found = csv_cell(text)
    assert found == (f"'{kept}" if starts_formula(kept) else kept)
    assert not starts_formula(found)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_csv_numbers_read_back_exactly(number):
    assert Decimal(csv_cell(number).replace(",", ".")) == number


def test_xlsx_holds_real_numbers_and_dates():
    rows = [(1, "Hai", Decimal("85.50")), (2, "Ba", date(2026, 2, 5)), (3, "Bốn", -1234), (4, "Năm", None)]
    sheet = read.open_xlsx(write_xlsx([make.make_sheet(table=make.make_table(rows))]))["Số liệu"]
    assert [sheet[f"C{line}"].value for line in range(2, 6)] == [85.5, datetime(2026, 2, 5), -1234, None]
    assert [sheet[f"C{line}"].number_format for line in range(2, 5)] == ["#,##0.0", "dd/mm/yyyy", "#,##0"]


def test_p8_fixed_decimals_hold_in_a_workbook_and_in_csv():
    numbers = [Fixed(Decimal("92.31"), 2), Fixed(Decimal(2287), 2), Fixed(Decimal("3.00"), 0)]
    rows = [(place, "x", number) for place, number in enumerate(numbers)]
    sheet = read.open_xlsx(write_xlsx([make.make_sheet(table=make.make_table(rows))]))["Số liệu"]
    found = [(sheet[f"C{line}"].value, sheet[f"C{line}"].number_format) for line in range(2, 5)]
    assert found == [(92.31, "#,##0.00"), (2287, "#,##0.00"), (3, "#,##0")]
    lines = read.csv_rows(write_csv(make.make_table(rows)))[1:]
    assert [line[2] for line in lines] == ["92,31", "2287,00", "3"]


def test_xlsx_says_where_its_figures_come_from():
    written = write_xlsx([make.make_sheet(title="SỐ LIỆU", facts=FACTS)])
    assert [row[0] for row in read.cells(written)] == [
        "SỐ LIỆU",
        "Kỳ báo cáo: Quý I năm 2025",
        "Chốt số liệu: 14/03/2025",
        None,
        "TT",
        1,
        2,
    ]


def test_xlsx_freezes_and_repeats_its_headings():
    written = write_xlsx([make.make_sheet(title="SỐ LIỆU", facts=FACTS, frozen_columns=2)])
    sheet = read.open_xlsx(written)["Số liệu"]
    assert sheet.freeze_panes == "C6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == pytest.approx([5, 40, 10], abs=1)


def test_xlsx_writes_grouped_headings_in_two_rows():
    written = write_xlsx([make.make_sheet(table=make.figure_table(1))])
    assert read.cells(written)[0] == (None, None, None, "Kết quả thực hiện", None, None, None)
    assert read.cells(written)[1][2:5] == ("Đơn vị tính", "Trong kỳ", "Lũy kế từ đầu năm")
    sheet = read.open_xlsx(written)["Số liệu"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["D1:E1"]
    assert sheet.print_title_rows == "$1:$2"


def test_xlsx_keeps_any_text_and_drops_what_a_sheet_cannot_hold():
    assert xlsx_cell("<script>😀</script> & ]]>").value == "<script>😀</script> & ]]>"
    assert xlsx_cell("a\x00b\ud800c").value == "abc"
    assert xlsx_cell("http://bad.example/").hyperlink is None
    assert xlsx_cell("00123").value == "00123"


def test_xlsx_cuts_a_text_at_what_a_cell_holds():
    assert len(xlsx_cell("a" * 40_000).value) == 32_767
    assert xlsx_cell("😀" * 20_000).value == "😀" * 16_383


def test_sheet_names_are_made_acceptable_and_unique():
    names = ["a/b:c*?[x]", "A B C   X", "", "'quý'", "x" * 40, "X" * 40, "=1"]
    book = read.open_xlsx(write_xlsx([make.make_sheet(name=name) for name in names]))
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert book.sheetnames[3] == "quý"


def test_spanning_row_fills_its_line():
    table = make.make_table([Row(["I. Chung"], bold=True, span=True), (1, "Hai", 3)])
    assert read.cells(write_xlsx([make.make_sheet(table=table)]))[1] == ("I. Chung", None, None)
    assert read.csv_rows(write_csv(table))[1] == ["I. Chung", "", ""]


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="cannot be printed"):
        write_csv(one_cell(Decimal(number)))


def make_wide_table(groups: int = 4, *, each: int = 7, wide: float = 14):
    columns = [Column("Cơ quan", 40), Column("Mã", 10)]
    for group in range(groups):
        columns += [Column(f"Chỉ tiêu {place}", wide, "right", f"Nhóm {group + 1}") for place in range(each)]
    return make.make_table([("Sở Tư pháp", "01", *range(groups * each))], columns)


def page_setup(sheet) -> tuple[bool, int | None, str | None, list[int]]:
    """Fitted to a page?, at what percent, the columns that repeat, after which columns a page ends."""
    fitted = bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    scale = None if fitted else sheet.page_setup.scale
    return fitted, scale, sheet.print_title_cols, [cut.id for cut in sheet.col_breaks.brk]


def test_p8_a_table_too_wide_for_the_paper_prints_in_parts_by_group():
    written = write_xlsx([make.make_sheet(table=make_wide_table(), frozen_columns=1)])
    sheet = read.open_xlsx(written)["Số liệu"]
    fitted, scale, repeated, breaks = page_setup(sheet)
    assert (fitted, repeated, breaks) == (False, "$A:$A", [9, 16, 23])
    assert 70 <= scale <= 100
    assert sheet.print_title_rows == "$1:$2"


def test_p8_a_group_too_wide_for_a_page_is_named_on_each_part():
    written = write_xlsx([make.make_sheet(table=make_wide_table(1, each=20), frozen_columns=1)])
    sheet = read.open_xlsx(written)["Số liệu"]
    _fitted, scale, _repeated, breaks = page_setup(sheet)
    assert (len(breaks), scale >= 70) == (2, True)
    names = [cell for cell in read.cells(written)[0] if cell]
    assert names == ["Nhóm 1", "Nhóm 1 (tiếp theo)", "Nhóm 1 (tiếp theo)"]


def test_a_table_that_stays_legible_is_fitted_to_the_width():
    sheet = read.open_xlsx(write_xlsx([make.make_sheet(table=make_wide_table(1))]))["Số liệu"]
    assert page_setup(sheet) == (True, None, None, [])


def test_p8_a_row_is_as_high_as_what_is_wrapped_in_it():
    long = "Số tin, bài cải cách hành chính trên báo in, báo điện tử của tỉnh " * 3
    rows = [(1, "Ngắn", 2), (2, long, 3), (3, "Một\nHai\nBa", 4)]
    columns = [Column("TT", 5), Column("Chỉ tiêu", 40), Column("Kết quả thực hiện từ đầu năm", 10)]
    sheet = read.open_xlsx(write_xlsx([make.make_sheet(table=make.make_table(rows, columns))]))["Số liệu"]
    heights = [sheet.row_dimensions[line].height for line in range(1, 5)]
    lines = [None if height is None else height / 16.5 for height in heights]
    assert lines[1] in (None, 1)
    assert (lines[0], lines[3]) == (4, 3)
    assert 5 <= lines[2] <= 6


def test_a_number_too_long_for_its_column_is_set_smaller():
    sheet = read.open_xlsx(write_xlsx([make.make_sheet(table=one_cell(356_626_000_000))]))["Số liệu"]
    assert (sheet["A2"].alignment.shrink_to_fit, sheet["A2"].alignment.wrap_text) == (True, None)
