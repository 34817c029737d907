"""What reports want of an officer now, and what waits for others: lines for a start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.handing_back import HandBack, handed_back
from agencies.models import CalendarDay, Officer, Post
from agencies.permissions import posts_of
from records.days import screen_day, screen_moment
from records.workflow import HANDED_BACK
from reports.models import Contribution, PaperKind, Period, ProvincePaper, Report
from reports.models.reports import ReportQuerySet
from reports.permissions import (
    issuing_post,
    may_write_papers,
    outgoing_visible_to,
    reviewing_post,
)
from reports.reminders.outgoing import clerks_of
from reports.reminders.report import asked_for_words
from reports.roads import Roads
from reports.standing import Reception, receptions
from reports.workflow import MOVES, PaperState, RoadState, State

Role = Post.Role
MOST_LINES_OF_A_PERIOD = 8  # beyond, one line speaks for all and leads to the board


@dataclass(frozen=True)
class Line:
    """One thing to do or to wait for; `due_on` is None where no day is set."""

    title: str
    url: str
    state: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    is_late: bool = False


@dataclass
class Work:
    owed: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)


def owed_by(officer: Officer, today: dt.date) -> Work:
    """The officer's reporting work, in a number of queries that depends on their roles alone."""
    work = Work()
    papers = _signed_papers(work, officer)
    _own_reports(work, officer, today, papers)
    if reviewing_post(officer):
        _reviews(work, officer, today)
    if issuing_post(officer):
        _papers(work, today)
    _outgoing(work, officer, today)
    return work


# An agency's own reports


def _signed_papers(work: Work, officer: Officer) -> set[int]:
    """Reports that were sent and still owe their signed paper: its clerk's to enter, or its drafter's."""
    enters_at = {post.agency_id for post in posts_of(officer, Role.CLERK, Role.DRAFTER)}
    if not enters_at:
        return set()
    rows = list(Report.objects.awaiting_paper().filter(agency__in=enters_at).with_names().order_by("pk"))
    hint = _("Enter its number, date, signer and the signed PDF file.")
    work.owed += [Line(str(row), row.get_absolute_url(), "awaiting_paper", hint) for row in rows]
    return {row.pk for row in rows}


def _own_reports(work: Work, officer: Officer, today: dt.date, papers: set[int]) -> None:
    drafts_at = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    signs_at = {post.agency_id for post in posts_of(officer, Role.HEAD)}
    if not drafts_at | signs_at:
        return
    reports = Report.objects.owed().exclude(state=State.ACCEPTED).filter(agency__in=drafts_at | signs_at)
    has_written = Exists(written_by(officer))
    has_several = len(drafts_at | signs_at) > 1
    reports = reports.exclude(pk__in=papers)
    rows = list(reports.with_names().annotate(has_written=has_written).order_by("due_on", "pk"))
    back = handed_back([row for row in rows if row.is_editable and row.state != State.NOT_STARTED], MOVES)
    for report in rows:
        if report.is_editable and not report.is_on_behalf:
            is_owed = report.agency_id in drafts_at
            hint = _entry_hint(report, back.get(report.pk)) if is_owed else _("The drafters are writing it.")
        elif report.state == State.AWAITING_HEAD:
            is_owed = report.agency_id in signs_at and not report.has_written
            hint = _signing_hint(report, signs=report.agency_id in signs_at)
        else:
            is_owed, hint = False, _("With Home Affairs.")
        title = str(report) if has_several else report.period.report_title
        line = _line(report, today, hint, title)
        if report.pk in back:
            line = replace(line, state=HANDED_BACK)
        (work.owed if is_owed else work.waiting).append(line)


def written_by(officer: Officer) -> QuerySet[Contribution]:
    """For an Exists over reports: did the officer write in it since its last sending?"""
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return Contribution.objects.filter(
        officer=officer,
        report__agency=OuterRef("agency"),
        report__period__open_slice=OuterRef("period__open_slice"),
        saved_at__gt=Coalesce(OuterRef("latest_sending__sent_at"), Value(never)),
    )


def _entry_hint(report: Report, hand_back: HandBack | None) -> str:
    if hand_back:
        return hand_back.hint
    if report.state == State.RETURNED:
        return _("Returned by Home Affairs: change what it names and send it again.")
    return _("Fill it in and send it to the head.")


def _signing_hint(report: Report, *, signs: bool) -> str:
    if not signs:
        return _("Waits for the head's approval.")
    if report.has_written:  # type: ignore[attr-defined]  # annotated
        return _("You wrote in it, so someone else has to approve it.")
    return _("Waits for your approval.")


def _line(report: Report, today: dt.date, hint: str, title: str = "") -> Line:
    is_open = report.first_sent_at is None
    if is_open and report.is_asked:
        hint = f"{hint} {asked_for_words(report)}"
    return Line(
        title or str(report),
        report.get_absolute_url(),
        report.state,
        hint,
        report.due_on if is_open and not report.is_asked else None,
        is_open and report.is_overdue(today),
    )


# Home Affairs


def _reviews(work: Work, officer: Officer, today: dt.date) -> None:
    """What was sent by the agencies the officer, or nobody, is responsible for; never what they wrote."""
    mine = Report.objects.owed().filter(Q(reviewer=officer) | Q(reviewer=None))
    sent = mine.filter(state=State.SENT).exclude(contributions__officer=officer)
    sent = sent.exclude(sendings__signed_by=officer).with_names().select_related("latest_sending")
    by_period = groupby(sent.order_by("period__ends_on", "period", "latest_sending__sent_at"), _period_of)
    for period, reports in by_period:
        work.owed += _review_lines(period, list(reports))
    paper = mine.filter(is_on_behalf=True).with_names().order_by("due_on", "pk")
    work.owed += [
        _line(row, today, _("Enter it from the paper and send it.")) for row in paper if row.is_editable
    ]
    work.waiting += _unsent_lines(mine.filter(is_on_behalf=False), today)


def _period_of(report: Report) -> Period:
    return report.period


def _review_lines(period: Period, reports: list[Report]) -> Iterator[Line]:
    if len(reports) > MOST_LINES_OF_A_PERIOD:
        title = ngettext(
            "%(period)s: %(count)d report to review", "%(period)s: %(count)d reports to review", len(reports)
        )
        yield Line(
            title % {"period": period, "count": len(reports)}, _url("reports:board", period.pk), State.SENT
        )
        return
    for report in reports:
        sent_at = timezone.localtime(report.latest_sending.sent_at if report.latest_sending else None)
        hint = _("Sent at %(time)s") % {"time": screen_moment(sent_at)}
        yield Line(str(report), _url("reports:review", report.pk), report.state, hint)


def _unsent_lines(reports: ReportQuerySet, today: dt.date) -> Iterator[Line]:
    """A line a period for what agencies never sent, and one for what was returned to them."""
    counted = receptions()
    never, back = (Count("pk", filter=counted[name]) for name in (Reception.NOT_SENT, Reception.SENT_BACK))
    due_on = Min("due_on", filter=counted[Reception.NOT_SENT])
    found = reports.filter(period__issued_at=None).values("period")
    rows = found.annotate(never=never, back=back, due_on=due_on).order_by("due_on", "period")
    rows = rows.filter(Q(never__gt=0) | Q(back__gt=0))
    periods = Period.objects.in_bulk([row["period"] for row in rows])
    for row in rows:
        period, url = periods[row["period"]], _url("reports:board", row["period"])
        if row["never"]:
            title = _never_sent(row["never"]) % {"period": period, "count": row["never"]}
            yield Line(title, url, due_on=row["due_on"], is_late=row["due_on"] < today)
        if row["back"]:
            title = _sent_back(row["back"]) % {"period": period, "count": row["back"]}
            yield Line(title, f"{url}?state={Reception.SENT_BACK.value}", State.RETURNED)


def _never_sent(count: int) -> str:
    return ngettext(
        "%(period)s: %(count)d agency has not sent its report",
        "%(period)s: %(count)d agencies have not sent their reports",
        count,
    )


def _sent_back(count: int) -> str:
    return ngettext(
        "%(period)s: %(count)d returned report has not been sent again",
        "%(period)s: %(count)d returned reports have not been sent again",
        count,
    )


def _papers(work: Work, today: dt.date) -> None:
    """Periods that have closed and whose papers are not issued; those still running wait."""
    for period in Period.objects.open().with_standing(today).order_by("ends_on", "pk"):
        title = _("%(period)s: issue the province's report") % {"period": period}
        url = _url("reports:paper", period.pk, PaperKind.HOME_AFFAIRS)
        line = Line(title, url, hint=period.standing.in_words)
        (work.owed if period.ends_on < today else work.waiting).append(line)
    begun = ProvincePaper.objects.filter(state=PaperState.DRAFT, period__issued_at__isnull=False)
    for paper in begun.select_related("period").order_by("period__ends_on", "kind"):
        title = _("%(period)s: issue “%(paper)s”") % {"period": paper.period, "paper": paper.title}
        work.owed.append(Line(title, _url("reports:paper", paper.period_id, paper.kind)))

    work.waiting += _on_older_figures()


def _on_older_figures() -> Iterator[Line]:
    """Of the period issued last: the paper that stands on an older set of figures than the other does."""
    same = ProvincePaper.objects.filter(period=OuterRef("period"))
    newer = same.filter(basis__number__gt=OuterRef("basis__number"))
    begun = same.filter(kind=OuterRef("kind"), state=PaperState.DRAFT)
    later = Period.objects.filter(issued_at__isnull=False, ends_on__gt=OuterRef("period__ends_on"))
    rows = ProvincePaper.objects.filter(pk__in=ProvincePaper.objects.issued().newest().values("pk"))
    rows = rows.filter(Exists(newer), ~Exists(begun), ~Exists(later)).select_related("period", "basis")
    for paper in rows.order_by("pk"):
        title = _("%(paper)s stands on older figures than the other report") % {"paper": paper}
        hint = _("Issue it once more if the newer figures change what it says.")
        yield Line(title, _url("reports:paper", paper.period_id, paper.kind), PaperState.ISSUED, hint)


def _outgoing(work: Work, officer: Officer, today: dt.date) -> None:
    """Issued papers not yet with everybody they are for: whoever can do the next step owes it."""
    follows, clerks = may_write_papers(officer), posts_of(officer, Role.CLERK)
    if not follows and not clerks:
        return
    rows = list(outgoing_visible_to(officer).open().with_names().order_by("since", "pk"))
    if not rows:
        return
    roads = Roads()
    due = roads.due(rows, CalendarDay.objects.working_days())
    numbered_by = clerks_of(roads, rows)
    for row in rows:
        state = RoadState(row.state)
        if state == RoadState.SIGNED:  # without a clerk there, whoever follows it
            is_owed = officer.pk in numbered_by[row.pk] or (follows and not numbered_by[row.pk])
        else:
            is_owed = (follows and state in AT_HOME_AFFAIRS) or (bool(clerks) and state in AT_ITS_CLERK)
        line = Line(
            _("On its way out: %(paper)s") % {"paper": row},
            row.get_absolute_url(),
            state,
            _("There since %(day)s.") % {"day": screen_day(row.since)},
            due[row.pk],
            due[row.pk] < today,
        )
        (work.owed if is_owed else work.waiting).append(line)


AT_ITS_CLERK = (RoadState.NUMBERED,)
AT_HOME_AFFAIRS = (RoadState.PREPARING, RoadState.REMARKED, RoadState.NUMBERED)


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)
