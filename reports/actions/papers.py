"""The province's papers: drafting their text, and issuing them frozen with figures, members and document."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer, Post
from records.actions import audit, move, store_attachment
from records.papers.official import Signature
from reports.actions.entry import StaleSave
from reports.consolidation import Province, consolidate, used_sendings
from reports.documents import paper_file_name, province_report
from reports.models import (
    PaperFigure,
    PaperKind,
    PaperLayout,
    PaperMember,
    PaperText,
    Period,
    ProvincePaper,
    Report,
    Section,
)
from reports.permissions import issuing_post, reviewing_post
from reports.workflow import PAPER_MOVES, PaperState


def paper_of(period: Period, kind: str) -> ProvincePaper:
    """The period's paper of that kind; both are begun when the period opens."""
    return ProvincePaper.objects.get(period=period, kind=kind)


@transaction.atomic
def save_paper_text(
    paper: ProvincePaper, section: Section, text: str, *, seen_version: int, by: Officer, now: dt.datetime
) -> PaperText:
    """Store the text of one section of a paper; a stale save raises StaleSave and changes nothing."""
    locked = ProvincePaper.objects.select_for_update().get(pk=paper.pk)
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs writes the province's papers."))
    if locked.state != PaperState.DRAFT:
        raise ValidationError(_("The paper is issued: its text stays as it was."))
    row = locked.texts.select_related("saved_by").filter(section=section).first()
    if row and row.text == text:
        return row
    if row and row.version != seen_version:
        raise StaleSave(row)
    row = row or PaperText(paper=locked, section=section, version=0)
    row.text, row.version, row.saved_by, row.saved_at = text, row.version + 1, by, now
    row.save()
    audit(locked, "save", by=by, now=now, changes={"section": section.number, "version": row.version})
    return row


def missing_reports(period: Period) -> list[Report]:
    """Owed reports without an accepted sending, in the order of the register."""
    rows = period.reports.owed().filter(accepted_sending=None).select_related("version__kind")
    return list(rows.order_by("version__kind__position", "version__sort_key"))


def signature_of(paper: ProvincePaper, layout: PaperLayout, post: Post | None) -> Signature:
    """Home Affairs signs under the issuer's post; the draft for the Committee leaves the signer open."""
    if paper.kind == PaperKind.PROVINCE or post is None:
        return Signature(layout.signature_lines.splitlines() or ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"])
    lines = post.signature_lines.splitlines() or [post.title.upper()]
    return Signature(lines, post.officer.full_name)


def write_paper(paper: ProvincePaper, province: Province, *, post: Post | None) -> bytes:
    """The paper as .docx from what stands now."""
    layout = PaperLayout.objects.get(regime=paper.period.regime_id, kind=paper.kind)
    return province_report(
        paper,
        layout,
        sections=list(Section.objects.filter(form_version=paper.period.form_version_id)),
        province=province,
        missing=[report.version.name for report in missing_reports(paper.period)],
        signature=signature_of(paper, layout, post),
    )


def blank_sections(paper: ProvincePaper) -> list[Section]:
    """Required sections of the outline that the paper has no text for yet."""
    written = paper.texts.exclude(text="").values("section")
    outline = Section.objects.filter(form_version=paper.period.form_version_id, is_heading=False)
    return list(outline.filter(is_required=True).exclude(pk__in=written))


@transaction.atomic
def issue_paper(paper: ProvincePaper, *, by: Officer, now: dt.datetime) -> ProvincePaper:
    """Freeze and issue a paper: its figures, which sending of which agency it used, its text, its document.

    The first paper that is issued closes the period for returns; what comes later is a correction.
    """
    period = Period.objects.select_for_update(of=("self",)).select_related("regime").get(pk=paper.period_id)
    locked = ProvincePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    locked.period = period
    post = issuing_post(by)
    if post is None:
        raise PermissionDenied(_("Only an issuer of Home Affairs issues the province's papers."))
    _refuse_issued(locked)
    _refuse_blank(locked)
    _hold_reports(period)
    province = consolidate(period)
    layout = PaperLayout.objects.get(regime=period.regime_id, kind=locked.kind)
    file = ContentFile(write_paper(locked, province, post=post), name=paper_file_name(locked, layout))
    document = store_attachment(file, by=by, now=now)
    _freeze_figures(locked, province)
    _freeze_members(locked)
    signature = signature_of(locked, layout, post)
    issued = move(
        locked, "issue", table=PAPER_MOVES, by=by, post=post, now=now,
        issued_at=now, issued_by=by, issued_post=post, document=document,
        signer_name=signature.name, signature_lines="\n".join(signature.lines),
    )  # fmt: skip
    if period.issued_at is None:
        period.issued_at = now
        period.save(update_fields=["issued_at"])
    return issued


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


def _freeze_figures(paper: ProvincePaper, province: Province) -> None:
    kinds = {kind for _figure, kind in province.totals} | {None}
    PaperFigure.objects.bulk_create(
        PaperFigure(
            paper=paper, figure=figure, agency_kind_id=kind,
            in_slice=total.in_slice, cumulative=total.cumulative, reporting=total.reporting,
        )
        for figure in province.figures
        for kind in kinds
        if (total := province.total(figure, kind)).reporting or kind is None
    )  # fmt: skip


def _freeze_members(paper: ProvincePaper) -> None:
    missing = paper.period.reports.owed().filter(accepted_sending=None).values_list("pk", flat=True)
    members = dict.fromkeys(missing) | used_sendings(paper.period)
    PaperMember.objects.bulk_create(
        PaperMember(paper=paper, report_id=report, sending_id=sending) for report, sending in members.items()
    )


def changed_since_issue(paper: ProvincePaper) -> list[Report]:
    """Reports, of earlier periods too, whose sending in the figures is another one than the paper used."""
    frozen = dict(paper.members.values_list("report", "sending"))
    used = used_sendings(paper.period)
    changed = [report for report in frozen.keys() | used.keys() if frozen.get(report) != used.get(report)]
    return list(Report.objects.filter(pk__in=changed).select_related("version__kind", "period"))
