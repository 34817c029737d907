"""What becomes of each row of the ledger when its deadline is planned anew."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from ..models import Recipient, Reminder
from ..workflow import OPEN, Anchor, DeliveryState, Reason, ReminderState

Key = tuple[object, ...]


@dataclass(frozen=True)
class About:
    """An obligation of an agency. A new `version` makes new reminders: a moved deadline, another return."""

    obligation_id: int
    agency_id: int
    version: int = 1


@dataclass(frozen=True)
class Deadline(About):
    """When the obligation falls due; `opened_at` where its opening has not been told yet. Of a day that does
    not bind nobody is reminded once it has passed."""

    due_on: dt.date = dt.date.max
    binds: bool = True
    opened_at: dt.datetime | None = None


class Fate(Enum):
    """What becomes of a row of the ledger when its deadline is planned anew."""

    KEEP = "stays as it is"
    MOVE = "planned for another moment"
    REVIVE = "planned again"
    FOLLOW = "goes with its obligation to another agency"
    DEADLINE_MOVED = "superseded: the deadline is another"
    RULE_CHANGED = "superseded: the rules no longer name it"


@dataclass
class View:
    """What a row's fate depends on: the deadlines by obligation and the rows they need by key; the steps that
    were `told`, and those `missed`, whose moment has passed; the keys that stand in the ledger."""

    deadlines: Mapping[int, Deadline]
    wanted: Mapping[Key, Reminder]
    told: Collection[Key]
    missed: Collection[Key]
    keys: set[Key]
    keeps_others: bool
    now: dt.datetime


def fate_of(row: Reminder, view: View) -> Fate:
    if row.version != view.deadlines[row.obligation_id].version:
        is_over = row.state in OPEN and row.rule.anchor == Anchor.DEADLINE and not view.keeps_others
        return Fate.DEADLINE_MOVED if is_over else Fate.KEEP
    target = view.wanted.get(row.key)
    if target is None:
        return _fate_of_unwanted(row, view)
    if row.state == ReminderState.PLANNED:  # what is due already and stays so leaves as it is
        is_moved = row.due_at != target.due_at and max(row.due_at, target.due_at) > view.now
        return Fate.MOVE if is_moved else Fate.KEEP
    is_ahead = target.due_at >= view.now and row.step not in view.told
    return Fate.REVIVE if is_ahead and _was_taken_back(row) else Fate.KEEP


def _fate_of_unwanted(row: Reminder, view: View) -> Fate:
    """A step stays whose rule was changed so that it should have spoken before now: else nobody would."""
    if row.agency_id not in (None, view.deadlines[row.obligation_id].agency_id):
        found_nobody = row.state == ReminderState.FAILED and row.reason == Reason.NOBODY
        return Fate.FOLLOW if row.state in OPEN or found_nobody else Fate.KEEP
    is_step = row.state == ReminderState.PLANNED and row.rule.anchor == Anchor.DEADLINE
    is_kept = not is_step or row.step in view.missed
    return Fate.KEEP if is_kept else Fate.RULE_CHANGED


def _was_taken_back(row: Reminder) -> bool:
    """Not owed for a while, of a deadline that moved there and back, or by a rule that did."""
    by_change = row.state == ReminderState.SUPERSEDED and row.reason in (Reason.RULE_CHANGED, Reason.MOVED)
    return by_change or row.state == ReminderState.CANCELLED


def apply(fates: Mapping[Fate, list[Reminder]], view: View) -> None:
    for row in fates.get(Fate.FOLLOW, []):
        _follow(row, view)
    for fate, reason in ((Fate.DEADLINE_MOVED, Reason.MOVED), (Fate.RULE_CHANGED, Reason.RULE_CHANGED)):
        rows = Reminder.objects.filter(pk__in=[row.pk for row in fates.get(fate, [])]).open()
        rows.update(state=ReminderState.SUPERSEDED, finished_at=view.now, reason=reason)
    for due_at, keys in _by_moment(fates.get(Fate.MOVE, []), view).items():
        Reminder.objects.filter(pk__in=keys, state=ReminderState.PLANNED).update(due_at=due_at)
    for due_at, keys in _by_moment(fates.get(Fate.REVIVE, []), view).items():
        plan_again(keys, due_at=due_at)


def _follow(row: Reminder, view: View) -> None:
    """Told anew there, for whoever holds the post; unless that agency was told of it before, or will be, by a
    row of its own."""
    agency = view.deadlines[row.obligation_id].agency_id
    here = Reminder.objects.filter(pk=row.pk, state=row.state)
    row.agency_id = agency
    if row.key in view.keys:
        here.update(state=ReminderState.SUPERSEDED, finished_at=view.now, reason=Reason.MOVED)
        return
    view.keys.add(row.key)
    due_at = view.wanted[row.key].due_at if row.key in view.wanted else row.due_at
    if here.update(agency=agency, due_at=due_at) and row.state != ReminderState.PLANNED:
        plan_again([row.pk], due_at=due_at)


def _by_moment(rows: Iterable[Reminder], view: View) -> dict[dt.datetime, list[int]]:
    """The keys of those that shall leave at a moment, by that moment."""
    found: dict[dt.datetime, list[int]] = defaultdict(list)
    for row in rows:
        found[view.wanted[row.key].due_at].append(row.pk)
    return found


def plan_again(keys: list[int], *, due_at: dt.datetime) -> None:
    Recipient.objects.filter(reminder__in=keys).exclude(delivery__state=DeliveryState.SENT).delete()
    Reminder.objects.filter(pk__in=keys).exclude(state=ReminderState.PLANNED).update(
        state=ReminderState.PLANNED, due_at=due_at, claimed_at=None, finished_at=None, reason="", attempts=0
    )
