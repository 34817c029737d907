"""The one clock that reminders go by: when it ticked last, and why it was refused since."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

RESTORED = gettext_noop("This database is a restored backup: what left since is not known to it.")


class Clock(models.Model):
    """A single row. While `refused_at` is set nothing leaves and nothing is planned, and `said` is why: a
    worker's clock had jumped, or this is another `database` than at the last tick. The last pass over what is
    owed wrote, mended and passed over so many rows, and could not keep the kinds that `failed`, if any."""

    ONLY = 1

    ticked_at = models.DateTimeField(_("last tick"))
    refused_at = models.DateTimeField(_("refused since"), null=True, blank=True)
    shown_at = models.DateTimeField(_("what the refused clock showed"), null=True, blank=True)
    said = models.CharField(_("why it was refused"), max_length=200, blank=True)
    database = models.CharField(_("of which database"), max_length=60, blank=True, db_default="")
    kept_at = models.DateTimeField(_("last pass over what is owed"), null=True, blank=True)
    by_time = models.PositiveIntegerField(_("written by a new day"), default=0)
    mended = models.PositiveIntegerField(_("mended"), default=0)
    held = models.PositiveIntegerField(_("held by another act"), default=0)
    failed = models.JSONField(_("kinds that could not be kept"), null=True, blank=True)

    class Meta:
        verbose_name = _("clock of reminders")
        verbose_name_plural = _("clocks of reminders")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_clock"),
            models.CheckConstraint(
                condition=Q(refused_at=None, shown_at=None, said="")
                | Q(refused_at__isnull=False, shown_at__isnull=False) & ~Q(said=""),
                name="refused_clock_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticked_at:%Y-%m-%d %H:%M}"

    @property
    def is_restored(self) -> bool:
        """A copy of a database that ticked elsewhere: what left since it was taken is not known here."""
        return self.said == RESTORED

    @property
    def shown_said(self) -> str:
        """Why it was refused, in the reader's language."""
        return in_readers_language(self.said) if self.said else ""
