"""Open feedback of an agency that is no more goes on at the one it went into."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies.actions import record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Succession
from feedback.actions import handling, senders
from feedback.actions.answering import reopen, write_answer
from feedback.actions.publishing import approve_publication, take_down
from feedback.actions.requests import record_request
from feedback.models import ConsentWording, Event, Handling
from feedback.numbers import numbers_by_agency, numbers_of_province
from feedback.subjects import REQUEST
from feedback.tasks import hand_on_feedback
from feedback.workflow import State
from notices.models import Reminder
from records.models import AuditEntry
from tests.agencies.make import make_agency
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
    assert (after.received, after.closing) == (1, 1)
    province = numbers_of_province(*april)
    assert (province.opening, province.received, province.closing) == (1, 0, 1)


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
    assert (province.opening, province.received, province.closed, province.closing) == (2, 0, 1, 1)


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
    told = Reminder.objects.filter(obligation_id=request.pk, obligation_kind=REQUEST, state="planned")
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
    with pytest.raises(PermissionDenied):
        senders.replace_secret(case, by=people.stranger, now=APRIL)
