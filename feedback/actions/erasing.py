"""Who sent an item is erased when the time for keeping it has passed; the case stays countable."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from feedback import keys
from feedback.actions.publishing import withdraw_consent
from feedback.actions.reminding import OF_HANDLING
from feedback.models import (
    Answer,
    DataRequest,
    Erasure,
    Event,
    Extension,
    Handling,
    Item,
    ItemFile,
    Letter,
    Publication,
    PublicFile,
    Rating,
    RetentionRule,
    Sender,
)
from feedback.models.retention import months_before
from feedback.redaction import without
from feedback.reminders.data_request import CARRYING_OUT, REQUEST
from feedback.reminders.handling import POSTING
from feedback.sealing import FinderVersionField, RedactedField, redacted, unseal
from feedback.workflow import OPEN, PublicationState
from notices.actions.forgetting import forget
from notices.actions.owing import follow
from notices.workflow import Outcome
from records.actions import audit
from records.fields import FoldedField

BATCH = 200
SHOWN = PublicationState.PUBLISHED
Mend = Callable[[str], str]
EMPTIED = "[…]"
log = logging.getLogger(__name__)


def erase_what_is_over(*, now: dt.datetime) -> int:
    """Each item in its own transaction; returns how many. Run twice it changes nothing more.

    The sender's row is emptied; what they wrote keeps its words without name, numbers and addresses; what
    was written to them loses theirs; their files go, and so do the rows of what was owed of the item.
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
    erased = (_erase_one(pk, rule, now) for pk in list(over.order_by("pk").values_list("pk", flat=True)))
    return sum(1 for _done in islice(filter(None, erased), BATCH))


def _erase_one(item_id: int, rule: RetentionRule, now: dt.datetime) -> bool:
    """One that cannot be erased keeps no other from it; the next run tries it again."""
    try:
        return erase_sender(item_id, rule=rule, now=now)
    except Exception as error:
        log.error("The sender of feedback %s cannot be erased: %s", item_id, type(error).__name__)
        return False


def _empty_old_requests(*, before: dt.date) -> int:
    """What a person asked of no feedback by name, or of one whose sender is erased, is kept as long; that it
    was asked and answered stays."""
    of_nobody = Q(item=None) | Q(item__sender__erased_at__isnull=False)
    over = DataRequest.objects.filter(of_nobody, done_on__lt=before).exclude(words__same=EMPTIED)
    reasons = ("extension_reason", "extension_reason_redacted")
    forget(list(over.values_list("pk", flat=True)), REQUEST, CARRYING_OUT)
    over.filter(extended_by__gte=1).update(**dict.fromkeys(reasons, EMPTIED))
    texts = ("words", "words_redacted", "answer", "answer_redacted", "carried_out", "carried_out_redacted")
    return over.update(**dict.fromkeys(texts, EMPTIED))


def _rewrite_all(item: Item, by_sender: Mend, to_sender: Mend) -> None:
    """Every text of the room that may name who sent it, but for the item's own."""
    events = Event.objects.filter(handling__item=item)
    _rewrite(events.filter(by=None), by_sender, "words")
    _rewrite(events.exclude(by=None), to_sender, "words")
    _rewrite(Rating.objects.filter(handling__item=item), by_sender, "words")
    _rewrite(Answer.objects.filter(handling__item=item), to_sender, "text", "proposal")
    _rewrite(Extension.objects.filter(handling__item=item), to_sender, "reason")
    _rewrite(item.data_requests.all(), by_sender, "words", "answer", "extension_reason", "carried_out")
    drafts = Publication.objects.filter(handling__item=item).exclude(state=SHOWN)
    _rewrite(drafts, by_sender, "title", "question", "answer")


def _drop(files: Iterable[ItemFile | PublicFile]) -> None:
    for file in files:
        attachment = file.attachment
        file.delete()
        attachment.delete()


def _rewrite(rows: models.QuerySet[Any], mend: Mend, *fields: str) -> None:
    """Saved, so that what is made from them follows: search keys, and what others read."""
    follows = (FoldedField, RedactedField, FinderVersionField)
    keyed = [field.name for field in rows.model._meta.fields if isinstance(field, follows)]
    for row in rows:
        found = {name: mend(unseal(getattr(row, name))) for name in fields}
        if any(getattr(row, name) != text for name, text in found.items()):
            for name, text in found.items():
                setattr(row, name, text)
            row.save(update_fields=[*fields, *keyed])


@transaction.atomic
def erase_sender(item_id: int, *, rule: RetentionRule | None, now: dt.datetime) -> bool:
    """Of one item, by a rule or on request (None); False when it was done before, or it is open again.

    Code and secret open nothing any more: nothing of the sender's comes in again. On request their consent
    ends with it, and what was published is taken down; else it stays, without who sent it.
    """
    Item.objects.select_for_update(no_key=True).get(pk=item_id)
    sender = Sender.objects.select_for_update(of=("self",)).select_related("item").get(item=item_id)
    if sender.erased_at is not None or Handling.objects.open().filter(item=item_id).exists():
        return False
    if rule is None:
        withdraw_consent(sender.item, now=now)
    item, person = sender.item, sender.person
    files = list(item.files.select_related("attachment"))
    _drop(files)  # the file itself is removed by the sweep of orphans

    def by_sender(text: str) -> str:
        return redacted(text, person)

    def to_sender(text: str) -> str:
        return without(text, person)

    _rewrite(Item.objects.filter(pk=item.pk), by_sender, "content", "rule_words", "register_number")
    item.secret_digest = keys.digest(keys.FINDING, keys.new_secret())
    item.save(update_fields=["secret_digest"])
    _rewrite_all(item, by_sender, to_sender)
    _drop(PublicFile.objects.filter(publication__handling__item=item).exclude(publication__state=SHOWN))
    sender.name = sender.address = sender.phone = sender.email = sender.phone_digest = ""
    sender.email_confirmed_at, sender.erased_at = None, now
    sender.save()
    Letter.objects.to_post().filter(item=item).delete()  # there is nobody to write to any more
    unposted = item.handlings.filter(owes_post=True)
    owing = list(unposted.values_list("pk", flat=True))
    unposted.update(owes_post=False)
    follow(owing, POSTING, now=now, outcome=Outcome.VOID)
    forget(list(item.handlings.values_list("pk", flat=True)), *OF_HANDLING)
    Erasure.objects.create(item=item, rule=rule, files=len(files), at=now)
    audit(item, "erase_sender", by=None, now=now, changes={"files": len(files)})
    return True
