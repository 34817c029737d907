"""Which periods the province has lived through by the reference day, and how far each of them came."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from agencies.models import CalendarDay, Succession
from reformportal.sample.fates import Stage
from reformportal.sample.figures import Office
from reformportal.sample.notes import Told
from reformportal.sample.outline import Outline
from reformportal.sample.writing import Form
from reports.actions.periods import generate_year
from reports.models import Figure, Period, PeriodCode, Regime, Report, Section

FIRST_YEAR = 2025
YEAR_OPENS_BEFORE = dt.timedelta(days=28)  # Home Affairs opens the year's report earlier, by hand


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def report_year(day: dt.date) -> int:
    """Report years begin on 15 December (Decree 09/2019/ND-CP, article 12)."""
    return day.year + 1 if (day.month, day.day) >= (12, 15) else day.year


def next_slice_begins(day: dt.date) -> dt.date:
    """The first day of the next quarter of the report year."""
    starts = [dt.date(year, month, 15) for year in (day.year, day.year + 1) for month in (3, 6, 9, 12)]
    return next(start for start in starts if start > day)


def opening_day(period: Period) -> dt.date:
    return period.ends_on - YEAR_OPENS_BEFORE if period.code == PeriodCode.YEAR else period.opens_on


def stages(periods: Iterable[Period], day: dt.date) -> dict[Period, Stage]:
    """The periods opened before `day`, in the order of closing. The newest one is never issued yet, nor the
    one before it while the newest still collects."""
    opened = sorted((row for row in periods if opening_day(row) < day), key=lambda row: row.ends_on)
    found = dict.fromkeys(opened, Stage.ISSUED)
    if opened and opened[-1].ends_on < day:
        found[opened[-1]] = Stage.REVIEWING
    elif opened:
        found |= dict.fromkeys(opened[-2:], Stage.REVIEWING)
        found[opened[-1]] = Stage.COLLECTING
    return found


class History:
    """What one period hands on to the next: offices with their running figures, the form, the calendar."""

    def __init__(self, regime: Regime, day: dt.date) -> None:
        self.regime = regime
        self.day = day
        self.cut = at(day, 0)
        self.days = CalendarDay.objects.working_days()
        self.form = Form(regime.form_version)
        self.outline = Outline(regime.form_version)
        self.figures = {figure.code: figure for figure in Figure.objects.of_form(regime.form_version)}
        self.sections = {row.number: row for row in Section.objects.filter(form_version=regime.form_version)}
        self.yearly_answered: set[tuple[int, int]] = set()  # agency, report year
        self._offices: dict[int, Office] = {}
        self.told: defaultdict[int, Told] = defaultdict(Told)  # by agency

    def periods(self) -> dict[Period, Stage]:
        """The periods of every report year begun, generated; those opened by the reference day."""
        found: list[Period] = []
        for year in range(FIRST_YEAR, report_year(self.day) + 1):
            now = at(dt.date(year - 1, 12, 15), 7)
            found += generate_year(self.regime, year, by=None, now=now)
        return stages(found, self.day)

    def lived(self, moment: dt.datetime) -> bool:
        return moment < self.cut

    def office(self, report: Report) -> Office:
        """A new one begins with the feedback that those it took over from had left."""
        version = report.version
        if report.agency_id not in self._offices:
            made = Office(version.code, version.kind.code, pending=self._handed_over(report.agency_id))
            self._offices[report.agency_id] = made
        return self._offices[report.agency_id]

    def _handed_over(self, agency: int) -> int:
        """All that is still there: the first of several successors takes it."""
        left = 0
        for one in Succession.objects.filter(successor=agency, predecessor__in=self._offices):
            before = self._offices[one.predecessor_id]
            left, before.pending = left + before.pending, 0
        return left
