"""A workbook is read in another process, and its values come back as they were."""

import datetime as dt

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from records.content.values import packed, unpacked
from records.workbooks import read_sheets
from tests.records import files

VALUES = [
    "Ba Tơ",
    21025,
    1234.5,
    True,
    dt.datetime(2026, 3, 16, 9, 30),
    dt.time(8, 0),
    dt.timedelta(hours=30),
    None,
]


def workbook(data, name="a.xlsx"):
    return SimpleUploadedFile(name, data)


def test_values_of_every_kind_come_back_as_they_were():
    assert [unpacked(packed(value)) for value in VALUES] == VALUES
    assert unpacked(packed(dt.date(2026, 3, 16))) == dt.date(2026, 3, 16)


def test_lines_are_read_with_one_more_than_is_allowed():
    book = openpyxl.Workbook()
    for number in range(9):
        book.active.append([f"dòng {number}", dt.datetime(2026, 3, number + 1)])
    found = read_sheets(workbook(files.saved(book.save)), {"Sheet": 2, "Khác": 3}, most_rows=3)
    assert list(found) == ["Sheet"]
    assert found["Sheet"] == [(f"dòng {number}", dt.datetime(2026, 3, number + 1)) for number in range(5)]


@pytest.mark.parametrize("data", [b"", b"x", files.make_docx(), files.bomb()])
def test_what_is_no_workbook_is_said_to_be_none(data):
    with pytest.raises(ValidationError) as refused:
        read_sheets(workbook(data), {"Sheet": 2}, most_rows=3)
    assert "không đọc được" in str(refused.value).lower() or "xlsx" in str(refused.value)
