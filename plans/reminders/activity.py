"""What the reminder ledger asks about activities: the day before, and when their day has gone by unsaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import AgencyVersion, Post
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor
from plans.models import Activity
from records.days import beginning_of, screen_weekday

ACTIVITY = "plans.activity"
Role = Post.Role


def describe(ids: Collection[int]) -> dict[int, Subject]:
    rows = Activity.objects.filter(pk__in=ids).with_names()
    return {row.pk: Subject(_title(row), row.get_absolute_url()) for row in rows}


def _title(row: Activity) -> str:
    return f"{row.topic} – {row.agency_label}"  # type: ignore[attr-defined]  # annotated


def messages(rule: str, ids: Collection[int], today: dt.date) -> dict[int, Message]:
    return {row.pk: _message(row, today) for row in Activity.objects.filter(pk__in=ids).with_names()}


def _message(row: Activity, today: dt.date) -> Message:
    names = {
        "agency": row.agency_label,  # type: ignore[attr-defined]  # annotated
        "topic": row.topic,
        "day": screen_weekday(row.planned_on),
    }
    if row.planned_on < today:
        subject = _("Say how it stands: %(topic)s") % names
        line = _("%(agency)s planned this activity for %(day)s: done, postponed or cancelled?") % names
    else:
        subject = _("Planned for %(day)s: %(topic)s") % names
        line = _("%(agency)s planned this activity for %(day)s.") % names
    return Message(subject, (line,), row.get_absolute_url(), _("Open the activity"))


TOPIC = Topic(
    code=ACTIVITY,
    name=gettext_noop("Activity planned for a day"),
    messages=messages,
    describe=describe,
    rules=(
        RuleDefault("before-1", "Trước ngày 1 ngày làm việc", (Role.DRAFTER,), Anchor.DEADLINE, -1),
        RuleDefault("late-3", "Qua ngày 3 ngày làm việc", (Role.DRAFTER,), Anchor.DEADLINE, 3),
    ),
)


# What is owed, as rows


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Of an agency that goes on, once its day has gone by and nobody said how it stands."""
    here = AgencyVersion.objects.in_force(today).values("agency")
    for row in of_ids(Activity.objects.open().filter(agency__in=here), ids):
        visible_from = row.planned_on + dt.timedelta(days=1)
        yield Owed(
            row.pk,
            Role.DRAFTER,
            row.agency_id,
            since=beginning_of(visible_from),
            visible_from=visible_from,
            due_on=row.planned_on,
            about=row.agency_id,
            params={"topic": row.topic},
            counted_from=row.planned_on,
        )


def line(row: Obligation, today: dt.date) -> Line:
    url = reverse("plans:activity", args=[row.object_id])
    return Line(row.params["topic"], url, "overdue", _("Say how it stands: done, postponed or cancelled."))


OWED_KIND = Kind(
    code=ACTIVITY,
    name=gettext_noop("Activity planned for a day"),
    owed=owed,
    line=line,
    rows=Activity.objects.all,
    also=(Role.HEAD,),
    by_time=True,
)
