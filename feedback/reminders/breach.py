"""What the reminder ledger asks about breaches of personal data: the authority is notified within its hours.

Told to the register administrator alone, and never what happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from feedback.models import Breach
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from records.days import screen_day

BREACH = "feedback.breach"
KEEPER = (Post.Role.REGISTRAR,)


def _step(code: str, name: str, anchor: Anchor, offset: int | None = None) -> RuleDefault:
    return RuleDefault(code, name, KEEPER, anchor, offset, audience=Audience.HOME_AFFAIRS)


def describe(ids: Collection[int]) -> dict[int, Subject]:
    return {row.pk: Subject(str(row)) for row in Breach.objects.filter(pk__in=ids)}  # the registrar's alone


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row in Breach.objects.filter(pk__in=ids):
        by = timezone.localtime(row.report_by)
        names = {"time": f"{by:%H:%M}", "day": screen_day(by)}
        if row.report_by_day < today:
            subject = _("Overdue: notify the authority of a breach of personal data")
            line = _("The authority had to be notified of a breach of personal data by %(time)s on %(day)s.")
        else:
            subject = _("By %(time)s on %(day)s: notify the authority of a breach of personal data")
            line = _("The authority is notified of a breach of personal data by %(time)s on %(day)s.")
        path = row.get_absolute_url()
        found[row.pk] = Message(subject % names, (line % names,), path, _("Open the breach"))
    return found


TOPIC = Topic(
    code=BREACH,
    name=gettext_noop("Breach of personal data"),
    messages=messages,
    describe=describe,
    audiences=(Audience.HOME_AFFAIRS,),
    roles=KEEPER,
    rules=(
        _step("found", "Phát hiện vi phạm dữ liệu cá nhân", Anchor.OPENING),
        _step("before-1", "Trước hạn 1 ngày làm việc", Anchor.DEADLINE, -1),
        _step("due", "Ngày đến hạn", Anchor.DEADLINE, 0),
        _step("late-1", "Quá hạn 1 ngày làm việc", Anchor.DEADLINE, 1),
    ),
)


# What is owed, as rows


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    for row in of_ids(Breach.objects.to_report(), ids):
        yield Owed(
            row.pk,
            Post.Role.REGISTRAR,
            None,
            since=row.recorded_at,
            visible_from=timezone.localdate(row.recorded_at),
            due_on=row.report_by_day,
            about=row.agency_id,
            counted_from=row.report_by_day,
            params={"time": f"{timezone.localtime(row.report_by):%H:%M}"},
        )


def line(row: Obligation, today: dt.date) -> Line:
    names = {"time": row.params["time"], "day": screen_day(row.due_on or today)}
    title = _("Notify the authority of a breach of personal data by %(time)s on %(day)s") % names
    is_late = row.due_on is not None and row.due_on < today
    return Line(title, reverse("feedback:breach", args=[row.object_id]), "overdue" if is_late else "")


OWED_KIND = Kind(
    code=BREACH,
    name=gettext_noop("Breach of personal data"),
    owed=owed,
    line=line,
    rows=Breach.objects.all,
)
