"""Agencies by period of a year, and completeness and timeliness over the periods."""

import pytest
from django.urls import reverse

from reports.actions.periods import open_period
from reports.models import Report
from tests.agencies.make import make_people
from tests.reports.make import at, make_periods
from tests.reports.pages import make_agencies, make_leader, stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def periods(people):
    make_agencies(1)
    periods = make_periods(2025)
    for code in ("q1", "h1"):
        open_period(periods[code], by=None, now=at(1, 7, year=2025))
    return periods


def year_board(client, officer, **query):
    client.force_login(officer)
    return client.get(reverse("reports:year-board", args=[2025]), query)


def test_each_agency_has_a_cell_for_each_opened_period(client, people, periods):
    report = Report.objects.get(period=periods["h1"], agency=people.agency)
    stand(report, "accepted", sent_on=report.due_on)
    page = year_board(client, people.reviewer)
    assert page.context["periods"] == [periods["q1"], periods["h1"]]
    rows = {name: [cell and cell[0].state for cell in cells] for name, cells in page.context["rows"]}
    assert rows == {
        "Sở Nội vụ": ["overdue", "overdue"],
        "Sở Tư pháp": ["overdue", "accepted"],
        "Sở Y tế": ["overdue", "overdue"],
        "UBND xã Ba Tơ": ["overdue", "overdue"],
    }


def test_an_agency_that_was_not_asked_has_an_empty_cell(client, people, periods):
    Report.objects.get(period=periods["q1"], agency=people.agency).delete()
    rows = dict(year_board(client, people.reviewer).context["rows"])
    assert [cell is None for cell in rows["Sở Tư pháp"]] == [True, False]


def test_the_matrix_is_narrowed_by_name_and_kind(client, people, periods):
    kind = Report.objects.get(period=periods["q1"], version__name="UBND xã Ba Tơ").version.kind_id
    for query in ({"q": "ba to"}, {"kind": kind}):
        assert [name for name, _cells in year_board(client, people.reviewer, **query).context["rows"]] == [
            "UBND xã Ba Tơ"
        ]


def test_a_year_without_periods_is_empty_and_no_error(client, people):
    client.force_login(people.reviewer)
    assert client.get(reverse("reports:year-board", args=[1990])).context["rows"] == []


@pytest.mark.parametrize("name", ["year-board", "timeliness"])
def test_leadership_reads_and_agencies_do_not(client, people, periods, name):
    address = reverse(f"reports:{name}", args=[2025] if name == "year-board" else [])
    for officer, status in ((make_leader(), 200), (people.issuer, 200), (people.drafter, 403)):
        client.force_login(officer)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_matrix_costs_the_same_for_few_and_for_many(client, people, django_assert_num_queries, count):
    make_agencies(count)
    periods = make_periods(2025)
    for code in ("q1", "h1", "q3")[:count]:
        open_period(periods[code], by=None, now=at(1, 7, year=2025))
    client.force_login(people.reviewer)
    with django_assert_num_queries(QUERIES_OF_THE_MATRIX):
        client.get(reverse("reports:year-board", args=[2025]))


QUERIES_OF_THE_MATRIX = 12


def test_timeliness_runs_from_the_oldest_period_to_the_newest(client, people, periods):
    for report in Report.objects.filter(period=periods["q1"]):
        stand(report, "accepted", sent_on=report.due_on)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:timeliness"))
    assert page.context["periods"] == [periods["q1"], periods["h1"]]
    assert [list(values) for _name, values in page.context["series"]] == [[100, 0], [100, 0]]
    assert "<svg" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_timeliness_costs_the_same_for_one_period_and_for_three(
    client, people, django_assert_num_queries, count
):
    periods = make_periods(2025)
    for code in ("q1", "h1", "q3")[:count]:
        open_period(periods[code], by=None, now=at(1, 7, year=2025))
    client.force_login(people.reviewer)
    with django_assert_num_queries(QUERIES_OF_TIMELINESS):
        client.get(reverse("reports:timeliness"))


QUERIES_OF_TIMELINESS = 6
