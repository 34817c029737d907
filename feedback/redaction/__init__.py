"""Finds in a text what may tell who wrote it or whom it speaks of, so that it is taken out before others read
it. Pure; its time grows with the length of the text alone.

It finds what has a form (numbers, addresses, plates, accounts, parcels, codes), names of people by how they
are written or called, the sender's own name, and those it is given. A person reads the text after it and
another one approves it: no rule finds everything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from feedback.redaction.lines import Line
from feedback.redaction.names import NO_ONE, Names, find_names
from feedback.redaction.patterns import APART, find_forms
from feedback.redaction.places import find_places
from feedback.redaction.spans import Found, Span, apart, replaced
from records.numbers import ascii_digits
from records.text import fold

__all__ = ["FINDER_VERSION", "NOBODY", "Found", "Names", "Person", "Span", "find", "redact", "without"]

LINE = re.compile(r"[^\n]+")
LEAST_LOCAL_PART = 5  # letters before the @ that tell a person wherever they stand
FINDER_VERSION = 3  # raised whenever it finds more: what was stored by an older one is made anew


class Person(NamedTuple):
    """Who sent something, as far as it is known: what is theirs is found wherever it stands."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


NOBODY = Person()


def find(text: str, person: Person = NOBODY, officers: Names = NO_ONE) -> list[Span]:
    """What was found, in the order of the text, none over another; the person's name and address with or
    without diacritics, their telephone number however it is parted; officers by the names given."""
    text = ascii_digits(text)  # letter for letter: what is found stands at the same place
    spans = [*find_forms(text), *officers.find(text), *_find_person(text, person)]
    for match in LINE.finditer(text):
        line = Line(text, *match.span())
        spans += [*find_names(line), *find_places(line)]
    return apart(spans)


def redact(text: str, person: Person = NOBODY, officers: Names = NO_ONE) -> str:
    """The text with each thing found replaced by what it was, in brackets."""
    return replaced(text, find(text, person, officers))


def without(text: str, person: Person) -> str:
    """The text without what is this person's; everything else stays."""
    return replaced(text, apart(_find_person(ascii_digits(text), person)))


def _find_person(text: str, person: Person) -> list[Span]:
    spans = [*_find_words(text, person.name, Found.NAME), *_find_words(text, person.address, Found.ADDRESS)]
    if person.email:
        found = re.finditer(re.escape(person.email), text, re.IGNORECASE)
        spans += [Span(*match.span(), Found.EMAIL) for match in found]
        spans += _find_local_part(text, person.email.partition("@")[0])
    return spans + _find_phone(text, person.phone)


def _find_local_part(text: str, local: str) -> list[Span]:
    """The part before the @, as accounts elsewhere are called by it too."""
    if len(local) < LEAST_LOCAL_PART or local.isdigit():
        return []
    found = re.finditer(rf"(?<![\w.]){re.escape(local)}(?!\w)", text, re.IGNORECASE)
    return [Span(*match.span(), Found.EMAIL) for match in found]


def _find_words(text: str, wanted: str, kind: Found) -> list[Span]:
    """These words in this order, whole, but for case and diacritics; names also written as one word, or with
    initials before the last. One word alone to the letter: it may be a common one."""
    asked = re.findall(r"\w+", fold(wanted))
    if not asked:
        return []
    words = [(match.start(), match.end(), match.group()) for match in re.finditer(r"\w+", text)]
    if len(asked) == 1:
        return [Span(start, end, kind) for start, end, word in words if word == wanted.strip()]
    folded = [fold(word) for _start, _end, word in words]
    size, is_name = len(asked), kind == Found.NAME
    found = [
        Span(words[at][0], words[at + size - 1][1], kind)
        for at in range(len(folded) - size + 1)
        if folded[at][:1] == asked[0][:1] and _are_these(folded[at : at + size], asked, is_name)
    ]
    as_one = "".join(asked) if is_name else ""
    return found + [Span(words[at][0], words[at][1], kind) for at, one in enumerate(folded) if one == as_one]


def _are_these(words: list[str], asked: list[str], may_be_initials: bool) -> bool:
    if words[-1] != asked[-1]:
        return False
    pairs = zip(words[:-1], asked[:-1], strict=True)
    return all(one == other or (may_be_initials and one == other[0]) for one, other in pairs)


def _find_phone(text: str, phone: str) -> list[Span]:
    digits = re.sub(r"\D", "", phone)
    core = digits.removeprefix("84" if phone.strip().startswith("+") else "0")
    if len(core) < 8:
        return []
    pattern = rf"(?<!\d)\(?(?:\+?84|0)?\)?{APART}{APART.join(core)}(?!\d)"
    return [Span(*match.span(), Found.PHONE) for match in re.finditer(pattern, text)]
