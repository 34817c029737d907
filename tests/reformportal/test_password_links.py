"""Who forgot the password gets a link by mail; the request itself sends nothing."""

import datetime as dt
import re
import smtplib

import pytest
from django.core import mail

from reformportal import actions
from reformportal.models import PasswordLink
from reformportal.tasks import send_links
from tests.agencies.make import NOW, make_officer

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "một mật khẩu hoàn toàn mới"


def ask(client, email: str) -> str:
    return client.post("/accounts/password/reset/", {"email": email}).headers["Location"]


def test_asking_tells_nothing_about_who_is_registered_and_sends_nothing(client):
    assert [ask(client, email) for email in (make_officer().email, "ai@tinh.example")] == [
        "/accounts/password/reset/done/"
    ] * 2
    assert (len(mail.outbox), PasswordLink.objects.count()) == (0, 1)


def test_the_worker_mails_a_link_that_works_once(client, settings):
    officer = make_officer()
    ask(client, officer.email)
    send_links()
    send_links()
    assert [(m.subject, m.to) for m in mail.outbox] == [
        ("Đặt mật khẩu mới cho cổng báo cáo", [officer.email])
    ]
    link = re.findall(rf"{settings.PORTAL_URL}(/\S+)", mail.outbox[0].body)[0]
    page = client.get(link, follow=True)
    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert (
        client.post(page.request["PATH_INFO"], words).headers["Location"]
        == "/accounts/password/reset/key/done/"
    )
    officer.refresh_from_db()
    assert officer.check_password(NEW_PASSWORD)
    client.logout()
    assert "Đường dẫn này không còn dùng được" in client.get(link, follow=True).text


def test_asking_twice_sends_one_mail_in_the_language_of_the_asker():
    officer = make_officer()
    actions.ask_for_link(officer, language="vi", now=NOW)
    actions.ask_for_link(officer, language="en", now=NOW)
    assert actions.send_links(now=NOW) == 1
    assert [message.subject for message in mail.outbox] == ["Set a new password for the reporting portal"]


def test_a_mail_server_that_is_down_is_asked_again(monkeypatch):
    actions.ask_for_link(make_officer(), language="vi", now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(
            "django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(smtplib.SMTPException)
        )
        assert actions.send_links(now=NOW) == 0
    assert actions.send_links(now=NOW) == 1


@pytest.mark.parametrize(("minutes", "sent"), [(59, 1), (61, 0)])
def test_after_an_hour_nobody_waits_any_more(minutes, sent):
    actions.ask_for_link(make_officer(), language="vi", now=NOW)
    assert actions.send_links(now=NOW + dt.timedelta(minutes=minutes)) == sent
    assert PasswordLink.objects.count() == 0


def test_who_may_no_longer_sign_in_gets_no_link():
    officer = make_officer()
    actions.ask_for_link(officer, language="vi", now=NOW)
    type(officer).objects.update(is_active=False)
    assert (actions.send_links(now=NOW), mail.outbox) == (0, [])
