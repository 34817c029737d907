"""Every address of the room as every role and as nobody."""

import pytest
from django.urls import reverse

from agencies.models import CalendarDay
from agencies.urls import urlpatterns
from tests.agencies.make import make_leave, make_officer, make_proposed_leave

ROLES = ["drafter", "head", "reviewer", "issuer", "registrar", "stranger"]
COLLEAGUES = ["drafter", "head", "registrar"]

# name: (method, who gets in, what the others get)
ACCESS = {
    "list": ("get", ROLES, None),
    "mine": ("get", ROLES, None),
    "detail": ("get", ROLES, None),
    "officers": ("get", ROLES, None),
    "officer": ("get", COLLEAGUES, 404),
    "calendar": ("get", ROLES, None),
    "calendar_year": ("get", ROLES, None),
    "leave": ("get", ROLES, None),
    "end_leave": ("post", ["drafter"], 404),
    "propose_substitute": ("post", ["drafter", "head"], 404),
    "substitute": ("get", ["registrar"], 403),
    "refuse_substitute": ("get", ["registrar"], 403),
    "create": ("get", ["registrar"], 403),
    "change": ("get", ["registrar"], 403),
    "close": ("get", ["registrar"], 403),
    "kinds": ("get", ROLES, None),
    "change_kind": ("get", ["registrar"], 403),
    "drafting_unit": ("get", ["drafter", "head", "registrar"], 403),
    "correct": ("get", ["registrar"], 403),
    "succession": ("get", ["registrar"], 403),
    "create_officer": ("get", ["registrar"], 403),
    "change_officer": ("get", ["registrar"], 403),
    "give_post": ("get", ["registrar"], 403),
    "deactivate": ("get", ["registrar"], 403),
    "reactivate": ("post", ["registrar"], 403),
    "link": ("post", ["registrar"], 403),
    "end_post": ("get", ["registrar"], 403),
    "add_day": ("get", ["registrar"], 403),
    "change_day": ("get", ["registrar"], 403),
    "remove_day": ("get", ["registrar"], 403),
    "import": ("get", ["registrar"], 403),
    "import_template": ("get", ["registrar"], 403),
}


def address(name: str, people) -> str:
    day = CalendarDay.objects.get(day="2026-09-02")
    things = {
        "detail": people.agency,
        "change": people.agency,
        "close": people.agency,
        "drafting_unit": people.agency,
        "change_kind": people.agency.versions.get().kind,
        "correct": people.agency.versions.get(),
        "officer": people.drafter,
        "change_officer": people.drafter,
        "give_post": people.drafter,
        "deactivate": people.drafter,
        "reactivate": people.drafter,
        "link": people.drafter,
        "end_post": people.drafter.posts.get(),
        "change_day": day,
        "remove_day": day,
    }
    if name in ("end_leave", "propose_substitute"):
        things[name] = make_leave(people.drafter.posts.get(), people.head.posts.get())
    if name in ("substitute", "refuse_substitute"):
        things[name] = make_proposed_leave(people)
    args = [2026] if name == "calendar_year" else [things[name].pk] if name in things else []
    return reverse(f"agencies:{name}", args=args)


def test_every_address_stands_in_the_table():
    assert sorted(pattern.name for pattern in urlpatterns) == sorted(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_who_gets_in(people, client, name):
    method, insiders, refusal = ACCESS[name]
    url = address(name, people)

    for role in [role for role in ROLES if role not in insiders]:
        client.force_login(getattr(people, role))
        assert (role, getattr(client, method)(url).status_code) == (role, refusal)
    for role in insiders:
        client.force_login(getattr(people, role))
        assert (role, getattr(client, method)(url).status_code < 400) == (role, True)


@pytest.mark.parametrize("name", ACCESS)
def test_nobody_is_sent_to_sign_in(people, client, name):
    url = address(name, people)

    answer = client.post(url) if ACCESS[name][0] == "post" else client.get(url)

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize("name", [name for name, (method, *_) in ACCESS.items() if method == "post"])
def test_verbs_do_nothing_when_merely_opened(people, client, name):
    client.force_login(people.registrar)

    assert client.get(address(name, people)).status_code == 405


def test_who_holds_no_post_reads_nothing(people, client):
    client.force_login(make_officer())

    register = client.get(reverse("agencies:list"))
    assert (register.status_code, list(register.context["versions"])) == (200, [])
    assert client.get(address("detail", people)).status_code == 404
    assert client.get(address("officer", people)).status_code == 404
    assert client.get(reverse("agencies:calendar")).context["days"] == []
