"""Until when a step may take: working days and days, across Tết, weekends and working Saturdays."""

import datetime as dt

import pytest

from agencies.calendar import WorkingDays
from feedback.deadlines import due_on

D = dt.date
TET_2026 = [D(2026, 2, day) for day in range(16, 21)]  # Notice 9441/TB-BNV of 16/10/2025
CALENDAR = WorkingDays(
    off=[*TET_2026, D(2026, 8, 31), D(2026, 9, 1), D(2026, 9, 2)], working=[D(2026, 8, 22)]
)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "due"),
    [
        (D(2026, 2, 13), 5, "working_days", D(2026, 2, 27)),  # Friday before Tết: computed by hand
        (D(2026, 3, 16), 5, "working_days", D(2026, 3, 23)),
        (D(2026, 3, 14), 2, "working_days", D(2026, 3, 17)),  # received on a Saturday
        (D(2026, 8, 21), 1, "working_days", D(2026, 8, 22)),  # a Saturday worked in exchange
        (D(2026, 8, 28), 1, "working_days", D(2026, 9, 3)),
        (D(2026, 3, 16), 20, "days", D(2026, 4, 6)),  # 5 April is a Sunday
        (D(2026, 1, 27), 20, "days", D(2026, 2, 23)),  # 16 February is Tết, the weekend follows
        (D(2026, 8, 2), 20, "days", D(2026, 8, 22)),
    ],
)
def test_the_last_day_is_the_one_a_clerk_counts_by_hand(received, amount, unit, due):
    assert due_on(received, amount, unit, CALENDAR) == due
