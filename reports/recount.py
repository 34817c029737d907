"""The province's figures added up a second time: sending by sending, slowly and plainly.

Shares nothing with `reports.consolidation` but the rule over time that agencies see on their own pages:
what one of the two gets wrong, the other shows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from agencies.models import AgencyVersion, Succession
from reports.consolidation import NOTHING, Total, consolidate
from reports.models import Figure, Period, Report, Sending, SendingFigure, Slice
from reports.rules import cumulative

Numbers = Sequence[Decimal | None]
Answered = Mapping[int, Mapping[str, Decimal | None]]  # by slice and code


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
    rows: dict[tuple[int, int | None], list[tuple[Decimal | None, Decimal | None]]] = defaultdict(list)
    counted = {
        agency: {pk: _answers(sending) for pk, sending in sendings.items()}
        for agency, sendings in _counted({*slices, *year}).items()
    }
    for agency, answered in counted.items():
        versions = list(AgencyVersion.objects.filter(agency=agency).order_by("valid_from"))
        kind = [row.kind_id for row in versions if row.valid_from <= period.ends_on][-1]
        began_within = versions[0].valid_from > period.starts_on
        before = _predecessors(agency, counted) if began_within else []
        for figure in figures:
            numbers = [answered.get(pk, {}).get(figure.code) for pk in slices]
            of_year = [answered.get(pk, {}).get(figure.code) for pk in year]
            asked = of_year if figure.time_rule == Figure.TimeRule.YEARLY else numbers
            over_time = _over_time(figure, asked, versions, period)
            if figure.time_rule == Figure.TimeRule.FIRST and _is_taken_over(
                figure.code, window, answered, before
            ):
                over_time = None
            if over_time is not None or any(number is not None for number in numbers):
                row = (numbers[-1], over_time)
                rows[figure.pk, kind].append(row)
                rows[figure.pk, None].append(row)
    return {
        key: Total(_sum(row[0] for row in found), _sum(row[1] for row in found), len(found))
        for key, found in rows.items()
    }


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


def _predecessors(agency: int, counted: Mapping[int, Answered]) -> list[tuple[dt.date, Answered]]:
    """What those answered that the agency took over from, with the day it did."""
    rows = Succession.objects.filter(successor=agency, predecessor__in=counted)
    return [(row.on, counted[row.predecessor_id]) for row in rows]


def _is_taken_over(
    code: str, window: Sequence[Slice], answered: Answered, before: Iterable[tuple[dt.date, Answered]]
) -> bool:
    """Had someone the agency took over from answered by the slice that it first answered in?"""

    def answers(theirs: Answered) -> list[dt.date]:
        return [row.ends_on for row in window if theirs.get(row.pk, {}).get(code) is not None]

    first = min(answers(answered), default=dt.date.min)
    return any(on <= first and min(answers(theirs), default=dt.date.max) <= first for on, theirs in before)


def _over_time(
    figure: Figure, numbers: Numbers, versions: Sequence[AgencyVersion], period: Period
) -> Decimal | None:
    rule = figure.time_rule
    in_force = any(version.covers(period.ends_on) for version in versions)
    if rule in (Figure.TimeRule.LAST, Figure.TimeRule.YEARLY) and not in_force:
        return None
    return cumulative(rule, numbers)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None
