"""When mail leaves: the office's hours, and what each person chose."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.calendar import WorkingDays
from agencies.models import Officer
from notices.workflow import Rhythm
from records.fields import CleanCharField


class OfficeHoursQuerySet(models.QuerySet["OfficeHours"]):
    def in_force(self, on: dt.date) -> Self:
        return self.filter(valid_from__lte=on).order_by("-valid_from")[:1]


class OfficeHours(models.Model):
    """Between which hours of a working day mail leaves. A change is a new row."""

    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    valid_from = models.DateField(_("valid from"), unique=True)
    source = CleanCharField(_("source"), max_length=300)

    objects = OfficeHoursQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="office_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def are_now(self, now: dt.datetime, calendar: WorkingDays) -> bool:
        local = timezone.localtime(now)
        return calendar.is_working(local.date()) and self.opens_at <= local.time() < self.closes_at


EVERY_KIND = ""


class Preference(models.Model):
    """How often an officer wants mail: about every kind of obligation (`EVERY_KIND`), or otherwise about one.
    Without a row: at once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", verbose_name=_("officer"))
    obligation_kind = models.SlugField(_("kind of obligation"), max_length=40, blank=True)
    rhythm = models.CharField(_("rhythm of mail"), max_length=10, choices=Rhythm)

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.UniqueConstraint(fields=["officer", "obligation_kind"], name="one_choice_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}, {self.obligation_kind}: {self.rhythm}"
