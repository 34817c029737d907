"""What the reminder ledger asks about duties that fall due: are they still owed, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from agencies.models import Post
from notices.models import Obligation
from notices.obligations import Group, Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, Subject, Topic, deadline_rules
from plans.models import Assignment, Wording
from plans.progress import State as DutyState
from plans.progress import progress_of
from records.days import beginning_of, screen_weekday

Role = Post.Role
DUTY = "plans.assignment"


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


DUTY_TOPIC = Topic(
    code=DUTY,
    name=gettext_noop("Duty due by a day"),
    messages=duty_messages,
    describe=describe_duties,
    rules=deadline_rules(Role.DRAFTER, Role.HEAD, Role.REVIEWER),
)


# What is owed, as rows

NEAR = dt.timedelta(days=30)
MOST_OF_A_CONTENT = 300  # letters, for a line


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Duties with a day that nothing says are done, from a month before it."""
    rows = list(of_ids(Assignment.objects.running(today), ids))
    agencies = {row.pk: row.agency_id for row in rows}
    for pk, one in progress_of(rows, today).items():
        if one.due_on and one.state != DutyState.DONE:
            visible_from = one.due_on - NEAR
            yield Owed(
                pk,
                Role.DRAFTER,
                agencies[pk],
                since=beginning_of(visible_from),
                visible_from=visible_from,
                due_on=one.due_on,
                counted_from=one.due_on,
                about=agencies[pk],
                params={
                    "duty": one.wording.duty_id,
                    "content": Truncator(one.wording.content).chars(MOST_OF_A_CONTENT),
                },
            )


def line(row: Obligation, today: dt.date) -> Line:
    is_late = row.due_on is not None and row.due_on < today
    return Line(
        _("Duty: %(content)s") % {"content": row.params["content"]},
        reverse("plans:duty", args=[row.params["duty"]]),
        "overdue" if is_late else "",
        _("Record what was done, or say how it stands."),
    )


def elsewhere(group: Group) -> Line | None:
    """For Home Affairs: how many are overdue."""
    title = ngettext(
        "%(count)d duty of an agency is overdue", "%(count)d duties of agencies are overdue", group.late
    )
    return Line(title % {"count": group.late}, reverse("plans:overdue"), "overdue") if group.late else None


OWED_KIND = Kind(
    code=DUTY,
    name=gettext_noop("Duty due by a day"),
    owed=owed,
    line=line,
    rows=Assignment.objects.all,
    also=(Role.HEAD,),
    by_time=True,
    elsewhere=elsewhere,
)
