"""What others read of a sender's words is made anew where it is missing, or a better finder finds more."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.db import models, transaction

from feedback import keys
from feedback.models import Answer, DataRequest, Event, Extension, Item, Rating, Sender
from feedback.sealing import FinderVersionField, RedactedField, finder_version, unseal
from records.fields import FoldedField

BATCH = 200
A_RUN = 300  # seconds
# Each with the way to its item, whose sender is taken out.
WORDED: dict[type[models.Model], str] = {
    Item: "sender",
    Event: "handling__item__sender",
    Answer: "handling__item__sender",
    Rating: "handling__item__sender",
    Extension: "handling__item__sender",
    DataRequest: "item__sender",
}


def redact_what_waits(*, seconds: float) -> int:
    """All rows whose redacted texts are older than the finder, some at a time, for about so long; returns how
    many. Run again it goes on, and changes nothing when all is done."""
    end, count = time.monotonic() + seconds, 0
    batches: list[Callable[[int], tuple[int, int]]] = [partial(_some, model) for model in WORDED]
    for next_batch in (*batches, _some_digests):
        last = 0
        while time.monotonic() < end:
            done, last = next_batch(last)
            count += done
            if not last:
                break
    return count


@transaction.atomic
def _some(model: type[models.Model], last: int) -> tuple[int, int]:
    """The next batch, locked so that nobody erases meanwhile; those that are being changed wait for a later
    run. Returns how many, and the key of the last; 0 when there is none any more."""
    waiting = model._default_manager.filter(pk__gt=last, redaction__lt=finder_version())
    locked = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = list(locked.select_related(WORDED[model]).order_by("pk")[:BATCH])
    made = (RedactedField, FinderVersionField, FoldedField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, made)]
    for row in rows:
        for field in fields:
            field.pre_save(row, False)
    model._default_manager.bulk_update(rows, [field.name for field in fields])
    return len(rows), rows[-1].pk if rows else 0


@transaction.atomic
def _some_digests(last: int) -> tuple[int, int]:
    """The same for telephone numbers that are not found yet."""
    waiting = Sender.objects.filter(pk__gt=last, phone_digest="", erased_at=None).exclude(phone="")
    rows = list(waiting.select_for_update(no_key=True, skip_locked=True).order_by("pk")[:BATCH])
    for row in rows:
        row.phone_digest = keys.phone_digest(unseal(row.phone))
    found = [row for row in rows if row.phone_digest]
    Sender.objects.bulk_update(found, ["phone_digest"])
    return len(found), rows[-1].pk if rows else 0
