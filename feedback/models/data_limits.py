"""How long the law on personal data allows, as dated rows with their ground: a change is a new row, and what
came before it keeps the row of its day."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from records.days import screen_day
from records.fields import CleanCharField


class Matter(models.TextChoices):
    """What is to be done within a time. Of carrying out there are three groups, each with its time, the time
    where a processor or a third party must act too, and by how much it may be extended, once."""

    RESPOND = "respond", _("Respond to a request")
    STOP = "stop", _("Withdraw consent, restrict, object: carry out")
    STOP_THROUGH = "stop_through", _("Withdraw consent, restrict, object: carry out through a processor")
    STOP_MORE = "stop_more", _("Withdraw consent, restrict, object: extend once by at most")
    SUPPLY = "supply", _("View, correct, give a copy: carry out")
    SUPPLY_THROUGH = "supply_through", _("View, correct, give a copy: carry out through a processor")
    SUPPLY_MORE = "supply_more", _("View, correct, give a copy: extend once by at most")
    ERASE = "erase", _("Erase: carry out")
    ERASE_THROUGH = "erase_through", _("Erase: carry out through a processor")
    ERASE_MORE = "erase_more", _("Erase: extend once by at most")
    BREACH = "breach", _("Report a breach of personal data to the authority")


class DataLimitQuerySet(models.QuerySet["DataLimit"]):
    def visible_to(self, officer: Officer) -> Self:
        """What the law allows is told to everybody who holds a post."""
        return self if officer.current_posts else self.none()

    def of_day(self, on: dt.date) -> dict[str, DataLimit]:
        """Matter to its row for what came on that day; the first there is for a day before all."""
        found: dict[str, DataLimit] = {}
        for row in self.order_by("matter", "valid_from"):
            if row.matter not in found or row.valid_from <= on:
                found[row.matter] = row
        return found


class DataLimit(models.Model):
    """One limit, from a day on until the next row of its matter begins."""

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")

    matter = models.CharField(_("what is limited"), max_length=14, choices=Matter)
    amount = models.PositiveSmallIntegerField(_("how long"))
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit)
    legal_ground = CleanCharField(_("legal ground"), max_length=300)
    is_to_confirm = models.BooleanField(
        _("to be confirmed: nobody has read it in the document yet"), default=False
    )
    valid_from = models.DateField(_("valid from"))
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)

    objects = DataLimitQuerySet.as_manager()

    class Meta:
        ordering = ["matter", "-valid_from"]
        verbose_name = _("time limit of the law on personal data")
        verbose_name_plural = _("time limits of the law on personal data")
        constraints = [
            models.UniqueConstraint(fields=["matter", "valid_from"], name="one_data_limit_from_a_day"),
            models.CheckConstraint(
                condition=Q(amount__gte=1) | Q(matter__endswith="_more"),
                name="data_limit_is_some_time",
                violation_error_message=_("Write at least 1; only an extension may be 0, which is none."),
            ),
            models.CheckConstraint(condition=Q(amount__lte=365), name="data_limit_is_a_year_at_most"),
            models.CheckConstraint(
                condition=Q(matter="breach", unit="hours") | ~Q(matter="breach") & ~Q(unit="hours"),
                name="only_a_breach_counts_hours",
                violation_error_message=_("A breach is counted in hours, everything else in days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} ({screen_day(self.valid_from)})"
