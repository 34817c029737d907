"""Opening + received - closed = closing, at every agency, for the province, and over any days."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions import answering, handling, senders
from feedback.models import Event, Handling
from feedback.numbers import Numbers, numbers_by_agency, numbers_of_province
from tests.feedback.make import answer_one, make_regulation, receive

pytestmark = pytest.mark.django_db


def on(day: int, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, 3, tzinfo=dt.UTC)


def one(people, day: int) -> Handling:
    return Handling.objects.get(item=receive(people.agency, now=on(day)).item)


MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def of(agency, first: dt.date, last: dt.date) -> Numbers:
    return numbers_by_agency(first, last).get(agency.pk, Numbers())


def test_a_month_at_one_agency(people):
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    one(people, 2)
    answer_one(people, now=on(3))
    refused, passed = one(people, 4), one(people, 4)
    handling.refuse(refused, ground="question", words="Hỏi nơi khác", by=people.drafter, now=on(5))
    handling.transfer(
        passed, agency=people.other_agency, words="Thuộc Sở Y tế", by=people.drafter, now=on(20)
    )
    senders.withdraw_item(one(people, 9).item, now=on(10))
    late = {"aside_late": 1}  # passed on after its day
    assert of(people.agency, *MARCH) == Numbers(came=5, on_time=1, passed_on=1, refused=1, outside=1, **late)
    assert of(people.other_agency, *MARCH) == Numbers(taken=1)
    assert numbers_of_province(*MARCH) == Numbers(
        came=5, taken=1, on_time=1, passed_on=1, refused=1, outside=1, **late
    )
    assert [of(people.agency, *MARCH).closing, numbers_of_province(*MARCH).closing] == [1, 2]


def test_f3_four_came_three_passed_on_one_spam_are_four_and_none_answered(people):
    """Three items passed on and one refused as spam: 4 came, nothing was answered, whoever adds it up."""
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    for day in (2, 3, 4):
        handling.transfer(
            one(people, day), agency=people.other_agency, words="x", by=people.drafter, now=on(day + 1)
        )
    handling.refuse(one(people, 5), ground="spam", words="x", by=people.drafter, now=on(6))
    here, there = of(people.agency, *MARCH), of(people.other_agency, *MARCH)
    assert here == Numbers(came=4, passed_on=3, spam=1)
    assert there == Numbers(taken=3)
    province = numbers_of_province(*MARCH)
    assert (province.came, province.answered, province.closing) == (4, 0, 3)
    for name in vars(province):
        assert getattr(here, name) + getattr(there, name) == getattr(province, name), name


GROUNDS = {
    "complaint": "outside",
    "denunciation": "outside",
    "question": "outside",
    "spam": "spam",
    "incomplete": "refused",
}


@pytest.mark.parametrize(("ground", "column"), GROUNDS.items())
def test_f3_what_is_not_taken_up_stands_in_the_column_of_its_ground_for_good(people, ground, column):
    case = one(people, 2)
    handling.refuse(case, ground=ground, words="x", by=people.drafter, now=on(3))
    assert of(people.agency, *MARCH) == Numbers(came=1, **{column: 1})
    handling.take_up_after_all(case, by=people.drafter, now=on(1, 4))
    assert of(people.agency, *MARCH) == Numbers(came=1, **{column: 1})


def test_f3_an_event_of_before_grounds_were_kept_has_the_one_of_its_handling(people):
    handling.refuse(one(people, 2), ground="spam", words="x", by=people.drafter, now=on(3))
    Event.objects.update(ground="")  # as a database of before has it
    assert of(people.agency, *MARCH) == Numbers(came=1, spam=1)


def test_f3_answers_alone_are_late_or_in_time(people):
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    for day in (11, 20):  # received on 4 March: five working days to pass it on end on the 11th
        words = {"agency": people.other_agency, "words": "Thuộc Sở Y tế"}
        handling.transfer(one(people, 4), **words, by=people.drafter, now=on(day))
    found = of(people.agency, *MARCH)
    assert (found.passed_on, found.late, found.on_time, found.aside_late) == (2, 0, 0, 1)


def test_late_answers_are_late_by_the_day_they_had_then(people):
    case = one(people, 2)
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=on(3))
    answering.write_answer(
        case, text="Đã bỏ.", outcome="put_right", seen_edits=0, by=people.drafter, now=on(3)
    )
    answering.submit_answer(case, by=people.drafter, now=on(3))
    answering.sign_answer(case, seen_edits=1, by=people.head, now=on(25))
    assert (of(people.agency, *MARCH).on_time, of(people.agency, *MARCH).late) == (0, 1)


def test_what_is_taken_up_again_later_leaves_the_past_as_it_was(people):
    case = answer_one(people, now=on(3))
    before = of(people.agency, *MARCH)
    senders.rate_answer(case, helped=False, words="Chưa rõ", now=on(2, 4))
    assert of(people.agency, *MARCH) == before
    april = of(people.agency, dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    assert april == Numbers(came=1)


def test_a_part_is_a_piece_of_its_own_for_the_province(people):
    make_regulation(people.other_agency)
    case = one(people, 3)
    handling.pass_part(case, agency=people.other_agency, words="Viện phí", by=people.drafter, now=on(4))
    province = numbers_of_province(*MARCH)
    assert (province, province.closing) == (Numbers(came=2), 2)


def test_days_add_up_to_the_month_and_each_closing_is_the_next_opening(people):
    make_regulation(people.other_agency)
    for day in (2, 3, 9, 17, 30):
        one(people, day)
    answer_one(people, now=on(12))
    first, second, third = Handling.objects.filter(state="received")[:3]
    handling.refuse(first, ground="spam", words="x", by=people.drafter, now=on(13))
    handling.transfer(second, agency=people.other_agency, words="x", by=people.drafter, now=on(13))
    senders.withdraw_item(third.item, now=on(31))
    for numbers in (
        lambda day: of(people.agency, day, day),
        lambda day: of(people.other_agency, day, day),
        lambda day: numbers_of_province(day, day),
    ):
        days = [numbers(MARCH[0] + dt.timedelta(days=place)) for place in range(31)]
        assert all(day.closing == after.opening for day, after in pairwise(days))
    whole = of(people.agency, *MARCH)
    days = [of(people.agency, *[MARCH[0] + dt.timedelta(days=place)] * 2) for place in range(31)]
    assert sum(day.came for day in days) == whole.came
    assert sum(day.closed for day in days) == whole.closed


def test_midnight_is_midnight_in_viet_nam(people):
    receive(people.agency, now=dt.datetime(2026, 3, 31, 16, 59, tzinfo=dt.UTC))
    receive(people.agency, now=dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.UTC))
    assert of(people.agency, *MARCH).came == 1


def test_all_agencies_cost_one_query(people):
    answer_one(people)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        numbers_by_agency(*MARCH)
    assert len(queries) == 1
