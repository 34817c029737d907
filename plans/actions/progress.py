"""How an agency stands with a duty, said with its day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Officer
from notices.actions.owing import follow
from plans.models import Assignment, AssignmentUpdate
from plans.permissions import may_work_at
from plans.reminders.duty import DUTY
from records.actions import audit


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
    follow([locked.pk], DUTY, now=now)
    return update
