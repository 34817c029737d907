"""What people are told about their reports: rows in the reminder ledger, written with the act itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial

from django.utils.translation import gettext_noop

from notices.actions.owing import follow, settle
from notices.actions.planning import About, Deadline, announce, cancel, plan_deadlines, plan_in_chunks
from notices.workflow import Outcome
from records.models import AuditEntry
from reports.models import OutgoingPaper, Period, ProvincePaper, Report
from reports.reminders.issue import ISSUE, OLDER_FIGURES
from reports.reminders.outgoing import NUMBERING, OUTGOING, out_by
from reports.reminders.report import REPORT
from reports.reminders.waiting import (
    BEGINS_WITH,
    CORRECTION,
    PAPER,
    REVIEW,
    SIGNATURE,
    WAITS_IN,
    since,
    waiting,
)

NO_LONGER_OWED = gettext_noop("The report is not owed any more.")
WAS_SENT = gettext_noop("The report was sent.")
IS_OUT = gettext_noop("Everybody it is for has the paper.")
PAPER_RECORDED = gettext_noop("The signed paper is entered.")
WAITS_NO_MORE = gettext_noop("The report waits for this no more.")
OF_REPORT = (REPORT, SIGNATURE, CORRECTION, REVIEW, PAPER)


def in_step(reports: Iterable[Report], *, now: dt.datetime, outcome: Outcome = Outcome.DONE) -> None:
    """Bring the rows of what is owed of these reports in step with them."""
    follow([report.pk for report in reports], *OF_REPORT, now=now, outcome=outcome)


def papers_in_step(period: Period, *, now: dt.datetime) -> None:
    """The same for the province's papers of a period, and for those of it that are on their way out."""
    papers = list(ProvincePaper.objects.filter(period=period).values_list("pk", "outgoing"))
    follow([paper for paper, _outgoing in papers], ISSUE, OLDER_FIGURES, now=now)
    follow([outgoing for _paper, outgoing in papers if outgoing], OUTGOING, NUMBERING, now=now)


def paper_dropped(paper: ProvincePaper, *, now: dt.datetime) -> None:
    settle([paper.pk], ISSUE, now=now)


def opened(reports: Collection[Report], *, now: dt.datetime) -> None:
    in_step(reports, now=now)
    plan_deadlines(REPORT, [_deadline(report, opened_at=now) for report in reports], now=now)


def deadline_moved(report: Report, *, now: dt.datetime) -> None:
    """The caller brings the rows in step, once for all that moved."""
    plan_deadlines(REPORT, [_deadline(report)], now=now)
    announce(REPORT, "deadline-moved", [_about(report, report.deadline_version)], now=now)


def plan_reminders(*, now: dt.datetime) -> None:
    """For every report still to be sent. Steps are counted in working days: they move with the calendar, and
    with the rules, even where the deadline stays."""
    unsent = Report.objects.owed().filter(period__in=Period.objects.open(), first_sent_at=None)
    plan_in_chunks(unsent, lambda rows: plan_deadlines(REPORT, [_deadline(row) for row in rows], now=now))


def owed_again(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    plan_deadlines(REPORT, [_deadline(report)], now=now)
    for kind in BEGINS_WITH:
        _plan_waiting(kind, waiting(kind).filter(pk=report.pk), now=now)


def no_longer_owed(report: Report, *, now: dt.datetime) -> None:
    settle([report.pk], *OF_REPORT, now=now)
    for kind in (REPORT, *BEGINS_WITH):
        cancel(kind, [report.pk], now=now, reason=NO_LONGER_OWED)


def plan_waiting(*, now: dt.datetime) -> None:
    """The same for every report that waits: for its head, for review, to be sent again, for its signed
    paper."""
    for kind in BEGINS_WITH:
        plan_in_chunks(waiting(kind), partial(_plan_waiting, kind, now=now))


def plan_papers(*, now: dt.datetime) -> None:
    """The same for signed papers alone, once the regime asks for them."""
    follow(list(waiting(PAPER).values_list("pk", flat=True)), PAPER, now=now)
    plan_in_chunks(waiting(PAPER), partial(_plan_waiting, PAPER, now=now))


def _plan_waiting(kind: str, reports: Iterable[Report], *, now: dt.datetime) -> None:
    reports = list(reports)
    began = since(kind, reports)
    deadlines = [
        Deadline(report.pk, report.agency_id, version=began[report.pk][0], due_on=began[report.pk][1])
        for report in reports
        if report.pk in began
    ]
    plan_deadlines(kind, deadlines, now=now)


def withdrawn(report: Report, *, now: dt.datetime, outcome: Outcome = Outcome.VOID) -> None:
    in_step([report], now=now, outcome=outcome)
    cancel(REPORT, [report.pk], now=now, reason=WAITS_NO_MORE, rules=["awaiting-head"])
    cancel(SIGNATURE, [report.pk], now=now, reason=WAITS_NO_MORE)
    if report.state == WAITS_IN[CORRECTION]:
        _plan_waiting(CORRECTION, [report], now=now)


def awaiting_head(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    cancel(CORRECTION, [report.pk], now=now, reason=WAITS_NO_MORE)
    _plan_waiting(SIGNATURE, [report], now=now)
    announce(REPORT, "awaiting-head", [_about(report, _times(report, "submit"))], now=now)


def handed_back(report: Report, *, now: dt.datetime) -> None:
    withdrawn(report, now=now, outcome=Outcome.DONE)
    times = _times(report, "hand_back", "hand_back_returned")
    announce(REPORT, "handed-back", [_about(report, times)], now=now)


def sent(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    cancel(REPORT, [report.pk], now=now, reason=WAS_SENT, rules=["awaiting-head"], steps=True)
    for kind in (SIGNATURE, CORRECTION):
        cancel(kind, [report.pk], now=now, reason=WAS_SENT)
    _plan_waiting(REVIEW, [report], now=now)
    _plan_waiting(PAPER, waiting(PAPER).filter(pk=report.pk), now=now)
    announce(REPORT, "sent", [_about(report, _times(report, "sign", "send_on_behalf"))], now=now)


def returned(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    for kind in (REVIEW, PAPER):
        cancel(kind, [report.pk], now=now, reason=WAITS_NO_MORE)
    _plan_waiting(CORRECTION, [report], now=now)
    announce(REPORT, "returned", [_about(report, _times(report, "return"))], now=now)


def paper_recorded(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    cancel(PAPER, [report.pk], now=now, reason=PAPER_RECORDED)


def accepted(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    cancel(REVIEW, [report.pk], now=now, reason=WAITS_NO_MORE)
    announce(REPORT, "accepted", [_about(report, _times(report, "accept"))], now=now)


def paper_goes_out(rows: Iterable[OutgoingPaper], *, now: dt.datetime) -> None:
    """Plan what is to be said while each is where it is; take back what was planned for who is out."""
    ids = {row.pk for row in rows}
    follow(ids, OUTGOING, NUMBERING, now=now)
    still_going = list(OutgoingPaper.objects.open().filter(pk__in=ids))
    plan_deadlines(OUTGOING, out_by(still_going), now=now)
    cancel(OUTGOING, ids - {row.pk for row in still_going}, now=now, reason=IS_OUT)


def plan_outgoing(*, now: dt.datetime) -> None:
    """The same for every paper that is not yet with everybody it is for."""
    plan_in_chunks(OutgoingPaper.objects.open(), partial(paper_goes_out, now=now))


def _about(report: Report, version: int) -> About:
    return About(obligation_id=report.pk, agency_id=report.agency_id, version=version)


def _deadline(report: Report, *, opened_at: dt.datetime | None = None) -> Deadline:
    return Deadline(
        obligation_id=report.pk,
        agency_id=report.agency_id,
        version=report.deadline_version,
        due_on=report.due_on,
        binds=not report.is_asked,
        opened_at=opened_at,
    )


def _times(report: Report, *verbs: str) -> int:
    """How often this was done to the report: each time is news of its own."""
    trail = AuditEntry.objects.filter(subject_type=report._meta.label_lower, subject_id=str(report.pk))
    return trail.filter(verb__in=verbs).count()
