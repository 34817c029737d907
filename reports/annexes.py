"""The annexes of official papers: figures in rows, the days of their columns, and the lines below.

They are Vietnamese whatever the reader's language, and say exactly what they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone

from records.days import paper_day, paper_moment
from records.papers.official import (
    AnnexTable,
)
from records.papers.tables import Cell, Column, Fixed, Row, Table
from reports.answers import Answer
from reports.bases import Asked, Footing, Received
from reports.consolidation import Province
from reports.models import Basis, Figure, Period, Report
from reports.spans import adds_up, cumulative_words, on_paper, period_in_words, slice_words
from reports.standing import Reception

NOT_APPLICABLE = "không áp dụng"

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


def agency_annex(report: Report, answers: Sequence[Answer]) -> AnnexTable:
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


def province_annex(period: Period, stand: Footing) -> AnnexTable:
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
    said = [("đã tiếp nhận", asked.accepted), ("chưa được tiếp nhận", asked.others)]
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
