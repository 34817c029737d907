"""What figures add up to and what they must satisfy. Pure: no query, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.models import CrossCheck, CrossCheckTerm, Figure

Kind = CrossCheck.Kind
Numbers = Mapping[int, Decimal | None]


def cumulative(rule: str, by_slice: Sequence[Decimal | None]) -> Decimal | None:
    """One figure of one agency over consecutive slices, the open one last; None where nothing is known."""
    known = [number for number in by_slice if number is not None]
    if rule == Figure.TimeRule.LAST:
        return by_slice[-1] if by_slice else None
    if not known:
        return None
    if rule == Figure.TimeRule.SUM:
        return sum(known, Decimal(0))
    return known[0] if rule == Figure.TimeRule.FIRST else known[-1]


def percentage(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The parts divided once, in percent to two places; None when a part is unknown or the whole is 0."""
    if numerator is None or not denominator:
        return None
    return (numerator * 100 / denominator).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Breach:
    """A cross-check that the figures break, with every figure it speaks of and its number.

    `before` is the last value of a figure that must not fall, or what the slice before ended with.
    """

    check: CrossCheck
    figures: tuple[Figure, ...]
    signs: tuple[int, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    before: Decimal = Decimal(0)

    @property
    def blocks(self) -> bool:
        return self.check.severity == CrossCheck.Severity.BLOCK


def breaches(
    checks: Iterable[CrossCheck], numbers: Numbers, *, before: Numbers, last: Numbers | None = None
) -> list[Breach]:
    """The checks broken by `numbers` (figure id to number; not applicable counts as 0, absent as unasked).

    `before` holds the last value of each figure in the same report year, `last` what stands in the slice
    before the one asked for; of an agency that did not report it nothing follows.
    """
    found = []
    for check in checks:
        terms = list(check.terms.all())
        if not terms or any(term.figure_id not in numbers for term in terms):
            continue
        given = _Given(check, terms, numbers, (last or {}) if check.kind == Kind.FOLLOWS else before)
        if not given.holds:
            found.append(given.breach)
    return found


@dataclass(frozen=True)
class _Given:
    """A check with the numbers it is asked of; `earlier` are those it compares with."""

    check: CrossCheck
    terms: list[CrossCheckTerm]
    numbers: Numbers
    earlier: Numbers

    @property
    def holds(self) -> bool:
        match self.check.kind:
            case Kind.NOT_FALLING:
                return (self.numbers[self.terms[0].figure_id] or Decimal(0)) >= self._before
            case Kind.FOLLOWS:
                return not self._is_known or self._sum(1) == self._before
            case Kind.BESIDE:
                return not self._sum(1) or bool(self._sum(-1))
        total = self._sum(1) - self._sum(-1)
        return total <= 0 if self.check.kind == Kind.AT_MOST else total == 0

    def _sum(self, sign: int) -> Decimal:
        mine = [term.figure_id for term in self.terms if term.sign == sign]
        return sum((self.numbers[figure] or Decimal(0) for figure in mine), Decimal(0))

    @property
    def _is_known(self) -> bool:
        return any(self.earlier.get(term.figure_id) is not None for term in self.terms if term.sign < 0)

    @property
    def _before(self) -> Decimal:
        """Of what must follow, what the slice before ended with; else the first figure's last value."""
        if self.check.kind != Kind.FOLLOWS:
            return self.earlier.get(self.terms[0].figure_id) or Decimal(0)
        ended = [self.earlier.get(term.figure_id) for term in self.terms if term.sign < 0]
        return sum((number or Decimal(0) for number in ended), Decimal(0))

    @property
    def breach(self) -> Breach:
        terms = (
            [term for term in self.terms if term.sign > 0] if self.check.kind == Kind.FOLLOWS else self.terms
        )
        return Breach(
            self.check,
            tuple(term.figure for term in terms),
            tuple(term.sign for term in terms),
            tuple(self.numbers[term.figure_id] or Decimal(0) for term in terms),
            self._before,
        )


def is_far(
    number: Decimal, known: Iterable[Decimal], *, factor: int, least: int, falls: bool = False
) -> bool:
    """Is a number more than `factor` times the highest of those known, or where a fall says something, less
    than so many parts of the lowest?

    Numbers below `least` count as that many, so that small counts are no jumps. Of nothing known, nothing is
    said.
    """
    before = [abs(one) for one in known]
    if not before:
        return False
    floor = Decimal(least)
    is_up = abs(number) > factor * max(floor, *before)
    is_down = falls and min(before) > factor * max(abs(number), floor)
    return is_up or is_down


LEAST_TOTAL = 3  # below, a total and a count of one quarter look alike


def looks_cumulative(number: Decimal, earlier: Sequence[Decimal], *, least: int) -> bool:
    """Could a number of one slice be the total of its year by mistake?

    `earlier` are the slices of the year before it. It could where it equals several of them together, and
    where it is no less than that and at least twice the largest. After a single slice with a number that
    takes a distance of `least` as well.
    """
    known = [one for one in earlier if one > 0]
    if not known or number < LEAST_TOTAL or number < sum(known):
        return False
    if len(known) == 1:
        return number >= 2 * known[0] and number - known[0] >= least
    return number == sum(known) or number >= 2 * max(known)


def joined_figures(checks: Iterable[CrossCheck], figures: Iterable[int]) -> set[int]:
    """The figures that stand in a cross-check with one of `figures`, without those themselves."""
    wanted = set(figures)
    joined: set[int] = set()
    for check in checks:
        members = {term.figure_id for term in check.terms.all()}
        if members & wanted:
            joined |= members
    return joined - wanted
