"""An answer is written, signed off by the head, and reaches the sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer, Post
from agencies.papers import refuse_own_form
from feedback.actions.handling import lock_handling, require_office
from feedback.actions.inheriting import hand_on_kept
from feedback.actions.letters import take_off_signature
from feedback.actions.moving import take
from feedback.models import Answer, Assessment, Delivery, Handling, Sender
from feedback.models.norms import door_for_texts
from feedback.papers import answer_letter
from feedback.permissions import drafting_post, signing_post
from feedback.words import Purpose, read, who_sent
from feedback.workflow import SENDER_SAYS, State
from records.actions import audit


@transaction.atomic
def write_answer(
    handling: Handling,
    *,
    text: str,
    outcome: str,
    proposal: str = "",
    number: str = "",
    assessment: Mapping[str, bool] | None = None,
    seen_edits: int,
    by: Officer,
    now: dt.datetime,
) -> Answer:
    """Save the draft of the answer, with the verdict on each criterion that was judged.

    ValidationError when it is not in hand, or when someone else saved since `seen_edits`.
    """
    require_office(by, handling)
    locked = Handling.objects.select_for_update(of=("self",), no_key=True).get(pk=handling.pk)
    if locked.state != State.IN_HAND:
        raise ValidationError(_("An answer is written while the feedback is in hand."), code="state")
    answer = Answer.objects.filter(handling=locked).first() or Answer(handling=locked)
    if answer.edits != seen_edits:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    answer.text, answer.outcome, answer.proposal, answer.number = text, outcome, proposal, number
    answer.edits += 1
    answer.full_clean(exclude=["signed_by"])
    answer.save()
    answer.writers.add(by)
    answer.assessments.all().delete()
    Assessment.objects.bulk_create(
        Assessment(answer=answer, criterion=criterion, is_met=assessment[criterion])
        for criterion in Assessment.Criterion
        if assessment and criterion in assessment
    )
    audit(locked, "write_answer", by=by, now=now, changes={"edits": answer.edits})
    return answer


@transaction.atomic
def submit_answer(handling: Handling, *, by: Officer, now: dt.datetime) -> Handling:
    """To the head, who signs it off."""
    post = drafting_post(by, handling.agency_id)
    if post is None:
        raise PermissionDenied(_("Only a drafter of the agency sends an answer to the head."))
    if not Answer.objects.filter(handling=handling).exists():
        raise ValidationError(_("Write the answer first."), code="answer")
    return take(handling, "submit", by=by, now=now, is_public=False)


@transaction.atomic
def take_back_answer(handling: Handling, *, by: Officer, now: dt.datetime) -> Handling:
    if drafting_post(by, handling.agency_id) is None:
        raise PermissionDenied(_("Only a drafter of the agency takes an answer back."))
    return take(handling, "take_back", by=by, now=now, is_public=False)


@transaction.atomic
@transaction.atomic
def hand_back_answer(
    handling: Handling, *, words: str, seen_edits: int | None = None, by: Officer, now: dt.datetime
) -> Handling:
    """To the drafter, with what is to be changed; one off the point does not leave the house. ValidationError
    when the answer was changed since `seen_edits`: taken back, mended and sent up once more."""
    if signing_post(by, handling.agency_id) is None:
        raise PermissionDenied(_("Only the head, or who signs for them, hands an answer back."))
    lock_handling(handling)
    answer = Answer.objects.select_for_update().filter(handling=handling).first()
    if answer and seen_edits not in (None, answer.edits):
        said = _("The answer was changed meanwhile. Read it again before you hand it back.")
        raise ValidationError(said, code="stale")
    return take(handling, "hand_back", by=by, now=now, words=words, is_public=False)


def last_addition(handling: Handling) -> int:
    """The newest event by which the sender said something more; 0 where there is none."""
    return handling.events.filter(by=None, verb__in=SENDER_SAYS).aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def sign_answer(
    handling: Handling, *, seen_edits: int, seen_added: int | None = None, by: Officer, now: dt.datetime
) -> Handling:
    """Signed off and sent: from now on the sender reads it by code and secret. One who is told by post alone
    has it once it was posted (`record_posting`): until then it is approved, and its time counts on.

    PermissionDenied for whoever wrote in it; ValidationError when it was changed since `seen_edits`, or the
    sender has added something since `seen_added` (`last_addition` of what the head was shown).
    """
    post = signing_post(by, handling.agency_id)
    if post is None:
        raise PermissionDenied(_("Only the head, or who signs for them, approves an answer."))
    lock_handling(handling)
    answer = Answer.objects.select_for_update().filter(handling=handling).first()
    if answer is None or answer.edits != seen_edits:
        raise ValidationError(
            _("The answer was changed meanwhile. Read it again before you approve it."), code="stale"
        )
    if seen_added is not None and seen_added != last_addition(handling):
        raise ValidationError(
            _("The sender has added something meanwhile. Read it before you approve the answer."),
            code="stale",
        )
    if answer.writers.filter(pk=by.pk).exists():
        raise PermissionDenied(
            _("You wrote in this answer; another one who may sign for the head reads and approves it.")
        )
    is_posted = Sender.objects.select_related("item").get(item=handling.item_id).is_told_by_post
    if is_posted:
        moved = take(handling, "approve", by=by, now=now, is_public=False)
    else:
        moved = take(handling, "sign", by=by, now=now, words=answer.text)
    answer.signed_by, answer.signed_post, answer.signer_name, answer.signed_at = by, post, by.full_name, now
    answer.save(update_fields=["signed_by", "signed_post", "signer_name", "signed_at"])
    if not is_posted:
        today = timezone.localdate(now)
        Delivery.objects.create(answer=answer, way=Delivery.Way.PORTAL, on=today, by=by, recorded_at=now)
    return moved


@transaction.atomic
def write_letter(handling: Handling, *, by: Officer, now: dt.datetime) -> bytes:
    """The answer as an official letter, .docx; who wrote it down saw who sent the feedback.

    A draft goes under the head of today, a signed one under the post it was signed as. ValidationError
    without an answer, once the sender was erased, and where the agency's papers follow another form.
    """
    if today := handling.agency.version_on(timezone.localdate(now)):
        refuse_own_form(today.kind)
    who = who_sent(handling, by=by, now=now, purpose=Purpose.LETTER)
    answer = (
        Answer.objects.filter(handling=handling)
        .select_related("handling__item__rule", "handling__regulation")
        .first()
    )
    if answer is None:
        raise ValidationError(_("Write the answer first."), code="answer")
    if who.is_erased:
        raise ValidationError(_("Who sent it was erased; there is nobody to write to."), code="erased")
    version = handling.agency.version_on(timezone.localdate(answer.signed_at or now))
    if version is None:
        raise ValidationError(_("The agency is no more."), code="state")
    return answer_letter(
        answer,
        who,
        read(handling, by=by, purpose=Purpose.LETTER, now=now),
        version=version,
        head=answer.signed_post or _head_of(handling, timezone.localdate(now)),
        today=timezone.localdate(now),
        province=settings.PORTAL_PROVINCE,
        portal_url=settings.PORTAL_URL,
        door=door_for_texts(handling, timezone.localdate(answer.signed_at or now)),
    )


def _head_of(handling: Handling, today: dt.date) -> Post | None:
    heads = Post.objects.in_force(today).filter(agency=handling.agency_id, role=Post.Role.HEAD)
    return heads.select_related("officer").order_by("valid_from", "pk").first()


@transaction.atomic
def record_delivery(
    handling: Handling, *, way: str, on: dt.date, number: str = "", by: Officer, now: dt.datetime
) -> Delivery:
    """How else the signed answer reached the sender, on which day, and under which registered number."""
    require_office(by, handling)
    if handling.state == State.TO_POST:
        raise ValidationError(_("It is still to be posted; record that instead."), code="state")
    answer = Answer.objects.filter(handling=handling, signed_at__isnull=False).first()
    if answer is None or answer.signed_at is None:
        raise ValidationError(_("Only an approved answer is delivered."), code="state")
    if not timezone.localdate(answer.signed_at) <= on <= timezone.localdate(now):
        raise ValidationError({"on": _("It reached the sender between the day it was signed and today.")})
    delivery = Delivery(answer=answer, way=way, on=on, number=number, by=by, recorded_at=now)
    delivery.full_clean(exclude=["by"])
    delivery.save()
    audit(handling, "record_delivery", by=by, now=now, changes={"way": way, "on": on.isoformat()})
    return delivery


@transaction.atomic
def reopen(handling: Handling, *, words: str, by: Officer | None, now: dt.datetime) -> Handling:
    """Take an answered item up again; its time counts anew from today. What was answered stays with the event
    of signing, the draft goes on from it."""
    if by is not None:
        require_office(by, handling)
    lock_handling(handling)
    take_off_signature(handling)
    moved = take(handling, "reopen", by=by, now=now, words=words, counts_from=timezone.localdate(now))
    return hand_on_kept(moved, by=by, now=now)
