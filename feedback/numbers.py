"""Feedback in numbers, from what happened: opening + received - closed = closing, for any days.

A handling is open from its receipt to the event that closes it; one that is taken up again is received again.
So what was counted for days gone by stays as it was, whatever happens later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from feedback.models import Event

OPENS = ("receive", "reopen", "reconsider")
ANSWERS = "sign"
SETS_ASIDE = ("refuse", "transfer", "hand_on", "join", "mark_duplicate", "withdraw")
CLOSES = (ANSWERS, *SETS_ASIDE)


@dataclass
class Numbers:
    """One agency's, or the province's, between two days. `on_time` and `late` are of answers; `set_aside`
    says how many closed otherwise, by verb, of which `set_aside_late` after their day."""

    opening: int = 0
    received: int = 0
    on_time: int = 0
    late: int = 0
    set_aside: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SETS_ASIDE, 0))
    set_aside_late: int = 0

    @property
    def answered(self) -> int:
        return self.on_time + self.late

    @property
    def closed(self) -> int:
        return self.answered + sum(self.set_aside.values())

    @property
    def passed_on(self) -> int:
        return self.set_aside["transfer"] + self.set_aside["hand_on"] + self.set_aside["join"]

    @property
    def closed_late(self) -> int:
        return self.late + self.set_aside_late

    @property
    def closed_on_time(self) -> int:
        return self.closed - self.closed_late

    @property
    def closing(self) -> int:
        return self.opening + self.received - self.closed


def numbers_by_agency(
    first: dt.date, last: dt.date, *, agencies: Collection[int] | None = None
) -> dict[int, Numbers]:
    """Of each agency that had feedback by the last day, in one query."""
    events = Event.objects.all() if agencies is None else Event.objects.filter(handling__agency__in=agencies)
    found: dict[int, Numbers] = {}
    for row in _counted(events, first, last, "handling__agency"):
        _add(found.setdefault(row["handling__agency"], Numbers()), row)
    return found


def numbers_of_province(first: dt.date, last: dt.date) -> Numbers:
    """All agencies together: what one passed on whole to another was received once and is closed once; what
    joined a part of itself was received twice and is closed twice."""
    taken_over = Q(verb="receive", handling__came_from__isnull=False, handling__is_part=False)
    within = Q(verb__in=("transfer", "hand_on")) | taken_over
    found = Numbers()
    for row in _counted(Event.objects.exclude(within), first, last):
        _add(found, row)
    return found


def _counted(events: QuerySet[Event], first: dt.date, last: dt.date, *by: str) -> QuerySet[Event, dict]:
    """How often each verb happened before the first day, and between the two."""
    start, end = _begin(first), _begin(last + dt.timedelta(days=1))
    rows = events.filter(verb__in=OPENS + CLOSES, at__lt=end).order_by()
    return rows.values(*by, "verb", "is_late").annotate(
        before=Count("pk", Q(at__lt=start)), between=Count("pk", Q(at__gte=start))
    )


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _add(numbers: Numbers, row: dict) -> None:
    verb, between = row["verb"], row["between"]
    if verb in OPENS:
        numbers.opening += row["before"]
        numbers.received += between
        return
    numbers.opening -= row["before"]
    if verb == ANSWERS and row["is_late"]:
        numbers.late += between
    elif verb == ANSWERS:
        numbers.on_time += between
    else:
        numbers.set_aside[verb] += between
        numbers.set_aside_late += between if row["is_late"] else 0
