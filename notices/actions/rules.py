"""Home Affairs changes when, to whom and how people are told. A rule is never rewritten: a change ends it and
begins its next version. One that nobody was told by yet may be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_noop

from agencies.models import Officer
from notices.models import Recipient, Reminder, ReminderRule
from notices.permissions import may_change_rules
from notices.registry import kind_of, plan_anew, takes_steps
from notices.workflow import ANNOUNCEMENT, Anchor, Audience
from records.actions import audit, changes_between

CHANGEABLE = ("name", "offset", "send_at", "roles", "channels")
FIXED = ("obligation_kind", "code", "anchor", "audience")
NAMED_BY_ROOMS = ["obligation_kind"]  # a room, a dot and a noun: no slug
DAY = dt.timedelta(days=1)
STEP = "step-"
MEANWHILE = gettext_noop("This rule was changed or ended meanwhile. Look at the list again.")


@transaction.atomic
def change_rule(
    rule: ReminderRule, *, valid_from: dt.date, source: str, by: Officer, now: dt.datetime, **fields: Any
) -> ReminderRule:
    """The rule's next version, with `fields` of CHANGEABLE changed; planned reminders follow it at once. One
    that has ended begins again.

    ValidationError for a day that is not still to come, and for a version that is not the newest.
    """
    old = _newest(rule, valid_from, by, now)
    if old.valid_to is None or old.valid_to >= valid_from:
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
    if old.valid_to is not None:
        raise ValidationError(in_readers_language(MEANWHILE))
    _end(old, valid_from - DAY)
    audit(old, "end_rule", by=by, now=now, changes={"valid_to": str(old.valid_to), "source": source})
    plan_anew(old.obligation_kind, now=now)
    return old


@transaction.atomic
def take_back(rule: ReminderRule, *, by: Officer, now: dt.datetime) -> None:
    """A version still to come is as if it had never been, and the one before goes on; or an end still to come
    is none. ValidationError when neither is so, or someone was told by that version already.
    """
    row = _locked(rule, by)
    today = timezone.localdate(now)
    audit(
        row, "take_back_rule", by=by, now=now, changes={"code": row.code, "valid_from": str(row.valid_from)}
    )
    if row.valid_from > today:
        _forget(row)
    elif row.valid_to and row.valid_to >= today:
        row.valid_to = None
        row.save(update_fields=["valid_to"])
    else:
        raise ValidationError(_("It holds already; change it or stop it from a day to come."))
    plan_anew(row.obligation_kind, now=now)


def _forget(row: ReminderRule) -> None:
    planned = Reminder.objects.filter(rule=row)
    if Recipient.objects.filter(reminder__in=planned).exists():
        raise ValidationError(_("Somebody was told by it already; change it or stop it from a day to come."))
    planned.delete()
    versions = ReminderRule.objects.filter(obligation_kind=row.obligation_kind, code=row.code)
    versions.filter(valid_to=row.valid_from - DAY).update(valid_to=None)
    row.delete()


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
    if audience not in kind_of(kind).audiences:
        raise ValidationError({"roles": _("Of this kind nobody is told but the agency itself.")})
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
    old = _locked(rule, by)
    _require_still_to_come(valid_from, now)
    if valid_from <= old.valid_from:
        said = _("This version of the rule begins on %(day)s; choose a later day.")
        raise ValidationError({"valid_from": said % {"day": _short(old.valid_from)}})
    return old


def _locked(rule: ReminderRule, by: Officer) -> ReminderRule:
    """The newest version of a rule; whom a message to many goes to is chosen each time, by no rule."""
    if not may_change_rules(by) or rule.obligation_kind == ANNOUNCEMENT:
        raise PermissionDenied
    found = ReminderRule.objects.select_for_update(no_key=True).filter(pk=rule.pk).first()
    later = ReminderRule.objects.filter(
        obligation_kind=rule.obligation_kind, code=rule.code, valid_from__gt=rule.valid_from
    )
    if found is None or later.exists():
        raise ValidationError(in_readers_language(MEANWHILE))
    return found


def _require_still_to_come(day: dt.date, now: dt.datetime) -> None:
    if day <= timezone.localdate(now):
        raise ValidationError({"valid_from": _("Choose a day that is still to come.")})


def _end(rule: ReminderRule, last_day: dt.date) -> None:
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])


def _free_code(kind: str) -> str:
    """One more than the greatest in use; who adds another step at the same time waits for it."""
    rules = ReminderRule.objects.filter(obligation_kind=kind)
    codes = list(rules.select_for_update(no_key=True).values_list("code", flat=True))
    numbers = [int(code.removeprefix(STEP)) for code in codes if code.startswith(STEP)]
    return f"{STEP}{max(numbers, default=0) + 1}"


def _short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
