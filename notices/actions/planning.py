"""Rules as they are first written, and reminders of what happens. Nothing is sent here, so all of this may
run inside a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from records.actions import audit

from ..models import Recipient, Reminder, ReminderRule
from ..permissions import may_watch_ledger
from ..topics import all_topics
from ..workflow import Anchor, Audience, DeliveryState, ReminderState

RULES_FROM = dt.date(2024, 1, 1)


@dataclass(frozen=True)
class About:
    """Something that happened to an obligation of an agency. A new `version` is told anew: another return."""

    obligation_id: int
    agency_id: int
    version: int = 1


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
            for kind in all_topics()
            for rule in kind.rules
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def announce(kind: str, rule: str, abouts: Iterable[About], *, now: dt.datetime) -> int:
    """Write the reminders of something that happened, to leave now; returns how many were added.

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
    Recipient.objects.filter(reminder=row).exclude(delivery__state=DeliveryState.SENT).delete()
    row.state, row.due_at, row.attempts = ReminderState.PLANNED, now, 0
    row.claimed_at = row.finished_at = None
    row.reason = ""
    row.save(update_fields=["state", "due_at", "attempts", "claimed_at", "finished_at", "reason"])
    audit(row, "retry", by=by, now=now)
