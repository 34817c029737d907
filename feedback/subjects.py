"""What the reminder ledger asks about requests of data subjects, to be answered in two working days.

Law 91/2025/QH15 and Decree 356/2025/ND-CP. They name persons' matters: told within the agency alone, and
never what was said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Agency, Post
from feedback.models import DataRequest
from notices.registry import Message, ObligationKind, RuleDefault, Subject
from notices.workflow import Anchor, Audience
from records.days import screen_weekday

REQUEST = "feedback.datarequest"
Role = Post.Role
BOTH = (Role.DRAFTER, Role.HEAD)


def still_open(rule: str, ids: Collection[int]) -> set[int]:
    return set(DataRequest.objects.open().filter(pk__in=ids).values_list("pk", flat=True))


def _named(ids: Collection[int]) -> list[tuple[DataRequest, str]]:
    rows = list(DataRequest.objects.filter(pk__in=ids))
    agencies = Agency.objects.filter(pk__in=[row.agency_id for row in rows]).with_label()
    names = {row.pk: str(row) for row in agencies}
    return [(row, names[row.agency_id]) for row in rows]


def describe(ids: Collection[int]) -> dict[int, Subject]:
    title = _("Request about personal data: %(agency)s")
    path = reverse("feedback:data-requests")
    return {row.pk: Subject(title % {"agency": name}, path) for row, name in _named(ids)}


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row, name in _named(ids):
        names = {"agency": name, "day": screen_weekday(row.due_on)}
        if row.due_on < today:
            subject = _("Overdue: a request about personal data")
            line = _("%(agency)s had to answer a request about personal data by %(day)s.")
        else:
            subject = _("Answer by %(day)s: a request about personal data")
            line = _("%(agency)s answers a request about personal data by the end of %(day)s.")
        path = reverse("feedback:data-requests")
        found[row.pk] = Message(subject % names, (line % names,), path, _("Open the requests"))
    return found


KIND = ObligationKind(
    code=REQUEST,
    name=gettext_noop("Request about personal data"),
    still_owed=still_open,
    messages=messages,
    describe=describe,
    audiences=(Audience.AGENCY,),
    rules=(
        RuleDefault("recorded", "Yêu cầu về dữ liệu cá nhân mới đến", BOTH, Anchor.OPENING),
        RuleDefault("due", "Ngày đến hạn", BOTH, Anchor.DEADLINE, 0),
        RuleDefault("late-1", "Quá hạn 1 ngày làm việc", BOTH, Anchor.DEADLINE, 1),
    ),
)
