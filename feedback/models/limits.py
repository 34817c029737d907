"""How often something was sent or tried from one address or network within an hour."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Tries(models.Model):
    """A count for one hour. `key_digest` is a keyed digest of what is counted: no address is kept."""

    key_digest = models.CharField(max_length=64)
    hour = models.DateTimeField(_("hour"))
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("count of tries")
        verbose_name_plural = _("counts of tries")
        constraints = [models.UniqueConstraint(fields=["key_digest", "hour"], name="one_count_an_hour")]
        indexes = [models.Index(fields=["hour"], name="tries_by_hour")]

    def __str__(self) -> str:
        return f"{self.hour:%d/%m/%Y %H}: {self.count}"


def count_try(key_digest: str, now: dt.datetime) -> int:
    """One more; returns how many there were this hour, this one included."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    Tries.objects.bulk_create([Tries(key_digest=key_digest, hour=hour)], ignore_conflicts=True)
    row = Tries.objects.filter(key_digest=key_digest, hour=hour)
    row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get()
