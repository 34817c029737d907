"""Nobody lets feedback rot unseen: who is told, when, and of what not."""

import datetime as dt

import pytest
from django.core import mail

from agencies.actions.calendar import set_calendar_day
from agencies.models import CalendarDay
from feedback.actions import answering, handling
from feedback.models import Handling
from feedback.obligations import ANSWER, FEEDBACK
from notices.actions import deliver_due
from notices.models import Reminder
from tests.agencies.make import make_officer, make_post
from tests.feedback.make import NOW, SENDER, receive

pytestmark = pytest.mark.django_db


def planned(case: Handling, kind: str = FEEDBACK) -> list[tuple[str, str, dt.date]]:
    """(rule, role, day) of what is still to be mailed."""
    rows = Reminder.objects.about(kind, case.pk).open().filter(channel="email").order_by("due_at", "role")
    return [(row.rule.code, row.role, row.due_at.date()) for row in rows]


def at(day: int, month: int = 3, hour: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def case(people) -> Handling:
    return Handling.objects.get(item=receive(people.agency).item)


def to_answer(case: Handling, people) -> None:
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    answering.write_answer(case, text="Đã bỏ.", outcome="put_right", seen_edits=0, by=people.drafter, now=NOW)


def test_what_arrives_is_told_and_its_days_are_planned(case):
    assert planned(case) == [
        ("arrived", "drafter", dt.date(2026, 3, 16)),
        ("before-1", "drafter", dt.date(2026, 3, 17)),
        ("due", "drafter", dt.date(2026, 3, 18)),
        ("due", "head", dt.date(2026, 3, 18)),
        ("late-1", "drafter", dt.date(2026, 3, 19)),
        ("late-1", "head", dt.date(2026, 3, 19)),
        ("late-3-home-affairs", "reviewer", dt.date(2026, 3, 23)),
    ]


def test_taken_in_hand_its_next_day_is_the_answers_and_closed_it_has_none(case, people):
    to_answer(case, people)
    assert planned(case)[0] == ("before-1", "drafter", dt.date(2026, 4, 3))
    assert {rule for rule, _role, _day in planned(case)} == {
        "before-1",
        "due",
        "late-1",
        "late-3-home-affairs",
    }
    answering.submit_answer(case, by=people.drafter, now=NOW)
    answering.sign_answer(case, seen_edits=1, by=people.head, now=NOW)
    assert planned(case) == planned(case, ANSWER) == []


def test_the_head_is_told_of_the_answer_and_the_drafter_of_its_return(case, people):
    to_answer(case, people)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    assert [row[:2] for row in planned(case, ANSWER)] == [("answer-awaiting-head", "head")]
    answering.hand_back_answer(case, words="Viết gọn", by=people.head, now=NOW)
    assert [row[:2] for row in planned(case, ANSWER)] == [("answer-handed-back", "drafter")]
    answering.submit_answer(case, by=people.drafter, now=NOW)
    assert [row[:2] for row in planned(case, ANSWER)] == [("answer-awaiting-head", "head")]


def test_mails_say_nothing_of_what_was_written_nor_of_who_wrote_it(case, people):
    to_answer(case, people)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    for day in (at(3, 4), at(6, 4), at(7, 4), at(9, 4)):
        deliver_due(now=day)
    subjects = [letter.subject for letter in mail.outbox]
    assert any("Quá hạn" in subject for subject in subjects)
    told = " ".join(letter.subject + letter.body for letter in mail.outbox)
    assert case.item.code in told
    for secret in ("đi lại ba lần", SENDER["name"], SENDER["phone"], "Đã bỏ"):
        assert secret not in told


def test_who_handles_it_is_told_alone_and_home_affairs_when_it_is_three_days_late(case, people):
    colleague = make_officer("Ngô Văn Bạn", email="ban@stp.example")
    make_post(colleague, people.agency)
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    mail.outbox.clear()
    deliver_due(now=at(3, 4))
    assert [letter.to for letter in mail.outbox] == [[people.drafter.email]]
    mail.outbox.clear()
    deliver_due(now=at(9, 4))
    assert people.reviewer.email in [to for letter in mail.outbox for to in letter.to]


def test_asked_again_nothing_doubles_and_a_day_off_moves_it(case, people):
    before = planned(case)
    set_calendar_day(
        dt.date(2026, 3, 18), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ", source="1/TB", by=None, now=NOW
    )
    after = planned(case)
    assert len(after) == len(before)
    assert ("due", "head", dt.date(2026, 3, 19)) in after
