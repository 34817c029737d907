"""The ledger is told of activities: when their day is set or moves, and when nothing is to come any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from agencies.models import AgencyVersion
from notices.actions.owing import follow
from notices.actions.planning import Deadline, cancel, plan_deadlines, plan_in_chunks
from plans.models import Activity, Assignment
from plans.reminders.activity import ACTIVITY
from plans.reminders.duty import DUTY

IS_OVER = gettext_noop("The activity is done, or does not take place.")


def remind_of(activities: Collection[Activity], *, now: dt.datetime) -> None:
    """Another day is another version, whose steps are told anew."""
    in_step(activities, now=now)
    over = [row.pk for row in activities if not row.is_open]
    cancel(ACTIVITY, over, now=now, reason=IS_OVER)
    deadlines = [
        Deadline(row.pk, row.agency_id, version=row.planned_on.toordinal(), due_on=row.planned_on)
        for row in activities
        if row.is_open
    ]
    plan_deadlines(ACTIVITY, deadlines, now=now)


def in_step(activities: Collection[Activity], *, now: dt.datetime) -> None:
    """Bring the rows of what is owed of these, and of the duties they serve, in step with them."""
    follow([row.pk for row in activities], ACTIVITY, now=now)
    duties_in_step(activities, now=now)


def duties_in_step(activities: Iterable[Activity], *, now: dt.datetime) -> None:
    """What is done for a duty says how its agency stands with it."""
    served = Q()
    for row in activities:
        if row.duty_id:
            served |= Q(agency=row.agency_id, duty=row.duty_id)
    if served:
        rows = Assignment.objects.open().filter(served).order_by("pk").select_for_update(no_key=True)
        follow([row.pk for row in rows], DUTY, now=now)


def plan_reminders(*, now: dt.datetime) -> None:
    """For every activity to come, or whose day went by lately, at agencies that go on."""
    today = timezone.localdate(now)
    here = AgencyVersion.objects.in_force(today).values("agency")
    rows = Activity.objects.open().filter(agency__in=here, planned_on__gte=today - dt.timedelta(days=31))
    plan_in_chunks(rows, partial(remind_of, now=now))
