"""What a head looks at first in a report that awaits them: what changed, what is pointed at, what differs.

Nothing is hidden: all the rest stands behind it, folded, with counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from agencies.handing_back import HandBack, last_hand_back
from reports.answers import Answer, Answers
from reports.models import Figure, FigureGroup, Narrative, Section, Sending, SendingFigure
from reports.progress import place_name
from reports.sent import change
from reports.templatetags.reports import as_figure, with_unit
from reports.workflow import MOVES

SHOWN_AT_ONCE = 4  # the others that are pointed at open with one press


@dataclass(frozen=True)
class Why:
    """A reason to look; the gravest has the lowest number."""

    grade: int
    words: str


@dataclass(frozen=True)
class PointedFigure:
    answer: Answer
    why: list[Why]

    @property
    def figure(self) -> Figure:
        return self.answer.figure


@dataclass(frozen=True)
class PointedText:
    section: Section
    text: str
    why: list[Why]


@dataclass
class FirstLook:
    """`sent` is the sending before, `back` what the head wrote when handing the report back since."""

    answers: Answers
    sent: Sending | None = None
    back: HandBack | None = None

    @cached_property
    def figures(self) -> list[PointedFigure]:
        """The gravest first, else in the order of the form."""
        found = [PointedFigure(one, sorted(self._why(one), key=_grade)) for one in self.answers.answers]
        return sorted((one for one in found if one.why), key=lambda one: one.why[0].grade)

    @property
    def first(self) -> list[PointedFigure]:
        return self.figures[:SHOWN_AT_ONCE]

    @property
    def further(self) -> list[PointedFigure]:
        return self.figures[SHOWN_AT_ONCE:]

    @cached_property
    def texts(self) -> list[PointedText]:
        found = [
            PointedText(row, self.answers.text(row), list(self._why_text(row)))
            for row in self.answers.sections
            if not row.is_heading
        ]
        return [one for one in found if one.why]

    @cached_property
    def groups(self) -> list[tuple[FigureGroup, list[Answer], int]]:
        """Each group with its figures, and how many of them are pointed at."""
        pointed = {one.figure.pk for one in self.figures}
        found: dict[FigureGroup, list[Answer]] = {}
        for answer in self.answers.answers:
            found.setdefault(answer.figure.indicator.group, []).append(answer)
        return [(group, rows, sum(one.figure.pk in pointed for one in rows)) for group, rows in found.items()]

    @cached_property
    def _sent_figures(self) -> dict[int, SendingFigure]:
        return {row.figure_id: row for row in self.sent.figures.all()} if self.sent else {}

    @cached_property
    def _sent_texts(self) -> dict[int, str]:
        return dict(self.sent.texts.values_list("section", "text")) if self.sent else {}

    def _why(self, answer: Answer) -> Iterator[Why]:
        figure = answer.figure
        for finding in answer.findings:
            yield Why(1, finding.words)
        yield from self._remark(figure)
        if before := self._changed_from(answer):
            yield Why(3, _("changed since it was last sent, was %(before)s") % {"before": before})
        if answer.differs_from_records and answer.recorded:
            number = with_unit(answer.recorded.number, figure)
            yield Why(4, _("the agency's records say %(number)s") % {"number": number})
        if not answer.findings:
            yield from self._far(answer)
        if answer.value and answer.value.note:
            yield Why(6, answer.value.note)

    def _far(self, answer: Answer) -> Iterator[Why]:
        for earlier, words in ((answer.last_slice, _("last time")), (answer.last_year, _("a year ago"))):
            found = change(self.answers, answer, earlier)
            if found and found.is_far:
                yield Why(5, f"{found.words} ({words})")

    def _remark(self, place: Figure | Section) -> Iterator[Why]:
        if self.back and (words := self.back.remarks.get(place_name(place))):
            yield Why(2, _("You wrote when handing it back: %(words)s") % {"words": words})

    def _changed_from(self, answer: Answer) -> str:
        """What was sent for it, in words, where it is another now; ratios follow their parts."""
        if self.sent is None or answer.figure.parts:
            return ""
        row = self._sent_figures.get(answer.figure.pk)
        then = (row.number, row.is_not_applicable) if row else (None, False)
        if then == (answer.number, answer.is_not_applicable):
            return ""
        if row is None or (row.number is None and not row.is_not_applicable):
            return str(_("blank"))
        return str(_("not applicable")) if row.is_not_applicable else as_figure(row.number, answer.figure)

    def _why_text(self, section: Section) -> Iterator[Why]:
        yield from self._remark(section)
        if self.sent and self._sent_texts.get(section.pk, "") != self.answers.text(section):
            yield Why(3, _("changed since it was last sent"))
        row = self.answers.narratives.get(section.pk)
        if row and row.origin == Narrative.Origin.LAST_TIME:
            yield Why(4, str(Narrative.Origin.LAST_TIME.label))
        if words := self.answers.told[section.pk].outdated_words:
            yield Why(1, words)


def _grade(why: Why) -> int:
    return why.grade


def first_look(answers: Answers) -> FirstLook:
    report = answers.report
    return FirstLook(answers, report.latest_sending, last_hand_back(report, MOVES))
