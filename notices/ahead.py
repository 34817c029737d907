"""What will be told of what is owed, which no row of the ledger says: of a thing, of all, by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from notices.models import Obligation, Reminder
from notices.obligations import kind_of, kinds_told_as, told_as
from notices.schedule import Schedule


def ledger_of(object_ids: Collection[int], *kinds: str) -> list[Reminder]:
    """What was, is and will be told of these things, in the order of time, ready for `notices/_ledger.html`;
    what is to come is not saved. At most four queries."""
    ledger = Reminder.objects.filter(obligation_kind__in=kinds, obligation_id__in=object_ids)
    told = list(ledger.select_related("rule"))
    said = {reminder.step for reminder in told}
    rows = list(Obligation.objects.coming().of(kinds_told_as(kinds), object_ids))
    schedule = Schedule.of(kinds) if rows else None
    coming = [reminder for row in rows for reminder in schedule.coming(row)] if schedule else []
    found = [*told, *(reminder for reminder in coming if reminder.step not in said)]
    return sorted(found, key=lambda row: (row.due_at, row.rule_id, row.role, row.channel))


@dataclass
class Next:
    """What is told next of one thing: at a moment, by these rules, to these roles on these channels."""

    pk: int
    obligation_kind: str
    obligation_id: int
    at: dt.datetime
    reminders: list[Reminder]

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.at)

    @property
    def who(self) -> list[str]:
        """The roles that are told, each once."""
        return list(dict.fromkeys(row.who for row in self.reminders))

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(row.rule.name for row in self.reminders))


def next_of(rows: Iterable[Obligation]) -> list[Next]:
    """Of each of these, in their order."""
    listed = list(rows)
    schedule = Schedule.of({told_as(row) for row in listed}) if listed else None
    return [_next(row, schedule) for row in listed] if schedule else []


def _next(row: Obligation, schedule: Schedule) -> Next:
    at = row.next_at or row.since
    now = [reminder for reminder in schedule.coming(row) if reminder.due_at == at]
    return Next(row.pk, told_as(row), row.object_id, at, now)


def coming_by_day(now: dt.datetime, last: dt.date) -> Counter[dt.date]:
    """How many reminders leave after now on each day up to the last one."""
    rows = Obligation.objects.coming().exclude(counted_from=None).order_by()
    groups = rows.values_list("kind", "counted_from", "counts_after").annotate(count=Count("pk"))
    schedule = Schedule.of()
    found: Counter[dt.date] = Counter()
    for kind, day, counts_after, count in groups:
        for step in schedule.around(kind_of(kind).told_as, day, counts_after) if day else ():
            leaves_on = timezone.localdate(step.at)
            if step.at > now and leaves_on <= last:
                found[leaves_on] += count * len(step.rule.roles) * len(step.rule.channels)
    return found
