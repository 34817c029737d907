"""How long the law on personal data allows, and how long senders are kept: Home Affairs sets it, from a day
still to come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback.models import DataLimit, RetentionRule
from feedback.permissions import may_keep_rules
from records.actions import audit


@transaction.atomic
def set_data_limit(
    *,
    matter: str,
    amount: int,
    unit: str,
    legal_ground: str,
    is_to_confirm: bool,
    valid_from: dt.date,
    seen: int | None,
    by: Officer,
    now: dt.datetime,
) -> DataLimit:
    """What comes from that day on has this limit; what came before keeps its own. One that has not begun yet
    is replaced.

    ValidationError for a day that is not still to come; of code `stale` when the newest row is not the one
    `seen`.
    """
    if not may_keep_rules(by):
        raise PermissionDenied
    _refuse_stale(DataLimit.objects.filter(matter=matter).order_by("-valid_from"), seen)
    if valid_from <= timezone.localdate(now):
        raise ValidationError({"valid_from": _("Give a day still to come: earlier ones keep their limit.")})
    DataLimit.objects.filter(matter=matter, valid_from__gte=valid_from).delete()
    limit = DataLimit(
        matter=matter,
        amount=amount,
        unit=unit,
        legal_ground=legal_ground,
        is_to_confirm=is_to_confirm,
        valid_from=valid_from,
        recorded_by=by,
        recorded_at=now,
    )
    limit.full_clean()
    limit.save()
    changes = {"matter": matter, "amount": amount, "unit": unit, "valid_from": valid_from.isoformat()}
    audit(limit, "set_data_limit", by=by, now=now, changes=changes)
    return limit


@transaction.atomic
def confirm_data_limit(limit: DataLimit, *, by: Officer, now: dt.datetime) -> DataLimit:
    """Somebody has read it, as it stands, in the text of its document. Again it changes nothing."""
    if not may_keep_rules(by):
        raise PermissionDenied
    locked = DataLimit.objects.select_for_update(of=("self",), no_key=True).get(pk=limit.pk)
    if locked.is_to_confirm:
        locked.is_to_confirm = False
        locked.save(update_fields=["is_to_confirm"])
        audit(locked, "confirm_data_limit", by=by, now=now)
    return locked


@transaction.atomic
def set_retention(
    *,
    months: int,
    legal_ground: str,
    fixed_by: str,
    valid_from: dt.date,
    seen: int | None,
    by: Officer,
    now: dt.datetime,
) -> RetentionRule:
    """From that day on who sent feedback is erased so many months after it was closed. A rule that has not
    begun yet is replaced. ValidationError as for a limit."""
    if not may_keep_rules(by):
        raise PermissionDenied
    _refuse_stale(RetentionRule.objects.order_by("-valid_from"), seen)
    if valid_from <= timezone.localdate(now):
        raise ValidationError({"valid_from": _("Give a day still to come.")})
    RetentionRule.objects.filter(valid_from__gte=valid_from).delete()
    rule = RetentionRule(months=months, legal_ground=legal_ground, fixed_by=fixed_by, valid_from=valid_from)
    rule.full_clean()
    rule.save()
    changes = {"months": months, "fixed_by": fixed_by, "valid_from": valid_from.isoformat()}
    audit(rule, "set_retention", by=by, now=now, changes=changes)
    return rule


def _refuse_stale(rows: QuerySet[Any], seen: int | None) -> None:
    newest = rows.select_for_update(of=("self",), no_key=True).first()
    if (newest.pk if newest else None) != seen:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
