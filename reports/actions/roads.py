"""Home Affairs sets how papers go out in this province, and what the ministry's sheet asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit, changes_between, lock_as_read
from reports.actions.regimes import with_ground
from reports.actions.telling import paper_goes_out
from reports.models import FiguresSheet, OutgoingPaper, Regime, RoadStep, SheetLine
from reports.permissions import may_manage_periods

STEP_FIELDS = ("is_on", "agency_kind", "days", "source")
SHEET_FIELDS = ("name", "addressee", "source")
LINE_FIELDS = ("position", "code", "name", "figure", "part")


def _require_manager(by: Officer) -> None:
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))


def _step_in_words(step: RoadStep) -> dict[str, str]:
    return {
        "is_on": _("yes") if step.is_on else _("no"),
        "agency_kind": str(step.agency_kind or ""),
        "days": str(step.days),
        "source": step.source,
    }


@transaction.atomic
def set_roads(
    regime: Regime, rows: Mapping[RoadStep, Mapping[str, Any]], *, by: Officer, now: dt.datetime
) -> None:
    """Which steps papers take, where each is and how long it may last; papers under way follow."""
    _require_manager(by)
    Regime.objects.select_for_update().get(pk=regime.pk)
    for step, values in rows.items():
        before = _step_in_words(step)
        for name in STEP_FIELDS:
            if name in values:
                setattr(step, name, values[name])
        step.full_clean()
        step.save()
        if changes := changes_between(before, _step_in_words(step)):
            told = {"road": f"{step.get_paper_kind_display()}: {step}"} | with_ground(changes)
            audit(regime, "set_roads", by=by, now=now, changes=told)
    paper_goes_out(list(OutgoingPaper.objects.open().values_list("pk", flat=True)), now=now)


@transaction.atomic
def change_sheet(
    sheet: FiguresSheet, values: Mapping[str, Any], *, by: Officer, now: dt.datetime
) -> FiguresSheet:
    """What the ministry's sheet is called, whom it is for, and by which document.

    ValidationError where somebody changed the sheet since it was read.
    """
    _require_manager(by)
    locked = lock_as_read(sheet, SHEET_FIELDS)
    before = {name: getattr(locked, name) for name in SHEET_FIELDS}
    for name in SHEET_FIELDS:
        setattr(locked, name, values[name])
    locked.full_clean()
    locked.save()
    changes = with_ground(changes_between(before, dict(values)))
    audit(locked.form_version, "change_sheet", by=by, now=now, changes=changes)
    return locked


@transaction.atomic
def save_sheet_line(
    sheet: FiguresSheet, line: SheetLine | None, values: Mapping[str, Any], *, by: Officer, now: dt.datetime
) -> SheetLine:
    """Add a line of the sheet, or change one as it was read.

    ValidationError where its place is taken, for a figure of another form, or where somebody changed or
    removed the line since it was read.
    """
    _require_manager(by)
    sheet = FiguresSheet.objects.select_for_update().get(pk=sheet.pk)
    saved = lock_as_read(line, LINE_FIELDS) if line else SheetLine(sheet=sheet)
    before = {name: str(getattr(saved, name)) for name in LINE_FIELDS} if line else {}
    for name in LINE_FIELDS:
        setattr(saved, name, values[name])
    if saved.figure.indicator.group.form_version_id != sheet.form_version_id:
        raise ValidationError({"figure": _("This figure is not of the form.")})
    taken = sheet.lines.filter(position=saved.position).exclude(pk=saved.pk)
    if taken.exists():
        raise ValidationError({"position": _("Another line has this place already.")})
    saved.full_clean()
    saved.save()
    changes = changes_between(before, {name: str(getattr(saved, name)) for name in before})
    audit(sheet.form_version, "save_sheet_line", by=by, now=now, changes={"line": str(saved)} | changes)
    return saved


@transaction.atomic
def remove_sheet_line(line: SheetLine, *, by: Officer, now: dt.datetime) -> None:
    """The software asks this line no more. ValidationError where somebody changed or removed it meanwhile."""
    _require_manager(by)
    FiguresSheet.objects.select_for_update().get(pk=line.sheet_id)
    form, name = line.sheet.form_version, str(line)
    lock_as_read(line, LINE_FIELDS).delete()
    audit(form, "remove_sheet_line", by=by, now=now, changes={"line": name})
