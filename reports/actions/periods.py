"""The year's periods: generated from the regime, changed by hand with a reason, opened; who owes derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.calendar import WorkingDays
from agencies.models import AgencyVersion, CalendarDay, Officer
from records.actions import audit, audit_all, changes_between
from records.bulk import update_each
from records.days import screen_day
from reports.actions import telling
from reports.deadlines import deadline_of, is_only_asked
from reports.models import (
    DeadlineChange,
    DeadlineRule,
    PaperKind,
    Period,
    ProvincePaper,
    Regime,
    Report,
    ReviewerAssignment,
    Slice,
)
from reports.outlook import owing_versions
from reports.permissions import may_manage_periods, reviewing_post
from reports.workflow import State

Cause = DeadlineChange.Cause


def _require_manager(by: Officer | None) -> None:
    """Nobody (the clock, the sample) may; an officer needs a reviewer's post at Home Affairs."""
    if by is not None and not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs manages report periods."))


@transaction.atomic
def generate_year(regime: Regime, year: int, *, by: Officer | None, now: dt.datetime) -> list[Period]:
    """Make the periods of a report year that the regime has on and that do not exist yet, with their slices.

    Running it again changes nothing but what a switched-on kind adds; a period that nobody opened and whose
    kind was switched off goes away.
    """
    _require_manager(by)
    kinds = list(regime.period_kinds.filter(is_on=True))
    wanted = {kind.code for kind in kinds}
    regime.periods.filter(year=year, opened_at=None).exclude(code__in=wanted).delete()
    existing = {period.code: period for period in regime.periods.filter(year=year)}
    windows = {code: (period.starts_on, period.ends_on) for code, period in existing.items()}
    windows |= {kind.code: kind.window(year) for kind in kinds if kind.code not in existing}
    slices = cut_year(regime, year, windows.values())
    for kind in kinds:
        if kind.code in existing:
            continue
        starts_on, ends_on = windows[kind.code]
        existing[kind.code] = Period.objects.create(
            regime=regime,
            code=kind.code,
            year=year,
            starts_on=starts_on,
            ends_on=ends_on,
            opens_on=ends_on - dt.timedelta(days=kind.opens_days_before),
            form_version=regime.form_version,
            open_slice=slices[ends_on],
        )
    _use_slices(existing.values(), slices)
    audit(regime, "generate_year", by=by, now=now, changes={"year": year})
    return list(existing.values())


def cut_year(regime: Regime, year: int, windows: Collection[tuple[dt.date, dt.date]]) -> dict[dt.date, Slice]:
    """The slices of a report year, by closing date, cut where its periods close.

    A closing date that moved takes its slice along. Raises ValidationError rather than cut through a slice
    that already holds figures.
    """
    closings = sorted({ends_on for _starts_on, ends_on in windows})
    first = min(starts_on for starts_on, _ends_on in windows)
    starts = [first, *(closing + dt.timedelta(days=1) for closing in closings[:-1])]
    rows = {row.ends_on: row for row in Slice.objects.select_for_update().filter(regime=regime, year=year)}
    vanished = [ends_on for ends_on in rows if ends_on not in closings]
    appeared = [ends_on for ends_on in closings if ends_on not in rows]
    if len(vanished) == len(appeared):
        rows |= {new: rows.pop(old) for old, new in zip(sorted(vanished), appeared, strict=True)}
    else:
        _refuse_cutting(rows.values(), appeared)
    for starts_on, ends_on in zip(starts, closings, strict=True):
        row = rows.setdefault(ends_on, Slice(regime=regime, year=year))
        row.starts_on, row.ends_on = starts_on, ends_on
        row.save()
    return {ends_on: rows[ends_on] for ends_on in closings}


def _refuse_cutting(rows: Collection[Slice], closings: Collection[dt.date]) -> None:
    for row in rows:
        if any(row.starts_on <= day < row.ends_on for day in closings) and row.figure_values.exists():
            raise ValidationError(
                _("Figures are already entered for %(slice)s: it cannot be divided any more.")
                % {"slice": row}
            )


def _use_slices(periods: Collection[Period], slices: dict[dt.date, Slice]) -> None:
    """Point the periods to the slices they close with, and drop those that none closes with any more."""
    for period in periods:
        if period.open_slice_id != slices[period.ends_on].pk:
            period.open_slice = slices[period.ends_on]
            period.save(update_fields=["open_slice"])
    some = next(iter(slices.values()))
    unused = Slice.objects.filter(regime=some.regime_id, year=some.year, closing_periods=None)
    for row in unused:
        if row.figure_values.exists():
            raise ValidationError(
                _("Figures are already entered for %(slice)s: its period cannot be left out.")
                % {"slice": row}
            )
        row.delete()


def _require_reason(reason: str) -> None:
    if not reason:
        raise ValidationError({"reason": _("Say why, and name the document if there is one.")})


@transaction.atomic
def set_window(
    period: Period,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    opens_on: dt.date,
    reason: str,
    by: Officer,
    now: dt.datetime,
) -> Period:
    """Set a period's data window and opening day by hand; slices and open deadlines follow."""
    _require_manager(by)
    _require_reason(reason)
    locked = _lock(period)
    if locked.issued_at is not None:
        raise ValidationError(_("The period is issued: its window stays as it was."))
    if not starts_on <= ends_on or not opens_on <= ends_on:
        raise ValidationError({"ends_on": _("The window closes after it starts and after the period opens.")})
    before = _window_of(locked)
    locked.starts_on, locked.ends_on, locked.opens_on = starts_on, ends_on, opens_on
    locked.override_reason = reason
    locked.save()
    others = list(locked.regime.periods.filter(year=locked.year))
    slices = cut_year(locked.regime, locked.year, [(row.starts_on, row.ends_on) for row in others])
    _use_slices(others, slices)
    audit(
        locked,
        "set_window",
        by=by,
        now=now,
        changes=changes_between(before, _window_of(locked)) | {"reason": reason},
    )
    locked.refresh_from_db()
    _recompute([locked], Cause.PERIOD, reason=reason, by=by, now=now)
    if locked.opened_at:
        derive_obligations(locked, now=now)
    return locked


def _window_of(period: Period) -> dict[str, dt.date]:
    return {name: getattr(period, name) for name in ("starts_on", "ends_on", "opens_on")}


@transaction.atomic
def set_deadline(
    period: Period, due_on: dt.date | None, *, reason: str, by: Officer, now: dt.datetime
) -> Period:
    """Set one deadline for all agencies that have not sent yet by hand; None goes back to the rule."""
    _require_manager(by)
    _require_reason(reason)
    locked = _lock(period)
    if due_on is not None and due_on <= locked.ends_on:
        raise ValidationError({"due_on": _("The deadline lies after the closing date.")})
    locked.deadline_override, locked.override_reason = due_on, reason
    locked.save(update_fields=["deadline_override", "override_reason"])
    audit(locked, "set_deadline", by=by, now=now, changes={"due_on": str(due_on or ""), "reason": reason})
    _recompute([locked], Cause.PERIOD, reason=reason, by=by, now=now)
    return locked


def _lock(period: Period) -> Period:
    rows = Period.objects.select_for_update(of=("self",)).select_related("regime", "open_slice")
    return rows.get(pk=period.pk)


@transaction.atomic
def open_period(period: Period, *, by: Officer | None, now: dt.datetime) -> Period:
    """Open a period: every agency that owes gets its report with its deadline, and is told; the province's
    papers are begun. Idempotent."""
    _require_manager(by)
    locked = _lock(period)
    if locked.opened_at is not None:
        return locked
    locked.opened_at = now
    locked.opens_on = min(locked.opens_on, timezone.localdate(now))
    locked.save(update_fields=["opened_at", "opens_on"])
    audit(locked, "open", by=by, now=now)
    ProvincePaper.objects.bulk_create(ProvincePaper(period=locked, kind=kind) for kind in PaperKind.values)
    telling.papers_in_step(locked, now=now)
    _add_reports(locked, owing_versions(locked), now=now)
    return locked


@transaction.atomic
def derive_obligations(period: Period, *, now: dt.datetime) -> None:
    """One report row for every agency that is in force on the closing date and whose kind owes.

    Run again until closing as the register changes: new agencies are added, versions follow, and the row of
    an agency that will not exist any more goes away while nobody has written in it.
    """
    versions = {version.agency_id: version for version in owing_versions(period)}
    held = period.reports.select_related("version").select_for_update(of=("self",))
    existing = {report.agency_id: report for report in held}
    renamed = []
    for agency, report in existing.items():
        if agency not in versions and report.state == State.NOT_STARTED:
            telling.no_longer_owed(report, now=now)
            report.deadline_changes.all().delete()
            report.delete()
        elif agency in versions and report.version_id != versions[agency].pk:
            report.version = versions[agency]
            report.save(update_fields=["version"])
            renamed.append(report)
    telling.in_step(renamed, now=now)
    telling.papers_in_step(period, now=now)
    fresh = [version for agency, version in versions.items() if agency not in existing]
    _add_reports(period, fresh, now=now)


def _add_reports(period: Period, versions: Sequence[AgencyVersion], *, now: dt.datetime) -> None:
    rules, days = _rules_and_days(period)
    reviewers = dict(ReviewerAssignment.objects.values_list("agency", "reviewer"))
    due = {version.pk: deadline_of(period, version.kind, rules=rules, days=days) for version in versions}
    reports = Report.objects.bulk_create(
        Report(
            period=period,
            agency_id=version.agency_id,
            version=version,
            due_on=due[version.pk],
            rule_due_on=due[version.pk],
            is_asked=is_only_asked(period, version.kind, rules=rules),
            reviewer_id=reviewers.get(version.agency_id),
        )
        for version in versions
    )
    DeadlineChange.objects.record(reports, Cause.RULE, at=now)
    telling.opened(reports, now=now)


def _rules_and_days(period: Period) -> tuple[list[DeadlineRule], WorkingDays]:
    return list(period.regime.deadline_rules.all()), CalendarDay.objects.working_days(around=period.ends_on)


@transaction.atomic
def extend_deadline(report: Report, due_on: dt.date, *, reason: str, by: Officer, now: dt.datetime) -> Report:
    """Home Affairs gives one agency more time, with a reason; the board still tells it apart from on time."""
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs extends a deadline."))
    _require_reason(reason)
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    if locked.first_sent_at is not None:
        raise ValidationError(_("The report was already sent: its timeliness is settled."))
    if locked.is_asked:
        raise ValidationError(_("The agency is only asked: there is no deadline to extend."))
    last = max(locked.due_on, timezone.localdate(now) - dt.timedelta(days=1))
    if due_on <= last:
        refusal = _("The new deadline lies after %(day)s.") % {"day": screen_day(last)}
        raise ValidationError({"due_on": refusal})
    locked.due_on = due_on
    _change_deadlines([locked], Cause.EXTENSION, reason=reason, by=by, now=now)
    telling.in_step([locked], now=now)
    return locked


def _change_deadlines(
    moved: list[Report], cause: str, *, reason: str, by: Officer | None, now: dt.datetime
) -> None:
    """Save the other day that each of these has; in as many statements for all as for one."""
    for report in moved:
        report.deadline_version += 1
    DeadlineChange.objects.record(moved, cause, reason=reason, by=by, at=now)
    update_each(moved, ["due_on", "rule_due_on", "deadline_version"])
    changes = ((report, {"due_on": str(report.due_on), "cause": cause}) for report in moved)
    audit_all(changes, "change_deadline", by=by, now=now)
    telling.deadlines_moved(moved, now=now)


@transaction.atomic
def recompute_deadlines(*, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the working calendar: open deadlines follow it, closed ones stay as they were."""
    periods = list(Period.objects.open().select_related("regime"))
    _recompute(periods, Cause.CALENDAR, reason="", by=by, now=now)


@transaction.atomic
def follow_rules(regime: Regime, *, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the regime's rules: open deadlines follow them, closed ones stay as they were."""
    periods = regime.periods.open().select_related("regime")
    _recompute(list(periods), Cause.RULE, reason="", by=by, now=now)


def _recompute(
    periods: list[Period], cause: str, *, reason: str, by: Officer | None, now: dt.datetime
) -> None:
    movable = Q() if cause == Cause.PERIOD else Q(due_on__gte=timezone.localdate(now))
    for period in periods:
        rules, days = _rules_and_days(period)
        unsent = period.reports.owed().filter(movable, first_sent_at=None)
        held = list(unsent.select_for_update(of=("self",)).select_related("version__kind", "period"))
        before = {report.pk: report.due_on for report in held}
        changed = [report for report in held if _follow_rules(report, period, rules, days)]
        update_each(changed, ["is_asked", "rule_due_on"])
        moved = [report for report in changed if report.due_on != before[report.pk]]
        if moved:
            _change_deadlines(moved, cause, reason=reason, by=by, now=now)
        telling.in_step(held, now=now)


def _follow_rules(report: Report, period: Period, rules: list[DeadlineRule], days: WorkingDays) -> bool:
    """Whether the rules ask it, and by when: did any of that change? An extension that reaches further than
    the rule stays."""
    kind = report.version.kind
    asked = is_only_asked(period, kind, rules=rules)
    by_rule = deadline_of(period, kind, rules=rules, days=days)
    if (report.is_asked, report.rule_due_on) == (asked, by_rule):
        return False
    if report.rule_due_on != by_rule:
        was_extended = report.due_on != report.rule_due_on
        report.due_on = max(report.due_on, by_rule) if was_extended else by_rule
    report.is_asked, report.rule_due_on = asked, by_rule
    return True


@transaction.atomic
def rederive_open_periods(*, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the register: who owes by when follows it in open periods that have not closed."""
    periods = Period.objects.deriving(timezone.localdate(now)).select_related("regime").order_by("pk")
    for period in periods.select_for_update(of=("self",)):
        derive_obligations(period, now=now)
        _recompute([period], Cause.RULE, reason="", by=by, now=now)


def follow_register(agencies: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """Who owes by when follows the register, whichever agencies changed."""
    rederive_open_periods(by=by, now=now)


def open_due_periods(*, now: dt.datetime) -> int:
    """Open every period whose opening day has come; returns how many. Safe to run at any time."""
    due = list(Period.objects.due_to_open(timezone.localdate(now)))
    for period in due:
        open_period(period, by=None, now=now)
    return len(due)


@transaction.atomic
def excuse_report(report: Report, *, reason: str, by: Officer, now: dt.datetime) -> Report:
    """Record that a period does not apply to an agency: owed no more, reminded no more, shown as such."""
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs records that a report is not applicable."))
    _require_reason(reason)
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    if locked.first_sent_at is not None:
        raise ValidationError(_("The report was already sent."))
    locked.excused_at, locked.excused_reason = now, reason
    locked.save(update_fields=["excused_at", "excused_reason"])
    audit(locked, "excuse", by=by, now=now, changes={"reason": reason})
    telling.no_longer_owed(locked, now=now)
    return locked


@transaction.atomic
def owe_again(report: Report, *, reason: str, by: Officer, now: dt.datetime) -> Report:
    """Take back that a period does not apply to an agency: its report is owed and reminded of again."""
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs records that a report is not applicable."))
    _require_reason(reason)
    locked = Report.objects.select_for_update(of=("self",)).select_related("period").get(pk=report.pk)
    if locked.excused_at is None:
        raise ValidationError(_("The report is owed already."))
    locked.excused_at, locked.excused_reason = None, ""
    locked.save(update_fields=["excused_at", "excused_reason"])
    audit(locked, "owe_again", by=by, now=now, changes={"reason": reason})
    telling.owed_again(locked, now=now)
    return locked
