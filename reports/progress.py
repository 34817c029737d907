"""How far a report is: each page of its entry with its state, what is missing, what was returned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.handing_back import HandBack, Place
from reports.answers import Answer, Answers
from reports.models import Figure, FigureGroup, FigureValue, Narrative, OpenField, Section


@dataclass(frozen=True)
class Part:
    """A line of the report's task list; the names are those components/task_list.html prints."""

    title: str
    url: str
    state: str
    hint: str = ""
    state_label: str = ""

    @property
    def is_done(self) -> bool:
        return self.state in ("complete", "")


@dataclass
class Progress:
    """`hand_back` is what the head wrote, for whom it concerns."""

    answers: Answers
    hand_back: HandBack | None = None

    @cached_property
    def groups(self) -> dict[FigureGroup, list[Answer]]:
        """The figure groups that ask this agency anything, in the order of the form."""
        found: dict[FigureGroup, list[Answer]] = {}
        for answer in self.answers.answers:
            found.setdefault(answer.figure.indicator.group, []).append(answer)
        return found

    @cached_property
    def figure_parts(self) -> list[Part]:
        return [self._group_part(group, answers) for group, answers in self.groups.items()]

    @cached_property
    def section_parts(self) -> list[Part]:
        return [self._section_part(row) for row in self.answers.sections if not row.is_heading]

    @property
    def parts(self) -> list[Part]:
        return [*self.figure_parts, *self.section_parts]

    @property
    def next_part(self) -> Part | None:
        """The first page with something left to do."""
        return next((part for part in self.parts if not part.is_done), None)

    @property
    def is_complete(self) -> bool:
        answers = self.answers
        return not (
            answers.blank_figures
            or answers.blank_sections
            or answers.untrue
            or answers.stopping
            or answers.unexplained
        )

    @property
    def blank_sections(self) -> list[tuple[str, str]]:
        """Name and address of each section that still needs a text, whatever its figures say."""
        blank = [row for row in self.answers.blank_sections if not self.answers.told[row.pk].is_unsaid]
        return [(str(row), self.section_url(row)) for row in blank]

    @property
    def last_texts(self) -> list[tuple[str, str]]:
        """Name and address of each section whose text is the last period's, not changed yet."""
        rows = self.answers.narratives
        last = Narrative.Origin.LAST_TIME
        sections = [row for row in self.answers.sections if row.pk in rows and rows[row.pk].origin == last]
        return [(str(row), self.section_url(row)) for row in sections]

    @cached_property
    def figure_links(self) -> dict[int, tuple[str, str]]:
        return field_links(self.answers)

    def section_url(self, section: Section) -> str:
        return reverse("reports:section", args=[self.answers.report.pk, section.pk])

    @cached_property
    def _blank(self) -> set[int]:
        return {figure.pk for figure in self.answers.blank_figures}

    @cached_property
    def _wrong(self) -> set[int]:
        return {figure.pk for finding in self.answers.stopping for figure in finding.figures}

    def _group_part(self, group: FigureGroup, answers: list[Answer]) -> Part:
        figures = {answer.figure.pk for answer in answers}
        blanks = len(figures & self._blank)
        unexplained = len(figures & {figure.pk for figure in self.answers.unexplained})
        returned = sum(
            is_waiting(self.reason(answer), answer.value) or self._is_remarked(answer.figure, answer.value)
            for answer in answers
        )
        is_wrong = bool(figures & self._wrong)
        state, hint = self._state(blanks, returned, unexplained, is_wrong=is_wrong)
        if blanks and not returned and all(answer.is_blank for answer in answers if not answer.figure.parts):
            state = "not_started"
        url = reverse("reports:group", args=[self.answers.report.pk, group.pk])
        return Part(group.title, url, state, hint)

    def _state(self, blanks: int, returned: int, unexplained: int, *, is_wrong: bool) -> tuple[str, str]:
        if returned:
            return "returned", ngettext(
                "%(count)d figure to be looked at again", "%(count)d figures to be looked at again", returned
            ) % {"count": returned}
        if is_wrong:
            return "wrong", _("Some figures do not agree")
        if unexplained:
            return "wrong", ngettext(
                "%(count)d figure differs from your records without a word why",
                "%(count)d figures differ from your records without a word why",
                unexplained,
            ) % {"count": unexplained}
        if blanks:
            return "incomplete", ngettext(
                "%(count)d figure left blank", "%(count)d figures left blank", blanks
            ) % {"count": blanks}
        return "complete", ""

    def _section_part(self, section: Section) -> Part:
        state, hint = self._section_state(section)
        return Part(str(section), self.section_url(section), state, hint)

    def _section_state(self, section: Section) -> tuple[str, str]:
        reason = self.answers.reasons.get(("section", section.pk))
        narrative = self.answers.narratives.get(section.pk)
        if is_waiting(reason, narrative) or self._is_remarked(section, narrative):
            return "returned", ""
        told = self.answers.told[section.pk]
        if told.is_unsaid:
            return "wrong", (
                _("Says that nothing arose beside figures that are more than 0")
                if told.denies
                else _("Empty beside figures that are more than 0")
            )
        if told.outdated:
            return "wrong", _("Still says another number than the figure is now")
        if told.text:
            return "complete", self._origin_words(section)
        return (
            ("not_started", "")
            if section.is_required
            else ("", _("Optional: leave it empty if nothing arose"))
        )

    def _origin_words(self, section: Section) -> str:
        row = self.answers.narratives.get(section.pk)
        is_last = row is not None and row.origin == Narrative.Origin.LAST_TIME
        return str(Narrative.Origin.LAST_TIME.label) if is_last else ""

    def reason(self, answer: Answer) -> OpenField | None:
        return self.answers.reasons.get(("figure", answer.figure.pk))

    def remark(self, place: Figure | Section) -> str:
        """What the head wrote of this place when handing the report back."""
        return self.hand_back.remarks.get(place_name(place), "") if self.hand_back else ""

    def _is_remarked(self, place: Figure | Section, saved: FigureValue | Narrative | None) -> bool:
        """And was it not saved since?"""
        return bool(self.remark(place)) and not self._is_saved_since(saved)

    def _is_saved_since(self, saved: FigureValue | Narrative | None) -> bool:
        return bool(saved and self.hand_back and saved.saved_at >= self.hand_back.at)

    @cached_property
    def remarked(self) -> list[Place]:
        """The places of which the head wrote, in the order of the form."""
        links = field_links(self.answers)
        found = [
            Place(*links[answer.figure.pk], words, is_done=self._is_saved_since(answer.value))
            for answer in self.answers.answers
            if (words := self.remark(answer.figure))
        ]
        for section in self.answers.sections:
            if words := self.remark(section):
                is_done = self._is_saved_since(self.answers.narratives.get(section.pk))
                found.append(Place(str(section), self.section_url(section), words, is_done=is_done))
        return found

    @cached_property
    def returned(self) -> list[Returned]:
        """Why fields were reopened by name, in the order of the form."""
        links = field_links(self.answers)
        found = [
            Returned(reason, *links[answer.figure.pk], is_done=not is_waiting(reason, answer.value))
            for answer in self.answers.answers
            if (reason := self.reason(answer)) and not reason.is_joined
        ]
        for section in self.answers.sections:
            if reason := self.answers.reasons.get(("section", section.pk)):
                done = not is_waiting(reason, self.answers.narratives.get(section.pk))
                found.append(Returned(reason, str(section), self.section_url(section), is_done=done))
        return found


@dataclass(frozen=True)
class Returned:
    """A field that was reopened, why, and whether it was seen to since."""

    reason: OpenField
    title: str
    url: str
    is_done: bool

    @property
    def words(self) -> str:
        return self.reason.reason


def place_name(place: Figure | Section) -> str:
    """What a figure or a section is called in forms, and in what a head wrote of it."""
    return f"figure-{place.pk}" if isinstance(place, Figure) else f"section-{place.pk}"


def field_links(answers: Answers) -> dict[int, tuple[str, str]]:
    """Each figure's full name and the address of its field, by its id."""
    found = {}
    for figure in answers.figures:
        url = reverse("reports:group", args=[answers.report.pk, figure.indicator.group_id])
        found[figure.pk] = (figure_title(figure), f"{url}#figure-{figure.pk}")
    return found


def figure_title(figure: Figure) -> str:
    indicator = figure.indicator
    if figure.code == indicator.code:
        return f"{figure.code} {indicator.name}"
    return f"{figure.code} {indicator.name}: {figure.label}"


def is_waiting(reason: OpenField | None, saved: FigureValue | Narrative | None) -> bool:
    """Was the field reopened by name and not saved since?"""
    if reason is None or reason.is_joined:
        return False
    return saved is None or saved.saved_at < reason.opened_at
