"""The province's figures, computed by the database from accepted sendings only.

A figure of an agency in a slice counts once: where two periods close on the same day, the newest accepted
sending does. Over time (`Figure.TimeRule`) and over agencies (`Figure.AgencyRule`):

- sum: what happened in every slice of the period, of every agency that reported it, closed ones included;
- last: the state at the period's closing date, of the slice that closes it;
- first: the state at the beginning of the first slice an agency answered in the period; of an agency that
  began within the period it is left out where one that it took over from had answered by then (the stock it
  began with already stands in its predecessor's figures);
- yearly: the newest answer of the report year of each agency that exists at the closing date, whichever of
  its slices that stands in;
- calculated: both parts added up first, divided once (never an average of percentages).

Figures are matched by code, so that a period on a new form version adds up slices of the old one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from reports.models import Basis, Figure, Period
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
# where the rule picks among slices; few figures do, so their rows are looked up one by one. `chosen`: those
# without the openings that an agency's predecessor has answered already.
ANSWERS = f"""{COUNTED}, agencies AS (
    SELECT agency_id, agency_id / 64 AS word, 1::bigint << (agency_id %% 64)::int AS bit,
           min(valid_from) <= %(starts_on)s AS existed_before,
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
           answer.number, counted.place, counted.ends_on,
           targets.time_rule = 'first' AND NOT agencies.existed_before AS may_be_inherited
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
), inherited AS (
    SELECT mine.agency_id, mine.figure_id
    FROM picked mine
    JOIN agencies_succession succession
        ON succession.successor_id = mine.agency_id AND succession."on" <= mine.ends_on
    JOIN picked before
        ON before.agency_id = succession.predecessor_id AND before.figure_id = mine.figure_id
        AND before.place <= mine.place
    WHERE mine.may_be_inherited
), chosen AS (
    SELECT agency_id, kind_id, word, bit, figure_id, number
    FROM picked
    WHERE (agency_id, figure_id) NOT IN (SELECT agency_id, figure_id FROM inherited)
)
"""  # noqa: S608 -- both parts are ours

# An agency that answered in several slices is counted once: it is a bit in a word of 64 agencies. A
# count(DISTINCT agency) sorts every answer and takes longer than all the sums.
TOTALS = f"""{ANSWERS}, added AS (
    SELECT figure_id, kind_id, word, sum(in_slice) AS in_slice, sum(cumulative) AS cumulative,
           bit_or(bit) AS bits
    FROM answers
    GROUP BY figure_id, kind_id, word
), words AS (
    SELECT figure_id, kind_id, sum(in_slice) AS in_slice, sum(cumulative) AS cumulative,
           bit_count(bit_or(bits)::bit(64)) AS reporting
    FROM (
        SELECT figure_id, kind_id, word, in_slice, cumulative, bits FROM added
        UNION ALL
        SELECT figure_id, kind_id, word, NULL, number, bit FROM chosen
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
    SELECT agency_id, figure_id, NULL, number FROM chosen
) parts
GROUP BY agency_id, figure_id
"""  # noqa: S608 -- both parts are ours


BEHIND_BASIS = BEHIND.replace(ACCEPTED_BY_NOW, OF_BASIS)

USED = f"""{COUNTED}
SELECT sending.report_id, sending.id, counted.is_within
FROM counted
JOIN reports_sending sending ON sending.id = counted.sending_id
"""  # noqa: S608 -- both parts are ours


@dataclass(frozen=True)
class Total:
    """A figure added up over agencies: in the open slice, and over the period by its rule."""

    in_slice: Decimal | None
    cumulative: Decimal | None
    reporting: int = 0


NOTHING = Total(None, None)


@dataclass(frozen=True)
class Province:
    """The consolidated figures of a period: `totals[figure id, kind id]`, kind None for all agencies.

    Frozen ones hold what stood on paper: ratios divided, nothing where the province does not add up.
    """

    figures: list[Figure]
    totals: dict[tuple[int, int | None], Total]
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
    """The province's figures by kind of agency and in total, in two queries however many agencies."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, _parameters(period))
        rows = cursor.fetchall()
    totals = {(figure, kind): Total(in_slice, over, count) for figure, kind, in_slice, over, count in rows}
    return Province(list(Figure.objects.of_form(period.form_version_id)), totals)


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
    """What each agency contributes, by figure id and agency id, in one query: now, or to a basis."""
    wanted = list(figures)
    asked = _parameters(period, wanted) | ({"basis": basis.pk} if basis else {})
    with connection.cursor() as cursor:
        cursor.execute(BEHIND_BASIS if basis else BEHIND, asked)
        rows = cursor.fetchall()
    found: dict[int, dict[int, Total]] = {figure: {} for figure in wanted}
    for agency, figure, in_slice, over in rows:
        found[figure][agency] = Total(in_slice, over, 1)
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
