"""Senders with a postal address alone: they are entered, and told by letters that an officer posts."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from agencies.actions import record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Succession
from feedback import keys
from feedback.actions import answering, handling
from feedback.actions.erasing import erase_sender
from feedback.actions.posting import recall_answer, record_posting
from feedback.actions.receiving import enter_item
from feedback.deadlines import Limit, Unit
from feedback.models import Answer, Handling, Item, Letter, Step
from feedback.numbers import numbers_by_agency
from feedback.reminders.handling import DUE_TOPIC
from feedback.words import who_sent
from feedback.workbooks import columns, row_of
from feedback.workflow import State
from records.days import screen_day
from reformportal.desk import desk_tasks
from tests.feedback.make import LIMITS, NOW, SENDER, TODAY, answer_one, make_regulation

pytestmark = pytest.mark.django_db

BY_POST = {"kind": "person", "name": "Nguyễn Thị Dân", "address": "Thôn 2, xã Sơn Hạ"}
LATER = dt.datetime(2026, 3, 18, 9, 30, tzinfo=dt.UTC)


def enter(people, *, sender=BY_POST, now=NOW, received_on=TODAY, **fields) -> Handling:
    if not people.agency.feedback_regulations.exists():
        make_regulation(people.agency, stops_while_waiting=True)
    came = {"channel": "letter", "content": "Khai sinh phải đi lại ba lần.", "by": people.drafter} | fields
    key = keys.new_sending_key()
    return enter_item(
        people.agency, sending_key=key, sender=sender, received_on=received_on, now=now, **came
    ).handling


def to_head(case: Handling, people, *, now=NOW) -> None:
    by = people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=now)
    answering.write_answer(case, text="Đã bỏ.", outcome="put_right", seen_edits=0, by=by, now=now)
    answering.submit_answer(case, by=by, now=now)


def approved(people, *, now=NOW) -> Handling:
    case = enter(people)
    to_head(case, people, now=now)
    return answering.sign_answer(case, seen_edits=1, by=people.head, now=now)


def paper_of(case: Handling, people) -> str:
    file = ZipFile(BytesIO(answering.write_letter(case, by=people.drafter, now=NOW)))
    return file.read("word/document.xml").decode()


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def url(name: str, *args) -> str:
    return reverse(f"feedback:{name}", args=args)


def form_of(**fields) -> dict:
    page = {
        "channel": "letter",
        "received_on": screen_day(timezone.localdate()),
        "content": "Khai sinh phải đi lại ba lần.",
    }
    return page | BY_POST | {"sending_key": keys.new_sending_key()} | fields


@pytest.mark.parametrize(
    "reached_by",
    [{"address": "Thôn 2, xã Sơn Hạ"}, {"phone": "0905 123 456"}, {"email": "dan@example.vn"}],
)
def test_f9_one_of_telephone_mail_and_postal_address_suffices_for_what_is_entered(people, reached_by):
    case = enter(people, sender={"kind": "person", "name": "Nguyễn Thị Dân"} | reached_by)
    assert case.item.sender.is_told_by_post == ("address" in reached_by)


def test_f9_whoever_cannot_be_reached_is_not_entered(people):
    with pytest.raises(ValidationError) as refused:
        enter(people, sender={"kind": "person", "name": "Nguyễn Thị Dân"})
    assert list(refused.value.message_dict) == ["phone"]


def test_f9_the_page_takes_a_letter_with_name_and_postal_address(people):
    make_regulation(people.agency)
    drafter = signed_in(people.drafter)
    assert drafter.post(url("enter", people.agency.pk), form_of()).status_code == 200
    assert (Item.objects.get().channel, Item.objects.get().sender.is_told_by_post) == ("letter", True)
    refused = drafter.post(url("enter", people.agency.pk), form_of(address=""))
    assert list(refused.context["form"].errors) == ["phone"]


def test_f9_who_writes_on_the_portal_is_asked_for_address_and_a_quick_way(people):
    make_regulation(people.agency)
    page = Client().post(url("send"), form_of(address="", phone=""))
    assert sorted(page.context["form"].errors) == ["address", "phone"]


@pytest.mark.parametrize("channel", ["opinion", "national"])
def test_f13_opinion_forms_and_the_national_portal_are_channels(people, channel):
    assert enter(people, sender=SENDER, channel=channel).item.channel == channel


def test_f9_an_answer_by_post_is_given_once_it_was_posted(people):
    case = approved(people)
    assert (case.state, case.due_on, case.closed_at) == (State.TO_POST, dt.date(2026, 4, 6), None)
    assert Answer.objects.get().deliveries.count() == 0
    assert numbers_by_agency(TODAY, TODAY)[people.agency.pk].answered == 0
    done = record_posting(case, on=dt.date(2026, 3, 17), number="RR123456789VN", by=people.drafter, now=LATER)
    assert (done.state, done.owes_post, done.due_on) == (State.ANSWERED, False, None)
    letter, delivery = Letter.objects.get(), Answer.objects.get().deliveries.get()
    posted = (letter.posted_on, letter.posted_by, letter.number, letter.sent_at)
    assert posted == (dt.date(2026, 3, 17), people.drafter, "RR123456789VN", LATER)
    assert (delivery.way, delivery.on, delivery.by, delivery.number) == ("letter", *posted[:3])
    assert numbers_by_agency(TODAY, LATER.date())[people.agency.pk].answered == 1
    with pytest.raises(ValidationError):
        record_posting(case, on=dt.date(2026, 3, 17), by=people.drafter, now=LATER)


@pytest.mark.parametrize(("on", "is_late"), [(dt.date(2026, 4, 6), False), (dt.date(2026, 4, 7), True)])
def test_f9_in_time_or_late_is_the_day_it_was_posted_not_the_day_it_was_approved(people, on, is_late):
    case = approved(people)
    record_posting(case, on=on, by=people.drafter, now=dt.datetime(2026, 4, 8, 3, tzinfo=dt.UTC))
    assert case.events.get(verb="sign").is_late is is_late


@pytest.mark.parametrize("on", [dt.date(2026, 3, 15), dt.date(2026, 3, 19)])
def test_f9_it_was_posted_between_the_day_it_was_written_and_today(people, on):
    case = approved(people)
    with pytest.raises(ValidationError) as refused:
        record_posting(case, on=on, by=people.drafter, now=LATER)
    assert list(refused.value.message_dict) == ["on"]


def test_f9_who_can_be_told_otherwise_is_answered_when_the_head_approves(people):
    case = enter(people, sender=SENDER)
    to_head(case, people)
    case = answering.sign_answer(case, seen_edits=1, by=people.head, now=NOW)
    assert (case.state, case.owes_post) == (State.ANSWERED, False)
    with pytest.raises(ValidationError):
        record_posting(case, on=TODAY, by=people.drafter, now=NOW)


def test_f9_a_stranger_records_no_posting(people):
    with pytest.raises(PermissionDenied):
        record_posting(approved(people), on=TODAY, by=people.stranger, now=NOW)


def test_f9_an_approved_answer_is_changed_before_it_is_posted_and_its_time_counts_on(people):
    case = approved(people)
    due_on = case.due_on
    case = recall_answer(case, by=people.drafter, now=LATER)
    answer = Answer.objects.get()
    assert (case.state, case.due_on, case.owes_post) == (State.IN_HAND, due_on, False)
    assert (answer.signed_at, answer.text == "Đã bỏ.", Letter.objects.exists()) == (None, True, False)


def test_f9_the_desk_and_the_reminders_say_that_it_is_still_to_be_posted(people):
    case = approved(people)
    code = case.item.code
    owed = desk_tasks(people.drafter, TODAY).owed
    assert f"Phản ánh {code}: gửi bưu điện câu trả lời và ghi nhận" in [line.title for line in owed]
    message = DUE_TOPIC.messages("due", [case.pk], TODAY)[case.pk]
    assert "còn phải gửi qua bưu điện" in message.lines[0]
    record_posting(case, on=TODAY, by=people.drafter, now=NOW)
    assert [line for line in desk_tasks(people.drafter, TODAY).owed if code in line.title] == []


def test_f9_a_question_by_post_stops_the_clock_from_the_day_it_was_posted(people):
    case = enter(people)
    by = people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=NOW)
    case = handling.ask(case, words="Ở xã nào?", by=by, now=NOW)
    assert (case.owes_post, case.told_on, case.stops.count(), case.due_on) == (
        True,
        None,
        0,
        dt.date(2026, 4, 6),
    )
    case = record_posting(case, on=dt.date(2026, 3, 17), by=by, now=LATER)
    assert (case.owes_post, case.told_on, case.due_on) == (False, dt.date(2026, 3, 17), None)
    assert case.stops.get().from_day == dt.date(2026, 3, 17)


def test_f9_who_is_told_by_post_has_not_been_told_before_it_was_posted(people):
    limits = LIMITS | {Step.ACKNOWLEDGE.value: Limit(1, Unit.WORKING_DAYS, "Quy chế, Điều 5")}
    make_regulation(people.agency, limits=limits)
    case = enter(people)
    assert case.tell_due_on == dt.date(2026, 3, 17)
    case = handling.tell(case, words="Đã nhận thư.", by=people.drafter, now=NOW)
    assert case.tell_due_on == dt.date(2026, 3, 17)
    assert record_posting(case, on=TODAY, by=people.drafter, now=NOW).tell_due_on is None


def test_f9_whoever_refuses_sees_the_address_until_the_letter_is_posted(people):
    case = handling.refuse(
        enter(people), ground="complaint", words="Xin gửi đơn.", by=people.drafter, now=NOW
    )
    assert who_sent(case, by=people.drafter, now=NOW).address == BY_POST["address"]
    case = record_posting(case, on=TODAY, by=people.drafter, now=NOW)
    assert case.state == State.NOT_ACCEPTED
    with pytest.raises(PermissionDenied):
        who_sent(case, by=people.drafter, now=NOW)


def test_f9_pages_say_what_waits_and_never_that_the_sender_saw_it(people):
    case = enter(people)
    to_head(case, people)
    head, drafter = signed_in(people.head), signed_in(people.drafter)
    asked = head.get(url("sign-answer", case.pk)).text
    assert ("chỉ nhận được qua bưu điện" in asked, "Từ lúc này người gửi đọc" in asked) == (True, False)
    said = head.post(url("sign-answer", case.pk), {"seen": "1", "added": "0"}, follow=True).text
    assert "Hãy gửi bưu điện cho người gửi, rồi ghi nhận đã gửi." in said
    page = drafter.get(case.get_absolute_url())
    assert url("post", case.pk) in page.text
    assert drafter.post(url("post", case.pk), {"on": "1/1/2026"}).status_code == 422


def test_f9_the_paper_says_where_to_write_back_to_who_has_no_secret(people):
    case = approved(people)
    text, other = (paper_of(one, people) for one in (case, answer_one(people)))
    assert [part in text for part in ("108 Phan Đình Phùng", BY_POST["address"], "mã bí mật")] == [1, 1, 0]
    assert "mã bí mật" in other


def test_f9_what_waits_to_be_posted_at_an_agency_that_ends_is_approved_and_posted_by_its_heir(people):
    case = approved(people)
    april = dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)
    make_regulation(people.other_agency)
    rows = [SuccessionRow(people.agency, people.other_agency, Succession.Kind.MERGE)]
    record_succession(rows, on=april.date(), document="Nghị quyết 1", close=True, by=None, now=april)
    there = Handling.objects.get(agency=people.other_agency)
    case.refresh_from_db()
    assert (case.state, case.owes_post, there.state) == (State.TRANSFERRED, False, State.RECEIVED)
    assert (there.answer.signed_at, Letter.objects.exists()) == (None, False)


def test_f9_nothing_waits_for_a_sender_who_was_erased(people):
    case = handling.refuse(
        enter(people), ground="complaint", words="Xin gửi đơn.", by=people.drafter, now=NOW
    )
    assert erase_sender(case.item_id, rule=None, now=LATER)
    case.refresh_from_db()
    assert (case.owes_post, Letter.objects.to_post().count()) == (False, 0)


def test_f9_the_register_book_says_on_which_day_it_was_posted(people):
    case = approved(people)

    def line() -> dict:
        row = Handling.objects.for_book().get(pk=case.pk)
        with translation.override("en"):
            return {one.heading: cell for one, cell in zip(columns(), row_of(1, row), strict=True)}

    assert (line()["State"], line()["Posted"]) == ("Approved, to be posted", None)
    record_posting(case, on=dt.date(2026, 3, 17), by=people.drafter, now=LATER)
    assert (line()["State"], line()["Posted"]) == ("Answered", dt.date(2026, 3, 17))


def test_f9_a_postal_address_is_redacted_of_what_others_read(people):
    case = enter(people, content=f"Tôi ở {BY_POST['address']}, khai sinh phải đi lại ba lần.")
    assert BY_POST["address"] not in case.item.summary
    page = signed_in(people.reviewer).get(case.get_absolute_url()).text
    assert ("Thôn 2" in page, "khai sinh phải đi lại" in page) == (False, True)


def test_f9_a_letter_of_long_ago_is_taken_once_what_it_means_was_said(people):
    old = dt.date(2025, 11, 3)
    with pytest.raises(ValidationError) as asked:
        enter(people, received_on=old)
    assert asked.value.error_dict["received_on"][0].code == "late"
    assert Item.objects.count() == 0
    case = enter(people, received_on=old, is_meant=True)
    assert (case.item.received_on, case.counts_from, case.answer_due_on) == (old, old, dt.date(2025, 11, 24))


def test_f9_the_page_asks_about_the_day_and_takes_it_when_pressed_again(people):
    make_regulation(people.agency)
    drafter = signed_in(people.drafter)
    asked = drafter.post(url("enter", people.agency.pk), form_of(received_on="3/11/2025"))
    form = asked.context["form"]
    assert (asked.status_code, list(form.errors)) == (422, ["received_on"])
    assert "nên đã quá hạn ngay khi nhập" in asked.text
    other = form.data.dict() | {"received_on": "4/11/2025"}  # another day is asked about anew
    assert drafter.post(url("enter", people.agency.pk), other).status_code == 422
    assert drafter.post(url("enter", people.agency.pk), form.data.dict()).status_code == 200
    assert Item.objects.get().received_on == dt.date(2025, 11, 3)


def test_f9_a_letter_that_came_some_days_ago_is_entered_without_a_question(people):
    assert enter(people, received_on=dt.date(2026, 3, 2)).counts_from == dt.date(2026, 3, 2)


def test_f9_a_day_to_come_is_no_day_it_came(people):
    with pytest.raises(ValidationError):
        enter(people, received_on=dt.date(2026, 3, 17), is_meant=True)
