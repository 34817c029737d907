"""What is owed of reports and papers follows each act, and who is concerned by it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from notices.actions.owing import follow, settle
from notices.actions.planning import About, announce
from notices.workflow import Outcome
from records.models import AuditEntry
from reports.models import Period, ProvincePaper, Report
from reports.reminders.issue import ISSUE, OLDER_FIGURES
from reports.reminders.outgoing import NUMBERING, OUTGOING
from reports.reminders.report import REPORT
from reports.reminders.waiting import CORRECTION, PAPER, REVIEW, SIGNATURE
from reports.workflow import HANDED_IN

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
    follow([report.pk for report in reports], *OF_REPORT, now=now, opens=True)


def deadlines_moved(reports: Iterable[Report], *, now: dt.datetime) -> None:
    """The caller brings the rows in step, once for all that moved."""
    abouts = [_about(report, report.deadline_version) for report in reports]
    announce(REPORT, "deadline-moved", abouts, now=now)


def owed_again(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)


def no_longer_owed(report: Report, *, now: dt.datetime) -> None:
    settle([report.pk], *OF_REPORT, now=now)


def papers_asked(*, now: dt.datetime) -> None:
    """Once the regime asks for signed papers, or no more."""
    rows = Report.objects.owed().filter(state__in=HANDED_IN).order_by("pk")
    keys = rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
    follow(list(keys), PAPER, now=now)


def withdrawn(report: Report, *, now: dt.datetime, outcome: Outcome = Outcome.VOID) -> None:
    in_step([report], now=now, outcome=outcome)


def awaiting_head(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    _tell(report, "awaiting-head", "submit", now=now)


def handed_back(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    _tell(report, "handed-back", "hand_back", "hand_back_returned", now=now)


def sent(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    _tell(report, "sent", "sign", "send_on_behalf", now=now)


def returned(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    _tell(report, "returned", "return", now=now)


def accepted(report: Report, *, now: dt.datetime) -> None:
    in_step([report], now=now)
    _tell(report, "accepted", "accept", now=now)


def paper_goes_out(ids: Collection[int], *, now: dt.datetime) -> None:
    """Each is where it is since now, or out with everybody it is for."""
    follow(ids, OUTGOING, NUMBERING, now=now)


def _about(report: Report, version: int) -> About:
    return About(obligation_id=report.pk, agency_id=report.agency_id, version=version)


def _tell(report: Report, rule: str, *verbs: str, now: dt.datetime) -> None:
    """Each time it was done is news of its own."""
    trail = AuditEntry.objects.filter(subject_type=report._meta.label_lower, subject_id=str(report.pk))
    times = trail.filter(verb__in=verbs).count()
    announce(REPORT, rule, [_about(report, times)], now=now)
