"""Figures that are counted against each other are added up over the same agencies. Pure: no query, no clock.

An account is the figures of a balance or of a ratio that run over time by different rules: a state at the
beginning, what happened, a state at the closing date. Each added up by its own rule alone, they would be of
different agencies, and the account would not close. So an agency is in all of them or in none:

- where the account has a state at the beginning and one at the closing date (a stock), an agency is followed
  back from the slice that closes the period for as long as each slice begins with what the one before ended
  with; one that ended within the period goes on in those that took over from it, where these began with what
  was handed over to them;
- in any other account it is in with all it reported where it reported the state at the closing date.

What else agencies reported of an account is left out of every one of its figures, and named with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from reports.models import CrossCheck, Figure

Time = Figure.TimeRule
ZERO = Decimal(0)


@dataclass(frozen=True)
class Total:
    """A figure added up over agencies: in the open slice, and over the period by its rule.

    `reporting` is how many agencies' numbers are in the total over the period.
    """

    in_slice: Decimal | None
    cumulative: Decimal | None
    reporting: int = 0


NOTHING = Total(None, None)


@dataclass(frozen=True)
class Account:
    """Figures by id. A stock names those of its beginning and of its closing, with their signs."""

    figures: Mapping[int, Figure]
    opening: Mapping[int, int] = field(default_factory=dict)
    closing: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_stock(self) -> bool:
        return bool(self.opening and self.closing)


def accounts_of(figures: Iterable[Figure], checks: Iterable[CrossCheck]) -> list[Account]:
    """The accounts of a form; `checks` with their terms. What is set once a year is in none."""
    known = {figure.pk: figure for figure in figures}
    checks = [check for check in checks if check.kind == CrossCheck.Kind.BALANCE]
    compared = [{term.figure_id for term in check.terms.all()} for check in checks]
    compared += [{part.pk for part in figure.parts} for figure in known.values() if figure.parts]
    merged: list[set[int]] = []
    for ids in compared:
        rules = {known[pk].time_rule for pk in ids if pk in known}
        if not ids <= known.keys() or len(rules) < 2 or Time.YEARLY in rules:
            continue
        joined = ids.union(*(one for one in merged if one & ids))
        merged = [one for one in merged if not one & ids] + [joined]
    return [_account({pk: known[pk] for pk in sorted(ids)}, checks) for ids in merged]


def _account(figures: dict[int, Figure], checks: Iterable[CrossCheck]) -> Account:
    opening, closing = {}, {}
    for check in checks:
        for term in check.terms.all():
            rule = figures[term.figure_id].time_rule if term.figure_id in figures else ""
            if rule == Time.FIRST:
                opening[term.figure_id] = term.sign
            elif rule == Time.LAST:
                closing[term.figure_id] = -term.sign
    return Account(figures, opening, closing)


@dataclass(frozen=True)
class Entry:
    """What an agency reported of an account in one slice: by figure id, what is not applicable left out.

    `place` counts slices; `is_open` marks the one that closes the period.
    """

    agency: int
    kind: int
    place: int
    ends_on: dt.date
    is_open: bool
    is_in_force: bool  # on the closing date
    is_new: bool  # the agency began within the period
    numbers: Mapping[int, Decimal]

    @property
    def key(self) -> tuple[int, int]:
        return self.agency, self.place

    def sum(self, signs: Mapping[int, int]) -> Decimal:
        return sum((sign * self.numbers.get(pk, ZERO) for pk, sign in signs.items()), ZERO)


Key = tuple[int, int]  # agency, place


class TakenOver(NamedTuple):
    predecessor: int
    successor: int
    on: dt.date


class Reason(StrEnum):
    """Why something an agency reported is in none of the account's figures."""

    NOT_REPORTED = "not_reported"  # no number of the slice that closes the period
    GAP = "gap"  # no number of the slice that follows
    CLOSED = "closed"  # it ended within the period, and nobody is known to have taken it over
    ENDED = "ended"  # what it ended with is not what those that took over from it began with
    HEIR = "heir"  # one that took over from it has no number to the end
    BROKEN = "broken"  # it went on with another number than it ended with
    TWICE = "twice"  # what it began with stands in a predecessor that goes on reporting


@dataclass(frozen=True)
class LeftOut:
    """What an agency reported of an account and is in none of its figures, slice after slice."""

    account: Account
    agency: int
    reason: Reason
    entries: tuple[Entry, ...]

    def number(self, figure: Figure) -> Decimal:
        """By the figure's rule over the slices that are left out."""
        numbers = [entry.numbers.get(figure.pk, ZERO) for entry in self.entries]
        if figure.time_rule == Time.SUM:
            return sum(numbers, ZERO)
        return numbers[0] if figure.time_rule == Time.FIRST else numbers[-1]

    @property
    def is_nothing(self) -> bool:
        return not any(number for entry in self.entries for number in entry.numbers.values())


@dataclass(frozen=True)
class Booked:
    """An account followed through a period: the entries that are in it, and what is not.

    `openings` are those whose state at the beginning counts: in the others it stands in an entry before.
    """

    account: Account
    counted: list[Entry]
    openings: frozenset[Key]
    left_out: list[LeftOut]

    def contributions(self, figure: Figure) -> dict[int, Total]:
        """What each agency gives to a figure of the account, by agency id."""
        found: dict[int, Total] = {}
        for agency, entries in groupby(self.counted, lambda entry: entry.agency):
            mine = list(entries)
            in_slice = next((entry.numbers.get(figure.pk) for entry in mine if entry.is_open), None)
            numbers = [entry.numbers[figure.pk] for entry in mine if self._counts(entry, figure)]
            over = sum(numbers, ZERO) if numbers else None
            if in_slice is not None or over is not None:
                found[agency] = Total(in_slice, over, 1)
        return found

    def _counts(self, entry: Entry, figure: Figure) -> bool:
        if figure.pk not in entry.numbers:
            return False
        if figure.time_rule == Time.LAST:
            return entry.is_open
        return figure.time_rule != Time.FIRST or entry.key in self.openings


def booked(account: Account, entries: Iterable[Entry], successions: Iterable[TakenOver]) -> Booked:
    """`entries` in any order, one an agency and slice; `successions` between agencies of the province."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    return _Stock(account, ordered, successions).booked if account.is_stock else _state(account, ordered)


def _state(account: Account, entries: list[Entry]) -> Booked:
    """Who reported every state at the closing date is in, with all slices."""
    states = {pk for pk, figure in account.figures.items() if figure.time_rule == Time.LAST}
    inside = {
        entry.agency
        for entry in entries
        if entry.is_open and entry.is_in_force and states <= entry.numbers.keys()
    }
    counted = [entry for entry in entries if entry.agency in inside]
    outside = [entry for entry in entries if entry.agency not in inside]
    left_out = list(
        _named(account, outside, lambda last: Reason.NOT_REPORTED if last.is_in_force else Reason.CLOSED)
    )
    return Booked(account, counted, frozenset(entry.key for entry in counted), left_out)


def _named(
    account: Account, entries: Iterable[Entry], reason: Callable[[Entry], Reason]
) -> Iterator[LeftOut]:
    """By agency, with the reason that its last entry gives; a row of zeros is missed by nobody."""
    for agency, mine in groupby(entries, lambda entry: entry.agency):
        rows = tuple(mine)
        found = LeftOut(account, agency, reason(rows[-1]), rows)
        if not found.is_nothing:
            yield found


@dataclass
class _Handover:
    """The last entries of agencies that ended, and the first ones of those that took over from them."""

    given: set[Key]
    taken: set[Key]


class _Stock:
    """A stock that is followed from slice to slice and from agency to agency."""

    def __init__(self, account: Account, entries: list[Entry], successions: Iterable[TakenOver]) -> None:
        self.account = account
        self.entries = {entry.key: entry for entry in entries}
        self.places: dict[int, list[int]] = defaultdict(list)
        for agency, place in self.entries:
            self.places[agency].append(place)
        self.successions = [
            one for one in successions if {one.predecessor, one.successor} <= self.places.keys()
        ]

    @cached_property
    def booked(self) -> Booked:
        kept = self._kept()
        counted = [entry for key, entry in self.entries.items() if key in kept]
        outside = [entry for key, entry in self.entries.items() if key not in kept]
        openings = frozenset(entry.key for entry in counted if self._begins(entry, kept))
        return Booked(self.account, counted, openings, list(_named(self.account, outside, self._reason)))

    def _kept(self) -> set[Key]:
        """What is left when nothing more falls out: each entry goes on in one that is kept."""
        kept = {key for key in self.entries if key[0] not in self._twice}
        while fallen := {key for key in kept if not self._goes_on(self.entries[key], kept)}:
            kept -= fallen
        return kept

    def _goes_on(self, entry: Entry, kept: set[Key]) -> bool:
        if entry.is_open:
            return entry.is_in_force
        after = self.entries.get((entry.agency, entry.place + 1))
        if after:
            return after.key in kept and (self._carries(entry, after) or self._takes(after, kept))
        if entry.is_in_force or entry.place != self.places[entry.agency][-1]:
            return False
        return not self._closing(entry) or self._gives(entry, kept)

    def _begins(self, entry: Entry, kept: set[Key]) -> bool:
        if (entry.agency, entry.place - 1) in kept:
            return False
        return not self._takes(entry, kept)

    def _opening(self, entry: Entry) -> Decimal:
        return entry.sum(self.account.opening)

    def _closing(self, entry: Entry) -> Decimal:
        return entry.sum(self.account.closing)

    def _carries(self, before: Entry, after: Entry) -> bool:
        return self._closing(before) == self._opening(after)

    def _reason(self, last: Entry) -> Reason:
        if last.agency in self._twice:
            return Reason.TWICE
        if (last.agency, last.place + 1) in self.entries:
            return Reason.BROKEN
        if last.place != self.places[last.agency][-1]:
            return Reason.GAP
        if last.is_in_force:
            return Reason.NOT_REPORTED
        handover = self._handovers[0].get(last.key)
        if handover is None:
            return Reason.CLOSED
        return Reason.HEIR if self._matches(handover, handover.taken) else Reason.ENDED

    # From agency to agency

    @cached_property
    def _twice(self) -> set[int]:
        """New agencies whose stock stands in a predecessor too that had reported by then and goes on."""
        found = set()
        for one in self.successions:
            first = self.entries[one.successor, self.places[one.successor][0]]
            before = self.entries[one.predecessor, self.places[one.predecessor][0]]
            goes_on = before.is_in_force and before.place <= first.place
            if first.is_new and goes_on and one.on <= first.ends_on and self._opening(first):
                found.add(one.successor)
        return found

    @cached_property
    def _handovers(self) -> tuple[dict[Key, _Handover], dict[Key, _Handover]]:
        """By each entry that gives, and by each that takes; those that share one are one handover."""
        giving: dict[Key, _Handover] = {}
        taking: dict[Key, _Handover] = {}
        for one in self.successions:
            last = self.entries[one.predecessor, self.places[one.predecessor][-1]]
            first = self._first_since(one)
            if last.is_in_force or first is None or last.place >= first.place:
                continue
            if not self._taken_over(first):
                continue  # took nothing over: whether it goes on reporting changes nothing
            known = [found for found in (giving.get(last.key), taking.get(first.key)) if found]
            joined = _Handover(
                {last.key}.union(*(found.given for found in known)),
                {first.key}.union(*(found.taken for found in known)),
            )
            giving |= dict.fromkeys(joined.given, joined)
            taking |= dict.fromkeys(joined.taken, joined)
        return giving, taking

    def _first_since(self, one: TakenOver) -> Entry | None:
        """The successor's entry in which what was taken over shows first; None where nobody can tell."""
        mine = [self.entries[one.successor, place] for place in self.places[one.successor]]
        since = next((entry for entry in mine if entry.ends_on >= one.on), None)
        if since is None:
            return None
        is_first = since is mine[0]
        follows = (since.agency, since.place - 1) in self.entries
        return since if (is_first and since.is_new) or follows else None

    def _gives(self, entry: Entry, kept: set[Key]) -> bool:
        return self._matches(self._handovers[0].get(entry.key), kept)

    def _takes(self, entry: Entry, kept: set[Key]) -> bool:
        return self._matches(self._handovers[1].get(entry.key), kept)

    def _matches(self, handover: _Handover | None, kept: set[Key]) -> bool:
        """Is what was handed over there what was taken over, by agencies that are in the account?"""
        if handover is None or not handover.taken <= kept:
            return False
        given = sum((self._closing(self.entries[one]) for one in handover.given), ZERO)
        return given == sum((self._taken_over(self.entries[one]) for one in handover.taken), ZERO)

    def _taken_over(self, entry: Entry) -> Decimal:
        before = self.entries.get((entry.agency, entry.place - 1))
        return self._opening(entry) - (self._closing(before) if before else ZERO)
