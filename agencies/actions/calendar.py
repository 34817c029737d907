"""Days off, swapped days and make-up Saturdays."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import registries
from agencies.models import CalendarDay, Officer
from agencies.permissions import require_register_keeper
from records.actions import audit


@transaction.atomic
def add_calendar_day(
    day: dt.date,
    *,
    kind: str,
    name: str,
    source: str,
    is_provisional: bool = False,
    by: Officer | None,
    now: dt.datetime,
) -> CalendarDay:
    """Record what the day is; rooms above then recompute open deadlines.

    ValidationError where it is recorded: of two who add the same day at once, one is told.
    """
    require_register_keeper(by)
    fields = {"kind": kind, "name": name, "source": source, "is_provisional": is_provisional}
    CalendarDay(day=day, **fields).full_clean(validate_unique=False)
    entry, is_new = CalendarDay.objects.get_or_create(day=day, defaults=fields)
    if not is_new:
        said = _("This day is recorded already. Change what is recorded, or choose another day.")
        raise ValidationError({"day": ValidationError(said, code="recorded")})
    audit(entry, "add_calendar_day", by=by, now=now, changes=_described(entry))
    registries.calendar_changed(by=by, now=now)
    return entry


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
