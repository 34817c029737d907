"""How an agency stands with its duties: from the newest dated update, the results and the activities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from plans.models import Activity, Assignment, AssignmentUpdate, Result, Wording
from plans.spans import MONTHS, recurring_due_on, span_of
from plans.workflow import State as ActivityState


class State(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    OVERDUE = "overdue", _("Overdue")


@dataclass(frozen=True)
class Progress:
    """`activities` planned or done, how many are `done`, and what they `brought` of the duty's target.

    `due_on` is the day by which something is to be done next, in the past where it is overdue; None where no
    day is set, or the quarter, half-year or year going on has what it asks for.
    """

    state: State
    wording: Wording
    activities: int = 0
    done: int = 0
    brought: int = 0
    due_on: dt.date | None = None

    @property
    def is_up_to_date(self) -> bool:
        """It recurs, and the quarter, half-year or year going on has what it asks for."""
        return self.due_on is None and recurs(self.wording)


def recurs(wording: Wording) -> bool:
    """Does it fall due again and again, and do activities say whether it was done?"""
    return wording.schedule in MONTHS and wording.form_id is not None


@dataclass(frozen=True)
class Done:
    """What an agency's records say of a duty, its predecessor's included: activities, how many of them are
    done, what results in the form that the duty asks for brought, and the day of the last of those."""

    activities: int = 0
    done: int = 0
    brought: int = 0
    last_on: dt.date | None = None

    def plus(self, other: Done) -> Done:
        return Done(
            self.activities + other.activities,
            self.done + other.done,
            self.brought + other.brought,
            max([day for day in (self.last_on, other.last_on) if day], default=None),
        )


@dataclass(frozen=True)
class Said:
    """The newest dated update."""

    state: str = ""
    on: dt.date | None = None

    @property
    def is_done(self) -> bool:
        return self.state == AssignmentUpdate.State.DONE


def due_on(
    wording: Wording, said: Said, last_on: dt.date | None, begins_on: dt.date, today: dt.date
) -> dt.date | None:
    """A duty that recurs and is counted by activities is due at the end of each span, others by their day."""
    if not recurs(wording):
        return wording.due_on
    days = [day for day in (last_on, said.on if said.is_done else None) if day]
    plan = wording.duty.plan
    return recurring_due_on(
        wording.schedule,
        today,
        begins_on=max(begins_on, dt.date(plan.first_year, 1, 1)),
        ends_on=dt.date(plan.last_year, 12, 31),
        done_on=max(days, default=None),
    )


def state_of(wording: Wording, said: Said, done: Done, *, due: dt.date | None, today: dt.date) -> State:
    """What the newest update says; a target reached is done; a day gone by without that is overdue.

    Of a duty that recurs an update speaks for its own quarter, half-year or year only, and a target reached
    says nothing of those to come.
    """
    span = span_of(wording.schedule, today)
    holds = said.on is not None and (span is None or said.on >= span.first)
    counts_target = bool(wording.target and wording.form_id) and not recurs(wording)
    reached = counts_target and done.brought >= (wording.target or 0)
    if (holds and said.is_done) or (reached and not said.state):
        return State.DONE
    if due and due < today:
        return State.OVERDUE
    return State.UNDER_WAY if said.state or done.activities else State.NOT_STARTED


Key = tuple[int | None, int]  # agency and duty


def progress_of(assignments: Iterable[Assignment], today: dt.date) -> dict[int, Progress]:
    """By assignment, for those whose duty is in force today; four queries for any number.

    What an agency did before it went into another counts for its heir, who goes on with the duty.
    """
    rows = list(assignments)
    agencies = {row.agency_id for row in rows} | {row.inherited_from_id for row in rows}
    agencies.discard(None)
    duties = {row.duty_id for row in rows}
    in_force = Wording.objects.in_force(today).filter(duty__in=duties).select_related("duty__plan")
    wordings = {row.duty_id: row for row in in_force}
    newest = AssignmentUpdate.objects.filter(assignment__duty__in=duties, assignment__agency__in=agencies)
    said: dict[Key, Said] = {  # the newest comes last
        (agency, duty): Said(state, on)
        for agency, duty, state, on in newest.order_by("on", "pk").values_list(
            "assignment__agency", "assignment__duty", "state", "on"
        )
    }
    records = _records(agencies, duties)
    found = {}
    for row in rows:
        wording = wordings.get(row.duty_id)
        if wording is None:
            continue
        mine: Key = (row.agency_id, row.duty_id)
        before: Key = (row.inherited_from_id, row.duty_id)
        word = said.get(mine) or said.get(before) or Said()
        done = records.get(mine, Done()).plus(records.get(before, Done()))
        due = due_on(wording, word, done.last_on, row.starts_on, today)
        state = state_of(wording, word, done, due=due, today=today)
        found[row.pk] = Progress(state, wording, done.activities, done.done, done.brought, due)
    return found


def _records(agencies: set[int | None], duties: set[int]) -> Mapping[Key, Done]:
    """By (agency, duty), of activities that are not cancelled."""
    found: dict[Key, Done] = dict(_activities(agencies, duties))
    for key, brought in _brought(agencies, duties).items():
        found[key] = found.get(key, Done()).plus(brought)
    return found


def _activities(agencies: set[int | None], duties: set[int]) -> Mapping[Key, Done]:
    rows = Activity.objects.filter(agency__in=agencies, duty__in=duties)
    rows = rows.exclude(state=ActivityState.CANCELLED).order_by()
    return {
        (row["agency"], row["duty"]): Done(row["all"], row["done"])
        for row in rows.values("agency", "duty").annotate(
            all=Count("pk"), done=Count("pk", Q(state=ActivityState.DONE))
        )
    }


def _brought(agencies: set[int | None], duties: set[int]) -> Mapping[Key, Done]:
    """The quantity brought in the form that the duty asks for, and the last day of it."""
    asked = Wording.objects.newest().filter(duty=OuterRef("activity__duty"), form=OuterRef("activity__form"))
    rows = Result.objects.counting().filter(
        Exists(asked),
        activity__agency__in=agencies,
        activity__duty__in=duties,
        measure=Result.Measure.COUNT,
    )
    return {
        (row["activity__agency"], row["activity__duty"]): Done(brought=row["sum"], last_on=row["last"])
        for row in rows.order_by()
        .values("activity__agency", "activity__duty")
        .annotate(sum=Sum("amount"), last=Max("on"))
    }
