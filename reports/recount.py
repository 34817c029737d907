"""The province's figures added up a second time: sending by sending, slowly and plainly.

Shares with `reports.consolidation` the rule over time that agencies see on their own pages, and which figures
go together (`accounts_of`); who is in them is found here by another way. What one of the two gets wrong, the
other shows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from agencies.models import AgencyVersion, Succession
from reports.accounts import NOTHING, Account, Total, accounts_of
from reports.consolidation import consolidate
from reports.models import CrossCheck, Figure, Period, Report, Sending, SendingFigure, Slice
from reports.rules import cumulative

Numbers = Sequence[Decimal | None]
Answered = Mapping[int, Mapping[str, Decimal | None]]  # by slice and code
Row = tuple[Decimal | None, Decimal | None]  # in the open slice, over the period


@dataclass(frozen=True)
class Difference:
    """A figure of a kind of agency (None for all) whose total is not what its parts add up to."""

    figure: Figure
    kind: int | None
    consolidated: Total
    recounted: Total


def differences(period: Period) -> list[Difference]:
    """Where the consolidated figures of a period and the recount disagree."""
    province, recounted = consolidate(period), recount(period)
    figures = {figure.pk: figure for figure in province.figures}
    keys = sorted(province.totals.keys() | recounted.keys(), key=lambda key: (key[0], key[1] or 0))
    return [
        Difference(figures[figure], kind, found, expected)
        for figure, kind in keys
        if (found := province.totals.get((figure, kind), NOTHING))
        != (expected := recounted.get((figure, kind), NOTHING))
    ]


def recount(period: Period) -> dict[tuple[int, int | None], Total]:
    """Totals by figure and kind of agency, kind None for all."""
    window = list(period.slices)
    slices = [row.pk for row in window]
    year = [row.pk for row in _year_up_to(period)]
    figures = list(Figure.objects.of_form(period.form_version_id).typed())
    counted = {
        agency: {pk: _answers(sending) for pk, sending in sendings.items()}
        for agency, sendings in _counted({*slices, *year}).items()
    }
    agencies = [Reporter.of(agency, period, slices, answered) for agency, answered in counted.items()]
    chains = {figure.code: chain for chain in _chains(period, window, agencies) for figure in chain.figures}
    rows: dict[tuple[int, int | None], list[Row]] = defaultdict(list)
    for agency in agencies:
        for figure in figures:
            if chain := chains.get(figure.code):
                row = chain.row(agency, figure)
            else:
                asked = year if figure.time_rule == Figure.TimeRule.YEARLY else slices
                row = (agency.numbers(figure.code, slices)[-1], _over_time(figure, agency, asked))
            rows[figure.pk, agency.kind].append(row)
            rows[figure.pk, None].append(row)
    totals = {
        key: Total(
            _sum(row[0] for row in found),
            _sum(row[1] for row in found),
            sum(row[1] is not None for row in found),
        )
        for key, found in rows.items()
    }
    return {key: total for key, total in totals.items() if total != NOTHING}


@dataclass(frozen=True, eq=False)
class Reporter:
    """An agency with what was accepted of it, by slice and code."""

    pk: int
    kind: int
    is_new: bool  # began within the period
    is_in_force: bool  # at its closing date
    answered: Answered

    @classmethod
    def of(cls, agency: int, period: Period, slices: Sequence[int], answered: Answered) -> Reporter:
        versions = list(AgencyVersion.objects.filter(agency=agency).order_by("valid_from"))
        kind = [row.kind_id for row in versions if row.valid_from <= period.ends_on][-1]
        is_in_force = any(version.covers(period.ends_on) for version in versions)
        return cls(agency, kind, versions[0].valid_from > period.starts_on, is_in_force, answered)

    def numbers(self, code: str, slices: Sequence[int]) -> Numbers:
        return [self.answered.get(pk, {}).get(code) for pk in slices]


def _over_time(figure: Figure, agency: Reporter, slices: Sequence[int]) -> Decimal | None:
    at_closing = figure.time_rule in (Figure.TimeRule.LAST, Figure.TimeRule.YEARLY)
    if at_closing and not agency.is_in_force:
        return None
    return cumulative(figure.time_rule, agency.numbers(figure.code, slices))


# Figures that go together, followed back from the closing date


def _chains(period: Period, window: Sequence[Slice], agencies: Sequence[Reporter]) -> list[Chain]:
    figures = Figure.objects.of_form(period.form_version_id)
    checks = CrossCheck.objects.filter(form_version=period.form_version_id).prefetch_related("terms")
    return [Chain(account, window, agencies).followed() for account in accounts_of(figures, checks)]


class Chain:
    """One account: of each agency in it, from which place of the window to which it counts."""

    def __init__(self, account: Account, window: Sequence[Slice], agencies: Sequence[Reporter]) -> None:
        self.account, self.window, self.agencies = account, window, agencies
        self.figures = list(account.figures.values())
        self.successions = self._all_successions()
        self.spans: dict[int, tuple[int, int]] = {}
        self.without_opening: set[int] = set()

    def row(self, agency: Reporter, figure: Figure) -> Row:
        first, last = self.spans.get(agency.pk, (0, -1))
        numbers = agency.numbers(figure.code, [row.pk for row in self.window])[first : last + 1]
        if not numbers:
            return None, None
        reaches = last == len(self.window) - 1
        over = cumulative(figure.time_rule, numbers)
        if figure.time_rule == Figure.TimeRule.LAST and not reaches:
            over = None
        if figure.time_rule == Figure.TimeRule.FIRST and self.account.is_stock:
            over = None if agency.pk in self.without_opening else numbers[0]
        return (numbers[-1] if reaches else None), over

    def followed(self) -> Chain:
        end = len(self.window) - 1
        for agency in self.agencies:
            if agency.is_in_force and self._is_booked(agency, end) and not self._stands_twice(agency):
                self.spans[agency.pk] = (self._back(agency, end), end)
        while self.account.is_stock and self._include_ended():
            pass
        return self

    def _book(self, agency: Reporter, place: int) -> dict[str, Decimal]:
        """What stands in a slice of the figures, by code."""
        known = {row.code: agency.numbers(row.code, [self.window[place].pk])[0] for row in self.figures}
        return {code: number for code, number in known.items() if number is not None}

    def _is_booked(self, agency: Reporter, place: int) -> bool:
        book = self._book(agency, place) if 0 <= place < len(self.window) else {}
        if self.account.is_stock or not book:
            return bool(book)
        return all(row.code in book for row in self.figures if row.time_rule == Figure.TimeRule.LAST)

    def _amount(self, agency: Reporter, place: int, signs: Mapping[int, int]) -> Decimal:
        book = self._book(agency, place)
        parts = (sign * book.get(self.account.figures[pk].code, Decimal(0)) for pk, sign in signs.items())
        return sum(parts, Decimal(0))

    def _back(self, agency: Reporter, place: int) -> int:
        """The first place of those that go on, one to the next, up to this one."""
        if not self.account.is_stock:
            return 0
        while self._is_booked(agency, place - 1) and not self._gap(agency, place):
            place -= 1
        return place

    def _gap(self, agency: Reporter, place: int) -> Decimal:
        """How much more a slice begins with than the one before ended with."""
        opening = self._amount(agency, place, self.account.opening)
        if not self._is_booked(agency, place - 1):
            return opening
        return opening - self._amount(agency, place - 1, self.account.closing)

    def _stands_twice(self, agency: Reporter) -> bool:
        if not (self.account.is_stock and agency.is_new):
            return False
        first = self._places(agency)[0]
        if not self._amount(agency, first, self.account.opening):
            return False
        for other, on in self._came_from(agency):
            goes_on = other.is_in_force and self._places(other) and self._places(other)[0] <= first
            if goes_on and on <= self.window[first].ends_on:
                return True
        return False

    def _places(self, agency: Reporter) -> list[int]:
        return [place for place in range(len(self.window)) if self._is_booked(agency, place)]

    def _came_from(self, agency: Reporter) -> list[tuple[Reporter, dt.date]]:
        return self.successions.get(agency.pk, [])

    def _all_successions(self) -> dict[int, list[tuple[Reporter, dt.date]]]:
        known = {one.pk: one for one in self.agencies}
        found: dict[int, list[tuple[Reporter, dt.date]]] = defaultdict(list)
        for row in Succession.objects.filter(predecessor__in=known):
            found[row.successor_id].append((known[row.predecessor_id], row.on))
        return found

    def _include_ended(self) -> bool:
        """Those whose stock went on in agencies that are in; says whether any was added."""
        before = dict(self.spans)
        for agency in self.agencies:
            places = self._places(agency)
            if agency.is_in_force or agency.pk in self.spans or not places:
                continue
            if not self._amount(agency, places[-1], self.account.closing):
                self.spans[agency.pk] = (self._back(agency, places[-1]), places[-1])
                continue
            givers, takers = self._handed_over(agency)
            if takers and self._is_whole(givers, takers):
                for taker, place in takers.items():
                    if place and self._is_booked(taker, place - 1):
                        self.spans[taker.pk] = (self._back(taker, place - 1), self.spans[taker.pk][1])
                    else:
                        self.without_opening.add(taker.pk)
                for giver in givers:
                    last = self._places(giver)[-1]
                    self.spans[giver.pk] = (self._back(giver, last), last)
        return self.spans != before

    def _handed_over(self, agency: Reporter) -> tuple[set[Reporter], dict[Reporter, int]]:
        """All that gave together with an agency, and all that took from them, with the place they took at."""
        givers, takers = {agency}, dict[Reporter, int]()
        while True:
            size = len(givers) + len(takers)
            for taker in self.agencies:
                for giver, on in self._came_from(taker):
                    place = self._taken_at(giver, taker, on)
                    if place is not None and (giver in givers or taker in takers):
                        givers.add(giver)
                        takers[taker] = place
            if len(givers) + len(takers) == size:
                return givers, takers

    def _taken_at(self, giver: Reporter, taker: Reporter, on: dt.date) -> int | None:
        given, mine = self._places(giver), self._places(taker)
        since = [place for place in mine if self.window[place].ends_on >= on]
        if giver.is_in_force or not given or not since or given[-1] >= since[0]:
            return None
        is_known = self._is_booked(taker, since[0] - 1) or (since[0] == mine[0] and taker.is_new)
        return since[0] if is_known and self._gap(taker, since[0]) else None

    def _is_whole(self, givers: Iterable[Reporter], takers: Mapping[Reporter, int]) -> bool:
        if any(taker.pk not in self.spans or self.spans[taker.pk][0] > at for taker, at in takers.items()):
            return False
        given = [self._amount(one, self._places(one)[-1], self.account.closing) for one in givers]
        return sum(given) == sum(self._gap(taker, place) for taker, place in takers.items())


def _year_up_to(period: Period) -> Iterable[Slice]:
    """What is answered once a year may stand in any slice of the report year so far, or of the window."""
    return Slice.objects.filter(
        Q(year=period.year) | Q(ends_on__gte=period.starts_on),
        regime=period.regime_id,
        ends_on__lte=period.ends_on,
    )


def _counted(slices: Iterable[int]) -> dict[int, dict[int, Sending]]:
    """By agency and slice the accepted sending that counts: the newest where two periods close together."""
    found: dict[int, dict[int, Sending]] = defaultdict(dict)
    accepted = Report.objects.filter(accepted_sending__isnull=False, period__open_slice__in=slices)
    for report in accepted.select_related("accepted_sending", "period"):
        sending = report.accepted_sending
        other = found[report.agency_id].get(report.period.open_slice_id)
        if sending and (other is None or other.sent_at < sending.sent_at):
            found[report.agency_id][report.period.open_slice_id] = sending
    return found


def _answers(sending: Sending) -> dict[str, Decimal | None]:
    rows = SendingFigure.objects.filter(sending=sending).select_related("figure")
    return {row.figure.code: row.number for row in rows}


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None
