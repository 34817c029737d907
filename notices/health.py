"""How mail fares: what was planned, sent and failed by day, and where nobody can be reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion, Post
from notices.ahead import coming_by_day
from notices.models import Delivery, Reminder
from notices.workflow import Channel, DeliveryState, ReminderState
from records.days import beginning_of

DAYS_BACK, DAYS_AHEAD = 13, 7
NEEDED = (Post.Role.DRAFTER, Post.Role.HEAD)
NEEDED_AT_DESK = (Post.Role.REVIEWER, Post.Role.ISSUER)


@dataclass
class Day:
    day: dt.date
    planned: int = 0
    sent: int = 0
    failed: int = 0


def by_day(now: dt.datetime) -> list[Day]:
    """Reminders of the last two weeks and the next one, by the day they were or are due."""
    today = timezone.localdate(now)
    first, last = today - dt.timedelta(days=DAYS_BACK), today + dt.timedelta(days=DAYS_AHEAD)
    span = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    days = {day: Day(day) for day in span}
    start, end = (beginning_of(day) for day in (first, last + dt.timedelta(days=1)))
    states = (ReminderState.PLANNED, ReminderState.CLAIMED, ReminderState.SENT, ReminderState.FAILED)
    for day, count in coming_by_day(now, last).items():
        days[day].planned += count
    rows = Reminder.objects.filter(due_at__gte=start, due_at__lt=end, state__in=states).order_by()
    for row in rows.annotate(day=TruncDate("due_at")).values("day", "state").annotate(count=Count("pk")):
        name = row["state"] if row["state"] in ("sent", "failed") else "planned"
        setattr(days[row["day"]], name, getattr(days[row["day"]], name) + row["count"])
    return list(days.values())


@dataclass(frozen=True)
class Waiting:
    """Mail that could not leave: how many, since when, and what the server said last."""

    count: int
    since: dt.datetime | None
    said: str


def waiting_mail() -> Waiting:
    stuck = Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.PENDING, attempts__gt=0)
    found = stuck.aggregate(count=Count("pk"), since=Min("created_at"))
    said = stuck.order_by("-attempts").values_list("failure", flat=True).first() or ""
    return Waiting(found["count"], found["since"], said)


def _needed(version: AgencyVersion) -> tuple[Post.Role, ...]:
    is_desk = version.kind.desk == AgencyKind.Desk.HOME_AFFAIRS
    owes = version.kind.owes != AgencyKind.Owes.NOTHING
    return (NEEDED if owes else ()) + (NEEDED_AT_DESK if is_desk else ())


def unmanned(today: dt.date) -> list[tuple[AgencyVersion, list[Post.Role]]]:
    """Agencies that owe reports, and the Home Affairs desk, with the roles nobody there can be told in:
    nobody holds it, or no address of those who do works."""
    is_desk = Q(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    owing = AgencyVersion.objects.in_force(today).filter(is_desk | ~Q(kind__owes=AgencyKind.Owes.NOTHING))
    posts = Post.objects.in_force(today).filter(role__in=(*NEEDED, *NEEDED_AT_DESK))
    reached = posts.exclude(officer__address_trouble__address=F("officer__email"))
    manned = set(reached.values_list("agency", "role"))
    rows = [
        (version, [role for role in _needed(version) if (version.agency_id, role) not in manned])
        for version in owing.in_register_order().select_related("kind")
    ]
    return [(version, missing) for version, missing in rows if missing]
