"""Finds names of people in Vietnamese text: by family name, by title, by how a person is named. Pure.

Each rule looks at a few words around a place, so that the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from feedback.redaction import words
from feedback.redaction.lines import APOSTROPHE, TOKEN, Line, by_first
from feedback.redaction.spans import Found, Span
from records.text import fold

HIGHLAND_LETTERS = ("h", "k")
LONGEST_KNOWN = 10  # words of a name in the register
OFFICE_BY_FIRST = by_first(words.OFFICE_TITLES)
NAMING_BY_FIRST = by_first(words.NAMING)
BEING_BY_FIRST = by_first(words.BEING)
BARE_NO_NAMES = frozenset(tuple(map(fold, pair)) for pair in words.NO_NAMES)


class Names:
    """Names of known people (officers of the register), found but for case and diacritics.

    A name of one word is left out: it would be found everywhere.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_start: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for name in names:
            parts = tuple(TOKEN.findall(fold(name)))
            if len(parts) > 1:
                self._by_start[parts[:2]].add(parts)

    def find(self, text: str) -> Iterator[Span]:
        if not self._by_start:
            return
        tokens = [(match.start(), match.end(), fold(match.group())) for match in TOKEN.finditer(text)]
        for at, (start, _end, _word) in enumerate(tokens):
            here = tuple(word for _start, _stop, word in tokens[at : at + LONGEST_KNOWN])
            for parts in self._by_start.get(here[:2], ()):
                if here[: len(parts)] == parts:
                    yield Span(start, tokens[at + len(parts) - 1][1], Found.NAME)


NO_ONE = Names()


def find_names(line: Line) -> Iterator[Span]:
    """Every name of a person that a rule knows; spans may overlap."""
    for at in range(len(line.words)):
        for rule in RULES:
            if found := rule(line, at):
                first, last = found
                yield Span(line.words[first].start, line.words[last].end, Found.NAME)


Run = tuple[int, int] | None


def _by_family_name(line: Line, at: int) -> Run:
    """A family name and what follows in capitals: Trần Đức Minh, NGUYỄN VĂN AN."""
    word = line.words[at]
    if not (word.is_proper and line.knows(at, words.SURNAMES)) or _is_no_name(line, at):
        return None
    if line.is_joined(at) and line.knows(at - 1, words.PLACES) and not _is_office_of(line, at - 1):
        return None
    if line.is_shouted or word.is_shouted:
        return _shouted(line, at)
    if at + 1 < len(line.words) and line.words[at + 1].is_shouted:  # "Mã QR"
        return None
    return _proper_run(line, at, least=2) or _half_proper(line, at)


def _half_proper(line: Line, at: int) -> Run:
    """Nguyễn thị Thu, Trần văn nam."""
    if at + 1 >= len(line.words) or line.words[at + 1].is_proper:
        return None
    return _by_middle_name(line, at)


def _is_office_of(line: Line, at: int) -> bool:
    """Does an office end before this word, as in "Chủ tịch xã", "công an viên phường"?"""
    starts = range(max(0, at - 5), at)
    return any(at - 2 <= start + _office(line, start) <= at for start in starts if _office(line, start))


def _office(line: Line, at: int) -> int:
    """How many words a title of office takes that begins here."""
    return line.follows(at, OFFICE_BY_FIRST.get(line.word(at), ()))


def _shouted(line: Line, at: int) -> Run:
    """In capitals a name is known by its middle name, or by standing alone among small letters."""
    if not line.is_shouted:
        last = line.last(at, lambda place: line.words[place].text.isupper())
        return (at, last) if last > at else None
    return _by_middle_name(line, at)


def _by_middle_name(line: Line, at: int) -> Run:
    """Family name, middle name, given name in running text of one case: nguyễn văn an, LÊ THỊ HOA."""
    if not line.knows(at, words.SURNAMES) or _is_no_name(line, at):
        return None
    if not (line.is_joined(at + 1) and line.knows(at + 1, words.MIDDLE_NAMES)):
        return None
    if line.word(at + 1) != "thi" and _is_no_name(line, at + 1):
        return None
    last = line.last(at + 1, lambda place: not line.ends(place), most=2)
    return (at, last) if last > at + 1 else None


def _in_small_letters(line: Line, at: int) -> Run:
    """Most family names are common words too: those take a middle name that is nothing else."""
    pair = line.words[at : at + 2]
    if any(word.is_proper for word in pair):
        return None
    is_plain = line.knows(at, words.PLAIN_SURNAMES) or line.knows(at + 1, words.PLAIN_MIDDLE_NAMES)
    return _by_middle_name(line, at) if is_plain else None


def _by_title(line: Line, at: int) -> Run:
    """What follows after how a person is called: bà Lành, Chủ tịch Trần Đức Minh, chị cán bộ Hoa."""
    size = _office(line, at)
    is_person = not size and line.knows(at, words.PERSONAL_TITLES)
    if not size and not is_person:
        return None
    first = at + (size or 1)
    first += line.follows(first, ("tên là", "tên")) if line.is_joined(first) else 0
    if not line.is_joined(first) or _office(line, first):
        return None
    return _named(line, first, must_be_family=not is_person and line.is_shouted)


def _by_naming(line: Line, at: int) -> Run:
    """After "tôi tên là", "họ và tên:" and their kin."""
    size = line.follows(at, NAMING_BY_FIRST.get(line.word(at), ()))
    first = at + size
    if not size or first >= len(line.words) or line.words[first].gap.strip() not in ("", ":", "-", "là"):
        return None
    if found := _named(line, first, must_be_family=False):
        return found
    if size < 2 or not (line.is_lower or line.is_shouted or line.is_bare):
        return None
    last = line.last(first - 1, lambda place: not line.ends(place), most=4, free=first)
    return (first, last) if last >= first else None


def _by_being(line: Line, at: int) -> Run:
    """After "tôi là" and "là": where it is written as a name."""
    size = line.follows(at, BEING_BY_FIRST.get(line.word(at), ()))
    if not size or not line.is_joined(at + size) or line.is_shouted:
        return None
    if size == 1:  # "là", "gặp", "do": two words at least
        return _by_family_name(line, at + size)
    run = _proper_run(line, at + size, least=1)
    is_whole = run is not None and (not line.is_joined(run[1] + 1) or line.ends(run[1] + 1))
    return run if run and (is_whole or run[1] > run[0]) else None


def _of_the_highlands(line: Line, at: int) -> Run:
    """H'Blă Êban, Y Thịnh Niê, A Đức, K'Brêu, Rơ Châm H'Lan, Ksor Phước."""
    word = line.words[at]
    if not word.is_proper:
        return None
    head = re.split(APOSTROPHE, word.lower)[0]
    if head in HIGHLAND_LETTERS and len(head) < len(word.lower):
        return _proper_run(line, at, least=1)
    if word.text in ("A", "Y", "H", "K") and line.is_joined(at + 1) and not line.is_shouted:
        is_letter = line.is_joined(at) and line.knows(at - 1, words.LETTERED)
        return None if is_letter else _proper_run(line, at, least=2)
    if line.knows(at, words.HIGHLAND_SURNAMES):
        return _around(line, at)
    joined = f"{word.lower}{line.word(at + 1)}"
    if line.is_joined(at + 1) and joined in words.HIGHLAND_SURNAMES:
        return _around(line, at)
    return None


def _around(line: Line, at: int) -> Run:
    """A family name that may stand before or after the given name."""
    run = _proper_run(line, at, least=1)
    if run is None:
        return None
    first, last = run
    while line.is_joined(first) and at - first < 3 and _may_be_name(line, first - 1):
        if line.knows(first - 1, words.PERSONAL_TITLES | words.ENDINGS):
            break
        first -= 1
    return (first, last) if last > first else None


def _by_middle_thi(line: Line, at: int) -> Run:
    """A family name that no list knows, before Thị or Văn: Hơ Thị Lan, Trúm Văn Đợi."""
    if not (line.words[at].is_proper and _may_be_name(line, at) and line.word(at + 1) in ("thị", "văn")):
        return None
    if line.is_shouted or not line.is_joined(at + 1) or not line.words[at + 1].is_proper:
        return None
    if _is_no_name(line, at + 1) or line.words[at].text.isupper():
        return None
    return _proper_run(line, at, least=3)


RULES: list[Callable[[Line, int], Run]] = [
    _by_family_name,
    _in_small_letters,
    _by_title,
    _by_naming,
    _by_being,
    _of_the_highlands,
    _by_middle_thi,
]


def _named(line: Line, at: int, *, must_be_family: bool) -> Run:
    """A name where one is expected: in capitals, or in running text of one case with its family name."""
    if at >= len(line.words):
        return None
    if line.is_shouted or line.is_lower or not line.words[at].is_proper:
        return _family_run(line, at)
    return None if must_be_family else _proper_run(line, at, least=1)


def _family_run(line: Line, at: int) -> Run:
    if not line.knows(at, words.SURNAMES) or _is_no_name(line, at):
        return None
    if not line.knows(at, words.PLAIN_SURNAMES) and not line.knows(at + 1, words.MIDDLE_NAMES):
        return None
    last = line.last(at, lambda place: not line.ends(place), most=3)
    return (at, last) if last > at else None


def _proper_run(line: Line, at: int, *, least: int) -> Run:
    """From here on as long as words are written as names are."""
    if at >= len(line.words) or not _may_be_name(line, at) or _is_no_name(line, at):
        return None
    last = line.last(at, lambda place: _may_be_name(line, place))
    return (at, last) if last - at + 1 >= least else None


def _may_be_name(line: Line, at: int) -> bool:
    word = line.words[at]
    return word.is_proper and word.lower not in words.BODIES and not _is_no_name(line, at)


def _is_no_name(line: Line, at: int) -> bool:
    pair = (line.word(at), line.word(at + 1))
    return line.is_joined(at + 1) and (pair in words.NO_NAMES or (line.is_bare and pair in BARE_NO_NAMES))
