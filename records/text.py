"""Vietnamese text at the border: one clean form to store, one folded form to search, one key to sort by.

All three are pure. `clean_text` decides what may be stored; `fold` and `sort_key` make keys that are
stored beside the text and compared byte by byte (collation "C"), so that no database extension is needed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

MARKS_A_BASE = 8
MARKS_TO_SORT = 64  # more on one letter are cut first: to put n of them in order takes n² steps

# Written as escapes: none of these can be seen.
_STARTS_FORMULA = tuple("=+-@\t\r")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\u00ad\u034f\u061c"  # soft hyphen, grapheme joiner, Arabic letter mark
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # Hangul and Khmer fillers, Mongolian selectors
    "\u200b\u200c\u200e\u200f"  # zero-width space and non-joiner, direction marks
    "\u202a-\u202e\u2060-\u206f"  # direction overrides and isolates, word joiner, invisible operators
    "\u2800\u3164\uffa0\ufe00-\ufe0d\ufeff"  # Braille blank, fillers, selectors, byte order mark
    "\ud800-\udfff\ufdd0-\ufdef\ufff0-\ufffc"  # surrogates, noncharacters, specials
    "\U000e0080-\U000e0fff"  # more selectors and reserved ignorables
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_STRAY_TAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]")
_STRAY_SELECTOR = re.compile(
    f"(?<![{_EMOJI}0-9#*©®\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299])[\ufe0e\ufe0f]"
)
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc]")
_SHORT_NUMBER = re.compile("^(?=[1-9](?:[/-]|$))")
_PADDED_NUMBER = re.compile("^0(?=[1-9](?:[/-]|$))")
_NUMBER = re.compile("[0-9]+")
_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LETTERS = {
    "a\u0306": "a{",
    "a\u0302": "a|",
    "e\u0302": "e{",
    "o\u0302": "o{",
    "o\u031b": "o|",
    "u\u031b": "u{",
}


# What nearly every text is made of, and what is clean as it stands: ASCII, whole letters of Latin with their
# marks, and the signs of print. A longer way to the same form is not gone for it.
_WHOLE_LETTERS = "".join(
    c
    for c in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    if unicodedata.category(c)[0] == "L" and unicodedata.is_normalized("NFC", c)
)
_PLAIN = re.compile(f"[\t\n\x20-\x7e{_WHOLE_LETTERS}\u2013\u2014\u2018\u2019\u201c\u201d\u2026]*")


@cache
def _marks() -> str:
    return "".join(re.escape(c) for c in map(chr, range(0x20000)) if unicodedata.category(c)[0] == "M")


@cache
def _any_mark() -> re.Pattern[str]:
    return re.compile(f"[{_marks()}]+")


@cache
def _too_many_marks(most: int) -> re.Pattern[str]:
    return re.compile(f"([{_marks()}]{{{most}}})[{_marks()}]+")


def _normalized(form: Literal["NFC", "NFD"], value: str) -> str:
    return unicodedata.normalize(form, _too_many_marks(MARKS_TO_SORT).sub(r"\1", value))


def clean_text(value: str, *, multiline: bool = False) -> str:
    """The one form in which text is stored; "" when nothing visible is left.

    NFC; no control, invisible, direction or non-characters; no more than eight marks on a letter; joiners
    only inside emoji; every kind of space is a plain one. On one line, runs of white space become one
    space; multiline keeps line ends (as \\n) and tabs. Cleaning twice changes nothing.
    """
    if not _PLAIN.fullmatch(value):
        value = _LINE_END.sub("\n", _INVISIBLE.sub("", _clean_unicode(value)))
    return value.strip() if multiline else " ".join(value.split())


def _clean_unicode(value: str) -> str:
    value = _INVISIBLE.sub("", _normalized("NFD", value))
    value = _SPACE.sub(" ", _STRAY_TAG.sub(r"\1", value))
    value = _STRAY_JOINER.sub("", _STRAY_SELECTOR.sub("", value))
    value = _too_many_marks(MARKS_A_BASE).sub(r"\1", _normalized("NFD", value))
    return _normalized("NFC", value)


def fold(value: str) -> str:
    """The search key: no case, no diacritics, đ and ð as d, so that hoà, hòa and HOA are one."""
    value = unicodedata.normalize("NFKD", clean_text(value)).casefold().replace("đ", "d").replace("ð", "d")
    value = _any_mark().sub("", unicodedata.normalize("NFKD", value))
    return " ".join(value.split())


def sort_key(value: str) -> str:
    """A key whose code points sort as the Vietnamese alphabet: a ă â b c d đ e ê … o ô ơ … u ư.

    Word by word; numbers by their value; tones (ngang huyền hỏi ngã sắc nặng) only part what is
    otherwise equal.
    """
    words = _WORD.findall(_decomposed(value))
    return f"{' '.join(map(_spell, words))}\t{''.join(map(_tone, words))}"


def _decomposed(value: str) -> str:
    """Casefolded, letters apart from their marks, apostrophes inside names (H'Drai) left out."""
    return unicodedata.normalize("NFD", _APOSTROPHE.sub("", clean_text(value)).casefold())


def _spell(word: str) -> str:
    """Each letter as one or two code points in alphabetical order: `{` and `|` stand after `z`."""
    word = "".join(c for c in word if c not in _TONES).replace("đ", "d{")
    for letter, spelt in _LETTERS.items():
        word = word.replace(letter, spelt)
    return _NUMBER.sub(lambda number: number[0].zfill(8), word)


def _tone(word: str) -> str:
    return str(max((_TONES.get(c, 0) for c in word), default=0))


def paper_number(written: str) -> str:
    """The number of a paper, alone or with its sign, as offices write it: 5/BC-SNV is 05/BC-SNV."""
    return _SHORT_NUMBER.sub("0", written.strip())


def number_spellings(typed: str) -> list[str]:
    """Both ways in which the number of a paper may have been written down: 5/BC-SNV and 05/BC-SNV."""
    short = _PADDED_NUMBER.sub("", typed.strip())
    return list(dict.fromkeys([short, paper_number(short)]))


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula: also full-width, also after spaces."""
    first = text.lstrip(" \u00a0\u3000\n")[:1]
    return unicodedata.normalize("NFKC", first).startswith(_STARTS_FORMULA) or first == "\u2212"


def quoted_cell(text: str) -> str:
    """The text as a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if starts_formula(text) else text
