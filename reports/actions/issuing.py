"""Issuing the province's papers: on one frozen basis, once, and once more with a reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit, move, store_attachment
from reports.accounts import NOTHING
from reports.actions import telling
from reports.actions.outgoing import begin_outgoing
from reports.actions.papers import authorities, blank_sections, signature_of, texts_of, write_paper
from reports.actions.sending import untrue
from reports.bases import Footing, footing
from reports.consolidation import used_sendings
from reports.documents import paper_file_name
from reports.models import (
    Basis,
    BasisFigure,
    BasisMember,
    PaperLayout,
    PaperText,
    Period,
    ProvincePaper,
    Report,
    TypedNumber,
)
from reports.paper_outline import PaperOutline
from reports.permissions import issuing_post, may_write_papers
from reports.placeholders import tied_numbers, without_number
from reports.standing import Reception, reception
from reports.typed_numbers import loose_numbers
from reports.workflow import PAPER_MOVES, PaperState


def shown_to_issuer(paper: ProvincePaper, stand: Footing) -> str:
    """A digest of what the paper would be issued with: its texts, its layout and whose paper it is, the
    sendings it would stand on, and the lines under its annex."""
    texts = sorted(paper.texts.values_list("section", "version"))
    sendings: object = stand.basis.pk if stand.basis else sorted(_members(paper.period).items())
    layout = PaperLayout.objects.get(regime=paper.period.regime_id, kind=paper.kind)
    authority = signature_of(paper, layout, None).lines
    content = json.dumps([paper.pk, texts, layout.as_data(unit=""), authority, sendings, stand.notes])
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def issue_paper(
    paper: ProvincePaper,
    *,
    seen: str | None = None,
    keeps_numbers: bool = False,
    authority: str = "",
    by: Officer,
    now: dt.datetime,
) -> ProvincePaper:
    """Freeze and issue a paper: its text and document, on the basis that the period's papers stand on.

    Where there is none yet, or the paper is issued once more, a basis is made of what is accepted now. The
    first paper that is issued closes the period for returns; what comes later is a correction. With `seen`
    (`shown_to_issuer`), ValidationError where they are others by now; without `keeps_numbers`
    also where a number typed by hand has come loose from its figure. The Committee's paper names the
    `authority` chosen of `authorities` above its signature, else the one it was drafted under.
    """
    period = _lock(paper.period)
    locked = ProvincePaper.objects.select_for_update(of=("self",)).select_related("basis").get(pk=paper.pk)
    locked.period = period
    post = issuing_post(by)
    if post is None:
        raise PermissionDenied(_("Only an issuer of Home Affairs issues the province's papers."))
    _refuse_issued(locked)
    _refuse_blank(locked)
    _hold_reports(period)
    stand = footing(locked)
    _refuse_changed(locked, stand, seen)
    _refuse_what_it_would_say(locked, stand, keeps_numbers=keeps_numbers)
    layout = PaperLayout.objects.get(regime=period.regime_id, kind=locked.kind)
    _refuse_unknown_authority(authority, authorities(locked, layout, timezone.localdate(now)))
    basis = stand.basis or _make_basis(period, stand, reason=locked.reason, by=by, now=now)
    stand = replace(stand, basis=basis)
    _freeze_texts(locked, stand)
    today = timezone.localdate(now)
    content = write_paper(locked, stand, post=post, today=today, authority=authority, is_issued=True)
    file = ContentFile(content, name=paper_file_name(locked, layout))
    document = store_attachment(file, by=by, now=now)
    signature = signature_of(locked, layout, post, authority)
    issued = move(
        locked, "issue", table=PAPER_MOVES, by=by, post=post, now=now, basis=basis,
        issued_at=now, issued_by=by, issued_post=post, document=document,
        signer_name=signature.name, signature_lines="\n".join(signature.lines),
    )  # fmt: skip
    if period.issued_at is None:
        period.issued_at = now
        period.save(update_fields=["issued_at"])
    begin_outgoing(issued, by=by, now=now)
    telling.papers_in_step(period, now=now)
    return issued


def _lock(period: Period) -> Period:
    return Period.objects.select_for_update(of=("self",)).select_related("regime").get(pk=period.pk)


def _hold_reports(period: Period) -> None:
    """No verdict comes between the figures, the document and the members that are frozen together."""
    behind = Report.objects.filter(period__open_slice__in=period.slices)
    list(behind.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _refuse_issued(paper: ProvincePaper) -> None:
    if paper.state != PaperState.DRAFT:
        raise ValidationError(_("The paper is already issued."))


def _refuse_blank(paper: ProvincePaper) -> None:
    message = _("Section %(field)s has no text.")
    blank = [ValidationError(message, params={"field": str(row)}) for row in blank_sections(paper)]
    if blank:
        raise ValidationError(blank)


def _refuse_changed(paper: ProvincePaper, stand: Footing, seen: str | None) -> None:
    if seen is not None and seen != shown_to_issuer(paper, stand):
        raise ValidationError(
            _(
                "Texts, the layout or accepted reports have changed since you opened the page. Nothing was "
                "issued; read below what stands now."
            ),
            code="stale",
        )


def _refuse_unknown_authority(authority: str, known: Iterable[str]) -> None:
    if authority and authority not in known:
        message = _("Nobody signs under “%(authority)s” now. Choose again who will sign.")
        raise ValidationError({"authority": message % {"authority": authority}})


def _refuse_what_it_would_say(paper: ProvincePaper, stand: Footing, *, keeps_numbers: bool) -> None:
    """Figures that do not hold and nobody explained, figures without a number, sections that their figures
    or the agencies deny, numbers come loose."""
    _refuse_disagreements(stand)
    _refuse_without_numbers(paper, stand)
    _refuse_untrue(paper, stand)
    if not keeps_numbers:
        _refuse_loose_numbers(paper, stand)


def _refuse_disagreements(stand: Footing) -> None:
    message = _(
        "%(check)s (%(numbers)s). Correct the reports, or say on the page of the figures why it is so."
    )
    found = [
        ValidationError(message, code="disagrees", params={"check": one.check, "numbers": one.numbers})
        for one in stand.unsettled
    ]
    if found:
        raise ValidationError(found)


def _refuse_without_numbers(paper: ProvincePaper, stand: Footing) -> None:
    numbers = tied_numbers(stand.province)
    message = _("Section %(section)s: nobody has reported %(figure)s, so there is no number to put there.")
    found = [
        ValidationError(message, params={"section": str(row.section), "figure": typed})
        for row in paper.texts.select_related("section").order_by("section__position")
        for typed in without_number(row.text, numbers)
    ]
    if found:
        raise ValidationError(found)


def _refuse_loose_numbers(paper: ProvincePaper, stand: Footing) -> None:
    message = _("Section %(section)s says %(number)s, which equals no figure any more. Mend it, or keep it.")
    found = [
        ValidationError(message, code="loose", params={"section": str(row.section), "number": row.shown})
        for row in loose_numbers(paper, tied_numbers(stand.province))
    ]
    if found:
        raise ValidationError(found)


def _refuse_untrue(paper: ProvincePaper, stand: Footing) -> None:
    """No section goes out empty, or saying that nothing arose, beside figures that are more than 0, or the
    latter beside agencies that say something."""
    if found := [untrue(told) for told in PaperOutline(paper, stand.province, stand.basis).unsaid]:
        raise ValidationError(found)


def _freeze_texts(paper: ProvincePaper, stand: Footing) -> None:
    texts = texts_of(paper, stand)
    rows = list(paper.texts.all())
    for row in rows:
        row.issued_text = texts[row.section_id]
    PaperText.objects.bulk_update(rows, ["issued_text"])


# The basis


def _make_basis(period: Period, stand: Footing, *, reason: str, by: Officer, now: dt.datetime) -> Basis:
    """Freeze what is accepted now, who is not in it, and the lines that say so; the period is held."""
    province = stand.province
    newest = Basis.objects.newest(period)
    number = newest.number + 1 if newest else 1
    basis = Basis.objects.create(
        period=period, number=number, made_at=now, made_by=by, reason=reason, notes="\n".join(stand.notes)
    )
    asked = set(period.reports.filter(is_asked=True).values_list("pk", flat=True))
    BasisMember.objects.bulk_create(
        BasisMember(
            basis=basis, report_id=report, sending_id=sending, reception=name, is_asked=report in asked
        )
        for report, (sending, name) in _members(period).items()
    )
    kinds = {kind for _figure, kind in province.totals} | {None}
    BasisFigure.objects.bulk_create(
        BasisFigure(
            basis=basis, figure=figure, agency_kind_id=kind,
            in_slice=total.in_slice, cumulative=total.cumulative, reporting=total.reporting,
        )
        for figure in province.figures
        for kind in kinds
        if (total := province.total(figure, kind)) != NOTHING or kind is None
    )  # fmt: skip
    audit(period, "make_basis", by=by, now=now, changes={"number": number, "reason": reason})
    return basis


def _members(period: Period) -> dict[int, tuple[int | None, str]]:
    """By report id: what the period owes with how far it has come, and every sending its figures use."""
    rows = period.reports.bound().annotate(reception=reception())
    owed: dict[int, tuple[int | None, str]] = {
        report: (sending, name)
        for report, sending, name in rows.values_list("pk", "accepted_sending", "reception")
    }
    used = used_sendings(period)
    return owed | {report: (row.sending, Reception.ACCEPTED.value) for report, row in used.items()}


# Once more


@transaction.atomic
def amend_paper(paper: ProvincePaper, *, reason: str, by: Officer, now: dt.datetime) -> ProvincePaper:
    """Begin another issue of an issued paper, with its texts; the earlier one stays as it was.

    ValidationError without a reason, and while another issue of the same paper is begun already.
    """
    period = _lock(paper.period)
    if not may_write_papers(by):
        raise PermissionDenied(_("Only Home Affairs writes the province's papers."))
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why the report is issued once more; the new issue prints it.")}
        )
    last = ProvincePaper.objects.newest().get(period=period, kind=paper.kind)
    if not last.is_issued:
        raise ValidationError(
            _("Issue no. %(number)d of this report is being written already.") % {"number": last.issue_number}
        )
    amended = ProvincePaper.objects.create(
        period=period, kind=paper.kind, issue_number=last.issue_number + 1, reason=reason
    )
    for row in last.texts.order_by("pk"):
        _copy_text(row, amended)
    audit(amended, "amend", by=by, now=now, changes={"issue": amended.issue_number, "reason": reason})
    telling.papers_in_step(period, now=now)
    return amended


def _copy_text(row: PaperText, paper: ProvincePaper) -> None:
    """With what its typed numbers equalled when they were written."""
    copy = PaperText.objects.create(
        paper=paper,
        section_id=row.section_id,
        text=row.text,
        saved_by_id=row.saved_by_id,
        saved_at=row.saved_at,
    )
    TypedNumber.objects.bulk_create(
        TypedNumber(text=copy, figure_id=kept.figure_id, of_slice=kept.of_slice, number=kept.number)
        for kept in row.typed_numbers.all()
    )


def written_in(paper: ProvincePaper) -> str:
    """A digest of the texts that a paper holds by now: of which sections, each in which version."""
    content = json.dumps([paper.pk, sorted(paper.texts.values_list("section", "version"))])
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def drop_amendment(paper: ProvincePaper, *, seen: str | None = None, by: Officer, now: dt.datetime) -> None:
    """Take back an issue that was begun and is not wanted; what was issued before goes on standing.

    With `seen` (the `written_in` of what the page showed), ValidationError where somebody wrote since.
    """
    _lock(paper.period)
    locked = ProvincePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not may_write_papers(by):
        raise PermissionDenied(_("Only Home Affairs writes the province's papers."))
    _refuse_issued(locked)
    if locked.issue_number == 1:
        raise ValidationError(_("The period's first report is not taken back."))
    if seen is not None and seen != written_in(locked):
        raise ValidationError(
            _("Somebody has written in it since you opened the page. Nothing was deleted."), code="stale"
        )
    audit(locked, "drop", by=by, now=now, changes={"issue": locked.issue_number})
    telling.paper_dropped(locked, now=now)
    locked.delete()
    telling.papers_in_step(locked.period, now=now)
