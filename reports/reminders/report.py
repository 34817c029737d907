"""What the reminder ledger asks about reports: are they still owed, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from agencies.handing_back import HandBack, handed_back
from agencies.models import AgencyVersion, Post
from notices.models import Obligation
from notices.obligations import Group, Kind, Line, Owed, Shared
from notices.topics import Message, RuleDefault, Subject, Topic, deadline_rules
from notices.workflow import Audience
from records.days import screen_weekday
from reports.models import Period, Report
from reports.models.reports import ReportQuerySet
from reports.workflow import EDITABLE, MOVES, State

REPORT = "reports.report"
Role = Post.Role
BOTH = (Role.DRAFTER, Role.HEAD)

STEPS = deadline_rules(Role.DRAFTER, Role.HEAD, Role.REVIEWER)
EVENTS = (
    RuleDefault("awaiting-head", "Chờ lãnh đạo duyệt", (Role.HEAD,)),
    RuleDefault("handed-back", "Lãnh đạo trả lại", (Role.DRAFTER,)),
    RuleDefault("sent", "Đã gửi, chờ xem xét", (Role.REVIEWER,), audience=Audience.HOME_AFFAIRS),
    RuleDefault("returned", "Trả lại để sửa", BOTH),
    RuleDefault("accepted", "Đã tiếp nhận", BOTH),
    RuleDefault("deadline-moved", "Thay đổi thời hạn", BOTH),
)

UNSENT = Q(first_sent_at=None)
OWED: dict[str, Q] = {
    "awaiting-head": Q(state=State.AWAITING_HEAD),
    "handed-back": Q(state__in=EDITABLE),
    "sent": Q(state=State.SENT),
    "returned": Q(state=State.RETURNED),
    "accepted": Q(state=State.ACCEPTED),
}


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    return set(Report.objects.owed().filter(OWED.get(rule, UNSENT), pk__in=ids).values_list("pk", flat=True))


def describe(ids: Collection[int]) -> dict[int, Subject]:
    reports = Report.objects.filter(pk__in=ids).select_related("period", "version")
    return {report.pk: Subject(str(report), report.get_absolute_url()) for report in reports}


def preferred(rule: str, ids: Collection[int]) -> Mapping[int, Collection[int]]:
    """What reviewers hear of an agency goes to the one responsible for it."""
    rows = Report.objects.filter(pk__in=ids, reviewer__isnull=False).values_list("pk", "reviewer")
    return {report: [reviewer] for report, reviewer in rows}


def messages(rule: str, ids: Collection[int], today: dt.date) -> dict[int, Message]:
    reports = Report.objects.filter(pk__in=ids).select_related("period", "version", "latest_sending")
    write = WRITERS.get(rule, _deadline_step)
    back = handed_back([report for report in reports if report.is_editable], MOVES)
    return {report.pk: _with_reason(write(report, today), back.get(report.pk)) for report in reports}


def _with_reason(message: Message, back: HandBack | None) -> Message:
    """While the head has handed the report back, every reminder of it says so, and why."""
    return replace(message, lines=(*message.lines, back.hint)) if back else message


def _day(day: dt.date) -> str:
    return screen_weekday(day)


def _message(report: Report, subject: str, *lines: str, action: str) -> Message:
    return Message(subject=subject, lines=lines, path=report.get_absolute_url(), action=action)


def _names(report: Report) -> dict[str, str]:
    return {"agency": report.version.name, "period": str(report.period), "day": _day(report.due_on)}


def asked_for_words(report: Report) -> str:
    """Of an agency that the plan asks and does not bind, in place of a deadline."""
    return _asked_for_by(report.due_on)


def _asked_for_by(day: dt.date) -> str:
    return _("Asked for by the end of %(day)s; no deadline binds.") % {"day": _day(day)}


def _deadline_step(report: Report, today: dt.date) -> Message:
    names = _names(report)
    if report.is_asked:
        subject = _("Report of %(period)s, asked for by %(day)s") % names
        line = _("%(agency)s is asked to report for %(period)s by the end of %(day)s.") % names
    elif report.due_on < today:
        subject = _("Overdue: report of %(period)s") % names
        line = (
            _("%(agency)s has not sent its report of %(period)s. It was due by the end of %(day)s.") % names
        )
    elif report.due_on == today:
        subject = _("Due today: report of %(period)s") % names
        line = _("%(agency)s has not sent its report of %(period)s. It is due today, %(day)s.") % names
    else:
        subject = _("Report of %(period)s, due %(day)s") % names
        line = _("%(agency)s reports for %(period)s by the end of %(day)s.") % names
    return _message(report, subject, line, action=_("Open the report"))


def _opened(report: Report, today: dt.date) -> Message:
    names = _names(report)
    return _message(
        report,
        _("Reporting for %(period)s is open") % names,
        _("%(agency)s is asked for its report of %(period)s.") % names,
        _opened_words(report) % (names | {"closing": _day(report.period.ends_on)}),
        action=_("Open the report"),
    )


def _opened_words(report: Report) -> str:
    if report.is_asked:
        return _("Figures close on %(closing)s; the report is asked for by the end of %(day)s.")
    return _("Figures close on %(closing)s; the report is due by the end of %(day)s.")


def _awaiting_head(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        _("Waiting for your approval: report of %(period)s") % _names(report),
        (
            _("The report of %(agency)s for %(period)s is complete. It is asked for by the end of %(day)s.")
            if report.is_asked
            else _("The report of %(agency)s for %(period)s is complete. It is due by the end of %(day)s.")
        )
        % _names(report),
        action=_("Read and approve"),
    )


def _handed_back(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        _("Handed back by the head: report of %(period)s") % _names(report),
        _("The head asks for changes in the report of %(agency)s before approving it.") % _names(report),
        action=_("See the reason and change it"),
    )


def _sent(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        _("Sent: %(agency)s, %(period)s") % _names(report),
        _("The report waits for your review."),
        action=_("Review the report"),
    )


def _returned(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        _("Returned: report of %(period)s") % _names(report),
        _("Home Affairs returned the report of %(agency)s with reasons on the fields to mend.")
        % _names(report),
        action=_("See the reasons and mend"),
    )


def _accepted(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        _("Accepted: report of %(period)s") % _names(report),
        _("Home Affairs accepted the report of %(agency)s for %(period)s.") % _names(report),
        action=_("Open the report"),
    )


def _deadline_moved(report: Report, today: dt.date) -> Message:
    return _message(
        report,
        (
            _("Asked for by another day: report of %(period)s")
            if report.is_asked
            else _("New deadline: report of %(period)s")
        )
        % _names(report),
        (
            _("The report of %(agency)s for %(period)s is now asked for by the end of %(day)s.")
            if report.is_asked
            else _("The report of %(agency)s for %(period)s is now due by the end of %(day)s.")
        )
        % _names(report),
        action=_("Open the report"),
    )


WRITERS: dict[str, Callable[[Report, dt.date], Message]] = {
    "opened": _opened,
    "awaiting-head": _awaiting_head,
    "handed-back": _handed_back,
    "sent": _sent,
    "returned": _returned,
    "accepted": _accepted,
    "deadline-moved": _deadline_moved,
}

TOPIC = Topic(
    code=REPORT,
    name=gettext_noop("Report to send"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    rules=(*STEPS, *EVENTS),
    preferred=preferred,
    answering=(Role.REVIEWER,),
)


# What is owed, as rows


def params_of(report: Report, back: HandBack | None = None) -> dict[str, Any]:
    """Of what a row about a report speaks; `back` is the trail's entry by which its head gave it back."""
    period = report.period
    asked = {"asked_by": report.due_on.isoformat(), "uncounted": True} if report.is_asked else {}
    handed = {"back": back.entry} if back else {}
    named = {
        "agency": report.version.name,
        "of": report.period_id,
        "period": period.code,
        "year": period.year,
        "state": report.state,
        "reviewer": report.reviewer_id,
    }
    ended = {} if getattr(report, "agency_stands", True) else {"ended": True}
    return named | asked | handed | ended


def period_of(row: Obligation) -> Period:
    return Period(code=row.params["period"], year=row.params["year"])


def url_of(row: Obligation) -> str:
    return reverse("reports:report", args=[row.object_id])


def whose(report: Report, role: str = Role.DRAFTER) -> tuple[str, int | None]:
    """The role at its agency; Home Affairs for one on paper, and where the agency is no more."""
    is_here = report.agency_stands  # type: ignore[attr-defined]  # annotated by `standing_on`
    return (Role.REVIEWER, None) if report.is_on_behalf or not is_here else (role, report.agency_id)


def standing_on(rows: ReportQuerySet, today: dt.date) -> ReportQuerySet:
    """With `agency_stands`: is the agency in force that day?"""
    versions = AgencyVersion.objects.in_force(today).filter(agency=OuterRef("agency"))
    return rows.annotate(agency_stands=Exists(versions))


def hint_of_home_affairs(row: Obligation) -> str:
    """Why it is for Home Affairs to write or to decide; empty where it is not."""
    if row.role != Role.REVIEWER:
        return ""
    if row.params.get("ended"):
        if row.kind == REPORT:
            return _("The agency is no more: enter its report from paper, or record that it does not apply.")
        return _("The agency is no more: take the report over and send it on its behalf.")
    return _("Enter it from the paper and send it.")


def _reports(today: dt.date) -> ReportQuerySet:
    owing = standing_on(Report.objects.owed(), today)
    return owing.select_related("period", "version", "latest_sending")


REPORTS = Shared(_reports)


def owed(reports: list[Report]) -> Iterator[Owed]:
    """From the opening of the period until it is sent for the first time."""
    back = handed_back([row for row in reports if row.state == State.DRAFT], MOVES)
    for report in reports:
        role, place = whose(report)
        opened_at = report.period.opened_at or timezone.now()
        yield Owed(
            report.pk,
            role,
            place,
            since=opened_at,
            visible_from=timezone.localdate(opened_at),
            due_on=None if report.is_asked else report.due_on,
            about=report.agency_id,
            officer=report.reviewer_id if place is None else None,
            params=params_of(report, back.get(report.pk)),
            counted_from=report.due_on,
            counts_after=not report.is_asked,
        )


def line(row: Obligation, today: dt.date) -> Line:
    waits = row.params["state"] == State.AWAITING_HEAD
    own = _("Waits for the head's approval.") if waits else _("Fill it in and send it to the head.")
    hint = hint_of_home_affairs(row) or own
    if asked_by := row.params.get("asked_by"):
        hint = f"{hint} {_asked_for_by(dt.date.fromisoformat(asked_by))}"
    title = period_of(row).report_title
    return Line(title, url_of(row), row.params["state"], hint, row.params["agency"], waits)


def elsewhere(group: Group) -> Line:
    """For Home Affairs: how many agencies have not sent theirs of a period."""
    title = ngettext(
        "%(period)s: %(count)d agency has not sent its report",
        "%(period)s: %(count)d agencies have not sent their reports",
        group.owing,
    )
    return Line(title % of_group(group), board_of(group))


def of_group(group: Group) -> dict[str, Any]:
    period = Period(code=group.period or "", year=int(group.year or 0))
    return {"period": period, "count": group.owing}


def board_of(group: Group) -> str:
    return reverse("reports:board", args=[group.of])


OWED_KIND = Kind(
    code=REPORT,
    name=gettext_noop("Report to send"),
    owed=REPORTS.owed(UNSENT, owed),
    line=line,
    rows=Report.objects.all,
    watchers=(Role.DRAFTER, Role.HEAD),
    to_watchers=gettext_lazy("The drafters are writing it."),
    elsewhere=elsewhere,
)
