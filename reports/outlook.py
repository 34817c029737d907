"""When the agencies of a period are due by the rules as they stand, grouped for people to read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.calendar import WorkingDays
from agencies.models import AgencyKind, AgencyVersion
from reports.deadlines import deadline_of
from reports.models import DeadlineRule, Period


@dataclass(frozen=True)
class DueGroup:
    """One deadline: of which kinds of agencies, and of how many agencies."""

    due_on: dt.date
    kinds: list[AgencyKind]
    agencies: int


def due_groups(
    period: Period,
    versions: Iterable[AgencyVersion],
    *,
    rules: Sequence[DeadlineRule],
    days: WorkingDays,
) -> list[DueGroup]:
    """The earliest deadline first; kinds in the order of the register."""
    agencies = Counter(version.kind for version in versions)
    due: dict[dt.date, list[AgencyKind]] = {}
    for kind in sorted(agencies, key=lambda kind: (kind.position, kind.name)):
        due.setdefault(deadline_of(period, kind, rules=rules, days=days), []).append(kind)
    return [
        DueGroup(due_on, kinds, sum(agencies[kind] for kind in kinds))
        for due_on, kinds in sorted(due.items())
    ]


class RegisterKinds:
    """The kinds that owe anything and have agencies on a day; two queries for any number of days."""

    def __init__(self) -> None:
        owing = AgencyVersion.objects.exclude(kind__owes=AgencyKind.Owes.NOTHING)
        self._kinds = AgencyKind.objects.in_bulk()
        self._spans = list(owing.values_list("kind", "valid_from", "valid_to").distinct())

    def on(self, day: dt.date) -> list[AgencyKind]:
        found = {kind for kind, first, last in self._spans if first <= day and (last is None or day <= last)}
        return [self._kinds[kind] for kind in found]
