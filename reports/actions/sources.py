"""Which records feed which figure of a form: added and ended by Home Affairs, with a day and on the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.models import ActivityForm
from records.actions import audit
from reports.models import Figure, FigureSource, FormVersion
from reports.permissions import may_manage_periods


def _require_manager(by: Officer) -> None:
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))


@transaction.atomic
def add_source(
    form_version: FormVersion,
    *,
    figure: Figure,
    form: ActivityForm | None,
    measure: str,
    counts_joint: bool = False,
    valid_from: dt.date,
    by: Officer,
    now: dt.datetime,
) -> FigureSource:
    """From the first slice that begins on `valid_from` or later, results feed the figure.

    One that had ended may begin again, as a row of its own. ValidationError for a figure of another form, for
    one that is no sum of what happened in a slice, and for a source it has on that day or later.
    """
    _require_manager(by)
    FormVersion.objects.select_for_update().get(pk=form_version.pk)
    if figure.indicator.group.form_version_id != form_version.pk:
        raise ValidationError({"figure": _("This figure stands in another form.")})
    if figure.time_rule != Figure.TimeRule.SUM or figure.kind == Figure.Kind.YES_NO:
        raise ValidationError(
            {"figure": _("Results add up what happened in a period; this figure is no such sum.")}
        )
    named: dict[str, Any] = {"figure": figure, "form": form, "measure": measure}
    holds = Q(valid_to=None) | Q(valid_to__gte=valid_from)
    if FigureSource.objects.filter(holds, fact=FigureSource.Fact.RESULTS, **named).exists():
        raise ValidationError(_("This figure has that source already."))
    source = FigureSource(**named, counts_joint=counts_joint, valid_from=valid_from)
    source.full_clean()
    source.save()
    changes = {"figure": figure.code, "source": str(source), "valid_from": valid_from.isoformat()}
    changes["counts_joint"] = str(counts_joint)
    audit(form_version, "add_source", by=by, now=now, changes=changes)
    return source


@transaction.atomic
def end_source(
    source: FigureSource, *, last_day: dt.date | None, by: Officer, now: dt.datetime
) -> FigureSource:
    """Slices that close after `last_day` are fed by it no more, with None it holds on; what was sent stays as
    it was sent. ValidationError when the same source begins again before that day."""
    _require_manager(by)
    locked = FigureSource.objects.select_for_update(of=("self",)).select_related("form").get(pk=source.pk)
    if last_day and last_day < locked.valid_from:
        raise ValidationError({"last_day": _("It cannot end before it starts.")})
    later = FigureSource.objects.filter(
        figure=locked.figure_id,
        fact=locked.fact,
        form=locked.form_id,
        measure=locked.measure,
        valid_from__gt=locked.valid_from,
    )
    if (later.filter(valid_from__lte=last_day) if last_day else later).exists():
        raise ValidationError({"last_day": _("This figure has that source already.")})
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    figure = Figure.objects.select_related("indicator__group__form_version").get(pk=locked.figure_id)
    changes = {
        "figure": figure.code,
        "source": str(locked),
        "valid_to": last_day.isoformat() if last_day else None,
    }
    audit(figure.indicator.group.form_version, "end_source", by=by, now=now, changes=changes)
    return locked
