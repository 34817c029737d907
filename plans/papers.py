"""An agency's own plan as an official paper (kế hoạch, Decree 30/2020/NĐ-CP, Annex I), its lines as an annex.

In Vietnamese whatever the reader's language. It says what the lines say and nothing else: aims and how the
office goes about them are the office's own words, added in the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils import translation

from agencies.models import AgencyKind, AgencyVersion, Post
from agencies.papers import (
    in_file_name,
    number_and_sign,
    parent_body_of,
    place_of,
    signature_of,
)
from plans.models import AgencyPlan, Decision, PlanItem
from records.days import paper_day, paper_day_in_words
from records.downloads import file_name
from records.numbers import format_number, in_words
from records.papers.official import (
    DRAFT,
    AnnexTable,
    Block,
    Heading,
    OfficialPaper,
    Paragraph,
    Signature,
    write_docx,
)
from records.papers.tables import Cell, Column, Row, Table

SUBJECT = "thông tin, tuyên truyền cải cách hành chính năm"
KINDS = {"KH": "Kế hoạch", "QĐ": "Quyết định", "NQ": "Nghị quyết", "CT": "Chỉ thị"}
COLUMNS = [
    Column("STT", 5, "center"),
    Column("Nhiệm vụ", 44),
    Column("Điều khoản giao nhiệm vụ", 16),
    Column("Số lượng", 12, "center"),
    Column("Thời gian", 14, "center"),
    Column("Bộ phận thực hiện", 16),
    Column("Dự toán (đồng)", 14, "right"),
    Column("Ghi chú", 14),
]


class PlanPaper(NamedTuple):
    """What the paper is made from: the plan, its lines, who writes it, who signs, what it carries out, and
    the day it is approved, today's while it is not."""

    plan: AgencyPlan
    items: Sequence[PlanItem]
    day: dt.date
    version: AgencyVersion
    head: Post | None
    decisions: Sequence[Decision]
    province: str
    recipients: Sequence[str]


def plan_file_name(plan: AgencyPlan, agency: str) -> str:
    return file_name("kế hoạch", plan.year, in_file_name(agency), ending="docx")


def agency_plan_paper(paper: PlanPaper) -> bytes:
    """The plan as .docx, marked as a draft until the head approved it. A number that was recorded is printed;
    else number and date are left to the clerk."""
    plan, version = paper.plan, paper.version
    number, sign = number_and_sign(plan.paper_number)
    council = f"Ủy ban nhân dân tỉnh {paper.province}"
    return write_docx(
        OfficialPaper(
            type_name="Kế hoạch",
            parent_body=parent_body_of(version, otherwise=council),
            issuing_body=plan.agency_name or version.name,
            number=number,
            sign=sign or (f"KH-{version.sign}" if version.sign else "KH"),
            place=place_of(version, otherwise=paper.province),
            year=(plan.paper_signed_on or paper.day).year,
            subject=f"{SUBJECT} {plan.year}",
            mark="" if plan.issued_at else DRAFT,
            grounds=[_ground(decision, council) for decision in paper.decisions],
            blocks=list(_blocks(paper)),
            signature=_signature(plan, paper.head, version.kind),
            recipients=paper.recipients,
            annexes=[_annex(paper)],
        )
    )


def _ground(decision: Decision, council: str) -> str:
    """Called what its sign says it is, by the abbreviations of the decree, Annex III."""
    signs = re.split("[/-]", decision.number)
    kind = next((name for sign, name in KINDS.items() if sign in signs), "Văn bản")
    day = paper_day_in_words(decision.signed_on)
    return f"Căn cứ {kind} số {decision.number} {day} của {council} ({decision.plan.title})"


def _signature(plan: AgencyPlan, head: Post | None, kind: AgencyKind) -> Signature:
    """Of an approved plan the signature it was approved with."""
    if not plan.issued_at:
        return signature_of(head, kind)
    post = plan.issued_post
    lines = plan.signature_lines.splitlines() or ([post.title.upper()] if post else [])
    return Signature(lines, plan.signer_name)


def _blocks(paper: PlanPaper) -> Iterator[Block]:
    plan, items = paper.plan, paper.items
    yield Heading("Nội dung")
    name = plan.agency_name or paper.version.name
    taken = sum(1 for item in items if item.duty_id)
    own = len(items) - taken
    parts = [f"{taken:02} nhiệm vụ được giao"] if taken else []
    parts += [f"{own:02} nhiệm vụ bổ sung"] if own else []
    yield Paragraph(
        f"Năm {plan.year}, {name} thực hiện {' và '.join(parts) or 'các nhiệm vụ'} (nội dung, thời gian, "
        "bộ phận thực hiện và dự toán kinh phí của từng nhiệm vụ tại Phụ lục kèm theo)."
    )
    if total := _total(items):
        yield Heading("Kinh phí")
        yield Paragraph(
            f"Tổng dự toán kinh phí: {format_number(total)} đồng (bằng chữ: {in_words(total)} đồng)."
        )


def _total(items: Sequence[PlanItem]) -> int:
    """0 where no line has an estimate: then nothing is said of money."""
    return sum(item.budget or 0 for item in items)


def _annex(paper: PlanPaper) -> AnnexTable:
    title = f"Danh mục nhiệm vụ {SUBJECT} {paper.plan.year}"
    return AnnexTable(title=title, table=Table(COLUMNS, list(_rows(paper.items))))


def _rows(items: Sequence[PlanItem]) -> Iterator[Row]:
    """What is asked of the agency first, then what it adds; a sum where there is money."""
    asked = [item for item in items if item.duty_id]
    added = [item for item in items if not item.duty_id]
    place = 0
    for name, group in (("Nhiệm vụ được giao", asked), ("Nhiệm vụ bổ sung của cơ quan", added)):
        if group:
            yield Row([name], bold=True, span=True)
        for item in group:
            place += 1
            yield Row(_cells(place, item))
    if total := _total(items):
        yield Row(["", "Tổng cộng", "", "", "", "", total, ""], bold=True)


def _cells(place: int, item: PlanItem) -> list[Cell]:
    quantity = format_number(item.quantity) if item.quantity else ""
    unit = item.form.unit if item.quantity and item.form else ""
    with translation.override("vi"):
        time = str(item.get_schedule_display())
    if item.due_on:
        time = f"Đến ngày {paper_day(item.due_on)}"
    return [
        place,
        item.content,
        item.clause,
        f"{quantity} {unit}".strip(),
        time,
        item.unit_name,
        item.budget,
        item.note,
    ]
