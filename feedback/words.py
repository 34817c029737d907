"""The one door to a sender's words, files and name: it knows who asks, about which handling, and what for.

Who handles it reads it whole, and each look is on the trail before a word is told. Others read what is
redacted of it, or are refused where a page is for those who handle it. Its sender reads their own, by code
and secret.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback import keys
from feedback.models import Answer, DataRequest, Event, Handling, Item, ItemFile, Rating, Sender
from feedback.models.handlings import HandlingQuerySet
from feedback.permissions import may_handle, may_handle_at, may_read_words
from feedback.sealing import unseal
from records.actions import audit
from records.models import Attachment


class Purpose(TextChoices):
    """What words are asked for; it stands with the look."""

    CASE = "case"  # the page of the case: whoever follows it reads it redacted
    ANSWER = "answer"
    SIGN = "sign"
    PUBLISH = "publish"
    APPROVE = "approve"
    LETTER = "letter"


# What is handled at these is refused to whoever does not handle it; elsewhere they read it redacted.
FOR_HANDLERS_ALONE = frozenset(Purpose) - {Purpose.CASE}
# What happened in the portal's own words: nothing of a sender's is in them.
SAID_BY_PORTAL = frozenset({"hand_on", "join", "mark_duplicate"})


@dataclass(frozen=True)
class Said:
    """One thing that happened, and the words that went with it."""

    verb: str
    at: dt.datetime
    words: str
    by: str = ""


@dataclass(frozen=True)
class Rated:
    helped: bool
    at: dt.datetime
    words: str


@dataclass(frozen=True)
class Words:
    """What was said of a handling, whole or redacted; `rule` in the register's words where it stands there.

    `files` are the names of what came with it by the file's key, empty names where it is redacted. `summary`
    and `answer_summary` are redacted always.
    """

    is_whole: bool
    content: str
    rule: str
    register_number: str
    added: tuple[Said, ...] = ()
    answer: str = ""
    proposal: str = ""
    events: tuple[Said, ...] = ()
    ratings: tuple[Rated, ...] = ()
    files: tuple[tuple[int, str], ...] = ()
    summary: str = ""
    answer_summary: str = ""


@dataclass(frozen=True)
class Who:
    """Who sent it; all of it empty once they were erased."""

    kind: str
    kind_label: str
    name: str
    address: str
    phone: str
    email: str
    is_erased: bool
    is_told_by_post: bool = False


def require_need(by: Officer, handling: Handling) -> None:
    """PermissionDenied for whoever does not handle it, or whose agency passed it on or set it aside."""
    if not may_handle(by, handling):
        raise PermissionDenied
    if not may_read_words(by, handling):
        raise PermissionDenied(_("Your agency does not have it any more."))


@transaction.atomic
def read(handling: Handling, *, by: Officer, purpose: Purpose, now: dt.datetime) -> Words:
    """For one page about one handling. PermissionDenied where that page is for those who handle it alone."""
    if purpose in FOR_HANDLERS_ALONE:
        require_need(by, handling)
    is_whole = may_read_words(by, handling)
    if is_whole:
        _look(handling, "look_at_words", by=by, now=now, purpose=purpose)
    told = _told(handling, is_whole=is_whole, is_ours=may_handle(by, handling))
    if purpose == Purpose.CASE:  # what was added here stands among the events
        return replace(told, added=tuple(row for row in told.added if row not in told.events))
    return told


def _look(handling: Handling, verb: str, *, by: Officer, now: dt.datetime, **about: object) -> None:
    audit(handling.item, verb, by=by, now=now, changes={"handling": handling.pk, **about})


def _of(row: object, name: str, *, is_whole: bool) -> str:
    """One text of a row; nothing while what is redacted of it is still to be made."""
    return (unseal(getattr(row, name)) if is_whole else getattr(row, f"{name}_redacted")) or ""


def _said(event: Event, *, is_whole: bool) -> Said:
    is_portals = event.verb in SAID_BY_PORTAL
    words = _of(event, "words", is_whole=is_whole or is_portals)
    return Said(event.verb, event.at, words, event.by.full_name if event.by else "")


def _told(handling: Handling, *, is_whole: bool, is_ours: bool) -> Words:
    """A draft, and what was said about it, stay in the house."""
    item, events = handling.item, handling.events.select_related("by")
    answer = Answer.objects.filter(handling=handling).first()
    if not is_ours:
        answer = answer if answer and answer.signed_at else None
        events = events.filter(is_public=True)
    ratings = Rating.objects.filter(handling=handling)
    files = item.files.select_related("attachment")
    return Words(
        is_whole=is_whole,
        content=_of(item, "content", is_whole=is_whole),
        rule=str(item.rule) if item.rule else _of(item, "rule_words", is_whole=is_whole),
        register_number=_of(item, "register_number", is_whole=is_whole),
        added=tuple(_said(row, is_whole=is_whole) for row in Event.objects.said_by_sender(item)),
        answer=_of(answer, "text", is_whole=is_whole) if answer else "",
        proposal=_of(answer, "proposal", is_whole=is_whole) if answer else "",
        events=tuple(_said(row, is_whole=is_whole) for row in events),
        ratings=tuple(Rated(row.helped, row.at, _of(row, "words", is_whole=is_whole)) for row in ratings),
        files=tuple((row.pk, row.attachment.original_name if is_whole else "") for row in files),
        summary=item.summary,
        answer_summary=_of(answer, "text", is_whole=False) if answer else "",
    )


@transaction.atomic
def who_sent(handling: Handling, *, by: Officer, now: dt.datetime, purpose: str = "sender") -> Who:
    """Who sent it, for those who handle it; each look is written down."""
    require_need(by, handling)
    _look(handling, "look_at_sender", by=by, now=now, purpose=purpose)
    sender = Sender.objects.select_related("item").get(item=handling.item_id)
    return Who(
        kind=sender.kind,
        kind_label=sender.get_kind_display(),
        name=unseal(sender.name),
        address=unseal(sender.address),
        phone=unseal(sender.phone),
        email=unseal(sender.email),
        is_erased=sender.erased_at is not None,
        is_told_by_post=sender.is_told_by_post,
    )


@transaction.atomic
def open_file(handling: Handling, file: ItemFile, *, by: Officer, now: dt.datetime) -> Attachment:
    """What came with the item may name who sent it: each opening is a look, and written down."""
    require_need(by, handling)
    if file.item_id != handling.item_id:
        raise PermissionDenied
    _look(handling, "open_file", by=by, now=now, file=file.pk)
    return file.attachment


class RequestWords(NamedTuple):
    """What a data subject said, and what they were told and was done."""

    said: str
    answer: str
    extension_reason: str
    carried_out: str


@transaction.atomic
def read_request(request: DataRequest, *, by: Officer, now: dt.datetime) -> RequestWords:
    """All that was said about a request, for the agency that answers it; each look is written down."""
    if not may_handle_at(by, request.agency_id):
        raise PermissionDenied
    audit(request, "look_at_words", by=by, now=now)
    sealed = (request.words, request.answer, request.extension_reason, request.carried_out)
    return RequestWords(*map(unseal, sealed))


def search(rows: HandlingQuerySet, typed: str, *, by: Officer, now: dt.datetime) -> HandlingQuerySet:
    """Of these handlings, what holds the words typed: by code, and by what is redacted of the words.

    A whole telephone number finds what its owner sent, among what the officer handles; that it was asked, and
    what it found, is written down, never the number.
    """
    found = rows.matching(keys.clean_code(typed) or typed)
    digests = keys.phone_digests(typed)
    if not digests:
        return found
    theirs = rows.handled_by(by).filter(item__sender__phone_digest__in=digests)
    with transaction.atomic():
        audit(by, "search_by_phone", by=by, now=now)
        for handling in theirs.select_related("item"):
            _look(handling, "found_by_phone", by=by, now=now)
    return rows.filter(Q(pk__in=theirs.values("pk")) | Q(pk__in=found.values("pk")))


# To the sender themself, who has shown code and secret, or confirmed the address.


def for_sender(item: Item) -> Words:
    """What they sent, with the names of their own files."""
    files = item.files.filter(added_by=None).select_related("attachment")
    return Words(
        is_whole=True,
        content=unseal(item.content),
        rule="",
        register_number="",
        files=tuple((row.pk, row.attachment.original_name) for row in files),
    )


def told_to_sender(events: Iterable[Event]) -> list[Said]:
    """What they said and were told."""
    return [Said(row.verb, row.at, unseal(row.words)) for row in events if row.is_public]


def address_of(sender: Sender) -> str:
    """Where mail to them goes."""
    return unseal(sender.email)
