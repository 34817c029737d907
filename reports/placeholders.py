"""Numbers in a text of the province that stay tied to their figures. Pure: no query, no clock.

`{TT05}` is the figure over the period, `{TT05 lần chốt này}` in the slice that the period closes. Whatever
stands in braces is a placeholder: one that names no figure is refused, never printed as if it were text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from records.numbers import format_number
from records.text import fold
from reports.consolidation import Province
from reports.models import Figure

OF_SLICE = "lần chốt này"
UNKNOWN = "…"
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class TiedNumber:
    """A figure of the province as a text may say it; `number` is None while nobody has reported it."""

    figure: Figure
    of_slice: bool
    number: Decimal | None

    @property
    def key(self) -> tuple[str, bool]:
        return fold(self.figure.code), self.of_slice

    @property
    def placeholder(self) -> str:
        return placeholder(self.figure.code, of_slice=self.of_slice)

    @property
    def shown(self) -> str:
        return UNKNOWN if self.number is None else in_text(self.figure, self.number)


def placeholder(code: str, *, of_slice: bool = False) -> str:
    """What is typed in a text to say the figure."""
    return f"{{{code} {OF_SLICE}}}" if of_slice else f"{{{code}}}"


def in_text(figure: Figure, number: Decimal) -> str:
    """As an official text says it: a count below ten with its zero in front (02 hội nghị)."""
    is_counted = figure.kind in (Figure.Kind.COUNT, Figure.Kind.YES_NO)
    if is_counted and 0 < number < 10 and number == number.to_integral_value():
        return f"0{int(number)}"
    return format_number(number)


def has_total(figure: Figure) -> bool:
    """Does the province add the figure up at all?"""
    return bool(figure.parts) or figure.agency_rule != Figure.AgencyRule.NONE


def tied_numbers(province: Province) -> list[TiedNumber]:
    """Everything a text may say, in the order of the annex: over the period, then in the closing slice."""
    totals = [(figure, province.total(figure)) for figure in province.figures if has_total(figure)]
    return [
        TiedNumber(figure, of_slice, total.in_slice if of_slice else total.cumulative)
        for figure, total in totals
        for of_slice in (False, True)
    ]


def render(text: str, numbers: Iterable[TiedNumber]) -> str:
    """The text with the numbers in place; a placeholder that names none of them stays as it was typed."""
    known: dict[tuple[str, bool] | None, TiedNumber] = {row.key: row for row in numbers}

    def said(match: re.Match[str]) -> str:
        row = known.get(_key(match))
        return row.shown if row else match[0]

    return BRACES.sub(said, text)


def problems(text: str, figures: Iterable[Figure]) -> list[str]:
    """Why a text cannot be saved on the form of these figures: a line for each empty placeholder."""
    codes = {fold(figure.code): figure for figure in figures}
    wrong = {match[0]: _why(match, codes) for match in BRACES.finditer(text) if not _says(match, codes)}
    return list(wrong.values())


def _says(match: re.Match[str], codes: dict[str, Figure]) -> bool:
    key = _key(match)
    return key is not None and key[0] in codes and has_total(codes[key[0]])


def without_number(text: str, numbers: Iterable[TiedNumber]) -> list[str]:
    """The placeholders whose figures nobody has reported: a paper with one of them cannot be issued."""
    empty = {row.key for row in numbers if row.number is None}
    return list(dict.fromkeys(match[0] for match in BRACES.finditer(text) if _key(match) in empty))


def without_placeholders(text: str) -> str:
    """The text as it was typed by hand, each placeholder a gap."""
    return BRACES.sub(" ", text)


def _key(match: re.Match[str]) -> tuple[str, bool] | None:
    """Code and span of a placeholder, read whatever its case, spaces and diacritics."""
    code, _space, span = fold(match[1] or "").partition(" ")
    if not code or span not in ("", fold(OF_SLICE)):
        return None
    return code, bool(span)


def _why(match: re.Match[str], codes: dict[str, Figure]) -> str:
    code = fold(match[1] or "").partition(" ")[0]
    figure = codes.get(code)
    if figure is None:
        return _(
            "“%(typed)s” names no figure of this form. Take one from the list beside the text, "
            "or leave out the braces."
        ) % {"typed": match[0]}
    if not has_total(figure):
        return _(
            "“%(typed)s”: the province does not add up “%(name)s”, so there is no number to put here."
        ) % {"typed": match[0], "name": figure.indicator.name}
    return _("“%(typed)s” is not understood. Write %(whole)s for the period, %(slice)s for this closing.") % {
        "typed": match[0],
        "whole": placeholder(figure.code),
        "slice": placeholder(figure.code, of_slice=True),
    }
