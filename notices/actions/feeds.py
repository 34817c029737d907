"""An officer opens a calendar feed of their deadlines, changes its address, and closes it."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from agencies.models import Officer
from notices.models import CalendarFeed
from notices.models.feeds import digest_of
from records.actions import audit


@transaction.atomic
def open_feed(officer: Officer, *, now: dt.datetime) -> str:
    """The secret of the new address, told this once; a former address answers no more."""
    token = secrets.token_urlsafe(32)
    fields = {"token_digest": digest_of(token), "made_at": now}
    CalendarFeed.objects.update_or_create(officer=officer, defaults=fields)
    audit(officer, "open_feed", by=officer, now=now)
    return token


@transaction.atomic
def close_feed(officer: Officer, *, now: dt.datetime) -> None:
    """Closed once more it changes nothing."""
    if CalendarFeed.objects.filter(officer=officer).delete()[0]:
        audit(officer, "close_feed", by=officer, now=now)
