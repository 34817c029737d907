"""What is owed of activities and duties follows each act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q

from notices.actions.owing import follow
from notices.workflow import Outcome
from plans.models import Activity, Assignment
from plans.reminders.activity import ACTIVITY
from plans.reminders.duty import DUTY


def in_step(activities: Collection[Activity], *, now: dt.datetime, also: Collection[Activity] = ()) -> None:
    """Bring the rows of what is owed of these, and of the duties they serve or, as `also` says, served, in
    step with them."""
    serve([*activities, *also], now=now)
    follow([row.pk for row in activities], ACTIVITY, now=now)


def serve(activities: Iterable[Activity], *, now: dt.datetime) -> None:
    """What is done for a duty says how its agency stands with it."""
    served = Q()
    for row in activities:
        if row.duty_id:
            served |= Q(agency=row.agency_id, duty=row.duty_id)
    if served:
        duties_in_step(Assignment.objects.open().filter(served), now=now)


def duties_in_step(
    assignments: Iterable[Assignment], *, now: dt.datetime, outcome: Outcome = Outcome.DONE
) -> None:
    """The same for duties. What they depend on is read under their lock: who changes it asks after whoever
    asked by what was."""
    keys = [row.pk for row in assignments]
    list(Assignment.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    follow(keys, DUTY, now=now, outcome=outcome)
