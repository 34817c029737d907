"""Report periods, reports and answers for tests, through the portal's own actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, When

from agencies.models import Agency, Officer, Post
from plans.models import ActivityForm
from reports.actions.entry import Answered, Entry, save_text, save_value, save_values
from reports.actions.periods import generate_year, open_period
from reports.actions.reviewing import accept_report
from reports.actions.sending import sign_report, submit_report
from reports.actions.standard import install_standard
from reports.answers import Answers
from reports.models import (
    CrossCheck,
    CrossCheckTerm,
    Figure,
    FigureSource,
    FigureValue,
    FormVersion,
    Period,
    Regime,
    Report,
    Section,
    Sending,
    Slice,
)
from tests import databases
from tests.agencies.make import make_officer, make_post

ZONE = dt.timezone(dt.timedelta(hours=7))
YEAR = 2026
VALID_FROM = databases.STANDARD_FROM


def at(day: int, month: int, hour: int = 9, year: int = YEAR) -> dt.datetime:
    """A moment of local time."""
    return dt.datetime(year, month, day, hour, tzinfo=ZONE)


def make_regime(*, on: str = "q1 h1 q3 year", **fields) -> Regime:
    """The standard regime with exactly these periods on."""
    regime = make_standard()
    regime.period_kinds.update(is_on=Case(When(code__in=on.split(), then=True), default=False))
    for name, value in fields.items():
        setattr(regime, name, value)
    regime.save()
    return regime


def make_standard() -> Regime:
    """The standard regime as `install_standard` leaves it, a hundred times as fast."""
    if databases.put_standard():
        return Regime.objects.select_related("form_version").get()
    return install_standard(province="Quảng Ngãi", valid_from=VALID_FROM)


def make_periods(year: int = YEAR, *, on: str = "q1 h1 q3 year") -> dict[str, Period]:
    """The year's periods by code, not opened."""
    periods = generate_year(make_regime(on=on), year, by=None, now=at(2, 1, year=year))
    return {period.code: period for period in periods}


def make_open_period(code: str = "q1", year: int = YEAR, *, on: str = "q1 h1 q3 year") -> Period:
    period = make_periods(year, on=on)[code]
    return open_period(period, by=None, now=_morning(period.opens_on))


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), ZONE)


def make_report(agency: Agency, period: Period | None = None) -> Report:
    """The agency's report of an open period."""
    period = period or make_open_period()
    return Report.objects.select_related("period__open_slice", "version__kind").get(
        period=period, agency=agency
    )


def make_broken_check(period: Period, code: str) -> CrossCheck:
    """One of the province's figures alone that does not hold: nothing of this figure may have happened."""
    check = CrossCheck.objects.create(
        form_version=period.form_version,
        code=f"no-{code.lower()}",
        kind=CrossCheck.Kind.AT_MOST,
        severity=CrossCheck.Severity.EXPLAIN,
        message=f"{code} phải bằng 0",
        is_of_province=True,
    )
    wrong = Figure.objects.of_form(period.form_version_id).get(code=code)
    CrossCheckTerm.objects.create(cross_check=check, figure=wrong)
    return check


def make_staff(agency: Agency) -> tuple[Officer, Officer]:
    """A drafter and a head of the agency."""
    drafter = make_post(make_officer(), agency).officer
    return drafter, make_post(make_officer(), agency, Post.Role.HEAD).officer


def figure(report: Report, code: str) -> Figure:
    return Figure.objects.of_form(report.period.form_version_id).get(code=code)


def feed(form_version: FormVersion, code: str, form: str = "", measure: str = "", **fields) -> FigureSource:
    """Let records feed a figure, always: feed(form_version, "TT13", "tin-bai-trang", "count")."""
    fields = {"valid_from": VALID_FROM, "fact": FigureSource.Fact.RESULTS} | fields
    fed = Figure.objects.of_form(form_version).get(code=code)
    of_form = ActivityForm.objects.get(code=form) if form else None
    return FigureSource.objects.create(figure=fed, form=of_form, measure=measure, **fields)


def put(report: Report, by: Officer, now: dt.datetime | None = None, **numbers: int | str | None) -> None:
    """Answer figures by code, with dots as underscores: put(report, drafter, TT05=3, TT33_1=0)."""
    entries = {
        code.replace("_", "."): Entry(number=None if number is None else Decimal(number))
        for code, number in numbers.items()
    }
    _save(report, entries, by, now or _morning(report.period.ends_on))


def _save(report: Report, entries: Mapping[str, Entry], by: Officer, now: dt.datetime) -> None:
    """Save answers by code in their order, over what stands; the first refusal is raised."""
    answers = Answers(fresh(report))
    figures = {row.code: row for row in Figure.objects.of_form(report.period.form_version_id)}
    rows = {code: answers.value(figures[code]) for code in entries}
    answered = [
        Answered(figures[code], entry, row.version if (row := rows[code]) else 0)
        for code, entry in entries.items()
    ]
    for outcome in save_values(report, answered, by=by, now=now):
        if isinstance(outcome, ValidationError):
            raise outcome


def fill(report: Report, by: Officer, now: dt.datetime | None = None, **numbers: int | str) -> Report:
    """Answer everything that is asked: these numbers, 0 elsewhere, a text in each section that needs one."""
    now = now or _morning(report.period.ends_on)
    put(report, by, now, **numbers)
    answers = Answers(fresh(report))
    _save(report, {asked.code: Entry(number=Decimal(0)) for asked in answers.blank_figures}, by, now)
    for section in dict.fromkeys([*answers.blank_sections, *unsaid_sections(report)]):
        save_text(report, section, f"Nội dung mục {section.number}.", seen_version=0, by=by, now=now)
    return fresh(report)


def unsaid_sections(report: Report) -> list[Section]:
    return [told.section for told in Answers(fresh(report)).unsaid]


def send(
    report: Report, drafter: Officer, head: Officer, now: dt.datetime | None = None, **numbers: int | str
) -> Sending:
    """Fill in, with a word where one is asked, submit, sign."""
    now = now or _morning(report.period.ends_on) + dt.timedelta(days=1)
    filled = fill(report, drafter, now - dt.timedelta(hours=2), **numbers)
    asked = [finding for finding in Answers(filled).stopping if not finding.blocks]
    explain(filled, drafter, *(finding.figures[0].code for finding in asked))
    submit_report(filled, by=drafter, now=now - dt.timedelta(hours=1))
    return sign_report(report, by=head, now=now)


def send_and_accept(
    report: Report, drafter: Officer, head: Officer, reviewer: Officer, **numbers: int | str
) -> Sending:
    sending = send(report, drafter, head, None, **numbers)
    accept_report(report, by=reviewer, now=sending.sent_at + dt.timedelta(hours=1))
    return sending


def fresh(report: Report) -> Report:
    return Report.objects.select_related("period__open_slice", "period__regime", "version__kind").get(
        pk=report.pk
    )


def free_reports() -> list[Report]:
    """The reports that no transaction holds, as another connection finds them."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(_free_reports).result()


def _free_reports() -> list[Report]:
    try:
        with transaction.atomic():
            return list(Report.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)))
    finally:
        connection.close()


def explain(report: Report, by: Officer, *codes: str, note: str = "Đã rà lại, số đúng.") -> None:
    """Give a word to figures by code, their numbers as they stand."""
    answers = Answers(fresh(report))
    for code in codes:
        asked = figure(report, code)
        row = answers.value(asked)
        entry = Entry(row.number if row else None, row.is_not_applicable if row else False, note)
        moment = _morning(report.period.ends_on)
        save_value(report, asked, entry, seen_version=row.version if row else 0, by=by, now=moment)


def answer_earlier(report: Report, by: Officer, **numbers: list[int | None]) -> None:
    """What the year's slices before the open one hold, oldest first: answer_earlier(r, d, TT05=[3, 4])."""
    open_slice = report.period.open_slice
    rows = Slice.objects.filter(
        regime=open_slice.regime_id, year=open_slice.year, ends_on__lt=open_slice.ends_on
    )
    for code, given in numbers.items():
        for row, number in zip(rows.order_by("ends_on"), given, strict=True):
            FigureValue.objects.create(
                agency=report.agency,
                slice=row,
                figure=figure(report, code.replace("_", ".")),
                number=number,
                is_not_applicable=number is None,
                saved_by=by,
                saved_at=_morning(row.ends_on),
            )
