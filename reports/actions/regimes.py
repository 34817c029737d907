"""Changing the regime: its legal basis, which periods exist with which windows, how deadlines follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit, changes_between, lock_as_read
from reports.actions.periods import follow_rules, generate_year
from reports.actions.telling import papers_asked
from reports.models import (
    ApprovalRule,
    DeadlineRule,
    FormVersion,
    Indicator,
    PaperLayout,
    Period,
    PeriodKind,
    Regime,
)
from reports.permissions import may_manage_periods
from reports.words import rule_words

KIND_FIELDS = (
    "is_on", "start_day", "start_month", "starts_year_before", "end_day", "end_month", "opens_days_before",
    "source",
)  # fmt: skip
RULE_FIELDS = (
    "agency_kind", "period_code", "form", "day_of_month", "months_after", "working_days", "on_date",
    "is_asked", "source",
)  # fmt: skip

MONTH = dt.timedelta(days=31)


def with_ground(changes: Mapping[str, Any]) -> dict[str, Any]:
    """For the trail: the source of a rule is its ground, not what feeds a figure."""
    return {"source_document" if name == "source" else name: value for name, value in changes.items()}


def _require_manager(by: Officer) -> None:
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))


@transaction.atomic
def change_regime(
    regime: Regime,
    *,
    legal_basis: str,
    roll: str,
    floor_days: int,
    floor_source: str,
    by: Officer,
    now: dt.datetime,
) -> Regime:
    """Set the legal basis, where a deadline on a day off moves, and how long after closing it is where no
    rule fits; open deadlines follow."""
    _require_manager(by)
    locked = Regime.objects.select_for_update().get(pk=regime.pk)
    before = _facts(locked)
    counts_otherwise = (locked.roll, locked.floor_days) != (roll, floor_days)
    locked.legal_basis, locked.roll = legal_basis, roll
    locked.floor_days, locked.floor_source = floor_days, floor_source
    locked.full_clean()
    locked.save()
    audit(locked, "change_regime", by=by, now=now, changes=changes_between(before, _facts(locked)))
    if counts_otherwise:
        follow_rules(locked, by=by, now=now)
    return locked


def _facts(regime: Regime) -> dict[str, Any]:
    names = ("legal_basis", "floor_days", "floor_source")
    return {name: getattr(regime, name) for name in names} | {"roll": regime.get_roll_display()}


@transaction.atomic
def set_period_kinds(
    regime: Regime, rows: Mapping[PeriodKind, Mapping[str, Any]], *, by: Officer, now: dt.datetime
) -> None:
    """Switch periods on or off and set their windows.

    Periods that nobody has opened follow, in every report year that has some and in the one going on; those
    set by hand keep what was set. ValidationError where figures already stand in a slice that would have to
    be divided or left out: then nothing changes.
    """
    _require_manager(by)
    Regime.objects.select_for_update().get(pk=regime.pk)
    changed: dict[str, list[str]] = {"on": [], "off": [], "moved": []}
    for kind, values in rows.items():
        was_on, window = kind.is_on, _window(kind)
        for name in KIND_FIELDS:
            setattr(kind, name, values[name])
        kind.full_clean()
        kind.save()
        if kind.is_on != was_on:
            changed["on" if kind.is_on else "off"].append(str(kind))
        if _window(kind) != window:
            changed["moved"].append(str(kind))
    changes = {name: ", ".join(kinds) for name, kinds in changed.items() if kinds}
    audit(regime, "set_period_kinds", by=by, now=now, changes=changes)
    for year in _years_to_follow(regime, timezone.localdate(now)):
        _move_unopened(regime, year)
        generate_year(regime, year, by=by, now=now)


@transaction.atomic
def continue_years(*, now: dt.datetime) -> list[Period]:
    """Around the end of the newest report year of a regime in force, make the next one's periods.

    Safe to run at any time. What ended longer ago than a month stays as it is: the regime may have been left.
    """
    today = timezone.localdate(now)
    made: list[Period] = []
    for regime in Regime.objects.select_for_update().filter(valid_from__lte=today):
        last = regime.periods.order_by("-year", "-ends_on").first()
        if last and abs(today - last.ends_on) <= MONTH and _goes_on(regime, last.ends_on):
            made += generate_year(regime, last.year + 1, by=None, now=now)
    return made


def _goes_on(regime: Regime, closing: dt.date) -> bool:
    """Does no other regime take over as the year ends, and has this one something to report?"""
    ends = regime.valid_to is not None and regime.valid_to <= closing + MONTH
    follows = Regime.objects.in_force(closing + MONTH) == regime
    return follows and not ends and regime.period_kinds.filter(is_on=True).exists()


def _window(kind: PeriodKind) -> list[Any]:
    return [getattr(kind, name) for name in KIND_FIELDS if name not in ("is_on", "source")]


def _years_to_follow(regime: Regime, today: dt.date) -> list[int]:
    unopened = set(regime.periods.filter(opened_at=None).values_list("year", flat=True))
    going_on = regime.periods.filter(starts_on__lte=today, ends_on__gte=today).values_list("year", flat=True)
    return sorted(unopened | set(going_on))


def _move_unopened(regime: Regime, year: int) -> None:
    kinds = {kind.code: kind for kind in regime.period_kinds.filter(is_on=True)}
    for period in _unopened(regime, year):
        if kind := kinds.get(period.code):
            period.starts_on, period.ends_on = kind.window(year)
            period.opens_on = period.ends_on - dt.timedelta(days=kind.opens_days_before)
            period.save(update_fields=["starts_on", "ends_on", "opens_on"])


def _unopened(regime: Regime, year: int) -> Iterable[Period]:
    return regime.periods.filter(year=year, opened_at=None, override_reason="")


@transaction.atomic
def set_approval_rule(
    regime: Regime, *, needs: str, source: str, valid_from: dt.date, by: Officer, now: dt.datetime
) -> ApprovalRule:
    """From that day on, what periods that close need: approval in the portal alone, or the signed paper too.

    The rule before ends the day before; one that has not begun yet is replaced. ValidationError for a day
    gone by: what agencies were asked for stays as it was.
    """
    _require_manager(by)
    locked = Regime.objects.select_for_update().get(pk=regime.pk)
    if valid_from < timezone.localdate(now):
        raise ValidationError({"valid_from": _("Give today or a day to come: what was asked before stays.")})
    locked.approval_rules.filter(valid_from__gte=valid_from).delete()
    locked.approval_rules.in_force(valid_from).update(valid_to=valid_from - dt.timedelta(days=1))
    rule = ApprovalRule(regime=locked, needs=needs, source=source, valid_from=valid_from)
    rule.full_clean()
    rule.save()
    changes = {"needs": needs, "source_document": source, "valid_from": valid_from.isoformat()}
    audit(locked, "set_approval_rule", by=by, now=now, changes=changes)
    papers_asked(now=now)
    return rule


@transaction.atomic
def change_layout(
    layout: PaperLayout, values: Mapping[str, Any], *, by: Officer, now: dt.datetime
) -> PaperLayout:
    """Set head, foot and addressees of a kind of paper: drafts follow, what was sent or issued stays."""
    _require_manager(by)
    locked = PaperLayout.objects.select_related("regime").select_for_update(of=("self",)).get(pk=layout.pk)
    before = {name: getattr(locked, name) for name in values}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    if changes := changes_between(before, dict(values)):
        told = {"paper": str(locked)} | with_ground(changes)
        audit(locked.regime, "change_layout", by=by, now=now, changes=told)
    return locked


@transaction.atomic
def change_guidance(
    indicator: Indicator, values: Mapping[str, Any], *, by: Officer, now: dt.datetime
) -> Indicator:
    """Set what drafters read beside an indicator, from now on: what is counted, of which time, by whom."""
    _require_manager(by)
    locked = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    before = {name: getattr(locked, name) for name in values}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    if changes := changes_between(before, dict(values)):
        form = FormVersion.objects.get(groups__indicators=locked)
        audit(form, "change_guidance", by=by, now=now, changes={"code": locked.code} | changes)
    return locked


@transaction.atomic
def save_deadline_rule(
    regime: Regime, rule: DeadlineRule | None, values: Mapping[str, Any], *, by: Officer, now: dt.datetime
) -> DeadlineRule:
    """Add a deadline rule, or change one as it was read; open deadlines follow, those concerned are told.

    ValidationError where somebody changed or removed the rule since it was read.
    """
    _require_manager(by)
    Regime.objects.select_for_update().get(pk=regime.pk)
    saved = lock_as_read(rule, RULE_FIELDS) if rule else DeadlineRule(regime=regime)
    for name in RULE_FIELDS:
        setattr(saved, name, values[name])
    saved.full_clean()
    saved.save()
    audit(regime, "save_deadline_rule", by=by, now=now, changes={"rule": _named(saved)})
    follow_rules(regime, by=by, now=now)
    return saved


@transaction.atomic
def remove_deadline_rule(rule: DeadlineRule, *, by: Officer, now: dt.datetime) -> None:
    """Take a deadline rule away, as it was read; what it governed falls to the next rule that fits.

    ValidationError where somebody changed or removed the rule since it was read.
    """
    _require_manager(by)
    regime, name = Regime.objects.select_for_update().get(pk=rule.regime_id), _named(rule)
    lock_as_read(rule, RULE_FIELDS).delete()
    audit(regime, "remove_deadline_rule", by=by, now=now, changes={"rule": name})
    follow_rules(regime, by=by, now=now)


def _named(rule: DeadlineRule) -> str:
    return "; ".join(
        filter(None, [rule_words(rule), str(rule.agency_kind or ""), rule.get_period_code_display()])
    )
