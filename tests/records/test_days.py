"""How a day is written: on papers as Decree 30/2020/NĐ-CP has it, on screens without zeros."""

import datetime as dt

import pytest

from records.days import (
    paper_day,
    paper_day_and_month,
    paper_day_in_words,
    paper_moment,
    screen_day,
    screen_moment,
    sheet_day,
)

DAYS = [
    (dt.date(2026, 2, 5), "05/02/2026", "ngày 05 tháng 02 năm 2026", "5/2/2026"),
    (dt.date(2026, 1, 31), "31/01/2026", "ngày 31 tháng 01 năm 2026", "31/1/2026"),
    (dt.date(2026, 3, 9), "09/3/2026", "ngày 09 tháng 3 năm 2026", "9/3/2026"),
    (dt.date(2026, 6, 15), "15/6/2026", "ngày 15 tháng 6 năm 2026", "15/6/2026"),
    (dt.date(2026, 12, 10), "10/12/2026", "ngày 10 tháng 12 năm 2026", "10/12/2026"),
]


@pytest.mark.parametrize(("day", "short", "words", "screen"), DAYS)
def test_p8_a_zero_stands_before_days_under_ten_and_the_months_one_and_two_alone(day, short, words, screen):
    assert (paper_day(day), paper_day_in_words(day), screen_day(day)) == (short, words, screen)
    assert paper_day_and_month(day) == short.removesuffix("/2026")


def test_p8_a_spreadsheet_prints_a_day_as_papers_do():
    assert [sheet_day(day) for day, *_ in DAYS] == ["dd/mm/yyyy", "dd/mm/yyyy", *["dd/m/yyyy"] * 3]


def test_a_moment_says_its_day_too():
    at = dt.datetime(2026, 3, 9, 8, 5)
    assert (paper_moment(at), screen_moment(at)) == ("08:05 ngày 09/3/2026", "08:05 9/3/2026")
