"""How an agency stands with its duties: from the newest dated update, the results and the activities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from plans.models import Activity, Assignment, AssignmentUpdate, Result, Wording
from plans.workflow import State as ActivityState


class State(TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    OVERDUE = "overdue", _("Overdue")


@dataclass(frozen=True)
class Progress:
    """`activities` planned or done, how many are `done`, and what they `brought` of the duty's target."""

    state: State
    wording: Wording
    activities: int = 0
    done: int = 0
    brought: int = 0


def state_of(wording: Wording, said: str, *, activities: int, brought: int, today: dt.date) -> State:
    """What the newest update says; a target reached is done; a day gone by without that is overdue."""
    reached = bool(wording.target and wording.form_id and brought >= wording.target)
    if said == AssignmentUpdate.State.DONE or (reached and not said):
        return State.DONE
    if wording.due_on and wording.due_on < today:
        return State.OVERDUE
    return State.UNDER_WAY if said or activities else State.NOT_STARTED


def progress_of(assignments: Iterable[Assignment], today: dt.date) -> dict[int, Progress]:
    """By assignment, for those whose duty is in force today; four queries for any number."""
    rows = list(assignments)
    agencies = {row.agency_id for row in rows}
    duties = {row.duty_id for row in rows}
    wordings = {row.duty_id: row for row in Wording.objects.in_force(today).filter(duty__in=duties)}
    newest = AssignmentUpdate.objects.filter(assignment__in=[row.pk for row in rows])
    said = dict(newest.order_by("on", "pk").values_list("assignment", "state"))  # the newest comes last
    activities, brought = _activities(agencies, duties), _brought(agencies, duties)
    found = {}
    for row in rows:
        wording = wordings.get(row.duty_id)
        if wording is None:
            continue
        key = (row.agency_id, row.duty_id)
        count, done = activities.get(key, (0, 0))
        amount = brought.get(key, 0)
        state = state_of(wording, said.get(row.pk, ""), activities=count, brought=amount, today=today)
        found[row.pk] = Progress(state, wording, count, done, amount)
    return found


def _activities(agencies: set[int], duties: set[int]) -> Mapping[tuple[int, int], tuple[int, int]]:
    """(agency, duty) to activities that are not cancelled, and those of them that are done."""
    rows = Activity.objects.filter(agency__in=agencies, duty__in=duties)
    rows = rows.exclude(state=ActivityState.CANCELLED).order_by()
    return {
        (row["agency"], row["duty"]): (row["all"], row["done"])
        for row in rows.values("agency", "duty").annotate(
            all=Count("pk"), done=Count("pk", Q(state=ActivityState.DONE))
        )
    }


def _brought(agencies: set[int], duties: set[int]) -> Mapping[tuple[int, int], int]:
    """(agency, duty) to the quantity brought in the form that the duty asks for."""
    asked = Wording.objects.newest().filter(duty=OuterRef("activity__duty"), form=OuterRef("activity__form"))
    rows = Result.objects.filter(
        Exists(asked),
        activity__agency__in=agencies,
        activity__duty__in=duties,
        measure=Result.Measure.COUNT,
    ).exclude(activity__state=ActivityState.CANCELLED)
    return {
        (row["activity__agency"], row["activity__duty"]): row["sum"]
        for row in rows.order_by().values("activity__agency", "activity__duty").annotate(sum=Sum("amount"))
    }
