"""Finds where somebody lives in text written without capitals: thôn phú lễ, duong le loi. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.redaction import words
from feedback.redaction.lines import Line, by_first
from feedback.redaction.spans import Found, Span

BY_FIRST = by_first(words.HAMLETS)
LONGEST = 3  # words of a hamlet's name


def find_places(line: Line) -> Iterator[Span]:
    """A hamlet, quarter or street with the small words that name it; of one in capitals `patterns` knows."""
    for at in range(len(line.words)):
        size = line.follows(at, BY_FIRST.get(line.word(at), ()))
        first = at + size
        if not size or not line.is_joined(first) or not _names(line, first):
            continue
        if not (line.is_lower or line.is_bare or line.is_shouted or line.knows(at - 1, words.LIVING)):
            continue
        last = line.last(first, lambda place: _names(line, place), most=LONGEST - 1)
        yield Span(line.words[at].start, line.words[last].end, Found.ADDRESS)


def _names(line: Line, at: int) -> bool:
    is_small = line.is_shouted or not line.words[at].is_proper
    return is_small and not line.ends(at) and not line.knows(at, words.NO_HAMLET)
