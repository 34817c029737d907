"""The recorded activities that stand behind the figures of a section, with their days and proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from plans.models import Activity, Proof, Result
from plans.outcomes import outcome_of, results_between
from records.days import paper_day
from reports.models import Figure, FigureSource, Report
from reports.recorded import feeds, reported_elsewhere, sources_of

MOST_NAMED = 5  # in one sentence; more of them are told by their number


@dataclass
class Done:
    """An activity of the period, the last day of its results, and how much of each measure they came to."""

    activity: Activity
    on: dt.date
    amounts: dict[str, int] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def named(self) -> str:
        return f"{self.activity.topic.rstrip(' .;,')} (ngày {paper_day(self.on)})"


def done_behind(report: Report, figures: Iterable[Figure]) -> dict[int, list[Done]]:
    """By figure id, in the order of their days: what was done in the period in a form that feeds the figure.

    Work that another agency leads and counts is not in it, nor what a source counts of every form alike. A
    constant number of queries.
    """
    sources = [row for row in sources_of(report, figures) if row.fact == FigureSource.Fact.RESULTS]
    sources = [row for row in sources if row.form_id is not None]
    if not sources:
        return {}
    found: dict[int, dict[int, Done]] = {}
    for result in _results(report, sources):
        outcome = outcome_of(result, report.agency_id)
        for figure in {source.figure_id for source in sources if feeds(source, outcome)}:
            rows = found.setdefault(figure, {})
            done = rows.setdefault(result.activity_id, Done(result.activity, result.on))
            done.on = max(done.on, result.on)
            done.amounts[result.measure] = done.amounts.get(result.measure, 0) + result.amount
    _add_proofs(found)
    return {figure: sorted(rows.values(), key=lambda one: one.on) for figure, rows in found.items()}


def _results(report: Report, sources: Sequence[FigureSource]) -> Iterable[Result]:
    wanted = Q()
    for source in sources:
        wanted |= Q(measure=source.measure, activity__form=source.form_id)
    period = report.period
    rows = results_between(
        report.agency_id, period.starts_on, period.ends_on, without=reported_elsewhere(report)
    )
    return rows.filter(wanted).select_related("activity__form").order_by("on", "pk")


def _add_proofs(found: dict[int, dict[int, Done]]) -> None:
    activities = {pk for rows in found.values() for pk in rows}
    proofs: dict[int, list[Proof]] = {}
    for proof in Proof.objects.filter(activity__in=activities).select_related("attachment"):
        proofs.setdefault(proof.activity_id, []).append(proof)
    for rows in found.values():
        for pk, done in rows.items():
            done.proofs = proofs.get(pk, [])


def in_words(rows: Sequence[Done], count: int) -> str:
    """The activities by name and day; so many are counted, and where more were, these are among them."""
    if not rows:
        return ""
    named = "; ".join(one.named for one in rows[:MOST_NAMED])
    recorded = sum(one.amounts.get(Result.Measure.COUNT, 0) for one in rows)
    is_all = len(rows) <= MOST_NAMED and recorded == count
    return named if is_all else f"trong đó có {named}"
