"""Refusing a clock that jumped: a worker that believes in another day settles and sends what is not due."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Officer
from notices.models import Clock
from notices.permissions import may_change_rules
from notices.troubles import CLOCK
from records.actions import audit

from .owing import Kept, follow

logger = logging.getLogger(__name__)
BACK = dt.timedelta(minutes=1)

DIFFERS = gettext_noop("It differs from the database's clock.")
WENT_BACK = gettext_noop("It shows an earlier time than at the last tick.")
WENT_AHEAD = gettext_noop("It shows a time more than a day after the last tick.")


@transaction.atomic
def tick(*, now: dt.datetime) -> bool:
    """May the clock be believed? Then the tick is written down; else why not, and nothing may be done by it.

    It may not differ from the database's, go back, nor jump ahead (`settings.CLOCK_MAY_STAND`): after a
    longer pause Home Affairs says that it is right (`confirm_clock`).
    """
    clock, is_first = Clock.objects.select_for_update().get_or_create(
        pk=Clock.ONLY, defaults={"ticked_at": now}
    )
    said = _differs(now) or ("" if is_first else _jumped(clock.ticked_at, now))
    if said:
        if clock.said != said:
            logger.error("The clock of reminders is refused at %s: %s", now, said)
        clock.refused_at, clock.shown_at = clock.refused_at or _database_now(), now
        clock.said = said
    else:
        clock.ticked_at = max(clock.ticked_at, now)
        clock.refused_at, clock.shown_at, clock.said = None, None, ""
    clock.save(update_fields=["ticked_at", "refused_at", "shown_at", "said"])
    follow([clock.pk], CLOCK, now=_database_now())
    return not said


def _differs(now: dt.datetime) -> str:
    most = settings.CLOCK_MAY_DIFFER
    return DIFFERS if most is not None and abs(_database_now() - now) > most else ""


def _jumped(before: dt.datetime, now: dt.datetime) -> str:
    if now < before - BACK:
        return WENT_BACK
    most = settings.CLOCK_MAY_STAND
    return WENT_AHEAD if most is not None and now > before + most else ""


def _database_now() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@transaction.atomic
def confirm_clock(*, by: Officer, now: dt.datetime) -> None:
    """Home Affairs says that the database's time is right: ticks are counted from it. ValidationError while a
    worker's clock differs from that."""
    if not may_change_rules(by):
        raise PermissionDenied
    clock = Clock.objects.select_for_update().exclude(refused_at=None).first()
    if clock is None:
        return  # pressed twice, or right again by itself
    if clock.said == DIFFERS:
        raise ValidationError(_("A worker's clock differs from the database's: have both looked at first."))
    audit(clock, "confirm_clock", by=by, now=now, changes={"before": clock.ticked_at.isoformat()})
    clock.ticked_at, clock.refused_at, clock.shown_at, clock.said = _database_now(), None, None, ""
    clock.save(update_fields=["ticked_at", "refused_at", "shown_at", "said"])
    follow([clock.pk], CLOCK, now=now)


def write_down(kept: Kept, *, now: dt.datetime) -> None:
    """What the last pass over what is owed did, for the health page."""
    Clock.objects.filter(pk=Clock.ONLY).update(
        kept_at=now, by_time=kept.by_time, mended=kept.mended, held=kept.held
    )
