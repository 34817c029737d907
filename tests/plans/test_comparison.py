"""Planned and done side by side: by form, quarter and agency; nothing counts in a year not its own."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.actions.activities import add_result, update_activity
from tests.agencies.make import make_agency
from tests.plans.make import NOW, TODAY, make_activity, make_done

pytestmark = pytest.mark.django_db
URL = "plans:comparison"


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


def shown(client, **query) -> dict[str, list[tuple]]:
    context = client.get(reverse(URL), query).context
    return {
        "forms": [(row.unit, row.planned, row.done, row.share) for row in context["forms"]],
        "quarters": [(row.planned, row.done) for row in context["quarters"]],
        "agencies": [(row.label, row.planned, row.done, row.overdue) for _, row in context["agencies"]],
    }


def test_a_year_is_compared_by_form_quarter_and_agency(people, client):
    make_activity(people.agency, "tap-huan", planned_on=dt.date(2026, 6, 1), planned_quantity=3)
    make_done(people.agency, "tap-huan", on=TODAY, count=1, planned_quantity=1)
    make_done(people.agency, "hoi-nghi", on=TODAY, count=2)  # done without a plan
    cancelled = make_activity(people.agency, planned_on=TODAY, planned_quantity=9)
    update_activity(cancelled, "cancel", on=TODAY, by=None, now=NOW)
    make_activity(people.agency, planned_on=dt.date(2026, 1, 5), planned_quantity=4)
    make_done(people.agency, on=dt.date(2025, 12, 31), count=7)
    make_done(people.other_agency, on=TODAY, count=7)
    client.force_login(people.drafter)
    assert shown(client) == {
        "forms": [("tin, bài", 4, 0, 0), ("cuộc", 0, 2, None), ("lớp", 4, 1, 25)],
        "quarters": [(3, 2), (1, 0), (0, 0), (0, 0)],
        "agencies": [("Sở Tư pháp", 4, 2, 1)],
    }
    assert shown(client, year=2025)["forms"] == [("tin, bài", 0, 7, None)]


def test_joint_work_counts_once_with_its_leader(people, client):
    make_done(people.agency, "hoi-nghi", count=1)
    make_done(people.other_agency, "hoi-nghi", count=1, led_by=people.agency)
    client.force_login(people.reviewer)
    found = shown(client)
    assert found["forms"] == [("cuộc", 0, 1, None)]
    assert found["quarters"][0] == (1, 1)
    assert [row[1:] for row in found["agencies"]] == [(1, 1, 0), (1, 1, 0)]


def test_quarters_are_a_chart_and_so_are_the_agencies_that_lag(people, client):
    make_activity(people.agency, planned_on=dt.date(2026, 1, 5), planned_quantity=1)
    make_done(people.agency, on=TODAY)
    make_done(people.other_agency, on=TODAY)
    client.force_login(people.reviewer)
    page = client.get(reverse(URL))
    assert page.context["quarter_lines"][0][1] == [3, 0, 0, 0]
    assert page.context["quarter_lines"][1][1] == [2, 0, 0, 0]
    assert page.context["behind"] == [("Sở Tư pháp", 50, "50%"), ("Sở Y tế", 100, "100%")]
    assert page.text.count('<figure class="chart">') == 3
    client.force_login(people.drafter)
    assert client.get(reverse(URL)).context["behind"] == []  # alone, there is nobody to lag behind


def test_results_of_one_activity_fall_into_their_own_years(people, client):
    activity = make_done(people.agency, on=dt.date(2025, 12, 31), count=5)
    add_result(activity, measure="count", on=TODAY, amount=2, by=None, now=NOW)
    client.force_login(people.drafter)
    assert [shown(client, year=year)["forms"][0][2] for year in (2025, 2026)] == [5, 2]


def test_home_affairs_compares_all_agencies_or_one(people, client):
    make_done(people.agency, on=TODAY)
    make_done(people.other_agency, on=TODAY)
    client.force_login(people.reviewer)
    assert [row[0] for row in shown(client)["agencies"]] == ["Sở Tư pháp", "Sở Y tế"]
    assert [row[0] for row in shown(client, agency=people.agency.pk)["agencies"]] == ["Sở Tư pháp"]
    assert shown(client, year="x")["quarters"][0] == (2, 2)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long(people, client, rows):
    for _ in range(rows):
        make_done(make_agency(), on=TODAY)
    client.force_login(people.reviewer)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(URL))
    assert len(asked) == 12
