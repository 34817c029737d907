"""A dead mailbox is somebody's task: refused addresses, mail that came back, agencies nobody answers for."""

import datetime as dt
import email
import email.policy
import io
import sys

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.actions import change_officer
from agencies.models import Officer, Post
from notices.actions import deliver_due, keep_obligations, record_bounce, tick, write_down
from notices.actions.health import note_arrivals, note_trouble
from notices.actions.keeping import Kept
from notices.desk import desk_of
from notices.health import by_day, unmanned
from notices.models import AddressTrouble, Delivery, Obligation
from notices.troubles import ADDRESS
from reformportal.desk import desk_tasks
from tests.agencies.make import (
    make_agency,
    make_home_affairs,
    make_kind,
    make_officer,
    make_people,
    make_post,
    make_registrar,
)
from tests.notices.make import at, make_drafters, make_reminder, owe, states, tell

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 10)


@pytest.fixture
def drafter(errands) -> Officer:
    (agency,) = make_drafters(1)
    return Post.objects.select_related("officer").get(agency=agency).officer


def agency_of(officer: Officer):
    return officer.posts.get().agency


def test_an_address_refused_for_good_is_marked_and_one_that_takes_mail_again_is_not(
    server, recorder, drafter
):
    recorder.answers = {drafter.email: "550 no such mailbox"}
    tell(agency_of(drafter))
    deliver_due(now=at(2))
    trouble = AddressTrouble.objects.current().get()
    assert (trouble.officer, trouble.said, trouble.since) == (drafter, "550 no such mailbox", at(2))
    tell(agency_of(drafter), obligation=2, now=at(3))
    deliver_due(now=at(3))
    assert AddressTrouble.objects.get().since == at(2)
    recorder.answers = {}
    tell(agency_of(drafter), obligation=3, now=at(4))
    deliver_due(now=at(4))
    assert not AddressTrouble.objects.exists()
    assert states() == {"failed": 2, "sent": 1}


def test_a_passing_refusal_and_a_new_address_mark_nothing(server, recorder, drafter):
    recorder.answers = {drafter.email: "450 try later"}
    tell(agency_of(drafter))
    deliver_due(now=at(2))
    assert not AddressTrouble.objects.exists()
    AddressTrouble.objects.create(officer=drafter, address="cu@example.vn", said="550", since=at(2))
    assert not AddressTrouble.objects.current().exists()


def bounce(delivery: Delivery, *, address: str = "", status: str = "5.1.1", message_id: str = "") -> bytes:
    return f"""From: MAILER-DAEMON@mail.example
To: portal@portal.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address or delivery.address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: text/rfc822-headers

To: {delivery.address}
Message-ID: <{message_id or delivery.pk}@portal.example>
Subject: x

--b--
""".replace("\n", "\r\n").encode()


def parsed(raw: bytes) -> email.message.Message:
    return email.message_from_bytes(raw, policy=email.policy.default)


@pytest.fixture
def sent(drafter, mailoutbox) -> Delivery:
    tell(agency_of(drafter))
    deliver_due(now=at(2))
    return Delivery.objects.get()


def test_mail_that_came_back_marks_its_address(sent, drafter, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bounce(sent))))
    out = io.StringIO()
    call_command("record_bounce", stdout=out)
    trouble = AddressTrouble.objects.current().get()
    assert (trouble.officer, trouble.said) == (drafter, "550 5.1.1 user unknown")
    assert drafter.email in out.getvalue()
    when = timezone.now()
    AddressTrouble.objects.update(bounced_at=when)
    note_arrivals([sent], now=when + dt.timedelta(days=2))  # a relay takes all, and says so later
    assert AddressTrouble.objects.current().exists()
    note_arrivals([sent], now=when + dt.timedelta(days=4))
    assert not AddressTrouble.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "other@example.vn"},
        {"status": "4.2.2"},
        {"message_id": "00000000-0000-4000-8000-000000000000"},
        {"message_id": "not-a-number-of-ours-not-a-number-of"},
    ],
)
def test_a_report_about_other_mail_is_not_believed(sent, changes):
    assert record_bounce(parsed(bounce(sent, **changes)), now=at(3)) is None
    assert not AddressTrouble.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: hello\r\n\r\nyou", b"\xff\xfe\x00", b"Content-Type: multipart/report"]
)
def test_what_is_no_report_is_passed_over(sent, raw):
    assert record_bounce(parsed(raw), now=at(3)) is None


def test_an_agency_nobody_can_be_told_at_is_a_task_for_home_affairs():
    whole, empty, dead = make_agency(), make_agency(), make_agency()
    for agency in (whole, dead):
        for role in (Post.Role.DRAFTER, Post.Role.HEAD):
            make_post(make_officer(), agency, role)
    head = dead.posts.get(role=Post.Role.HEAD).officer
    AddressTrouble.objects.create(officer=head, address=head.email, said="550", since=at(2))
    make_agency(kind=make_kind("doan-the", owes="nothing"))
    home_affairs = make_home_affairs()
    reviewer = make_post(make_officer(), home_affairs, Post.Role.REGISTRAR).officer
    found = {version.agency: [str(role) for role in roles] for version, roles in unmanned(TODAY)}
    found.pop(home_affairs, None)
    assert found == {empty: ["drafter", "head"], dead: ["head"]}
    keep_obligations(now=at(3))
    titles = {line.title for line in desk_tasks(reviewer, TODAY).owed}
    told = "%s: không báo được cho ai (%s)"
    assert titles >= {
        f"Địa chỉ thư của {head.full_name} không nhận được",
        told % (empty, "Chuyên viên soạn thảo, Thủ trưởng hoặc người ký thay"),
    }
    assert [task.kind for task in desk_tasks(head, TODAY).owed] == ["feedback.regulation"]
    client = Client()
    client.force_login(reviewer)
    page = client.get(reverse("notices:health")).text
    assert (head.email in page, str(empty) in page) == (True, True)


def test_days_are_counted_by_state_and_the_server_that_is_down_is_said(errands, time_machine):
    time_machine.move_to(at(10))
    stood = ((9, "sent"), (9, "sent"), (9, "failed"), (10, "claimed"))
    for number, (day, state) in enumerate(stood):
        finished = at(day) if state in ("sent", "failed") else None
        make_reminder(obligation_id=number, due_at=at(day), state=state, finished_at=finished)
    owe(make_agency(), now=at(10))
    days = {row.day.day: (row.planned, row.sent, row.failed) for row in by_day(at(10)) if row.day.month == 6}
    assert (days[9], days[10], days[13], days[11]) == ((0, 2, 1), (1, 0, 0), (4, 0, 0), (0, 0, 0))
    officer = make_officer()
    waits = {
        "state": "pending",
        "channel": "email",
        "language": "vi",
        "attempts": 3,
        "failure": "ConnectionRefused",
    }
    Delivery.objects.create(officer=officer, created_at=at(9), next_try_at=at(10), **waits)
    reviewer = make_post(make_officer(), make_home_affairs(), Post.Role.REVIEWER).officer
    client = Client()
    client.force_login(reviewer)
    page = client.get(reverse("notices:health")).text
    assert "1 thư chưa gửi được từ 09:00 9/6/2025" in page
    assert "ConnectionRefused" in page


def test_a_home_affairs_desk_without_a_reviewer_is_a_task():
    people = make_people()
    Post.objects.filter(officer=people.reviewer).update(valid_to=dt.date(2025, 1, 1))
    missing = {version.agency_id: roles for version, roles in unmanned(TODAY)}
    assert Post.Role.REVIEWER in missing[people.home_affairs.pk]
    assert Post.Role.ISSUER not in missing[people.home_affairs.pk]


def test_what_the_last_pass_could_not_keep_is_said_and_is_the_registrars(time_machine, client):
    time_machine.move_to(at(3))
    registrar = make_registrar()
    tick(now=at(3))
    client.force_login(registrar)
    write_down(Kept(failed=("notices.address", "gone.room")), now=at(3))
    page = client.get(reverse("notices:health")).content.decode()
    assert "Địa chỉ thư không nhận được; gone.room." in page
    tasks = [(task.line.title, task.line.state) for task in desk_of(registrar, TODAY).owed]
    assert tasks == [("Chưa cập nhật được việc phải làm", "trouble")]  # which is not “overdue”
    write_down(Kept(), now=at(4))
    assert "gone.room" not in client.get(reverse("notices:health")).content.decode()
    assert desk_of(registrar, TODAY).owed == []


def test_a_corrected_address_is_nobodys_task_at_once(drafter, time_machine):
    time_machine.move_to(at(3))
    note_trouble(drafter, drafter.email, "550 no such mailbox", now=at(3))
    open_rows = Obligation.objects.open().filter(kind=ADDRESS)
    assert [row.params["officer"] for row in open_rows] == [drafter.full_name]
    words = {"full_name": "Tên Khác", "phone": "", "by": None, "now": at(4)}
    change_officer(drafter, email=drafter.email, **words)
    assert [row.params["officer"] for row in open_rows.all()] == ["Tên Khác"]
    change_officer(drafter, email="moi@example.vn", **words)
    assert not open_rows.all().exists()
