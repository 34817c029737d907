"""Opening + received - closed = closing, at every agency, for the province, and over any days."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions import answering, handling, senders
from feedback.models import Handling
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
    found = of(people.agency, *MARCH)
    assert (found.opening, found.received, found.on_time, found.late) == (0, 5, 1, 0)
    aside = {verb: count for verb, count in found.set_aside.items() if count}
    assert (aside, found.passed_on) == ({"refuse": 1, "transfer": 1, "withdraw": 1}, 1)
    assert (found.closed_on_time, found.closed_late, found.closing) == (3, 1, 1)  # passed on after its day
    there = of(people.other_agency, *MARCH)
    assert (there.received, there.closing) == (1, 1)
    province = numbers_of_province(*MARCH)
    assert (province.received, province.closed, province.closing) == (5, 3, 2)


def test_passing_on_has_its_own_five_days(people):
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    for day in (11, 12):  # received on 4 March: five working days end on the 11th
        words = {"agency": people.other_agency, "words": "Thuộc Sở Y tế"}
        handling.transfer(one(people, 4), **words, by=people.drafter, now=on(day))
    assert of(people.agency, *MARCH).set_aside_late == 1


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
    assert (april.opening, april.received, april.closed, april.closing) == (0, 1, 0, 1)


def test_a_part_is_a_piece_of_its_own_for_the_province(people):
    make_regulation(people.other_agency)
    case = one(people, 3)
    handling.pass_part(case, agency=people.other_agency, words="Viện phí", by=people.drafter, now=on(4))
    province = numbers_of_province(*MARCH)
    assert (province.received, province.closing) == (2, 2)


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
    assert sum(day.received for day in days) == whole.received
    assert sum(day.closed for day in days) == whole.closed


def test_midnight_is_midnight_in_viet_nam(people):
    receive(people.agency, now=dt.datetime(2026, 3, 31, 16, 59, tzinfo=dt.UTC))
    receive(people.agency, now=dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.UTC))
    assert of(people.agency, *MARCH).received == 1


def test_all_agencies_cost_one_query(people):
    answer_one(people)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        numbers_by_agency(*MARCH)
    assert len(queries) == 1
