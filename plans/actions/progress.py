"""How an agency stands with a duty, said with its day; and the reminders of duties due by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Officer
from notices.actions.planning import Deadline, cancel, plan_deadlines
from plans.models import Assignment, AssignmentUpdate, Wording
from plans.obligations import DUTY
from plans.permissions import may_work_at
from records.actions import audit

NO_LONGER_ITS_DUTY = gettext_noop("The duty is not this agency's any more.")
WAS_DONE = gettext_noop("The duty is done.")


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
        cancel(DUTY, [locked.pk], now=now, reason=WAS_DONE)
    else:
        remind([locked], now=now)
    return update


def remind(assignments: Iterable[Assignment], *, now: dt.datetime) -> None:
    """Make the ledger say what duties due by a day need, unless they are said to be done; a later wording
    supersedes what was open."""
    said_done = _said_done(assignments)
    rows = [row for row in assignments if row.pk not in said_done]
    wordings = Wording.objects.filter(duty__in={row.duty_id for row in rows})
    changes: dict[int, int] = {}
    for wording in wordings:
        changes[wording.duty_id] = changes.get(wording.duty_id, 0) + 1 + wording.version
    in_force = wordings.in_force(timezone.localdate(now))
    due: dict[int, dt.date] = {row.duty_id: row.due_on for row in in_force if row.due_on}
    undated = [row.pk for row in rows if row.duty_id not in due]
    cancel(DUTY, undated, now=now, reason=NO_LONGER_ITS_DUTY)
    plan_deadlines(
        DUTY,
        [
            Deadline(row.pk, row.agency_id, version=changes[row.duty_id], due_on=due[row.duty_id])
            for row in rows
            if row.duty_id in due
        ],
        now=now,
    )


def _said_done(assignments: Iterable[Assignment]) -> set[int]:
    updates = AssignmentUpdate.objects.filter(assignment__in=[row.pk for row in assignments])
    newest = dict(updates.order_by("on", "pk").values_list("assignment", "state"))  # the newest comes last
    return {pk for pk, state in newest.items() if state == AssignmentUpdate.State.DONE}


def no_longer(assignments: Iterable[Assignment], *, now: dt.datetime) -> None:
    cancel(DUTY, [row.pk for row in assignments], now=now, reason=NO_LONGER_ITS_DUTY)


@transaction.atomic
def remind_again(*, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the working calendar, in whose days steps are counted, and once an hour, for what a
    decision changes from a day on. Asked again it changes nothing."""
    remind(Assignment.objects.running(timezone.localdate(now)), now=now)
