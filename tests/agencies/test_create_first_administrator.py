"""The one command that an empty installation needs before its first sign-in."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import Agency, Officer, Post
from agencies.permissions import may_keep_register, posts_of
from tests.agencies.make import make_home_affairs, make_registrar


def run(**options) -> str:
    out = io.StringIO()
    call_command(
        "create_first_administrator", **{"email": "a@tinh.example", "name": "Ngô An"} | options, stdout=out
    )
    return out.getvalue()


@pytest.mark.django_db
def test_an_empty_installation_gets_home_affairs_and_its_administrator(settings):
    settings.PORTAL_URL = "https://baocao.tinh.example"
    output = run()

    officer = Officer.objects.get()
    assert (may_keep_register(officer), len(posts_of(officer, "reviewer"))) == (True, 1)
    assert str(Agency.objects.get()) == "Sở Nội vụ"
    link = output.strip().splitlines()[-1]
    assert link.startswith("https://baocao.tinh.example/accounts/password/reset/key/")
    assert Client().get(link.removeprefix("https://baocao.tinh.example"), follow=True).status_code == 200


@pytest.mark.django_db
def test_a_home_affairs_that_is_there_is_used():
    home_affairs = make_home_affairs("Sở Nội vụ tỉnh")

    run()

    assert {post.agency for post in Post.objects.all()} == {home_affairs}


@pytest.mark.django_db
def test_it_refuses_where_there_is_an_administrator():
    make_registrar()

    with pytest.raises(CommandError) as caught:
        run()

    assert len(str(caught.value).split(". ")) == 1
    assert Officer.objects.count() == 1


@pytest.mark.django_db
def test_a_wrong_address_leaves_nothing_behind():
    with pytest.raises(CommandError):
        run(email="no address")

    assert (Officer.objects.count(), Agency.objects.count()) == (0, 0)
