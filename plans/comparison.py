"""What was planned and what was done in a year, by form of work, by quarter and by agency."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from agencies.models import Agency
from plans.models import ActivityForm, Result
from plans.models.activities import ActivityQuerySet
from plans.workflow import OPEN, State


@dataclass(frozen=True)
class Row:
    """How much was planned and done, in `unit`; `share` in whole percent, None where nothing was planned."""

    label: str
    planned: int
    done: int
    unit: str = ""
    overdue: int = 0

    @property
    def share(self) -> int | None:
        return round(100 * self.done / self.planned) if self.planned else None


def in_year(activities: ActivityQuerySet, year: int) -> ActivityQuerySet:
    """Planned for the year or done in it, and not cancelled."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    meant = Q(planned_on__range=(first, last)) | Q(done_on__range=(first, last))
    return activities.filter(meant).exclude(state=State.CANCELLED).order_by()


def by_form(activities: ActivityQuerySet, year: int) -> list[Row]:
    """Quantities in each form's unit: planned for the year, and brought by results dated within it."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    of_year = in_year(activities, year)
    planned: Mapping[int, int] = dict(
        of_year.filter(planned_on__range=(first, last))
        .values("form")
        .annotate(sum=Sum("planned_quantity", default=0))
        .values_list("form", "sum")
    )
    results = Result.objects.filter(
        activity__in=activities.exclude(state=State.CANCELLED).order_by(),
        measure=Result.Measure.COUNT,
        on__range=(first, last),
    )
    done: Mapping[int, int] = dict(
        results.order_by()
        .values("activity__form")
        .annotate(sum=Sum("amount"))
        .values_list("activity__form", "sum")
    )
    return [
        Row(form.name, planned.get(form.pk, 0), done.get(form.pk, 0), form.unit)
        for form in ActivityForm.objects.all()
        if planned.get(form.pk) or done.get(form.pk)
    ]


def by_quarter(activities: ActivityQuerySet, year: int) -> list[Row]:
    """Numbers of activities: planned for each quarter, and done in it."""
    planned: dict[int, int] = defaultdict(int)
    done: dict[int, int] = defaultdict(int)
    for planned_on, done_on in in_year(activities, year).values_list("planned_on", "done_on"):
        if planned_on.year == year:
            planned[_quarter(planned_on)] += 1
        if done_on and done_on.year == year:
            done[_quarter(done_on)] += 1
    return [Row(name, planned[number], done[number]) for number, name in enumerate(["I", "II", "III", "IV"])]


def _quarter(day: dt.date) -> int:
    return (day.month - 1) // 3


def by_agency(activities: ActivityQuerySet, year: int, today: dt.date) -> list[tuple[Agency, Row]]:
    """Numbers of activities of each agency that has some, with those overdue, by name."""
    rows = (
        in_year(activities, year)
        .values("agency")
        .annotate(
            planned=Count("pk"),
            done=Count("pk", Q(state=State.DONE)),
            overdue=Count("pk", Q(state__in=OPEN, planned_on__lt=today)),
        )
    )
    found = {row["agency"]: row for row in rows}
    return [
        (
            agency,
            Row(
                str(agency),
                found[agency.pk]["planned"],
                found[agency.pk]["done"],
                overdue=found[agency.pk]["overdue"],
            ),
        )
        for agency in Agency.objects.filter(pk__in=found).with_label()
    ]


def least_done(agencies: list[tuple[Agency, Row]], most: int = 10) -> list[Row]:
    """Of several agencies those with the smallest share done of what they planned, the smallest first."""
    rows = [row for _, row in agencies if row.share is not None]
    return sorted(rows, key=lambda row: (row.share or 0, row.label))[:most] if len(agencies) > 1 else []
