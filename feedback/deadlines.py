"""Until when a step may take, from the day it is counted from. Pure: no query, no clock.

Civil Code 2015: the first day is not counted (article 147); a period in days that ends on a day off ends with
the next working day (article 148.5).
"""

from __future__ import annotations

import datetime as dt
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
