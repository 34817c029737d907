"""Files that arrive with a form: stored and put where they belong in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from agencies.models import Officer
from records.actions import store_attachment
from reports.actions.entry import add_evidence
from reports.actions.sending import send_on_behalf
from reports.actions.signed_papers import record_official_paper
from reports.models import Evidence, Figure, OfficialPaper, Report, Section, Sending

if TYPE_CHECKING:
    from records.content.check import CheckedFile


@transaction.atomic
def add_evidence_file(
    report: Report,
    upload: CheckedFile,
    *,
    title: str,
    figure: Figure | None = None,
    section: Section | None = None,
    by: Officer,
    now: dt.datetime,
) -> Evidence:
    """Keep an uploaded file as a proof beside a figure or a section that is open."""
    attachment = store_attachment(upload, by=by, now=now)
    return add_evidence(
        report,
        figure=figure,
        section=section,
        title=title or attachment.original_name,
        attachment=attachment,
        by=by,
        now=now,
    )


@transaction.atomic
def record_signed_file(
    sending: Sending,
    upload: CheckedFile,
    *,
    number: str,
    signed_on: dt.date,
    signer: str,
    by: Officer,
    now: dt.datetime,
) -> OfficialPaper:
    """Keep the signed PDF of a sending, byte for byte, with its number, date and signer."""
    attachment = store_attachment(upload, by=by, now=now)
    return record_official_paper(
        sending, number=number, signed_on=signed_on, signer=signer, attachment=attachment, by=by, now=now
    )


@transaction.atomic
def send_paper_report(
    report: Report,
    upload: CheckedFile,
    *,
    number: str,
    signed_on: dt.date,
    signer: str,
    seen: str | None = None,
    by: Officer,
    now: dt.datetime,
) -> Sending:
    """Home Affairs sends what it entered from paper, with the agency's signed paper itself."""
    sending = send_on_behalf(report, seen=seen, by=by, now=now)
    record_signed_file(sending, upload, number=number, signed_on=signed_on, signer=signer, by=by, now=now)
    return sending
