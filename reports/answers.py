"""What a report asks and what has been answered: one load of the open slice and its neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch

from reports.answered import Answer as Answer
from reports.answered import Jumps, year_before
from reports.findings import Finding, findings
from reports.models import (
    CrossCheck,
    CrossCheckTerm,
    Figure,
    FigureLimit,
    FigureValue,
    Narrative,
    OpenField,
    Report,
    Section,
    SectionFigure,
    Slice,
)
from reports.outline import Spoken, Told, nil_sentences_of
from reports.recorded import Recorded, recorded_figures
from reports.rules import cumulative, joined_figures, percentage
from reports.workflow import EDITABLE


@dataclass
class Answers:
    """Everything entry, sending and review ask about a report's figures, in a constant number of queries."""

    report: Report

    @cached_property
    def figures(self) -> list[Figure]:
        """Asked figures and the ratios whose two parts are asked, in the order of the annex."""
        period = self.report.period
        asked = set(Figure.objects.asked_of(self.report.version.kind).values_list("pk", flat=True))
        form = Figure.objects.of_form(period.form_version_id)
        return [
            figure
            for figure in form
            if (figure.pk in asked and figure.kind != Figure.Kind.RATIO)
            or {figure.numerator_id, figure.denominator_id} <= asked
        ]

    @cached_property
    def typed(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.kind != Figure.Kind.RATIO]

    @cached_property
    def open_slice(self) -> Slice:
        return self.report.period.open_slice

    @cached_property
    def _known_slices(self) -> list[Slice]:
        """The regime's slices up to the open one, oldest first."""
        slices = Slice.objects.filter(regime=self.open_slice.regime_id, ends_on__lte=self.open_slice.ends_on)
        return list(slices.order_by("ends_on"))

    @cached_property
    def slices(self) -> list[Slice]:
        """The slices whose figures the period adds up, first to last: those that close in its window.

        Where the period before is off, the first of them began before the window did.
        """
        starts_on = self.report.period.starts_on
        return [row for row in self._known_slices if row.ends_on >= starts_on]

    @cached_property
    def _year_slices(self) -> list[Slice]:
        """The report year's slices up to the open one."""
        return [row for row in self._known_slices if row.year == self.open_slice.year]

    @cached_property
    def last_slice(self) -> Slice | None:
        """The slice that closed before the open one began, in this report year or the one before."""
        earlier = [row for row in self._known_slices if row.ends_on < self.open_slice.starts_on]
        return earlier[-1] if earlier else None

    @cached_property
    def last_years_slice(self) -> Slice | None:
        """The slice that closed on the same day a year earlier."""
        closing = year_before(self.open_slice.ends_on)
        return next((row for row in self._known_slices if row.ends_on == closing), None)

    @cached_property
    def _values(self) -> dict[tuple[int, str], FigureValue]:
        beside = [self.last_slice, self.last_years_slice]
        wanted = {row.pk for row in [*self._year_slices, *beside] if row}
        rows = FigureValue.objects.filter(agency=self.report.agency_id, slice__in=wanted).select_related(
            "figure", "saved_by"
        )
        return {(row.slice_id, row.figure.code): row for row in rows}

    def value(self, figure: Figure) -> FigureValue | None:
        return self._values.get((self.open_slice.pk, figure.code))

    def number_in(self, slice_: Slice | None, figure: Figure) -> Decimal | None:
        if figure.parts:
            return percentage(*(self.number_in(slice_, part) for part in figure.parts))
        row = self._values.get((slice_.pk, figure.code)) if slice_ else None
        return row.number if row else None

    def _cumulative(self, figure: Figure) -> Decimal | None:
        if figure.parts:
            return percentage(*(self._cumulative(part) for part in figure.parts))
        is_yearly = figure.time_rule == Figure.TimeRule.YEARLY
        slices = self._year_slices if is_yearly else self.slices
        return cumulative(figure.time_rule, [self.number_in(row, figure) for row in slices])

    @cached_property
    def answers(self) -> list[Answer]:
        return [
            Answer(
                figure=figure,
                value=self.value(figure),
                in_slice=self.number_in(self.open_slice, figure),
                last_slice=self.number_in(self.last_slice, figure),
                last_year=self.number_in(self.last_years_slice, figure),
                cumulative=self._cumulative(figure),
                recorded=self.recorded.get(figure.pk),
                is_open=figure.pk in self.open_figures,
                findings=[one for one in self.findings if one.stands_at(figure)],
            )
            for figure in self.figures
        ]

    @cached_property
    def recorded(self) -> dict[int, Recorded]:
        """What the agency's records say, by the id of each figure that they feed."""
        return recorded_figures(self.report, self.typed)

    # What may be changed

    @cached_property
    def _open_rows(self) -> list[OpenField]:
        return list(self.report.open_fields.select_related("opened_by"))

    @cached_property
    def sibling(self) -> Report | None:
        """Another report of the agency that closes on the same day and has already left its drafter.

        Figures belong to slices: what stands in that report is not typed a second time here. Nor is it while
        that one is returned: its open fields are mended there, and no others.
        """
        return (
            Report.objects.filter(
                agency=self.report.agency_id, period__open_slice=self.report.period.open_slice_id
            )
            .exclude(pk=self.report.pk)
            .exclude(latest_sending=None, state__in=EDITABLE)
            .select_related("period")
            .first()
        )

    @cached_property
    def open_figures(self) -> set[int]:
        """Ids of the figures that may be changed now: all before the first sending, then those reopened."""
        return self.drafters_figures if self.report.is_editable else set()

    @cached_property
    def drafters_figures(self) -> set[int]:
        """Those that its drafter may change while the report is with them."""
        if self.report.latest_sending_id is not None:
            return {row.figure_id for row in self._open_rows if row.figure_id}
        return set() if self.sibling else {figure.pk for figure in self.typed}

    @cached_property
    def open_sections(self) -> set[int]:
        """Those that may be changed now; of what was sent, what was reopened or has become untrue since."""
        if not self.report.is_editable:
            return set()
        if self.report.latest_sending_id is not None:
            reopened = {row.section_id for row in self._open_rows if row.section_id}
            return reopened | {row.section.pk for row in self.untrue}
        return {section.pk for section in self.sections if not section.is_heading}

    @cached_property
    def reasons(self) -> dict[tuple[str, int], OpenField]:
        """Why a field was reopened, by ("figure" or "section", id)."""
        return {
            ("figure", row.figure_id) if row.figure_id else ("section", row.section_id or 0): row
            for row in self._open_rows
        }

    # Narrative

    @cached_property
    def sections(self) -> list[Section]:
        """The narrative outline; who owes only the figures it owns writes none."""
        if self.report.version.kind.owes != "whole":
            return []
        return list(Section.objects.filter(form_version=self.report.period.form_version_id))

    @cached_property
    def narratives(self) -> dict[int, Narrative]:
        return {row.section_id: row for row in self.report.narratives.select_related("saved_by")}

    def text(self, section: Section) -> str:
        row = self.narratives.get(section.pk)
        return row.text if row else ""

    @cached_property
    def told(self) -> dict[int, Told]:
        """Each section that has a text, by id, with the figures of this report that it speaks of."""
        spoken: dict[int, list[Spoken]] = {}
        if self.sections:
            asked = {figure.pk for figure in self.figures}
            for row in SectionFigure.objects.of_form(self.report.period.form_version_id):
                if row.figure_id in asked:
                    spoken.setdefault(row.section_id, []).append(self._spoken(row))
        nil_sentences = nil_sentences_of(self.sections)
        return {
            section.pk: self._told(section, spoken.get(section.pk, []), nil_sentences)
            for section in self.sections
            if not section.is_heading
        }

    def _spoken(self, row: SectionFigure) -> Spoken:
        figure, number = row.figure, self._cumulative(row.figure)
        is_answered = bool(figure.parts) or not Answer(figure, self.value(figure)).is_blank
        in_slice = self.number_in(self.open_slice, figure)
        return Spoken(row, number, in_slice, is_known=is_answered or number is not None)

    def _told(self, section: Section, spoken: list[Spoken], nil_sentences: frozenset[str]) -> Told:
        row = self.narratives.get(section.pk) or Narrative()
        origins = Narrative.Origin
        return Told(
            section,
            self.text(section),
            spoken,
            nil_sentences,
            is_nil_sentence=row.origin == origins.NIL,
            is_from_figures=row.origin == origins.FIGURES,
            said=row.said or {},
            old_numbers={code: list(map(Decimal, kept)) for code, kept in (row.old_numbers or {}).items()},
        )

    # What is missing, what does not agree

    @cached_property
    def checks(self) -> list[CrossCheck]:
        return list(
            CrossCheck.objects.of_reports(self.report.period.form_version_id).prefetch_related(
                Prefetch("terms", CrossCheckTerm.objects.select_related("figure"))
            )
        )

    def _is_set_this_year(self, figure: Figure) -> bool:
        """Given earlier in the year, and where it may still be changed, not otherwise than the records say
        by now without a word why."""
        if figure.time_rule != Figure.TimeRule.YEARLY:
            return False
        rows = [self._values.get((row.pk, figure.code)) for row in self._year_slices]
        given = [row for row in rows if row and row.number is not None]
        if not given or figure.pk not in self.open_figures:
            return bool(given)
        said = self.recorded.get(figure.pk)
        return said is None or bool(given[-1].note) or given[-1].number == said.number

    @cached_property
    def blank_figures(self) -> list[Figure]:
        """Typed figures still without a number or "not applicable"; a yearly one needs to be set once."""
        return [
            figure
            for figure in self.typed
            if Answer(figure, self.value(figure)).is_blank and not self._is_set_this_year(figure)
        ]

    @property
    def open_blanks(self) -> list[Figure]:
        """The blank figures that may be answered now."""
        return [figure for figure in self.blank_figures if figure.pk in self.open_figures]

    @cached_property
    def unexplained(self) -> list[Figure]:
        """Figures that may be changed now and differ from the records without a word why."""
        open_ones = [figure for figure in self.typed if figure.pk in self.open_figures]
        return [
            figure
            for figure in open_ones
            if Answer(figure, self.value(figure), recorded=self.recorded.get(figure.pk)).is_unexplained
        ]

    @cached_property
    def open_recorded(self) -> list[tuple[Figure, Recorded]]:
        """The blank figures that may be answered now with what the records say."""
        blanks = self.open_blanks
        return [(figure, self.recorded[figure.pk]) for figure in blanks if figure.pk in self.recorded]

    @cached_property
    def blank_sections(self) -> list[Section]:
        return [
            section
            for section in self.sections
            if section.is_required and not section.is_heading and not self.text(section)
        ]

    @cached_property
    def unsaid(self) -> list[Told]:
        """Sections that say nothing, or that nothing arose, beside figures that are more than 0."""
        return [told for told in self.told.values() if told.is_unsaid]

    @property
    def untrue(self) -> list[Told]:
        """Those, and sections that still say another number of a figure than it is by now."""
        return [told for told in self.told.values() if told.is_untrue]

    @cached_property
    def nil_offers(self) -> list[Told]:
        """Empty sections that may be changed now and of which it may be said that nothing arose."""
        rows = [self.told[pk] for pk in self.told if pk in self.open_sections]
        return [told for told in rows if told.nil_sentence and not told.text]

    # What cannot be or is unlikely

    @cached_property
    def findings(self) -> list[Finding]:
        """All of them, explained or not: what readers are shown."""
        return findings(self)

    @property
    def stopping(self) -> list[Finding]:
        """Those that keep the report from being sent: not settled, and to be mended in what is open in it."""
        return [
            finding
            for finding in self.findings
            if not finding.is_settled
            and any(figure.pk in self.drafters_figures for figure in finding.figures)
        ]

    @cached_property
    def limits(self) -> dict[int, FigureLimit]:
        """By figure, what one slice may hold at an agency of this kind."""
        return FigureLimit.objects.in_force(self.open_slice).of_kind(self.report.version.kind)

    @cached_property
    def jumps(self) -> Jumps:
        form = self.report.period.form_version
        return Jumps(form.jump_factor, form.jump_least)

    @property
    def numbers_in_slice(self) -> dict[int, Decimal | None]:
        """Of the figures answered: what is not applicable counts as nothing."""
        answered = [f for f in self.typed if not Answer(f, self.value(f)).is_blank]
        return {f.pk: self.number_in(self.open_slice, f) for f in answered}

    @cached_property
    def _answered_slices(self) -> list[Slice]:
        """The report year's slices from the first that the agency answered, to the open one."""
        answered = {slice_id for slice_id, _code in self._values}
        first = next((n for n, row in enumerate(self._year_slices) if row.pk in answered), None)
        return [] if first is None else self._year_slices[first:]

    @property
    def has_earlier(self) -> bool:
        return len(self._answered_slices) > 1

    @property
    def year_begins_on(self) -> dt.date:
        return self._answered_slices[0].starts_on

    @property
    def numbers_of_year(self) -> dict[int, Decimal | None]:
        """The year so far, of the figures that were answered in each of its slices."""
        slices = self._answered_slices
        rows = {f: [self._values.get((one.pk, f.code)) for one in slices] for f in self.typed}
        whole = [f for f, given in rows.items() if all(row and not row.is_blank for row in given)]
        return {f.pk: cumulative(f.time_rule, [self.number_in(one, f) for one in slices]) for f in whole}

    def earlier(self, figure: Figure) -> list[Decimal]:
        """Its numbers of the report year before the open slice, oldest first."""
        numbers = [self.number_in(row, figure) for row in self._year_slices[:-1]]
        return [number for number in numbers if number is not None]

    @property
    def before(self) -> dict[int, Decimal | None]:
        """The last known number of each figure earlier in the report year."""
        return {f.pk: next(reversed(self.earlier(f)), None) for f in self.typed}

    def with_value(self, row: FigureValue) -> Answers:
        """The same with one answer of the open slice as it was just saved, without asking anew."""
        kept = ("figures", "_known_slices", "checks", "limits", "jumps", "recorded", "_open_rows", "sibling")
        fresh = Answers(self.report)
        fresh.__dict__ |= {name: self.__dict__[name] for name in kept if name in self.__dict__}
        code = next(figure.code for figure in self.figures if figure.pk == row.figure_id)
        fresh.__dict__["_values"] = self._values | {(self.open_slice.pk, code): row}
        return fresh

    def joined(self, figures: Iterable[int]) -> set[int]:
        asked = {figure.pk for figure in self.typed}
        return joined_figures(self.checks, figures) & asked
