"""What cannot be or is unlikely in a report's figures, said with its numbers.

Drafter, head and reviewer see the same: it is asked while typing and at the check, and read before approving
and in review. What blocks has to be mended; what only asks is settled by a word in a note of its figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from records.numbers import format_number
from reports.models import CrossCheck, Figure
from reports.rules import Breach, breaches, is_far, looks_cumulative, percentage
from reports.spans import span_words

if TYPE_CHECKING:
    from reports.answers import Answers

Time, Kind, Severity = Figure.TimeRule, Figure.Kind, CrossCheck.Severity
SUMMING = (CrossCheck.Kind.AT_MOST, CrossCheck.Kind.BALANCE)


@dataclass(frozen=True)
class Finding:
    """`figures` are those where it may be mended; it stands at each of them."""

    figures: tuple[Figure, ...]
    words: str
    blocks: bool
    is_explained: bool = False

    @property
    def is_settled(self) -> bool:
        return self.is_explained and not self.blocks

    def stands_at(self, figure: Figure) -> bool:
        return any(one.pk == figure.pk for one in self.figures)

    @property
    def advice(self) -> str:
        if self.blocks:
            return ""
        return _("Correct the number, or say in the note why it is right.")


class Scope(NamedTuple):
    """The numbers of one stretch of time by figure id, and how it is named: empty for the slice asked for."""

    numbers: dict[int, Decimal | None]
    span: str = ""

    def of(self, figure: Figure) -> Decimal | None:
        return self.numbers.get(figure.pk)


def findings(answers: Answers) -> list[Finding]:
    """In the order in which they are to be looked at: what cannot be before what is unlikely. No query beyond
    those of `answers`."""
    return sorted(_Search(answers).all(), key=lambda finding: not finding.blocks)


class _Search:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.slice = Scope(answers.numbers_in_slice)
        self.year = Scope(answers.numbers_of_year, _span(answers)) if answers.has_earlier else None
        self.explained = {f.pk for f in answers.typed if (row := answers.value(f)) and row.note}

    def all(self) -> Iterator[Finding]:
        """A check in its own words goes before a share, unless a word would settle it."""
        checks = list(self._checks())
        blocking = {_pks(one.figures) for one in checks if one.blocks}
        ratios = [one for one in self._ratios() if _pks(one.figures) not in blocking]
        shares = {_pks(one.figures) for one in ratios}
        yield from (one for one in checks if _pks(one.figures) not in shares)
        yield from ratios
        yield from self._limits()
        yield from self._unlikely()

    def _finding(self, figures: Sequence[Figure], words: str, *, blocks: bool) -> Finding:
        explained = any(figure.pk in self.explained for figure in figures)
        return Finding(tuple(figures), words, blocks, explained)

    # Shares

    def _ratios(self) -> Iterator[Finding]:
        """A share beyond what its form allows, of the slice, or else of the year so far."""
        for ratio in self.answers.figures:
            if not ratio.parts or ratio.maximum is None:
                continue
            scope = next((one for one in (self.slice, self.year) if one and _exceeds(ratio, one)), None)
            if scope:
                blocks = not scope.span or self._is_mendable(ratio)
                yield self._finding(ratio.parts, _ratio_words(ratio, scope), blocks=blocks)

    def _is_mendable(self, ratio: Figure) -> bool:
        """Would the share of the year be possible with a smaller number in the open slice?"""
        over, under = ratio.parts or (ratio, ratio)
        assert self.year is not None  # noqa: S101 -- asked of a year only
        total = self.year.of(over) or Decimal(0)
        rest = total - (self.slice.of(over) or 0) if over.time_rule == Time.SUM else Decimal(0)
        share = percentage(rest, self.year.of(under))
        return share is not None and ratio.maximum is not None and share <= ratio.maximum

    # Cross-checks

    def _checks(self) -> Iterator[Finding]:
        """Those broken in the slice; those that hold there are asked of the year so far."""
        answers = self.answers
        ended = {figure.pk: answers.number_in(answers.last_slice, figure) for figure in answers.typed}
        broken = breaches(answers.checks, self.slice.numbers, before=answers.before, last=ended)
        for breach in broken:
            yield self._check(breach, "", blocks=breach.blocks)
        if self.year is None:
            return
        found = {breach.check.pk for breach in broken}
        begun_otherwise = {
            figure.pk
            for breach in broken
            if breach.check.kind == CrossCheck.Kind.FOLLOWS
            for figure in breach.figures
        }
        rest = [
            one
            for one in answers.checks
            if one.pk not in found
            and one.kind in SUMMING
            and not any(term.figure_id in begun_otherwise for term in one.terms.all())
        ]
        for breach in breaches(rest, self.year.numbers, before={}):
            yield self._check(breach, self.year.span, blocks=breach.blocks and self._is_of_the_slice(breach))

    def _is_of_the_slice(self, breach: Breach) -> bool:
        """Of what may be at most something: would the year hold without what the open slice adds?"""
        if breach.check.kind != CrossCheck.Kind.AT_MOST:
            return False
        terms = zip(breach.figures, breach.signs, breach.numbers, strict=True)
        rest = sum(
            sign * number - (self.slice.of(figure) or 0 if sign > 0 and figure.time_rule == Time.SUM else 0)
            for figure, sign, number in terms
        )
        return rest <= 0

    def _check(self, breach: Breach, span: str, *, blocks: bool) -> Finding:
        sums = check_numbers(breach)
        words = f"{breach.check.message} ({span}: {sums})" if span else f"{breach.check.message}: {sums}"
        return self._finding(breach.figures, words, blocks=blocks)

    # Limits

    def _limits(self) -> Iterator[Finding]:
        for figure in self.answers.typed:
            limit, number = self.answers.limits.get(figure.pk), self.slice.of(figure)
            if limit and number is not None and (words := limit.refusal(number)):
                yield self._finding([figure], f"{_shown(figure, number)}: {words}", blocks=limit.blocks)

    # What is unlikely

    def _unlikely(self) -> Iterator[Finding]:
        for figure in self.answers.typed:
            number = self.slice.of(figure)
            if number is None or figure.kind not in (Kind.COUNT, Kind.MONEY):
                continue
            if self._looks_cumulative(figure, number):
                yield self._finding([figure], self._cumulative_words(figure, number), blocks=False)
            elif words := self._jump_words(figure, number):
                yield self._finding([figure], words, blocks=False)

    def _looks_cumulative(self, figure: Figure, number: Decimal) -> bool:
        recorded = self.answers.recorded.get(figure.pk)
        if figure.time_rule != Time.SUM or (recorded and recorded.number == number):
            return False
        return looks_cumulative(number, self.answers.earlier(figure), least=self.answers.jumps.least)

    def _cumulative_words(self, figure: Figure, number: Decimal) -> str:
        earlier = self.answers.earlier(figure)
        window = self.answers.open_slice
        return _(
            "%(number)s: is this the total of the year? Only what happened %(span)s is asked for; "
            "%(earlier)s of before is added up by the portal, which would make %(total)s."
        ) % {
            "number": _shown(figure, number),
            "span": span_words(window.starts_on, window.ends_on),
            "earlier": format_number(sum(earlier)),
            "total": format_number(sum(earlier) + number),
        }

    def _jump_words(self, figure: Figure, number: Decimal) -> str:
        known = known_before(self.answers, figure)
        if not jumps(self.answers, figure, number, [one for _name, one in known]):
            return ""
        told = "; ".join(f"{name} {format_number(one)}" for name, one in known)
        return _("%(number)s is far from what was reported before (%(before)s).") % {
            "number": _shown(figure, number),
            "before": told,
        }


def known_before(answers: Answers, figure: Figure) -> list[tuple[str, Decimal]]:
    """What a new number is measured by, named: last time, the most of the year, a year ago."""
    known = [
        (_("last time"), answers.number_in(answers.last_slice, figure)),
        (_("most of the year"), max(answers.earlier(figure), default=None)),
        (_("a year ago"), answers.number_in(answers.last_years_slice, figure)),
    ]
    return [(name, number) for name, number in known if number is not None]


def jumps(answers: Answers, figure: Figure, number: Decimal, known: Iterable[Decimal]) -> bool:
    """Is the number far from those known, by the form's measure? Of what happens, only more says something,
    and nothing is measured by a quarter in which nothing happened."""
    is_flow = figure.time_rule == Time.SUM
    measured = [one for one in known if one or not is_flow]
    form = answers.jumps
    return is_far(number, measured, factor=form.factor, least=form.least, falls=not is_flow)


def check_numbers(breach: Breach) -> str:
    """“2 + 7 − 1 − 0 = 8, but 7 is written”, “12 > 10”, “before 9, now 7”, “45, beside 0”."""
    kinds = CrossCheck.Kind
    if breach.check.kind == kinds.NOT_FALLING:
        return _("before %(before)s, now %(now)s") % {
            "before": format_number(breach.before),
            "now": format_number(breach.numbers[0]),
        }
    terms = list(zip(breach.signs, breach.numbers, strict=True))
    if breach.check.kind == kinds.FOLLOWS:
        return _("the slice before ended with %(before)s, now %(now)s") % {
            "before": format_number(breach.before),
            "now": format_number(sum(breach.numbers)),
        }
    if breach.check.kind == kinds.BESIDE:
        return _("%(number)s beside 0") % {"number": _sum(terms, 1)}
    if breach.check.kind == kinds.AT_MOST:
        return f"{_sum(terms, 1)} > {_sum([(-sign, number) for sign, number in terms], 1)}"
    place = max((n for n, (sign, _number) in enumerate(terms) if sign < 0), default=len(terms) - 1)
    written = terms.pop(place)[1]
    total = sum((sign * number for sign, number in terms), Decimal(0))
    return _("%(sum)s = %(total)s, but %(written)s is written") % {
        "sum": _signed(terms),
        "total": format_number(total),
        "written": format_number(written),
    }


def _sum(terms: Iterable[tuple[int, Decimal]], sign: int) -> str:
    return " + ".join(format_number(number) for one, number in terms if one == sign) or "0"


def _signed(terms: Iterable[tuple[int, Decimal]]) -> str:
    text = "".join(f" {'+' if sign > 0 else '−'} {format_number(number)}" for sign, number in terms)
    return text.removeprefix(" + ").strip()


def _exceeds(ratio: Figure, scope: Scope) -> bool:
    if ratio.parts is None or ratio.maximum is None:
        return False
    share = percentage(*(scope.of(part) for part in ratio.parts))
    return share is not None and share > ratio.maximum


def _ratio_words(ratio: Figure, scope: Scope) -> str:
    over, under = ratio.parts or (ratio, ratio)
    words = {
        "name": ratio.indicator.name,
        "over": format_number(scope.of(over)),
        "under": format_number(scope.of(under)),
        "share": format_number(percentage(scope.of(over), scope.of(under))),
        "most": format_number(ratio.maximum),
        "span": scope.span,
    }
    if scope.span:
        return (
            _("%(name)s: %(span)s %(over)s / %(under)s = %(share)s%%; it cannot be more than %(most)s%%.")
            % words
        )
    return _("%(name)s: %(over)s / %(under)s = %(share)s%%; it cannot be more than %(most)s%%.") % words


def _shown(figure: Figure, number: Decimal) -> str:
    return f"{format_number(number)} {figure.unit}"


def _span(answers: Answers) -> str:
    return span_words(answers.year_begins_on, answers.open_slice.ends_on)


def _pks(figures: Iterable[Figure]) -> frozenset[int]:
    return frozenset(figure.pk for figure in figures)
