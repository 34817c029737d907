"""What an agency's records say it brought about between two days; reports feed their figures from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from agencies.heirs import successors_by_predecessor, wholly_absorbed
from agencies.models import Succession
from plans.models import AgencyPlan, Result
from plans.models.activities import ResultQuerySet
from plans.models.agency_plans import WAS_ISSUED


@dataclass(frozen=True)
class Outcome:
    """The sum of one measure over the activities of one form. `is_joint`: another agency led them;
    `is_taken_over`: a predecessor recorded them."""

    form: int
    measure: str
    amount: int
    is_joint: bool = False
    is_taken_over: bool = False


def absorbed_by(agency: int, on: dt.date) -> set[int]:
    """Agencies that by that day are no more and went into this one alone.

    What they recorded counts with it. The records of one that was split stay with none of its heirs: nobody
    could say with whose, and each counting them would count them more than once.
    """
    handed_on = Succession.objects.handed_on(on).values_list("predecessor", "successor")
    return wholly_absorbed(agency, successors_by_predecessor(handed_on))


def results_between(
    agency: int, first: dt.date, last: dt.date, *, without: Collection[int] | QuerySet = ()
) -> ResultQuerySet:
    """The dated results that count, of the agency and of those it absorbed by the last day, but for those
    `without` (ids of agencies, or a query of them)."""
    agencies = {agency, *absorbed_by(agency, last)}
    rows = Result.objects.counting().between(first, last).filter(activity__agency__in=agencies)
    return rows.exclude(activity__agency__in=without)


def outcomes(
    agency: int, first: dt.date, last: dt.date, *, without: Collection[int] | QuerySet = ()
) -> list[Outcome]:
    """The sums of `results_between`, in a constant number of queries."""
    rows = (
        results_between(agency, first, last, without=without)
        .order_by()
        .values_list("activity__form", "measure", "activity__led_by", "activity__agency")
        .annotate(sum=Sum("amount"))
    )
    return [
        Outcome(form, measure, amount, is_joint=leader is not None, is_taken_over=doer != agency)
        for form, measure, leader, doer, amount in rows
    ]


def outcome_of(result: Result, agency: int) -> Outcome:
    """One result as `outcomes` takes it in for the agency."""
    activity = result.activity
    return Outcome(
        activity.form_id,
        result.measure,
        result.amount,
        is_joint=activity.led_by_id is not None,
        is_taken_over=activity.agency_id != agency,
    )


def plan_on(agency: int, year: int, day: dt.date) -> AgencyPlan | None:
    """The agency's plan for the year as it held at the end of that day: the version approved last by then."""
    issued = AgencyPlan.objects.of_year(agency, year).filter(state__in=WAS_ISSUED)
    return issued.filter(issued_at__date__lte=day).first()
