"""What persons ask about data kept of them: recorded, responded to, extended once, carried out."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.actions.calendar import remove_calendar_day, set_calendar_day
from agencies.models import CalendarDay
from feedback.actions import handling
from feedback.actions.data_limits import set_data_limit
from feedback.actions.publishing import approve_publication
from feedback.actions.requests import answer_request, carry_out_request, extend_request, record_request
from feedback.models import ConsentWording, DataLimit, DataRequest, Erasure, Publication, Sender
from feedback.reminders.data_request import CARRYING_OUT, REQUEST
from notices.actions import deliver_due
from notices.ahead import ledger_of
from records.models import AuditEntry
from tests.feedback.make import NOW, answer_one, draft, make_regulation, receive

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def ask(people, **fields) -> DataRequest:
    defaults: dict[str, Any] = {"kind": "erase", "code": "", "words": "Xin xóa", "received_on": TODAY}
    return record_request(people.agency, **(defaults | fields), by=people.drafter, now=NOW)


def respond(people, request, *, on: dt.date = TODAY, **fields) -> DataRequest:
    said: dict[str, Any] = {"answer": "Đã nhận, sẽ làm", "answered_on": on}
    return answer_request(request, **(said | fields), by=people.drafter, now=NOW)


def carry_out(people, request, *, erases: bool = False, now: dt.datetime = NOW, **fields) -> DataRequest:
    said: dict[str, Any] = {"outcome": "done", "carried_out": "Đã làm", "done_on": now.date()}
    return carry_out_request(request, **(said | fields), erases=erases, by=people.drafter, now=now)


def answer(people, request, *, erases: bool, on: dt.date = TODAY) -> DataRequest:
    """Both steps on one day."""
    return carry_out(people, respond(people, request, on=on), erases=erases)


def extend(people, request, amount: int, *, now: dt.datetime = NOW, **fields) -> DataRequest:
    said: dict[str, Any] = {"reason": "Chờ bên lưu trữ", "extended_on": now.date()}
    return extend_request(request, amount=amount, **(said | fields), by=people.drafter, now=now)


def days_of(request: DataRequest) -> tuple[dt.date, dt.date | None]:
    request.refresh_from_db()
    return request.due_on, request.carry_out_due_on


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
        answer_request(request, answer="x", answered_on=TODAY, by=people.stranger, now=NOW)
    answer(people, request, erases=False)
    with pytest.raises(ValidationError):
        answer(people, request, erases=False)


def test_from_the_page(people, time_machine):
    time_machine.move_to(NOW)
    drafter = Client()
    drafter.force_login(people.drafter)
    data = {"kind": "know", "words": "Giữ gì về tôi?", "received_on": "16/3/2026"}
    added = drafter.post(reverse("feedback:add-data-request", args=[people.agency.pk]), data)
    request = DataRequest.objects.get()
    assert added.url == reverse("feedback:data-request", args=[request.pk])
    page = reverse("feedback:answer-data-request", args=[request.pk])
    assert "Giữ gì về tôi?" in drafter.get(page).text
    assert drafter.post(page, {"answer": "Họ tên, địa chỉ", "answered_on": "16/3/2026"}).url == added.url
    assert "Họ tên, địa chỉ" in drafter.get(added.url).text
    page = reverse("feedback:extend-data-request", args=[request.pk])
    more = {"amount": "5", "reason": "Nhiều hồ sơ", "extended_on": "16/3/2026"}
    assert drafter.post(page, more).url == added.url
    page = reverse("feedback:carry-out-data-request", args=[request.pk])
    done = {"outcome": "done", "carried_out": "Đã cho xem tại cơ quan", "done_on": "16/3/2026"}
    assert drafter.post(page, done).url == added.url
    shown = drafter.get(added.url).text
    assert [said for said in ("Nhiều hồ sơ", "Đã cho xem tại cơ quan") if said not in shown] == []


def told(request: DataRequest, kind: str = REQUEST) -> list[tuple[str, str, dt.date, str]]:
    rows = [row for row in ledger_of([request.pk], kind) if row.channel == "email"]
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
    assert told(request) == []
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
        seen[role] = "Yêu cầu về dữ liệu cá nhân: trả lời" in client.get(reverse("desk")).text
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
    assert {state for *_row, state in before} == {"planned"}
    fields = {"kind": CalendarDay.Kind.HOLIDAY, "name": "Nghỉ", "source": "1/TB"}
    set_calendar_day(dt.date(2026, 3, 17), **fields, by=None, now=NOW)
    assert told(request) != before
    remove_calendar_day(CalendarDay.objects.get(day=dt.date(2026, 3, 17)), by=None, now=NOW)
    assert told(request) == before


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


@pytest.mark.parametrize(
    ("kind", "alone", "through"),
    [
        ("withdraw", dt.date(2026, 3, 31), dt.date(2026, 4, 6)),  # the 5th is a Sunday
        ("restrict", dt.date(2026, 3, 31), dt.date(2026, 4, 6)),
        ("object", dt.date(2026, 3, 31), dt.date(2026, 4, 6)),
        ("know", dt.date(2026, 3, 26), dt.date(2026, 4, 6)),
        ("correct", dt.date(2026, 3, 26), dt.date(2026, 4, 6)),
        ("give", dt.date(2026, 3, 26), dt.date(2026, 4, 6)),
        ("erase", dt.date(2026, 4, 6), dt.date(2026, 4, 6)),
    ],
)
def test_f11_each_kind_has_a_day_to_respond_and_one_to_carry_out(people, kind, alone, through):
    request = ask(people, kind=kind)
    assert days_of(request) == (dt.date(2026, 3, 18), alone)
    respond(people, request, is_through_processor=True)
    assert days_of(request) == (dt.date(2026, 3, 18), through)


def test_f11_every_kind_of_the_law_can_be_asked():
    assert set(DataRequest.Kind.values) == {
        *("know", "correct", "give", "erase", "restrict", "object", "withdraw")
    }


def test_f11_a_response_is_not_carrying_out(people):
    request = respond(people, ask(people))
    assert (request.answered_on, request.done_on, DataRequest.objects.open().count()) == (TODAY, None, 1)
    assert told(request) == []
    assert {state for *_row, state in told(request, CARRYING_OUT)} == {"planned"}
    carry_out(people, request)
    assert told(request, CARRYING_OUT) == []
    assert DataRequest.objects.open().count() == 0


def test_f11_nothing_is_carried_out_before_the_person_was_told(people):
    request = ask(people)
    with pytest.raises(ValidationError) as refused:
        carry_out(people, request)
    assert refused.value.code == "state"
    respond(people, request)
    with pytest.raises(ValidationError) as early:
        carry_out(people, request, done_on=TODAY - dt.timedelta(days=1))
    assert list(early.value.error_dict) == ["done_on"]


def test_f11_it_is_extended_once_by_what_the_rule_allows_for_a_reason_that_was_told(people):
    request = ask(people, kind="object")
    for amount in (0, 16):
        with pytest.raises(ValidationError) as refused:
            extend(people, request, amount)
        assert list(refused.value.error_dict) == ["amount"]
    with pytest.raises(ValidationError) as untold:
        extend(people, request, 15, extended_on=TODAY + dt.timedelta(days=1))
    assert list(untold.value.error_dict) == ["extended_on"]
    with pytest.raises(ValidationError) as unreasoned:
        extend(people, request, 15, reason="")
    assert unreasoned.value
    extend(people, request, 15)
    assert days_of(request) == (dt.date(2026, 3, 18), dt.date(2026, 4, 15))
    assert ("due", "head", dt.date(2026, 4, 15), "planned") in told(request, CARRYING_OUT)
    with pytest.raises(ValidationError) as again:
        extend(people, request, 1)
    assert again.value.code == "state"


def test_f11_what_is_late_is_not_extended(people):
    request = ask(people, kind="know")  # until the 26th
    with pytest.raises(ValidationError) as late:
        extend(people, request, 1, now=NOW + dt.timedelta(days=11))
    assert late.value.code == "state"
    assert extend(people, request, 1, now=NOW + dt.timedelta(days=10)).extended_by == 1


def limit(people, **fields) -> DataLimit:
    defaults: dict[str, Any] = {
        "matter": "stop",
        "amount": 7,
        "unit": "days",
        "legal_ground": "Nghị định mới, Điều 9",
        "is_to_confirm": False,
        "valid_from": TODAY + dt.timedelta(days=2),
        "by": people.reviewer,
    }
    wanted = defaults | fields
    newest = DataLimit.objects.filter(matter=wanted["matter"]).order_by("-valid_from").first()
    return set_data_limit(**({"seen": newest and newest.pk} | wanted), now=NOW)


def test_f11_home_affairs_changes_a_limit_from_a_day_on_and_what_is_open_keeps_its_own(people):
    before = ask(people, kind="object")
    limit(people)
    later = NOW + dt.timedelta(days=2)
    asked = {"kind": "object", "code": "", "words": "x", "by": people.drafter, "now": later}
    after = record_request(people.agency, received_on=later.date(), **asked)
    old = record_request(people.agency, received_on=TODAY + dt.timedelta(days=1), **asked)
    set_calendar_day(
        dt.date(2026, 3, 31), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ", source="1/TB", by=None, now=later
    )
    found = [days_of(request)[1] for request in (before, old, after)]
    assert found == [dt.date(2026, 4, 1), dt.date(2026, 4, 1), dt.date(2026, 3, 25)]


def test_f11_a_limit_is_refused_to_others_for_days_gone_by_and_in_a_senseless_unit(people):
    with pytest.raises(PermissionDenied):
        limit(people, by=people.drafter)
    for fields, named in (({"valid_from": TODAY}, "valid_from"), ({"unit": "hours"}, "__all__")):
        with pytest.raises(ValidationError) as refused:
            limit(people, **fields)
        assert list(refused.value.error_dict) == [named]
    limit(people, amount=9)
    limit(people, amount=8)  # in the place of one that has not begun
    assert [row.amount for row in DataLimit.objects.filter(matter="stop")] == [8, 15]


def test_f11_limits_nobody_read_in_the_decree_are_marked_until_home_affairs_confirms(people, time_machine):
    time_machine.move_to(NOW)
    client = Client()
    client.force_login(people.reviewer)
    page = client.get(reverse("feedback:data-limits"))
    assert page.text.count("Cần xác nhận") == DataLimit.objects.filter(is_to_confirm=True).count() + 1
    url = reverse("feedback:set-data-limit", args=["respond"])
    seen = client.get(url).context["form"]["seen"].value()
    data = {"amount": "2", "unit": "working_days", "legal_ground": "NĐ 356/2025/NĐ-CP, Điều 5", "seen": seen}
    assert client.post(url, data | {"valid_from": "17/3/2026"}).status_code == 302
    late = client.post(url, data | {"valid_from": "18/3/2026", "amount": "3"})  # from the page of before
    assert (late.status_code, late.context["form"]["amount"].value()) == (422, "3")
    assert [row.amount for row in DataLimit.objects.filter(matter="respond")] == [2, 2]
    time_machine.move_to(NOW + dt.timedelta(days=1))
    client.force_login(people.reviewer)
    shown = client.get(reverse("feedback:data-limits"))
    assert shown.text.count("Cần xác nhận") == page.text.count("Cần xác nhận") - 1
    assert "NĐ 356/2025/NĐ-CP, Điều 5" in shown.text


def test_f11_what_was_read_in_the_decree_is_confirmed_with_a_press(people, client, time_machine):
    time_machine.move_to(NOW)
    row = DataLimit.objects.get(matter="erase")
    press = reverse("feedback:confirm-data-limit", args=[row.pk])
    for officer, code in ((people.drafter, 403), (people.reviewer, 302), (people.reviewer, 302)):
        client.force_login(officer)
        assert client.post(press).status_code == code
    row.refresh_from_db()
    assert (row.is_to_confirm, row.amount) == (False, 20)
    assert AuditEntry.objects.filter(verb="confirm_data_limit").count() == 1


def test_f11_a_step_to_carry_out_is_told_within_and_never_what_was_said(people, mailoutbox):
    request = ask(people, kind="give", words="Cho tôi bản sao, Nguyễn Thị Dân")
    respond(people, request, answer="Ông Dân nhận tại quầy")
    assert {(code, role, day) for code, role, day, _state in told(request, CARRYING_OUT)} == {
        ("before-3", "drafter", dt.date(2026, 3, 23)),
        *(("due", role, dt.date(2026, 3, 26)) for role in ("drafter", "head")),
        *(("late-1", role, dt.date(2026, 3, 27)) for role in ("drafter", "head")),
        *(("late-3", role, dt.date(2026, 3, 31)) for role in ("drafter", "head")),
    }
    deliver_due(now=NOW + dt.timedelta(days=15))
    assert {mail.to[0] for mail in mailoutbox} == {people.drafter.email, people.head.email}
    said = " ".join(mail.subject + mail.body for mail in mailoutbox)
    assert [secret for secret in ("Dân", "bản sao", "tại quầy") if secret in said] == []


def test_f11_the_desk_says_what_is_to_be_carried_out_and_that_it_is_late(people, client, time_machine):
    respond(people, ask(people, kind="know"))
    client.force_login(people.head)
    time_machine.move_to(NOW + dt.timedelta(days=11))
    page = client.get(reverse("desk")).text
    assert "Yêu cầu về dữ liệu cá nhân: thực hiện" in page
    assert "Yêu cầu về dữ liệu cá nhân: trả lời" not in page
    assert client.get(reverse("feedback:data-requests") + "?state=overdue").context["counts"]["late"] == 1


def test_f11_the_list_counts_what_it_shows_and_the_export_has_the_same_rows(people, client, time_machine):
    made = [ask(people, kind=kind) for kind in ("know", "give", "object", "erase")]
    carry_out(people, respond(people, made[0]))
    respond(people, made[1])
    time_machine.move_to(NOW + dt.timedelta(days=3))
    client.force_login(people.drafter)
    page = client.get(reverse("feedback:data-requests"))
    counts = page.context["counts"]
    assert counts == {"all": 4, "open": 3, "late": 2, "done": 1}
    for state, count in (("", 4), ("open", 3), ("overdue", 2), ("done", 1)):
        listed = client.get(reverse("feedback:data-requests") + f"?state={state}")
        assert len(listed.context["requests"]) == count
        answer = client.get(reverse("feedback:export-data-requests") + f"?state={state}")
        rows = [row for row in load_workbook(io.BytesIO(answer.content)).active.values if row[0]]
        assert (len(rows), "Xin xóa" in str(rows)) == (count + 1, False)


def test_f11_a_refusal_carries_nothing_out(people):
    case = answer_one(people, consents=list(ConsentWording.objects.all()))
    request = respond(people, ask(people, kind="withdraw", code=case.item.code))
    with pytest.raises(ValidationError) as refused:
        carry_out(people, request, outcome="refused", erases=True)
    assert list(refused.value.error_dict) == ["erases"]
    carry_out(people, request, outcome="refused", carried_out="Luật buộc lưu giữ")
    assert case.item.consents.get().withdrawn_at is None
    assert Sender.objects.get().name


@pytest.mark.parametrize("count", [1, 3])
def test_f11_the_list_costs_the_same_however_long(
    people, client, time_machine, django_assert_num_queries, count
):
    time_machine.move_to(NOW)
    for _ in range(count):
        ask(people)
    client.force_login(people.drafter)
    client.get(reverse("feedback:data-requests"))
    with django_assert_num_queries(8):
        client.get(reverse("feedback:data-requests"))
