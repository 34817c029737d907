"""Quarters, half-years and years, and by when a recurring duty is to be done next."""

import datetime as dt

import pytest

from plans.spans import recurring_due_on, span_of

D = dt.date


@pytest.mark.parametrize(
    ("schedule", "day", "first", "last"),
    [
        ("quarterly", D(2026, 1, 1), D(2026, 1, 1), D(2026, 3, 31)),
        ("quarterly", D(2026, 6, 30), D(2026, 4, 1), D(2026, 6, 30)),
        ("quarterly", D(2026, 12, 31), D(2026, 10, 1), D(2026, 12, 31)),
        ("half_yearly", D(2026, 6, 30), D(2026, 1, 1), D(2026, 6, 30)),
        ("half_yearly", D(2026, 7, 1), D(2026, 7, 1), D(2026, 12, 31)),
        ("yearly", D(2028, 2, 29), D(2028, 1, 1), D(2028, 12, 31)),
    ],
)
def test_a_day_lies_in_its_span(schedule, day, first, last):
    assert span_of(schedule, day) == (first, last)


@pytest.mark.parametrize("schedule", ["continuous", "by_date"])
def test_what_does_not_recur_has_no_span(schedule):
    assert span_of(schedule, D(2026, 3, 1)) is None
    assert (
        recurring_due_on(
            schedule, D(2026, 3, 1), begins_on=D(2020, 1, 1), ends_on=D(2030, 12, 31), done_on=None
        )
        is None
    )


@pytest.mark.parametrize(
    ("begins_on", "done_on", "due"),
    [
        (D(2025, 1, 1), None, D(2025, 12, 31)),  # last quarter was missed
        (D(2025, 10, 1), D(2025, 9, 30), D(2025, 12, 31)),
        (D(2025, 11, 1), None, D(2025, 12, 31)),
        (D(2025, 11, 2), None, D(2026, 3, 31)),  # it began too late to have last quarter whole
        (D(2025, 1, 1), D(2025, 10, 1), D(2026, 3, 31)),
        (D(2025, 1, 1), D(2025, 12, 31), D(2026, 3, 31)),
        (D(2025, 1, 1), D(2026, 1, 1), None),
    ],
)
def test_it_is_due_at_the_end_of_the_span_that_lacks_it(begins_on, done_on, due):
    assert (
        recurring_due_on(
            "quarterly", D(2026, 3, 16), begins_on=begins_on, ends_on=D(2030, 12, 31), done_on=done_on
        )
        == due
    )


@pytest.mark.parametrize(
    ("today", "done_on", "due"),
    [
        (D(2026, 12, 31), D(2026, 9, 30), D(2026, 12, 31)),
        (D(2027, 1, 1), D(2026, 9, 30), D(2026, 12, 31)),  # the last quarter was missed
        (D(2027, 1, 1), D(2026, 10, 1), None),  # and here it was not; nothing is asked any more
    ],
)
def test_the_last_span_of_a_plan_is_missed_like_any_other(today, done_on, due):
    days = {"begins_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31), "done_on": done_on}
    assert recurring_due_on("quarterly", today, **days) == due
