"""Writing reminders into the ledger. Nothing is sent here, so all of this may run inside a request."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay, Officer
from records.actions import audit

from ..models import Reminder, ReminderRule
from ..permissions import may_watch_ledger
from ..registry import planners, registered_kinds
from ..workflow import OPEN, Anchor, Audience, ReminderState
from .fates import About, Deadline, Fate, Key, View, apply, fate_of, plan_again

logger = logging.getLogger(__name__)
CHUNK = 500
RULES_FROM = dt.date(2024, 1, 1)
TOLD = (ReminderState.CLAIMED, ReminderState.SENT)


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
    reminders; with another version it supersedes what was still open for the others. A step whose moment
    has passed already, or that was told by an earlier version of its rule, is not planned; what is planned
    follows its obligation to another agency. What was taken back and still lies ahead is planned again, of a
    deadline that moved there and back too. Each deadline follows the rules of the day on which it falls due;
    what a changed rule had planned is superseded.

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
        return sum(_add(_wanted(kind, chunk, rules, calendar).values(), now) for chunk in chunks)
    return sum(_plan_chunk(kind, chunk, rules, calendar, now, keeps_others) for chunk in chunks)


def plan_in_chunks(rows: QuerySet[Any], plan: Callable[[list[Any]], object]) -> None:
    """Plan anew what these obligations need: chunk by chunk in the order of their keys, each in a transaction
    of its own unless the caller has one.

    Each is read under its lock, so that nothing is planned by what is changed beside it. One that another
    act holds is passed over: that act plans it, or the next hour does.
    """
    last = 0
    while True:
        with transaction.atomic():
            free = rows.filter(pk__gt=last).order_by("pk")
            chunk = list(free.select_for_update(skip_locked=True, no_key=True, of=("self",))[:CHUNK])
            if not chunk:
                return
            plan(chunk)
            last = chunk[-1].pk


def plan_reminders(*, now: dt.datetime) -> None:
    """Every kind plans its open obligations anew: what was planned while a rule or the calendar changed
    beside it is put right. One that fails stops no other."""
    for planner in planners():
        try:
            planner(now=now)
        except Exception:
            logger.exception("Reminders cannot be planned by %s", planner)


def _plan_chunk(
    kind: str,
    deadlines: list[Deadline],
    rules: list[ReminderRule],
    calendar: WorkingDays,
    now: dt.datetime,
    keeps_others: bool,
) -> int:
    wanted = _wanted(kind, deadlines, rules, calendar)
    by_obligation = {one.obligation_id: one for one in deadlines}
    known = _known(kind, by_obligation, rules)
    view = View(
        by_obligation,
        wanted,
        told={row.step for row in known if row.state in TOLD},
        missed={row.step for row in wanted.values() if row.due_at < now},
        keys={row.key for row in known},
        keeps_others=keeps_others,
        now=now,
    )
    fates: dict[Fate, list[Reminder]] = defaultdict(list)
    for row in known:
        fates[fate_of(row, view)].append(row)
    apply(fates, view)
    untold = {key: row for key, row in wanted.items() if row.step not in view.told}
    return _add((row for key, row in untold.items() if key not in view.keys), now)


def _known(kind: str, deadlines: Mapping[int, Deadline], rules: list[ReminderRule]) -> list[Reminder]:
    """What the ledger says of these versions, and what is open of others; each with its rule."""
    by_key = {rule.pk: rule for rule in rules}
    rows = Reminder.objects.about(kind, *deadlines).filter(rule__in=list(by_key))
    versions = {one.version for one in deadlines.values()}
    known = list(rows.filter(Q(state__in=OPEN) | Q(version__in=versions)))
    for row in known:
        row.rule = by_key[row.rule_id]
    return known


def _wanted(
    kind: str, deadlines: list[Deadline], rules: list[ReminderRule], calendar: WorkingDays
) -> dict[Key, Reminder]:
    return {row.key: row for one in deadlines for row in _rows(kind, one, rules, calendar)}


def _add(rows: Iterable[Reminder], now: dt.datetime) -> int:
    """Those whose moment has not passed; returns how many."""
    ahead = [row for row in rows if row.due_at >= now]
    Reminder.objects.bulk_create(ahead, ignore_conflicts=True, batch_size=1000)
    return len(ahead)


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
    if not rule.is_in_force(about.due_on) or (not about.binds and (rule.offset or 0) > 0):
        return None
    day = rule.day(about.due_on, calendar)
    return timezone.make_aware(dt.datetime.combine(day, rule.send_at))


@transaction.atomic
def announce(kind: str, rule: str, abouts: Iterable[About], *, now: dt.datetime) -> int:
    """Plan, for now, the reminders of something that happened; returns how many were added.

    The same obligation, rule and version are told once, however often this is called and whichever version of
    the rule told it. A rule that has ended tells nobody; a code that never was a rule is a mistake and raises
    LookupError.
    """
    rules = ReminderRule.objects.filter(obligation_kind=kind, code=rule, anchor=Anchor.EVENT)
    in_force = rules.in_force(timezone.localdate(now)).first()
    if in_force is None:
        if not rules.exists():
            raise LookupError(f"There is no rule {rule!r} for {kind!r}.")
        return 0
    rows = [row for about in abouts for row in _rows_of_rule(kind, about, in_force, now)]
    told = Reminder.objects.about(kind, *{row.obligation_id for row in rows}).filter(rule__in=rules)
    have = {row.step for row in told.select_related("rule")}
    missing = [row for row in rows if row.step not in have]
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
def drop_past(*, now: dt.datetime, reason: str, channel: str = "") -> int:
    """Cancel whatever is due by now, on one channel or on all, so that a history that was loaded, not lived
    through, sends nothing."""
    rows = Reminder.objects.open().filter(due_at__lte=now)
    if channel:
        rows = rows.filter(channel=channel)
    return rows.update(state=ReminderState.CANCELLED, finished_at=now, reason=reason)


@transaction.atomic
def retry(reminder: Reminder, *, by: Officer, now: dt.datetime) -> None:
    """Let a failed reminder be claimed once more, by whoever holds the post by then."""
    if not may_watch_ledger(by):
        raise PermissionDenied
    row = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if row.state != ReminderState.FAILED:
        raise ValidationError(_("Only a reminder that failed can be sent again."))
    plan_again([row.pk], due_at=now)
    audit(row, "retry", by=by, now=now)
