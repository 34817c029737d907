"""Breaches of personal data: what was found when, and everything that was learned and done after it."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from records.days import screen_day
from records.fields import CleanTextField


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, officer: Officer) -> Self:
        """For the register administrator at Home Affairs alone."""
        return self if officer.keeps_register else self.none()

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def to_report(self) -> Self:
        """The authority was not notified yet, and nobody said why it need not be."""
        return self.open().filter(reported_at=None)


class Breach(models.Model):
    """One breach, as it was found. `report_by` is when the time to notify the authority is over, by the limit
    of the day it was found. What is learned later is an entry; what was written first stays."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("agency that keeps the register")
    )
    found_at = models.DateTimeField(_("found"))
    happened = CleanTextField(_("what happened"), max_length=3000)
    data = CleanTextField(_("which data"), max_length=1000)
    people = models.PositiveIntegerField(_("how many people, as far as is known"), null=True, blank=True)
    report_by = models.DateTimeField(_("notify the authority by"))
    reported_at = models.DateTimeField(_("authority notified"), null=True, blank=True)
    told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"))

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("breach of personal data")
        verbose_name_plural = _("breaches of personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(report_by__gt=F("found_at")), name="a_breach_is_reported_after_it_is_found"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Breach found on %(day)s") % {"day": screen_day(self.found_at)})

    def get_absolute_url(self) -> str:
        return reverse("feedback:breach", args=[self.pk])

    @property
    def report_by_day(self) -> dt.date:
        return timezone.localdate(self.report_by)

    @property
    def state(self) -> str:
        if self.closed_at:
            return "closed"
        return "in_hand" if self.reported_at else "received"

    def is_report_late(self, now: dt.datetime) -> bool:
        """It was or is late; one that was closed without needs none."""
        needs_none = self.closed_at is not None and self.reported_at is None
        return not needs_none and (self.reported_at or now) > self.report_by

    def hours_left(self, now: dt.datetime) -> int:
        """Whole hours until the authority must be notified; negative when they are over."""
        return int((self.report_by - now).total_seconds() // 3600)


class BreachEntry(models.Model):
    """What was learned or done, never changed: the database refuses it. A mistake is put right by another."""

    class Kind(models.TextChoices):
        LEARNED = "learned", _("More is known")
        DONE = "done", _("Something was done against it")
        REPORTED = "reported", _("The authority was notified")
        TOLD = "told", _("The people concerned were told")
        CLOSED = "closed", _("It is closed")

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="entries", verbose_name=_("breach"))
    kind = models.CharField(_("what is recorded"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("when it was"))
    words = CleanTextField(_("what, by whom, with which paper"), max_length=3000)
    people = models.PositiveIntegerField(_("how many people, as far as is known"), null=True, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("entry about a breach")
        verbose_name_plural = _("entries about breaches")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({screen_day(self.at)})"
