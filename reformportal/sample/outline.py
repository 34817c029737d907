"""What drafters take where they wrote nothing: a sentence from the figures, or the one that nothing arose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from reformportal.sample.figures import Numbers
from reports.models import Figure, FigureValue, FormVersion, Period, Section, SectionFigure
from reports.outline import Spoken, Told
from reports.placeholders import in_text
from reports.rules import cumulative, percentage
from reports.sentences import Writer


class Outline:
    """The sections of the form with the figures they speak of."""

    def __init__(self, form: FormVersion) -> None:
        self.sections = list(Section.objects.filter(form_version=form, is_heading=False))
        self.figures = {figure.code: figure for figure in Figure.objects.of_form(form)}
        self.rows: dict[int, list[SectionFigure]] = defaultdict(list)
        for row in SectionFigure.objects.of_form(form):
            self.rows[row.section_id].append(row)

    def taken(
        self, texts: Mapping[str, str], asked: Collection[str], numbers: Mapping[str, Decimal | None]
    ) -> dict[str, str]:
        """The texts, with what is taken in each empty section. `numbers` are those over the period."""
        writer = Writer(numbers, lambda code: in_text(self.figures[code], numbers[code] or Decimal(0)))
        found = dict(texts)
        for section in self.sections:
            rows = [row for row in self.rows[section.pk] if row.figure.code in asked or row.figure.parts]
            spoken = [Spoken(row, numbers.get(row.figure.code)) for row in rows]
            told = Told(section, found.get(section.number, ""), spoken)
            text = told.text or "\n".join(writer.sentences(spoken)) or told.nil_sentence
            if text:
                found[section.number] = text
        return found


class Earlier:
    """What each agency answered in the slices of a period before its open one."""

    def __init__(self, period: Period) -> None:
        slices = [row for row in period.slices if row.pk != period.open_slice_id]
        self.by_slice: dict[int, list[dict[str, Decimal | None]]] = defaultdict(list)
        for row in sorted(slices, key=lambda one: one.ends_on):
            found: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
            values = FigureValue.objects.filter(slice=row).values_list("agency", "figure__code", "number")
            for agency, code, number in values:
                found[agency][code] = number
            for agency, numbers in found.items():
                self.by_slice[agency].append(numbers)

    def over(self, agency: int, numbers: Numbers, figures: Mapping[str, Figure]) -> dict[str, Decimal | None]:
        """The numbers over the period, by code, with the ratios of their parts."""
        slices = [*self.by_slice[agency], numbers]
        found = {
            code: cumulative(figure.time_rule, [row.get(code) for row in slices])
            for code, figure in figures.items()
            if not figure.parts
        }
        return found | {
            code: percentage(*(found[part.code] for part in figure.parts))
            for code, figure in figures.items()
            if figure.parts
        }
