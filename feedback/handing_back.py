"""What a head gave back of an answer. The reason may repeat a sender's words: it stands with the event alone,
and is shown on the pages of those who handle the feedback."""

from __future__ import annotations

from agencies.handing_back import HandBack, Shown, handed_back, shown
from feedback.models import Handling
from feedback.words import Words
from feedback.workflow import MOVES, State


def hand_backs(handlings: list[Handling]) -> dict[int, HandBack]:
    """Of these, the answers that are with their drafters again, in one query."""
    return handed_back([row for row in handlings if row.state == State.IN_HAND], MOVES)


def shown_of(handling: Handling, told: Words) -> Shown | None:
    """`told` is what the one door to a sender's words told of it."""
    found = hand_backs([handling]).get(handling.pk)
    reasons = [event.words for event in told.events if event.verb in MOVES.handing_back]
    return shown(found, reason=reasons[-1] if reasons else "")
