"""One sending as its reviewer reads it: each figure beside earlier ones, and what changed since last time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.translation import gettext as _

from records.numbers import format_number
from reports.answers import Answer, Answers
from reports.findings import jumps
from reports.models import (
    Figure,
    FigureGroup,
    FigureValue,
    Remark,
    Section,
    Sending,
    SendingFigure,
    SendingFile,
)
from reports.recorded import Recorded, recorded_figures

MOST_WORDS = 6000  # of both texts together; longer ones are compared by paragraph
Field = tuple[str, int]


@dataclass
class SentAnswers(Answers):
    """What `Answers` tells, with the sending's figures and texts in the place of the working copy."""

    sending: Sending

    @cached_property
    def sent(self) -> dict[int, SendingFigure]:
        return {row.figure_id: row for row in self.sending.figures.all()}

    @cached_property
    def _values(self) -> dict[tuple[int, str], FigureValue]:
        stored = Answers._values.func(self)  # type: ignore[attr-defined]
        earlier = {key: row for key, row in stored.items() if key[0] != self.open_slice.pk}
        return earlier | {
            (self.open_slice.pk, figure.code): as_value(self.sent[figure.pk])
            for figure in self.typed
            if figure.pk in self.sent
        }

    @cached_property
    def texts(self) -> dict[int, str]:
        return dict(self.sending.texts.values_list("section", "text"))

    @cached_property
    def recorded(self) -> dict[int, Recorded]:
        """What the records said when it was sent; they may say something else by now."""
        rows = self.sent.items()
        return {pk: Recorded(row.recorded) for pk, row in rows if row.recorded is not None}

    def text(self, section: Section) -> str:
        return self.texts.get(section.pk, "")


def as_value(row: SendingFigure) -> FigureValue:
    return FigureValue(
        figure_id=row.figure_id,
        slice_id=row.slice_id,
        number=row.number,
        is_not_applicable=row.is_not_applicable,
        note=row.note,
    )


@dataclass(frozen=True)
class Change:
    """How a figure differs from an earlier one."""

    words: str
    is_far: bool


@dataclass
class FigureLine:
    answer: Answer
    by_last: Change | None
    by_last_year: Change | None
    is_changed: bool
    before: Answer | None
    files: list[SendingFile]
    remark: str
    recorded_now: Decimal | None = None

    @property
    def figure(self) -> Figure:
        return self.answer.figure

    @property
    def note(self) -> str:
        return self.answer.value.note if self.answer.value else ""

    @property
    def has_moved(self) -> bool:
        """Do the records say something else by now than when it was sent?"""
        then = self.answer.recorded
        return then is not None and self.recorded_now is not None and then.number != self.recorded_now


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: "same", "new" or "gone"."""

    kind: str
    text: str


@dataclass
class SectionLine:
    section: Section
    pieces: list[Piece]
    files: list[SendingFile]
    remark: str

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)

    @property
    def is_empty(self) -> bool:
        return not any(piece.text for piece in self.pieces)


@dataclass
class Reading:
    """Everything one review page shows, in a constant number of queries."""

    sending: Sending
    previous: Sending | None = None
    remarks: dict[Field, str] = field(default_factory=dict)

    @cached_property
    def answers(self) -> SentAnswers:
        return SentAnswers(self.sending.report, sending=self.sending)

    @cached_property
    def _earlier_figures(self) -> dict[int, SendingFigure] | None:
        return {row.figure_id: row for row in self.previous.figures.all()} if self.previous else None

    @cached_property
    def _files(self) -> dict[Field, list[SendingFile]]:
        found: dict[Field, list[SendingFile]] = {}
        for row in self.sending.files.select_related("attachment").order_by("pk"):
            key = ("figure", row.figure_id) if row.figure_id else ("section", row.section_id or 0)
            found.setdefault(key, []).append(row)
        return found

    @cached_property
    def groups(self) -> dict[FigureGroup, list[FigureLine]]:
        found: dict[FigureGroup, list[FigureLine]] = {}
        for answer in self.answers.answers:
            found.setdefault(answer.figure.indicator.group, []).append(self._figure_line(answer))
        return found

    @property
    def lines(self) -> Iterable[FigureLine]:
        return (line for lines in self.groups.values() for line in lines)

    def _figure_line(self, answer: Answer) -> FigureLine:
        key = ("figure", answer.figure.pk)
        earlier = self._earlier(answer)
        return FigureLine(
            answer=answer,
            by_last=change(self.answers, answer, answer.last_slice),
            by_last_year=change(self.answers, answer, answer.last_year),
            is_changed=earlier is not None and not _same(answer, earlier),
            before=earlier,
            files=self._files.get(key, []),
            remark=self.remarks.get(key, ""),
            recorded_now=now.number if (now := self._recorded_now.get(answer.figure.pk)) else None,
        )

    @cached_property
    def _recorded_now(self) -> dict[int, Recorded]:
        return recorded_figures(self.sending.report, self.answers.typed)

    def _earlier(self, answer: Answer) -> Answer | None:
        """The figure in the sending before this one, when there was one; ratios follow their parts."""
        if self._earlier_figures is None or answer.figure.parts:
            return None
        row = self._earlier_figures.get(answer.figure.pk)
        value = as_value(row) if row else None
        return Answer(answer.figure, value, in_slice=value.number if value else None)

    @cached_property
    def sections(self) -> list[SectionLine]:
        earlier = dict(self.previous.texts.values_list("section", "text")) if self.previous else None
        lines = []
        for section in self.answers.sections:
            text, key = self.answers.text(section), ("section", section.pk)
            before = text if earlier is None else earlier.get(section.pk, "")
            lines.append(
                SectionLine(
                    section, compare(before, text), self._files.get(key, []), self.remarks.get(key, "")
                )
            )
        return lines

    @property
    def flagged(self) -> int:
        """Figures that cannot be or are unlikely, as the drafter and the head saw them."""
        return sum(line.answer.is_flagged for line in self.lines)

    @property
    def changed(self) -> int:
        return sum(line.is_changed for line in self.lines) + sum(line.is_changed for line in self.sections)

    @property
    def differing(self) -> int:
        """Figures that are another than the records said when it was sent."""
        return sum(line.answer.differs_from_records for line in self.lines)

    @property
    def explained(self) -> int:
        return sum(bool(line.note) for line in self.lines)

    @property
    def files(self) -> int:
        return sum(map(len, self._files.values()))


def reading(sending: Sending) -> Reading:
    """A sending with the one before it and the reasons for which that one was returned."""
    previous = sending.report.sendings.filter(number=sending.number - 1).first()
    remarks = {}
    if previous:
        for row in Remark.objects.filter(review__sending=previous).order_by("review__at"):
            remarks["figure" if row.figure_id else "section", row.figure_id or row.section_id or 0] = row.text
    return Reading(sending, previous, remarks)


def change(answers: Answers, answer: Answer, before: Decimal | None) -> Change | None:
    """A count or an amount against an earlier one; nothing where there is no earlier one to measure by.

    It is far by the measure that the drafter was asked by.
    """
    number = answer.in_slice
    if number is None or not before or answer.figure.kind not in (Figure.Kind.COUNT, Figure.Kind.MONEY):
        return None
    percent = (number - before) * 100 / abs(before)
    shown = {"percent": format_number(abs(percent), 0)}
    if not percent:
        return Change(_("unchanged"), is_far=False)
    words = _("up %(percent)s%%") % shown if percent > 0 else _("down %(percent)s%%") % shown
    return Change(words, is_far=jumps(answers, answer.figure, number, [before]))


def _same(answer: Answer, earlier: Answer) -> bool:
    def parts(one: Answer) -> tuple[object, ...]:
        return (one.number, one.is_not_applicable, one.value.note if one.value else "")

    return parts(answer) == parts(earlier)


def compare(before: str, text: str) -> list[Piece]:
    """The text in pieces, with what is new and what is gone since `before`; by word where it is not long."""
    if before == text:
        return [Piece("same", text)]
    by_word = re.compile(r"\s+|\S+")
    old, new = by_word.findall(before), by_word.findall(text)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), text.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[j1:j2])))
            continue
        pieces += [
            Piece(kind, "".join(part)) for kind, part in (("gone", old[i1:i2]), ("new", new[j1:j2])) if part
        ]
    return pieces
