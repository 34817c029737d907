"""When the rules speak of what is owed: from the rules, the working calendar and a row's own days alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.utils import timezone

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay
from notices.models import Obligation, Reminder, ReminderRule
from notices.obligations import told_as
from notices.workflow import Anchor, Audience, ReminderState

MOMENT = dt.timedelta(microseconds=1)


class Step(NamedTuple):
    """A rule speaks at a moment."""

    at: dt.datetime
    rule: ReminderRule

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """Of two at one moment, that nearer to the end comes later."""
        return self.at, self.rule.offset or 0


class Schedule:
    """The steps of every row, by the rules and the calendar as they are when this is made."""

    def __init__(self, rules: Iterable[ReminderRule], calendar: WorkingDays) -> None:
        self.calendar = calendar
        self.rules: dict[str, list[ReminderRule]] = defaultdict(list)
        for rule in rules:
            self.rules[rule.obligation_kind].append(rule)
        self._around = cache(self._count)

    @classmethod
    def of(cls, kinds: Collection[str] | None = None) -> Schedule:
        """By the rules of these kinds of the ledger, of all where None; two queries."""
        rules = ReminderRule.objects.standing().exclude(anchor=Anchor.EVENT)
        named = rules if kinds is None else rules.filter(obligation_kind__in=kinds)
        return cls(named, CalendarDay.objects.working_days())

    def around(self, kind: str, day: dt.date, counts_after: bool) -> list[Step]:
        """The steps around a day, in order."""
        return self._around(kind, day, counts_after)

    def _count(self, kind: str, day: dt.date, counts_after: bool) -> list[Step]:
        return sorted(self._steps(kind, day, counts_after), key=lambda step: step.order)

    def _steps(self, kind: str, day: dt.date, counts_after: bool) -> Iterator[Step]:
        for rule in self.rules.get(kind, []):
            speaks = rule.anchor == Anchor.DEADLINE and rule.is_in_force(day)
            if speaks and (counts_after or (rule.offset or 0) <= 0):
                moment = dt.datetime.combine(rule.day(day, self.calendar), rule.send_at)
                yield Step(timezone.make_aware(moment), rule)

    def steps(self, row: Obligation) -> list[Step]:
        """All of a row, in order: its opening, and those around the day it counts from."""
        if row.counted_from is None:
            return []
        kind = told_as(row)
        around = self.around(kind, row.counted_from, row.counts_after)
        return sorted([*self._opening(kind, row.opened_at), *around], key=lambda step: step.order)

    def opens(self, kind: str, at: dt.datetime) -> bool:
        """Does a rule say at once that something of that kind of the ledger has begun?"""
        return any(self._opening(kind, at))

    def _opening(self, kind: str, at: dt.datetime | None) -> Iterator[Step]:
        for rule in self.rules.get(kind, []) if at else ():
            if at and rule.anchor == Anchor.OPENING and rule.is_in_force(timezone.localdate(at)):
                yield Step(at, rule)

    def next_at(self, row: Obligation) -> dt.datetime | None:
        """The first moment after `spoken_until` at which a rule speaks of the row."""
        until = row.spoken_until
        return next((step.at for step in self.steps(row) if until and step.at > until), None)

    def due(self, row: Obligation, now: dt.datetime) -> list[Reminder]:
        """What is to be told of the row by now and was neither told nor missed: to each role, on each
        channel, the newest step alone."""
        until = row.spoken_until
        steps = [step for step in self.steps(row) if until and until < step.at <= now]
        newest = {
            (one.agency_id, one.role, one.channel): one for step in steps for one in reminders_of(row, step)
        }
        return list(newest.values())

    def coming(self, row: Obligation) -> list[Reminder]:
        """What will be told of the row, in order; none of it is in the ledger."""
        until = row.spoken_until
        steps = [step for step in self.steps(row) if until and step.at > until]
        return [one for step in steps for one in reminders_of(row, step)]


def reminders_of(row: Obligation, step: Step) -> list[Reminder]:
    """One for each role and channel of the rule, to the agency whose matter the row is or to Home Affairs."""
    rule = step.rule
    agency = row.about_id or row.agency_id
    return [
        Reminder(
            obligation_kind=rule.obligation_kind,
            obligation_id=row.object_id,
            rule=rule,
            agency_id=agency if rule.audience == Audience.AGENCY else None,
            role=role,
            channel=channel,
            version=row.version,
            due_at=step.at,
            state=ReminderState.PLANNED,
        )
        for role in rule.roles
        for channel in rule.channels
    ]
