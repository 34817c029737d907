"""An answered item is published: by consent, without who sent it, approved by another officer."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback.actions.handling import require_office
from feedback.models import Answer, Consent, ConsentWording, Handling, Item, Publication, Sender
from feedback.redaction import Person, find
from feedback.reminders.publication import PUBLICATION
from feedback.sealing import officers_of_register, redacted
from feedback.workflow import PUBLICATION_MOVES, PublicationState, State
from notices.actions.owing import follow
from notices.workflow import Outcome
from records.actions import audit, move

PUBLISH = ConsentWording.Purpose.PUBLISH


@transaction.atomic
def draft_publication(
    handling: Handling,
    *,
    title: str,
    question: str,
    answer: str,
    is_checked: bool,
    seen_edits: int,
    by: Officer,
    now: dt.datetime,
) -> Publication:
    """The text as the public shall read it, for another officer to approve.

    ValidationError when it is not answered or its sender did not agree; when something in it may still tell
    who sent it and `is_checked` does not say that it was looked at; when someone changed it meanwhile.
    """
    require_office(by, handling)
    locked = Handling.objects.select_for_update(of=("self",), no_key=True).get(pk=handling.pk)
    require_publishable(locked)
    if not is_checked:
        refuse_traces({"title": title, "question": question, "answer": answer}, person_of(locked.item_id))
    found = Publication.objects.select_for_update(of=("self",)).filter(handling=locked).first()
    publication = found or Publication(handling=locked)
    if publication.edits != seen_edits:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    if publication.state != PublicationState.DRAFT:
        raise ValidationError(_("What is published is taken down before it is changed."), code="state")
    publication.title, publication.question, publication.answer = title, question, answer
    publication.made_by, publication.made_at = by, now
    publication.approved_by = publication.approved_at = None
    publication.edits += 1
    publication.full_clean(exclude=["approved_by"])
    publication.save()
    audit(locked, "draft_publication", by=by, now=now, changes={"edits": publication.edits})
    follow([locked.pk], PUBLICATION, now=now)
    return publication


def lock_item(item_id: int) -> None:
    Item.objects.select_for_update(no_key=True).get(pk=item_id)


def require_publishable(handling: Handling) -> None:
    if handling.state != State.ANSWERED:
        raise ValidationError(_("Only what is answered is published."), code="state")
    if not Consent.objects.in_force(PUBLISH).filter(item=handling.item_id).exists():
        raise ValidationError(_("Its sender did not agree that it be published."), code="consent")


def person_of(item_id: int) -> Person:
    """Who sent it; nobody once they were erased."""
    return Sender.objects.get(item=item_id).person


def refuse_traces(texts: dict[str, str], person: Person) -> None:
    errors = {}
    for field, text in texts.items():
        if spans := find(text, person, officers_of_register()):
            found = ", ".join(f"“{text[span.start : span.end]}” ({span.kind.label})" for span in spans)
            errors[field] = _("This may tell who sent it: %(found)s. Take it out, or tick below.") % {
                "found": found
            }
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def approve_publication(
    publication: Publication, *, seen_edits: int, by: Officer, now: dt.datetime
) -> Publication:
    """From now on everybody reads it. PermissionDenied for whoever made it."""
    handling = publication.handling
    require_office(by, handling)
    lock_item(handling.item_id)  # agreement is not taken back in between
    require_publishable(handling)
    answer = Answer.objects.get(handling=handling)

    def guard(locked: Publication) -> None:
        if locked.made_by_id == by.pk:
            raise PermissionDenied(_("You made this text; another officer reads and approves it."))
        if locked.edits != seen_edits:
            said = _("The text was changed meanwhile. Read it again before you approve.")
            raise ValidationError(said, code="stale")

    approved = move(
        publication,
        "approve",
        table=PUBLICATION_MOVES,
        by=by,
        now=now,
        guard=guard,
        approved_by=by,
        approved_at=now,
        outcome=answer.outcome,
        answered_on=timezone.localdate(answer.signed_at),
    )
    follow([handling.pk], PUBLICATION, now=now)
    return approved


@transaction.atomic
def take_down(publication: Publication, *, note: str, by: Officer, now: dt.datetime) -> Publication:
    """Nobody reads it any more; the reason stays on the trail."""
    require_office(by, publication.handling)
    return _take_down(publication, note=note, by=by, now=now)


def _take_down(publication: Publication, *, note: str, by: Officer | None, now: dt.datetime) -> Publication:
    """Its files are to be approved anew, one by one, before they show again. The trail is never changed: the
    reason stands there without what may tell who sent it."""
    publication.files.update(approved_by=None, approved_at=None)
    note = redacted(note, person_of(publication.handling.item_id)) if note else ""
    return move(publication, "take_down", table=PUBLICATION_MOVES, by=by, now=now, note=note)


@transaction.atomic
def redraft(publication: Publication, *, by: Officer, now: dt.datetime) -> Publication:
    require_office(by, publication.handling)
    drafted = move(publication, "redraft", table=PUBLICATION_MOVES, by=by, now=now)
    follow([publication.handling_id], PUBLICATION, now=now)
    return drafted


@transaction.atomic
def withdraw_consent(item: Item, *, now: dt.datetime) -> int:
    """The sender no longer agrees: what is published of it is taken down at once; returns how many consents
    ended (Law 91/2025/QH15, article 9)."""
    lock_item(item.pk)
    count = Consent.objects.in_force(PUBLISH).filter(item=item).update(withdrawn_at=now)
    published = Publication.objects.public().filter(handling__item=item)
    for publication in published:
        _take_down(publication, note="", by=None, now=now)
    if count:
        audit(item, "withdraw_consent", by=None, now=now)
        theirs = list(item.handlings.values_list("pk", flat=True))
        follow(theirs, PUBLICATION, now=now, outcome=Outcome.VOID)
    return count
