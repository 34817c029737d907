"""Feedback in numbers, from what happened, for any days, at each agency and for the province:

opening + came + taken = answered + passed on + refused + outside + spam + closing.

A handling is open from its receipt to the event that closes it; one that is taken up again comes again. So
what was counted for days gone by stays as it was, whatever happens later. What one agency passes on whole,
another takes in the same moment, or has a part of it: the agencies' sum is the province's number, of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from feedback.models import Event, Ground
from records.days import beginning_of

OPENS = ("receive", "reopen", "reconsider")
ANSWERS, REFUSES = "sign", "refuse"
PASSES = ("transfer", "hand_on", "join")  # joined: by who took over, and has a part of it already
WITHOUT_ANSWER = ("mark_duplicate", "withdraw")  # the same as another, or its sender wants none
CLOSES = (ANSWERS, REFUSES, *PASSES, *WITHOUT_ANSWER)
# What is no feedback on a rule or a procedure (Decree 20/2008/ND-CP, articles 1 and 5).
OUTSIDE = (Ground.COMPLAINT, Ground.DENUNCIATION, Ground.QUESTION)


@dataclass
class Numbers:
    """One agency's, or the province's, between two days.

    Came: from its sender, taken up again, or split off as a part. Taken: passed on whole by another agency.
    `on_time` and `late` are of answers, and of these alone. Refused: not accepted, sent twice, withdrawn.
    Outside: complaints, questions and others that are no feedback; spam stands apart. `aside_late` says how
    many left late without an answer.
    """

    opening: int = 0
    came: int = 0
    taken: int = 0
    on_time: int = 0
    late: int = 0
    passed_on: int = 0
    refused: int = 0
    outside: int = 0
    spam: int = 0
    aside_late: int = 0

    @property
    def closed_late(self) -> int:
        return self.late + self.aside_late

    @property
    def closed_on_time(self) -> int:
        return self.closed - self.closed_late

    @property
    def answered(self) -> int:
        return self.on_time + self.late

    @property
    def closed(self) -> int:
        return self.answered + self.passed_on + self.refused + self.outside + self.spam

    @property
    def closing(self) -> int:
        return self.opening + self.came + self.taken - self.closed


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
    """All agencies together: each number is the sum of theirs."""
    found = Numbers()
    for row in _counted(Event.objects.all(), first, last):
        _add(found, row)
    return found


def _counted(events: QuerySet[Event], first: dt.date, last: dt.date, *by: str) -> QuerySet[Event, dict]:
    """How often each verb happened before the first day, and between the two. Events of before grounds were
    kept with them have the one of their handling."""
    start, end = _begin(first), _begin(last + dt.timedelta(days=1))
    rows = events.filter(verb__in=OPENS + CLOSES, at__lt=end).order_by()
    is_taken = Q(verb="receive", handling__came_from__isnull=False, handling__is_part=False)
    why = Case(
        When(~Q(verb=REFUSES), then=Value("")),
        When(ground="", then=F("handling__ground")),
        default=F("ground"),
    )
    found = rows.annotate(is_taken=Case(When(is_taken, then=True), default=False), why=why)
    return found.values(*by, "verb", "is_late", "is_taken", "why").annotate(
        before=Count("pk", Q(at__lt=start)), between=Count("pk", Q(at__gte=start))
    )


def _begin(day: dt.date) -> dt.datetime:
    return beginning_of(day)


def _add(numbers: Numbers, row: dict) -> None:
    name = _name(row)
    setattr(numbers, name, getattr(numbers, name) + row["between"])
    if row["is_late"] and row["verb"] != ANSWERS:
        numbers.aside_late += row["between"]
    numbers.opening += row["before"] if row["verb"] in OPENS else -row["before"]


def _name(row: dict) -> str:
    """Which number an event is counted in."""
    verb = row["verb"]
    if verb in OPENS:
        return "taken" if row["is_taken"] else "came"
    if verb == ANSWERS:
        return "late" if row["is_late"] else "on_time"
    if verb in PASSES:
        return "passed_on"
    if row["why"] == Ground.SPAM:
        return "spam"
    return "outside" if row["why"] in OUTSIDE else "refused"
