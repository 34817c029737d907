"""What the reminder ledger asks about regulations that agencies have not recorded.

The channel for feedback opens with one (the province's plan, part IV, section 7). No document sets a day for
it: agencies are told towards the end of each month, and Home Affairs on its last working day.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from agencies.models import Agency, AgencyKind, AgencyVersion, Post
from feedback.models import Regulation
from notices.models import Obligation
from notices.obligations import Group, Ids, Kind, Line, Owed
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from records.days import beginning_of

REGULATION = "feedback.regulation"
Role = Post.Role


def without_regulation(today: dt.date) -> set[int]:
    """Agencies that take part as a whole and have recorded none, not even for a day to come."""
    owing = AgencyVersion.objects.in_force(today).filter(kind__owes=AgencyKind.Owes.WHOLE)
    recorded = Regulation.objects.values("agency")
    return set(owing.exclude(agency__in=recorded).values_list("agency", flat=True))


def describe(ids: Collection[int]) -> dict[int, Subject]:
    title = _("Regulation on feedback: %(agency)s")
    return {
        row.pk: Subject(title % {"agency": row}, reverse("feedback:channel", args=[row.pk]))
        for row in Agency.objects.filter(pk__in=ids).with_label()
    }


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row in Agency.objects.filter(pk__in=ids).with_label():
        names = {"agency": row}
        found[row.pk] = Message(
            _("%(agency)s has no regulation on feedback yet") % names,
            (_("The channel for feedback of %(agency)s opens once its regulation is recorded.") % names,),
            reverse("feedback:channel", args=[row.pk]),
            _("Open the channel"),
        )
    return found


TOPIC = Topic(
    code=REGULATION,
    name=gettext_noop("Regulation on feedback that is missing"),
    messages=messages,
    describe=describe,
    rules=(
        RuleDefault(
            "monthly",
            "Hằng tháng, trước cuối tháng 5 ngày làm việc",
            (Role.DRAFTER, Role.HEAD),
            Anchor.DEADLINE,
            -5,
        ),
        RuleDefault(
            "monthly-home-affairs",
            "Cuối tháng, báo Sở Nội vụ",
            (Role.REVIEWER,),
            Anchor.DEADLINE,
            0,
            audience=Audience.HOME_AFFAIRS,
        ),
    ),
)


# What is owed, as rows


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Each month anew, as long as none is recorded."""
    missing = without_regulation(today)
    month = today.replace(day=1)
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    for agency in sorted(missing if ids is None else missing & set(ids)):
        yield Owed(
            agency,
            Role.DRAFTER,
            agency,
            since=beginning_of(month),
            visible_from=month,
            about=agency,
            slot=f"{month:%Y-%m}",
            counted_from=month_end,
        )


def line(row: Obligation, today: dt.date) -> Line:
    hint = _("The channel for feedback opens with it (the province's plan, part IV, section 7).")
    url = reverse("feedback:record-regulation", args=[row.object_id])
    return Line(_("Record the regulation on feedback"), url, "", hint)


def elsewhere(group: Group) -> Line:
    title = ngettext(
        "%(count)d agency has no regulation on feedback",
        "%(count)d agencies have no regulation on feedback",
        group.owing,
    )
    return Line(title % {"count": group.owing}, reverse("feedback:channels") + "?state=missing")


OWED_KIND = Kind(
    code=REGULATION,
    name=gettext_noop("Regulation on feedback that is missing"),
    owed=owed,
    line=line,
    rows=Agency.objects.all,
    also=(Role.HEAD,),
    by_time=True,
    elsewhere=elsewhere,
)
