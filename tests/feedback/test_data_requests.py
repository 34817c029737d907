"""What persons ask about data kept of them: recorded, answered in two working days, erased on request."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.actions.calendar import remove_calendar_day, set_calendar_day
from agencies.models import CalendarDay
from feedback.actions import handling
from feedback.actions.publishing import approve_publication
from feedback.actions.requests import answer_request, record_request
from feedback.models import ConsentWording, DataRequest, Erasure, Publication, Sender
from feedback.subjects import REQUEST
from notices.actions import deliver_due
from notices.models import Reminder
from tests.feedback.make import NOW, answer_one, draft, make_regulation, receive

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def ask(people, **fields) -> DataRequest:
    defaults: dict[str, Any] = {"kind": "erase", "code": "", "words": "Xin xóa", "received_on": TODAY}
    return record_request(people.agency, **(defaults | fields), by=people.drafter, now=NOW)


def answer(people, request, *, erases: bool, on: dt.date = TODAY) -> DataRequest:
    return answer_request(request, answer="Đã làm", answered_on=on, erases=erases, by=people.drafter, now=NOW)


def test_two_working_days_skip_a_holiday(people):
    day = dt.date(2026, 3, 13)
    set_calendar_day(
        dt.date(2026, 3, 16), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ", source="1/TB", by=None, now=NOW
    )
    assert ask(people, received_on=day).due_on == dt.date(2026, 3, 18)


def test_erasing_on_request_leaves_the_case(people):
    case = answer_one(people)
    request = ask(people, code=case.item.code.lower())
    answer(people, request, erases=True)
    assert Sender.objects.get().name == ""
    assert Erasure.objects.get().rule is None
    assert (DataRequest.objects.get().answered_on, case.item.code) == (TODAY, request.item.code)


def test_what_is_open_is_not_erased_and_the_reason_is_told(people):
    item = receive(people.agency).item
    for request in (ask(people, code=item.code), ask(people)):
        with pytest.raises(ValidationError) as refused:
            answer(people, request, erases=True)
        assert list(refused.value.error_dict) == ["erases"]
    assert Sender.objects.get().name


def test_senseless_days_and_codes_and_strangers_are_refused(people):
    for fields, named in (
        ({"received_on": TODAY + dt.timedelta(days=1)}, "received_on"),
        ({"code": "PAKN.20200101.0001"}, "code"),
    ):
        with pytest.raises(ValidationError) as refused:
            ask(people, **fields)
        assert list(refused.value.error_dict) == [named]
    request = ask(people)
    with pytest.raises(ValidationError):
        answer(people, request, erases=False, on=TODAY - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        answer_request(request, answer="x", answered_on=TODAY, erases=False, by=people.stranger, now=NOW)
    answer(people, request, erases=False)
    with pytest.raises(ValidationError):
        answer(people, request, erases=False)


def test_from_the_page(people, time_machine):
    time_machine.move_to(NOW)
    drafter = Client()
    drafter.force_login(people.drafter)
    data = {"kind": "know", "words": "Giữ gì về tôi?", "received_on": "16/3/2026"}
    added = drafter.post(reverse("feedback:add-data-request", args=[people.agency.pk]), data)
    assert added.url == reverse("feedback:data-requests")
    request = DataRequest.objects.get()
    page = reverse("feedback:answer-data-request", args=[request.pk])
    assert "Giữ gì về tôi?" in drafter.get(page).text
    assert drafter.post(page, {"answer": "Họ tên, địa chỉ", "answered_on": "16/3/2026"}).status_code == 302
    assert "Họ tên, địa chỉ" in drafter.get(reverse("feedback:data-requests")).text


def told(request: DataRequest) -> list[tuple[str, str, dt.date, str]]:
    rows = Reminder.objects.about(REQUEST, request.pk).filter(channel="email").order_by("due_at", "role")
    return [(row.rule.code, row.role, row.due_on, row.state) for row in rows]


def test_the_agency_is_reminded_within_and_nobody_reads_what_was_said(people, mailoutbox):
    request = ask(people, words="Xin xóa tên tôi, Nguyễn Thị Dân")
    steps = {
        ("recorded", dt.date(2026, 3, 16)),
        ("due", dt.date(2026, 3, 18)),
        ("late-1", dt.date(2026, 3, 19)),
    }
    planned = {(code, role, day) for code, role, day, _state in told(request)}
    assert planned == {(code, role, day) for code, day in steps for role in ("drafter", "head")}
    deliver_due(now=NOW + dt.timedelta(days=3))
    assert {mail.to[0] for mail in mailoutbox} == {people.drafter.email, people.head.email}
    said = " ".join(mail.subject + mail.body for mail in mailoutbox)
    assert "Sở Tư pháp" in said
    for secret in ("Nguyễn Thị Dân", "Xin xóa"):
        assert secret not in said


def test_answered_it_is_reminded_of_no_more_and_a_day_off_moves_it(people):
    request, other = ask(people), ask(people)
    answer(people, request, erases=False)
    assert {state for *_row, state in told(request)} == {"cancelled"}
    day = {"kind": CalendarDay.Kind.HOLIDAY, "name": "Nghỉ", "source": "1/TB"}
    set_calendar_day(dt.date(2026, 3, 17), **day, by=None, now=NOW)
    other.refresh_from_db()
    assert other.due_on == dt.date(2026, 3, 19)
    assert ("due", "head", dt.date(2026, 3, 19), "planned") in told(other)
    assert DataRequest.objects.get(pk=request.pk).due_on == dt.date(2026, 3, 18)


def test_it_stands_on_the_desk_of_its_agency_alone(people, client, time_machine):
    time_machine.move_to(NOW + dt.timedelta(days=3))
    ask(people)
    seen = {}
    for role in ("drafter", "head", "stranger", "reviewer"):
        client.force_login(getattr(people, role))
        seen[role] = "yêu cầu về dữ liệu cá nhân cần trả lời" in client.get(reverse("desk")).text
    assert seen == {"drafter": True, "head": True, "stranger": False, "reviewer": False}


def test_a_consent_that_is_withdrawn_ends_and_what_was_published_goes(people):
    case = answer_one(people, consents=list(ConsentWording.objects.all()))
    made = draft(case, by=people.drafter)
    approve_publication(made, seen_edits=made.edits, by=people.head, now=NOW)
    request = ask(people, kind="withdraw", code=case.item.code)
    assert Publication.objects.public().exists()
    answer(people, request, erases=False)
    assert not Publication.objects.public().exists()
    assert case.item.consents.get().withdrawn_at == NOW


def test_a_day_that_moves_is_told_again(people):
    request = ask(people)
    deliver_due(now=NOW + dt.timedelta(days=2))  # the 18th, its day
    day = {"kind": CalendarDay.Kind.HOLIDAY, "name": "Nghỉ", "source": "1/TB"}
    set_calendar_day(dt.date(2026, 3, 18), **day, by=None, now=NOW + dt.timedelta(days=2))
    assert ("due", "head", dt.date(2026, 3, 19), "planned") in told(request)


def test_a_day_off_that_is_taken_back_leaves_the_reminders_as_they_were(people):
    request = ask(people)
    before = told(request)
    assert "planned" in str(before)
    fields = {"kind": CalendarDay.Kind.HOLIDAY, "name": "Nghỉ", "source": "1/TB"}
    set_calendar_day(dt.date(2026, 3, 17), **fields, by=None, now=NOW)
    assert told(request) != before
    remove_calendar_day(CalendarDay.objects.get(day=dt.date(2026, 3, 17)), by=None, now=NOW)
    assert [row for row in told(request) if "superseded" not in row] == before


@pytest.mark.parametrize("kind", ["erase", "withdraw"])
def test_t1_who_passed_it_on_has_no_say_over_its_sender(people, kind):
    item = receive(people.agency).item
    before = ask(people, kind=kind, code=item.code)
    make_regulation(people.other_agency)
    handling.transfer(
        item.handlings.get(), agency=people.other_agency, words="Thuộc Sở Y tế", by=people.drafter, now=NOW
    )
    with pytest.raises(ValidationError, match="đã chuyển cho cơ quan khác"):
        answer(people, before, erases=kind == "erase")
    with pytest.raises(ValidationError) as refused:
        ask(people, kind=kind, code=item.code)
    assert (list(refused.value.error_dict), bool(Sender.objects.get().name)) == (["code"], True)
