"""What the province's figures leave out, and what they do not hold, in the words that stand under the annex.

The words are Vietnamese whatever the reader's language: they are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from agencies.models import AgencyVersion
from records.numbers import format_number
from reports.accounts import Account, Booked, LeftOut, Reason, Total
from reports.consolidation import Province, by_agency, used_sendings
from reports.findings import SUMMING, check_numbers
from reports.models import CheckExplanation, CrossCheck, Figure, Period, SendingFigure
from reports.rules import Breach, breaches
from reports.spans import cumulative_words, on_paper, slice_words

REASONS = {
    Reason.NOT_REPORTED: "chưa có số của khoảng chốt cuối kỳ",
    Reason.GAP: "thiếu số của khoảng chốt liền sau",
    Reason.CLOSED: "đã kết thúc hoạt động trong kỳ",
    Reason.ENDED: "đã kết thúc hoạt động, số cuối kỳ chưa khớp với số đầu kỳ của nơi tiếp nhận",
    Reason.HEIR: "đã kết thúc hoạt động, nơi tiếp nhận chưa có số đến cuối kỳ",
    Reason.BROKEN: "số đầu kỳ sau không bằng số cuối kỳ trước",
    Reason.TWICE: "số đầu kỳ đã nằm trong số của cơ quan bàn giao còn báo cáo",
}


# What is left out


def left_out_in_words(period: Period, province: Province) -> list[str]:
    """Who is in none of the figures that go together, with their numbers: one line a reason."""
    left_out = [row for one in province.accounts for row in one.left_out]
    if not left_out:
        return []
    names = agency_names(period, {row.agency for row in left_out})
    return [line for one in province.accounts for line in _lines(one, names)]


def _lines(one: Booked, names: Mapping[int, str]) -> Iterator[str]:
    if not one.counted and one.left_out:
        yield f"{_codes(one.account)}: chưa cộng, vì chưa cơ quan nào có số của khoảng chốt cuối kỳ."
        return
    place = {agency: number for number, agency in enumerate(names)}
    rows = sorted(one.left_out, key=lambda row: (row.reason, place[row.agency]))
    for reason, members in groupby(rows, lambda row: row.reason):
        told = "; ".join(f"{names[row.agency]} ({_numbers(row)})" for row in members)
        yield f"Không cộng vào {_codes(one.account)} ({REASONS[reason]}): {told}."


def _codes(account: Account) -> str:
    codes = [figure.code for figure in _ordered(account)]
    stems = {code.partition(".")[0] for code in codes}
    return stems.pop() if len(stems) == 1 else ", ".join(codes)


def _ordered(account: Account) -> list[Figure]:
    return sorted(account.figures.values(), key=lambda figure: (figure.indicator_id, figure.position))


def _numbers(row: LeftOut) -> str:
    given = [(figure, row.number(figure)) for figure in _ordered(row.account)]
    return ", ".join(
        f"{figure.code}: {format_number(number, figure.places)}" for figure, number in given if number
    )


def agency_names(period: Period, agencies: Iterable[int]) -> dict[int, str]:
    """What agencies were called last before the period closed, in the order of the register."""
    named = AgencyVersion.objects.filter(agency__in=agencies).last_begun(period.ends_on)
    return dict(named.in_register_order().values_list("agency", "name"))


# What does not hold


@dataclass(frozen=True)
class Disagreement:
    """A cross-check that the province's figures break, over the slice or over the period.

    It is explained by the agencies that break it themselves where each has said why in a note, else by what
    Home Affairs wrote of these very numbers; unexplained, it stops the issue.
    """

    check: CrossCheck
    numbers: str
    agencies: tuple[str, ...]  # with their own numbers, and what they said
    is_explained_by_agencies: bool
    explanation: str

    @property
    def is_settled(self) -> bool:
        return self.is_explained_by_agencies or bool(self.explanation)

    @property
    def in_words(self) -> str:
        """The line under the annex."""
        why = self.explanation or "; ".join(self.agencies)
        return f"{self.check.message} ({self.numbers}). Giải trình: {why.rstrip('.')}."


def disagreements(period: Period, province: Province) -> list[Disagreement]:
    """In the order of the form, each check once: over the period first. Asked of figures that follow what is
    accepted."""
    checks = [check for check in province.checks if check.kind in SUMMING]
    totals = {figure.pk: province.total(figure) for figure in province.figures}
    found: dict[int, tuple[Breach, Of]] = {}
    for of in (_over, _in_slice):
        numbers = {pk: number for pk, total in totals.items() if (number := of(total)) is not None}
        for breach in breaches(checks, numbers, before={}):
            found.setdefault(breach.check.pk, (breach, of))
    if not found:
        return []
    explaining = _Explaining(period, [breach for breach, _of in found.values()])
    return [explaining.disagreement(breach, of) for breach, of in found.values()]


Of = Callable[[Total], Decimal | None]


def _over(total: Total) -> Decimal | None:
    return total.cumulative


def _in_slice(total: Total) -> Decimal | None:
    return total.in_slice


class _Explaining:
    """Which agencies break a check themselves, what they said, and what Home Affairs wrote."""

    def __init__(self, period: Period, found: Iterable[Breach]) -> None:
        self.period = period
        figures = {figure.pk for breach in found for figure in breach.figures}
        self.given = by_agency(period, figures)
        sendings = [used.sending for used in used_sendings(period).values() if used.is_within]
        notes = SendingFigure.objects.filter(sending__in=sendings, figure__in=figures)
        notes = notes.exclude(note="").order_by("sending__sent_at")
        self.notes: dict[tuple[int, int], str] = {
            (agency, figure): note
            for agency, figure, note in notes.values_list("sending__report__agency", "figure", "note")
        }
        self.written = {row.cross_check_id: row for row in CheckExplanation.objects.filter(period=period)}

    def disagreement(self, breach: Breach, of: Of) -> Disagreement:
        own = dict(self._own(breach, of))
        said = {agency: self._said(agency, breach) for agency in own}
        told = tuple(
            f"{name} ({own[agency]}{': ' + said[agency] if said[agency] else ''})"
            for agency, name in agency_names(self.period, own).items()
        )
        span = on_paper(cumulative_words if of is _over else slice_words, self.period)
        numbers = f"{span}: {on_paper(check_numbers, breach)}"
        written = self.written.get(breach.check.pk)
        explanation = written.text if written and written.numbers == numbers else ""
        return Disagreement(breach.check, numbers, told, bool(own) and all(said.values()), explanation)

    def _own(self, breach: Breach, of: Of) -> Iterator[tuple[int, str]]:
        if breach.check.is_of_province:
            return  # it is not asked of an agency
        agencies = {agency for figure in breach.figures for agency in self.given[figure.pk]}
        for agency in agencies:
            numbers = {
                f.pk: of(self.given[f.pk][agency]) for f in breach.figures if agency in self.given[f.pk]
            }
            for mine in breaches([breach.check], numbers, before={}):
                yield agency, on_paper(check_numbers, mine)

    def _said(self, agency: int, breach: Breach) -> str:
        return next((self.notes[agency, f.pk] for f in breach.figures if (agency, f.pk) in self.notes), "")
