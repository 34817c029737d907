"""How long who sent an item is kept, as a rule with its ground; and what was erased by it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.items import Item
from records.days import screen_day
from records.fields import CleanCharField


class RetentionRule(models.Model):
    """After so many months from the day an item was closed its sender's data are erased. A change is a new
    row (Law 91/2025/QH15, article 14.1: the period of storage is over). `fixed_by` is empty while no document
    fixes the time."""

    months = models.PositiveSmallIntegerField(_("months after closing"))
    legal_ground = CleanCharField(_("legal ground"), max_length=300)
    fixed_by = CleanCharField(
        _("document that fixes the time"), max_length=300, blank=True, default="", db_default=""
    )
    valid_from = models.DateField(_("valid from"), unique=True)

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=600), name="kept_for_some_months")
        ]

    def __str__(self) -> str:
        return f"{self.months}"


class Erasure(models.Model):
    """That something was erased, when and by which rule, or on request without one: the tombstone."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="erasure", verbose_name=_("feedback"))
    rule = models.ForeignKey(
        RetentionRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule")
    )
    files = models.PositiveSmallIntegerField(_("files removed"))
    at = models.DateTimeField(_("erased"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"#{self.item_id} ({screen_day(self.at)})"


def months_before(day: dt.date, months: int) -> dt.date:
    """The corresponding day, or the last of a shorter month (Civil Code 2015, article 148)."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    for last in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    return dt.date(year, month + 1, min(day.day, 28))
