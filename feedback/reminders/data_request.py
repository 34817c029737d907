"""What the reminder ledger asks about requests of data subjects: to be responded to, and to be carried out.

They name persons' matters: told within the agency alone, and never what was said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Agency, Post
from feedback.models import DataRequest
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from records.days import beginning_of, screen_weekday

REQUEST = "feedback.datarequest"
CARRYING_OUT = "feedback.datarequest-carryout"
Role = Post.Role
BOTH = (Role.DRAFTER, Role.HEAD)


def _named(ids: Collection[int]) -> list[tuple[DataRequest, str]]:
    rows = list(DataRequest.objects.filter(pk__in=ids))
    agencies = Agency.objects.filter(pk__in=[row.agency_id for row in rows]).with_label()
    names = {row.pk: str(row) for row in agencies}
    return [(row, names[row.agency_id]) for row in rows]


def describe(ids: Collection[int]) -> dict[int, Subject]:
    title = _("Request about personal data: %(agency)s")
    return {row.pk: Subject(title % {"agency": name}) for row, name in _named(ids)}


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row, name in _named(ids):
        names = {"agency": name, "day": screen_weekday(row.due_on)}
        if row.due_on < today:
            subject = _("Overdue: a request about personal data")
            line = _("%(agency)s had to respond to a request about personal data by %(day)s.")
        else:
            subject = _("Respond by %(day)s: a request about personal data")
            line = _("%(agency)s responds to a request about personal data by the end of %(day)s.")
        found[row.pk] = _message(row, subject, line, names)
    return found


def carrying_out_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row, name in _named(ids):
        if row.carry_out_due_on is None:
            continue
        names = {"agency": name, "day": screen_weekday(row.carry_out_due_on)}
        if row.carry_out_due_on < today:
            subject = _("Overdue: carry out a request about personal data")
            line = _("%(agency)s had to carry out a request about personal data by %(day)s.")
        else:
            subject = _("Carry out by %(day)s: a request about personal data")
            line = _("%(agency)s carries out a request about personal data by the end of %(day)s.")
        found[row.pk] = _message(row, subject, line, names)
    return found


def _message(row: DataRequest, subject: str, line: str, names: Mapping[str, str]) -> Message:
    return Message(subject % names, (line % names,), row.get_absolute_url(), _("Open the request"))


TOPIC = Topic(
    code=REQUEST,
    name=gettext_noop("Request about personal data"),
    messages=messages,
    describe=describe,
    audiences=(Audience.AGENCY,),
    rules=(
        RuleDefault("recorded", "Yêu cầu về dữ liệu cá nhân mới đến", BOTH, Anchor.OPENING),
        RuleDefault("due", "Ngày đến hạn", BOTH, Anchor.DEADLINE, 0),
        RuleDefault("late-1", "Quá hạn 1 ngày làm việc", BOTH, Anchor.DEADLINE, 1),
    ),
)
CARRYING_OUT_TOPIC = Topic(
    code=CARRYING_OUT,
    name=gettext_noop("Carrying out a request about personal data"),
    messages=carrying_out_messages,
    describe=describe,
    audiences=(Audience.AGENCY,),
    rules=(
        RuleDefault("before-3", "Trước hạn 3 ngày làm việc", (Role.DRAFTER,), Anchor.DEADLINE, -3),
        RuleDefault("due", "Ngày đến hạn", BOTH, Anchor.DEADLINE, 0),
        RuleDefault("late-1", "Quá hạn 1 ngày làm việc", BOTH, Anchor.DEADLINE, 1),
        RuleDefault("late-3", "Quá hạn 3 ngày làm việc", BOTH, Anchor.DEADLINE, 3),
    ),
)


# What is owed, as rows


def _owed(
    row: DataRequest, due_on: dt.date | None, since: dt.datetime, *, visible_from: dt.date | None = None
) -> Owed:
    return Owed(
        row.pk,
        Role.DRAFTER,
        row.agency_id,
        since=since,
        visible_from=visible_from or timezone.localdate(since),
        due_on=due_on,
        about=row.agency_id,
        counted_from=due_on,
    )


def answers_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    for row in of_ids(DataRequest.objects.unanswered(), ids):
        yield _owed(row, row.due_on, row.recorded_at)


def carrying_out_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """It shows once the request was responded to, or on its day."""
    rows = DataRequest.objects.open().filter(carry_out_due_on__isnull=False)
    for row in of_ids(rows, ids):
        if row.answered_on:
            yield _owed(row, row.carry_out_due_on, max(beginning_of(row.answered_on), row.recorded_at))
        else:
            yield _owed(row, row.carry_out_due_on, row.recorded_at, visible_from=row.carry_out_due_on)


def _line(row: Obligation, title: str, today: dt.date) -> Line:
    is_late = row.due_on is not None and row.due_on < today
    url = reverse("feedback:data-request", args=[row.object_id])
    return Line(title, url, "overdue" if is_late else "")


def answer_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, _("Request about personal data: answer it"), today)


def carrying_out_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, _("Request about personal data: carry it out"), today)


OWED_KINDS = (
    Kind(
        code=REQUEST,
        name=gettext_noop("Request about personal data"),
        owed=answers_owed,
        line=answer_line,
        rows=DataRequest.objects.all,
        also=(Role.HEAD,),
    ),
    Kind(
        code=CARRYING_OUT,
        name=gettext_noop("Carrying out a request about personal data"),
        owed=carrying_out_owed,
        line=carrying_out_line,
        rows=DataRequest.objects.all,
        also=(Role.HEAD,),
    ),
)
