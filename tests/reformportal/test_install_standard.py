"""The standard regime begins with the report year that is going on."""

import datetime as dt

import pytest

from reformportal.management.commands.install_standard import report_year_begins


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (dt.date(2026, 12, 14), dt.date(2025, 12, 15)),
        (dt.date(2026, 12, 15), dt.date(2026, 12, 15)),
        (dt.date(2027, 1, 1), dt.date(2026, 12, 15)),
    ],
)
def test_f10_the_report_year_begins_with_its_window(today, begins):
    assert report_year_begins(today) == begins
