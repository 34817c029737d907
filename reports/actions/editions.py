"""Taking up the standard form as it is now, in a database whose form is of before."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.activity_forms import FORMS
from plans.models import ActivityForm
from records.actions import audit
from reports import standard
from reports.actions.standard import install_form, install_sources
from reports.models import Figure, FormVersion, Period, Regime
from reports.permissions import may_manage_periods


def lacks_standard_figures(form: FormVersion) -> bool:
    """Does the standard form ask for figures that this one does not know?"""
    known = set(Figure.objects.of_form(form).values_list("code", flat=True))
    asked = {figure.code for _title, rows in standard.GROUPS for row in rows for figure in row.figures}
    return not asked <= known


def first_day_to_come(regime: Regime) -> dt.date | None:
    """The first day of the first slice whose periods are not opened yet; None where there is none."""
    found = Period.objects.filter(regime=regime, opened_at=None)
    return found.aggregate(first=Min("open_slice__starts_on"))["first"]


@transaction.atomic
def renew_form(regime: Regime, *, legal_basis: str, by: Officer, now: dt.datetime) -> FormVersion:
    """The standard form as it is now, as a new version on its legal basis, for every period that is not
    opened yet; those that are go on with theirs, and totals over both go by code.

    It begins with the standard's own limits, sources and words: what was changed in the form of before is
    not taken over. ValidationError where no period is to come, or the form asks for all of it already.
    """
    if not may_manage_periods(by):
        raise PermissionDenied(_("Only Home Affairs changes the reporting regime."))
    locked = Regime.objects.select_for_update(of=("self",)).select_related("form_version").get(pk=regime.pk)
    if not lacks_standard_figures(locked.form_version):
        raise ValidationError(_("The form of new periods is the standard one already."))
    valid_from = first_day_to_come(locked)
    if valid_from is None:
        raise ValidationError(
            _("Make the periods of the next year first: those that are opened keep theirs.")
        )
    _install_activity_forms()
    form = install_form(valid_from=valid_from, code=_free_code())
    form.legal_basis = legal_basis
    form.save(update_fields=["legal_basis"])
    install_sources(form, [*standard.SOURCES, *standard.FEEDBACK_SOURCES], valid_from=valid_from)
    before, locked.form_version = locked.form_version, form
    locked.save(update_fields=["form_version"])
    Period.objects.filter(regime=locked, opened_at=None).update(form_version=form)
    audit(locked, "renew_form", by=by, now=now, changes={"form": [before.code, form.code]})
    return form


def _install_activity_forms() -> None:
    """Those that the sources speak of and the database does not know."""
    known = set(ActivityForm.objects.values_list("code", flat=True))
    last = ActivityForm.objects.count()
    ActivityForm.objects.bulk_create(
        ActivityForm(**row._asdict(), position=last + place)
        for place, row in enumerate(FORMS)
        if row.code not in known
    )


def _free_code() -> str:
    used = set(FormVersion.objects.values_list("code", flat=True))
    numbers = range(2, len(used) + 3)
    return next(code for n in numbers if (code := f"{standard.FORM_CODE}-{n}") not in used)
