"""Official documents from what the tables hold: an agency's report, and the province's two papers.

Documents are Vietnamese whatever the reader's language, and say exactly what they are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from agencies.models import Post
from agencies.papers import in_file_name, kept_at, parent_body_of, place_of, signature_of
from records.days import paper_day, paper_moment
from records.downloads import file_name
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
from records.papers.tables import Cell, Column, Fixed, Row, Table
from reports.answers import Answer, Answers
from reports.bases import Asked, Footing, Received, earlier_issues
from reports.consolidation import Province
from reports.models import Basis, Figure, PaperLayout, Period, PeriodCode, ProvincePaper, Report, Section
from reports.spans import adds_up, cumulative_words, on_paper, slice_words
from reports.standing import Reception
from reports.workflow import HANDED_IN

PERIOD_NAMES = {
    PeriodCode.Q1: "quý I",
    PeriodCode.Q2: "quý II",
    PeriodCode.H1: "6 tháng đầu năm",
    PeriodCode.Q3: "quý III",
    PeriodCode.M9: "9 tháng đầu năm",
    PeriodCode.Q4: "quý IV",
    PeriodCode.YEAR: "năm",
}
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
NOT_APPLICABLE = "không áp dụng"


def period_in_words(period: Period) -> str:
    """As a title says it: quý I năm 2026, 6 tháng đầu năm 2026, năm 2026."""
    name = PERIOD_NAMES[PeriodCode(period.code)]
    return f"{name} {period.year}" if name.endswith("năm") else f"{name} năm {period.year}"


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
            annexes=[_agency_annex(report, answers.answers)],
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


FIGURE_COLUMNS = [
    Column("STT", 6, "center"),
    Column("Mã", 8, "center"),
    Column("Chỉ tiêu", 45),
    Column("Đơn vị tính", 12, "center"),
]


def span_columns(period: Period, group: str = "") -> list[Column]:
    """The numbers of the days that were asked for, and of those that the period adds up."""
    heads = (on_paper(slice_words, period), on_paper(cumulative_words, period))
    return [Column(head, 14, "right", group) for head in heads]


def _closing_words(period: Period) -> str:
    return f"Số liệu từ ngày {paper_day(period.starts_on)} đến ngày {paper_day(period.ends_on)}"


def _agency_annex(report: Report, answers: Sequence[Answer]) -> AnnexTable:
    columns = [
        *FIGURE_COLUMNS,
        *span_columns(report.period),
        Column("Ghi chú", 20),
    ]
    rows = [_agency_row(place, answer) for place, answer in enumerate(answers, start=1)]
    return AnnexTable(
        title=f"Số liệu thông tin, tuyên truyền cải cách hành chính {period_in_words(report.period)}",
        table=Table(columns, rows),
        notes=[
            _closing_words(report.period),
            *kinds_of_time([answer.figure for answer in answers], report.period),
        ],
    )


def _agency_row(place: int, answer: Answer) -> list[Cell]:
    figure = answer.figure
    return [
        place,
        figure.code,
        figure_name(figure),
        figure.unit,
        _answer_in_slice(answer),
        answer_text(figure, answer.cumulative),
        answer.value.note if answer.value else "",
    ]


def _answer_in_slice(answer: Answer) -> Cell:
    if answer.is_not_applicable:
        return NOT_APPLICABLE
    if answer.figure.time_rule == Figure.TimeRule.YEARLY:
        return None  # of no slice
    return answer_text(answer.figure, answer.in_slice)


def answer_text(figure: Figure, number: Decimal | None) -> Cell:
    """A figure as print says it: yes/no in words, numbers as numbers, nothing where nothing is known."""
    if number is not None and figure.kind == Figure.Kind.YES_NO:
        return "Có" if number else "Không"
    return figure_cell(figure, number)


def figure_cell(figure: Figure, number: Decimal | None) -> Fixed | None:
    """With the decimals that all numbers of the figure have."""
    return None if number is None else Fixed(number, figure.places)


def figure_name(figure: Figure) -> str:
    """The indicator's name, with the figure's own where the indicator holds several."""
    if figure.code == figure.indicator.code and figure.kind != Figure.Kind.RATIO:
        return figure.indicator.name
    if figure.kind == Figure.Kind.RATIO:
        return f"{figure.indicator.name} ({figure.label})"
    return f"{figure.indicator.name}: {figure.label}"


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
            annexes=[_province_annex(period, stand)],
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


def kinds_of_time(figures: Iterable[Figure], period: Period) -> list[str]:
    """Which numbers are not of the days that the columns are headed by."""
    found = []
    codes = [figure.code for figure in figures if figure.time_rule == Figure.TimeRule.LAST]
    if codes:
        found.append(f"Số tại ngày chốt {paper_day(period.ends_on)}: {', '.join(codes)}.")
    codes = [figure.code for figure in figures if figure.time_rule == Figure.TimeRule.YEARLY]
    if codes:
        found.append(f"Số của cả năm {period.year}, trả lời một lần: {', '.join(codes)}.")
    return found


def _province_annex(period: Period, stand: Footing) -> AnnexTable:
    columns = [
        *FIGURE_COLUMNS,
        *span_columns(period, "Toàn tỉnh"),
        Column("Số cơ quan có số trong lũy kế" if adds_up(period) else "Số cơ quan có số", 10, "right"),
    ]
    return AnnexTable(
        title=f"Tổng hợp số liệu thông tin, tuyên truyền cải cách hành chính {period_in_words(period)}",
        table=Table(columns, _province_rows(stand.province)),
        notes=[
            _closing_words(period),
            *kinds_of_time(stand.province.figures, period),
            basis_in_words(stand.basis),
            *received_in_words(stand.received),
            *stand.notes,
        ],
    )


def basis_in_words(basis: Basis | None) -> str:
    """Which set of figures a paper or a table stands on."""
    if basis is None:
        return "Số liệu tạm tính từ các báo cáo đã được Sở Nội vụ tiếp nhận, chưa chốt thành bộ số liệu."
    made = paper_moment(timezone.localtime(basis.made_at))
    return f"Theo bộ số liệu số {basis.number}, chốt lúc {made} từ các báo cáo Sở Nội vụ đã tiếp nhận."


ON_PAPER = {
    Reception.UNREAD: "Đã gửi, chưa được xem xét",
    Reception.SENT_BACK: "Bị trả lại, chưa gửi lại",
    Reception.NOT_SENT: "Chưa gửi",
}


def received_in_words(received: Received) -> list[str]:
    """How many agencies are in the figures; by name, who is not, by how far their reports have come."""
    lines = [f"Đã tiếp nhận: {received.accepted} trên {received.owed} cơ quan phải báo cáo."]
    lines += [
        f"{ON_PAPER[name]}: {_agencies(reports)}." for name, reports in received.outside.items() if reports
    ]
    return [*lines, *asked_in_words(received.asked)]


def asked_in_words(asked: Asked) -> list[str]:
    """Who was asked without owing, apart from the counts of who owes."""
    said = [("đã tiếp nhận", asked.accepted), ("chưa có số liệu", asked.others)]
    found = "; ".join(f"{words} {_agencies(reports)}" for words, reports in said if reports)
    return [f"Được đề nghị báo cáo, không tính trong số phải báo cáo: {found}."] if found else []


def _agencies(reports: Sequence[Report]) -> str:
    return f"{len(reports)} cơ quan ({'; '.join(report.version.name for report in reports)})"


def _province_rows(province: Province) -> Iterable[Row]:
    group = None
    for place, figure in enumerate(province.figures, start=1):
        if figure.indicator.group != group:
            group = figure.indicator.group
            yield Row([group.title], bold=True, span=True)
        total = province.total(figure)
        yield Row(
            [
                place,
                figure.code,
                figure_name(figure),
                province_unit(figure),
                slice_cell(figure, total.in_slice),
                _total(figure, total.cumulative),
                total.reporting,
            ]
        )


def province_unit(figure: Figure) -> str:
    """Added up over agencies, a yes/no counts those that said yes."""
    return "cơ quan có" if figure.kind == Figure.Kind.YES_NO else figure.unit


def slice_cell(figure: Figure, number: Decimal | None) -> Cell:
    """What is set once a year is of no slice."""
    return None if figure.time_rule == Figure.TimeRule.YEARLY else _total(figure, number)


def _total(figure: Figure, number: Decimal | None) -> Cell:
    if figure.agency_rule == Figure.AgencyRule.NONE and figure.kind != Figure.Kind.RATIO:
        return "không cộng"
    return figure_cell(figure, number)


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
