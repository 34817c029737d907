"""The quarters, half-years and years of the calendar in which a recurring duty is done. Pure: no query, no
clock."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from plans.models.duties import RECURRING

MONTHS: dict[str, int] = dict(zip(RECURRING, (3, 6, 12), strict=True))


A_MONTH = dt.timedelta(days=31)


class Span(NamedTuple):
    """First and last day."""

    first: dt.date
    last: dt.date


def span_of(schedule: str, day: dt.date) -> Span | None:
    """The span the day lies in; None for what does not recur."""
    months = MONTHS.get(schedule)
    if months is None:
        return None
    month = (day.month - 1) // months * months + 1
    first = day.replace(month=month, day=1)
    after = first.replace(month=month + months) if month + months <= 12 else dt.date(day.year + 1, 1, 1)
    return Span(first, after - dt.timedelta(days=1))


def recurring_due_on(
    schedule: str, today: dt.date, *, begins_on: dt.date, ends_on: dt.date, done_on: dt.date | None
) -> dt.date | None:
    """By when the duty is to be done next; None where the span going on has it, or nothing recurs.

    `done_on` is the last day on which something was done. A span that lies within `begins_on` and `ends_on`,
    but for its first month (plans are issued in January), and went by without anything stays due until
    something is done; of several the latest.
    """
    span = span_of(schedule, today)
    if span is None or (done_on and done_on >= span.first):
        return None
    before = span_of(schedule, span.first - dt.timedelta(days=1))
    assert before is not None  # noqa: S101 what recurs has a span before
    is_missed = begins_on <= before.first + A_MONTH and (done_on is None or done_on < before.first)
    if is_missed and before.first <= ends_on:
        return before.last
    return span.last if span.first <= ends_on else None
