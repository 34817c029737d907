"""Saying why the province's figures do not hold a cross-check."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit
from reports.consolidation import consolidate
from reports.models import CheckExplanation, CrossCheck, Period
from reports.permissions import may_write_papers
from reports.reconciling import disagreements


@transaction.atomic
def explain_check(
    period: Period, check: CrossCheck, *, text: str, numbers: str, by: Officer, now: dt.datetime
) -> CheckExplanation:
    """Why the figures of the period break a check, printed under the annex; it replaces an earlier word.

    It is of these `numbers`: where others stand by now, or the check holds, ValidationError and nothing is
    kept; and it counts no more once the numbers change.
    """
    if not may_write_papers(by):
        raise PermissionDenied(_("Only Home Affairs explains the province's figures."))
    found = {one.check.pk: one for one in disagreements(period, consolidate(period))}
    if check.pk not in found:
        raise ValidationError(_("The figures hold this check by now: there is nothing to explain."))
    if found[check.pk].numbers != numbers:
        message = _("The figures have changed: %(numbers)s. Read them, then save again.")
        raise ValidationError(message, code="changed", params={"numbers": found[check.pk].numbers})
    explanation, _made = CheckExplanation.objects.update_or_create(
        period=period,
        cross_check=check,
        defaults={"numbers": numbers, "text": text, "saved_by": by, "saved_at": now},
    )
    audit(period, "explain_check", by=by, now=now, changes={"check": check.code, "numbers": numbers})
    return explanation
