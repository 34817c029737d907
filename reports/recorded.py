"""What an agency's own records say of the figures of a slice, beside what is typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from feedback.numbers import Numbers, numbers_by_agency
from plans.models import AgencyPlan, Result
from plans.models.activities import ResultQuerySet
from plans.outcomes import Outcome, outcome_of, outcomes, plan_on, results_between
from reports.models import Figure, FigureSource, Report, Sending

Fact = FigureSource.Fact
OF_PLAN = frozenset({Fact.PLAN_ISSUED, Fact.PLAN_LINES})
OF_FEEDBACK: dict[Fact, tuple[str, ...]] = {
    Fact.ITEMS_OPENING: ("opening",),
    Fact.ITEMS_CAME: ("came",),
    Fact.ITEMS_TAKEN: ("taken",),
    Fact.ANSWERS_ON_TIME: ("on_time",),
    Fact.ANSWERS_LATE: ("late",),
    Fact.ITEMS_PASSED: ("passed_on",),
    Fact.ITEMS_REFUSED: ("refused",),
    Fact.ITEMS_OUTSIDE: ("outside",),
    Fact.ITEMS_SPAM: ("spam",),
    Fact.ITEMS_CLOSING: ("closing",),
    # Of forms that ask for five numbers: what left without an answer stands with what was answered.
    Fact.ITEMS_RECEIVED: ("came", "taken"),
    Fact.ITEMS_ON_TIME: ("closed_on_time",),
    Fact.ITEMS_LATE: ("closed_late",),
}


@dataclass(frozen=True)
class Recorded:
    """The number as the records have it; `taken_over` is the part that absorbed agencies recorded."""

    number: Decimal = Decimal(0)
    taken_over: Decimal = Decimal(0)

    def plus(self, outcome: Outcome) -> Recorded:
        amount = Decimal(outcome.amount)
        return Recorded(self.number + amount, self.taken_over + (amount if outcome.is_taken_over else 0))


def sources_of(report: Report, figures: Iterable[Figure]) -> list[FigureSource]:
    """The sources in force in the report's open slice that feed these figures at an agency of its kind."""
    rows = FigureSource.objects.in_force(report.period.open_slice).filter(figure__in=figures)
    return list(rows.exclude(except_kinds=report.version.kind_id))


def recorded_figures(report: Report, figures: Iterable[Figure]) -> dict[int, Recorded]:
    """By figure id, for each of the figures that records feed: what they say of the open slice.

    A figure fed by nothing is not in it; one whose records are empty is, with 0. However many sources take
    the same outcome in, a figure counts it once. A constant number of queries.
    """
    sources = sources_of(report, figures)
    if not sources:
        return {}
    found = dict.fromkeys((source.figure_id for source in sources), Recorded())
    results = [source for source in sources if source.fact == Fact.RESULTS]
    for outcome in _outcomes(report) if results else []:
        for figure in {source.figure_id for source in results if feeds(source, outcome)}:
            found[figure] = found[figure].plus(outcome)
    found |= _from_plan(report, [source for source in sources if source.fact in OF_PLAN])
    return found | _from_feedback(report, [source for source in sources if source.fact in OF_FEEDBACK])


def _outcomes(report: Report) -> list[Outcome]:
    window = report.period.open_slice
    return outcomes(report.agency_id, window.starts_on, window.ends_on, without=reported_elsewhere(report))


def reported_elsewhere(report: Report) -> QuerySet:
    """Other agencies that reported on the slice themselves: what they did is counted with them."""
    sent = Sending.objects.filter(report__period__open_slice=report.period.open_slice_id)
    return sent.exclude(report__agency=report.agency_id).values("report__agency")


def feeds(source: FigureSource, outcome: Outcome) -> bool:
    """The lead agency alone counts joint work, unless the source says that each counts its own part."""
    is_asked = source.measure == outcome.measure and source.form_id in (None, outcome.form)
    return is_asked and (source.counts_joint or not outcome.is_joint)


def _from_feedback(report: Report, sources: Collection[FigureSource]) -> dict[int, Recorded]:
    """What the agency's register of feedback says of the slice."""
    if not sources:
        return {}
    window = report.period.open_slice
    known = numbers_by_agency(window.starts_on, window.ends_on, agencies=[report.agency_id])
    numbers = known.get(report.agency_id, Numbers())
    return {
        source.figure_id: Recorded(
            Decimal(sum(getattr(numbers, name) for name in OF_FEEDBACK[Fact(source.fact)]))
        )
        for source in sources
    }


def _from_plan(report: Report, sources: Collection[FigureSource]) -> dict[int, Recorded]:
    """What the agency's plan for the report year said at the end of the slice."""
    if not sources:
        return {}
    plan = _plan(report)
    lines = plan.items.count() if plan else 0
    numbers = {Fact.PLAN_ISSUED: Decimal(plan is not None), Fact.PLAN_LINES: Decimal(lines)}
    return {source.figure_id: Recorded(numbers[Fact(source.fact)]) for source in sources}


def _plan(report: Report) -> AgencyPlan | None:
    return plan_on(report.agency_id, report.period.year, report.period.open_slice.ends_on)


@dataclass(frozen=True)
class Behind:
    """What a recorded number is made of: results that count, joint ones that others count, the plan, or the
    register of feedback."""

    recorded: Recorded
    counted: list[Result]
    joint: list[Result]
    plan: AgencyPlan | None = None
    is_of_plan: bool = False
    is_of_feedback: bool = False


def behind(report: Report, figure: Figure) -> Behind | None:
    """The list behind a figure's recorded number, the newest first; None where no record feeds it."""
    sources = sources_of(report, [figure])
    if not sources:
        return None
    results = [source for source in sources if source.fact == Fact.RESULTS]
    if any(source.fact in OF_FEEDBACK for source in sources):
        return Behind(_from_feedback(report, sources)[figure.pk], [], [], is_of_feedback=True)
    if len(results) < len(sources):
        return Behind(_from_plan(report, sources)[figure.pk], [], [], _plan(report), is_of_plan=True)
    recorded = Recorded()
    counted: list[Result] = []
    joint: list[Result] = []
    for result in _results(report, results):
        outcome = outcome_of(result, report.agency_id)
        if any(feeds(source, outcome) for source in results):
            counted.append(result)
            recorded = recorded.plus(outcome)
        else:
            joint.append(result)
    return Behind(recorded, counted, joint)


def _results(report: Report, sources: Iterable[FigureSource]) -> ResultQuerySet:
    window = report.period.open_slice
    wanted = Q()
    for source in sources:
        of_form = Q(activity__form=source.form_id) if source.form_id else Q()
        wanted |= Q(measure=source.measure) & of_form
    rows = results_between(
        report.agency_id, window.starts_on, window.ends_on, without=reported_elsewhere(report)
    )
    return rows.filter(wanted).with_names().order_by("-on", "-pk")


@dataclass(frozen=True)
class Moved:
    """A figure whose records have changed since it was sent."""

    figure: Figure
    then: Decimal
    now: Decimal


def moved_since(sending: Sending, now: Mapping[int, Recorded]) -> list[Moved]:
    """Records entered, changed or taken away after the sending, in the order of the form."""
    if not now:
        return []
    rows = sending.figures.filter(recorded__isnull=False).select_related("figure__indicator__group")
    order = ("figure__indicator__group__position", "figure__indicator__position", "figure__position")
    found = []
    for row in rows.order_by(*order):
        said = now.get(row.figure_id)
        if said and row.recorded is not None and said.number != row.recorded:
            found.append(Moved(row.figure, row.recorded, said.number))
    return found
