"""What is owed of feedback follows each act, and who has an answer now is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from feedback.models import Event, Handling
from feedback.reminders.handling import (
    ANSWER,
    AWAITING_HEAD,
    DOUBTFUL,
    FEEDBACK,
    HANDED_BACK,
    POSTING,
    REOPENED,
    TELLING,
)
from feedback.reminders.publication import PUBLICATION
from notices.actions.owing import follow
from notices.actions.planning import About, announce

OF_HANDLING = (FEEDBACK, ANSWER, TELLING, DOUBTFUL, POSTING, PUBLICATION)
NEWS = {"submit": AWAITING_HEAD, "hand_back": HANDED_BACK, "reopen": REOPENED}


def in_step(handlings: Collection[int], *, now: dt.datetime, opens: bool = False) -> None:
    """Bring the rows of what is owed of these handlings in step with them. Where an act `opens` them, their
    arrival is told."""
    follow(handlings, *OF_HANDLING, now=now, opens=opens)


def tell_news(handling: Handling, verb: str, *, now: dt.datetime) -> None:
    """Who has the answer now is told, each time anew."""
    if verb in NEWS:
        times = Event.objects.filter(handling=handling, verb=verb).count()
        announce(ANSWER, NEWS[verb], [About(handling.pk, handling.agency_id, version=times)], now=now)
