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
    period: Period,
    check: CrossCheck,
    *,
    text: str,
    numbers: str,
    instead_of: str = "",
    by: Officer,
    now: dt.datetime,
) -> CheckExplanation:
    """Why the figures of the period break a check, printed under the annex.

    It is of these `numbers`: where others stand by now, or the check holds, ValidationError and nothing is
    kept; and it counts no more once the numbers change. It replaces the explanation of these numbers that
    was read, `instead_of`: where another one stands by now, ValidationError.
    """
    if not may_write_papers(by):
        raise PermissionDenied(_("Only Home Affairs explains the province's figures."))
    Period.objects.select_for_update(of=("self",), no_key=True).get(pk=period.pk)
    found = {one.check.pk: one for one in disagreements(period, consolidate(period))}
    if check.pk not in found:
        raise ValidationError(_("The figures hold this check by now: there is nothing to explain."))
    if found[check.pk].numbers != numbers:
        message = _("The figures have changed: %(numbers)s. Read them, then save again.")
        raise ValidationError(message, code="stale", params={"numbers": found[check.pk].numbers})
    if found[check.pk].explanation != instead_of:
        message = _("Somebody explained this meanwhile, and nothing was saved. Read what stands now.")
        raise ValidationError(message, code="stale")
    explanation, _made = CheckExplanation.objects.update_or_create(
        period=period,
        cross_check=check,
        defaults={"numbers": numbers, "text": text, "saved_by": by, "saved_at": now},
    )
    audit(period, "explain_check", by=by, now=now, changes={"check": check.code, "numbers": numbers})
    return explanation
