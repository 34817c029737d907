"""One run of the clock."""

from __future__ import annotations

import datetime as dt

from .claiming import claim_due, compose
from .sending import send_pending


def deliver_due(*, now: dt.datetime, seconds: float = 50) -> int:
    """Claim what is due, bind it to messages, send e-mails for at most so many seconds; returns the number.

    Run twice, by two workers at once, or after days of silence, it tells each person once. Killed anywhere,
    the next run goes on where it stopped; only the one message between the mail server's yes and our commit
    may leave again, with the same Message-ID.
    """
    claim_due(now)
    compose(now)
    return send_pending(now, seconds=seconds)
