"""Sentences that say what the figures of a section come to, in the words that the form version has for them.

Papers are Vietnamese whatever the reader's language. Nothing is stored here: a person takes it or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.annexes import figure_name, province_unit
from reports.models import Figure, SectionFigure
from reports.outline import Spoken

ACTIVITIES = SectionFigure.ACTIVITIES
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CLAUSE = re.compile(r"\[([^\[\]]*)\]")


def names_in(phrase: str) -> list[str]:
    return PLACEHOLDER.findall(phrase)


def is_balanced(phrase: str) -> bool:
    """Does every brace and bracket have its other half, none inside another of its kind?"""
    return not set("{}[]") & set(CLAUSE.sub("", PLACEHOLDER.sub("", phrase)))


@dataclass(frozen=True)
class Writer:
    """`numbers` over the period, by code; `write` a number by its code; `activities` of a figure in words."""

    numbers: Mapping[str, Decimal | None]
    write: Callable[[str], str]
    activities: Callable[[Figure], str] = lambda figure: ""
    is_province: bool = False

    def sentences(self, spoken: Sequence[Spoken]) -> list[str]:
        """One for each figure that is more than 0, unless a sentence before it has said it already."""
        said: set[str] = set()
        found = []
        for one in spoken:
            if self._arises(one.figure.code) and one.figure.code not in said:
                sentence, codes = self._sentence(one)
                said |= {one.figure.code, *codes}
                found.append(f"{sentence}.")
        return found

    def _arises(self, code: str) -> bool:
        return bool(self.numbers.get(code))

    def _sentence(self, one: Spoken) -> tuple[str, Collection[str]]:
        phrase = (self.is_province and one.row.province_phrase) or one.row.phrase
        plain = CLAUSE.sub("", phrase)
        if not phrase or not all(self._arises(code) for code in names_in(plain)):
            return self._plain(one.figure), ()
        activities = self.activities(one.figure)
        kept = CLAUSE.sub(lambda clause: self._clause(clause[1], activities), phrase)
        codes = {code for code in names_in(kept) if code != ACTIVITIES}
        return PLACEHOLDER.sub(lambda name: self._filled(name[1], activities), kept), codes

    def _clause(self, clause: str, activities: str) -> str:
        tells = all(activities if name == ACTIVITIES else self._arises(name) for name in names_in(clause))
        return clause if tells else ""

    def _filled(self, name: str, activities: str) -> str:
        return activities if name == ACTIVITIES else self.write(name)

    def _plain(self, figure: Figure) -> str:
        """Where the form has no words, or they speak of what did not happen: name, number, unit."""
        name = figure_name(figure)
        if figure.kind == Figure.Kind.YES_NO and not self.is_province:
            return name
        unit = province_unit(figure) if self.is_province else figure.unit
        number = self.write(figure.code)
        return f"{name}: {number}%" if unit == "%" else f"{name}: {number} {unit}"
