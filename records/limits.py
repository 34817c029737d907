"""How often something may be tried within a span of time, counted in the database.

One statement counts and answers, so that of many who try at once each is counted. Rows go when their span is
over, by age alone: nobody's rows push out another's. Kept is a keyed digest of what is counted, another one
in each span, so that counts can be put together neither with an address nor with those of another day.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils.crypto import salted_hmac

from records.models import Tries

NETWORK_BITS = {4: 32, 6: 64}  # who has one address of version 6 has all that share its first 64 bits
_COUNT_ONE_MORE = """
INSERT INTO records_tries (key_digest, ends_at, count) VALUES {rows}
ON CONFLICT (key_digest, ends_at) DO UPDATE SET count = records_tries.count + 1
RETURNING key_digest, count
"""
_COUNT_ONE_LESS = """
UPDATE records_tries SET count = count - 1 WHERE count > 0 AND (key_digest, ends_at) IN ({rows})
"""


class Limit(NamedTuple):
    """So many within a span; spans follow one another without a gap."""

    name: str
    most: int
    span: dt.timedelta

    def ends_at(self, now: dt.datetime) -> dt.datetime:
        """When the span is over in which this moment lies."""
        begun = dt.datetime.fromtimestamp(now.timestamp() // self.seconds * self.seconds, dt.UTC)
        return begun + self.span

    @property
    def seconds(self) -> float:
        return self.span.total_seconds()


class Counted(NamedTuple):
    """What is counted: this thing under this limit."""

    limit: Limit
    thing: str

    def row(self, now: dt.datetime) -> tuple[str, dt.datetime]:
        ends_at = self.limit.ends_at(now)
        salt = f"records.limits.{self.limit.name}.{ends_at.isoformat()}"
        return salted_hmac(salt, self.thing, algorithm="sha256").hexdigest(), ends_at


def count_one_more(wanted: Sequence[Counted], now: dt.datetime) -> list[int]:
    """How many there were of each in its span, this one included."""
    rows = [counted.row(now) for counted in wanted]
    with connection.cursor() as cursor:
        values = ", ".join(["(%s, %s, 1)"] * len(rows))
        in_order = [part for row in sorted(set(rows)) for part in row]  # two who count never wait crosswise
        cursor.execute(_COUNT_ONE_MORE.format(rows=values), in_order)
        found = dict(cursor.fetchall())
    return [found[digest] for digest, _ends_at in rows]


def give_back(wanted: Sequence[Counted], now: dt.datetime) -> None:
    """What was counted turned out not to count."""
    rows = sorted(counted.row(now) for counted in wanted)
    with connection.cursor() as cursor:
        values = ", ".join(["(%s, %s)"] * len(rows))
        cursor.execute(_COUNT_ONE_LESS.format(rows=values), [part for row in rows for part in row])


def refused_until(wanted: Sequence[Counted], now: dt.datetime) -> dt.datetime | None:
    """Counts one more of each in turn, and stops at the first that is too much: when its span is over. None
    where all may go on. What is refused by one limit is not counted under the next."""
    for counted in wanted:
        (count,) = count_one_more([counted], now)
        if count > counted.limit.most:
            return counted.limit.ends_at(now)
    return None


def network_of(address: str) -> str:
    """Where an address belongs for counting; one that cannot be read stands for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((mapped, NETWORK_BITS[mapped.version]), strict=False))


def forget_tries(*, now: dt.datetime) -> int:
    """Counts whose span is over; returns how many rows went."""
    return Tries.objects.filter(ends_at__lte=now).delete()[0]
