"""Writing reminders into the ledger. Nothing is sent here, so all of this may run inside a request."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay, Officer
from records.actions import audit

from ..models import Recipient, Reminder, ReminderRule
from ..registry import plan_anew, planned_kinds, registered_kinds
from ..workflow import OPEN, Anchor, Audience, DeliveryState, Reason, ReminderState

CHUNK = 500
Key = tuple[object, ...]
RULES_FROM = dt.date(2024, 1, 1)
TOLD = (ReminderState.CLAIMED, ReminderState.SENT)


@dataclass(frozen=True)
class About:
    """An obligation of an agency. A new `version` makes new reminders: a moved deadline, another return."""

    obligation_id: int
    agency_id: int
    version: int = 1


@dataclass(frozen=True)
class Deadline(About):
    """When the obligation falls due; `opened_at` where its opening has not been told yet."""

    due_on: dt.date = dt.date.max
    opened_at: dt.datetime | None = None


@transaction.atomic
def install_rules() -> None:
    """Write the default rules of every registered kind that are not in the database yet; touches no other."""
    ReminderRule.objects.bulk_create(
        [
            ReminderRule(
                obligation_kind=kind.code,
                code=rule.code,
                name=rule.name,
                anchor=rule.anchor,
                offset=rule.offset,
                roles=list(rule.roles),
                channels=list(rule.channels),
                audience=rule.audience,
                valid_from=RULES_FROM,
            )
            for kind in registered_kinds()
            for rule in kind.rules
        ],
        ignore_conflicts=True,
    )


@transaction.atomic(savepoint=False)
def plan_deadlines(
    kind: str,
    deadlines: Iterable[Deadline],
    *,
    now: dt.datetime,
    calendar: WorkingDays | None = None,
    are_new: bool = False,
    keeps_others: bool = False,
) -> int:
    """Make the ledger say what these deadlines need; returns how many reminders were added.

    Asked again with the same deadlines it changes nothing; after a change of the calendar it moves planned
    reminders; with another version it supersedes what was still open for the ones before. A step whose moment
    has passed already, or that was told by an earlier version of its rule, is not planned; what is planned
    follows its obligation to another agency. Cancelled steps that still lie ahead are planned again. Each
    deadline follows the rules of the day on which it falls due; what a changed rule had planned is
    superseded.

    `calendar` spares asking for it; `are_new` says that nothing was ever planned for any of them;
    `keeps_others` that versions are deadlines side by side, such as each month's, not one that moved.
    """
    rows = list(deadlines)
    if not rows:
        return 0
    rules = list(ReminderRule.objects.filter(obligation_kind=kind).exclude(anchor=Anchor.EVENT))
    if calendar is None:
        calendar = CalendarDay.objects.working_days()
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    if are_new:
        return sum(_add_missing(_wanted(kind, chunk, rules, calendar), set(), now) for chunk in chunks)
    return sum(_plan_chunk(kind, chunk, rules, calendar, now, keeps_others) for chunk in chunks)


def plan_reminders(*, now: dt.datetime) -> None:
    """Every kind plans its open obligations anew, each in its own transaction: what was planned while a rule
    or the calendar changed beside it is put right."""
    for code in planned_kinds():
        with transaction.atomic():
            plan_anew(code, now=now)


def _plan_chunk(
    kind: str,
    deadlines: list[Deadline],
    rules: list[ReminderRule],
    calendar: WorkingDays,
    now: dt.datetime,
    keeps_others: bool,
) -> int:
    wanted = _wanted(kind, deadlines, rules, calendar)
    known = list(
        Reminder.objects.about(kind, *(one.obligation_id for one in deadlines))
        .exclude(rule__anchor=Anchor.EVENT)
        .select_related("rule")
    )
    versions = {one.obligation_id: one.version for one in deadlines}
    if not keeps_others:
        _supersede_others(known, versions, now)
    current = [row for row in known if row.version == versions[row.obligation_id]]
    _pass_on(current, {one.obligation_id: one.agency_id for one in deadlines})
    _supersede_unruled(current, wanted, now)
    _move_planned(current, wanted)
    told = {row.step for row in current if row.state in TOLD}
    untold = {key: row for key, row in wanted.items() if row.step not in told}
    _revive(current, untold, now)
    return _add_missing(untold, {row.key for row in current}, now)


def _wanted(
    kind: str, deadlines: list[Deadline], rules: list[ReminderRule], calendar: WorkingDays
) -> dict[Key, Reminder]:
    return {row.key: row for one in deadlines for row in _rows(kind, one, rules, calendar)}


def _add_missing(wanted: dict[Key, Reminder], have: set[Key], now: dt.datetime) -> int:
    missing = [row for key, row in wanted.items() if key not in have and row.due_at >= now]
    Reminder.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    return len(missing)


def _rows(kind: str, about: Deadline, rules: list[ReminderRule], calendar: WorkingDays) -> Iterator[Reminder]:
    for rule in rules:
        due_at = _moment(rule, about, calendar)
        if due_at:
            yield from _rows_of_rule(kind, about, rule, due_at)


def _rows_of_rule(kind: str, about: About, rule: ReminderRule, due_at: dt.datetime) -> Iterator[Reminder]:
    for role in rule.roles:
        for channel in rule.channels:
            yield Reminder(
                obligation_kind=kind,
                obligation_id=about.obligation_id,
                rule=rule,
                agency_id=about.agency_id if rule.audience == Audience.AGENCY else None,
                role=role,
                channel=channel,
                version=about.version,
                due_at=due_at,
            )


def _moment(rule: ReminderRule, about: Deadline, calendar: WorkingDays) -> dt.datetime | None:
    if rule.anchor == Anchor.OPENING:
        opened_at = about.opened_at
        return opened_at if opened_at and rule.is_in_force(timezone.localdate(opened_at)) else None
    if not rule.is_in_force(about.due_on):
        return None
    day = rule.day(about.due_on, calendar)
    return timezone.make_aware(dt.datetime.combine(day, rule.send_at))


def _supersede_others(known: list[Reminder], versions: dict[int, int], now: dt.datetime) -> None:
    others = [
        row.pk
        for row in known
        if row.rule.anchor == Anchor.DEADLINE
        and row.version != versions[row.obligation_id]
        and row.state in OPEN
    ]
    Reminder.objects.filter(pk__in=others).open().update(
        state=ReminderState.SUPERSEDED, finished_at=now, reason=Reason.MOVED
    )


def _pass_on(known: list[Reminder], agencies: dict[int, int]) -> None:
    """What is planned for an agency follows its obligation to the one that has it now."""
    have = {row.key for row in known}
    for row in known:
        agency = agencies[row.obligation_id]
        if row.state == ReminderState.PLANNED and row.agency_id not in (None, agency):
            row.agency_id, before = agency, row.agency_id
            if row.key in have:
                row.agency_id = before  # it had it before; what was planned then speaks
            else:
                Reminder.objects.filter(pk=row.pk, state=ReminderState.PLANNED).update(agency=agency)


def _supersede_unruled(known: list[Reminder], wanted: dict[Key, Reminder], now: dt.datetime) -> None:
    """Planned steps that the rules no longer name. One stays: whose rule was changed so that it should have
    spoken before now; else nobody would speak."""
    too_late = {(row.obligation_id, row.rule.code) for row in wanted.values() if row.due_at < now}
    left = [
        row.pk
        for row in known
        if row.rule.anchor == Anchor.DEADLINE
        and row.state == ReminderState.PLANNED
        and row.key not in wanted
        and (row.obligation_id, row.rule.code) not in too_late
    ]
    Reminder.objects.filter(pk__in=left, state=ReminderState.PLANNED).update(
        state=ReminderState.SUPERSEDED, finished_at=now, reason=Reason.RULE_CHANGED
    )


def _move_planned(known: list[Reminder], wanted: dict[Key, Reminder]) -> None:
    for due_at, moved in _by_moment(known, wanted, is_moved=_has_moved).items():
        rows = Reminder.objects.filter(pk__in=moved, state=ReminderState.PLANNED)
        rows.exclude(due_at=due_at).update(due_at=due_at)


def _by_moment(
    known: list[Reminder], wanted: dict[Key, Reminder], *, is_moved: Callable[[Reminder, Reminder], bool]
) -> dict[dt.datetime, list[int]]:
    """The keys of those that shall leave at a moment, by that moment."""
    found: dict[dt.datetime, list[int]] = defaultdict(list)
    for row in known:
        target = wanted.get(row.key)
        if target and is_moved(row, target):
            found[target.due_at].append(row.pk)
    return found


def _revive(known: list[Reminder], wanted: dict[Key, Reminder], now: dt.datetime) -> None:
    """What was cancelled, or superseded by a rule that was taken back."""
    for due_at, revived in _by_moment(known, wanted, is_moved=_may_revive).items():
        if due_at >= now:
            _plan_again(revived, due_at=due_at)


def _may_revive(row: Reminder, target: Reminder) -> bool:
    by_rule = row.state == ReminderState.SUPERSEDED and row.reason == Reason.RULE_CHANGED
    return by_rule or row.state == ReminderState.CANCELLED


def _has_moved(row: Reminder, target: Reminder) -> bool:
    return row.state == ReminderState.PLANNED and row.due_at != target.due_at


def _plan_again(keys: list[int], *, due_at: dt.datetime) -> None:
    Recipient.objects.filter(reminder__in=keys).exclude(delivery__state=DeliveryState.SENT).delete()
    Reminder.objects.filter(pk__in=keys).exclude(state__in=OPEN).update(
        state=ReminderState.PLANNED, due_at=due_at, claimed_at=None, finished_at=None, reason="", attempts=0
    )


@transaction.atomic
def announce(kind: str, rule: str, abouts: Iterable[About], *, now: dt.datetime) -> int:
    """Plan, for now, the reminders of something that happened; returns how many were added.

    The same obligation, rule and version are told once, however often this is called. A rule that has ended
    tells nobody; a code that never was a rule is a mistake and raises LookupError.
    """
    rules = ReminderRule.objects.filter(obligation_kind=kind, code=rule, anchor=Anchor.EVENT)
    in_force = rules.in_force(timezone.localdate(now)).first()
    if in_force is None:
        if not rules.exists():
            raise LookupError(f"There is no rule {rule!r} for {kind!r}.")
        return 0
    rows = [row for about in abouts for row in _rows_of_rule(kind, about, in_force, now)]
    told = Reminder.objects.about(kind, *{row.obligation_id for row in rows}).filter(rule=in_force)
    have = {row.key for row in told}
    missing = [row for row in rows if row.key not in have]
    Reminder.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)
    return len(missing)


@transaction.atomic(savepoint=False)
def cancel(
    kind: str,
    obligation_ids: Collection[int],
    *,
    now: dt.datetime,
    reason: str,
    rules: Collection[str] | None = None,
    steps: bool = False,
) -> int:
    """Take back what is still open for these obligations; returns how many.

    With `rules` only the rules named; with `steps` also the opening and what counts from the deadline.
    """
    if not obligation_ids:
        return 0
    rows = Reminder.objects.about(kind, *obligation_ids).open()
    if rules is not None:
        named = Q(code__in=rules) | (~Q(anchor=Anchor.EVENT) if steps else Q())
        rows = rows.filter(rule__in=ReminderRule.objects.filter(named, obligation_kind=kind))
    return rows.update(state=ReminderState.CANCELLED, finished_at=now, reason=reason)


@transaction.atomic
def drop_past(*, now: dt.datetime, reason: str) -> int:
    """Cancel whatever is due by now, so that a history that was loaded, not lived through, sends nothing."""
    return (
        Reminder.objects.open()
        .filter(due_at__lte=now)
        .update(state=ReminderState.CANCELLED, finished_at=now, reason=reason)
    )


@transaction.atomic
def retry(reminder: Reminder, *, by: Officer, now: dt.datetime) -> None:
    """Let a failed reminder be claimed once more, by whoever holds the post by then."""
    row = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if row.state != ReminderState.FAILED:
        raise ValidationError(_("Only a reminder that failed can be sent again."))
    _plan_again([row.pk], due_at=now)
    audit(row, "retry", by=by, now=now)
