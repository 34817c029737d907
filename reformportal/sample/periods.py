"""One period told: who reported what, when; what is out of the ordinary is `exceptions`' business."""

from __future__ import annotations

import datetime as dt
import random

from agencies.models import Agency, AgencyKind, Officer, Post
from plans.models import ActivityForm
from reformportal.sample import exceptions
from reformportal.sample.activities import duties_with_form
from reformportal.sample.activities import write as write_activities
from reformportal.sample.bodies import (
    BROADCASTER,
    NOT_OF_THE_BROADCASTER,
    NOT_OF_THE_PAPER,
    PRESS,
    PRESS_MERGED,
    PROVINCES_MERGED,
)
from reformportal.sample.cast import Cast
from reformportal.sample.fates import Fate, Stage, fates
from reformportal.sample.figures import Numbers, pass_on
from reformportal.sample.history import History, at, opening_day
from reformportal.sample.narratives import texts
from reformportal.sample.outgoing import send_papers
from reformportal.sample.outline import Earlier
from reformportal.sample.papers import issue_papers, write_paper_texts
from reformportal.sample.register import people_of
from reformportal.sample.staff import address
from reformportal.sample.work import Work, agreed
from reformportal.sample.writing import Story, count_rows, write
from reports.actions.periods import open_period
from reports.models import FigureSource, Period, PeriodCode, Report
from reports.recorded import Recorded, recorded_figures

PLACES = {PeriodCode.Q1: 0, PeriodCode.H1: 1, PeriodCode.Q3: 2, PeriodCode.YEAR: 3}
ISSUED_AFTER = 8  # working days after closing
DAYS_OUT = 8  # until everybody has the papers
YEARLY = "TT01"
EXPLAINED, SHARE_EXPLAINED = "TT16", 0.06
EXPLANATION = "3 bài do đoàn thể đăng trên trang của cơ quan, chưa ghi vào hoạt động."
REACHED = {  # of saved, submitted, sent, accepted, by the plain way
    Fate.NOT_STARTED: 0,
    Fate.EXCUSED: 0,
    Fate.DRAFT: 1,
    Fate.ON_BEHALF: 1,
    Fate.AWAITING_HEAD: 2,
    Fate.HANDED_BACK: 2,
    Fate.SENT: 3,
    Fate.RETURNED: 3,
    Fate.MENDED: 3,
}


def is_for(source: FigureSource, report: Report, asked: set[int]) -> bool:
    """Does it feed a figure that the report is asked for, at an agency of its kind?"""
    excepted = {kind.pk for kind in source.except_kinds.all()}
    return source.figure_id in asked and report.version.kind_id not in excepted


class PeriodStory:
    def __init__(self, history: History, period: Period, stage: Stage) -> None:
        self.history, self.period, self.stage = history, period, stage
        seed = f"{period.year} {period.code}"
        self.chance = random.Random(seed)  # noqa: S311 invented dates
        self._open()
        self.cast = Cast(min(self.working_day(1), history.day))
        rows = self.reports_query().order_by("version__kind__position", "version__code")
        self.reports = list(rows.filter(period=self.period))
        self.fates = fates([report.version.code for report in self.reports], stage, seed)
        place = PLACES[PeriodCode(period.code)]
        self.place = place
        self.numbers = {
            report.pk: self._own(report, history.office(report).numbers(period.year, place))
            for report in self.reports
        }
        pass_on(list(self.numbers.values()), focal=self._focal(), chance=self.chance)
        self.earlier = Earlier(self.period)
        self.recorded: dict[int, dict[int, Recorded]] = {}
        self._record_work()

    def _own(self, report: Report, numbers: Numbers) -> Numbers:
        """What such an agency has; before they were one, the paper and the broadcaster had each its own."""
        if self.period.ends_on >= PRESS_MERGED:
            return numbers
        lacks = {PRESS.code: NOT_OF_THE_PAPER, BROADCASTER.code: NOT_OF_THE_BROADCASTER}
        return numbers | dict.fromkeys(lacks.get(report.version.code, ()))

    def _focal(self) -> Numbers:
        """Home Affairs', which runs the contest and passes on what names no agency."""
        report = next(row for row in self.reports if row.version.kind.code == "so-noi-vu")
        return self.numbers[report.pk]

    def _record_work(self) -> None:
        """The activities behind the numbers; then what the records say is what drafters take over."""
        of_form = FigureSource.objects.of_form(self.history.form.form_version)
        sources = list(of_form.in_force(self.period.open_slice))
        if not sources:
            return
        duties = duties_with_form(self.period.year, self._today())
        forms = {form.code: form for form in ActivityForm.objects.all()}
        leader = Agency.objects.filter(versions__kind__code="so-noi-vu", versions__valid_to=None).first()
        told = []
        for report in self.reports:
            asked = {figure.pk for figure in self.history.form.asked(report.version.kind)}
            work = Work(
                report,
                self.numbers[report.pk],
                drafter=self.cast.drafter(report.agency_id).officer,
                wordings=duties.get(report.agency, []),
                day=self.history.day,
            )
            told += work.told([row for row in sources if is_for(row, report, asked)], forms, leader)
        write_activities(told)
        for report in self.reports:
            self._take_recorded(report)

    def _take_recorded(self, report: Report) -> None:
        figures = {figure.pk: figure for figure in self.history.form.asked(report.version.kind)}
        found = recorded_figures(report, figures.values())
        self.recorded[report.pk] = found
        said = {figures[pk].code: row.number for pk, row in found.items()}
        self.numbers[report.pk] = agreed(self.numbers[report.pk], said)

    def _today(self) -> dt.date:
        return min(self.period.ends_on, self.history.day)

    def _open(self) -> None:
        day = opening_day(self.period)
        if self.period.code == PeriodCode.YEAR:
            opener = Cast(day).officers[address("duyet1", "snv")]
            self.period = open_period(self.period, by=opener, now=at(day, 8))
        else:
            self.period = open_period(self.period, by=None, now=at(day, 7))
        count_rows()

    def tell(self) -> None:
        if self.stage != Stage.COLLECTING:
            self.reports = [exceptions.before_sending(self, report) for report in self.reports]
        write([story for report in self.reports if (story := self._story(report))], self.history.form)
        for report in self.reports:
            exceptions.after_sending(self, report)
        self._tell_papers()

    def _tell_papers(self) -> None:
        if self.stage == Stage.ISSUED:
            issue_papers(self.period, cast=self.cast, now=at(self.working_day(ISSUED_AFTER), 15))
            if self.lived(at(self.working_day(ISSUED_AFTER + DAYS_OUT), 18)):
                send_papers(self.period, cast=self.cast, day=lambda n: self.working_day(ISSUED_AFTER + n))
        elif self.stage == Stage.REVIEWING and self.lived(now := at(self.working_day(4), 9)):
            write_paper_texts(self.period, cast=self.cast, now=now, sections=("I", "II", "III.3"))

    # What others ask

    def working_day(self, number: int) -> dt.date:
        """That many working days after closing."""
        return self.history.days.after(self.period.ends_on, number)

    def lived(self, moment: dt.datetime) -> bool:
        return self.history.lived(moment)

    def fate(self, report: Report) -> Fate:
        return self.fates[report.version.code]

    @staticmethod
    def reports_query():
        return Report.objects.select_related(
            "period__open_slice", "period__regime", "version__kind", "agency", "reviewer"
        )

    def drafter(self, report: Report) -> Post:
        if self.fate(report) == Fate.ON_BEHALF:
            return self.cast.reviewer(address("duyet4", "snv"))
        return self.cast.drafter(report.agency_id)

    def reviewer(self, report: Report) -> Post:
        assert report.reviewer is not None  # noqa: S101 assigned before the first period
        return self.cast.reviewer(report.reviewer.email)

    def officer(self, mailbox: str) -> Officer:
        return self.cast.officers[address(mailbox, "snv")]

    # Figures, texts, moments of the plain way

    def _story(self, report: Report) -> Story | None:
        saved, submitted, sent, accepted = self._moments(report)
        if saved is None:
            return None
        numbers = self._answered(report)
        head = self.cast.head(report.agency_id, deputy=self.chance.random() < 0.3)
        notes = self._explained(report, numbers) | self._asked_about(report, numbers)
        written = self._texts(report, numbers)
        if self.fate(report) == Fate.DRAFT:
            numbers = dict(list(numbers.items())[: len(numbers) // 2])
            written = dict(list(written.items())[:2])
        return Story(
            report=report,
            numbers=numbers,
            texts=written,
            drafter=self.drafter(report),
            head=head,
            reviewer=self.reviewer(report),
            saved_at=saved,
            submitted_at=submitted,
            sent_at=sent,
            accepted_at=accepted,
            recorded=self.recorded.get(report.pk, {}),
            notes=notes,
        )

    def _explained(self, report: Report, numbers: Numbers) -> dict[str, str]:
        """A few count more than their records hold, and say why."""
        count = numbers.get(EXPLAINED)
        if report.pk not in self.recorded or not count or self.chance.random() > SHARE_EXPLAINED:
            return {}
        numbers[EXPLAINED] = count + 3
        return {EXPLAINED: EXPLANATION}

    def _asked_about(self, report: Report, numbers: Numbers) -> dict[str, str]:
        """What the portal asks about gets a word; the numbers are what later ones are measured by."""
        told, year = self.history.told[report.agency_id], self.period.year
        said = {pk: row.number for pk, row in self.recorded.get(report.pk, {}).items()}
        form = self.history.form
        asked = form.asked(report.version.kind)
        notes = told.notes(year, self.place, numbers, said, form.form_version, asked)
        told.keep(year, self.place, numbers)
        return notes

    def _answered(self, report: Report) -> Numbers:
        """What the drafter fills in; the yearly figure once a year."""
        numbers = dict(self.numbers[report.pk])
        year = (report.agency_id, self.period.year)
        if year in self.history.yearly_answered:
            numbers.pop(YEARLY)
        self.history.yearly_answered.add(year)
        return numbers

    def _texts(self, report: Report, numbers: Numbers) -> dict[str, str]:
        """What the drafter writes, and takes where there is nothing to write."""
        if report.version.kind.owes != AgencyKind.Owes.WHOLE:
            return self._written(report, numbers)
        asked = {figure.code for figure in self.history.form.asked(report.version.kind)}
        over = self.earlier.over(report.agency_id, numbers, self.history.figures)
        return self.history.outline.taken(self._written(report, numbers), asked, over)

    def _written(self, report: Report, numbers: Numbers) -> dict[str, str]:
        version = report.version
        is_commune = version.kind.tier == "commune"
        is_first_year = is_commune and self.period.year == PROVINCES_MERGED.year
        return texts(
            version.code,
            name=version.name,
            sign=version.sign,
            year=self.period.year,
            place=self.place,
            month=PROVINCES_MERGED.month if is_first_year else 1,
            numbers=numbers,
            people=people_of(version.code) if is_commune else "kinh",
        )

    def _moments(self, report: Report) -> list[dt.datetime | None]:
        """Saved, submitted, sent, accepted: as far as the fate goes and the reference day lets it."""
        moments = self._before_closing() if self.stage == Stage.COLLECTING else self._after_closing(report)
        reached = REACHED.get(self.fate(report), 4)
        return [
            moment if place < reached and self.lived(moment) else None for place, moment in enumerate(moments)
        ]

    def _before_closing(self) -> list[dt.datetime]:
        yesterday = at(self.history.days.after(self.history.day, -1), 10)
        saved = max(yesterday, at(opening_day(self.period), 14))
        return [saved + dt.timedelta(hours=step) for step in range(4)]

    def _after_closing(self, report: Report) -> list[dt.datetime]:
        day = self._sending_day(report)
        accepted = self.history.days.after(day, self.chance.choice([1, 1, 2]))
        hour = self.chance.choice([9, 10, 14, 15])
        return [at(day, 8), at(day, hour), at(day, hour + 1), at(accepted, self.chance.choice([9, 15]))]

    def _sending_day(self, report: Report) -> dt.date:
        if self.fate(report) == Fate.LATE:
            return self.history.days.after(report.rule_due_on, self.chance.choice([1, 1, 2, 3]))
        if self.fate(report) == Fate.EXTENDED:
            return self.history.days.after(report.rule_due_on, 1)
        return self.working_day(1 if self.fate(report) == Fate.ON_BEHALF else self.chance.choice([1, 2, 2]))
