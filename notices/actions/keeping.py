"""Keeping the rows of what is owed where no act does: the clock brings in step those that a new day makes, a
repair, each hour, whatever else differs, and a change of the register what lies at its agencies.

Locks are those of `owing`; here each object is locked, and one that another act holds is passed over.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, AgencyVersion
from notices.models import Clock, Obligation
from notices.obligations import Ids, Kind, all_kinds, of_ids
from notices.workflow import Outcome

from .owing import Act, bring, compare
from .speaking import count_anew

logger = logging.getLogger(__name__)
CHUNK = 500


@dataclass(frozen=True)
class Kept:
    """What one pass did: rows that a new day made or ended, rows mended, objects that another act held, and
    the kinds that it could not keep."""

    by_time: int = 0
    mended: int = 0
    held: int = 0
    failed: tuple[str, ...] = ()


def keep_obligations(*, now: dt.datetime, counts: bool = True) -> Kept:
    """Write what a new day makes owed, of agencies above all that began or ended with it, then mend whatever
    rows still differ from what their rooms say, and what they would speak of at another moment than rules and
    calendar have it.

    What differs is asked again under the object's lock: somebody may have acted meanwhile. What another act
    holds is passed over; that act brings it in step. The first rows of a kind are no mends, nor is anything
    where `counts` is False. A kind that fails stops no other.
    """
    mended = held = 0
    by_time = _keep_what_changed_by_time(now)
    failed = []
    for kind in all_kinds():
        try:
            has_begun = Obligation.objects.filter(kind=kind.code).exists()
            is_mend = counts and has_begun and not kind.by_time
            written, passed = _keep(kind, now=now, is_mended=is_mend)
        except SoftTimeLimitExceeded:  # the pass's time is over, the kind is no worse for it
            raise
        except Exception:
            logger.exception("What is owed of %s cannot be kept", kind.code)
            failed.append(kind.code)
            continue
        held += passed
        mended, by_time = (mended + written, by_time) if is_mend else (mended, by_time + written)
    try:
        moved = count_anew(now=now)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("When people are told of what is owed cannot be kept")
        moved = 0
    mended += moved if counts else 0
    if mended:
        logger.warning("%d rows of what is owed were mended", mended)
    return Kept(by_time, mended, held, tuple(failed))


@transaction.atomic(savepoint=False)
def keep_at(agencies: Collection[int], *, now: dt.datetime) -> int:
    """After the register changed: bring in step what lies at these agencies or is about them, and then where
    nobody can be told or see to it; returns how many rows were written or ended.

    It locks each object itself; what another act holds is passed over, and that act brings it in step.
    """
    ids: dict[str, set[int]] = defaultdict(set)
    theirs = Obligation.objects.open().filter(Q(agency__in=agencies) | Q(about__in=agencies)).order_by()
    for code, object_id in theirs.values_list("kind", "object_id"):
        ids[code].add(object_id)
    written = 0
    for kind in sorted(all_kinds(), key=lambda kind: (kind.holds_nothing, kind.code)):
        if kind.rows().model is Agency:
            ids[kind.code] |= set(agencies)
        asked = None if kind.holds_nothing else ids[kind.code]
        if asked is None or asked:
            written += _keep(kind, asked, now=now, is_mended=False)[0]
    return written


def _keep_what_changed_by_time(now: dt.datetime) -> int:
    """What the register knew ahead happens with its day: it is followed as a change of the register is."""
    try:
        agencies = _changed_by_time(now)
        return keep_at(agencies, now=now) if agencies else 0
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("What lies at agencies that began or ended cannot be kept")
        return 0


def _changed_by_time(now: dt.datetime) -> set[int]:
    """Agencies that began, changed or ended with a day since the last pass."""
    today = timezone.localdate(now)
    last = Clock.objects.exclude(kept_at=None).values_list("kept_at", flat=True).first()
    since = timezone.localdate(last) if last else today
    days = Q(valid_from__gt=since, valid_from__lte=today) | Q(valid_to__gte=since, valid_to__lt=today)
    return set(AgencyVersion.objects.filter(days).values_list("agency", flat=True))


def differing(kind: Kind, today: dt.date, ids: Ids = None) -> set[int]:
    """The objects, of these or of all, of which a row says something else than the room does."""
    standing = of_ids(Obligation.objects.open().filter(kind=kind.code), ids, "object_id")
    found = compare([kind], standing.iterator(chunk_size=5000), {kind.code: kind.owed(today, ids)})
    new = {one.object_id for _kind, one in found.new}
    return new | {row.object_id for row, _one in found.other} | {row.object_id for row in found.over}


def _keep(kind: Kind, of: Ids = None, *, now: dt.datetime, is_mended: bool) -> tuple[int, int]:
    """Of these objects, or of all: how many rows were written or ended, how many objects were passed over."""
    written = passed = 0
    ids = sorted(differing(kind, timezone.localdate(now), of))
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
            written += bring([kind], asked, Act(now, Outcome.VOID, is_mend=is_mended))
    return written, passed
