"""Marking what was read on the portal."""

from __future__ import annotations

import datetime as dt

from agencies.models import Officer

from ..models import Delivery


def mark_read(delivery: Delivery, *, now: dt.datetime) -> None:
    """The first reading counts; a second one changes nothing."""
    Delivery.objects.filter(pk=delivery.pk, read_at=None).update(read_at=now)


def mark_all_read(*, by: Officer, now: dt.datetime) -> int:
    return Delivery.objects.unread(by).update(read_at=now)
