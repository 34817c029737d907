"""The ledger is told what feedback needs: when it arrives, when its day comes, when it changes hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_noop

from feedback.models import Event, Handling
from feedback.obligations import (
    ANSWER,
    ARRIVED,
    AWAITING_HEAD,
    FEEDBACK,
    HANDED_BACK,
    REOPENED,
    TELLING,
)
from feedback.workflow import State
from notices.actions.planning import About, Deadline, announce, cancel, plan_deadlines

NOT_DUE = gettext_noop("Nothing is due any more.")
NEWS = {"submit": AWAITING_HEAD, "hand_back": HANDED_BACK, "reopen": REOPENED}
WAS_DECIDED = gettext_noop("It was decided.")


def remind(handlings: Collection[Handling], *, now: dt.datetime, has_arrived: bool = False) -> None:
    """Make the ledger say what the days of these handlings need; a moved day supersedes the one before."""
    cancel(FEEDBACK, [row.pk for row in handlings if row.due_on is None], now=now, reason=NOT_DUE)
    looked_at = [row.pk for row in handlings if row.state != State.RECEIVED]
    cancel(FEEDBACK, looked_at, now=now, reason=WAS_DECIDED, rules=[ARRIVED])
    deadlines = [
        Deadline(
            row.pk,
            row.agency_id,
            version=row.turn,
            due_on=row.due_on,
            opened_at=now if has_arrived else None,
        )
        for row in handlings
        if row.due_on
    ]
    plan_deadlines(FEEDBACK, deadlines, now=now)
    _remind_to_tell(handlings, now=now)


def _remind_to_tell(handlings: Collection[Handling], *, now: dt.datetime) -> None:
    told = [row.pk for row in handlings if row.tell_due_on is None]
    cancel(TELLING, told, now=now, reason=NOT_DUE)
    deadlines = [
        Deadline(row.pk, row.agency_id, version=row.tell_turn, due_on=row.tell_due_on)
        for row in handlings
        if row.tell_due_on
    ]
    if deadlines:
        plan_deadlines(TELLING, deadlines, now=now)


def tell_news(handling: Handling, verb: str, *, now: dt.datetime) -> None:
    """Who has the answer now is told, each time anew; what was told of it before is over."""
    cancel(ANSWER, [handling.pk], now=now, reason=WAS_DECIDED)
    if verb in NEWS:
        times = Event.objects.filter(handling=handling, verb=verb).count()
        announce(ANSWER, NEWS[verb], [About(handling.pk, handling.agency_id, version=times)], now=now)
