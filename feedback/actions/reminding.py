"""The ledger is told what feedback needs: when it arrives, when its day comes, when it changes hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_noop

from agencies.calendar import WorkingDays
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


def remind(handlings: Collection[Handling], *, now: dt.datetime) -> None:
    """Make the ledger say what the days of these handlings need; a moved day supersedes the one before."""
    cancel(FEEDBACK, [row.pk for row in handlings if row.due_on is None], now=now, reason=NOT_DUE)
    looked_at = [row.pk for row in handlings if row.state != State.RECEIVED]
    cancel(FEEDBACK, looked_at, now=now, reason=WAS_DECIDED, rules=[ARRIVED])
    cancel(TELLING, [row.pk for row in handlings if row.tell_due_on is None], now=now, reason=NOT_DUE)
    plan_deadlines(FEEDBACK, _due(handlings), now=now)
    plan_deadlines(TELLING, _to_be_told(handlings), now=now)


def remind_of_new(handling: Handling, days: WorkingDays, *, now: dt.datetime) -> None:
    """The same for one that has just begun, whose arrival is told too: there is nothing to take back."""
    plan_deadlines(FEEDBACK, _due([handling], opened_at=now), now=now, calendar=days, are_new=True)
    plan_deadlines(TELLING, _to_be_told([handling]), now=now, calendar=days, are_new=True)


def _due(handlings: Collection[Handling], *, opened_at: dt.datetime | None = None) -> list[Deadline]:
    return [
        Deadline(row.pk, row.agency_id, version=row.turn, due_on=row.due_on, opened_at=opened_at)
        for row in handlings
        if row.due_on
    ]


def _to_be_told(handlings: Collection[Handling]) -> list[Deadline]:
    return [
        Deadline(row.pk, row.agency_id, version=row.tell_turn, due_on=row.tell_due_on)
        for row in handlings
        if row.tell_due_on
    ]


def tell_news(handling: Handling, verb: str, *, now: dt.datetime) -> None:
    """Who has the answer now is told, each time anew; what was told of it before is over."""
    cancel(ANSWER, [handling.pk], now=now, reason=WAS_DECIDED)
    if verb in NEWS:
        times = Event.objects.filter(handling=handling, verb=verb).count()
        announce(ANSWER, NEWS[verb], [About(handling.pk, handling.agency_id, version=times)], now=now)
