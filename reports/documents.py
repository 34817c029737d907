"""Official documents from what the tables hold: an agency's report, and the province's two papers.

Documents are Vietnamese whatever the reader's language, and say exactly what they are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.utils import timezone

from agencies.models import Post
from agencies.papers import in_file_name, kept_at, parent_body_of, place_of, signature_of
from records.days import paper_day, paper_moment
from records.downloads import file_name
from records.papers.official import (
    DRAFT,
    Block,
    Heading,
    OfficialPaper,
    Paragraph,
    Signature,
    write_docx,
)
from reports.annexes import agency_annex, province_annex
from reports.answers import Answers
from reports.bases import Footing, earlier_issues
from reports.models import PaperLayout, Period, PeriodCode, ProvincePaper, Report, Section
from reports.spans import period_in_words
from reports.workflow import HANDED_IN

IN_FILE_NAMES = {
    PeriodCode.Q1: "quý 1",
    PeriodCode.Q2: "quý 2",
    PeriodCode.H1: "6 tháng",
    PeriodCode.Q3: "quý 3",
    PeriodCode.M9: "9 tháng",
    PeriodCode.Q4: "quý 4",
    PeriodCode.YEAR: "năm",
}
FIGURES_ONLY = "Cơ quan báo cáo các số liệu do cơ quan chủ quản tại phụ lục kèm theo."


def period_in_file_name(period: Period) -> str:
    """As a file's name says it: quý 3 2026, 6 tháng 2026, năm 2026."""
    return f"{IN_FILE_NAMES[PeriodCode(period.code)]} {period.year}"


def report_file_name(report: Report) -> str:
    agency = in_file_name(report.version.name)
    return file_name("báo cáo", period_in_file_name(report.period), agency, ending="docx")


def paper_file_name(paper: ProvincePaper, layout: PaperLayout) -> str:
    """Apart from the own report of the agency that issues it."""
    body = in_file_name(layout.issuing_body)
    issue = [f"lần {paper.issue_number}"] if paper.issue_number > 1 else []
    return file_name("báo cáo tổng hợp", period_in_file_name(paper.period), body, *issue, ending="docx")


def excerpt_file_name(period: Period, body: str) -> str:
    words = ("trích tuyên truyền cho báo cáo CCHC", period_in_file_name(period), in_file_name(body))
    return file_name(*words, ending="docx")


def figures_file_name(period: Period, ending: str) -> str:
    return file_name("số liệu tổng hợp", period_in_file_name(period), ending=ending)


def board_file_name(period: Period, ending: str) -> str:
    return file_name("bảng theo dõi", period_in_file_name(period), ending=ending)


def agency_report(report: Report, layout: PaperLayout, *, head: Post | None, today: dt.date) -> bytes:
    """The agency's own paper as .docx, number and date left to its clerk; `head` signs it.

    It is marked as a draft while it is written, no more when it waits for its head. Its year is that of the
    signed paper where that is recorded, else of its approval, else of the day it is made.
    """
    answers = Answers(report)
    return write_docx(
        OfficialPaper(
            parent_body=parent_body_of(report.version, otherwise=layout.parent_body),
            issuing_body=report.version.name,
            sign=f"{layout.sign}-{report.version.sign}" if report.version.sign else layout.sign,
            place=place_of(report.version, otherwise=layout.place),
            year=_year_of(report, today),
            subject=f"{layout.subject} {period_in_words(report.period)}",
            mark=DRAFT if report.is_editable else "",
            addressees=layout.addressees.splitlines(),
            grounds=layout.grounds.splitlines(),
            blocks=list(_blocks(answers.sections, answers.text)) or [Paragraph(FIGURES_ONLY)],
            signature=_signature(report, head),
            recipients=kept_at(layout.recipients.splitlines(), report.agency.drafting_unit),
            annexes=[agency_annex(report, answers.answers)],
        )
    )


def _year_of(report: Report, today: dt.date) -> int:
    sending = report.latest_sending
    if report.state not in HANDED_IN or sending is None:
        return today.year
    signed = getattr(sending, "official_paper", None)
    return (signed.signed_on if signed else timezone.localdate(sending.sent_at)).year


def _signature(report: Report, head: Post | None) -> Signature:
    """What was sent bears the signature it was approved with; what Home Affairs entered from paper, and what
    is not sent, the head's."""
    sending = report.latest_sending
    if report.state not in HANDED_IN or sending is None or sending.is_on_behalf:
        return signature_of(head, report.version.kind)
    lines = sending.signature_lines.splitlines() or [sending.post.title.upper()]
    return Signature(lines, sending.signer_name)


def _blocks(sections: Iterable[Section], text: Callable[[Section], str]) -> Iterable[Block]:
    """Under a heading stands what somebody wrote there, or nothing."""
    for section in sections:
        yield Heading(section.title, 2 if section.level > 1 else 1)
        if not section.is_heading and (written := text(section)):
            yield Paragraph(written)


# The province's papers


def province_report(
    paper: ProvincePaper,
    layout: PaperLayout,
    *,
    sections: Sequence[Section],
    texts: Mapping[int, str],
    stand: Footing,
    signature: Signature,
    unit: str,
    today: dt.date,
    is_issued: bool,
) -> bytes:
    """One of the province's papers as .docx: its narrative, the figures it stands on, who is not in them.

    A draft is marked as one; what the portal calls issued is not. `unit` drafted it, on the day `today`.
    """
    period = paper.period
    return write_docx(
        OfficialPaper(
            parent_body=layout.parent_body,
            issuing_body=layout.issuing_body,
            sign=layout.sign,
            place=layout.place,
            year=today.year,
            subject=f"{layout.subject} {period_in_words(period)}",
            mark="" if is_issued else DRAFT,
            addressees=layout.addressees.splitlines(),
            grounds=layout.grounds.splitlines(),
            blocks=[
                *_issued_once_more(paper),
                *_blocks(sections, lambda section: texts.get(section.pk, "")),
            ],
            signature=signature,
            recipients=kept_at(layout.recipients.splitlines(), unit),
            annexes=[province_annex(period, stand)],
        )
    )


def _issued_once_more(paper: ProvincePaper) -> list[Paragraph]:
    if paper.issue_number == 1:
        return []
    replaced = " và ".join(_named_earlier(paper)) or "báo cáo đã phát hành trước đó"
    return [
        Paragraph(
            f"Báo cáo này (phát hành lần {paper.issue_number}) thay thế {replaced}. Lý do: {paper.reason}"
        )
    ]


def _named_earlier(paper: ProvincePaper) -> Iterator[str]:
    """The issues it replaces, back to the last that has its number; by that, else by their time."""
    for earlier in earlier_issues(paper):
        outgoing = getattr(earlier, "outgoing", None)
        if outgoing and outgoing.number:
            yield f"Báo cáo số {outgoing.number} ngày {paper_day(outgoing.dated_on)}"
            return
        if earlier.issued_at:
            yield f"báo cáo phát hành lúc {paper_moment(timezone.localtime(earlier.issued_at))}"


# What goes with it to the Committee


def submission(
    paper: ProvincePaper,
    layout: PaperLayout,
    draft: PaperLayout,
    *,
    outside: bool,
    post: Post,
    unit: str,
    day: dt.date,
) -> bytes:
    """The submission (tờ trình) with which Home Affairs puts the draft before the Committee, as .docx.

    `outside`: are there agencies without figures in the draft, which then names them? `day`: when it was put
    forward, else today.
    """
    period = paper.period
    title = f"Báo cáo {draft.subject[:1].lower()}{draft.subject[1:]} {period_in_words(period)}"
    lines = post.signature_lines.splitlines() or [post.title.upper()]
    return write_docx(
        OfficialPaper(
            type_name="Tờ trình",
            parent_body=layout.parent_body,
            issuing_body=layout.issuing_body,
            sign=layout.sign,
            place=layout.place,
            year=day.year,
            subject=f"Về việc ban hành {title}",
            addressees=layout.addressees.splitlines(),
            blocks=_asked_of_the_committee(period, layout, draft, title, outside=outside),
            signature=Signature(lines, post.officer.full_name),
            recipients=kept_at(layout.recipients.splitlines(), unit),
        )
    )


def _asked_of_the_committee(
    period: Period, layout: PaperLayout, draft: PaperLayout, title: str, *, outside: bool
) -> list[Block]:
    to = ", ".join(line.strip(" -;.") for line in draft.addressees.splitlines())
    basis = period.regime.legal_basis.splitlines()[0].strip(" ;.")
    return [
        Paragraph(
            f"Thực hiện chế độ báo cáo theo {basis}, {layout.issuing_body} đã tổng hợp báo cáo của các cơ "
            f"quan, địa phương và xây dựng dự thảo {title} của {draft.issuing_body} gửi {to}."
        ),
        Paragraph(
            f"Số liệu tính từ ngày {paper_day(period.starts_on)} đến ngày {paper_day(period.ends_on)}, là "
            f"số liệu của các báo cáo đã được {layout.issuing_body} tiếp nhận"
            f"{'; các cơ quan chưa có số liệu được nêu tên trong dự thảo' if outside else ''}."
        ),
        Paragraph(
            f"{layout.issuing_body} kính trình {layout.addressees.splitlines()[0].strip(' -;.')} xem xét, ký "
            f"ban hành.\n(Gửi kèm: Dự thảo {title}.)"
        ),
    ]


def submission_file_name(period: Period) -> str:
    return file_name("tờ trình", period_in_file_name(period), ending="docx")


def sheet_file_name(period: Period) -> str:
    return file_name("biểu nhập Bộ Nội vụ", period_in_file_name(period), ending="xlsx")
