"""The province's figures, computed by the database from accepted sendings only.

A figure of an agency in a slice counts once: where two periods close on the same day, the newest accepted
sending does. Over time (`Figure.TimeRule`) and over agencies (`Figure.AgencyRule`):

- sum: what happened in every slice of the period, of every agency that reported it, closed ones included;
- last: the state at the period's closing date, of the slice that closes it;
- first: the state at the beginning of the first slice an agency answered in the period;
- yearly: the newest answer of the report year of each agency that exists at the closing date, whichever of
  its slices that stands in;
- calculated: both parts added up first, divided once (never an average of percentages).

Figures that are compared with each other and run over time by different rules are added up together
(`reports.accounts`): an agency is in all of them or in none. A total says how many agencies' numbers are in
it.

Figures are matched by code, so that a period on a new form version adds up slices of the old one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from agencies.models import Succession
from reports.accounts import NOTHING, ZERO, Account, Booked, Entry, TakenOver, Total, accounts_of, booked
from reports.models import Basis, CrossCheck, Figure, Period
from reports.rules import percentage

# Which sendings are asked: those accepted by now, or those of a basis.
ACCEPTED_BY_NOW = "JOIN reports_sending sending ON sending.id = report.accepted_sending_id"
OF_BASIS = """JOIN reports_basismember member ON member.report_id = report.id AND member.basis_id = %(basis)s
    JOIN reports_sending sending ON sending.id = member.sending_id"""

# `counted`: the sending that counts of each agency and slice, of the period and of its report year so far.
COUNTED = f"""
WITH slices AS (
    SELECT id, row_number() OVER (ORDER BY ends_on) AS place, id = %(open_slice)s AS is_open,
           ends_on >= %(starts_on)s AS is_within, ends_on
    FROM reports_slice
    WHERE regime_id = %(regime)s AND ends_on <= %(ends_on)s
      AND (year = %(year)s OR ends_on >= %(starts_on)s)
), counted AS (
    SELECT DISTINCT ON (report.agency_id, slices.id)
           report.agency_id, slices.place, slices.is_open, slices.is_within, slices.ends_on,
           sending.id AS sending_id
    FROM slices
    JOIN reports_period period ON period.open_slice_id = slices.id
    JOIN reports_report report ON report.period_id = period.id
    {ACCEPTED_BY_NOW}
    ORDER BY report.agency_id, slices.id, sending.sent_at DESC
)
"""  # noqa: S608 -- both parts are ours

# `answers`: every number of every counted sending, with what it adds to the open slice, and to the period
# where the rule is a sum or the last state. `picked`: the one answer of an agency that stands for the period
# where the rule picks among slices; few figures do, so their rows are looked up one by one.
ANSWERS = f"""{COUNTED}, agencies AS (
    SELECT agency_id, agency_id / 64 AS word, 1::bigint << (agency_id %% 64)::int AS bit,
           bool_or(valid_from <= %(ends_on)s AND coalesce(valid_to, %(ends_on)s) >= %(ends_on)s)
               AS is_in_force,
           (array_agg(kind_id ORDER BY valid_from DESC) FILTER (WHERE valid_from <= %(ends_on)s))[1]
               AS kind_id
    FROM agencies_agencyversion
    GROUP BY agency_id
), targets AS (
    SELECT figure.id, figure.time_rule, given.id AS given_id
    FROM reports_figure figure
    JOIN reports_indicator indicator ON indicator.id = figure.indicator_id
    JOIN reports_figuregroup grp ON grp.id = indicator.group_id
    JOIN reports_figure given ON given.code = figure.code
    WHERE grp.form_version_id = %(form)s AND figure.kind <> 'ratio'
      AND (%(figures)s::bigint[] IS NULL OR figure.id = ANY(%(figures)s))
), answers AS (
    SELECT agencies.agency_id, agencies.kind_id, agencies.word, agencies.bit, targets.id AS figure_id,
           CASE WHEN counted.is_open THEN answer.number END AS in_slice,
           CASE targets.time_rule
               WHEN 'sum' THEN answer.number
               WHEN 'last' THEN CASE WHEN counted.is_open AND agencies.is_in_force THEN answer.number END
           END AS cumulative
    FROM counted
    JOIN agencies ON agencies.agency_id = counted.agency_id
    CROSS JOIN LATERAL (
        SELECT figure_id, number FROM reports_sendingfigure
        WHERE sending_id = counted.sending_id AND number IS NOT NULL
        OFFSET 0 -- sending by sending: a merge would read the table from its first year on
    ) answer
    JOIN targets ON targets.given_id = answer.figure_id
    WHERE counted.is_within
), picked AS (
    SELECT DISTINCT ON (targets.id, agencies.agency_id)
           agencies.agency_id, agencies.kind_id, agencies.word, agencies.bit, targets.id AS figure_id,
           answer.number
    FROM counted
    JOIN agencies ON agencies.agency_id = counted.agency_id
    JOIN targets ON targets.time_rule = 'first' AND counted.is_within
                 OR targets.time_rule = 'yearly' AND agencies.is_in_force
    CROSS JOIN LATERAL (
        SELECT number FROM reports_sendingfigure
        WHERE sending_id = counted.sending_id AND figure_id = targets.given_id AND number IS NOT NULL
        LIMIT 1 -- there is one at most: said so that the planner takes the index, not the table
    ) answer
    ORDER BY targets.id, agencies.agency_id,
             CASE targets.time_rule WHEN 'first' THEN counted.place ELSE -counted.place END
)
"""  # noqa: S608 -- both parts are ours

# An agency whose number is in the total is counted, once however many slices it answered: it is a bit in a
# word of 64 agencies. A count(DISTINCT agency) sorts every answer and takes longer than all the sums.
TOTALS = f"""{ANSWERS}, added AS (
    SELECT figure_id, kind_id, word, sum(in_slice) AS in_slice, sum(cumulative) AS cumulative,
           coalesce(bit_or(bit) FILTER (WHERE cumulative IS NOT NULL), 0) AS bits
    FROM answers
    GROUP BY figure_id, kind_id, word
), words AS (
    SELECT figure_id, kind_id, sum(in_slice) AS in_slice, sum(cumulative) AS cumulative,
           bit_count(bit_or(bits)::bit(64)) AS reporting
    FROM (
        SELECT figure_id, kind_id, word, in_slice, cumulative, bits FROM added
        UNION ALL
        SELECT figure_id, kind_id, word, NULL, number, bit FROM picked
    ) parts
    GROUP BY figure_id, kind_id, word
)
SELECT figure_id, kind_id, sum(in_slice), sum(cumulative), sum(reporting)::int
FROM words
GROUP BY GROUPING SETS ((figure_id, kind_id), (figure_id))
"""  # noqa: S608 -- both parts are ours

BEHIND = f"""{ANSWERS}
SELECT agency_id, figure_id, sum(in_slice), sum(cumulative)
FROM (
    SELECT agency_id, figure_id, in_slice, cumulative FROM answers
    UNION ALL
    SELECT agency_id, figure_id, NULL, number FROM picked
) parts
GROUP BY agency_id, figure_id
"""  # noqa: S608 -- both parts are ours


BEHIND_BASIS = BEHIND.replace(ACCEPTED_BY_NOW, OF_BASIS)

# What was reported of the figures of accounts: one row an agency and slice.
ENTRIES = f"""{COUNTED}, agencies AS (
    SELECT agency_id, min(valid_from) > %(starts_on)s AS is_new,
           bool_or(valid_from <= %(ends_on)s AND coalesce(valid_to, %(ends_on)s) >= %(ends_on)s)
               AS is_in_force,
           (array_agg(kind_id ORDER BY valid_from DESC) FILTER (WHERE valid_from <= %(ends_on)s))[1]
               AS kind_id
    FROM agencies_agencyversion
    GROUP BY agency_id
), given AS (
    SELECT given.id AS given_id, figure.id
    FROM reports_figure figure
    JOIN reports_figure given ON given.code = figure.code
    WHERE figure.id = ANY(%(figures)s)
)
SELECT agencies.agency_id, agencies.kind_id, counted.place, counted.ends_on, counted.is_open,
       agencies.is_in_force, agencies.is_new,
       array_agg(given.id), array_agg(answer.number)
FROM counted
JOIN agencies ON agencies.agency_id = counted.agency_id
CROSS JOIN LATERAL (
    SELECT figure_id, number FROM reports_sendingfigure
    WHERE sending_id = counted.sending_id AND number IS NOT NULL
    OFFSET 0 -- as above
) answer
JOIN given ON given.given_id = answer.figure_id
WHERE counted.is_within
GROUP BY agencies.agency_id, agencies.kind_id, counted.place, counted.ends_on, counted.is_open,
         agencies.is_in_force, agencies.is_new
"""  # noqa: S608 -- both parts are ours

ENTRIES_OF_BASIS = ENTRIES.replace(ACCEPTED_BY_NOW, OF_BASIS)

USED = f"""{COUNTED}
SELECT sending.report_id, sending.id, counted.is_within
FROM counted
JOIN reports_sending sending ON sending.id = counted.sending_id
"""  # noqa: S608 -- both parts are ours


@dataclass(frozen=True)
class Province:
    """The consolidated figures of a period: `totals[figure id, kind id]`, kind None for all agencies.

    `checks` are those of its form, with their terms; `accounts` as they were added up, with what is left out
    of them. Frozen ones hold what stood on paper: ratios divided, nothing where the province does not add up,
    no checks and no accounts.
    """

    figures: list[Figure]
    totals: dict[tuple[int, int | None], Total]
    checks: list[CrossCheck] = field(default_factory=list)
    accounts: list[Booked] = field(default_factory=list)
    is_frozen: bool = False

    def total(self, figure: Figure, kind: int | None = None) -> Total:
        """Ratios from their parts; a figure that does not add up over agencies has no total."""
        if self.is_frozen:
            return self._sum(figure, kind)
        if figure.parts:
            over, under = (self._sum(part, kind) for part in figure.parts)
            return Total(
                percentage(over.in_slice, under.in_slice),
                percentage(over.cumulative, under.cumulative),
                min(over.reporting, under.reporting),
            )
        if figure.agency_rule == Figure.AgencyRule.NONE:
            return Total(None, None, self._sum(figure, kind).reporting)
        return self._sum(figure, kind)

    def _sum(self, figure: Figure, kind: int | None) -> Total:
        return self.totals.get((figure.pk, kind), NOTHING)


def _parameters(
    period: Period, figures: Iterable[int] | None = None
) -> dict[str, int | dt.date | list[int] | None]:
    """`figures` narrows the question to some of the form."""
    return {
        "figures": None if figures is None else list(figures),
        "open_slice": period.open_slice_id,
        "regime": period.regime_id,
        "year": period.year,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "form": period.form_version_id,
    }


def consolidate(period: Period) -> Province:
    """The province's figures by kind of agency and in total, in as many queries however many agencies."""
    figures = list(Figure.objects.of_form(period.form_version_id))
    checks = list(_checks(period))
    accounts = _accounts(period, figures, checks)
    tied = {pk for one in accounts for pk in one.account.figures}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, _parameters(period, {figure.pk for figure in figures} - tied))
        rows = cursor.fetchall()
    totals = {(figure, kind): Total(in_slice, over, count) for figure, kind, in_slice, over, count in rows}
    return Province(figures, totals | _totals(accounts), checks, accounts)


def _checks(period: Period) -> QuerySet[CrossCheck]:
    of_form = CrossCheck.objects.filter(form_version=period.form_version_id)
    return of_form.prefetch_related("terms__figure").order_by("position")


def _accounts(
    period: Period, figures: list[Figure], checks: Iterable[CrossCheck], basis: Basis | None = None
) -> list[Booked]:
    """The accounts of the period's form, followed through its slices: now, or to a basis."""
    accounts = accounts_of(figures, checks)
    if not accounts:
        return []
    asked = _parameters(period, (pk for account in accounts for pk in account.figures))
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_OF_BASIS if basis else ENTRIES, asked | ({"basis": basis.pk} if basis else {}))
        rows = cursor.fetchall()
    agencies = {row[0] for row in rows}
    between = Succession.objects.filter(predecessor__in=agencies, successor__in=agencies)
    successions = [TakenOver(*row) for row in between.values_list("predecessor", "successor", "on")]
    return [booked(account, _entries(account, rows), successions) for account in accounts]


def _entries(account: Account, rows: Iterable[tuple]) -> Iterator[Entry]:
    for agency, kind, place, ends_on, is_open, is_in_force, is_new, figures, numbers in rows:
        given = {pk: number for pk, number in zip(figures, numbers, strict=True) if pk in account.figures}
        if given:
            yield Entry(agency, kind, place, ends_on, is_open, is_in_force, is_new, given)


def _totals(accounts: Iterable[Booked]) -> dict[tuple[int, int | None], Total]:
    """By figure and kind of agency, kind None for all."""
    found: dict[tuple[int, int | None], list[Total]] = defaultdict(list)
    for one in accounts:
        kinds = {entry.agency: entry.kind for entry in one.counted}
        for figure in one.account.figures.values():
            for agency, given in one.contributions(figure).items():
                found[figure.pk, kinds[agency]].append(given)
                found[figure.pk, None].append(given)
    return {key: _added(rows) for key, rows in found.items()}


def _added(rows: Iterable[Total]) -> Total:
    in_slice = [row.in_slice for row in rows if row.in_slice is not None]
    over = [row.cumulative for row in rows if row.cumulative is not None]
    return Total(sum(in_slice, ZERO) if in_slice else None, sum(over, ZERO) if over else None, len(over))


def frozen(basis: Basis) -> Province:
    """The figures of a basis as they were frozen."""
    totals = {
        (row.figure_id, row.agency_kind_id): Total(row.in_slice, row.cumulative, row.reporting)
        for row in basis.figures.all()
    }
    return Province(list(Figure.objects.of_form(basis.period.form_version_id)), totals, is_frozen=True)


def behind(period: Period, figure: Figure, basis: Basis | None = None) -> dict[int, Total]:
    """What stands behind a consolidated figure, by agency id; a ratio is divided for each agency."""
    if not figure.parts:
        return by_agency(period, [figure.pk], basis)[figure.pk]
    by_part = by_agency(period, [part.pk for part in figure.parts], basis)
    over, under = (by_part[part.pk] for part in figure.parts)
    return {
        agency: Total(
            percentage(over[agency].in_slice, under[agency].in_slice),
            percentage(over[agency].cumulative, under[agency].cumulative),
            1,
        )
        for agency in over.keys() & under.keys()
    }


def by_agency(
    period: Period, figures: Iterable[int], basis: Basis | None = None
) -> dict[int, dict[int, Total]]:
    """What each agency contributes, by figure id and agency id: now, or to a basis."""
    wanted = list(figures)
    form = list(Figure.objects.of_form(period.form_version_id))
    accounts = _accounts(period, form, _checks(period), basis)
    tied = {pk: (one, figure) for one in accounts for pk, figure in one.account.figures.items()}
    asked = _parameters(period, [pk for pk in wanted if pk not in tied])
    with connection.cursor() as cursor:
        cursor.execute(BEHIND_BASIS if basis else BEHIND, asked | ({"basis": basis.pk} if basis else {}))
        rows = cursor.fetchall()
    found: dict[int, dict[int, Total]] = {figure: {} for figure in wanted}
    for agency, figure, in_slice, over in rows:
        found[figure][agency] = Total(in_slice, over, 1)
    for pk in wanted:
        if pk in tied:
            one, figure = tied[pk]
            found[pk] = one.contributions(figure)
    return found


@dataclass(frozen=True)
class Used:
    """A sending that a period adds up; one from before its window tells yearly figures alone."""

    sending: int
    is_within: bool


def used_sendings(period: Period) -> dict[int, Used]:
    """What the period's figures add up, by report id: of its own reports and of earlier ones."""
    with connection.cursor() as cursor:
        cursor.execute(USED, _parameters(period))
        return {report: Used(sending, is_within) for report, sending, is_within in cursor.fetchall()}
