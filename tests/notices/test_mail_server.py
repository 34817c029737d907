"""What a mail server may do to us: refuse one, refuse all, say nothing, be away. Nothing is lost."""

import datetime as dt
import time

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from notices.actions import claim_due, compose, deliver_due, send_pending
from notices.models import AddressTrouble, Delivery
from tests.notices.make import at, make_drafters, states, tell, told

pytestmark = pytest.mark.django_db


def tell_drafters(count: int) -> list[str]:
    """Something to say to so many people; returns their addresses."""
    agencies = make_drafters(count)
    for number, agency in enumerate(agencies):
        tell(agency, obligation=number)
    return sorted(agency.posts.get().officer.email for agency in agencies)


def test_mails_leave_over_one_connection(errands, server, recorder, monkeypatch):
    opened = []
    monkeypatch.setattr("aiosmtpd.smtp.SMTP.connection_made", counting(opened))
    addresses = tell_drafters(3)
    assert deliver_due(now=at(2)) == 3
    assert (recorder.addresses, len(opened)) == (addresses, 1)
    assert sorted(recorder.message_ids) == sorted(f"<{d.pk}@127.0.0.1>" for d in Delivery.objects.all())


def counting(opened: list):
    from aiosmtpd.smtp import SMTP

    original = SMTP.connection_made

    def connection_made(self, transport):
        opened.append(transport)
        original(self, transport)

    return connection_made


def test_a_mail_has_a_text_and_an_html_part_with_the_same_link(errands, server, recorder):
    tell_drafters(1)
    deliver_due(now=at(2))
    mail = recorder.mails[0]
    parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    assert "Kính gửi Nguyễn Văn An," in parts["text/plain"]
    assert [part.count("http://127.0.0.1:8000/errands/0/") for part in parts.values()] == [1, 1]
    assert mail["Auto-Submitted"] == "auto-generated"


def test_an_address_refused_for_good_fails_alone(errands, server, recorder):
    addresses = tell_drafters(3)
    recorder.answers = {addresses[1]: "550 5.1.1 no such mailbox"}
    assert deliver_due(now=at(2)) == 2
    assert recorder.addresses == [addresses[0], addresses[2]] == told()
    failed = Delivery.objects.failed().get()
    assert (failed.address, failed.failure) == (addresses[1], "550 5.1.1 no such mailbox")
    assert states() == {"sent": 2, "failed": 1}


def test_a_passing_refusal_makes_that_mail_wait_longer_each_time(errands, server, recorder):
    (address,) = tell_drafters(1)
    recorder.answers = {address: "450 4.2.1 try again later"}
    pauses, now = [], at(2)
    for _ in range(8):
        deliver_due(now=now)
        mail = Delivery.objects.get()
        pauses.append((mail.next_try_at - now) // dt.timedelta(minutes=1))
        assert deliver_due(now=mail.next_try_at - dt.timedelta(seconds=1)) == 0
        now = mail.next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    recorder.answers = {}
    assert deliver_due(now=now) == 1
    assert (told(), states()) == ([address], {"sent": 1})


def test_a_mail_refused_for_its_content_fails(errands, server, recorder):
    tell_drafters(1)
    recorder.data_answer = "554 5.7.1 refused"
    deliver_due(now=at(2))
    assert states() == {"failed": 1}


def test_while_nobody_answers_everything_waits_and_then_leaves_once(errands, server, recorder, settings):
    addresses = tell_drafters(3)
    settings.EMAIL_PORT = 1
    assert deliver_due(now=at(2)) == 0
    waiting = set(Delivery.objects.values_list("state", "attempts", "next_try_at"))
    assert waiting == {("pending", 1, at(2) + dt.timedelta(minutes=1))}
    assert states() == {"claimed": 3}
    assert "ConnectionRefusedError" in Delivery.objects.first().failure
    settings.EMAIL_PORT = server.port
    assert deliver_due(now=at(2, hour=10)) == 3
    assert (recorder.addresses, states()) == (addresses, {"sent": 3})


def test_a_server_that_says_nothing_holds_nobody_up_for_long(errands, server, recorder, settings):
    settings.EMAIL_TIMEOUT = 0.5
    addresses = tell_drafters(3)
    recorder.silent = True
    assert deliver_due(now=at(2)) == 0
    assert set(Delivery.objects.values_list("state", "attempts")) == {("pending", 2)}
    recorder.silent = False
    assert deliver_due(now=at(2, hour=10)) == 3
    assert recorder.addresses == addresses


def test_a_name_cannot_write_mail_headers(errands, server, recorder):
    (agency,) = make_drafters(1)
    officer = agency.posts.get().officer
    type(officer).objects.filter(pk=officer.pk).update(full_name="An\r\nBcc: ai@evil.example")
    tell(agency)
    assert deliver_due(now=at(2)) == 1
    assert (recorder.mails[0]["Bcc"], recorder.addresses) == (None, [officer.email])


def test_an_address_that_ends_the_connection_holds_up_nobody_else(errands, server, recorder):
    addresses = tell_drafters(5)
    claim_due(at(2))
    compose(at(2))
    first = Delivery.objects.order_by("pk").first().address
    recorder.answers = {first: "421 4.7.0 try later, closing"}
    assert deliver_due(now=at(2)) == 4
    assert recorder.addresses == [address for address in addresses if address != first]
    assert Delivery.objects.get(state="pending").failure.startswith("SMTPRecipientsRefused")
    assert not AddressTrouble.objects.exists()
    recorder.answers = {}
    assert deliver_due(now=at(2, hour=10)) == 1


def test_a_server_that_hangs_on_one_address_delivers_the_others(errands, server, recorder, settings):
    settings.EMAIL_TIMEOUT = 0.5
    tell_drafters(4)
    claim_due(at(2))
    compose(at(2))
    recorder.hangs_on = {Delivery.objects.order_by("pk").first().address}
    assert deliver_due(now=at(2)) == 3
    recorder.hangs_on = set()
    assert deliver_due(now=at(2, hour=10)) == 1


def test_a_server_that_ends_every_connection_is_down_and_everything_waits(errands, server, recorder):
    addresses = tell_drafters(6)
    recorder.answers = dict.fromkeys(addresses, "421 4.3.2 shutting down")
    assert deliver_due(now=at(2)) == 0
    waiting = set(Delivery.objects.values_list("state", "attempts", "next_try_at"))
    soon = at(2) + dt.timedelta(minutes=1)
    assert waiting == {("pending", 1, soon), ("pending", 2, soon)}  # three of them were tried
    assert len(recorder.asked) == 3


def test_addresses_that_end_the_connection_stop_nobody_however_many_come_first(errands, server, recorder):
    tell_drafters(9)
    claim_due(at(2))
    compose(at(2))
    in_order = list(Delivery.objects.order_by("pk").values_list("address", flat=True))
    recorder.answers = dict.fromkeys(in_order[:3], "421 4.7.0 try later, closing")
    sent = sum(deliver_due(now=at(2) + dt.timedelta(minutes=minute)) for minute in range(10))
    assert (sent, recorder.addresses) == (6, sorted(in_order[3:]))
    assert Delivery.objects.filter(state="pending").count() == 3


def test_what_left_before_the_server_broke_off_is_counted(errands, server, recorder):
    tell_drafters(6)
    claim_due(at(2))
    compose(at(2))
    in_order = list(Delivery.objects.order_by("pk").values_list("address", flat=True))
    recorder.answers = dict.fromkeys(in_order[2:], "421 4.3.2 shutting down")
    assert deliver_due(now=at(2)) == 2


def test_a_run_ends_in_time_however_many_mails_hang(errands, server, recorder, settings):
    settings.EMAIL_TIMEOUT = 0.4
    tell_drafters(12)
    claim_due(at(2))
    compose(at(2))
    in_order = list(Delivery.objects.order_by("pk").values_list("address", flat=True))
    recorder.hangs_on = set(in_order[::2])  # every other one
    started = time.monotonic()
    send_pending(at(2), seconds=1)
    assert time.monotonic() - started < 2
    assert Delivery.objects.filter(state="pending", attempts=0).exists()


def test_a_run_that_is_cut_off_fails_no_mail(errands, server, recorder, monkeypatch):
    tell_drafters(2)
    claim_due(at(2))
    compose(at(2))

    def cut_off(*args):
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as broken:
        broken.setattr("notices.actions.sending.mail_of", cut_off)
        with pytest.raises(SoftTimeLimitExceeded):
            send_pending(at(2))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}
    assert deliver_due(now=at(2)) == 2
