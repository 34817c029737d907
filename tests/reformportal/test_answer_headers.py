"""What every answer carries, whoever asks and whatever goes wrong."""

from contextlib import closing

import pytest
from django.test import Client

from reformportal.middleware import CONTENT_POLICY, HEADERS
from tests.agencies.make import make_officer

pytestmark = pytest.mark.django_db

ANSWERS = [
    ("/", 200),
    ("/help/", 200),
    ("/accounts/login/", 200),
    ("/desk/", 302),
    ("/no-such-page/", 404),
    ("/?q=%00", 400),
    ("/static/portal/portal.css", 200),
    ("/healthz", 200),
]


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_answer_carries_the_headers(client, address, status):
    with closing(client.get(address)) as answer:
        assert (answer.status_code, {name: answer.headers.get(name) for name in HEADERS}) == (status, HEADERS)


def test_a_wrong_host_is_refused_with_the_headers(client):
    answer = client.get("/", HTTP_HOST="evil.example")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (400, CONTENT_POLICY)


def test_a_page_that_breaks_carries_the_headers(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("reformportal.views.HomeView.get_context_data", broken)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (500, CONTENT_POLICY)


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    sources = {part.split()[0]: part.split()[1:] for part in CONTENT_POLICY.split("; ")}
    assert sources.pop("default-src") == ["'none'"]
    assert {tuple(allowed) for allowed in sources.values()} == {("'self'",), ("'none'",)}


def test_what_a_signed_in_person_sees_is_kept_nowhere(client):
    client.force_login(make_officer())
    assert client.get("/desk/").headers["Cache-Control"] == "no-store, private"
    with closing(client.get("/static/portal/portal.css")) as stylesheet:
        assert "no-store" not in stylesheet.headers["Cache-Control"]


def test_the_public_page_may_be_kept(client):
    assert "Cache-Control" not in client.get("/").headers


def test_signing_out_empties_the_cache(client):
    client.force_login(make_officer())
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache"')
