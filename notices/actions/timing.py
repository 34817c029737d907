"""Whether mail leaves now: within office hours, and as often as its reader chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from agencies.models import CalendarDay, Officer
from notices.models import Delivery, OfficeHours, Preference, Recipient
from notices.models.choices import EVERY_KIND
from notices.workflow import DeliveryState, Rhythm

DEFAULT_HOURS = {"opens_at": dt.time(7), "closes_at": dt.time(17)}
HOURS_SOURCE = "Giờ hành chính; đặt sẵn, thay bằng giờ làm việc do UBND tỉnh quy định"
HOURS_FROM = dt.date(2024, 1, 1)


def install_office_hours() -> None:
    """Some hours stand in every database; a later row replaces them."""
    OfficeHours.objects.get_or_create(
        valid_from=HOURS_FROM, defaults={**DEFAULT_HOURS, "source": HOURS_SOURCE}
    )


def mail_leaves(now: dt.datetime) -> bool:
    """On working days within office hours; a trial's at any hour, so that who tries it sees them."""
    if not settings.MAIL_IN_OFFICE_HOURS:
        return True
    today = timezone.localdate(now)
    hours = OfficeHours.objects.in_force(today).first()
    return hours is None or hours.are_now(now, CalendarDay.objects.working_days(today))


def ready_to_leave(rows: Iterable[Recipient], now: dt.datetime) -> dict[Recipient, Rhythm]:
    """Of these rows not bound to a mail yet, those whose reader hears of them now, each with its rhythm.

    A digest is what has not left yet, never what fell into some span of time: a daily one leaves with the
    first run of a day that has something for it, a weekly one with the first of a week.
    """
    listed = list(rows)
    officers = {row.officer_id for row in listed}
    chosen = {
        (row.officer_id, row.obligation_kind): Rhythm(row.rhythm)
        for row in Preference.objects.filter(officer__in=officers)
    }
    last = _last_digests(officers)
    found = {}
    for row in listed:
        general = chosen.get((row.officer_id, EVERY_KIND), Rhythm.AT_ONCE)
        rhythm = chosen.get((row.officer_id, row.reminder.obligation_kind), general)
        if _is_time(rhythm, last.get(row.officer_id, {}), timezone.localdate(now)):
            found[row] = rhythm
    return found


def _last_digests(officers: Collection[int]) -> dict[int, dict[Rhythm, dt.datetime]]:
    """When each officer had a digest last; a weekly one is that day's daily one too."""
    rows = (
        Delivery.objects.filter(officer__in=officers)
        .exclude(rhythm=Rhythm.AT_ONCE)
        .exclude(state__in=(DeliveryState.CANCELLED, DeliveryState.FAILED))
        .values("officer")
        .annotate(any=Max("created_at"), weekly=Max("created_at", filter=Q(rhythm=Rhythm.WEEKLY)))
    )
    return {row["officer"]: {Rhythm.DAILY: row["any"], Rhythm.WEEKLY: row["weekly"]} for row in rows}


def _is_time(rhythm: Rhythm, last: dict[Rhythm, dt.datetime], today: dt.date) -> bool:
    before = last.get(rhythm)
    if rhythm == Rhythm.AT_ONCE or before is None:
        return True
    day = timezone.localdate(before)
    if rhythm == Rhythm.DAILY:
        return day < today
    return day.isocalendar()[:2] < today.isocalendar()[:2]


@transaction.atomic
def choose_rhythms(officer: Officer, rhythms: dict[str, str]) -> None:
    """How often the officer wants mail, by kind of obligation, of all kinds by `EVERY_KIND`. An empty choice
    goes with all others; what is not named stays as it is."""
    alike = [kind for kind, rhythm in rhythms.items() if not rhythm]
    Preference.objects.filter(officer=officer, obligation_kind__in=alike).delete()
    for kind, rhythm in rhythms.items():
        if not rhythm:
            continue
        Preference.objects.update_or_create(
            officer=officer, obligation_kind=kind, defaults={"rhythm": Rhythm(rhythm)}
        )
