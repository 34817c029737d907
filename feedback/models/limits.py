"""How often something was sent or tried from one address or network within an hour."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

COUNT_ONE = """
INSERT INTO feedback_tries (key_digest, hour, count) VALUES (%s, %s, 1)
ON CONFLICT (key_digest, hour) DO UPDATE SET count = feedback_tries.count + 1
RETURNING count
"""


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
    """One more; returns how many there were this hour, this one included. One statement: it stands in the way
    of every sending."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ONE, [key_digest, hour])
        return int(cursor.fetchone()[0])


def forget_tries(*, before: dt.datetime) -> int:
    """Counts of hours gone by; returns how many rows went."""
    return Tries.objects.filter(hour__lt=before).delete()[0]
