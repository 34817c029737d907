"""Keeping the rows of what is owed: an act brings those of its own objects in step.

Locks: the object, then its obligations by key, then reminders. No act takes an object after an obligation.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from agencies.calendar import WorkingDays
from notices.models import Obligation, Reminder
from notices.obligations import Kind, Owed, kind_of, kinds_told_as, owed_of, told_as
from notices.schedule import MOMENT, Schedule
from notices.workflow import OPEN, Anchor, Outcome, Reason, ReminderState
from records.bulk import update_each

from .speaking import take_back_steps

BATCH = 5000
Key = tuple[int, int, str]
KEPT_IN_STEP = (
    "role",
    "about_id",
    "officer_id",
    "visible_from",
    "due_on",
    "params",
    "counted_from",
    "counts_after",
)
SPEAKS_BY = ("opened_at", "spoken_until", "next_at")


@dataclass(frozen=True)
class Act:
    """When it is done, how what it ends has ended, whether its new rows open, whether it mends."""

    now: dt.datetime
    outcome: Outcome = Outcome.DONE
    opens: bool = False
    is_mend: bool = False


@transaction.atomic(savepoint=False)
def follow(
    ids: Collection[int],
    *kinds: str,
    now: dt.datetime,
    outcome: Outcome = Outcome.DONE,
    opens: bool = False,
) -> None:
    """Bring the rows of these objects in step with what their rooms say is owed now.

    The caller changed the objects and holds them, but for kinds that hold nothing. What is owed no more is
    settled with `outcome`, or handed on where another place owes it; a day that moved raises the version. Of
    the rows that are new, people are told that they have begun where the act `opens` them. Asked again it
    changes nothing.
    """
    if ids:
        bring([kind_of(code) for code in kinds], ids, Act(now, outcome, opens))


@transaction.atomic(savepoint=False)
def settle(ids: Collection[int], *kinds: str, now: dt.datetime, outcome: Outcome = Outcome.VOID) -> None:
    """End whatever is open of these objects, which may be gone after this."""
    rows = list(Obligation.objects.open().of(kinds, ids).order_by("pk").select_for_update(no_key=True))
    _settle(rows, now, outcome)


@dataclass
class Difference:
    """Owed without a row, owed and said otherwise by its row, not owed and still a row."""

    new: list[tuple[Kind, Owed]] = field(default_factory=list)
    other: list[tuple[Obligation, Owed]] = field(default_factory=list)
    over: list[Obligation] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.other or self.over)


def bring(kinds: list[Kind], ids: Collection[int], act: Act) -> int:
    """Returns how many rows were written or ended."""
    for kind in sorted(kinds, key=lambda kind: kind.code):
        if kind.holds_nothing:
            _wait_for_others(kind)
    rows = Obligation.objects.open().of([kind.code for kind in kinds], ids)
    standing = rows.order_by("pk").select_for_update(no_key=True)
    today = timezone.localdate(act.now)
    found = compare(kinds, standing, owed_of(kinds, today, ids))
    if not found:
        return 0
    schedule = _schedule(found)
    _change(found.other, schedule, act)
    made = _add(found.new, schedule, act)
    _say_late(found.over, made, schedule, act.now)
    _end(found.over, made, schedule, act)
    return len(found.new) + len(found.other) + len(found.over)


def _wait_for_others(kind: Kind) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [kind.code])


def compare(
    kinds: Iterable[Kind], standing: Iterable[Obligation], owed: Mapping[str, Iterable[Owed]]
) -> Difference:
    by_kind: dict[str, dict[Key, Obligation]] = defaultdict(dict)
    for known in standing:
        by_kind[known.kind][known.key] = known
    found = Difference()
    for kind in kinds:
        rows = by_kind[kind.code]
        for one in owed[kind.code]:
            row: Obligation | None = rows.pop(one.key) if one.key in rows else None
            if row is None:
                found.new.append((kind, one))
            elif _says(row) != _said(one, row.visible_from):
                found.other.append((row, one))
        found.over.extend(rows.values())
    return found


def _says(row: Obligation) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in KEPT_IN_STEP)


def _said(one: Owed, shown_from: dt.date) -> tuple[object, ...]:
    days = one.visible_from or shown_from, one.due_on, dict(one.params), one.counted_from, one.counts_after
    return one.role, one.about, one.officer, *days


def _schedule(found: Difference) -> Schedule:
    """Asked for only where something is counted from a day."""
    told = {kind.told_as for kind, one in found.new if one.counted_from}
    told |= {told_as(row) for row, one in found.other if one.counted_from}
    return Schedule.of(told) if told else Schedule([], WorkingDays())


def _change(rows: list[tuple[Obligation, Owed]], schedule: Schedule, act: Act) -> None:
    moved = []
    for row, one in rows:
        has_moved, is_counted_anew = _has_moved(row, one), _is_counted_anew(row, one)
        for name, value in zip(KEPT_IN_STEP, _said(one, row.visible_from), strict=True):
            setattr(row, name, value)
        row.is_mended = row.is_mended or act.is_mend
        if has_moved:
            moved.append(row)
            row.version += 1
        if is_counted_anew:
            _count_from(row, schedule, act.now)
    changed = [row for row, _one in rows]
    fields = [*KEPT_IN_STEP, *SPEAKS_BY, "version", "is_mended"]
    update_each(changed, fields)
    before = [_of_version_before(row) for row in moved]
    take_back_steps(before, now=act.now, state=ReminderState.SUPERSEDED, reason=Reason.MOVED)


def _has_moved(row: Obligation, one: Owed) -> bool:
    """Its reminders count from another day; a day that is counted from for the first time is not another."""
    if row.counted_from is None:
        return row.due_on != one.due_on
    return row.counted_from != one.counted_from


def _is_counted_anew(row: Obligation, one: Owed) -> bool:
    return (row.counted_from, row.counts_after) != (one.counted_from, one.counts_after)


def _of_version_before(row: Obligation) -> Obligation:
    return Obligation(kind=row.kind, object_id=row.object_id, version=row.version - 1)


def _count_from(row: Obligation, schedule: Schedule, now: dt.datetime) -> None:
    """What lies behind is not told, but what was about to be."""
    if row.next_at is None or row.next_at > now or row.spoken_until is None:
        row.spoken_until = now - MOMENT
    row.next_at = schedule.next_at(row)


def _add(
    new: list[tuple[Kind, Owed]], schedule: Schedule, act: Act
) -> dict[tuple[str, int, str], Obligation]:
    """By kind, object and slot. What was owed before counts on from its last version."""
    if not new:
        return {}
    last, today = _last_versions(new), timezone.localdate(act.now)
    rows = []
    for kind, one in new:
        last[kind.told_as, one.object_id] += 1
        row = Obligation(
            kind=kind.code,
            object_id=one.object_id,
            slot=one.slot,
            agency_id=one.agency,
            at_home_affairs=one.agency is None,
            since=min(one.since or act.now, act.now),
            version=last[kind.told_as, one.object_id],
            is_mended=act.is_mend,
            opened_at=act.now if act.opens and schedule.opens(kind.told_as, act.now) else None,
            **dict(zip(KEPT_IN_STEP, _said(one, today), strict=True)),
        )
        _count_from(row, schedule, act.now)
        rows.append(row)
    Obligation.objects.bulk_create(rows, batch_size=BATCH)
    return {(row.kind, row.object_id, row.slot): row for row in rows}


def _last_versions(new: list[tuple[Kind, Owed]]) -> dict[tuple[str, int], int]:
    """By the kind of the ledger and the object: of rows there were, and of what was told before there were
    rows."""
    told = {kind.code: kind.told_as for kind, _one in new}
    ids = {one.object_id for _kind, one in new}
    rows = Obligation.objects.of(kinds_told_as(set(told.values())), ids).order_by()
    ledger = Reminder.objects.filter(obligation_kind__in=set(told.values()), obligation_id__in=ids).order_by()
    known = rows.values_list("kind", "object_id").annotate(last=Max("version"))
    heard = ledger.exclude(rule__anchor=Anchor.EVENT).values_list("obligation_kind", "obligation_id")
    found: dict[tuple[str, int], int] = defaultdict(int)
    for code, object_id, last in known.union(heard.annotate(last=Max("version"))):
        key = kind_of(code).told_as, object_id
        found[key] = max(found[key], last)
    return found


def _say_late(
    rows: list[Obligation],
    made: Mapping[tuple[str, int, str], Obligation],
    schedule: Schedule,
    now: dt.datetime,
) -> None:
    """Of what ends and is owed once more, for another month say, what is due and has not left is told of the
    one that follows."""
    following = {(kind, pk): row.version for (kind, pk, _slot), row in made.items()}
    late = []
    for row in rows:
        version = following.get((row.kind, row.object_id))
        if version and (row.kind, row.object_id, row.slot) not in made:
            late += [(version, reminder) for reminder in schedule.due(row, now)]
            _steps_of(row).filter(state__in=OPEN).update(version=version)
    for version, reminder in late:
        reminder.version = version
    Reminder.objects.bulk_create((reminder for _version, reminder in late), ignore_conflicts=True)


def _steps_of(row: Obligation) -> QuerySet[Reminder]:
    """What the ledger has of this version."""
    told = Reminder.objects.exclude(rule__anchor=Anchor.EVENT).order_by()
    return told.filter(obligation_kind=told_as(row), obligation_id=row.object_id, version=row.version)


def _end(
    rows: list[Obligation],
    made: Mapping[tuple[str, int, str], Obligation],
    schedule: Schedule,
    act: Act,
) -> None:
    """Where the same is owed elsewhere since, it was handed on there."""
    handed = [(row, to) for row in rows if (to := made.get((row.kind, row.object_id, row.slot)))]
    _hand_on(handed, schedule)
    following = {row.pk: to for row, to in handed}
    _settle(rows, act.now, act.outcome, following)


def _hand_on(handed: list[tuple[Obligation, Obligation]], schedule: Schedule) -> None:
    """What nobody heard where it lay is told where it goes."""
    unheard = _unheard([row for row, _to in handed])
    heirs = []
    for row, to in handed:
        since = unheard.get((told_as(row), row.object_id, row.version))
        if row.next_at and to.spoken_until and row.next_at <= to.spoken_until:
            since = min(since or row.next_at, row.next_at)
        if since:
            to.opened_at = row.opened_at
            to.spoken_until = since - MOMENT
            to.next_at = schedule.next_at(to)
            heirs.append(to)
    update_each(heirs, SPEAKS_BY)


def _unheard(rows: list[Obligation]) -> dict[tuple[str, int, int], dt.datetime]:
    """The first moment at which nobody was there to hear of a version, or of which it has not left yet."""
    kinds, ids = {told_as(row) for row in rows}, [row.object_id for row in rows]
    told = Reminder.objects.filter(obligation_kind__in=kinds, obligation_id__in=ids).order_by()
    failed = Q(state=ReminderState.FAILED, reason=Reason.NOBODY)
    lost = told.filter(failed | Q(state__in=OPEN)).exclude(agency=None).exclude(rule__anchor=Anchor.EVENT)
    found = lost.values_list("obligation_kind", "obligation_id", "version").annotate(first=Min("due_at"))
    return {(kind, pk, version): first for kind, pk, version, first in found} if rows else {}


def _settle(
    rows: list[Obligation],
    now: dt.datetime,
    outcome: Outcome,
    following: Mapping[int, Obligation] | None = None,
) -> None:
    for row in rows:
        to = (following or {}).get(row.pk)
        row.settled_at, row.next_at = max(now, row.since), None
        row.outcome, row.next_row = (Outcome.HANDED_ON, to) if to else (outcome, None)
    fields = ["settled_at", "next_at", "outcome", "next_row"]
    update_each(rows, fields)
    take_back_steps(rows, now=now, state=ReminderState.CANCELLED, reason=Reason.NOT_OWED)
