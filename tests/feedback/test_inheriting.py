"""Open feedback of an agency that is no more goes on at the one it went into."""

import datetime as dt

import pytest

from agencies.actions import record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Succession
from feedback.actions import handling
from feedback.actions.answering import write_answer
from feedback.models import Event, Handling
from feedback.numbers import numbers_by_agency, numbers_of_province
from feedback.tasks import hand_on_feedback
from feedback.workflow import State
from tests.agencies.make import make_agency
from tests.feedback.make import NOW, answer_one, make_regulation, receive

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
