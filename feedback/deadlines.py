"""Until when a step may take, from the day it is counted from. Pure: no query, no clock.

Civil Code 2015: the first day is not counted (article 147); a period in days that ends on a day off ends with
the next working day (article 148.5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.calendar import Roll, WorkingDays


class Unit(TextChoices):
    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("days")


class Limit(NamedTuple):
    """How long a step may take, and by which rule."""

    amount: int
    unit: str
    legal_ground: str


def due_on(received_on: dt.date, amount: int, unit: str, days: WorkingDays) -> dt.date:
    """The last day; a working day always."""
    if unit == Unit.WORKING_DAYS:
        return days.after(received_on, amount)
    return days.roll(received_on + dt.timedelta(days=amount), Roll.NEXT)


class Stopped(NamedTuple):
    """From when to when the clock stood still; `to_day` is None while it does."""

    from_day: dt.date
    to_day: dt.date | None


class Clock(NamedTuple):
    """One deadline, with all that made it: what the person reads who asks why it is that day.

    `due_on` is None while the clock stands still. `stopped` counts in the unit of the limit; `days_off` are
    the days from Monday to Friday that were skipped as holidays.
    """

    limit: Limit
    counted_from: dt.date
    extra: int
    stopped: int
    due_on: dt.date | None
    days_off: list[dt.date]


def clock(
    limit: Limit,
    counted_from: dt.date,
    days: WorkingDays,
    *,
    stops: Sequence[Stopped] = (),
    extra: int = 0,
) -> Clock:
    """Until when a step may take: its limit, the time it was extended by, and the time the clock stood."""
    ended = [(max(stop.from_day, counted_from), stop.to_day) for stop in stops if stop.to_day]
    stopped = sum(_time(first, last, limit.unit, days) for first, last in ended if last > first)
    amount = limit.amount + extra + stopped
    if any(stop.to_day is None for stop in stops):
        return Clock(limit, counted_from, extra, stopped, None, [])
    last = due_on(counted_from, amount, limit.unit, days)
    return Clock(limit, counted_from, extra, stopped, last, days.days_off(counted_from, last))


def _time(first: dt.date, last: dt.date, unit: str, days: WorkingDays) -> int:
    return days.between(first, last) if unit == Unit.WORKING_DAYS else (last - first).days
