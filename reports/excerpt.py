"""The communications part of the general reform report (báo cáo cải cách hành chính): a paragraph and rows.

An agency's comes from a sending alone, the earlier slices of its figures from accepted sendings; the
province's from a paper as it was issued, or as it stands now. Nothing is added to what they say. Sections and
figures are those that the form ties together (`SectionFigure`); of a form that ties none, all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from records.papers.tables import Cell, Column, Row, Table, printed
from reports.annexes import FIGURE_COLUMNS, answer_text, figure_cell, figure_name, province_unit, span_columns
from reports.answers import Answer
from reports.consolidation import Province
from reports.models import (
    Figure,
    FigureValue,
    Period,
    ProvincePaper,
    Report,
    Section,
    SectionFigure,
    Sending,
    SendingFigure,
)
from reports.outline import nil_sentences_of, says_only_that
from reports.sent import SentAnswers, as_value

ENDS = tuple(".!?…")


@dataclass(frozen=True)
class Excerpt:
    """What is copied: one paragraph, and the rows of the annex with their headings."""

    paragraph: str
    columns: Sequence[Column]
    cells: Sequence[Sequence[Cell]]

    @property
    def table(self) -> Table:
        return Table(self.columns, [Row(row) for row in self.cells])

    @property
    def rows(self) -> list[list[str]]:
        """As they are read."""
        return [[printed(cell) for cell in row] for row in self.cells]


class SentAlone(SentAnswers):
    """The figures of a sending, and of the slices before it those of accepted sendings."""

    @cached_property
    def _values(self) -> dict[tuple[int, str], FigureValue]:
        reports = Report.objects.filter(
            agency=self.report.agency_id, period__open_slice__in=self._year_slices
        )
        counted = SendingFigure.objects.filter(sending__in=reports.values("accepted_sending"))
        earlier = counted.exclude(slice=self.open_slice).select_related("figure")
        values = {
            (row.slice_id, row.figure.code): as_value(row) for row in earlier.order_by("sending__sent_at")
        }
        sent = self.sending.figures.select_related("figure")
        return values | {(row.slice_id, row.figure.code): as_value(row) for row in sent}


def excerpt_of_sending(report: Report, sending: Sending) -> Excerpt:
    answers = SentAlone(report, sending=sending)
    figures, sections = _tied(report.period)
    rows = [row for row in answers.answers if _is_among(row.figure, figures) and _is_known(row)]
    cells = [_agency_cells(place, answer) for place, answer in enumerate(rows, start=1)]
    return Excerpt(
        _paragraph(answers.sections, sections, answers.text),
        [*FIGURE_COLUMNS, *span_columns(report.period)],
        cells,
    )


def _is_known(answer: Answer) -> bool:
    return answer.in_slice is not None or answer.cumulative is not None


def _agency_cells(place: int, answer: Answer) -> list[Cell]:
    figure = answer.figure
    numbers = [answer_text(figure, answer.in_slice), answer_text(figure, answer.cumulative)]
    return [place, figure.code, figure_name(figure), figure.unit, *numbers]


def excerpt_of_paper(paper: ProvincePaper, province: Province, texts: Mapping[int, str]) -> Excerpt:
    """`province` and `texts` are what the paper stands on and says, the texts by section id."""
    figures, sections = _tied(paper.period)
    outline = Section.objects.filter(form_version=paper.period.form_version_id)
    totals = [(row, province.total(row)) for row in province.figures if _is_among(row, figures)]
    known = [
        (row, total) for row, total in totals if total.cumulative is not None or total.in_slice is not None
    ]
    return Excerpt(
        _paragraph(outline, sections, lambda section: texts.get(section.pk, "")),
        [*FIGURE_COLUMNS, *span_columns(paper.period)],
        [
            [place, row.code, figure_name(row), province_unit(row), figure_cell(row, total.in_slice),
             figure_cell(row, total.cumulative)]
            for place, (row, total) in enumerate(known, start=1)
        ],
    )  # fmt: skip


def _tied(period: Period) -> tuple[set[int], set[int]]:
    """The ids of the figures and of the sections that the form ties to each other."""
    rows = SectionFigure.objects.filter(section__form_version=period.form_version_id)
    pairs = list(rows.values_list("figure", "section"))
    return {figure for figure, _section in pairs}, {section for _figure, section in pairs}


def _is_among(figure: Figure, tied: set[int]) -> bool:
    return not tied or figure.pk in tied


def _paragraph(sections: Iterable[Section], tied: set[int], text: Callable[[Section], str]) -> str:
    """Their texts one after the other; a section in which nothing arose has nothing to say here."""
    said = []
    sections = list(sections)
    nil_sentences = nil_sentences_of(sections)
    for section in sections:
        words = " ".join(text(section).split())
        if section.is_heading or (tied and section.pk not in tied) or not words:
            continue
        if says_only_that(words, nil_sentences):
            continue
        said.append(words if words.endswith(ENDS) else f"{words}.")
    return " ".join(said)
