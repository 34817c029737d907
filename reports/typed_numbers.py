"""Numbers typed by hand into a paper that equalled a figure when they were written, and equal it no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from records.numbers import format_number
from reports.models import PaperText, ProvincePaper, Section, TypedNumber
from reports.placeholders import TiedNumber, without_placeholders

# A number of a text; part of a date, a clause or a document's number is none.
NUMBER = re.compile(
    r"(?<![\w/.,:-])(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?(?:(?=đ(?:ồng)?\b)|(?![\w/:-]|[.,]\d))"
    r"(?:\s+(nghìn|ngàn|triệu|tỷ|tỉ)\b)?",
    re.IGNORECASE,
)
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
NO_FIGURE = re.compile(r"\b(?:năm|tháng|ngày|quý|điều|khoản|điểm|mục|giai đoạn)\s+$", re.IGNORECASE)
MOST_DIGITS = 20


def plain_numbers(text: str) -> set[Decimal]:
    """What is typed as a number, placeholders and dates left out: “885 nhiệm vụ năm 2026” is 885, “8,6 triệu
    đồng” is 8600000."""
    typed = without_placeholders(text)
    found = (match for match in NUMBER.finditer(typed) if len(match[0]) <= MOST_DIGITS)
    return {_decimal(match) for match in found if not NO_FIGURE.search(typed[: match.start()])}


def _decimal(match: re.Match[str]) -> Decimal:
    number = Decimal(match[1].replace(".", "") + (match[2] or "").replace(",", "."))
    return number * SCALES[match[3].lower()] if match[3] else number


@dataclass(frozen=True)
class LooseNumber:
    """A number of a text that has come loose: what it was when it was written, and what that is now."""

    section: Section
    number: Decimal
    figures: Sequence[TiedNumber]

    @property
    def shown(self) -> str:
        return format_number(self.number)


def loose_numbers(paper: ProvincePaper, numbers: Iterable[TiedNumber]) -> list[LooseNumber]:
    """In the order of the outline: typed numbers none of whose figures still is what the text says."""
    now = {(row.figure.code, row.of_slice): row for row in numbers}
    typed = TypedNumber.objects.filter(text__paper=paper).select_related("text__section", "figure")
    rows = typed.order_by("text__section__position", "number", "pk")
    found = []
    for (section, number), members in groupby(rows, lambda row: (row.text.section, row.number)):
        figures = [now[key] for row in members if (key := (row.figure.code, row.of_slice)) in now]
        if figures and all(row.number != number for row in figures):
            found.append(LooseNumber(section, number, figures))
    return found


def newly_typed(text: PaperText) -> set[Decimal]:
    """The numbers of a text that nothing is kept of."""
    return plain_numbers(text.text) - set(text.typed_numbers.values_list("number", flat=True))


def equalling(text: PaperText, typed: set[Decimal], numbers: Iterable[TiedNumber]) -> list[TypedNumber]:
    """A row for each figure that one of the typed numbers equals."""
    return [
        TypedNumber(text=text, figure=row.figure, of_slice=row.of_slice, number=row.number)
        for row in numbers
        if row.number is not None and row.number in typed
    ]
