"""What a sender does by code and secret: adds something, withdraws, says whether the answer helped."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback import keys
from feedback.actions.answering import reopen
from feedback.actions.handling import require_office, resume
from feedback.actions.moving import happened, take
from feedback.actions.publishing import lock_item
from feedback.models import Event, Handling, Item, ItemFile, Rating, Sender
from feedback.models.items import MOST_FILES
from feedback.workflow import SENDER_SAYS, State
from records.actions import audit, store_attachment
from records.content.check import CheckedFile

MOST_FILES_EVER = 20


@transaction.atomic
def add_to_item(item: Item, *, words: str, files: Sequence[CheckedFile] = (), now: dt.datetime) -> None:
    """Every agency that has it in hand reads it; the one that asked goes on. Sent twice it counts once."""
    handlings = list(Handling.objects.select_for_update(of=("self",)).open().filter(item=item))
    if _is_said_again(item, words, files):
        return
    if not handlings:
        raise ValidationError(_("It is closed; please send new feedback for what is new."), code="state")
    if len(files) > MOST_FILES or item.files.count() + len(files) > MOST_FILES_EVER:
        raise ValidationError({"uploads": _("At most %(count)d files.") % {"count": MOST_FILES}})
    for handling in handlings:
        if handling.state == State.WAITING:
            resume(handling, words=words, by=None, now=now)
        else:
            happened(handling, "add", by=None, now=now, words=words)
    for file in files:
        attachment = store_attachment(file, by=None, now=now)
        ItemFile.objects.create(item=item, attachment=attachment, added_by=None, added_at=now)
    audit(item, "add", by=None, now=now, changes={"files": len(files)})


def _is_said_again(item: Item, words: str, files: Sequence[CheckedFile]) -> bool:
    """The page was sent again: these words came last, no officer said anything since, the files are there."""
    last = Event.objects.filter(handling__item=item).order_by("-at", "-pk").first()
    if last is None or last.by_id is not None or last.verb not in SENDER_SAYS or last.words != words:
        return False
    sums = {hashlib.sha256(file.data).hexdigest() for file in files}
    return sums <= set(item.files.values_list("attachment__sha256", flat=True))


@transaction.atomic
def withdraw_item(item: Item, *, words: str = "", now: dt.datetime) -> None:
    """Nobody answers it any more. ValidationError when an answer already awaits the head, or is given."""
    handlings = list(Handling.objects.select_for_update(of=("self",)).open().filter(item=item))
    if not handlings:
        raise ValidationError(_("It is closed already; there is nothing to withdraw."), code="state")
    for handling in handlings:
        take(handling, "withdraw", by=None, now=now, words=words)


@transaction.atomic
def rate_answer(handling: Handling, *, helped: bool, words: str = "", now: dt.datetime) -> Rating:
    """Once for each answer. One that did not help is taken up again, the first time."""
    locked = Handling.objects.select_for_update(of=("self",), no_key=True).get(pk=handling.pk)
    if locked.state != State.ANSWERED:
        raise ValidationError(_("There is no answer to judge now."), code="state")
    if locked.ratings.filter(at__gte=locked.answer.signed_at).exists():
        raise ValidationError(_("You have judged this answer already. Thank you."), code="state")
    if not helped and not words:
        raise ValidationError({"words": _("Write what is missing, so that it can be answered.")})
    is_first = not locked.ratings.filter(helped=False).exists()
    rating = Rating(handling=locked, helped=helped, words=words, at=now)
    rating.full_clean()
    rating.save()
    audit(locked, "rate", by=None, now=now, changes={"helped": helped})
    if not helped and is_first:
        reopen(locked, words=words, by=None, now=now)
    return rating


@transaction.atomic
def replace_secret(handling: Handling, *, seen: str | None = None, by: Officer, now: dt.datetime) -> str:
    """A new secret in the place of a lost one, after the officer made sure who asks; the old one opens
    nothing any more. Returned to be told once. The sender reads that it was done, and is told by mail where
    they confirmed an address: whoever has the secret may act in their name.

    With `seen` (the pass of the page that asked), what the page is sent for again returns the same secret
    and changes nothing. ValidationError where another was made since, or the page is an hour old.
    """
    require_office(by, handling)
    if not handling.needs_sender:
        raise ValidationError(_("Your agency does not have it any more."), code="state")
    if Sender.objects.filter(item=handling.item_id, erased_at__isnull=False).exists():
        raise ValidationError(_("Who sent it was erased; nobody can follow it any more."), code="erased")
    if seen is None:
        secret = keys.new_secret()
    else:
        lock_item(handling.item_id)
        item, secret = Item.objects.get(pk=handling.item_id), keys.secret_for(seen)
        named = keys.read_pass(seen, purpose=keys.REPLACING)
        if keys.matches(keys.FINDING, secret, item.secret_digest):
            return secret
        if named is None or named != (item.code, item.secret_digest[: keys.PASS_DIGITS]):
            said = _(
                "The page was open for more than an hour, or somebody made another secret since. Press once "
                "more to make a new one; the last one then opens nothing any more."
            )
            raise ValidationError(said, code="stale")
    happened(handling, "replace_secret", by=by, now=now)
    return renew_secret(handling.item, by=by, now=now, secret=secret)


@transaction.atomic
def renew_secret(item: Item, *, by: Officer | None, now: dt.datetime, secret: str = "") -> str:
    """The same for a sender who opened the mail that was sent to the address they confirmed; theirs follows
    from the pass in it, so that a button pressed twice shows the same."""
    secret = secret or keys.new_secret()
    item.secret_digest = keys.digest(keys.FINDING, secret)
    item.save(update_fields=["secret_digest"])
    audit(item, "replace_secret", by=by, now=now)
    return secret
