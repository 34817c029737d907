"""A handling moves along its table: the state, the event that people read, and the deadlines in one step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import CalendarDay, Officer
from feedback.actions.clocks import DEADLINES, clocks_of, most_to_transfer, reset_deadlines
from feedback.actions.letters import tell_sender
from feedback.actions.reminding import in_step, tell_news
from feedback.models import Event, Handling, Step
from feedback.workflow import MOVES, OPEN
from records.actions import move

TARGETS = {found.verb: found.target for found in MOVES}


@transaction.atomic
def take(
    handling: Handling,
    verb: str,
    *,
    by: Officer | None,
    now: dt.datetime,
    words: str = "",
    is_public: bool = True,
    on: dt.date | None = None,
    **fields: Any,
) -> Handling:
    """Move it by `verb`; ValidationError when its state has no such move. `words` are kept with the event,
    which the sender reads unless `is_public` says no. `on` is the day it was done, today unless said."""
    closes = TARGETS[verb] not in OPEN
    closed_at = now if closes else None
    moved = move(handling, verb, table=MOVES, by=by, now=now, closed_at=closed_at, **fields)
    is_late = closes and _is_late(moved, verb, on or timezone.localdate(now))
    ground = fields.get("ground", "")
    happened(moved, verb, by=by, now=now, words=words, is_public=is_public, is_late=is_late, ground=ground)
    follow(moved, now=now)
    tell_news(moved, verb, now=now)
    return moved


def _is_late(handling: Handling, verb: str, today: dt.date) -> bool:
    """Passing on has a limit of its own, which the law caps; a merger is nobody's delay."""
    if verb in ("hand_on", "join"):
        return False
    due_on = handling.due_on
    if verb == "transfer":
        days = CalendarDay.objects.working_days(handling.counts_from)
        clock = clocks_of(handling, days, most=most_to_transfer(handling)).get(Step.TRANSFER)
        due_on = clock.due_on if clock else due_on
    return due_on is not None and due_on < today


def happened(
    handling: Handling,
    verb: str,
    *,
    by: Officer | None,
    now: dt.datetime,
    words: str = "",
    is_public: bool = True,
    is_late: bool = False,
    ground: str = "",
) -> Event:
    """Write down what happened; `words` of an officer that the sender reads count as telling them, unless
    they wait to be posted. The caller saves either with `follow`."""
    event = Event(
        handling=handling,
        verb=verb,
        words=words,
        is_public=is_public,
        is_late=is_late,
        ground=ground,
        by=by,
        at=now,
    )
    event.full_clean(exclude=["by"])
    event.save()
    if tell_sender(event, now=now):
        handling.owes_post = True
    elif by and words and is_public:
        handling.told_on = timezone.localdate(now)
    return event


def follow(handling: Handling, *, now: dt.datetime) -> None:
    """Bring the stored deadlines, and what is owed by them, in step with what they follow from."""
    reset_deadlines(handling)
    handling.save(update_fields=[*DEADLINES, "told_on", "owes_post"])
    in_step([handling.pk], now=now)
