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
from notices.models import Recipient, ReminderRule
from notices.permissions import may_change_rules
from notices.schedule import Schedule
from notices.topics import takes_steps, topic_of
from notices.workflow import ANNOUNCEMENT, Anchor, Audience
from records.actions import audit, changes_between

from .speaking import count_anew

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
    """The rule's next version, with `fields` of CHANGEABLE changed; what is still to be told follows it at
    once. One that has ended begins again.

    ValidationError for a day that is not still to come, and for a version that is not the newest.
    """
    old = _newest(rule, valid_from, by, now)
    before = Schedule.of([old.obligation_kind])
    until = old.valid_to
    if until is None or until >= valid_from:
        _end(old, valid_from - DAY)
    kept = {name: getattr(old, name) for name in (*CHANGEABLE, *FIXED)}
    new = ReminderRule(**kept | fields, valid_from=valid_from, source=source, replaced_valid_to=until)
    new.full_clean(exclude=NAMED_BY_ROOMS)
    new.save()
    changes = changes_between(kept, kept | fields) | {"valid_from": valid_from.isoformat()}
    audit(new, "change_rule", by=by, now=now, changes=changes)
    count_anew(new.obligation_kind, now=now, before=before)
    return new


@transaction.atomic
def end_rule(
    rule: ReminderRule, *, valid_from: dt.date, source: str, by: Officer, now: dt.datetime
) -> ReminderRule:
    """From that day on nobody is told by this rule: what falls due later."""
    old = _newest(rule, valid_from, by, now)
    before = Schedule.of([old.obligation_kind])
    if old.valid_to is not None:
        raise ValidationError(in_readers_language(MEANWHILE))
    _end(old, valid_from - DAY)
    audit(old, "end_rule", by=by, now=now, changes={"valid_to": str(old.valid_to), "source": source})
    count_anew(old.obligation_kind, now=now, before=before)
    return old


@transaction.atomic
def take_back(rule: ReminderRule, *, by: Officer, now: dt.datetime) -> ReminderRule:
    """Undo what was decided last and is still to come: an end of the rule, or else this version of it; then
    the one before holds as long as it was to.

    ValidationError when neither is to come, or someone was told by that version already.
    """
    row, today = _locked(rule, by), timezone.localdate(now)
    before = Schedule.of([row.obligation_kind])
    if row.ends_after(today):
        changes = {"valid_to": [str(row.valid_to), ""]}
        row.valid_to = None
        row.save(update_fields=["valid_to"])
    elif row.valid_from > today:
        changes = {"valid_from": [str(row.valid_from), ""]}
        _withdraw(row, now)
    else:
        raise ValidationError(_("It holds already; change it or stop it from a day to come."))
    audit(row, "take_back_rule", by=by, now=now, changes={"code": row.code} | changes)
    count_anew(row.obligation_kind, now=now, before=before)
    return row


def _withdraw(row: ReminderRule, now: dt.datetime) -> None:
    """The row stays, and what failed stays somebody's task."""
    if Recipient.objects.filter(reminder__rule=row).exists():
        raise ValidationError(_("Somebody was told by it already; change it or stop it from a day to come."))
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    versions = ReminderRule.objects.standing().filter(obligation_kind=row.obligation_kind, code=row.code)
    if before := versions.order_by("-valid_from").first():
        _end(before, row.replaced_valid_to)


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
    if audience not in topic_of(kind).audiences:
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
    before = Schedule.of([kind])
    step.full_clean(exclude=NAMED_BY_ROOMS)
    step.save()
    audit(step, "add_step", by=by, now=now, changes={"kind": kind, "offset": offset})
    count_anew(kind, now=now, before=before)
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
    found = ReminderRule.objects.standing().select_for_update(no_key=True).filter(pk=rule.pk).first()
    later = ReminderRule.objects.standing().filter(
        obligation_kind=rule.obligation_kind, code=rule.code, valid_from__gt=rule.valid_from
    )
    if found is None or later.exists():
        raise ValidationError(in_readers_language(MEANWHILE))
    return found


def _require_still_to_come(day: dt.date, now: dt.datetime) -> None:
    if day <= timezone.localdate(now):
        raise ValidationError({"valid_from": _("Choose a day that is still to come.")})


def _end(rule: ReminderRule, last_day: dt.date | None) -> None:
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
