"""The name a file had at its owner's: data to show, never a path to use."""

from __future__ import annotations

import re

from records.text import clean_text, fold

LONGEST = 150
_SEPARATOR = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z0-9]{1,10})", re.IGNORECASE)


def clean_file_name(name: str) -> str:
    """Without path, invisible characters or what Windows forbids; 150 characters with its ending kept.

    "" when nothing but dots and spaces is left.
    """
    name = _SEPARATOR.split(clean_text(name))[-1]
    name = _FORBIDDEN.sub("_", name).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    ending = _dotted_ending(name)
    return name.removesuffix(ending)[: LONGEST - len(ending)].rstrip(". ") + ending


def ending_of(name: str) -> str:
    """What stands behind the last dot, in small letters; "" when there is none."""
    return _dotted_ending(name)[1:].lower()


def _dotted_ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return dot + ending if stem and _ENDING.fullmatch(dot + ending) else ""


def ascii_name(name: str) -> str:
    """The name for programs that read no other letters."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", fold(name)).strip("-.")
    return plain or "file"
