"""Working-day arithmetic, pure: which days are off is given, nothing is read from anywhere.

Civil Code 2015: the first day of a period is not counted (article 147), and a period whose last day
is a day off ends at the end of the next working day (article 148.5). A regime may roll a fixed date
to the working day before instead, hence `Roll`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class Roll(TextChoices):
    """Where a date goes that falls on a day off."""

    NEXT = "next", _("To the next working day")
    PREVIOUS = "previous", _("To the working day before")
    NONE = "none", _("Stays on the day")


class WorkingDays:
    """The working calendar: Monday to Friday, without the days `off`, with the weekend days `working`."""

    def __init__(self, off: Collection[dt.date] = (), working: Collection[dt.date] = ()) -> None:
        self._off = frozenset(off)
        self._working = frozenset(working)

    def is_working(self, day: dt.date) -> bool:
        if day in self._working:
            return True
        return day.weekday() < SATURDAY and day not in self._off

    def after(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`, which itself is not counted; before it when n is negative.

        With n = 0 it is `day` as given, working or not.
        """
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def roll(self, day: dt.date, roll: Roll) -> dt.date:
        """`day` if it is a working day, otherwise where `roll` sends it."""
        if self.is_working(day) or roll == Roll.NONE:
            return day
        return self.after(day, 1 if roll == Roll.NEXT else -1)

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days come after `first`, up to and with `last`; negative when `last` is before."""
        if last < first:
            return -self.between(last, first)
        days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)

    def days_off(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days from Monday to Friday that are off, after `first` and up to `last`."""
        days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
        return [day for day in days if day.weekday() < SATURDAY and not self.is_working(day)]
