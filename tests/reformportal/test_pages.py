"""The pages that belong to no room: home, help, the desk, and the frame around all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.health import unmanned
from tests.agencies.make import make_agency, make_officer, make_people, make_post

pytestmark = pytest.mark.django_db
BAND = "Dữ liệu mẫu:"


@pytest.mark.parametrize("address", ["/", "/help/"])
def test_public_pages_ask_the_database_one_thing_in_a_trial(client, django_assert_num_queries, address):
    with django_assert_num_queries(1):  # is the sample here?
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/help/"])
def test_public_pages_ask_the_database_nothing_in_production(
    client, django_assert_num_queries, settings, address
):
    settings.TRIAL = False
    with django_assert_num_queries(0):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("posts", [1, 3])
def test_the_desk_costs_the_same_for_one_post_and_three(client, django_assert_num_queries, posts):
    officer = make_officer()
    for _post in range(posts):
        make_post(officer)
    client.force_login(officer)
    # session, officer, posts, what is owed, leaves, for whom one stands in, unread notices, sample
    with django_assert_num_queries(8):
        assert client.get("/desk/").status_code == 200


def test_the_desk_is_for_who_signed_in(client):
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_who_holds_no_post_is_told_so(client):
    client.force_login(make_officer())
    assert "Hiện anh/chị chưa giữ chức vụ nào" in client.get("/desk/").text


def test_the_band_shows_while_the_sample_is_there(client):
    assert BAND not in client.get("/").text
    make_agency(is_sample=True)
    assert BAND in client.get("/").text


def test_a_sample_officer_sees_the_band_without_a_query(client, django_assert_num_queries):
    client.force_login(make_officer(is_sample=True))
    with django_assert_num_queries(5):
        assert BAND in client.get("/desk/").text


def test_vietnamese_is_spoken_whatever_the_browser_prefers(client):
    answer = client.get("/", headers={"accept-language": "en-US,en;q=0.9"})
    assert ('<html lang="vi">' in answer.text, answer.headers["Content-Language"]) == (True, "vi")


def test_the_reader_may_choose_english_and_come_back(client):
    answer = client.post("/language/", {"language": "en", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    assert '<html lang="en">' in client.get("/help/").text
    client.post("/language/", {"language": "vi"})
    assert '<html lang="vi">' in client.get("/help/").text


def test_choosing_a_language_never_leads_off_the_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_the_catalogue_is_for_trials_only(client, settings):
    assert client.get("/design/").status_code == 200
    settings.TRIAL = False
    assert client.get("/design/").status_code == 404


def test_nobody_changes_their_address_behind_the_register(client):
    client.force_login(make_officer())
    assert client.get("/accounts/email/").status_code == 404


def test_an_empty_desk_offers_a_registrar_the_register(client):
    registrar = make_people().registrar
    for version, roles in unmanned(timezone.localdate()):
        for role in roles:
            make_post(make_officer(), version.agency, role)
    client.force_login(registrar)
    desk = client.get(reverse("desk")).context["desk"]
    assert (desk.owed, desk.at_hand[0].url) == ([], reverse("agencies:list"))
