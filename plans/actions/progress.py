"""How an agency stands with a duty, said with its day; and the reminders of duties that fall due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Officer
from notices.actions.owing import follow
from notices.actions.planning import Deadline, cancel, plan_deadlines, plan_in_chunks
from notices.workflow import Outcome
from plans.actions.activity_reminders import plan_reminders as plan_activity_reminders
from plans.actions.agency_plans import plan_waiting
from plans.models import Assignment, AssignmentUpdate, Wording
from plans.permissions import may_work_at
from plans.progress import Progress, State, progress_of
from plans.reminders.duty import DUTY
from records.actions import audit

NO_LONGER_ITS_DUTY = gettext_noop("The duty is not this agency's any more.")
WAS_DONE = gettext_noop("The duty is done.")
QUARTERS = 1000  # more than a plan can see


@transaction.atomic
def update_assignment(
    assignment: Assignment, *, state: str, on: dt.date, note: str = "", by: Officer | None, now: dt.datetime
) -> AssignmentUpdate:
    """What the agency says of its duty as of a day; done ends its reminders, under way renews them.

    ValidationError for a day to come, or one before its newest update.
    """
    if by is not None and not may_work_at(by, assignment.agency_id):
        raise PermissionDenied
    locked = Assignment.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.pk)
    if locked.ends_on is not None:
        raise ValidationError(_("The duty is not this agency's any more."), code="state")
    newest = locked.updates.last()
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    if newest and on < newest.on:
        raise ValidationError(
            {
                "on": _("The newest update is of %(day)s; this one cannot be of an earlier day.")
                % {"day": date_format(newest.on, "SHORT_DATE_FORMAT")}
            }
        )
    update = AssignmentUpdate(assignment=locked, on=on, state=state, note=note, by=by, at=now)
    update.full_clean(exclude=["by"])
    update.save()
    audit(locked, "update_assignment", by=by, now=now, changes={"state": state, "on": on.isoformat()})
    if state == AssignmentUpdate.State.DONE:
        follow([locked.pk], DUTY, now=now)
        cancel(DUTY, [locked.pk], now=now, reason=WAS_DONE)
    else:
        remind([locked], now=now)
    return update


def remind(assignments: Iterable[Assignment], *, now: dt.datetime) -> None:
    """Make the ledger say what duties that fall due need, unless they are done; a later wording, or the next
    quarter, half-year or year of one that recurs, supersedes what was open.

    What they depend on is read under their lock: who changes it plans after whoever planned by what was.
    """
    keys = [row.pk for row in assignments]
    locked = Assignment.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    rows = list(locked)
    follow(keys, DUTY, now=now)
    progress = progress_of(rows, timezone.localdate(now))
    done = [pk for pk, one in progress.items() if one.state == State.DONE or one.is_up_to_date]
    cancel(DUTY, done, now=now, reason=WAS_DONE)
    undated = {row.pk for row in rows if row.pk not in progress or progress[row.pk].due_on is None}
    cancel(DUTY, undated - set(done), now=now, reason=NO_LONGER_ITS_DUTY)
    changes = _changes({row.duty_id for row in rows})
    deadlines = [
        Deadline(row.pk, row.agency_id, version=_version(changes[row.duty_id], one), due_on=one.due_on)
        for row in rows
        if (one := progress.get(row.pk)) and one.due_on and one.state != State.DONE
    ]
    plan_deadlines(DUTY, deadlines, now=now)


def _changes(duties: set[int]) -> dict[int, int]:
    """How often the words of each duty were decided or corrected."""
    found = dict.fromkeys(duties, 0)
    for duty, version in Wording.objects.filter(duty__in=duties).values_list("duty", "version"):
        found[duty] += 1 + version
    return found


def _version(changes: int, one: Progress) -> int:
    """Higher with every change of the words, and between two with every quarter it falls due in."""
    recurs_on = None if one.wording.due_on else one.due_on
    quarters = (recurs_on.year - 2000) * 4 + (recurs_on.month - 1) // 3 if recurs_on else 0
    return changes * QUARTERS + quarters


def no_longer(assignments: Iterable[Assignment], *, now: dt.datetime) -> None:
    ended = [row.pk for row in assignments]
    follow(ended, DUTY, now=now, outcome=Outcome.VOID)
    cancel(DUTY, ended, now=now, reason=NO_LONGER_ITS_DUTY)


def remind_again(*, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the working calendar, in whose days steps are counted."""
    plan_reminders(now=now)
    plan_activity_reminders(now=now)
    plan_waiting(now=now)


def plan_reminders(*, now: dt.datetime) -> None:
    """For every duty that runs, make the ledger say what it needs."""
    plan_in_chunks(Assignment.objects.running(timezone.localdate(now)), partial(remind, now=now))
