"""What a section's page proposes as its text. Nothing of it is taken by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from plans.models import Proof
from reports.activities import Done, done_behind, in_words
from reports.answers import Answers
from reports.models import Figure, Narrative, Period, Section
from reports.outline import Told, says_nothing_arose
from reports.placeholders import in_text
from reports.sentences import Writer
from reports.typed_numbers import plain_numbers

Origin = Narrative.Origin


@dataclass(frozen=True)
class Offer:
    """A text that may be taken, and where it comes from (`Narrative.Origin`); `shown` as it reads."""

    origin: str
    text: str
    period: Period | None = None
    proofs: Sequence[Proof] = ()
    shown: str = ""
    said: Mapping[str, str] = field(default_factory=dict)  # numbers of figures in it, by code

    @property
    def mark(self) -> str:
        """Of what the page showed: another text is not taken in its place."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        return self.shown or self.text

    def after(self, typed: Told) -> str:
        """The text with what was typed before it; it stands in the place of words that nothing arose, and of
        sentences that were taken from the figures before."""
        is_replaced = typed.denies or (typed.is_from_figures and self.origin == Origin.FIGURES)
        return f"{typed.text}\n{self.text}" if typed.text and not is_replaced else self.text


@dataclass
class Offers:
    """The proposals for an agency's sections, in a constant number of queries however many sections."""

    answers: Answers

    @cached_property
    def _writer(self) -> Writer:
        answers = self.answers.answers
        figures = {answer.figure.code: answer.figure for answer in answers}
        numbers = {answer.figure.code: answer.cumulative for answer in answers}
        return Writer(
            numbers,
            lambda code: in_text(figures[code], numbers[code] or Decimal(0)),
            lambda figure: in_words(self.done(figure), int(numbers[figure.code] or 0)),
        )

    @cached_property
    def _done(self) -> dict[int, list[Done]]:
        spoken = [one.figure for told in self.answers.told.values() for one in told.spoken]
        return done_behind(self.answers.report, spoken)

    def done(self, figure: Figure) -> list[Done]:
        return self._done.get(figure.pk, [])

    def activities(self, told: Told) -> list[Done]:
        """What was done behind the section's figures, each once, in the order of days."""
        rows = {one.activity.pk: one for spoken in told.spoken for one in self.done(spoken.figure)}
        return sorted(rows.values(), key=lambda one: one.on)

    def from_figures(self, told: Told) -> Offer | None:
        """Sentences from the figures and the activities behind them."""
        text = "\n".join(self._writer.sentences(told.spoken))
        proofs = [proof for one in self.activities(told) for proof in one.proofs]
        said = {
            one.figure.code: one.in_text
            for one in told.spoken
            if one.number and one.figure.kind != Figure.Kind.YES_NO
        }
        return Offer(Origin.FIGURES, text, proofs=proofs, said=said) if text else None

    def nil(self, told: Told) -> Offer | None:
        return Offer(Origin.NIL, told.nil_sentence) if told.nil_sentence else None

    def last_time(self, section: Section) -> Offer | None:
        row = last_text(self.answers, section)
        if row is None or says_nothing_arose(row.text, self.answers.told[section.pk].nil_sentences):
            return None
        return Offer(Origin.LAST_TIME, row.text, row.report.period)

    def of(self, section: Section) -> list[Offer]:
        """All that differ from what stands in the section."""
        told = self.answers.told[section.pk]
        found = [self.from_figures(told), self.nil(told), self.last_time(section)]
        return [offer for offer in found if offer and not self._stands_in(told, offer)]

    def _stands_in(self, told: Told, offer: Offer) -> bool:
        """The last period's text is a draft to be changed: it is offered once, whatever stands beside it."""
        return offer.text == told.text or (offer.origin == Origin.LAST_TIME and offer.text in told.text)


def last_text(answers: Answers, section: Section) -> Narrative | None:
    """The agency's newest earlier text under the same number."""
    report = answers.report
    earlier = Narrative.objects.filter(
        report__agency=report.agency_id,
        report__period__ends_on__lt=report.period.ends_on,
        section__number=section.number,
    )
    rows = earlier.exclude(text="").select_related("report__period__open_slice", "report__version__kind")
    return rows.order_by("-report__period__ends_on").first()


def old_numbers(answers: Answers, section: Section, text: str) -> dict[str, list[str]]:
    """By code, numbers of the text that its figures were in the period which the last text is of."""
    earlier = last_text(answers, section)
    then = Answers(earlier.report).told.get(earlier.section_id) if earlier else None
    typed = plain_numbers(text)
    found = {
        one.figure.code: [str(row) for row in {one.number, one.in_slice} if row is not None and row in typed]
        for one in (then.spoken if then else ())
        if one.figure.kind != Figure.Kind.YES_NO
    }
    return {code: numbers for code, numbers in found.items() if numbers}
