"""Open feedback of an agency that is no more goes on at the one it went into."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies.actions import close_agency, record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Succession
from feedback.actions import handling, senders
from feedback.actions.answering import reopen, write_answer
from feedback.actions.publishing import approve_publication, take_down
from feedback.actions.requests import record_request
from feedback.models import ConsentWording, Event, Extension, Handling
from feedback.numbers import numbers_by_agency, numbers_of_province
from feedback.reminders.data_request import REQUEST
from feedback.tasks import hand_on_feedback
from feedback.workflow import State
from notices.actions import claim_due, deliver_due
from notices.models import Reminder
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_officer, make_post
from tests.feedback.make import NOW, answer_one, draft, make_regulation, receive

pytestmark = pytest.mark.django_db
APRIL = dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)


def goes_into(people, *successors) -> None:
    rows = [SuccessionRow(people.agency, one, Succession.Kind.MERGE) for one in successors]
    record_succession(rows, on=APRIL.date(), document="Nghị quyết 1", close=True, by=None, now=APRIL)


def test_the_heir_goes_on_in_the_time_that_is_left(people, time_machine):
    make_regulation(people.other_agency)
    case = Handling.objects.get(item=receive(people.agency).item)
    done = answer_one(people)
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.get(item=case.item, agency=people.other_agency)
    assert (there.state, there.came_from, there.answer_due_on) == (
        State.RECEIVED,
        case,
        dt.date(2026, 4, 6),
    )
    assert Handling.objects.get(pk=case.pk).state == State.TRANSFERRED
    assert Handling.objects.get(pk=done.pk).state == State.ANSWERED
    assert Event.objects.filter(handling=case).last().verb == "hand_on"
    assert hand_on_feedback() == 0
    assert Handling.objects.count() == 3


def test_an_answer_that_was_being_written_goes_along_and_a_signed_one_stays(people, time_machine):
    make_regulation(people.other_agency)
    case = Handling.objects.get(item=receive(people.agency).item)
    done = answer_one(people)
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    written = write_answer(
        case, text="Đang soạn.", outcome="explained", seen_edits=0, by=people.drafter, now=NOW
    )
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    written.refresh_from_db()
    assert written.handling.agency == people.other_agency
    assert Handling.objects.get(pk=done.pk).answer.text == "Đã bỏ một giấy tờ."


def test_an_heir_without_a_channel_takes_over_the_regulation_too(people, time_machine):
    case = Handling.objects.get(item=receive(people.agency).item)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.get(agency=people.other_agency)
    assert there.regulation == case.regulation


def test_of_several_heirs_home_affairs_finds_the_right_one(people, time_machine):
    receive(people.agency)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency, make_agency("Sở Khác"))
    assert Handling.objects.open().get().agency == people.home_affairs


def test_the_numbers_count_it_once(people, time_machine):
    receive(people.agency)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    april = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    before, after = (numbers_by_agency(*april)[one.pk] for one in (people.agency, people.other_agency))
    assert (before.opening, before.passed_on, before.closing) == (1, 1, 0)
    assert (after.came, after.taken, after.closing) == (0, 1, 1)
    province = numbers_of_province(*april)
    assert (province.opening, province.came, province.closing) == (1, 0, 1)


def test_more_time_that_was_given_holds_at_the_heir(people, time_machine):
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    handling.extend(case, amount=30, reason="Chờ bộ", by=people.drafter, now=NOW)
    due_on = Handling.objects.get().answer_due_on
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.get(agency=people.other_agency)
    assert (there.answer_due_on, there.extensions.get().reason) == (due_on, "Chờ bộ")


def test_an_heir_that_has_a_part_already_goes_on_with_the_whole(people, time_machine):
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    handling.pass_part(case, agency=people.other_agency, words="Một phần", by=people.drafter, now=NOW)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    assert [(row.agency, row.state) for row in Handling.objects.open()] == [
        (people.other_agency, State.RECEIVED)
    ]
    assert Handling.objects.get(pk=case.pk).state == State.TRANSFERRED
    assert Event.objects.filter(handling=case).last().verb == "join"
    april = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    province = numbers_of_province(*april)
    assert (province.opening, province.came, province.closed, province.closing) == (2, 0, 1, 1)


def test_an_answer_begun_goes_along_where_the_heir_has_a_part(people, time_machine):
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    by = {"by": people.drafter, "now": NOW}
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, **by)
    handling.pass_part(case, agency=people.other_agency, words="Một phần", **by)
    handling.extend(case, amount=30, reason="Chờ bộ", **by)
    written = write_answer(case, text="Đang soạn.", outcome="explained", seen_edits=0, **by)
    due_on = Handling.objects.get(pk=case.pk).answer_due_on
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.open().get()
    written.refresh_from_db()
    assert (written.handling, there.answer_due_on) == (there, due_on)


def test_what_is_closed_is_kept_by_the_heir(people, time_machine):
    """Who took over takes down, changes the secret, and answers for personal data; what is taken up again is
    theirs at once."""
    case = answer_one(people, consents=[ConsentWording.objects.get()])
    shown = approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)
    asked = {"kind": "know", "code": case.item.code, "words": "Giữ gì về tôi?", "received_on": NOW.date()}
    request = record_request(people.agency, **asked, by=people.drafter, now=NOW)
    heir = people.stranger
    assert case not in Handling.objects.visible_to(heir)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    kept = Handling.objects.get(pk=case.pk)
    assert (kept.agency, kept.keeper) == (people.agency, people.other_agency)
    assert kept in Handling.objects.visible_to(heir)
    request.refresh_from_db()
    claim_due(APRIL)
    told = Reminder.objects.filter(obligation_id=request.pk, obligation_kind=REQUEST)
    assert (request.agency, {row.agency for row in told}) == (people.other_agency, {people.other_agency})
    assert AuditEntry.objects.about(request).filter(verb="hand_on_request").exists()
    client = Client()
    client.force_login(heir)
    page = client.get(case.get_absolute_url())
    assert reverse("feedback:reopen", args=[case.pk]) in page.text
    take_down(shown, note="Sai tên", by=heir, now=APRIL)
    senders.replace_secret(kept, by=heir, now=APRIL)
    there = reopen(kept, words="Còn thiếu", by=heir, now=APRIL)
    assert (there.agency, there.state, there.is_open) == (people.other_agency, State.RECEIVED, True)
    assert hand_on_feedback() == 0


def test_home_affairs_keeps_what_several_took_over(people, time_machine):
    case = answer_one(people)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency, make_agency("Sở Khác"))
    assert Handling.objects.get(pk=case.pk).keeper == people.home_affairs
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        senders.replace_secret(case, by=people.stranger, now=APRIL)
    desk = make_post(make_officer(), people.home_affairs).officer
    assert senders.replace_secret(case, by=desk, now=APRIL)


def test_an_agency_that_is_closed_first_and_has_its_heir_later_is_kept_by_the_heir(people, time_machine):
    case = answer_one(people)
    time_machine.move_to(APRIL)
    close_agency(people.agency, last_day=dt.date(2026, 3, 31), document="Nghị quyết 1", by=None, now=APRIL)
    hand_on_feedback()
    assert Handling.objects.get(pk=case.pk).keeper == people.home_affairs
    rows = [SuccessionRow(people.agency, people.other_agency, Succession.Kind.MERGE)]
    record_succession(rows, on=APRIL.date(), document="Nghị quyết 1", close=False, by=None, now=APRIL)
    assert Handling.objects.get(pk=case.pk).keeper == people.other_agency


def joined(people, time_machine, *, days: tuple[int, int] = (0, 0), asked: bool = False) -> Handling:
    """The part of the heir, after the whole joined it; each extended by so many days."""
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    by = {"by": people.drafter, "now": NOW}
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, **by)
    handling.pass_part(case, agency=people.other_agency, words="Một phần", **by)
    part = Handling.objects.get(item=case.item, agency=people.other_agency)
    theirs = {"by": people.stranger, "now": NOW}
    handling.accept(part, kind="unfit", rule=None, officer=people.stranger, **theirs)
    for one, amount, acting in ((case, days[0], by), (part, days[1], theirs)):
        if amount:
            handling.extend(one, amount=amount, reason="Chờ bộ", **acting)
    if asked:
        handling.ask(case, words="Hỏi thêm", by=people.drafter, now=NOW + dt.timedelta(days=2))
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    return Handling.objects.get(pk=part.pk)


@pytest.mark.parametrize(("days", "due_on"), [((30, 30), 5), ((30, 10), 5), ((0, 30), 5)])
def test_extensions_of_both_are_not_added_up(people, time_machine, days, due_on):
    assert joined(people, time_machine, days=days).answer_due_on == dt.date(2026, 5, due_on)


def test_the_days_on_which_the_whole_waited_for_its_sender_are_not_lost(people, time_machine):
    stop = joined(people, time_machine, asked=True).stops.get()
    assert (stop.from_day, stop.to_day) == (dt.date(2026, 3, 18), APRIL.date())


def test_what_is_published_says_that_it_was_taken_up_again_though_the_heir_goes_on(people, time_machine):
    case = answer_one(people, consents=[ConsentWording.objects.get()])
    approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)
    page = reverse("feedback:published", args=[case.item.code, case.pk])
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    assert "Đang xem lại: người gửi" not in Client().get(page).text
    reopen(Handling.objects.get(pk=case.pk), words="Còn thiếu", by=people.stranger, now=APRIL)
    assert "Đang xem lại: người gửi" in Client().get(page).text


def test_the_heir_finds_what_it_keeps_in_the_book_and_names_it_as_sent_before(people, time_machine):
    kept = answer_one(people)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    client = Client()
    client.force_login(people.stranger)
    book = client.get(reverse("feedback:book"), {"first": "1/3/2026", "last": "31/3/2026"})
    assert [row.pk for row in book.context["handlings"]] == [kept.pk]
    assert [(name, found.on_time) for name, found in book.context["numbers"]] == [("Sở Tư pháp", 1)]
    again = receive(people.other_agency, now=APRIL).handling
    handling.mark_duplicate(again, code=kept.item.code, by=people.stranger, now=APRIL)
    assert Handling.objects.get(pk=again.pk).state == State.DUPLICATE


def test_a_reminder_that_waited_for_office_hours_goes_along_with_a_request(
    people, time_machine, settings, mailoutbox
):
    settings.MAIL_IN_OFFICE_HOURS = True
    evening = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
    time_machine.move_to(evening)
    asked = {"kind": "know", "code": "", "words": "Giữ gì?", "received_on": evening.date()}
    request = record_request(people.agency, **asked, by=people.drafter, now=evening)
    deliver_due(now=evening)
    rows = Reminder.objects.filter(obligation_id=request.pk, obligation_kind=REQUEST, channel="email")
    assert rows.filter(state="claimed", agency=people.agency).exists()
    assert mailoutbox == []
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    deliver_due(now=APRIL)
    assert people.stranger.email in {mail.to[0] for mail in mailoutbox}
    left = rows.filter(agency=people.agency)
    assert not left.filter(state__in=["claimed", "planned", "failed"]).exists()


def test_several_extensions_go_along_one_by_one_and_spent_ones_stay(people, time_machine):
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    by = {"by": people.drafter, "now": NOW}
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, **by)
    for amount in (40, 40):
        handling.extend(case, amount=amount, reason=f"Chờ {amount}", **by)
    due_on = Handling.objects.get(pk=case.pk).answer_due_on
    again = answer_one(people)
    later = NOW + dt.timedelta(days=1)
    reopened = reopen(again, words="Còn thiếu", by=people.head, now=later)
    Extension.objects.create(handling=reopened, amount=30, reason="Cũ", by=people.drafter, at=NOW)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.get(item=case.item, agency=people.other_agency)
    assert (there.answer_due_on, sorted(row.amount for row in there.extensions.all())) == (due_on, [40, 40])
    fresh = Handling.objects.get(item=again.item, agency=people.other_agency)
    assert not fresh.extensions.exists()


def test_days_on_which_both_waited_for_the_sender_count_once(people, time_machine):
    """The whole waited from the 18th, the part for two days of that."""
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    by, theirs = {"by": people.drafter}, {"by": people.stranger}
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, **by, now=NOW)
    handling.pass_part(case, agency=people.other_agency, words="Một phần", **by, now=NOW)
    part = Handling.objects.get(item=case.item, agency=people.other_agency)
    handling.accept(part, kind="unfit", rule=None, officer=people.stranger, **theirs, now=NOW)
    handling.ask(case, words="Hỏi", **by, now=NOW + dt.timedelta(days=2))
    handling.ask(part, words="Hỏi", **theirs, now=NOW + dt.timedelta(days=9))
    handling.resume(part, **theirs, now=NOW + dt.timedelta(days=11))
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    stops = [(row.from_day, row.to_day) for row in Handling.objects.get(pk=part.pk).stops.all()]
    assert stops == [(dt.date(2026, 3, 18), APRIL.date())]


def test_the_heir_reads_what_the_sender_added_before(people, time_machine):
    case = receive(people.agency).handling
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    senders.add_to_item(case.item, words="Tôi đã nộp lần thứ tư.", files=[], now=NOW)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = Handling.objects.open().get()
    client = Client()
    client.force_login(people.stranger)
    assert client.get(there.get_absolute_url()).text.count("lần thứ tư") == 1


def test_what_is_published_is_marked_through_any_number_of_hands(people, time_machine):
    case = answer_one(people, consents=[ConsentWording.objects.get()])
    approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)
    time_machine.move_to(APRIL)
    goes_into(people, people.other_agency)
    there = reopen(Handling.objects.get(pk=case.pk), words="Còn thiếu", by=people.stranger, now=APRIL)
    third = make_agency("Sở Khác")
    make_regulation(third)
    handling.transfer(there, agency=third, words="Thuộc Sở Khác", by=people.stranger, now=APRIL)
    page = Client().get(reverse("feedback:published", args=[case.item.code, case.pk]))
    assert "Đang xem lại: người gửi" in page.text
