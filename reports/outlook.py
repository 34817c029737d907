"""Who owes a period, and when they are due by the rules as they stand, grouped for people to read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from agencies.calendar import WorkingDays
from agencies.models import AgencyKind, AgencyVersion
from reports.deadlines import deadline_of, is_only_asked
from reports.models import DeadlineRule, Figure, Period


@dataclass(frozen=True)
class DueGroup:
    """One deadline: of which kinds of agencies, and of how many agencies."""

    due_on: dt.date
    is_asked: bool  # the day is asked for, and binds nobody
    kinds: list[AgencyKind]
    agencies: int


def due_groups(
    period: Period,
    versions: Iterable[AgencyVersion],
    *,
    rules: Sequence[DeadlineRule],
    days: WorkingDays,
) -> list[DueGroup]:
    """The earliest deadline first, then what is only asked; kinds in the order of the register."""
    agencies = Counter(version.kind for version in versions)
    due: dict[tuple[bool, dt.date], list[AgencyKind]] = {}
    for kind in sorted(agencies, key=lambda kind: (kind.position, kind.name)):
        day = deadline_of(period, kind, rules=rules, days=days)
        due.setdefault((is_only_asked(period, kind, rules=rules), day), []).append(kind)
    return [
        DueGroup(due_on, is_asked, kinds, sum(agencies[kind] for kind in kinds))
        for (is_asked, due_on), kinds in sorted(due.items(), key=lambda item: item[0])
    ]


def owing_versions(period: Period) -> list[AgencyVersion]:
    """The agencies that owe the period: in force on its closing date, of a kind that owes.

    Who owes only what it owns owes nothing on a form without it. One statement, however many kinds there are.
    """
    owners = Figure.objects.of_form(period.form_version_id).filter(agency_rule=Figure.AgencyRule.OWNER)
    owing = Q(kind__owes=AgencyKind.Owes.WHOLE)
    owing |= Q(kind__owes=AgencyKind.Owes.OWNED, kind__in=owners.order_by().values("owner_kinds"))
    versions = AgencyVersion.objects.in_force(period.ends_on).filter(owing)
    return list(versions.select_related("kind").in_register_order())


class RegisterKinds:
    """The kinds that owe anything and have agencies on a day; two queries for any number of days."""

    def __init__(self) -> None:
        owing = AgencyVersion.objects.exclude(kind__owes=AgencyKind.Owes.NOTHING)
        self._kinds = AgencyKind.objects.in_bulk()
        self._spans = list(owing.values_list("kind", "valid_from", "valid_to").distinct())

    def on(self, day: dt.date) -> list[AgencyKind]:
        found = {kind for kind, first, last in self._spans if first <= day and (last is None or day <= last)}
        return [self._kinds[kind] for kind in found]
