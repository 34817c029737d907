"""What people are told about their reports: rows in the reminder ledger, written with the act itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from notices.actions.planning import About, Deadline, announce, cancel, plan_deadlines
from records.models import AuditEntry
from reports.models import Period, Report
from reports.obligations import REPORT

NO_LONGER_OWED = gettext_noop("The report is not owed any more.")
WAS_SENT = gettext_noop("The report was sent.")


def opened(reports: Iterable[Report], *, now: dt.datetime) -> None:
    plan_deadlines(REPORT, [_deadline(report, opened_at=now) for report in reports], now=now)


def deadline_moved(report: Report, *, now: dt.datetime) -> None:
    plan_deadlines(REPORT, [_deadline(report)], now=now)
    announce(REPORT, "deadline-moved", [_about(report, report.deadline_version)], now=now)


def plan_reminders(*, now: dt.datetime) -> None:
    """For every report still to be sent. Steps are counted in working days: they move with the calendar, and
    with the rules, even where the deadline stays."""
    unsent = Report.objects.owed().filter(period__in=Period.objects.open(), first_sent_at=None)
    plan_deadlines(REPORT, [_deadline(report) for report in unsent], now=now)


def owed_again(report: Report, *, now: dt.datetime) -> None:
    plan_deadlines(REPORT, [_deadline(report)], now=now)


def no_longer_owed(report: Report, *, now: dt.datetime) -> None:
    cancel(REPORT, [report.pk], now=now, reason=NO_LONGER_OWED)


def awaiting_head(report: Report, *, now: dt.datetime) -> None:
    announce(REPORT, "awaiting-head", [_about(report, _times(report, "submit"))], now=now)


def handed_back(report: Report, *, now: dt.datetime) -> None:
    times = _times(report, "hand_back", "hand_back_returned")
    announce(REPORT, "handed-back", [_about(report, times)], now=now)


def sent(report: Report, *, now: dt.datetime) -> None:
    cancel(REPORT, [report.pk], now=now, reason=WAS_SENT, rules=["awaiting-head"], steps=True)
    announce(REPORT, "sent", [_about(report, _times(report, "sign", "send_on_behalf"))], now=now)


def returned(report: Report, *, now: dt.datetime) -> None:
    announce(REPORT, "returned", [_about(report, _times(report, "return"))], now=now)


def accepted(report: Report, *, now: dt.datetime) -> None:
    announce(REPORT, "accepted", [_about(report, _times(report, "accept"))], now=now)


def _about(report: Report, version: int) -> About:
    return About(obligation_id=report.pk, agency_id=report.agency_id, version=version)


def _deadline(report: Report, *, opened_at: dt.datetime | None = None) -> Deadline:
    return Deadline(
        obligation_id=report.pk,
        agency_id=report.agency_id,
        version=report.deadline_version,
        due_on=report.due_on,
        opened_at=opened_at,
    )


def _times(report: Report, *verbs: str) -> int:
    """How often this was done to the report: each time is news of its own."""
    trail = AuditEntry.objects.filter(subject_type=report._meta.label_lower, subject_id=str(report.pk))
    return trail.filter(verb__in=verbs).count()
