"""Letters on paper to senders who are told by post alone: an officer posts what waits, and records it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback.actions.handling import lock_handling, require_office
from feedback.actions.letters import take_back_letter
from feedback.actions.moving import follow, happened, take
from feedback.actions.reminding import in_step
from feedback.models import Answer, Delivery, Handling, Letter, Stop
from feedback.workflow import State
from records.actions import audit


@transaction.atomic
def record_posting(
    handling: Handling, *, on: dt.date, number: str = "", by: Officer, now: dt.datetime
) -> Handling:
    """What waited was posted on that day, in one letter, under that registered number if it has one.

    An answer among it is given from now on, in time or late by the day it was posted; a question stops the
    clock from that day. ValidationError when nothing waits, or for a day before it was written.
    """
    require_office(by, handling)
    locked = lock_handling(handling)
    letters = _letters_of(locked, on, now)
    verbs = {letter.event.verb for letter in letters if letter.event}
    for letter in letters:
        letter.sent_at, letter.posted_on, letter.posted_by, letter.number = now, on, by, number
        letter.full_clean(exclude=["posted_by"])
        letter.save(update_fields=["sent_at", "posted_on", "posted_by", "number"])
    locked.told_on = max(locked.told_on or on, on)
    locked.owes_post = Letter.objects.to_post(locked).exists()
    locked.save(update_fields=["told_on", "owes_post"])
    audit(locked, "record_posting", by=by, now=now, changes={"on": on.isoformat(), "letters": len(letters)})
    if "ask" in verbs and locked.state == State.WAITING:
        Stop.objects.create(handling=locked, from_day=on)
    if "approve" in verbs:
        return _give_answer(locked, on=on, number=number, by=by, now=now)
    happened(locked, "post", by=by, now=now, is_public=False)
    follow(locked, now=now)
    return locked


def _letters_of(handling: Handling, on: dt.date, now: dt.datetime) -> list[Letter]:
    """Those that were written by that day."""
    waiting = list(Letter.objects.to_post(handling).select_related("event").select_for_update(of=("self",)))
    if not waiting:
        raise ValidationError(_("Nothing waits to be posted."), code="state")
    written = [row for row in waiting if row.event and timezone.localdate(row.event.at) <= on]
    if not written or on > timezone.localdate(now):
        raise ValidationError({"on": _("It was posted between the day it was written and today.")})
    return written


def _give_answer(handling: Handling, *, on: dt.date, number: str, by: Officer, now: dt.datetime) -> Handling:
    answer = Answer.objects.get(handling=handling)
    way = Delivery.Way.LETTER
    Delivery.objects.create(answer=answer, way=way, on=on, number=number, by=by, recorded_at=now)
    return take(handling, "sign", by=by, now=now, on=on, words=answer.text)


@transaction.atomic
def recall_answer(handling: Handling, *, by: Officer, now: dt.datetime) -> Handling:
    """An approved answer that was not posted yet is a draft again; its time counts on."""
    require_office(by, handling)
    moved = take(lock_handling(handling), "recall", by=by, now=now, is_public=False)
    take_back_letter(moved)
    in_step([moved.pk], now=now)
    return moved
