"""A line of Vietnamese text as its writer wrote it: its words, with capitals and diacritics or without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from feedback.redaction import words
from records.text import fold

APOSTROPHE = "['’ʼ]"
TOKEN = re.compile(rf"\b[HhKk]{APOSTROPHE}[ \t]?[^\W\d_]+|[^\W\d_]+(?:(?:{APOSTROPHE}|-)[^\W\d_]+)*(?:/c\b)?")
LONGEST = 5  # words of a name


class Word(NamedTuple):
    """A word of the text; `gap` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    lower: str
    gap: str

    @property
    def is_proper(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


class Line:
    """The words of one line, with what its writer used: capitals, diacritics."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.words: list[Word] = []
        before = start
        for match in TOKEN.finditer(text, start, end):
            gap = text[before : match.start()]
            self.words.append(Word(*match.span(), match.group(), match.group().lower(), gap))
            before = match.end()
        letters = [letter for letter in text[start:end] if letter.isalpha()]
        self.is_bare = bool(letters) and all(letter.isascii() for letter in letters)
        self.is_shouted = sum(map(str.isupper, letters)) * 10 > len(letters) * 7
        self.is_lower = not any(map(str.isupper, letters))

    def word(self, at: int) -> str:
        """In lower case; "" beside the line's ends."""
        return self.words[at].lower if 0 <= at < len(self.words) else ""

    def is_joined(self, at: int) -> bool:
        """Does only space part the word from the one before?"""
        return 0 < at < len(self.words) and not self.words[at].gap.strip() and len(self.words[at].gap) <= 3

    def knows(self, at: int, known: frozenset[str]) -> bool:
        """Is the word one of these, as written, or without diacritics where the line has none?"""
        word = self.word(at)
        return word in known or (self.is_bare and word in _bare(known))

    def follows(self, at: int, phrases: Iterable[str]) -> int:
        """How many words the longest of the phrases takes that begins here; 0 where none does."""
        found = [phrase.split() for phrase in phrases]
        fitting = [len(one) for one in found if self._has(at, one)]
        return max(fitting, default=0)

    def _has(self, at: int, phrase: list[str]) -> bool:
        wanted = [fold(one) for one in phrase] if self.is_bare else phrase
        together = all(self.is_joined(at + place) for place in range(1, len(phrase)))
        return together and [self.word(at + place) for place in range(len(phrase))] == wanted

    def ends(self, at: int) -> bool:
        """Does a name in running text of one case end before this word?"""
        if self.is_bare and self.word(at) in words.LIKE_NAMES:
            return False
        return self.knows(at, words.ENDINGS)

    def last(
        self, at: int, belongs: Callable[[int], bool], *, most: int = LONGEST - 1, free: int = -1
    ) -> int:
        """The last word of the run that begins at `at`; the word at `free` may stand after a colon."""
        last = at
        while last - at < most and last + 1 < len(self.words):
            if not (self.is_joined(last + 1) or last + 1 == free) or not belongs(last + 1):
                break
            last += 1
        return last


@cache
def _bare(known: frozenset[str]) -> frozenset[str]:
    return frozenset(map(fold, known))


def by_first(phrases: Iterable[str]) -> dict[str, list[str]]:
    """Phrases by their first word, with and without its diacritics."""
    found: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        first = phrase.split()[0]
        for key in {first, fold(first)}:
            found[key].append(phrase)
    return found
