"""What documents set for feedback, kept by Home Affairs: versions from a day on, confirmed in their text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import AgencyKind, AgencyVersion, Officer
from feedback.models import Norm
from feedback.permissions import may_keep_rules
from records.actions import audit, changes_between

FIELDS = ("agency_kind", "amount", "unit", "address", "words", "legal_ground", "valid_to", "is_to_confirm")


@transaction.atomic
def set_norm(
    code: str, *, valid_from: dt.date, seen: int | None, by: Officer, now: dt.datetime, **fields: Any
) -> Norm:
    """From that day on this version holds; one that was to begin then or later gives way to it.

    ValidationError for a day gone by, since what came by then keeps the rule of its day; of code `stale` when
    the newest version is another than `seen`.
    """
    _require_keeper(by)
    versions = Norm.objects.select_for_update(of=("self",)).filter(code=code)
    newest = versions.order_by("-valid_from").first()
    if (newest.pk if newest else None) != seen:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    if valid_from < timezone.localdate(now):
        raise ValidationError(
            {"valid_from": _("It begins today at the earliest: what came before keeps the rule of its day.")}
        )
    _refuse_many_receivers(code, fields.get("agency_kind"), valid_from)
    before = {name: getattr(newest, name) for name in FIELDS} if newest else {}
    versions.filter(valid_from__gte=valid_from).delete()
    norm = Norm(code=code, valid_from=valid_from, recorded_by=by, recorded_at=now, **fields)
    norm.full_clean()
    norm.save()
    after = {name: getattr(norm, name) for name in FIELDS}
    changes = changes_between(before, after) | {"code": code, "valid_from": valid_from.isoformat()}
    audit(norm, "set_norm", by=by, now=now, changes=changes)
    return norm


def _refuse_many_receivers(code: str, kind: AgencyKind | None, day: dt.date) -> None:
    """One agency receives what names none: a kind of which there are several names nobody."""
    if code != Norm.Code.RECEIVER or kind is None:
        return
    count = AgencyVersion.objects.in_force(day).filter(kind=kind).count()
    if count > 1:
        message = _("There are %(count)d agencies of this kind; choose a kind of which there is one.")
        raise ValidationError({"agency_kind": message % {"count": count}})


@transaction.atomic
def confirm_norm(norm: Norm, *, by: Officer, now: dt.datetime) -> Norm:
    """Somebody has read it in the text of its document. Again it changes nothing."""
    _require_keeper(by)
    locked = Norm.objects.select_for_update(of=("self",)).get(pk=norm.pk)
    if locked.is_to_confirm:
        locked.is_to_confirm = False
        locked.save(update_fields=["is_to_confirm"])
        audit(locked, "confirm_norm", by=by, now=now)
    return locked


def _require_keeper(by: Officer) -> None:
    if not may_keep_rules(by):
        raise PermissionDenied
