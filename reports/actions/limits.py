"""How large a figure can be at a kind of agency, and which change is asked about: set by Home Affairs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import AgencyKind, Officer
from records.actions import audit
from records.numbers import format_number
from reports.models import Figure, FigureLimit, FormVersion
from reports.permissions import may_manage_periods


def _require_manager(by: Officer) -> None:
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))


@transaction.atomic
def set_limit(
    form_version: FormVersion,
    *,
    figure: Figure,
    kind: AgencyKind | None,
    least: Decimal | None,
    most: Decimal | None,
    severity: str,
    ground: str,
    valid_from: dt.date,
    by: Officer,
    now: dt.datetime,
) -> FigureLimit:
    """From `valid_from` on, what one slice may hold of the figure at agencies of that kind (None: of every
    kind without a limit of its own). The limit that held until then ends the day before.

    ValidationError for a figure of another form, for one that is calculated, and for a day on which a later
    limit begins already.
    """
    _require_manager(by)
    FormVersion.objects.select_for_update().get(pk=form_version.pk)
    if figure.indicator.group.form_version_id != form_version.pk or figure.kind == Figure.Kind.RATIO:
        raise ValidationError({"figure": _("This figure is not typed in this form.")})
    rows = FigureLimit.objects.filter(figure=figure, kind=kind)
    if rows.filter(valid_from__gte=valid_from).exists():
        raise ValidationError({"valid_from": _("There is a limit from that day or a later one already.")})
    held = rows.exclude(valid_to__lt=valid_from).first()
    if held:
        held.valid_to = valid_from - dt.timedelta(days=1)
        held.save(update_fields=["valid_to"])
    limit = FigureLimit(
        figure=figure,
        kind=kind,
        least=least,
        most=most,
        severity=severity,
        ground=ground,
        valid_from=valid_from,
    )
    limit.full_clean()
    limit.save()
    audit(form_version, "set_limit", by=by, now=now, changes=_told(limit))
    return limit


@transaction.atomic
def end_limit(limit: FigureLimit, *, last_day: dt.date, by: Officer, now: dt.datetime) -> FigureLimit:
    """Slices that close after `last_day` know the limit no more."""
    _require_manager(by)
    rows = FigureLimit.objects.select_for_update(of=("self",))
    locked = rows.select_related("figure__indicator__group__form_version", "kind").get(pk=limit.pk)
    if last_day < locked.valid_from:
        raise ValidationError({"last_day": _("It cannot end before it starts.")})
    later = FigureLimit.objects.filter(figure=locked.figure_id, kind=locked.kind_id)
    if later.filter(valid_from__gt=locked.valid_from, valid_from__lte=last_day).exists():
        raise ValidationError({"last_day": _("There is a limit from that day or a later one already.")})
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    changes = _told(locked) | {"valid_to": last_day.isoformat()}
    audit(locked.figure.indicator.group.form_version, "end_limit", by=by, now=now, changes=changes)
    return locked


@transaction.atomic
def set_jumps(
    form_version: FormVersion, *, factor: int, least: int, by: Officer, now: dt.datetime
) -> FormVersion:
    """From where on a number is asked about: so many times those before, smaller ones counting as `least`."""
    _require_manager(by)
    locked = FormVersion.objects.select_for_update().get(pk=form_version.pk)
    locked.jump_factor, locked.jump_least = factor, least
    locked.save(update_fields=["jump_factor", "jump_least"])
    audit(locked, "set_jumps", by=by, now=now, changes={"jump_factor": factor, "jump_least": least})
    return locked


def _told(limit: FigureLimit) -> dict[str, str]:
    told = {
        "figure": limit.figure.code,
        "kind": limit.kind.name if limit.kind else "",
        "least": format_number(limit.least),
        "most": format_number(limit.most),
        "severity": limit.severity,
        "ground": limit.ground,
        "valid_from": limit.valid_from.isoformat(),
    }
    return {name: value for name, value in told.items() if value}
