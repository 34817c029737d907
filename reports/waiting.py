"""What the reminder ledger asks about reports that wait for somebody: for the approval of the head, for
review, and once returned for being sent again.

The event itself is told at once (`obligations`); these are the steps after it, in working days since then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from notices.registry import Message, ObligationKind, RuleDefault
from notices.workflow import Anchor, Audience
from records.models import AuditEntry
from reports.models import Report
from reports.obligations import describe, preferred
from reports.workflow import State

SIGNATURE, REVIEW, CORRECTION = "reports.signature", "reports.review", "reports.correction"
WAITS_IN = {SIGNATURE: State.AWAITING_HEAD, REVIEW: State.SENT, CORRECTION: State.RETURNED}
BEGINS_WITH = {SIGNATURE: ("submit",), REVIEW: ("sign", "send_on_behalf"), CORRECTION: ("return",)}
Role = Post.Role


def since(kind: str, reports: Iterable[Report]) -> dict[int, tuple[int, dt.date]]:
    """How often each of these came to wait, and the day it did last."""
    return AuditEntry.objects.last_done(reports, *BEGINS_WITH[kind])


def signature_owed(rule: str, ids: Collection[int]) -> set[int]:
    return _waiting(SIGNATURE, ids)


def review_owed(rule: str, ids: Collection[int]) -> set[int]:
    return _waiting(REVIEW, ids)


def correction_owed(rule: str, ids: Collection[int]) -> set[int]:
    return _waiting(CORRECTION, ids)


def _waiting(kind: str, ids: Collection[int]) -> set[int]:
    rows = Report.objects.owed().filter(state=WAITS_IN[kind], pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def signature_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for report, names in _named(SIGNATURE, ids):
        found[report.pk] = Message(
            _("Still waits for approval: report of %(period)s") % names,
            (
                _("The report of %(agency)s for %(period)s waits for its head since %(since)s.") % names,
                _("It is due by the end of %(due)s.") % names,
            ),
            report.get_absolute_url(),
            _("Open the report"),
        )
    return found


def review_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for report, names in _named(REVIEW, ids):
        found[report.pk] = Message(
            _("Still waits for review: %(agency)s, %(period)s") % names,
            (_("%(agency)s sent its report of %(period)s on %(since)s. Accept it, or return it.") % names,),
            report.get_absolute_url(),
            _("Review the report"),
        )
    return found


def correction_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for report, names in _named(CORRECTION, ids):
        found[report.pk] = Message(
            _("Still to be sent again: report of %(period)s") % names,
            (
                _("Home Affairs returned the report of %(agency)s for %(period)s on %(since)s.") % names,
                _("It is still to be changed, approved by the head and sent again."),
            ),
            report.get_absolute_url(),
            _("Open the report"),
        )
    return found


def _named(kind: str, ids: Collection[int]) -> list[tuple[Report, dict[str, str]]]:
    reports = list(Report.objects.filter(pk__in=ids).select_related("period", "version"))
    began = since(kind, reports)
    return [
        (
            report,
            {
                "agency": report.version.name,
                "period": str(report.period),
                "since": date_format(began[report.pk][1], "l, j/n/Y"),
                "due": date_format(report.due_on, "l, j/n/Y"),
            },
        )
        for report in reports
        if report.pk in began
    ]


SIGNATURE_KIND = ObligationKind(
    code=SIGNATURE,
    name=gettext_noop("Report waiting for approval"),
    still_owed=signature_owed,
    messages=signature_messages,
    describe=describe,
    rules=(
        RuleDefault("waits-1", "Chờ duyệt quá 1 ngày làm việc", (Role.HEAD,), Anchor.DEADLINE, 1),
        RuleDefault(
            "waits-3", "Chờ duyệt quá 3 ngày làm việc", (Role.HEAD, Role.DRAFTER), Anchor.DEADLINE, 3
        ),
    ),
)
REVIEW_KIND = ObligationKind(
    code=REVIEW,
    name=gettext_noop("Report waiting for review"),
    still_owed=review_owed,
    messages=review_messages,
    describe=describe,
    preferred=preferred,
    answering=(Role.REVIEWER,),  # of leaders there is no choice
    rules=(
        RuleDefault(
            "waits-3",
            "Chờ xem xét quá 3 ngày làm việc",
            (Role.REVIEWER,),
            Anchor.DEADLINE,
            3,
            audience=Audience.HOME_AFFAIRS,
        ),
        RuleDefault(
            "waits-5",
            "Chờ xem xét quá 5 ngày làm việc, báo lãnh đạo Sở",
            (Role.REVIEWER, Role.ISSUER),
            Anchor.DEADLINE,
            5,
            audience=Audience.HOME_AFFAIRS,
        ),
    ),
)
CORRECTION_KIND = ObligationKind(
    code=CORRECTION,
    name=gettext_noop("Returned report to be sent again"),
    still_owed=correction_owed,
    messages=correction_messages,
    describe=describe,
    preferred=preferred,
    answering=(Role.REVIEWER,),
    rules=(
        RuleDefault("waits-2", "Trả lại quá 2 ngày làm việc", (Role.DRAFTER,), Anchor.DEADLINE, 2),
        RuleDefault("waits-4", "Trả lại quá 4 ngày làm việc", (Role.DRAFTER, Role.HEAD), Anchor.DEADLINE, 4),
        RuleDefault(
            "waits-6",
            "Trả lại quá 6 ngày làm việc, báo Sở Nội vụ",
            (Role.REVIEWER,),
            Anchor.DEADLINE,
            6,
            audience=Audience.HOME_AFFAIRS,
        ),
    ),
)
KINDS = (SIGNATURE_KIND, REVIEW_KIND, CORRECTION_KIND)
