"""The signed paper of a sending, kept beside it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit
from records.models import Attachment
from reports.actions import telling
from reports.actions.sending import lock_report
from reports.models import OfficialPaper, Sending
from reports.permissions import may_record_paper


@transaction.atomic
def record_official_paper(
    sending: Sending,
    *,
    number: str,
    signed_on: dt.date,
    signer: str,
    attachment: Attachment,
    by: Officer,
    now: dt.datetime,
) -> OfficialPaper:
    """Keep the signed official file of one sending, byte for byte; it is recorded once."""
    report = lock_report(sending.report)
    if not may_record_paper(by, report):
        raise PermissionDenied(_("Only the agency or Home Affairs records the signed paper."))
    if attachment.media_type != "application/pdf":
        raise ValidationError({"attachment": _("The signed paper is a PDF file.")})
    if signed_on > timezone.localdate(now):
        raise ValidationError({"signed_on": _("The date of signing lies in the future.")})
    if OfficialPaper.objects.filter(sending=sending).exists():
        raise ValidationError(_("The signed paper of this sending is already recorded."))
    paper = OfficialPaper(
        sending=sending,
        number=number,
        signed_on=signed_on,
        signer=signer,
        attachment=attachment,
        recorded_by=by,
        recorded_at=now,
    )
    paper.full_clean()
    paper.save()
    changes = {"sending": sending.number, "number": number}
    audit(report, "record_official_paper", by=by, now=now, changes=changes)
    if report.latest_sending_id == sending.pk:
        telling.in_step([report], now=now)
    return paper
