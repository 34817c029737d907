"""Keeping the rows of what is owed: an act brings those of its own objects in step, the clock those that a
new day makes, and a repair, each hour, whatever else differs.

Locks: the object, then its obligations by key, then reminders. No act takes an object after an obligation.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from notices.models import Obligation
from notices.obligations import Kind, Owed, all_kinds, kind_of
from notices.workflow import Outcome

logger = logging.getLogger(__name__)
CHUNK = 500
BATCH = 1000
Key = tuple[int, int, str]
KEPT_IN_STEP = ("role", "about_id", "officer_id", "visible_from", "due_on", "params")


@transaction.atomic(savepoint=False)
def follow(ids: Collection[int], *kinds: str, now: dt.datetime, outcome: Outcome = Outcome.DONE) -> None:
    """Bring the rows of these objects in step with what their rooms say is owed now.

    The caller changed the objects and holds them. What is owed no more is settled with `outcome`, or handed
    on where another place owes it; a day that moved raises the version. Asked again it changes nothing.
    """
    if ids:
        _bring([kind_of(code) for code in kinds], ids, now=now, outcome=outcome, is_mended=False)


@transaction.atomic(savepoint=False)
def settle(ids: Collection[int], *kinds: str, now: dt.datetime, outcome: Outcome = Outcome.VOID) -> None:
    """End whatever is open of these objects, which may be gone after this."""
    rows = list(Obligation.objects.open().of(kinds, ids).order_by("pk").select_for_update(no_key=True))
    _settle(rows, now, outcome)


@dataclass
class _Difference:
    """Owed without a row, owed and said otherwise by its row, not owed and still a row."""

    new: list[tuple[Kind, Owed]] = field(default_factory=list)
    other: list[tuple[Obligation, Owed]] = field(default_factory=list)
    over: list[Obligation] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.other or self.over)


def _bring(
    kinds: list[Kind], ids: Collection[int], *, now: dt.datetime, outcome: Outcome, is_mended: bool
) -> int:
    """Returns how many rows were written or ended."""
    for kind in kinds:
        if kind.holds_nothing:
            _wait_for_others(kind)
    rows = Obligation.objects.open().of([kind.code for kind in kinds], ids)
    standing = rows.order_by("pk").select_for_update(no_key=True)
    found = _compare(kinds, standing, {kind.code: kind.owed(timezone.localdate(now), ids) for kind in kinds})
    if not found:
        return 0
    _change(found.other, is_mended)
    made = _add(found.new, now, is_mended)
    _end(found.over, made, now, outcome)
    return len(found.new) + len(found.other) + len(found.over)


def _wait_for_others(kind: Kind) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [kind.code])


def _compare(
    kinds: Iterable[Kind], standing: Iterable[Obligation], owed: Mapping[str, Iterable[Owed]]
) -> _Difference:
    by_kind: dict[str, dict[Key, Obligation]] = defaultdict(dict)
    for known in standing:
        by_kind[known.kind][known.key] = known
    found = _Difference()
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
    visible_from = one.visible_from or shown_from
    return one.role, one.about, one.officer, visible_from, one.due_on, dict(one.params)


def _change(rows: list[tuple[Obligation, Owed]], is_mended: bool) -> None:
    for row, one in rows:
        if row.due_on != one.due_on:
            row.version += 1
        for name, value in zip(KEPT_IN_STEP, _said(one, row.visible_from), strict=True):
            setattr(row, name, value)
        row.is_mended = row.is_mended or is_mended
    changed = [row for row, _one in rows]
    Obligation.objects.bulk_update(changed, [*KEPT_IN_STEP, "version", "is_mended"], batch_size=BATCH)


def _add(
    new: list[tuple[Kind, Owed]], now: dt.datetime, is_mended: bool
) -> dict[tuple[str, int, str], Obligation]:
    """By kind, object and slot. What was owed before counts on from its last version."""
    if not new:
        return {}
    last, today = _last_versions(new), timezone.localdate(now)
    rows = [
        Obligation(
            kind=kind.code,
            object_id=one.object_id,
            slot=one.slot,
            agency_id=one.agency,
            at_home_affairs=one.agency is None,
            since=min(one.since or now, now),
            version=last.get((kind.code, one.object_id, one.slot), 0) + 1,
            is_mended=is_mended,
            **dict(zip(KEPT_IN_STEP, _said(one, today), strict=True)),
        )
        for kind, one in new
    ]
    Obligation.objects.bulk_create(rows, batch_size=BATCH)
    return {(row.kind, row.object_id, row.slot): row for row in rows}


def _last_versions(new: list[tuple[Kind, Owed]]) -> dict[tuple[str, int, str], int]:
    rows = Obligation.objects.of({kind.code for kind, _one in new}, {one.object_id for _kind, one in new})
    counted = rows.order_by().values_list("kind", "object_id", "slot").annotate(last=Max("version"))
    return {(kind, object_id, slot): last for kind, object_id, slot, last in counted}


def _end(
    rows: list[Obligation],
    made: Mapping[tuple[str, int, str], Obligation],
    now: dt.datetime,
    outcome: Outcome,
) -> None:
    """Where the same is owed elsewhere since, it was handed on there."""
    ended = []
    for row in rows:
        following = made.get((row.kind, row.object_id, row.slot))
        if following is None:
            ended.append(row)
            continue
        _settle([row], now, Outcome.HANDED_ON, following)
    _settle(ended, now, outcome)


def _settle(
    rows: list[Obligation], now: dt.datetime, outcome: Outcome, following: Obligation | None = None
) -> None:
    for row in rows:
        row.settled_at, row.outcome, row.next_row = max(now, row.since), outcome, following
    Obligation.objects.bulk_update(rows, ["settled_at", "outcome", "next_row"], batch_size=BATCH)


# The clock


@dataclass(frozen=True)
class Kept:
    """What one pass did: rows that a new day made or ended, rows mended, objects that another act held."""

    by_time: int = 0
    mended: int = 0
    held: int = 0


def keep_obligations(*, now: dt.datetime, counts: bool = True) -> Kept:
    """Write what a new day makes owed, then mend whatever rows still differ from what their rooms say.

    What differs is asked again under the object's lock: somebody may have acted meanwhile. What another act
    holds is passed over; that act brings it in step. The first rows of a kind are no mends, nor is what
    follows from a change that the caller knows of (`counts` False). A kind that fails stops no other.
    """
    by_time = mended = held = 0
    for kind in all_kinds():
        try:
            has_begun = Obligation.objects.filter(kind=kind.code).exists()
            is_mend = counts and has_begun and not kind.by_time
            written, passed = _keep(kind, now=now, is_mended=is_mend)
        except Exception:
            logger.exception("What is owed of %s cannot be kept", kind.code)
            continue
        held += passed
        mended, by_time = (mended + written, by_time) if is_mend else (mended, by_time + written)
    if mended:
        logger.warning("%d rows of what is owed were mended", mended)
    return Kept(by_time, mended, held)


def differing(kind: Kind, today: dt.date) -> set[int]:
    """The objects of which a row says something else than the room does."""
    standing = Obligation.objects.open().filter(kind=kind.code)
    found = _compare([kind], standing.iterator(chunk_size=5000), {kind.code: kind.owed(today, None)})
    new = {one.object_id for _kind, one in found.new}
    return new | {row.object_id for row, _one in found.other} | {row.object_id for row in found.over}


def _keep(kind: Kind, *, now: dt.datetime, is_mended: bool) -> tuple[int, int]:
    """How many rows were written or ended, how many objects were passed over."""
    written = passed = 0
    ids = sorted(differing(kind, timezone.localdate(now)))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with transaction.atomic():
            rows = kind.rows().filter(pk__in=chunk).order_by("pk")
            free = set(
                rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).values_list(
                    "pk", flat=True
                )
            )
            there = set(kind.rows().filter(pk__in=chunk).values_list("pk", flat=True))
            asked = free | (set(chunk) - there)  # what is gone holds nobody up
            passed += len(chunk) - len(asked)
            written += _bring([kind], asked, now=now, outcome=Outcome.VOID, is_mended=is_mended)
    return written, passed
