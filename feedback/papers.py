"""The answer as an official letter (công văn): Decree 30/2020/NĐ-CP, Annex III, form 1.5.

In Vietnamese whatever the reader's language.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation

from agencies.models import AgencyVersion, Post
from agencies.papers import (
    KEPT,
    kept_at,
    letter_sign,
    number_and_sign,
    parent_body_of,
    place_of,
    signature_of,
)
from feedback.models import Answer, Norm, Rule, Sender
from feedback.words import Who, Words
from records.days import paper_day_in_words
from records.papers.official import DRAFT, OfficialPaper, Paragraph, write_docx
from records.text import paper_number

ADDRESSED = {Sender.Kind.PERSON: "Ông (Bà) ", Sender.Kind.ORGANISATION: ""}


def answer_letter(
    answer: Answer,
    who: Who,
    words: Words,
    *,
    version: AgencyVersion,
    head: Post | None,
    today: dt.date,
    province: str,
    portal_url: str,
    door: Norm | None = None,
) -> bytes:
    """The letter as .docx, marked as a draft until the answer is signed; `head` signs it.

    A number the officer gave is printed; else number and date are left to the clerk. The year is that of the
    approval, else of `today`, when it is made.
    `door` is where else its sender may write about the text of a rule.
    """
    item = answer.handling.item
    number, sign = number_and_sign(answer.number)
    unit = answer.handling.agency.drafting_unit
    day = timezone.localdate(answer.signed_at) if answer.signed_at else today
    return write_docx(
        OfficialPaper(
            type_name="",
            parent_body=parent_body_of(version, otherwise=f"Ủy ban nhân dân tỉnh {province}"),
            issuing_body=version.name,
            number=number,
            sign=sign or letter_sign(version, unit) or "…",
            place=place_of(version, otherwise=province),
            year=day.year,
            subject=f"trả lời phản ánh, kiến nghị mã {item.code}",
            mark="" if answer.signed_at else DRAFT,
            addressees=[_addressee(who)],
            blocks=_blocks(answer, who, words, version, portal_url, door),
            signature=signature_of(head, version.kind),
            recipients=kept_at(["Như trên", KEPT], unit),
        )
    )


def _addressee(who: Who) -> str:
    address = f" ({who.address})" if who.address else ""
    return f"{ADDRESSED[Sender.Kind(who.kind)]}{who.name}{address}"


def _named(rule: Rule) -> str:
    if rule.kind == Rule.Kind.PROCEDURE:
        return f"thủ tục {rule.title} (mã {rule.number})"
    return f"{rule.title} ({paper_number(rule.number)})"


def _where_to_say(answer: Answer, who: Who, portal_url: str) -> str:
    """Who left a postal address alone may never have heard of a secret: they write back."""
    if not who.is_told_by_post:
        return f"nói lại tại {portal_url} bằng mã và mã bí mật đã được cấp."
    regulation = answer.handling.regulation
    return (
        f"gửi văn bản đến {regulation.focal_unit}, {regulation.address} hoặc gọi số {regulation.phone}, "
        f"ghi rõ mã {answer.handling.item.code}."
    )


def _blocks(
    answer: Answer, who: Who, words: Words, version: AgencyVersion, portal_url: str, door: Norm | None
) -> list[Paragraph]:
    item = answer.handling.item
    person = ADDRESSED[Sender.Kind(who.kind)].strip() or "Quý đơn vị"
    rule = _named(item.rule) if item.rule else words.rule
    about = f" về {rule}" if rule else ""
    day = paper_day_in_words(item.received_on)
    with translation.override("vi"):
        outcome = answer.get_outcome_display()
    lines = [
        f"{version.name} nhận được phản ánh, kiến nghị của {person} {day}{about}, mã {item.code}. "
        f"Sau khi xem xét, {version.name} trả lời như sau:",
        words.answer,
        f"Kết quả xử lý: {outcome}.",
    ]
    if words.proposal:
        lines.append(f"Kiến nghị của cơ quan đối với quy định: {words.proposal}")
    if door:
        lines.append(
            f"Góp ý đối với văn bản quy phạm pháp luật, {person} còn có thể gửi tại {door.address} "
            f"({door.legal_ground})."
        )
    lines.append(
        f"{version.name} trả lời để {person} biết. Nếu câu trả lời chưa giải quyết được vấn đề, {person} "
        + _where_to_say(answer, who, portal_url)
    )
    return [Paragraph(line) for line in lines]
