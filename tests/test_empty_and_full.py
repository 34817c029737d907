"""Every page while nothing is there yet, with one of each, in a running period and after all have closed."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from agencies.models import Officer
from feedback.models import Handling
from plans.actions.agency_plans import begin_plan
from reports.models import DeadlineRule, Figure, Section
from tests.agencies.make import People, make_people
from tests.feedback.make import receive
from tests.make import agency_things, make_officers
from tests.plans.make import make_activity, make_duty, make_plan
from tests.reports.make import at, make_open_period, make_regime, make_report
from tests.table import PUBLIC, TABLE, Row, expected
from tests.visitors import Visitors

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READERS = ["drafter", "head", "reviewer", "registrar", "leader", "nobody"]
TAGS = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.DOTALL)
# What a page never says to anybody.
NONSENSE = re.compile(
    r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\{%|%\(|%s|\(\)|\[\]|<\w+:|object at 0x|\bnan\b|: \."
)
Things = dict[str, list[Any]]
ALWAYS: Things = {"": [], "ending": ["csv"], "made up pass": ["made:up"], "matter of data": ["stop"]}


@pytest.fixture
def quiet(caplog):
    caplog.set_level("CRITICAL", "django.request")


def nonsense(answer: Any) -> list[str]:
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    words = html.unescape(TAGS.sub(" ", answer.body.decode()))
    return [words[max(0, found.start() - 60) : found.end() + 20] for found in NONSENSE.finditer(words)]


def rows_about(things: Things) -> Iterator[tuple[Row, dict[str, int]]]:
    for rows, is_public in ((TABLE, False), (PUBLIC, True)):
        for row in rows:
            if row.about in things and "{section}" not in row.query:
                yield row, expected(row.get, is_public=is_public)


def wrong_pages(officers: Mapping[str, Officer], things: Things) -> list[str]:
    """Who is answered otherwise than the access table says, or is told nonsense."""
    visitors, found = Visitors(officers), []
    for row, codes in rows_about(things):
        url = reverse(row.name, args=things[row.about]) + row.query
        for role in [role for role in READERS if codes[role] == 200]:
            answer = visitors.ask(role, "get", url)
            if answer.status_code != 200:
                found.append(f"{row.name}, {row.about}, as {role}: {answer.status_code}")
            found += [f"{row.name}, {row.about}, as {role}: {words!r}" for words in nonsense(answer)]
    return found


def shut_links(officers: Mapping[str, Officer]) -> list[str]:
    """Where links lead and nothing opens."""
    visitors = Visitors(officers)
    walks = ((role, *step) for role in READERS for step in visitors.wander(role, alike=2))
    shut = [(role, page, url) for role, page, url, answer in walks if answer.status_code not in (200, 302)]
    return [f"{page} leads {role} to {url}" for role, page, url in shut]


def test_pages_of_a_portal_in_which_nothing_happened_yet(quiet):
    people = make_people()
    make_regime()
    officers = make_officers(people)
    wrong = wrong_pages(officers, ALWAYS | agency_things(people))
    # There is nothing to change, and no page leads there.
    unrecorded = [f"feedback:change-contacts, agency, as {role}: 404" for role in ("drafter", "head")]
    assert (wrong, shut_links(officers)) == (unrecorded, [])


def one_of_each(people: People) -> Things:
    now = at(2, 3)
    report = make_report(people.agency, make_open_period())
    form, drafter = report.period.form_version_id, people.drafter
    section = Section.objects.filter(form_version=form, is_heading=False)[0]
    plan = make_plan()
    duty = make_duty(plan, leads=[people.agency])
    case = Handling.objects.get(item=receive(people.agency, now=now).item)
    return {
        "draft": [report.pk],
        "draft's group": [report.pk, Figure.objects.of_form(form)[0].indicator.group_id],
        "draft's section": [report.pk, section.pk],
        "open period": [report.period_id],
        "form": [form],
        "rule": [DeadlineRule.objects.all()[0].pk],
        "plan": [plan.pk],
        "decision": [plan.decisions.get().pk],
        "duty": [duty.pk],
        "assignment": [duty.assignments.get().pk],
        "activity": [make_activity(people.agency).pk],
        "draft plan": [begin_plan(people.agency, 2026, by=drafter, now=now).pk],
        "feedback": [case.pk],
    }


def test_pages_with_one_row_each(quiet):
    people = make_people()
    officers = make_officers(people)
    things = ALWAYS | agency_things(people) | one_of_each(people)
    assert (wrong_pages(officers, things), shut_links(officers)) == ([], [])


@pytest.mark.parametrize("day", [dt.date(2026, 9, 18), dt.date(2027, 3, 1)], ids=["running", "closed"])
def test_pages_of_a_running_period_and_of_closed_ones(everything, quiet, day):
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        assert wrong_pages(everything.officers, everything.things) == []
