"""What a paper stands on: figures as they are now, or a basis, frozen; and what was accepted after it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reports.consolidation import Province, Used, consolidate, frozen, used_sendings
from reports.models import Basis, Figure, Period, ProvincePaper, Report, SendingFigure
from reports.reconciling import Disagreement, disagreements, left_out_in_words
from reports.standing import Reception, in_words, reception

OUTSIDE = tuple(name for name in Reception if name != Reception.ACCEPTED)


@dataclass(frozen=True)
class Asked:
    """Reports of agencies that are only asked, which nothing is missing of: accepted ones, and the others."""

    accepted: list[Report]
    others: list[Report]


@dataclass(frozen=True)
class Received:
    """How many of the owed reports were accepted, and which were not, by how far they have come."""

    accepted: int
    outside: dict[Reception, list[Report]]
    asked: Asked

    @property
    def counted(self) -> dict[Reception, int]:
        others = {name: len(reports) for name, reports in self.outside.items()}
        return {Reception.ACCEPTED: self.accepted, **others}

    @property
    def owed(self) -> int:
        return sum(self.counted.values())

    @property
    def in_words(self) -> str:
        return in_words(self.counted)


@dataclass(frozen=True)
class Footing:
    """Figures with whose they are; `basis` is None while nothing is frozen.

    `notes` are the lines under the annex: who is left out of which figures, and why something does not hold.
    `disagreements` are the checks that the figures do not hold; a basis is made without any unexplained.
    """

    basis: Basis | None
    province: Province
    received: Received
    notes: list[str]
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def unsettled(self) -> list[Disagreement]:
        return [one for one in self.disagreements if not one.is_settled]


def received(period: Period) -> Received:
    """As the period's reports stand now, in the order of the register."""
    wanted = period.reports.owed().filter(Q(accepted_sending=None) | Q(is_asked=True))
    rows = list(_named(wanted).annotate(reception=reception()))
    outside: dict[Reception, list[Report]] = {name: [] for name in OUTSIDE}
    for row in rows:
        if not row.is_asked:
            outside[Reception(row.reception)].append(row)
    accepted = period.reports.received(Reception.ACCEPTED).count()
    return Received(accepted, outside, _asked(rows, {row.pk for row in rows if row.accepted_sending_id}))


def _asked(rows: Iterable[Report], accepted: Container[int]) -> Asked:
    asked = [row for row in rows if row.is_asked]
    return Asked(
        [row for row in asked if row.pk in accepted], [row for row in asked if row.pk not in accepted]
    )


def received_in(basis: Basis) -> Received:
    """As the period's reports stood when the basis was made; a basis of before anybody was only asked counts
    all as owing."""
    members = basis.members.filter(report__period=basis.period_id)
    own = dict(members.values_list("report", "reception"))
    accepted = _accepted(own)
    asked = set(members.filter(is_asked=True).values_list("report", flat=True))
    besides = Q(period=basis.period_id, is_asked=True, excused_at=None) & ~Q(pk__in=own.keys() - asked)
    rows = list(_named(Report.objects.filter(Q(pk__in=own.keys() - accepted) | besides)))
    outside: dict[Reception, list[Report]] = {name: [] for name in OUTSIDE}
    for row in rows:
        if row.pk in own and row.pk not in asked:
            outside[_told_apart(own[row.pk], row, basis)].append(row)
    of_asked = _asked((row for row in rows if row.pk not in own or row.pk in asked), accepted)
    return Received(len(accepted - asked), outside, of_asked)


def _accepted(own: dict[int, str]) -> set[int]:
    return {report for report, name in own.items() if name == Reception.ACCEPTED}


def _told_apart(kept: str, report: Report, basis: Basis) -> Reception:
    """Sets of before this was told apart keep what had been returned as not sent."""
    was_sent = report.first_sent_at is not None and report.first_sent_at <= basis.made_at
    return Reception.SENT_BACK if kept == Reception.NOT_SENT and was_sent else Reception(kept)


def _named(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("version__kind").order_by("version__kind__position", "version__sort_key")


def footing_now(period: Period) -> Footing:
    province = consolidate(period)
    found = disagreements(period, province)
    notes = [*left_out_in_words(period, province), *(one.in_words for one in found if one.is_settled)]
    return Footing(None, province, received(period), notes, found)


def footing_on(basis: Basis) -> Footing:
    return Footing(basis, frozen(basis), received_in(basis), basis.notes.splitlines())


def footing(paper: ProvincePaper) -> Footing:
    """What the paper stands on; a draft on what it would be issued on."""
    basis = basis_of(paper)
    return footing_on(basis) if basis else footing_now(paper.period)


def basis_of(paper: ProvincePaper) -> Basis | None:
    """The basis a paper was issued on; of a draft the one it would be, None where a new one would be made.

    Both papers of a period stand on one: the second takes that of the first, and a paper that is issued once
    more that of the other where the other was issued once more already.
    """
    if paper.basis is not None:
        return paper.basis
    newest = Basis.objects.select_related("period").newest(paper.period)
    if newest is None or paper.issue_number == 1:
        return newest
    last = earlier_issues(paper).first()
    is_others = last is None or last.basis is None or newest.number > last.basis.number
    return newest if is_others or not later_than(newest) else None


def earlier_issues(paper: ProvincePaper) -> QuerySet[ProvincePaper]:
    """Of the same paper, the newest first."""
    same = ProvincePaper.objects.filter(period=paper.period_id, kind=paper.kind)
    earlier = same.filter(issue_number__lt=paper.issue_number).select_related("basis", "document", "outgoing")
    return earlier.order_by("-issue_number")


def newest_basis(period: Period) -> tuple[Basis | None, int]:
    """The period's newest basis, and how many reports were accepted after it."""
    basis = Basis.objects.select_related("period").newest(period)
    return basis, len(later_than(basis)) if basis else 0


def place_of(report: Report) -> str:
    """Whether what is accepted of a report stands in its period's newest basis; empty while there is none."""
    basis = Basis.objects.newest(report.period_id) if report.period.issued_at else None
    if basis is None or report.accepted_sending_id is None:
        return ""
    is_in = basis.members.filter(report=report, sending=report.accepted_sending_id).exists()
    words = (
        _("In set of figures no. %(number)d of the period")
        if is_in
        else _(
            "Accepted after set of figures no. %(number)d: counts once the province's report is issued again"
        )
    )
    return words % {"number": basis.number}


def later_than(basis: Basis) -> list[Report]:
    """Reports, of earlier periods too, whose accepted sending is another one than the basis holds.

    Of those that closed before the period's window only yearly figures count here; one that left these as
    they were changed nothing.
    """
    held: dict[int, int | None] = dict(basis.members.values_list("report", "sending"))
    now = used_sendings(basis.period)
    other = {report: used for report, used in now.items() if used.sending != held.get(report)}
    before = {report: used for report, used in other.items() if not used.is_within}
    changed = other.keys() - before.keys() | _changed_yearly(before, held)
    return list(_named(Report.objects.filter(pk__in=changed).select_related("period")))


def _changed_yearly(used: dict[int, Used], held: dict[int, int | None]) -> set[int]:
    """Of these reports those whose yearly figures are others than in the sending that the basis holds."""
    if not used:
        return set()
    pairs = {report: (held.get(report), row.sending) for report, row in used.items()}
    numbers = _yearly(sending for pair in pairs.values() for sending in pair if sending)
    return {
        report
        for report, (then, now) in pairs.items()
        if numbers.get(then or 0, set()) != numbers.get(now, set())
    }


def _yearly(sendings: Iterable[int]) -> dict[int, set[tuple[str, object]]]:
    rows = SendingFigure.objects.filter(
        sending__in=list(sendings), figure__time_rule=Figure.TimeRule.YEARLY, number__isnull=False
    )
    found: dict[int, set[tuple[str, object]]] = {}
    for sending, code, number in rows.values_list("sending", "figure__code", "number"):
        found.setdefault(sending, set()).add((code, number))
    return found
