"""The province's papers: drafting their text, and writing them as documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import AgencyKind, Officer, Post
from agencies.papers import signature_of as signature_of_kind
from agencies.papers import unit_of_desk
from records.actions import audit
from records.papers.official import Signature
from reports.actions.entry import StaleSave
from reports.bases import Footing, footing
from reports.documents import province_report
from reports.models import (
    Figure,
    PaperKind,
    PaperLayout,
    PaperText,
    Period,
    ProvincePaper,
    Section,
    TypedNumber,
)
from reports.permissions import reviewing_post
from reports.placeholders import problems, render, tied_numbers
from reports.typed_numbers import equalling, newly_typed, plain_numbers
from reports.workflow import PaperState


def paper_of(period: Period, kind: str) -> ProvincePaper:
    """The period's paper of that kind, its newest issue; both are begun when the period opens."""
    return ProvincePaper.objects.newest().select_related("period").get(period=period, kind=kind)


@transaction.atomic
def save_paper_text(
    paper: ProvincePaper, section: Section, text: str, *, seen_version: int, by: Officer, now: dt.datetime
) -> PaperText:
    """Store the text of one section of a paper; a stale save raises StaleSave and changes nothing.

    ValidationError where a placeholder names no figure, or one that the province does not add up. Of numbers
    typed by hand it is kept which figures they equal now; of those that stood there before, which they did.
    """
    locked = ProvincePaper.objects.select_for_update(of=("self",)).select_related("period").get(pk=paper.pk)
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs writes the province's papers."))
    if locked.state != PaperState.DRAFT:
        raise ValidationError(_("The paper is issued: its text stays as it was."))
    row = locked.texts.select_related("saved_by").filter(section=section).first()
    if row and row.text == text:
        return row
    if row and row.version != seen_version:
        raise StaleSave(row)
    _refuse_unknown_placeholders(text, locked.period.form_version_id)
    row = row or PaperText(paper=locked, section=section, version=0)
    row.text, row.version, row.saved_by, row.saved_at = text, row.version + 1, by, now
    row.save()
    _keep_typed_numbers(row, locked)
    audit(locked, "save", by=by, now=now, changes={"section": section.number, "version": row.version})
    return row


def _keep_typed_numbers(text: PaperText, paper: ProvincePaper) -> None:
    text.typed_numbers.exclude(number__in=plain_numbers(text.text)).delete()
    if typed := newly_typed(text):
        numbers = tied_numbers(footing(paper).province)
        TypedNumber.objects.bulk_create(equalling(text, typed, numbers))


def _refuse_unknown_placeholders(text: str, form_version: int) -> None:
    if found := problems(text, Figure.objects.of_form(form_version)):
        raise ValidationError({"text": found})


def texts_of(paper: ProvincePaper, stand: Footing) -> Mapping[int, str]:
    """What each section says, by section id: as it was issued, or with the numbers that stand now."""
    if paper.is_issued:
        return {row.section_id: row.as_issued for row in paper.texts.all()}
    numbers = tied_numbers(stand.province)
    return {row.section_id: render(row.text, numbers) for row in paper.texts.all()}


ISSUED_FOR = {
    PaperKind.HOME_AFFAIRS: AgencyKind.Desk.HOME_AFFAIRS,
    PaperKind.PROVINCE: AgencyKind.Desk.LEADERSHIP,
}


def authorities(paper: ProvincePaper, layout: PaperLayout, on: dt.date) -> dict[str, list[str]]:
    """Under which lines the Committee's paper may be signed, by how they read: as it is drafted, then as
    each post in force there signs (a vice chairman for the chairman). Home Affairs' has the issuer's alone.
    """
    if paper.kind != PaperKind.PROVINCE:
        return {}
    posts = Post.objects.in_force(on).with_agency(on).exclude(signature_lines="").order_by("pk")
    there = [post for post in posts if post.agency_desk == AgencyKind.Desk.LEADERSHIP]
    drafted = list(signature_of(paper, layout, None).lines)
    signing = [drafted, *(post.signature_lines.splitlines() for post in there)]
    return {SIDE_BY_SIDE.join(lines): lines for lines in signing}


SIDE_BY_SIDE = " / "


def signature_of(
    paper: ProvincePaper, layout: PaperLayout, post: Post | None, authority: str = ""
) -> Signature:
    """Home Affairs signs under the issuer's post. Where nobody is known, and in the draft for the Committee,
    there stands the authority that the paper is of, or the one chosen of `authorities`, its name left empty.
    """
    if authority:
        return Signature(authority.split(SIDE_BY_SIDE))
    if paper.kind == PaperKind.HOME_AFFAIRS and post is not None:
        return Signature(post.signature_lines.splitlines() or [post.title.upper()], post.officer.full_name)
    if layout.signature_lines:
        return Signature(layout.signature_lines.splitlines())
    of_desk = AgencyKind.objects.filter(desk=ISSUED_FOR[PaperKind(paper.kind)])
    return signature_of_kind(None, of_desk.order_by("position")[0])


def write_paper(
    paper: ProvincePaper,
    stand: Footing,
    *,
    post: Post | None,
    today: dt.date,
    authority: str = "",
    is_issued: bool = False,
) -> bytes:
    """The paper as .docx of that day from what it stands on, a draft unless it `is_issued` by this."""
    layout = PaperLayout.objects.get(regime=paper.period.regime_id, kind=paper.kind)
    return province_report(
        paper,
        layout,
        sections=list(Section.objects.filter(form_version=paper.period.form_version_id)),
        texts=texts_of(paper, stand),
        stand=stand,
        signature=signature_of(paper, layout, post, authority),
        unit=unit_of_desk(ISSUED_FOR[PaperKind(paper.kind)], today),
        today=today,
        is_issued=is_issued,
    )


def blank_sections(paper: ProvincePaper) -> list[Section]:
    """Required sections of the outline that the paper has no text for yet."""
    written = paper.texts.exclude(text="").values("section")
    outline = Section.objects.filter(form_version=paper.period.form_version_id, is_heading=False)
    return list(outline.filter(is_required=True).exclude(pk__in=written))
