"""What an officer was told on the portal, and the bell."""

import datetime as dt

import pytest
from django.urls import reverse

from notices.actions import deliver_due
from notices.models import Delivery
from tests.agencies.make import make_officer, make_people
from tests.notices.make import at, make_drafters, make_entry, owe, owe_no_more, tell

pytestmark = pytest.mark.django_db
INBOX = reverse("notices:inbox")


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


def subjects(response) -> list[str]:
    return [entry.subject for entry in response.context["entries"]]


def test_the_unread_come_first_then_the_newest(client, officer):
    make_entry(officer, subject="cũ, đã đọc", now=at(2), read_at=at(2))
    make_entry(officer, subject="mới, đã đọc", now=at(4), read_at=at(4))
    make_entry(officer, subject="cũ, chưa đọc", now=at(1))
    make_entry(officer, subject="mới, chưa đọc", now=at(3))
    assert subjects(client.get(INBOX)) == ["mới, chưa đọc", "cũ, chưa đọc", "mới, đã đọc", "cũ, đã đọc"]


def test_only_my_own_notices_are_here_and_only_those_of_the_portal(client, officer):
    make_entry(make_officer(), subject="của người khác")
    make_entry(officer, subject="thư", channel="email")
    make_entry(officer, subject="của tôi")
    assert subjects(client.get(INBOX)) == ["của tôi"]


def test_an_empty_page_says_when_something_will_come(client, officer):
    assert "Khi báo cáo đến hạn" in client.get(INBOX).content.decode()


def test_opening_leads_to_the_matter_and_counts_as_reading(client, officer):
    entry = make_entry(officer)
    response = client.post(reverse("notices:open", args=[entry.pk]))
    entry.refresh_from_db()
    assert (response.status_code, response.url, entry.read_at is None) == (302, "/errands/1/", False)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", ""])
def test_opening_never_leaves_the_portal(client, officer, path):
    entry = make_entry(officer, path=path)
    assert client.post(reverse("notices:open", args=[entry.pk])).url == INBOX


def test_the_first_reading_counts(client, officer):
    entry = make_entry(officer, read_at=at(2))
    client.post(reverse("notices:read", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.read_at == at(2)


@pytest.mark.parametrize("verb", ["read", "open"])
def test_another_officers_notice_is_not_there(client, officer, verb):
    entry = make_entry()
    assert client.post(reverse(f"notices:{verb}", args=[entry.pk])).status_code == 404
    entry.refresh_from_db()
    assert entry.read_at is None


@pytest.mark.parametrize("verb", ["read", "open"])
def test_asking_for_a_verb_changes_nothing(client, officer, verb):
    entry = make_entry(officer)
    assert client.get(reverse(f"notices:{verb}", args=[entry.pk])).status_code == 405
    entry.refresh_from_db()
    assert entry.read_at is None


def test_all_of_mine_are_marked_read_and_nobody_elses(client, officer):
    for person in (officer, officer, make_officer()):
        make_entry(person)
    client.post(reverse("notices:read_all"))
    assert Delivery.objects.filter(read_at=None).exclude(officer=officer).count() == 1
    assert Delivery.objects.unread(officer).count() == 0


def test_the_bell_counts_what_is_unread(client):
    people = make_people()
    client.force_login(people.drafter)
    make_entry(people.drafter)
    make_entry(people.drafter, read_at=at(2))
    make_entry(people.head)
    page = client.get(INBOX).content.decode()
    assert '<span class="bell-count">1<' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_costs_no_more_queries(client, officer, django_assert_num_queries, count):
    for _ in range(count):
        make_entry(officer)
    with django_assert_num_queries(8):
        client.get(INBOX)


def test_words_of_others_are_text(client, officer):
    make_entry(officer, subject="<script>x</script>", text="<b>đậm</b>")
    page = client.get(INBOX).content.decode()
    assert "&lt;script&gt;x" in page
    assert "<b>đậm" not in page


def test_a_step_of_a_day_that_moved_still_asks_for_something(client, errands):
    (agency,) = make_drafters(1)
    owe(agency)
    deliver_due(now=at(16))
    owe(agency, due_on=dt.date(2025, 6, 23), now=at(17))
    client.force_login(agency.posts.get().officer)
    assert "Hiện không phải làm gì" not in client.get(INBOX).text
    owe_no_more(now=at(17))
    assert "Hiện không phải làm gì" in client.get(INBOX).text


def test_what_asks_for_nothing_by_now_is_said_beside_what_does(client, errands):
    (agency,) = make_drafters(1)
    for obligation in (1, 2):
        tell(agency, rule="returned", obligation=obligation)
    deliver_due(now=at(2))
    errands.over = {1}
    client.force_login(agency.posts.get().officer)
    page = client.get(reverse("notices:inbox"))
    settled = [entry.path for entry in page.context["entries"] if entry.pk in page.context["over"]]
    assert settled == ["/errands/1/"]
    assert page.text.count("Hiện không phải làm gì") == 1
    errands.broken = True
    assert "Hiện không phải làm gì" not in client.get(reverse("notices:inbox")).text
