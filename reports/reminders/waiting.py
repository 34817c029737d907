"""What the reminder ledger asks about reports that wait for somebody: for the approval of the head, for
review, once returned for being sent again, and for the signed paper where the regime asks for it.

The event itself is told at once (`report`); these are the steps after it, in working days since then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from agencies.handing_back import handed_back
from agencies.models import Post
from notices.models import Obligation
from notices.obligations import Group, Kind, Line, Owed
from notices.topics import Message, RuleDefault, Topic
from notices.workflow import Anchor, Audience
from records.days import screen_moment, screen_weekday
from records.models import AuditEntry
from reports.models import Report, Sending
from reports.models.reports import awaits_paper
from reports.reminders.report import (
    REPORTS,
    board_of,
    describe,
    hint_of_home_affairs,
    of_group,
    params_of,
    period_of,
    preferred,
    url_of,
    whose,
)
from reports.standing import Reception
from reports.workflow import EDITABLE, MOVES, State

SIGNATURE, REVIEW, CORRECTION = "reports.signature", "reports.review", "reports.correction"
PAPER = "reports.paper"
SENT_BY = ("sign", "send_on_behalf")
BEGINS_WITH = {SIGNATURE: ("submit",), REVIEW: SENT_BY, CORRECTION: ("return",), PAPER: SENT_BY}
Role = Post.Role


def since(kind: str, reports: Iterable[Report]) -> dict[int, tuple[int, dt.date]]:
    """How often each of these came to wait, and the day it did last."""
    return AuditEntry.objects.last_done(reports, *BEGINS_WITH[kind])


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


SIGNATURE_TOPIC = Topic(
    code=SIGNATURE,
    name=gettext_noop("Report waiting for approval"),
    messages=signature_messages,
    describe=describe,
    rules=(
        RuleDefault("waits-1", "Chờ duyệt quá 1 ngày làm việc", (Role.HEAD,), Anchor.DEADLINE, 1),
        RuleDefault(
            "waits-3", "Chờ duyệt quá 3 ngày làm việc", (Role.HEAD, Role.DRAFTER), Anchor.DEADLINE, 3
        ),
    ),
)
REVIEW_TOPIC = Topic(
    code=REVIEW,
    name=gettext_noop("Report waiting for review"),
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
CORRECTION_TOPIC = Topic(
    code=CORRECTION,
    name=gettext_noop("Returned report to be sent again"),
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
PAPER_TOPIC = Topic(
    code=PAPER,
    name=gettext_noop("Signed paper of a report to be entered"),
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
TOPICS = (SIGNATURE_TOPIC, REVIEW_TOPIC, CORRECTION_TOPIC, PAPER_TOPIC)


# What is owed, as rows


def _row(report: Report, role: str, place: int | None, since: dt.datetime | None, **fields: object) -> Owed:
    """Reminders count from the day it came to wait; who is only asked is not reminded."""
    began_on = timezone.localdate(since) if since else None
    counted_from = None if report.is_asked else began_on
    named: dict[str, object] = {"params": params_of(report), "counted_from": counted_from} | fields
    return Owed(
        report.pk,
        role,
        place,
        since=since,
        visible_from=began_on,
        about=report.agency_id,
        **named,  # type: ignore[arg-type]  # the fields of Owed
    )


def _last_moves(reports: list[Report], *verbs: str) -> dict[int, dt.datetime]:
    return {pk: entry.at for pk, entry in AuditEntry.objects.last_moves(reports, verbs).items()}


def signatures_owed(reports: list[Report]) -> Iterator[Owed]:
    began = _last_moves(reports, "submit")
    for report in reports:
        is_bound = report.first_sent_at is None and not report.is_asked
        due_on = report.due_on if is_bound else None
        role, place = whose(report, Role.HEAD)
        officer = report.reviewer_id if place is None else None
        yield _row(report, role, place, began.get(report.pk), due_on=due_on, officer=officer)


def signature_line(row: Obligation, today: dt.date) -> Line:
    hint = hint_of_home_affairs(row) or _("Waits for your approval.")
    return Line(
        period_of(row).report_title, url_of(row), State.AWAITING_HEAD, hint, str(row.params["agency"])
    )


def wrote_since_sending(ids: Collection[int]) -> list[QuerySet[Report, object]]:
    """Who wrote in a report, or in one that closes on the same day, since it was sent last: they do not
    sign it."""
    never = Value(dt.datetime.min.replace(tzinfo=dt.UTC))
    rows = Report.objects.annotate(sent_at=Coalesce("latest_sending__sent_at", never)).filter(
        pk__in=ids,
        agency__reports__period__open_slice=F("period__open_slice"),
        agency__reports__contributions__saved_at__gt=F("sent_at"),
    )
    return [rows.order_by().values_list("pk", "agency__reports__contributions__officer")]


def corrections_owed(reports: list[Report]) -> Iterator[Owed]:
    """Returned by Home Affairs, or taken up again to be corrected, until it goes to the head."""
    began = _last_moves(reports, "return", "correct")
    back = handed_back(reports, MOVES)
    for report in reports:
        role, place = whose(report)
        params = params_of(report, back.get(report.pk))
        if report.state != State.RETURNED:  # a correction of its own: what it sent stands meanwhile
            params["uncounted"] = True
        fields: dict[str, object] = {} if report.state == State.RETURNED else {"counted_from": None}
        officer = report.reviewer_id if place is None else None
        yield _row(report, role, place, began.get(report.pk), params=params, officer=officer, **fields)


def correction_line(row: Obligation, today: dt.date) -> Line:
    state = str(row.params["state"])
    if state == State.RETURNED:
        hint = _("Returned by Home Affairs: change what it names and send it again.")
    else:
        hint = _("Fill it in and send it to the head.")
    hint = hint_of_home_affairs(row) or hint
    return Line(period_of(row).report_title, url_of(row), state, hint, str(row.params["agency"]))


def corrections_elsewhere(group: Group) -> Line:
    title = ngettext(
        "%(period)s: %(count)d returned report has not been sent again",
        "%(period)s: %(count)d returned reports have not been sent again",
        group.owing,
    )
    url = f"{board_of(group)}?state={Reception.SENT_BACK.value}"
    return Line(title % of_group(group), url, State.RETURNED)


def reviews_owed(reports: list[Report]) -> Iterator[Owed]:
    for report in reports:
        if report.latest_sending:
            sent_at = report.latest_sending.sent_at
            yield _row(report, Role.REVIEWER, None, sent_at, officer=report.reviewer_id)


def review_line(row: Obligation, today: dt.date) -> Line:
    hint = _("Sent at %(time)s") % {"time": screen_moment(timezone.localtime(row.since))}
    url = reverse("reports:review", args=[row.object_id])
    agency = str(row.params["agency"])
    return Line(period_of(row).report_title, url, State.SENT, hint, agency, watchers_url=url_of(row))


def took_part(ids: Collection[int]) -> list[QuerySet[Any, object]]:
    """Who wrote in a report, or in one that closes on the same day, or signed it: they do not review it."""
    sharing = Report.objects.filter(
        pk__in=ids,
        agency__reports__period__open_slice=F("period__open_slice"),
        agency__reports__contributions__isnull=False,
    )
    wrote = sharing.values_list("pk", "agency__reports__contributions__officer")
    signed = Sending.objects.filter(report__in=ids).values_list("report", F("signed_by"))
    return [wrote.order_by(), signed.order_by()]


def papers_owed(reports: list[Report]) -> Iterator[Owed]:
    for report in reports:
        if report.latest_sending:
            role, place = whose(report, Role.CLERK)
            yield _row(report, role, place, report.latest_sending.sent_at)


def paper_line(row: Obligation, today: dt.date) -> Line:
    hint = _("Enter its number, date, signer and the signed PDF file.")
    return Line(period_of(row).report_title, url_of(row), "awaiting_paper", hint, str(row.params["agency"]))


OWED_KINDS = (
    Kind(
        code=SIGNATURE,
        name=gettext_noop("Report waiting for approval"),
        owed=REPORTS.owed(Q(state=State.AWAITING_HEAD), signatures_owed),
        line=signature_line,
        rows=Report.objects.all,
        excluded=wrote_since_sending,
        to_excluded=gettext_lazy("You wrote in it, so someone else has to approve it."),
        watchers=(Role.DRAFTER,),
        to_watchers=gettext_lazy("Waits for the head's approval."),
    ),
    Kind(
        code=CORRECTION,
        name=gettext_noop("Returned report to be sent again"),
        owed=REPORTS.owed(Q(state__in=EDITABLE, first_sent_at__isnull=False), corrections_owed),
        line=correction_line,
        rows=Report.objects.all,
        watchers=(Role.DRAFTER, Role.HEAD),
        to_watchers=gettext_lazy("The drafters are writing it."),
        elsewhere=corrections_elsewhere,
    ),
    Kind(
        code=REVIEW,
        name=gettext_noop("Report waiting for review"),
        owed=REPORTS.owed(Q(state=State.SENT), reviews_owed),
        line=review_line,
        rows=Report.objects.all,
        watchers=(Role.DRAFTER, Role.HEAD),
        excluded=took_part,
    ),
    Kind(
        code=PAPER,
        name=gettext_noop("Signed paper of a report to be entered"),
        owed=REPORTS.owed(awaits_paper(), papers_owed),
        line=paper_line,
        rows=Report.objects.all,
        also=(Role.DRAFTER,),
    ),
)
