"""Deadlines in an officer's own calendar, under an address that nobody else knows."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from feedback.actions.handling import accept
from feedback.models import Handling
from notices.models import CalendarFeed
from notices.models.feeds import digest_of, officer_of
from records.models import AuditEntry
from tests.agencies.make import People, make_people
from tests.feedback.make import NOW, SENDER, make_regulation, receive

pytestmark = pytest.mark.django_db
PAGE = reverse("deadlines")


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def officer(people) -> Client:
    make_regulation(people.other_agency)
    client = Client()
    client.force_login(people.drafter)
    return client


def opened(officer: Client, settings) -> str:
    """The path of the feed's address, as the page shows it once."""
    settings.PORTAL_URL = "https://cchc.example.vn"
    url = reverse("change_deadlines") if officer.get(PAGE).context["feed"] else PAGE
    assert officer.post(url).headers["Location"] == PAGE
    answer = officer.get(PAGE)
    assert answer.headers["Cache-Control"] == "no-store"
    address = answer.context["address"]
    assert address in answer.text
    assert address not in officer.get(PAGE).text  # once
    assert address.startswith("https://cchc.example.vn/desk/deadlines/")
    return address.removeprefix("https://cchc.example.vn")


def events(path: str):
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(event["summary"]), event.decoded("dtstart"), str(event["url"])) for event in found]


def test_what_is_owed_stands_on_its_day_and_moves(officer, people, settings):
    case = Handling.objects.get(item=receive(people.agency).item)
    path = opened(officer, settings)
    link = "https://cchc.example.vn" + case.get_absolute_url()
    arrived = f"Phản ánh {case.item.code}: nhận xử lý hoặc chuyển đi"
    assert (arrived, dt.date(2026, 3, 18), link) in events(path)
    accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    days = [day for title, day, url in events(path) if url == link]
    assert days == [dt.date(2026, 4, 6)]


def test_it_speaks_its_readers_language(officer, people, settings):
    case = Handling.objects.get(item=receive(people.agency).item)
    path = opened(officer, settings)
    assert any("Phản ánh" in title for title, _day, _url in events(path))
    type(people.drafter).objects.filter(pk=people.drafter.pk).update(language="en")
    (title,) = [title for title, _day, url in events(path) if url.endswith(case.get_absolute_url())]
    assert title.startswith(f"Feedback {case.item.code}")


def test_it_names_nobody(officer, people, settings):
    receive(people.agency)
    told = Client().get(opened(officer, settings)).text
    for secret in (SENDER["name"], SENDER["phone"], "đi lại ba lần"):
        assert secret not in told


def test_another_address_or_none_closes_the_former(officer, people, settings):
    first = opened(officer, settings)
    second = opened(officer, settings)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    was_open = officer.post(PAGE)  # from a page of before it was made
    assert was_open.headers["Location"] == reverse("change_deadlines")
    assert "không cập nhật" in officer.get(reverse("close_deadlines")).text
    assert Client().get(second).status_code == 200
    assert officer.post(reverse("close_deadlines")).status_code == 302
    assert officer.post(reverse("close_deadlines")).status_code == 302
    assert Client().get(second).status_code == 404
    verbs = AuditEntry.objects.about(people.drafter).values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.endswith("_feed")] == ["open_feed", "open_feed", "close_feed"]


def test_who_may_not_sign_in_has_no_feed_and_the_secret_is_not_kept(officer, people, settings):
    path = opened(officer, settings)
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert CalendarFeed.objects.get().token_digest == digest_of(token) != token
    assert officer_of(token) == people.drafter
    type(people.drafter).objects.filter(pk=people.drafter.pk).update(is_active=False)
    assert Client().get(path).status_code == 404
    assert Client().get(reverse("deadlines_feed", args=["made-up"])).status_code == 404
