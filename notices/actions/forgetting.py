"""Rows of what was owed go with the object they speak of: when its room erases it by rule, or it is gone."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction

from notices.models import Obligation
from notices.models.obligations import ObligationQuerySet
from notices.obligations import all_kinds

BATCH = 5000


def forget(ids: Collection[int], *kinds: str) -> int:
    """Drop the settled rows of these objects; what is still owed stays. Says how many."""
    return _drop(Obligation.objects.settled().of(kinds, ids))


def forget_gone() -> int:
    """Drop the settled rows of objects that are no more; says how many. Safe to repeat."""
    return sum(
        _drop(Obligation.objects.settled().filter(kind=kind.code).without(kind.rows()))
        for kind in all_kinds()
    )


def _drop(rows: ObligationQuerySet) -> int:
    """The oldest first, so that none is left that was handed on to one that is gone."""
    dropped = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM notices_obligation WHERE id = ANY(%s)", [keys])
            dropped += len(keys)
    return dropped
