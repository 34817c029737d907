"""Days off, swapped days and make-up Saturdays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from agencies import registries
from agencies.models import CalendarDay, Officer
from agencies.permissions import require_register_keeper
from records.actions import audit


@transaction.atomic
def set_calendar_day(
    day: dt.date,
    *,
    kind: str,
    name: str,
    source: str,
    is_provisional: bool = False,
    by: Officer | None,
    now: dt.datetime,
) -> CalendarDay:
    """Record what the day is, over what was recorded before; rooms above then recompute open deadlines."""
    require_register_keeper(by)
    entry = CalendarDay.objects.select_for_update().filter(day=day).first()
    verb = "change_calendar_day" if entry else "add_calendar_day"
    entry = entry or CalendarDay(day=day)
    entry.kind, entry.name, entry.source, entry.is_provisional = kind, name, source, is_provisional
    entry.full_clean()
    entry.save()
    audit(entry, verb, by=by, now=now, changes=_described(entry))
    registries.calendar_changed(by=by, now=now)
    return entry


@transaction.atomic
def remove_calendar_day(entry: CalendarDay, *, by: Officer | None, now: dt.datetime) -> None:
    """Make the day what its weekday says again; rooms above then recompute open deadlines."""
    require_register_keeper(by)
    audit(entry, "remove_calendar_day", by=by, now=now, changes=_described(entry))
    entry.delete()
    registries.calendar_changed(by=by, now=now)


def _described(entry: CalendarDay) -> dict[str, object]:
    return {
        "day": entry.day.isoformat(),
        "kind": entry.kind,
        "name": entry.name,
        "source": entry.source,
        "is_provisional": entry.is_provisional,
    }
