"""Whether each section of a report or paper agrees with the figures it speaks of. No query, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from records.numbers import format_number
from records.text import fold
from reports.models import Figure, Section, SectionFigure
from reports.placeholders import in_text
from reports.typed_numbers import plain_numbers

WORDS_THAT_TELL = 3  # "không phát sinh …"
_SENTENCE_ENDS = re.compile(r"[.;!?\n]+")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Spoken:
    """A figure that a section speaks of, as the annex says it: over the period, and in the open slice.

    `is_known` is off where nobody has answered it yet: it is neither 0 nor more.
    """

    row: SectionFigure
    number: Decimal | None
    in_slice: Decimal | None = None
    is_known: bool = True

    @property
    def figure(self) -> Figure:
        return self.row.figure

    @property
    def arises(self) -> bool:
        return bool(self.number or self.in_slice)

    @property
    def in_text(self) -> str:
        """The number as official texts write it."""
        return in_text(self.figure, self.number or Decimal(0))


@dataclass
class Voices:
    """How many agencies' accepted texts stand in a section, empty ones too, and how many say something."""

    heard: int = 0
    saying: int = 0

    @property
    def all_say_nothing(self) -> bool:
        return self.heard > 0 and self.saying == 0

    def hear(self, text: str, nil_sentence: str, nil_sentences: Iterable[str]) -> None:
        """`nil_sentence` is the section's own: it says so wherever it stands in the text."""
        own = folded([nil_sentence])
        says_nothing = says_nothing_arose(text, own) or says_only_that(text, nil_sentences)
        self.heard += 1
        self.saying += bool(text) and not says_nothing


@dataclass(frozen=True)
class Told:
    """A section with its text and the figures it speaks of."""

    section: Section
    text: str
    spoken: Sequence[Spoken]
    nil_sentences: frozenset[str] = frozenset()  # of the whole form, folded
    is_nil_sentence: bool = False  # it was taken as one, whatever its wording is by now
    is_from_figures: bool = False  # it was taken from them whole, and nobody changed it since
    said: Mapping[str, str] = field(default_factory=dict)  # numbers taken from figures, by code
    # Of the last period, by code.
    old_numbers: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    voices: Voices | None = None  # of a province's section without figures: what the agencies say in it

    @property
    def arising(self) -> list[Spoken]:
        return [one for one in self.spoken if one.arises]

    @property
    def denies(self) -> bool:
        """Does the text say that nothing arose?"""
        return bool(self.text) and (self.is_nil_sentence or says_nothing_arose(self.text, self.nil_sentences))

    @property
    def is_denied_by_voices(self) -> bool:
        """Does it say that nothing arose, and agencies say something?"""
        return self.voices is not None and self.voices.saying > 0 and self.denies

    @property
    def is_unsaid(self) -> bool:
        """Is it empty, or does it say that nothing arose, beside figures that are more than 0; or the latter
        beside agencies that say something?"""
        return (bool(self.arising) and (not self.text or self.denies)) or self.is_denied_by_voices

    @property
    def outdated(self) -> list[Spoken]:
        """Figures that are another number by now than the text still says."""
        words = set(_NUMBER.findall(self.text)) if self.said else set()
        still_said = {
            one.figure.code
            for one in self.spoken
            if (said := self.said.get(one.figure.code)) in words and said != one.in_text
        }
        return [one for one in self.spoken if one.figure.code in still_said | self.still_old.keys()]

    @property
    def still_old(self) -> Mapping[str, list[Decimal]]:
        """Numbers of an earlier period that stand in the text and are no figure of the section by now."""
        if not self.old_numbers:
            return {}
        now = {number for one in self.spoken for number in (one.number, one.in_slice)}
        old = plain_numbers(self.text) - now
        found = {code: [row for row in kept if row in old] for code, kept in self.old_numbers.items()}
        return {code: rows for code, rows in found.items() if rows}

    def name_of(self, one: Spoken) -> str:
        """The figure by its code, with what the text still says of an earlier period."""
        numbers = "; ".join(map(format_number, self.still_old.get(one.figure.code, [])))
        return f"{one.figure.code} ({numbers})" if numbers else one.figure.code

    @property
    def denied_words(self) -> str:
        """The figures that deny the section, in one line."""
        return ", ".join(map(self.name_of, self.denied_by))

    @property
    def outdated_words(self) -> str:
        """What readers are told of a text with old numbers."""
        if self.is_unsaid or not self.outdated:
            return ""
        return _("Still says an old number of: %(figures)s") % {"figures": self.denied_words}

    @property
    def denied_by(self) -> list[Spoken]:
        """The figures that deny the section."""
        return self.arising if self.is_unsaid else self.outdated

    @property
    def is_untrue(self) -> bool:
        return self.is_unsaid or bool(self.outdated)

    @property
    def nil_sentence(self) -> str:
        """What may be said of it where nothing arose: all figures are 0 or not applicable, and no agency says
        something in a section without. Else nothing."""
        is_nil = all(one.is_known for one in self.spoken) and not self.arising
        is_nil = is_nil and (self.voices is None or self.voices.all_say_nothing)
        return self.section.nil_sentence if is_nil else ""


def nil_sentences_of(sections: Iterable[Section]) -> frozenset[str]:
    return folded(row.nil_sentence for row in sections)


def folded(sentences: Iterable[str]) -> frozenset[str]:
    return frozenset(_bare(sentence) for sentence in sentences if sentence)


def says_nothing_arose(text: str, nil_sentences: Iterable[str]) -> bool:
    """Is one of its sentences such a sentence, or does it say no more than such a sentence does?

    Letters, diacritics, dashes, end marks and the order of words make no difference: "- Trong ky khong phat
    sinh" says it too.
    """
    sentences = list(map(_bare, _SENTENCE_ENDS.split(text)))
    if any(sorted(one.split()) == sorted(nil.split()) for nil in nil_sentences for one in sentences):
        return True
    return says_only_that(text, nil_sentences)


def says_only_that(text: str, nil_sentences: Iterable[str]) -> bool:
    """Does the whole text say no more than that nothing arose?"""
    words = _bare(text).split()
    return bool(words) and any(
        sorted(words) == sorted(nil.split()) or _says_no_more(words, nil.split()) for nil in nil_sentences
    )


def _says_no_more(words: list[str], nil: list[str]) -> bool:
    """ "Không", "Không phát sinh", "Không phát sinh trong quý III": it begins so, and is hardly longer."""
    if len(words) <= len(nil):
        same = min(len(words), WORDS_THAT_TELL)
        return words[:same] == nil[:same]
    return words[:WORDS_THAT_TELL] == nil[:WORDS_THAT_TELL] and len(words) <= len(nil) + WORDS_THAT_TELL


def _bare(text: str) -> str:
    """Words alone."""
    return " ".join(_WORD.findall(fold(text)))
