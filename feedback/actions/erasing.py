"""Who sent an item is erased when the time for keeping it has passed; the case stays countable."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from feedback import keys
from feedback.models import (
    Answer,
    DataRequest,
    Erasure,
    Event,
    Extension,
    Handling,
    Item,
    Publication,
    PublicFile,
    Rating,
    RetentionRule,
    Sender,
)
from feedback.models.retention import months_before
from feedback.redaction import redact, without
from feedback.workflow import OPEN, PublicationState
from records.actions import audit

BATCH = 200
EMPTIED = "[…]"
log = logging.getLogger(__name__)


def erase_what_is_over(*, now: dt.datetime) -> int:
    """Each item in its own transaction; returns how many. Run twice it changes nothing more.

    The sender's row is emptied; what they wrote keeps its words without name, numbers and addresses; what
    was written to them loses theirs; their files go.
    """
    today = timezone.localdate(now)
    rule = RetentionRule.objects.filter(valid_from__lte=today).order_by("-valid_from").first()
    if rule is None:
        return 0
    before = timezone.make_aware(dt.datetime.combine(months_before(today, rule.months), dt.time()))
    over = (
        Item.objects.filter(sender__erased_at=None)
        .exclude(handlings__in=Handling.objects.filter(state__in=OPEN))
        .annotate(last=Max("handlings__closed_at"))
        .filter(Q(last__lt=before))
    )
    _empty_old_requests(before=timezone.localdate(before))
    return sum(_erase_one(pk, rule, now) for pk in list(over.values_list("pk", flat=True)[:BATCH]))


def _erase_one(item_id: int, rule: RetentionRule, now: dt.datetime) -> bool:
    """One that cannot be erased keeps no other from it; the next run tries it again."""
    try:
        return erase_sender(item_id, rule=rule, now=now)
    except Exception:
        log.exception("The sender of feedback %s cannot be erased", item_id)
        return False


def _empty_old_requests(*, before: dt.date) -> int:
    """What a person asked of no feedback by name is kept as long; that it was asked and answered stays."""
    over = DataRequest.objects.filter(item=None, answered_on__lt=before).exclude(words=EMPTIED)
    return over.update(words=EMPTIED, answer=EMPTIED)


def _rewrite(rows: models.QuerySet[Any], mend: Callable[[str], str], *fields: str) -> None:
    for row in rows:
        found = {name: mend(getattr(row, name)) for name in fields}
        if any(getattr(row, name) != text for name, text in found.items()):
            rows.model._default_manager.filter(pk=row.pk).update(**found)


@transaction.atomic
def erase_sender(item_id: int, *, rule: RetentionRule | None, now: dt.datetime) -> bool:
    """Of one item, by a rule or on request (None); False when it was done before.

    Code and secret open nothing any more: nothing of the sender's comes in again.
    """
    sender = Sender.objects.select_for_update(of=("self",)).select_related("item").get(item=item_id)
    if sender.erased_at is not None:
        return False
    item, names = sender.item, [sender.name]
    files = list(item.files.select_related("attachment"))
    for file in files:
        attachment = file.attachment
        file.delete()
        attachment.delete()  # the file itself is removed by the sweep of orphans
    told = [sender.phone, sender.email, sender.address, sender.name]

    def by_sender(text: str) -> str:
        return without(redact(text, names), names, told)

    def to_sender(text: str) -> str:
        return without(text, names, told)

    item.content, item.rule_words = by_sender(item.content), by_sender(item.rule_words)
    item.secret_digest = keys.digest(keys.FINDING, keys.new_secret())
    item.save(update_fields=["content", "rule_words", "search_key", "secret_digest"])
    events = Event.objects.filter(handling__item=item)
    _rewrite(events.filter(by=None), by_sender, "words")
    _rewrite(events.exclude(by=None), to_sender, "words")
    _rewrite(Rating.objects.filter(handling__item=item), by_sender, "words")
    _rewrite(Answer.objects.filter(handling__item=item), to_sender, "text", "proposal")
    _rewrite(Extension.objects.filter(handling__item=item), to_sender, "reason")
    _rewrite(item.data_requests.all(), by_sender, "words", "answer")
    drafts = Publication.objects.filter(handling__item=item).exclude(state=PublicationState.PUBLISHED)
    _rewrite(drafts, by_sender, "title", "question", "answer")
    for copy in PublicFile.objects.filter(publication__handling__item=item, approved_by=None):
        attachment = copy.attachment
        copy.delete()
        attachment.delete()
    sender.name = sender.address = sender.phone = sender.email = ""
    sender.email_confirmed_at, sender.erased_at = None, now
    sender.save()
    Erasure.objects.create(item=item, rule=rule, files=len(files), at=now)
    audit(item, "erase_sender", by=None, now=now, changes={"files": len(files)})
    return True
