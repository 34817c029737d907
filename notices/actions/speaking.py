"""Writing into the ledger what is due of what is owed, and finding the next moment anew when rules or the
working calendar change. Locks: obligations by key, then reminders."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notices.models import Obligation, Reminder
from notices.obligations import all_kinds, kind_of, kinds_told_as, told_as
from notices.schedule import MOMENT, Schedule, Step
from notices.workflow import OPEN, Anchor, Outcome, Reason, ReminderState

logger = logging.getLogger(__name__)
BATCH = 500
Day = tuple[str, dt.date, bool]  # a kind, the day that is counted from, whether what follows it counts
Moment = tuple[str, dt.date, bool, dt.datetime]  # of such a day, when somebody is told
SPOKEN = """
UPDATE notices_obligation SET spoken_until = %s, next_at = found.next_at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS found (id, next_at)
WHERE notices_obligation.id = found.id
"""
COUNT_ANEW = """
WITH found AS (
  SELECT o.id, o.counted_from, o.spoken_until,
    least(
      min(step.at) FILTER (WHERE step.at > o.spoken_until),
      CASE WHEN o.opened_at > o.spoken_until THEN o.opened_at END
    ) AS next_at
  FROM notices_obligation o
  LEFT JOIN unnest(%(kinds)s::text[], %(days)s::date[], %(after)s::boolean[], %(at)s::timestamptz[])
    AS step (kind, day, after, at)
    ON step.kind = o.kind AND step.day = o.counted_from AND step.after = o.counts_after
  WHERE o.settled_at IS NULL AND o.counted_from IS NOT NULL AND o.kind = ANY (%(of)s)
    AND (o.next_at IS NULL OR o.next_at > %(now)s)
  GROUP BY o.id
)
UPDATE notices_obligation o SET next_at = found.next_at
FROM found
WHERE o.id = found.id AND o.next_at IS DISTINCT FROM found.next_at AND o.settled_at IS NULL
  AND o.counted_from = found.counted_from AND o.spoken_until = found.spoken_until
"""
LISTEN_FROM = """
UPDATE notices_obligation o SET spoken_until = least(o.spoken_until, step.at - interval '1 microsecond')
FROM unnest(%(kinds)s::text[], %(days)s::date[], %(after)s::boolean[], %(at)s::timestamptz[])
  AS step (kind, day, after, at)
WHERE step.kind = o.kind AND step.day = o.counted_from AND step.after = o.counts_after
  AND o.settled_at IS NULL AND o.next_at IS NULL AND o.kind = ANY (%(of)s)
"""
TAKE_BACK = """
UPDATE notices_reminder SET state = %s, finished_at = %s, reason = %s
FROM unnest(%s::text[], %s::bigint[], %s::int[]) AS over (kind, id, version), notices_reminderrule AS rule
WHERE notices_reminder.obligation_kind = over.kind AND notices_reminder.obligation_id = over.id
  AND notices_reminder.version <= over.version AND notices_reminder.state = ANY (%s)
  AND rule.id = notices_reminder.rule_id AND rule.anchor <> %s
"""


def write_due(now: dt.datetime) -> None:
    """Write a ledger row for each role and channel that is to be told by now: of a deadline the newest step
    alone, nothing that was told before, by an earlier version of its rule or before it was handed on, and
    nothing of what its room does not call owed now. What its room calls owed elsewhere waits to be handed
    on."""
    if not Obligation.objects.to_speak(now).exists():
        return
    schedule = Schedule.of()
    last: int | None = 0
    while last is not None:
        last = _write_batch(schedule, now, after=last)


@transaction.atomic
def _write_batch(schedule: Schedule, now: dt.datetime, *, after: int) -> int | None:
    """Up to BATCH rows beyond that key; returns the last key seen, None when there was none."""
    ready = Obligation.objects.to_speak(now).filter(pk__gt=after).order_by("pk")
    rows = list(ready.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    if not rows:
        return None
    heard = [row for kind, here in _by_kind(rows).items() for row in _still_owed(kind, here, now)]
    due = [reminder for row, is_owed in heard if is_owed for reminder in schedule.due(row, now)]
    known = _known(due)
    said = {row.step for row in known} | _said_before(known, rows)
    new = [reminder for reminder in due if reminder.step not in said]
    _overtake(known, new, now)
    Reminder.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    _go_on([row for row, _is_owed in heard], schedule, now)
    return rows[-1].pk


def _by_kind(rows: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    found: dict[str, list[Obligation]] = defaultdict(list)
    for row in rows:
        found[row.kind].append(row)
    return found


def _still_owed(code: str, rows: list[Obligation], now: dt.datetime) -> list[tuple[Obligation, bool]]:
    """Does the room call each owed today, for another time of several maybe? Nothing where it fails, nor of
    what it calls owed at another place, so that these rows wait."""
    try:
        with transaction.atomic():
            owed = kind_of(code).owed(timezone.localdate(now), {row.object_id for row in rows})
            places = {one.key[:2] for one in owed}
            things = {thing for thing, _place in places}
    except SoftTimeLimitExceeded:  # the tick's time is over, the room is no worse for it
        raise
    except Exception:
        logger.exception("The room behind %s cannot say what is owed", code)
        return []
    here = [row for row in rows if row.key[:2] in places or row.object_id not in things]
    return [(row, row.key[:2] in places) for row in here]


def _known(due: Iterable[Reminder]) -> list[Reminder]:
    """What the ledger has of these obligations, of steps alone."""
    listed = list(due)
    if not listed:
        return []
    kinds, ids = {row.obligation_kind for row in listed}, {row.obligation_id for row in listed}
    rows = Reminder.objects.filter(obligation_kind__in=kinds, obligation_id__in=ids)
    return list(rows.exclude(rule__anchor=Anchor.EVENT).select_related("rule"))


def _said_before(known: Iterable[Reminder], rows: Iterable[Obligation]) -> set[tuple[object, ...]]:
    """What left of versions that were handed on, one after the other, as steps of that which follows."""
    following = {(told_as(row), row.object_id): row.version for row in rows if row.version > 1}
    if not following:
        return set()
    kinds, ids = {row.kind for row in rows}, {object_id for _kind, object_id in following}
    ended = Obligation.objects.of(kinds, ids).filter(outcome=Outcome.HANDED_ON).order_by()
    handed = {
        (told_as(row), row.object_id, row.version) for row in ended.only("kind", "object_id", "version")
    }
    said = set()
    for row in known:
        thing = row.obligation_kind, row.obligation_id
        version = following.get(thing, 0)
        goes_on = all((*thing, one) in handed for one in range(row.version, version))
        if row.state == ReminderState.SENT and row.version < version and goes_on:
            said.add((*row.ear, row.rule.code, version))
    return said


def _overtake(known: Iterable[Reminder], new: Iterable[Reminder], now: dt.datetime) -> None:
    """What is still to be claimed and a later step makes pointless is told no more."""
    heard = {row.ear for row in new}
    late = [row.pk for row in known if row.state == ReminderState.PLANNED and row.ear in heard]
    if late:
        Reminder.objects.filter(pk__in=late, state=ReminderState.PLANNED).update(
            state=ReminderState.SUPERSEDED, finished_at=now, reason=Reason.OVERTAKEN
        )


def _go_on(rows: list[Obligation], schedule: Schedule, now: dt.datetime) -> None:
    for row in rows:
        row.spoken_until = now
    with connection.cursor() as cursor:
        cursor.execute(SPOKEN, [now, [row.pk for row in rows], [schedule.next_at(row) for row in rows]])


@transaction.atomic(savepoint=False)
def count_anew(kind: str = "", *, now: dt.datetime, before: Schedule | None = None) -> int:
    """Find the next moment of every open row, or of those told as `kind`, by rules and calendar as they are;
    returns how many have another than they had.

    A step that the change brought before now is told at once, if it was still to come: by the schedule of
    `before`, or else since its row spoke last. What is due already leaves by the new rules. At most six
    queries, however many rows; locks none that stays as it is.
    """
    codes = kinds_told_as([kind]) if kind else [one.code for one in all_kinds()]
    rows = Obligation.objects.open().exclude(counted_from=None).filter(kind__in=codes)
    rows = rows.filter(Q(next_at=None) | Q(next_at__gt=now))
    listed = rows.order_by().values_list("kind", "counted_from", "counts_after").distinct()
    days = [(code, day, counts_after) for code, day, counts_after in listed if day]
    after = Schedule.of([kind] if kind else None)
    if before:
        rows.update(spoken_until=now - MOMENT, next_at=None)
        behind = [(*day, at) for day in days if (at := _slipped(before, after, day, now))]
        _write(LISTEN_FROM, behind, codes, now)
    return _write(COUNT_ANEW, [(*day, step.at) for day in days for step in _around(after, day)], codes, now)


@transaction.atomic(savepoint=False)
def speak_from(moment: dt.datetime) -> None:
    """Of all that is owed, nothing is told that lies before that moment."""
    counted = Obligation.objects.open().filter(spoken_until__lt=moment - MOMENT)
    counted.update(spoken_until=moment - MOMENT, next_at=None)
    count_anew(now=moment)


def _around(schedule: Schedule, day: Day) -> list[Step]:
    kind, counted_from, counts_after = day
    return schedule.around(kind_of(kind).told_as, counted_from, counts_after)


def _slipped(before: Schedule, after: Schedule, day: Day, now: dt.datetime) -> dt.datetime | None:
    """The first of the steps that were ahead and lie behind now."""
    ahead = {step.rule.code for step in _around(before, day) if step.at > now}
    behind = [step.at for step in _around(after, day) if step.rule.code in ahead and step.at <= now]
    return min(behind, default=None)


def _write(statement: str, moments: Collection[Moment], codes: list[str], now: dt.datetime) -> int:
    columns: list[list[Any]] = [list(column) for column in zip(*moments, strict=True)] or [[], [], [], []]
    steps = dict(zip(("kinds", "days", "after", "at"), columns, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement, {**steps, "of": codes, "now": now})
        return cursor.rowcount


@transaction.atomic(savepoint=False)
def take_back_steps(rows: Collection[Obligation], *, now: dt.datetime, state: str, reason: str) -> None:
    """What has not left yet of the steps of these versions and of those before them is told no more."""
    if not rows:
        return
    kinds, ids = [told_as(row) for row in rows], [row.object_id for row in rows]
    versions = [row.version for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [state, now, reason, kinds, ids, versions, list(OPEN), Anchor.EVENT])
