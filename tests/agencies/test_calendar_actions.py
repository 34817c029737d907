"""The register administrator keeps the working calendar; rooms above hear of it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies import registries
from agencies.actions import add_calendar_day, remove_calendar_day, set_calendar_day
from agencies.models import CalendarDay
from records.models import AuditEntry
from tests.agencies.make import NOW

MONDAY = dt.date(2028, 1, 3)
SATURDAY = dt.date(2028, 1, 8)
ENTRY: dict[str, Any] = {"kind": "holiday", "name": "Nghỉ", "source": "Thông báo 1"}


def test_a_day_is_added_then_changed_in_place(people, told):
    set_calendar_day(MONDAY, **ENTRY, is_provisional=True, by=people.registrar, now=NOW)
    entry = set_calendar_day(MONDAY, **ENTRY | {"source": "Thông báo 2"}, by=people.registrar, now=NOW)

    stored = CalendarDay.objects.get(day=MONDAY)
    assert (stored.source, stored.is_provisional) == ("Thông báo 2", False)
    assert [(e.verb, e.changes["source"]) for e in AuditEntry.objects.about(entry)] == [
        ("add_calendar_day", "Thông báo 1"),
        ("change_calendar_day", "Thông báo 2"),
    ]
    assert told == ["calendar", "calendar"]


def test_s3_a_day_is_added_once(people, told):
    entry = add_calendar_day(MONDAY, **ENTRY, by=people.registrar, now=NOW)
    with pytest.raises(ValidationError) as refused:
        add_calendar_day(MONDAY, **ENTRY | {"source": "Thông báo 2"}, by=people.registrar, now=NOW)

    assert refused.value.error_dict["day"][0].code == "recorded"
    assert CalendarDay.objects.get(day=MONDAY).source == "Thông báo 1"
    assert [found.verb for found in AuditEntry.objects.about(entry)] == ["add_calendar_day"]
    assert told == ["calendar"]


def test_a_day_taken_out_is_what_its_weekday_says(people, told):
    entry = set_calendar_day(MONDAY, **ENTRY, by=people.registrar, now=NOW)
    assert CalendarDay.objects.working_days().is_working(MONDAY) is False

    remove_calendar_day(entry, by=people.registrar, now=NOW)

    assert CalendarDay.objects.working_days().is_working(MONDAY) is True
    assert AuditEntry.objects.latest("pk").verb == "remove_calendar_day"
    assert told == ["calendar", "calendar"]


@pytest.mark.parametrize(
    ("day", "kind", "fits"),
    [
        (MONDAY, "holiday", True),
        (SATURDAY, "holiday", True),
        (MONDAY, "substitute", True),
        (SATURDAY, "substitute", False),
        (MONDAY, "swap_off", True),
        (SATURDAY, "swap_off", False),
        (MONDAY, "swap_work", False),
        (SATURDAY, "swap_work", True),
    ],
)
def test_a_kind_fits_its_weekday_for_people_and_in_the_database(people, told, day, kind, fits):
    if fits:
        set_calendar_day(day, **ENTRY | {"kind": kind}, by=people.registrar, now=NOW)
    else:
        for record in (add_calendar_day, set_calendar_day):
            with pytest.raises(ValidationError):
                record(day, **ENTRY | {"kind": kind}, by=people.registrar, now=NOW)
        with pytest.raises(IntegrityError, match="calendar_day_fits_its_weekday"), transaction.atomic():
            CalendarDay.objects.create(day=day, **ENTRY | {"kind": kind})

    assert (CalendarDay.objects.filter(day=day).count(), len(told)) == (int(fits), int(fits))


@pytest.mark.parametrize("who", ["drafter", "head", "reviewer", "issuer", "stranger"])
def test_only_the_register_administrator_changes_the_calendar(people, told, who):
    entry = CalendarDay.objects.get(day=dt.date(2026, 9, 2))
    for record in (add_calendar_day, set_calendar_day):
        with pytest.raises(PermissionDenied):
            record(MONDAY, **ENTRY, by=getattr(people, who), now=NOW)
    with pytest.raises(PermissionDenied):
        remove_calendar_day(entry, by=getattr(people, who), now=NOW)

    assert (CalendarDay.objects.filter(day=MONDAY).exists(), told) == (False, [])
    assert CalendarDay.objects.filter(pk=entry.pk).exists() is True


def test_what_follows_in_rooms_above_is_saved_with_the_change_or_not_at_all(people, monkeypatch):
    def refuse(*, by, now):
        raise ValidationError("deadlines cannot follow")

    monkeypatch.setattr(registries, "_calendar_listeners", [refuse])
    with pytest.raises(ValidationError):
        set_calendar_day(MONDAY, **ENTRY, by=people.registrar, now=NOW)

    assert CalendarDay.objects.filter(day=MONDAY).exists() is False


def test_rooms_above_join_by_registering(monkeypatch):
    monkeypatch.setattr(registries, "_calendar_listeners", [])
    heard = []

    registries.on_calendar_change(lambda *, by, now: heard.append((by, now)))
    registries.calendar_changed(by=None, now=NOW)

    assert heard == [(None, NOW)]
