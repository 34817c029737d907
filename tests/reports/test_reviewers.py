"""Who is responsible for which agency."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Officer
from records.models import AuditEntry
from reports.actions.reviewing import assign_reviewers
from reports.models import Report, ReviewerAssignment
from tests.agencies.make import make_people
from tests.reports.make import make_open_period
from tests.reports.pages import make_agencies, make_second_reviewer

pytestmark = pytest.mark.django_db
ADDRESS = "/reviewers/"


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def reviewer(client, people) -> Officer:
    client.force_login(people.reviewer)
    return people.reviewer


def test_ticked_agencies_are_assigned_and_their_open_reports_follow(client, people, reviewer):
    period = make_open_period()
    other = make_second_reviewer(people.home_affairs)
    ReviewerAssignment.objects.create(agency=people.agency, reviewer=reviewer)
    ticked = [people.agency.pk, people.other_agency.pk]
    answer = client.post(ADDRESS, {"agencies": ticked, "reviewer": other.pk})
    assert answer.status_code == 302
    assert set(ReviewerAssignment.objects.values_list("agency", "reviewer")) == {
        (pk, other.pk) for pk in ticked
    }
    assert set(Report.objects.filter(period=period, reviewer=other).values_list("agency", flat=True)) == set(
        ticked
    )
    assert AuditEntry.objects.filter(verb="assign_reviewer").count() == 2


def test_what_was_ticked_is_kept_when_the_reviewer_is_missing(client, people, reviewer):
    page = client.post(ADDRESS, {"agencies": [people.agency.pk], "reviewer": ""})
    assert page.status_code == 422
    assert [version.agency for version, _name, is_ticked in page.context["rows"] if is_ticked] == [
        people.agency
    ]
    assert list(page.context["form"].errors) == ["reviewer"]


def test_nothing_ticked_and_a_stranger_as_reviewer_are_refused(client, people, reviewer):
    page = client.post(ADDRESS, {"reviewer": people.drafter.pk})
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["agencies", "reviewer"]
    assert not ReviewerAssignment.objects.exists()


def test_only_reviewers_assign_home_affairs_reads_agencies_do_not(client, people):
    for officer, read in ((people.issuer, 200), (people.registrar, 200), (people.drafter, 403)):
        client.force_login(officer)
        assert client.get(ADDRESS).status_code == read
        answer = client.post(ADDRESS, {"agencies": [people.agency.pk], "reviewer": people.reviewer.pk})
        assert answer.status_code == 403
    assert not ReviewerAssignment.objects.exists()


def test_the_list_is_narrowed_by_kind_name_and_reviewer(client, people, reviewer):
    [ba_to] = make_agencies(1)
    ReviewerAssignment.objects.create(agency=ba_to, reviewer=reviewer)

    def shown(**query):
        return [version.name for version, _name, _ticked in client.get(ADDRESS, query).context["rows"]]

    everything = ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế", "UBND xã Ba Tơ"]
    assert shown() == everything
    assert shown(reviewer=reviewer.pk) == shown(q="ba to") == ["UBND xã Ba Tơ"]
    assert shown(kind=ba_to.versions.get().kind_id) == ["UBND xã Ba Tơ"]
    assert shown(reviewer="none") == everything[:3]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_few_and_for_many(
    client, people, reviewer, django_assert_num_queries, count
):
    for agency in make_agencies(count):
        ReviewerAssignment.objects.create(agency=agency, reviewer=reviewer)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("reports:reviewers"))


QUERIES = 11


def test_s3_whom_somebody_else_assigned_meanwhile_is_told_first(client, people, reviewer):
    other = make_second_reviewer(people.home_affairs)
    data = {"agencies": [people.agency.pk], "reviewer": reviewer.pk, f"was-{people.agency.pk}": ""}
    ReviewerAssignment.objects.create(agency=people.agency, reviewer=other)
    page = client.post(ADDRESS, data)
    assert (page.status_code, other.full_name in str(page.context["form"].non_field_errors())) == (422, True)
    assert ReviewerAssignment.objects.get(agency=people.agency).reviewer == other
    assert f'name="was-{people.agency.pk}" value="{other.pk}"' in " ".join(page.text.split())
    assert client.post(ADDRESS, data | {f"was-{people.agency.pk}": other.pk}).status_code == 302
    assert ReviewerAssignment.objects.get(agency=people.agency).reviewer == reviewer


def wait_till_somebody_waits() -> None:
    """For a lock, in this database."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees but its first look
            cursor.execute(waiting)
            if cursor.fetchone():
                return
    raise AssertionError("nobody waits for a lock")


@pytest.mark.django_db(transaction=True)
def test_s3_of_two_who_assign_an_agency_without_a_reviewer_at_once_one_is_told():
    people = make_people()
    other = make_second_reviewer(people.home_affairs)
    data = {"agencies": [people.agency.pk], "reviewer": people.reviewer.pk, f"was-{people.agency.pk}": ""}
    client, codes = Client(), []
    client.force_login(people.reviewer)

    def press() -> None:
        try:
            codes.append(client.post(ADDRESS, data).status_code)
        finally:
            connection.close()

    with transaction.atomic():
        assign_reviewers([people.agency], other, by=people.reviewer, now=timezone.now())
        thread = threading.Thread(target=press)
        thread.start()
        wait_till_somebody_waits()
    thread.join(30)
    assert codes == [422]
    assert ReviewerAssignment.objects.get(agency=people.agency).reviewer == other
