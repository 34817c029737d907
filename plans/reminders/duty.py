"""What the reminder ledger asks about duties that fall due: are they still owed, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from notices.registry import Message, ObligationKind, Subject, deadline_rules
from plans.models import Assignment, Wording
from plans.progress import State as DutyState
from plans.progress import progress_of
from records.days import screen_weekday

Role = Post.Role
DUTY = "plans.assignment"


def duties_still_owed(rule: str, ids: Collection[int]) -> set[int]:
    """Open ones that fall due and that nothing says are done."""
    found = progress_of(Assignment.objects.open().filter(pk__in=ids), timezone.localdate())
    return {pk for pk, one in found.items() if one.due_on and one.state != DutyState.DONE}


def describe_duties(ids: Collection[int]) -> dict[int, Subject]:
    rows = Assignment.objects.filter(pk__in=ids).with_agency_label()
    words = {row.duty_id: row for row in Wording.objects.newest().filter(duty__assignments__in=ids)}
    return {
        row.pk: Subject(f"{words[row.duty_id].clause} – {row.agency}", _duty_path(row))
        for row in rows
        if row.duty_id in words
    }


def duty_messages(rule: str, ids: Collection[int], today: dt.date) -> dict[int, Message]:
    rows = list(Assignment.objects.filter(pk__in=ids).with_agency_label())
    found = progress_of(rows, today)
    return {
        row.pk: _duty_message(row, found[row.pk].wording, due, today)
        for row in rows
        if row.pk in found and (due := found[row.pk].due_on)
    }


def _duty_message(row: Assignment, wording: Wording, due_on: dt.date, today: dt.date) -> Message:
    names = {"agency": str(row.agency), "clause": wording.clause, "day": screen_weekday(due_on)}
    if due_on < today:
        subject = _("Overdue duty: %(clause)s") % names
        line = _("%(agency)s has not finished this duty of the plan. It was due by %(day)s.") % names
    else:
        subject = _("Duty due %(day)s: %(clause)s") % names
        line = _("%(agency)s finishes this duty of the plan by the end of %(day)s.") % names
    return Message(subject, (line, wording.content), _duty_path(row), _("Open the duty"))


def _duty_path(row: Assignment) -> str:
    return reverse("plans:duty", args=[row.duty_id])


DUTY_KIND = ObligationKind(
    code=DUTY,
    name=gettext_noop("Duty due by a day"),
    still_owed=duties_still_owed,
    messages=duty_messages,
    describe=describe_duties,
    rules=deadline_rules(Role.DRAFTER, Role.HEAD, Role.REVIEWER),
)
