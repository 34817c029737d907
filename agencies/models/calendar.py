"""The days on which the working week is not what the weekday says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.calendar import WorkingDays
from records.days import screen_day
from records.fields import CleanCharField

if TYPE_CHECKING:
    from agencies.models.officers import Officer


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def visible_to(self, officer: Officer) -> Self:
        """The working calendar is open to everyone who holds a post."""
        return self if officer.current_posts else self.none()

    def in_year(self, year: int) -> Self:
        return self.filter(day__year=year)

    def working_days(self, around: dt.date | None = None) -> WorkingDays:
        """The calendar for date arithmetic, in one query; `around` narrows it to two years either side."""
        days = self
        if around:
            days = days.filter(day__year__range=(around.year - 2, around.year + 2))
        off: list[dt.date] = []
        working: list[dt.date] = []
        for day, kind in days.values_list("day", "kind"):
            (working if kind == CalendarDay.Kind.SWAP_WORK else off).append(day)
        return WorkingDays(off, working)


class CalendarDay(models.Model):
    """A day on which the working week is not what the weekday says, with the document that decides it.

    Labour Code 2019, articles 111 and 112; the yearly notices of holidays and swapped days.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        SUBSTITUTE = "substitute", _("Day off in lieu")
        SWAP_OFF = "swap_off", _("Day off, worked on another day")
        SWAP_WORK = "swap_work", _("Working day in exchange")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = CleanCharField(_("name"), max_length=120)
    source = CleanCharField(_("decided by"), max_length=300)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("days of the working calendar")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="holiday")
                    | Q(kind="swap_work", day__iso_week_day__gte=6)
                    | Q(kind__in=["substitute", "swap_off"], day__iso_week_day__lte=5)
                ),
                name="calendar_day_fits_its_weekday",
                violation_error_message=_(
                    "A working day in exchange falls on a Saturday or a Sunday; a day off in lieu or in "
                    "exchange falls on Monday to Friday."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{screen_day(self.day)}: {self.name}"
