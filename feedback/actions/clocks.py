"""The clocks of a handling: until when each step may take, by which rule, and why it is that day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay, Officer
from feedback.actions.reminding import in_step
from feedback.deadlines import Clock, Limit, Stopped, clock
from feedback.models import Handling, Norm, Step
from feedback.workflow import State

DEADLINES = ["due_on", "answer_due_on", "tell_due_on"]


def most_to_transfer(handling: Handling) -> Limit | None:
    """What the law of the day it came allows for passing it on."""
    norm = Norm.objects.of(Norm.Code.TRANSFER, handling.item.received_on)
    return norm.limit if norm else None


def clocks_of(handling: Handling, days: WorkingDays, *, most: Limit | None = None) -> dict[str, Clock]:
    """Step to its clock, for each step the regulation limits; passing on takes no longer than `most`.

    To confirm, to classify and to transfer count from the day this agency has it; to answer counts from
    `counts_from`, and alone stands still or is extended. What is confirmed has no such clock any more; an
    update counts from the day the answer was due, or from the last one.
    """
    rows = handling.regulation.limits.all()
    limits = {row.step: Limit(row.amount, row.unit, row.legal_ground) for row in rows}
    own = limits.get(Step.TRANSFER)
    if own and most and most.unit == own.unit and most.amount < own.amount:
        limits[Step.TRANSFER] = most
    began = timezone.localdate(handling.began_at) if handling.came_from_id else handling.counts_from
    from_receipt = [Step.CLASSIFY, Step.TRANSFER] + ([] if handling.told_on else [Step.ACKNOWLEDGE])
    found = {step: clock(limits[step], began, days) for step in from_receipt if step in limits}
    if Step.ANSWER in limits:
        found[Step.ANSWER] = _answer_clock(handling, limits[Step.ANSWER], days)
        answer_due = found[Step.ANSWER].due_on
        if Step.UPDATE in limits and answer_due:
            last = max(answer_due, handling.told_on or answer_due)
            found[Step.UPDATE] = clock(limits[Step.UPDATE], last, days)
    return {step.value: found[step] for step in Step if step in found}


def _answer_clock(handling: Handling, limit: Limit, days: WorkingDays) -> Clock:
    """Counted anew from the day it was taken up again: what it was extended by before that is over.

    A stop that begins when the day has gone by already changes nothing: it is late.
    """
    if not handling.pk:
        return clock(limit, handling.counts_from, days)
    since = handling.counts_from
    extra = sum(row.amount for row in handling.extensions.all() if timezone.localdate(row.at) >= since)
    found = clock(limit, since, days, extra=extra)
    stops: list[Stopped] = []
    for row in handling.stops.all() if handling.regulation.stops_while_waiting else []:
        if found.due_on is None or row.from_day > found.due_on:
            break
        stops.append(Stopped(row.from_day, row.to_day))
        found = clock(limit, since, days, stops=stops, extra=extra)
    return found


def set_deadlines(handling: Handling, days: WorkingDays | None = None) -> None:
    """Write what is due next, and when the answer is, into the row; the caller saves it."""
    if days is None:
        days = CalendarDay.objects.working_days(handling.counts_from)
    clocks = clocks_of(handling, days)
    answer = clocks.get(Step.ANSWER)
    handling.answer_due_on = answer.due_on if answer else None
    handling.tell_due_on = _tell_due_on(handling, clocks)
    if not handling.is_open:
        handling.due_on = None
    elif handling.state == State.RECEIVED:
        handling.due_on = clocks[Step.CLASSIFY].due_on
    else:
        handling.due_on = handling.answer_due_on


def reset_deadlines(handling: Handling, days: WorkingDays | None = None) -> bool:
    """The same; says whether any day moved."""
    before = (handling.due_on, handling.answer_due_on, handling.tell_due_on)
    set_deadlines(handling, days)
    return before != (handling.due_on, handling.answer_due_on, handling.tell_due_on)


def _tell_due_on(handling: Handling, clocks: dict[str, Clock]) -> dt.date | None:
    """What arrived is confirmed first; after that an answer that is late is told of."""
    telling = clocks.get(Step.ACKNOWLEDGE) or clocks.get(Step.UPDATE)
    return telling.due_on if telling and handling.is_open else None


def recompute_deadlines(*, by: Officer | None, now: dt.datetime) -> int:
    """After the working calendar changed: open handlings follow it; returns how many days moved."""
    today = timezone.localdate(now)
    days = CalendarDay.objects.working_days(today)
    rows = Handling.objects.open().select_for_update(of=("self",)).select_related("regulation")
    moved = []
    for handling in rows.prefetch_related("regulation__limits", "stops", "extensions"):
        if reset_deadlines(handling, days):
            moved.append(handling)
    Handling.objects.bulk_update(moved, DEADLINES, batch_size=500)
    in_step([handling.pk for handling in moved], now=now)
    return len(moved)
