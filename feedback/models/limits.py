"""How often something was sent or tried from one address or network within an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from records.days import screen_moment

COUNT_ONE_MORE = """
INSERT INTO feedback_tries (key_digest, hour, count) VALUES {rows}
ON CONFLICT (key_digest, hour) DO UPDATE SET count = feedback_tries.count + 1
RETURNING key_digest, count
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
        return f"{screen_moment(self.hour)}: {self.count}"


def count_tries(key_digests: Sequence[str], now: dt.datetime) -> list[int]:
    """One more for each; returns how many there were of each this hour, this one included. One statement: it
    stands in the way of every sending."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = ", ".join(["(%s, %s, 1)"] * len(key_digests))
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_ONE_MORE.format(rows=rows), [part for key in key_digests for part in (key, hour)]
        )
        found = dict(cursor.fetchall())
    return [found[key] for key in key_digests]


def forget_tries(*, before: dt.datetime) -> int:
    """Counts of hours gone by; returns how many rows went."""
    return Tries.objects.filter(hour__lt=before).delete()[0]
