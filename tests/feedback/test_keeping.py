"""Files chosen on a page that came back with a mistake: a telephone does not choose them again."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feedback import limits
from feedback.actions import keeping
from feedback.models import Handling, Item, KeptFile
from feedback.tasks import erase_what_is_over
from records.models import Attachment
from tests.feedback.make import make_regulation
from tests.feedback.test_public_pages import SEND, filled, open_page
from tests.records.files import make_pdf, make_picture

pytestmark = pytest.mark.django_db
OPENED, SENT = "2026-03-16T02:00:00Z", "2026-03-16T02:01:00Z"


@pytest.fixture
def citizen(people, time_machine) -> Client:
    time_machine.move_to(OPENED)
    make_regulation(people.home_affairs)
    return Client()


@pytest.fixture
def page(citizen, time_machine) -> str:
    key = open_page(citizen)
    time_machine.move_to(SENT)
    return key


def pdf(name: str = "don.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf(), "application/pdf")


def names(item: Item) -> list[str]:
    return [row.attachment.original_name for row in item.files.select_related("attachment")]


def kept_on(answer) -> list[str]:
    """The boxes that are ticked on the page that came back."""
    return answer.context["form"]["kept"].value()


def test_files_of_a_refused_page_go_in_when_it_is_sent_again(citizen, page):
    photograph = SimpleUploadedFile("anh.png", make_picture(), "image/png")
    refused = citizen.post(SEND, filled(page, phone="", uploads=[pdf(), photograph]))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["phone"]
    assert "anh.png" in refused.text
    kept = kept_on(refused)
    assert citizen.post(SEND, filled(page, kept=kept)).status_code == 200
    assert names(Item.objects.get()) == ["don.pdf", "anh.png"]
    assert (KeptFile.objects.count(), Attachment.objects.count()) == (0, 2)


def test_one_bad_file_is_named_and_the_good_ones_stay(citizen, page):
    bad = SimpleUploadedFile("virus.exe", b"MZ" + b"\0" * 100)
    refused = citizen.post(SEND, filled(page, uploads=[pdf("mot.pdf"), bad, pdf("hai.pdf")]))
    assert list(refused.context["form"].errors) == ["uploads"]
    assert "virus.exe" in str(refused.context["form"].errors["uploads"])
    citizen.post(SEND, filled(page, kept=kept_on(refused)))
    assert names(Item.objects.get()) == ["mot.pdf", "hai.pdf"]


def test_what_is_unticked_is_not_sent_and_five_is_the_most(citizen, page):
    refused = citizen.post(SEND, filled(page, phone="", uploads=[pdf("1.pdf"), pdf("2.pdf"), pdf("3.pdf")]))
    kept = kept_on(refused)
    too_many = citizen.post(SEND, filled(page, kept=kept, uploads=[pdf("4.pdf"), pdf("5.pdf"), pdf("6.pdf")]))
    assert list(too_many.context["form"].errors) == ["uploads"]
    assert kept_on(too_many)[:3] == kept
    assert citizen.post(SEND, filled(page, kept=kept[1:], uploads=[pdf("4.pdf")])).status_code == 200
    assert names(Item.objects.get()) == ["2.pdf", "3.pdf", "4.pdf"]


def test_a_page_that_is_too_old_keeps_its_files_under_its_new_key(citizen, page, time_machine):
    refused = citizen.post(SEND, filled(page, phone="", uploads=[pdf()]))
    time_machine.move_to("2026-03-17T06:00:00Z")
    old = citizen.post(SEND, filled(page, kept=kept_on(refused)))
    assert old.status_code == 422
    new_key = old.context["form"].data["sending_key"]
    assert new_key != page
    time_machine.move_to("2026-03-17T06:01:00Z")
    assert citizen.post(SEND, filled(new_key, kept=kept_on(old))).status_code == 200
    assert names(Item.objects.get()) == ["don.pdf"]


def test_no_other_page_reaches_them(citizen, page):
    kept = kept_on(citizen.post(SEND, filled(page, phone="", uploads=[pdf()])))
    other = open_page(citizen)
    answer = citizen.post(SEND, filled(other, kept=kept))
    assert answer.status_code == 200  # a page without kept files has no such box
    assert names(Item.objects.get()) == []
    made_up = citizen.post(SEND, filled("made:up", phone="", uploads=[pdf()]))
    fresh = made_up.context["form"].data["sending_key"]
    assert [str(row.pk) for row in KeptFile.objects.of(fresh)] == kept_on(made_up)
    assert not KeptFile.objects.of("made:up").exists()


def test_who_sends_bad_pages_all_day_fills_no_disk(citizen, page, monkeypatch):
    monkeypatch.setattr(limits, "KEEPINGS_OF_ADDRESS", 1)
    citizen.post(SEND, filled(page, phone="", uploads=[pdf()]))
    second = citizen.post(SEND, filled(open_page(citizen), phone="", uploads=[pdf()]))
    assert (KeptFile.objects.count(), "chọn lại: don.pdf" in second.text) == (1, True)
    monkeypatch.setattr(limits, "KEEPINGS_OF_ADDRESS", 100)
    monkeypatch.setattr(keeping, "MOST_WAITING", 1)
    citizen.post(SEND, filled(open_page(citizen), phone="", uploads=[pdf()]))
    assert KeptFile.objects.count() == 1


def test_forgotten_after_two_days_and_again_nothing_changes(citizen, page, time_machine):
    citizen.post(SEND, filled(page, phone="", uploads=[pdf()]))
    time_machine.move_to("2026-03-18T01:00:00Z")
    erase_what_is_over()
    assert KeptFile.objects.count() == 1
    time_machine.move_to("2026-03-18T02:02:00Z")
    erase_what_is_over()
    erase_what_is_over()
    assert (KeptFile.objects.count(), Attachment.objects.count()) == (0, 0)
    assert keeping.forget_kept(before=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == 0


def test_officers_pages_keep_them_too(citizen, people, time_machine):
    make_regulation(people.agency)
    officer = Client()
    officer.force_login(people.drafter)
    url = reverse("feedback:enter", args=[people.agency.pk])
    key = officer.get(url).context["form"]["sending_key"].value()
    data = filled(key, channel="letter", received_on="16/3/2026")
    refused = officer.post(url, data | {"name": "", "uploads": pdf("thu.pdf")})
    assert list(refused.context["form"].errors) == ["name"]
    assert officer.post(url, data | {"kept": kept_on(refused)}).status_code == 200
    assert names(Handling.objects.get(agency=people.agency).item) == ["thu.pdf"]
