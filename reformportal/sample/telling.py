"""What the sample's people were told on the portal in the last two weeks; of what was before, nothing."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from notices.actions import claim_due, compose, count_anew, drop_past, send_pending, speak_from
from notices.models import Delivery, Obligation
from notices.workflow import Channel
from reformportal.sample.history import at

LOADED = gettext_noop("This belongs to the sample's past.")
DAYS = 14
READ_AFTER = dt.timedelta(hours=3)
STILL_NEW = dt.timedelta(days=3)


def tell_lately(day: dt.date) -> None:
    """Each day's reminders as the clock would have told them, but for mail: none leaves for the past, nor for
    what falls due until the end of the reference day, or this very moment."""
    end = max(at(day, 23, 59), timezone.now())
    first = day - dt.timedelta(days=DAYS)
    drop_past(now=at(first, 0), reason=LOADED)
    counted = Obligation.objects.open().exclude(counted_from=None)
    counted.update(spoken_until=at(first, 0), next_at=None)
    count_anew(now=at(first, 0))
    for number in range(DAYS):
        moment = at(first + dt.timedelta(days=number), 17)
        claim_due(moment)
        drop_past(now=moment, reason=LOADED, channel=Channel.EMAIL)
        compose(moment)
        send_pending(moment, seconds=0)
    old = Delivery.objects.filter(created_at__lt=at(day, 0) - STILL_NEW)
    old.update(read_at=F("created_at") + READ_AFTER)
    drop_past(now=end, reason=LOADED)
    speak_from(end)
