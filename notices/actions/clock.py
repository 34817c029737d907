"""Refusing a clock that jumped: a worker that believes in another day settles and sends what is not due; and
holding what a restored backup would send a second time."""

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
from notices.models.clock import RESTORED
from notices.permissions import may_change_rules
from notices.schedule import MOMENT
from notices.troubles import CLOCK
from records.actions import audit

from .keeping import Kept
from .owing import follow
from .planning import drop_past
from .speaking import speak_from

logger = logging.getLogger(__name__)
BACK = dt.timedelta(minutes=1)

DIFFERS = gettext_noop("It differs from the database's clock.")
WENT_BACK = gettext_noop("It shows an earlier time than at the last tick.")
BEFORE = gettext_noop("It was due before this restored backup went on.")
WENT_AHEAD = gettext_noop("It shows a time more than a day after the last tick.")


@transaction.atomic
def tick(*, now: dt.datetime) -> bool:
    """May the clock be believed? Then the tick is written down; else why not, and nothing may be done by it.

    It may not differ from the database's, go back, nor jump ahead (`settings.CLOCK_MAY_STAND`): after a
    longer pause Home Affairs says that it is right (`confirm_clock`). Nor may the database be another than at
    the last tick: from when on a restored one sends, Home Affairs says too (`resume_sending`).
    """
    clock, is_first = Clock.objects.select_for_update().get_or_create(
        pk=Clock.ONLY, defaults={"ticked_at": now}
    )
    here = _database()
    is_other = bool(clock.database) and clock.database != here
    said = RESTORED if is_other else _differs(now) or ("" if is_first else _jumped(clock.ticked_at, now))
    if said:
        if clock.said != said:
            logger.error("The clock of reminders is refused at %s: %s", now, said)
        clock.refused_at, clock.shown_at = clock.refused_at or _database_now(), now
        clock.said = said
    else:
        clock.ticked_at = max(clock.ticked_at, now)
        clock.refused_at, clock.shown_at, clock.said, clock.database = None, None, "", here
    clock.save(update_fields=["ticked_at", "refused_at", "shown_at", "said", "database"])
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


def _database() -> str:
    """Which database this is: another one once it was restored from a backup, here or elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]


@transaction.atomic
def resume_sending(*, since: dt.datetime, by: Officer, now: dt.datetime) -> None:
    """Home Affairs says from when on this restored database reminds people: whatever was due before counts as
    told.

    ValidationError for a moment to come, and where nothing is held.
    """
    if not may_change_rules(by):
        raise PermissionDenied
    if since > now:
        raise ValidationError({"since_on": _("This moment is still to come.")})
    clock = Clock.objects.select_for_update().filter(said=RESTORED).first()
    if clock is None:
        raise ValidationError(_("Nothing is held any more."), code="state")
    changes = {"since": since.isoformat(), "before": clock.ticked_at.isoformat()}
    audit(clock, "resume_sending", by=by, now=now, changes=changes)
    drop_past(now=since - MOMENT, reason=BEFORE)
    speak_from(since)
    clock.ticked_at, clock.refused_at, clock.shown_at, clock.said = _database_now(), None, None, ""
    clock.database = _database()
    clock.save(update_fields=["ticked_at", "refused_at", "shown_at", "said", "database"])
    follow([clock.pk], CLOCK, now=now)


@transaction.atomic
def confirm_clock(*, by: Officer, now: dt.datetime) -> None:
    """Home Affairs says that the database's time is right: ticks are counted from it. ValidationError while a
    worker's clock differs from that."""
    if not may_change_rules(by):
        raise PermissionDenied
    clock = Clock.objects.select_for_update().exclude(refused_at=None).first()
    if clock is None:
        return  # pressed twice, or right again by itself
    if clock.is_restored:
        raise ValidationError(_("This is a restored backup: say from when on reminders leave."))
    if clock.said == DIFFERS:
        raise ValidationError(_("A worker's clock differs from the database's: have both looked at first."))
    audit(clock, "confirm_clock", by=by, now=now, changes={"before": clock.ticked_at.isoformat()})
    clock.ticked_at, clock.refused_at, clock.shown_at, clock.said = _database_now(), None, None, ""
    clock.save(update_fields=["ticked_at", "refused_at", "shown_at", "said"])
    follow([clock.pk], CLOCK, now=now)


@transaction.atomic
def write_down(kept: Kept, *, now: dt.datetime) -> None:
    """What the last pass over what is owed did, for the health page; what it could not do is the registrar's
    to see to."""
    rows = Clock.objects.filter(pk=Clock.ONLY)
    failed = list(kept.failed) or None
    rows.update(kept_at=now, by_time=kept.by_time, mended=kept.mended, held=kept.held, failed=failed)
    follow([Clock.ONLY], CLOCK, now=now)
