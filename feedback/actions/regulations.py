"""An agency's regulation on feedback: recorded in versions, its contacts kept up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from feedback.deadlines import Limit, Unit
from feedback.models import Norm, Regulation, Step, TimeLimit
from feedback.models.regulations import CONTACTS, NEEDED
from feedback.permissions import may_record_regulation
from feedback.reminders.regulation import REGULATION
from notices.actions.owing import follow
from records.actions import audit, changes_between, store_attachment
from records.content.check import CheckedFile


@transaction.atomic
def record_regulation(
    agency: Agency,
    *,
    limits: Mapping[str, Limit],
    file: CheckedFile | None = None,
    by: Officer | None,
    now: dt.datetime,
    **fields: Any,
) -> Regulation:
    """A version that governs what is received from its first day on; earlier versions stay as they were.

    ValidationError for a day on which another version begins, one earlier than a version's that is in force
    already (what came in has its limits), limits that are missing, and a transfer slower than the law of that
    day allows.
    """
    _require(by, agency)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    _check_limits(limits, fields["valid_from"])
    _check_begins(agency, fields["valid_from"], now)
    document = store_attachment(file, by=by, now=now) if file else None
    regulation = Regulation(agency=agency, document=document, recorded_by=by, recorded_at=now, **fields)
    regulation.full_clean(exclude=["recorded_by"])
    regulation.save()
    TimeLimit.objects.bulk_create(
        TimeLimit(regulation=regulation, step=step, **limits[step]._asdict())
        for step in Step
        if step in limits
    )
    changes = {"number": regulation.number, "valid_from": regulation.valid_from.isoformat()}
    audit(regulation, "record_regulation", by=by, now=now, changes=changes)
    follow([agency.pk], REGULATION, now=now)
    return regulation


@transaction.atomic
def change_contacts(
    regulation: Regulation, *, seen_version: int, by: Officer | None, now: dt.datetime, **contacts: str
) -> Regulation:
    """Where feedback is received now; it takes no new regulation. ValidationError when someone changed it
    since `seen_version`."""
    _require(by, regulation.agency)
    locked = Regulation.objects.select_for_update(of=("self",), no_key=True).get(pk=regulation.pk)
    if locked.version != seen_version:
        raise ValidationError(
            _(
                "Someone changed this while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    before = {name: getattr(locked, name) for name in CONTACTS}
    for name in CONTACTS:
        setattr(locked, name, contacts.get(name, before[name]))
    locked.version += 1
    locked.full_clean(exclude=["recorded_by"])
    locked.save(update_fields=[*CONTACTS, "version"])
    after = {name: getattr(locked, name) for name in CONTACTS}
    audit(locked, "change_contacts", by=by, now=now, changes=changes_between(before, after))
    return locked


def _require(by: Officer | None, agency: Agency) -> None:
    if by is not None and not may_record_regulation(by, agency.pk):
        raise PermissionDenied


def _check_limits(limits: Mapping[str, Limit], valid_from: dt.date) -> None:
    missing = [step for step in NEEDED if step not in limits]
    if missing:
        raise ValidationError({f"{step}_amount": _("Write how long this step may take.") for step in missing})
    transfer, most = limits[Step.TRANSFER], Norm.objects.of(Norm.Code.TRANSFER, valid_from)
    if most and most.amount and (transfer.unit != most.unit or transfer.amount > most.amount):
        said = _("At most %(amount)d %(unit)s (%(ground)s); write no more.") % {
            "amount": most.amount,
            "unit": Unit(most.unit).label,
            "ground": most.legal_ground,
        }
        raise ValidationError({f"{Step.TRANSFER}_amount": said})


def _check_begins(agency: Agency, valid_from: dt.date, now: dt.datetime) -> None:
    newest = Regulation.objects.filter(agency=agency).order_by("-valid_from").first()
    if newest and newest.valid_from > valid_from and newest.valid_from <= timezone.localdate(now):
        raise ValidationError(
            {
                "valid_from": _("Regulation %(number)s is in force already; this one begins after it.")
                % {"number": newest.number}
            }
        )
