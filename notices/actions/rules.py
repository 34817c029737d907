"""Home Affairs changes when, to whom and how people are told. A rule is never rewritten: a change ends it and
begins its next version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Officer
from notices.models import ReminderRule
from notices.permissions import may_change_rules
from notices.registry import plan_anew, takes_steps
from notices.workflow import Anchor, Audience
from records.actions import audit, changes_between

CHANGEABLE = ("name", "offset", "send_at", "roles", "channels")
FIXED = ("obligation_kind", "code", "anchor", "audience")
NAMED_BY_ROOMS = ["obligation_kind"]  # a room, a dot and a noun: no slug
DAY = dt.timedelta(days=1)


@transaction.atomic
def change_rule(
    rule: ReminderRule, *, valid_from: dt.date, source: str, by: Officer, now: dt.datetime, **fields: Any
) -> ReminderRule:
    """The rule's next version, with `fields` of CHANGEABLE changed; planned reminders follow it at once.

    ValidationError for a day that is not still to come, and for a version that is not the newest.
    """
    old = _newest(rule, valid_from, by, now)
    _end(old, valid_from - DAY)
    kept = {name: getattr(old, name) for name in (*CHANGEABLE, *FIXED)}
    new = ReminderRule(**kept | fields, valid_from=valid_from, source=source)
    new.full_clean(exclude=NAMED_BY_ROOMS)
    new.save()
    changes = changes_between(kept, kept | fields) | {"valid_from": valid_from.isoformat()}
    audit(new, "change_rule", by=by, now=now, changes=changes)
    plan_anew(new.obligation_kind, now=now)
    return new


@transaction.atomic
def end_rule(
    rule: ReminderRule, *, valid_from: dt.date, source: str, by: Officer, now: dt.datetime
) -> ReminderRule:
    """From that day on nobody is told by this rule; what it had planned for later deadlines is taken back."""
    old = _newest(rule, valid_from, by, now)
    _end(old, valid_from - DAY)
    audit(old, "end_rule", by=by, now=now, changes={"valid_to": str(old.valid_to), "source": source})
    plan_anew(old.obligation_kind, now=now)
    return old


@transaction.atomic
def add_step(
    kind: str,
    *,
    name: str,
    offset: int,
    send_at: dt.time,
    roles: Sequence[str],
    channels: Sequence[str],
    audience: str = Audience.AGENCY,
    valid_from: dt.date,
    source: str,
    by: Officer,
    now: dt.datetime,
) -> ReminderRule:
    """One more step around the deadlines of a kind, `offset` working days after them (before: negative)."""
    if not may_change_rules(by):
        raise PermissionDenied
    if not takes_steps(kind):
        raise ValidationError(_("Nothing of this kind has a deadline to count from."))
    _require_still_to_come(valid_from, now)
    step = ReminderRule(
        obligation_kind=kind,
        code=_free_code(kind),
        name=name,
        anchor=Anchor.DEADLINE,
        offset=offset,
        send_at=send_at,
        roles=list(roles),
        channels=list(channels),
        audience=audience,
        valid_from=valid_from,
        source=source,
    )
    step.full_clean(exclude=NAMED_BY_ROOMS)
    step.save()
    audit(step, "add_step", by=by, now=now, changes={"kind": kind, "offset": offset})
    plan_anew(kind, now=now)
    return step


def _newest(rule: ReminderRule, valid_from: dt.date, by: Officer, now: dt.datetime) -> ReminderRule:
    """The row, locked, if it may be followed by another version from that day."""
    if not may_change_rules(by):
        raise PermissionDenied
    old = ReminderRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if old.valid_to is not None:
        raise ValidationError(_("This rule was changed or ended meanwhile. Look at the list again."))
    _require_still_to_come(valid_from, now)
    if valid_from <= old.valid_from:
        said = _("This version of the rule begins on %(day)s; choose a later day.")
        raise ValidationError({"valid_from": said % {"day": _short(old.valid_from)}})
    return old


def _require_still_to_come(day: dt.date, now: dt.datetime) -> None:
    if day <= timezone.localdate(now):
        raise ValidationError({"valid_from": _("Choose a day that is still to come.")})


def _end(rule: ReminderRule, last_day: dt.date) -> None:
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])


def _free_code(kind: str) -> str:
    """`step-3` where two were added before: rules are never deleted."""
    codes = ReminderRule.objects.filter(obligation_kind=kind, code__startswith="step-").values("code")
    return f"step-{codes.distinct().count() + 1}"


def _short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
