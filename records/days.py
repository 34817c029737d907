"""A day and a moment as they are written: on official papers, and on the screen. Nobody else writes them.

Papers follow Decree 30/2020/NĐ-CP, Annex I, part I, section II, point 4b: a leading zero stands before days
under 10 and before the months 1 and 2, and nowhere else. Screens leave it out, as people write by hand.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

SHEET_DAY = "dd/mm/yyyy"  # the number format of a spreadsheet's cell whose day is not known yet


def beginning_of(day: dt.date) -> dt.datetime:
    """Its first moment, by the office's clock."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def paper_day(day: dt.date) -> str:
    """05/02/2026, 15/6/2026, 05/12/2026."""
    return f"{paper_day_and_month(day)}/{day.year}"


def paper_day_and_month(day: dt.date) -> str:
    """05/02, 15/6, where the year is known."""
    return f"{day:%d}/{_paper_month(day)}"


def paper_day_in_words(day: dt.date) -> str:
    """ngày 05 tháng 02 năm 2026."""
    return f"ngày {day:%d} tháng {_paper_month(day)} năm {day.year}"


def paper_moment(at: dt.datetime) -> str:
    """16:42 ngày 15/6/2026. The caller passes local time."""
    return f"{at:%H:%M} ngày {paper_day(at)}"


def screen_day(day: dt.date) -> str:
    """5/2/2026."""
    return f"{day.day}/{day.month}/{day.year}"


def screen_weekday(day: dt.date) -> str:
    """Thứ Năm, 5/2/2026, in the reader's language."""
    return f"{date_format(day, 'l')}, {screen_day(day)}"


def screen_moment(at: dt.datetime) -> str:
    """16:42 5/2/2026. The caller passes local time."""
    return f"{at:%H:%M} {screen_day(at)}"


def sheet_day(day: dt.date) -> str:
    """The number format by which a spreadsheet prints that day as papers do."""
    return SHEET_DAY if day.month < 3 else "dd/m/yyyy"


def _paper_month(day: dt.date) -> str:
    return f"{day:%m}" if day.month < 3 else str(day.month)
