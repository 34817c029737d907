"""Finds in a text what may tell who wrote it, so that it is taken out before others read it. Pure.

It finds what has a form: numbers, addresses, names after a title, and the sender's own name. A person reads
the text after it and another one approves it: no rule finds everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
PATTERNS = {
    Found.EMAIL: re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"),
    # Citizen cards have 12 digits, the old identity cards 9.
    Found.IDENTITY: re.compile(rf"(?<!\d)(?:\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}|\d{{9}})(?!\d)"),
    Found.PHONE: re.compile(rf"(?<![\d/.,])(?:\+84|0)(?:{GAP}\d){{8,10}}(?!\d)"),
    Found.ADDRESS: re.compile(
        rf"\b(?i:số(?:\s+nhà)?)\s+\d+[\w/]*\s*,?\s+(?i:đường|phố|ngõ|hẻm)\s+{NAME}"
        rf"|\b(?i:đường|phố|ngõ|hẻm)\s+{NAME}"
        rf"|\b(?i:tổ dân phố|khu phố|tổ|thôn|ấp|xóm)\s+(?:\d+|{NAME})"
    ),
    Found.NAME: re.compile(
        rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Ee]m|[Tt]ôi tên(?: là)?)\s+({NAME})"
    ),
}


def find(text: str, names: Iterable[str] = (), addresses: Iterable[str] = ()) -> list[Span]:
    """What was found, in the order of the text, none over another; `names` and `addresses`, the sender's own,
    are found wherever they stand, with or without diacritics."""
    spans = [
        Span(*match.span(1 if kind == Found.NAME else 0), kind)
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    spans += [span for name in names for span in _find_name(text, name)]
    spans += [span._replace(kind=Found.ADDRESS) for one in addresses for span in _find_name(text, one)]
    return _apart(sorted(spans, key=lambda span: (span.start, -span.end)))


def _find_name(text: str, name: str) -> list[Span]:
    """The name as it was given, letter for letter but for case and diacritics."""
    wanted = re.findall(r"\w+", fold(name))
    words = [(match.start(), match.end(), fold(match.group())) for match in re.finditer(r"\w+", text)]
    size = len(wanted)
    return [
        Span(words[at][0], words[at + size - 1][1], Found.NAME)
        for at in range(len(words) - size + 1)
        if size > 1 and [word for _start, _end, word in words[at : at + size]] == wanted
    ]


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def without(text: str, names: Iterable[str], phrases: Iterable[str]) -> str:
    """The text without these names, however they are written, and without these phrases to the letter."""
    spans = sorted((span for name in names for span in _find_name(text, name)), reverse=True)
    for span in spans:
        text = f"{text[: span.start]}[{span.kind.label}]{text[span.end :]}"
    for phrase in phrases:
        text = text.replace(phrase, "[…]") if phrase else text
    return text


def redact(text: str, names: Iterable[str] = (), addresses: Iterable[str] = ()) -> str:
    """The text with each thing found replaced by what it was, in brackets."""
    for span in reversed(find(text, names, addresses)):
        text = f"{text[: span.start]}[{span.kind.label}]{text[span.end :]}"
    return text
