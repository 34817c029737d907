"""Finds in a text what may tell who wrote it, so that it is taken out before others read it. Pure.

It finds what has a form: numbers, addresses, names after a title, and the sender's own name. A person reads
the text after it and another one approves it: no rule finds everything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from records.text import fold


class Found(TextChoices):
    EMAIL = "email", _("e-mail address")
    IDENTITY = "identity", _("identity number")
    PHONE = "phone", _("telephone number")
    ADDRESS = "address", _("address")
    NAME = "name", _("name")


class Span(NamedTuple):
    """Where something was found, as `text[start:end]`."""

    start: int
    end: int
    kind: Found


UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
NAME = rf"[{UPPER}][^\W\d_]*(?:\s+[{UPPER}][^\W\d_]*){{0,4}}"
GAP = r"[\s.\-]?"
APART = r"[\s.,\-()]{0,2}"  # what people put between the digits of a telephone number
PATTERNS = {
    Found.EMAIL: re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"),
    # Citizen cards have 12 digits, the old identity cards 9.
    Found.IDENTITY: re.compile(rf"(?<!\d)(?:\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}|\d{{9}})(?!\d)"),
    Found.PHONE: re.compile(rf"(?<![\d/.,])\(?(?:\+?84|0)\)?(?:{APART}\d){{8,10}}(?!\d)"),
    Found.ADDRESS: re.compile(
        rf"\b(?i:số(?:\s+nhà)?)\s+\d+[\w/]*\s*,?\s+(?i:đường|phố|ngõ|hẻm)\s+{NAME}"
        rf"|\b(?i:đường|phố|ngõ|hẻm)\s+{NAME}"
        rf"|\b(?i:tổ dân phố|khu phố|tổ|thôn|ấp|xóm)\s+(?:\d+|{NAME})"
    ),
    Found.NAME: re.compile(
        rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Ee]m|[Tt]ôi tên(?: là)?)\s+({NAME})"
    ),
}


class Person(NamedTuple):
    """Who sent something, as far as it is known: what is theirs is found wherever it stands."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


NOBODY = Person()


def find(text: str, person: Person = NOBODY) -> list[Span]:
    """What was found, in the order of the text, none over another; the person's name and address with or
    without diacritics, their telephone number however it is parted."""
    spans = [
        Span(*match.span(1 if kind == Found.NAME else 0), kind)
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    spans += _find_person(text, person)
    return _apart(sorted(spans, key=lambda span: (span.start, -span.end)))


def _find_person(text: str, person: Person) -> list[Span]:
    spans = [*_find_words(text, person.name, Found.NAME), *_find_words(text, person.address, Found.ADDRESS)]
    if person.email:
        found = re.finditer(re.escape(person.email), text, re.IGNORECASE)
        spans += [Span(*match.span(), Found.EMAIL) for match in found]
    return spans + _find_phone(text, person.phone)


def _find_words(text: str, wanted: str, kind: Found) -> list[Span]:
    """These words in this order, whole, but for case and diacritics; one word alone to the letter: it may be
    a common one."""
    asked = re.findall(r"\w+", fold(wanted))
    words = [(match.start(), match.end(), match.group()) for match in re.finditer(r"\w+", text)]
    if len(asked) == 1:
        return [Span(start, end, kind) for start, end, word in words if word == wanted.strip()]
    folded = [fold(word) for _start, _end, word in words]
    size = len(asked)
    return [
        Span(words[at][0], words[at + size - 1][1], kind)
        for at in range(len(words) - size + 1)
        if size and folded[at : at + size] == asked
    ]


def _find_phone(text: str, phone: str) -> list[Span]:
    digits = re.sub(r"\D", "", phone)
    core = digits.removeprefix("84" if phone.strip().startswith("+") else "0")
    if len(core) < 8:
        return []
    pattern = rf"(?<!\d)\(?(?:\+?84|0)?\)?{APART}{APART.join(core)}(?!\d)"
    return [Span(*match.span(), Found.PHONE) for match in re.finditer(pattern, text)]


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def redact(text: str, person: Person = NOBODY) -> str:
    """The text with each thing found replaced by what it was, in brackets."""
    return _replaced(text, find(text, person))


def without(text: str, person: Person) -> str:
    """The text without what is this person's; everything else stays."""
    return _replaced(text, _apart(sorted(_find_person(text, person), key=lambda one: (one.start, -one.end))))


def _replaced(text: str, spans: list[Span]) -> str:
    for span in reversed(spans):
        text = f"{text[: span.start]}[{span.kind.label}]{text[span.end :]}"
    return text
