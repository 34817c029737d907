"""Who sent an item is erased when the time for keeping it has passed; the case stays countable."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from feedback.models import Answer, DataRequest, Erasure, Event, Handling, Item, RetentionRule, Sender
from feedback.models.retention import months_before
from feedback.redaction import redact, without
from feedback.workflow import OPEN
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
    return sum(erase_sender(pk, rule=rule, now=now) for pk in list(over.values_list("pk", flat=True)[:BATCH]))


def _empty_old_requests(*, before: dt.date) -> int:
    """What a person asked of no feedback by name is kept as long; that it was asked and answered stays."""
    over = DataRequest.objects.filter(item=None, answered_on__lt=before).exclude(words=EMPTIED)
    return over.update(words=EMPTIED, answer=EMPTIED)


@transaction.atomic
def erase_sender(item_id: int, *, rule: RetentionRule | None, now: dt.datetime) -> bool:
    """Of one item, by a rule or on request (None); False when it was done before."""
    sender = Sender.objects.select_for_update(of=("self",)).select_related("item").get(item=item_id)
    if sender.erased_at is not None:
        return False
    item, names = sender.item, [sender.name]
    files = list(item.files.select_related("attachment"))
    for file in files:
        attachment = file.attachment
        file.delete()
        attachment.delete()  # the file itself is removed by the sweep of orphans
    item.content, item.rule_words = redact(item.content, names), redact(item.rule_words, names)
    item.save(update_fields=["content", "rule_words", "search_key"])
    told = [sender.phone, sender.email, sender.address]
    for event in Event.objects.filter(handling__item=item).exclude(words=""):
        words = redact(event.words, names) if event.by_id is None else without(event.words, names, told)
        Event.objects.filter(pk=event.pk).update(words=words)
    for answer in Answer.objects.filter(handling__item=item):
        Answer.objects.filter(pk=answer.pk).update(text=without(answer.text, names, told))
    for request in item.data_requests.all():
        request.words, request.answer = (
            without(redact(words, names), names, told) for words in (request.words, request.answer)
        )
        request.save(update_fields=["words", "answer"])
    sender.name = sender.address = sender.phone = sender.email = ""
    sender.email_confirmed_at, sender.erased_at = None, now
    sender.save()
    Erasure.objects.create(item=item, rule=rule, files=len(files), at=now)
    audit(item, "erase_sender", by=None, now=now, changes={"files": len(files)})
    return True
