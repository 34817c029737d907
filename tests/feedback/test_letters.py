"""Mail to senders: one question to an address nobody confirmed, the copy and the news only after."""

import datetime as dt
import re
import smtplib

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from feedback import keys
from feedback.actions import handling
from feedback.actions.letters import send_letters
from feedback.actions.senders import renew_secret
from feedback.models import Handling, Item, Letter, Sender
from feedback.models.letters import MOST_TRIES, PAUSE
from feedback.views.following import find_item
from tests.feedback.make import NOW, SENDER, answer_one, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to(NOW)


def link_in(text: str) -> str:
    return re.findall(r"http://[^/\s]+(/feedback/confirm/\S+)", text)[0]


def sent() -> list[object]:
    letters: list[object] = [letter.subject for letter in mail.outbox]
    mail.outbox.clear()
    return letters


def test_the_address_is_confirmed_by_a_button_and_the_copy_follows(people):
    receive(people.agency)
    assert send_letters(now=NOW) == 1
    assert mail.outbox[0].to == [SENDER["email"]]
    link = link_in(mail.outbox[0].body)
    assert "đi lại ba lần" not in mail.outbox[0].body
    citizen = Client()
    assert "Địa chỉ này của ông/bà?" in citizen.get(link).text
    assert Sender.objects.get().email_confirmed_at is None  # a mail scanner opened it
    assert "Đã xác nhận địa chỉ" in citizen.post(link).text
    citizen.post(link)
    mail.outbox.clear()
    later = NOW + PAUSE
    assert send_letters(now=later) == 1
    assert "đi lại ba lần" in mail.outbox[0].body
    assert send_letters(now=later) == 0


def test_until_then_nothing_more_leaves_whatever_happens(people):
    answer_one(people)
    send_letters(now=NOW)
    assert len(sent()) == 1
    assert send_letters(now=NOW) == 0
    assert Letter.objects.count() == 1


def test_news_says_nothing_but_that_there_is_some(people):
    case = Handling.objects.get(item=receive(people.agency).item)
    Sender.objects.update(email_confirmed_at=NOW)
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    handling.ask(case, words="Ở xã nào?", by=people.drafter, now=NOW)
    send_letters(now=NOW)
    (news,) = [letter for letter in mail.outbox if "Tin mới" in letter.subject]
    assert case.item.code in news.body
    assert "Ở xã nào?" not in news.body
    assert Letter.objects.filter(kind="confirm").count() == 0  # nothing is asked that is known


def test_a_repeat_carries_the_same_message_id_and_runs_twice_change_nothing(people):
    receive(people.agency)
    send_letters(now=NOW)
    first = mail.outbox[0].extra_headers["Message-ID"]
    assert first == f"<feedback-{Letter.objects.get().pk}@127.0.0.1>"
    assert send_letters(now=NOW) == 0


def test_what_fails_is_tried_again_and_then_shown(people, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    case = Handling.objects.get(item=receive(people.agency).item)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert send_letters(now=NOW) == 0
    assert send_letters(now=NOW) == 0  # not at once
    assert send_letters(now=NOW + PAUSE) == 1
    Letter.objects.update(sent_at=None, tries=MOST_TRIES)
    drafter = Client()
    drafter.force_login(people.drafter)
    assert "Thư gửi người phản ánh không đến được" in drafter.get(case.get_absolute_url()).text


def test_a_link_of_another_address_or_time_confirms_nothing(people, time_machine):
    receive(people.agency)
    send_letters(now=NOW)
    link = link_in(mail.outbox[0].body)
    Sender.objects.update(email="khac@example.vn")
    assert Client().post(link).status_code == 404
    Sender.objects.update(email=SENDER["email"])
    time_machine.move_to("2026-03-23T09:30:01Z")
    assert Client().get(link).status_code == 404
    assert Sender.objects.get().email_confirmed_at is None


def test_without_an_address_no_mail_is_planned(people):
    receive(people.agency, sender=SENDER | {"email": ""})
    assert Letter.objects.count() == 0


def test_a_lost_secret_is_replaced_through_the_confirmed_address_alone(people):
    received = receive(people.agency)
    asked = {"code": received.item.code, "email": SENDER["email"]}
    citizen = Client()

    def asks(**changes: str) -> tuple[str, int]:
        page = citizen.post(reverse("feedback:lost"), asked | changes)
        return page.context["is_done"], Letter.objects.filter(kind="secret").count()

    assert asks() == (True, 0)  # nobody confirmed it
    Sender.objects.update(email_confirmed_at=NOW)
    assert asks(email="khac@example.vn") == asks(code="PAKN.20200101.0001") == (True, 0)
    assert asks() == asks() == (True, 1)
    send_letters(now=NOW + PAUSE)
    link = re.findall(r"http://[^/\s]+(/feedback/follow/renew/\S+)", str(mail.outbox[-1].body))[0]
    assert citizen.get(link).status_code == 200
    assert find_item(received.item.code, received.secret) == received.item  # a mail scanner opened it
    fresh = citizen.post(link).context["secret"]
    assert find_item(received.item.code, fresh) == received.item
    assert find_item(received.item.code, received.secret) is None
    assert citizen.post(link).context["secret"] == fresh  # pressed twice
    renew_secret(received.item, by=None, now=NOW)
    assert citizen.post(link).status_code == 404


def test_a_page_of_the_sender_does_not_replace_the_secret(people):
    """The pass of the page that shows how it stands is not the one that was mailed."""
    received = receive(people.agency)
    token = keys.make_pass(received.item.code, received.item.secret_digest)
    url = reverse("feedback:renew", args=[token])
    assert Client().post(url).status_code == 404
    mailed = keys.make_pass(received.item.code, received.item.secret_digest, purpose=keys.RENEWING)
    assert Client().post(reverse("feedback:withdraw"), {"token": mailed}).status_code != 302
    assert Item.objects.get().secret_digest == received.item.secret_digest
    assert Client().post(reverse("feedback:renew", args=[mailed])).status_code == 200
    assert Item.objects.get().secret_digest != received.item.secret_digest


def send_refusing(monkeypatch, error: Exception | None, *, now=NOW, place="send_messages") -> int:
    def refuse(*args, **kwargs):
        raise error

    with monkeypatch.context() as broken:
        if error:
            broken.setattr(f"django.core.mail.backends.locmem.EmailBackend.{place}", refuse)
        return send_letters(now=now)


def test_a_mail_server_that_is_away_for_a_week_loses_no_letter(people, monkeypatch):
    receive(people.agency)
    for hour in range(24 * 7):
        now = NOW + dt.timedelta(hours=hour)
        assert send_refusing(monkeypatch, ConnectionRefusedError(), now=now, place="open") == 0
    assert (Letter.objects.get().tries, send_letters(now=now)) == (0, 1)


def test_an_address_that_is_refused_is_named_in_no_log(people, monkeypatch, caplog):
    receive(people.agency)
    refused = {SENDER["email"]: (550, b"no such user " + SENDER["email"].encode())}
    assert send_refusing(monkeypatch, smtplib.SMTPRecipientsRefused(refused)) == 0
    assert Letter.objects.stuck().count() == 1  # refused for good
    later = {SENDER["email"]: (451, b"later")}
    Letter.objects.update(tries=0, leaves_at=NOW)
    assert send_refusing(monkeypatch, smtplib.SMTPRecipientsRefused(later)) == 0
    assert Letter.objects.get().tries == 1
    assert "refused: 550" in caplog.text
    assert SENDER["email"] not in caplog.text
