"""Whether each section of a province's paper agrees with the consolidated figures, and what it may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from reports.consolidation import Province
from reports.models import (
    Basis,
    Period,
    ProvincePaper,
    Section,
    SectionFigure,
    Sending,
    SendingFigure,
    SendingText,
)
from reports.offers import Offer, Origin
from reports.outline import Spoken, Told, Voices, nil_sentences_of
from reports.placeholders import has_total, placeholder, render, tied_numbers
from reports.sentences import Writer
from reports.standing import Reception


@dataclass
class PaperOutline:
    """The sections of a paper with their texts as typed, beside the figures that the paper stands on, and
    beside the agencies' own texts of sections that speak of no figure."""

    paper: ProvincePaper
    province: Province
    basis: Basis | None = None  # the figures'; None while they follow what is accepted

    @cached_property
    def told(self) -> dict[int, Told]:
        sections = list(Section.objects.filter(form_version=self._period.form_version_id, is_heading=False))
        texts = {row.section_id: row.text for row in self.paper.texts.all()}
        nil_sentences = nil_sentences_of(sections)
        voices = self._voices([row.number for row in sections if row.pk not in self._spoken], nil_sentences)
        return {
            row.pk: Told(
                row,
                texts.get(row.pk, ""),
                self._spoken.get(row.pk, []),
                nil_sentences,
                voices=voices.get(row.number),
            )
            for row in sections
        }

    @property
    def sendings(self) -> QuerySet[Sending]:
        """The accepted ones of the period that the paper stands on."""
        if self.basis is None:
            return Sending.objects.filter(pk__in=self._period.reports.values("accepted_sending"))
        used = self.basis.members.filter(report__period=self._period, reception=Reception.ACCEPTED)
        return Sending.objects.filter(pk__in=used.values("sending"))

    def _voices(self, numbers: list[str], nil_sentences: frozenset[str]) -> dict[str, Voices]:
        """What the agencies say in these sections, by number, in one query."""
        found = {number: Voices() for number in numbers}
        texts = SendingText.objects.filter(sending__in=self.sendings, section__number__in=numbers)
        for number, own, text in texts.values_list("section__number", "section__nil_sentence", "text"):
            found[number].hear(text, own, nil_sentences)
        return found

    @property
    def _period(self) -> Period:
        return self.paper.period

    @cached_property
    def _spoken(self) -> dict[int, list[Spoken]]:
        found: dict[int, list[Spoken]] = {}
        for row in SectionFigure.objects.of_form(self._period.form_version_id):
            if has_total(row.figure):
                total = self.province.total(row.figure)
                is_known = (
                    bool(row.figure.parts) or total.reporting or row.figure.code in self._not_applicable
                )
                spoken = Spoken(row, total.cumulative, total.in_slice, is_known=bool(is_known))
                found.setdefault(row.section_id, []).append(spoken)
        return found

    @cached_property
    def _not_applicable(self) -> set[str]:
        """Codes of figures that some agency has said do not apply: unanswered ones are in none."""
        rows = SendingFigure.objects.filter(
            sending__in=self._period.reports.values("accepted_sending"), is_not_applicable=True
        )
        return set(rows.values_list("figure__code", flat=True).distinct())

    @property
    def unsaid(self) -> list[Told]:
        """Sections that say nothing, or that nothing arose, beside figures that are more than 0, or the
        latter beside agencies that say something."""
        return [told for told in self.told.values() if told.is_unsaid]

    @cached_property
    def _numbers(self) -> Mapping[str, Decimal | None]:
        figures = [figure for figure in self.province.figures if has_total(figure)]
        return {figure.code: self.province.total(figure).cumulative for figure in figures}

    def offers(self, section: Section) -> list[Offer]:
        """What may be taken as its text; numbers stay tied to their figures."""
        told = self.told[section.pk]
        writer = Writer(self._numbers, placeholder, is_province=True)
        text = "\n".join(writer.sentences(told.spoken))
        found = [Offer(Origin.FIGURES, text, shown=render(text, tied_numbers(self.province)))]
        found.append(Offer(Origin.NIL, told.nil_sentence))
        return [offer for offer in found if offer.text and offer.text != told.text]
