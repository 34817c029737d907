"""What the reminder ledger asks about reports that wait for somebody: for the approval of the head, for
review, once returned for being sent again, and for the signed paper where the regime asks for it.

The event itself is told at once (`obligations`); these are the steps after it, in working days since then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from notices.registry import Message, ObligationKind, RuleDefault
from notices.workflow import Anchor, Audience
from records.days import screen_weekday
from records.models import AuditEntry
from reports.models import Report
from reports.models.reports import ReportQuerySet
from reports.reminders.report import describe, preferred
from reports.workflow import State

SIGNATURE, REVIEW, CORRECTION = "reports.signature", "reports.review", "reports.correction"
PAPER = "reports.paper"
WAITS_IN = {SIGNATURE: State.AWAITING_HEAD, REVIEW: State.SENT, CORRECTION: State.RETURNED}
SENT_BY = ("sign", "send_on_behalf")
BEGINS_WITH = {SIGNATURE: ("submit",), REVIEW: SENT_BY, CORRECTION: ("return",), PAPER: SENT_BY}
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


def paper_owed(rule: str, ids: Collection[int]) -> set[int]:
    return _waiting(PAPER, ids)


def waiting(kind: str) -> ReportQuerySet:
    """The reports that wait for this now."""
    if kind == PAPER:
        return Report.objects.awaiting_paper()
    return Report.objects.bound().filter(state=WAITS_IN[kind])


def _waiting(kind: str, ids: Collection[int]) -> set[int]:
    return set(waiting(kind).filter(pk__in=ids).values_list("pk", flat=True))


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


def paper_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for report, names in _named(PAPER, ids):
        found[report.pk] = Message(
            _("Signed paper still to be entered: report of %(period)s") % names,
            (
                _("The report of %(agency)s for %(period)s was approved and sent on %(since)s.") % names,
                _("The regime asks for the signed paper too: its number, date, signer and PDF file."),
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
                "since": screen_weekday(began[report.pk][1]),
                "due": screen_weekday(report.due_on),
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
PAPER_KIND = ObligationKind(
    code=PAPER,
    name=gettext_noop("Signed paper of a report to be entered"),
    still_owed=paper_owed,
    messages=paper_messages,
    describe=describe,
    preferred=preferred,
    answering=(Role.REVIEWER,),
    rules=(
        RuleDefault(
            "waits-1",
            "Chờ văn bản đã ký quá 1 ngày làm việc",
            (Role.DRAFTER, Role.CLERK),
            Anchor.DEADLINE,
            1,
        ),
        RuleDefault(
            "waits-3",
            "Chờ văn bản đã ký quá 3 ngày làm việc",
            (Role.DRAFTER, Role.CLERK, Role.HEAD),
            Anchor.DEADLINE,
            3,
        ),
        RuleDefault(
            "waits-5",
            "Chờ văn bản đã ký quá 5 ngày làm việc, báo Sở Nội vụ",
            (Role.REVIEWER,),
            Anchor.DEADLINE,
            5,
            audience=Audience.HOME_AFFAIRS,
        ),
    ),
)
KINDS = (SIGNATURE_KIND, REVIEW_KIND, CORRECTION_KIND, PAPER_KIND)
