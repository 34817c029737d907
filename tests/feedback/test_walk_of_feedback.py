"""A code is read however it is typed; where it is now is said as it is."""

import pytest
from django.test import Client
from django.urls import reverse

from feedback import words
from feedback.actions import handling, requests
from feedback.keys import clean_code
from feedback.models import Handling
from feedback.templatetags.feedback import in_plain_words
from tests.feedback.make import NOW, receive

pytestmark = pytest.mark.django_db
TYPED = [
    "PAKN.20261130.0005",
    "PAKN 20261130 0005",
    "pakn202611300005",
    "pakn-20261130-0005",
    " Pakn.20261130 0005",
]


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


@pytest.mark.parametrize("typed", TYPED)
def test_m15_a_code_is_read_however_it_is_typed(typed):
    assert clean_code(typed) == "PAKN.20261130.0005"


@pytest.mark.parametrize("typed", ["", "PAKN", "20261130 0005", "PAKN.2026.0005", "PAKN.20261130.0005x"])
def test_m15_what_is_no_code_is_none(typed):
    assert clean_code(typed) == ""


@pytest.mark.parametrize("join", [" ", "-", ""])
def test_m15_it_is_found_wherever_it_is_typed(people, join):
    sent = receive(people.agency)
    typed = sent.item.code.replace(".", join).lower()
    asked = {"code": typed, "secret": sent.secret}
    assert Client().post(reverse("feedback:follow"), asked).status_code == 200
    rows = Handling.objects.all()
    assert [row.item for row in words.search(rows, typed, by=people.drafter, now=NOW)] == [sent.item]
    assert requests._item(people.agency, typed) == sent.item


def test_m14_nobody_is_said_to_read_what_nobody_has_taken(people):
    case = Handling.objects.get(item=receive(people.agency).item)
    assert in_plain_words(case) == "Đã đến nơi, chờ cán bộ đọc."


def test_m12_what_was_handed_over_is_said_to_have_gone_there(people):
    case = Handling.objects.get(item=receive(people.agency).item)
    told = {"agency": people.other_agency, "words": "Đúng thẩm quyền."}
    there = handling.transfer(case, **told, by=people.drafter, now=NOW)
    client = Client()
    client.force_login(people.drafter)
    page = " ".join(client.get(case.get_absolute_url()).text.split())
    assert there.agency_id == people.other_agency.pk
    assert ("Đã chuyển đến </dt>" in page, "Cùng xử lý" in page) == (True, False)
