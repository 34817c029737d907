"""Loading the sample: the province's time from 15 December 2024 to a reference day, told in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from agencies.models import Agency, Officer
from notices.actions.keeping import keep_obligations
from reformportal.progress import Tell, nobody_asks
from reformportal.sample import (
    PASSWORD,
    agency_plans,
    changes,
    channels,
    feedback,
    letters,
    personal_data,
    rules,
)
from reformportal.sample.activities import tell_activities, tell_duties
from reformportal.sample.bodies import DEPARTMENTS_MERGED, PROVINCES_MERGED, REGISTER_FROM
from reformportal.sample.exceptions import correct_one
from reformportal.sample.fates import Stage
from reformportal.sample.history import FIRST_YEAR, History, at, next_slice_begins, opening_day
from reformportal.sample.periods import PeriodStory
from reformportal.sample.plans import PlanStory
from reformportal.sample.register import Register
from reformportal.sample.telling import tell_lately
from reports.actions.standard import install_standard
from reports.models import Period, Report

FIRST_DAY = PROVINCES_MERGED
RECORDS_FROM = dt.date(2025, 12, 15)  # report year 2026: figures are fed from activities
PROVINCE = "Quảng Ngãi"
# When the register was told of what began a little later.
DEPARTMENTS_DECIDED = dt.date(2025, 2, 19)
PRESS_DECIDED = dt.date(2025, 5, 21)  # announced that day, two days after it began
COMMUNES_DECIDED = dt.date(2025, 6, 28)

Event = tuple[dt.date, str, Callable[[], None]]  # its day, its name, what happens


@dataclass(frozen=True)
class Loaded:
    agencies: int
    officers: int
    reports: int

    def summary(self) -> str:
        return (
            f"{self.agencies} agencies, {self.officers} invented officers, {self.reports} invented reports."
        )


def why_not(*, is_trial: bool) -> str:
    """One sentence that says why the sample may not be loaded here; empty when it may."""
    if not is_trial:
        return "The sample loads in the trial mode only (PORTAL_TRIAL=1), never into production."
    if Agency.objects.filter(is_sample=True).exists():
        return "The sample is loaded already; empty the database to load it anew."
    if Agency.objects.exists() or Officer.objects.exists():
        return "The sample does not load beside real agencies or officers: use an empty database."
    return ""


@transaction.atomic
def load(*, day: dt.date, communes: int | None = None, tell: Tell = nobody_asks) -> Loaded:
    """Fill an empty database with the province as it stood on the morning of `day`.

    The same day gives the same rows. `communes` takes only the first of them (tests); `tell` hears of each
    part before it begins.
    """
    with no_way_back():
        return _load(day, communes, tell)


@contextmanager
def no_way_back() -> Iterator[None]:
    """It is loaded as a whole or not at all: without a savepoint for each action, which would be every fourth
    statement. An error within one that somebody catches breaks the transaction."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        del connection.features.uses_savepoints


def _load(day: dt.date, communes: int | None, tell: Tell) -> Loaded:
    tell(0, 0, "register")
    regime = install_standard(
        province=PROVINCE,
        valid_from=REGISTER_FROM,
        records_from=RECORDS_FROM,
        feedback_from=next_slice_begins(day),  # until then agencies kept their registers on paper
    )
    register = Register(communes)
    register.begin(at(REGISTER_FROM, 7))
    changes.assign_reviewers(REGISTER_FROM)
    history = History(regime, day)
    events = [*sorted(_events(history, register), key=lambda event: event[0]), *_endings(day)]
    for number, (_day, name, happen) in enumerate(events):
        tell(number, len(events), name)
        happen()
    return Loaded(Agency.objects.count(), Officer.objects.count(), Report.objects.count())


def _endings(day: dt.date) -> Iterator[Event]:
    """What is done once everything has happened."""
    yield day, "what is owed", lambda: owe(day)
    yield day, "passwords", set_passwords
    yield day, "what people were told", lambda: tell_lately(day)


def owe(day: dt.date) -> None:
    keep_obligations(now=at(day, 0))


def set_passwords() -> None:
    Officer.objects.filter(is_sample=True, is_active=True).update(password=make_password(PASSWORD))


def _events(history: History, register: Register) -> Iterator[Event]:
    """What happened by the reference day, each with its day."""
    yield DEPARTMENTS_DECIDED, "departments merge", lambda: _merge_departments(register)
    yield PRESS_DECIDED, "the press merges", lambda: register.merge_press(at(PRESS_DECIDED, 7))
    yield COMMUNES_DECIDED, "communes", lambda: _arrange_communes(register)
    for day, happen in PlanStory(register).events(history.day):
        yield day, "plans of the province", happen
    stages = history.periods()
    last_issued = max((row for row in stages if stages[row] == Stage.ISSUED), key=lambda row: row.ends_on)
    for period, stage in stages.items():
        happen = _telling(history, period, stage, with_correction=period == last_issued)
        yield opening_day(period), f"reports of {period.code} {period.year}", happen
    once: list[Event] = [
        (changes.LEFT_ON, "a drafter leaves", lambda: changes.drafter_leaves(register)),
        (changes.HELPS_FROM, "a drafter helps", lambda: changes.drafter_helps_neighbours(register)),
        (rules.ENTERED_ON, "rules and procedures", rules.tell_rules),
        (channels.RECORDED_ON, "regulations on feedback", channels.tell_regulations),
    ]
    yield from (event for event in once if event[0] < history.day)
    for year in range(agency_plans.FIRST_YEAR, history.day.year + 1):
        if agency_plans.decided_on(year) < history.day:
            name = f"plans of agencies for {year}"
            yield agency_plans.decided_on(year), name, _telling_agency_plans(year)
    for year in range(FIRST_YEAR, history.day.year + 1):
        told_on = min(dt.date(year, 12, 31), history.day)
        yield told_on, f"activities of {year}", _telling_activities(year, told_on)
    yield history.day, "feedback", lambda: feedback.tell_feedback(history.day)
    yield history.day, "letters", lambda: letters.tell_letters(history.day)
    yield history.day, "requests about data", lambda: personal_data.tell_requests(history.day)
    yield history.day, "a breach", lambda: personal_data.tell_breach(history.day)
    yield history.day, "a leave", lambda: changes.drafter_on_leave(register, history.day)
    yield history.day, "a leave to come", lambda: changes.only_drafter_goes_away(history.day)


def _telling_agency_plans(year: int) -> Callable[[], None]:
    return lambda: agency_plans.tell_agency_plans(year)


def _telling_activities(year: int, day: dt.date) -> Callable[[], None]:
    def tell() -> None:
        if year <= RECORDS_FROM.year:
            tell_activities(year, day)  # later ones stand behind the figures of their periods
        tell_duties(year, day)

    return tell


def _merge_departments(register: Register) -> None:
    register.merge_departments(at(DEPARTMENTS_DECIDED, 7))
    changes.assign_reviewers(DEPARTMENTS_MERGED)


def _arrange_communes(register: Register) -> None:
    register.arrange_communes(at(COMMUNES_DECIDED, 7))
    changes.assign_reviewers(PROVINCES_MERGED)


def _telling(history: History, period: Period, stage: Stage, *, with_correction: bool) -> Callable[[], None]:
    def tell() -> None:
        story = PeriodStory(history, period, stage)
        story.tell()
        if with_correction:
            correct_one(story)

    return tell
