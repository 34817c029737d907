"""Nobody lets feedback rot unseen: who is told, when, and of what not."""

import datetime as dt

import pytest
from django.core import mail

from agencies.actions.calendar import set_calendar_day
from agencies.models import CalendarDay
from feedback import keys
from feedback.actions import answering, handling
from feedback.actions.receiving import enter_item
from feedback.deadlines import Limit, Unit
from feedback.models import Handling, Step
from feedback.reminders.handling import ANSWER, FEEDBACK, TELLING
from feedback.reminders.regulation import REGULATION
from notices.actions import change_rule, claim_due, deliver_due
from notices.ahead import ledger_of
from notices.models import Reminder, ReminderRule
from notices.tasks import keep_obligations
from reformportal.desk import desk_tasks
from tests.agencies.make import make_officer, make_post
from tests.feedback.make import LIMITS, NOW, SENDER, make_regulation, receive
from tests.notices.make import to_be_told

pytestmark = pytest.mark.django_db


def planned(case: Handling, kind: str = FEEDBACK) -> list[tuple[str, str, dt.date]]:
    """(rule, role, day) of what is still to be mailed."""
    return [(row.rule.code, row.role, row.due_at.date()) for row in to_be_told(kind, case.pk)]


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
    deliver_due(now=NOW)  # its arrival is no news any more
    assert set(Reminder.objects.values_list("rule__code", "state")) == {("arrived", "cancelled")}
    assert planned(case)[0] == ("before-1", "drafter", dt.date(2026, 4, 3))
    assert {rule for rule, _role, _day in planned(case)} == {
        "before-1",
        "due",
        "late-1",
        "late-3-home-affairs",
    }
    answering.submit_answer(case, by=people.drafter, now=NOW)
    answering.sign_answer(case, seen_edits=1, by=people.head, now=NOW)
    deliver_due(now=NOW)
    assert planned(case) == planned(case, ANSWER) == []
    assert [letter.subject for letter in mail.outbox if "phê duyệt" in letter.subject] == []


def test_the_head_is_told_of_the_answer_and_the_drafter_of_its_return(case, people):
    to_answer(case, people)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    assert [row[:2] for row in planned(case, ANSWER)] == [("answer-awaiting-head", "head")]
    answering.hand_back_answer(case, words="Viết gọn", by=people.head, now=NOW)
    deliver_due(now=NOW)
    assert [(row.rule.code, row.state) for row in ledger_of([case.pk], ANSWER)] == 2 * [
        ("answer-awaiting-head", "cancelled")
    ] + 2 * [("answer-handed-back", "sent")]
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


TELLING_LIMITS = LIMITS | {
    Step.ACKNOWLEDGE.value: Limit(1, Unit.WORKING_DAYS, "Quy chế, Điều 4"),
    Step.UPDATE.value: Limit(7, Unit.WORKING_DAYS, "Quy chế, Điều 9"),
}


def enter(people, channel: str) -> Handling:
    received = enter_item(
        people.agency,
        sending_key=keys.new_sending_key(),
        channel=channel,
        received_on=NOW.date(),
        register_number="",
        sender=SENDER,
        content="Thủ tục đăng ký khai sinh phải đi lại ba lần.",
        rule=None,
        rule_words="",
        files=[],
        by=people.drafter,
        now=NOW,
    )
    return Handling.objects.get(item=received.item)


def test_a_letter_is_confirmed_within_its_time_and_what_comes_by_the_portal_at_once(people):
    make_regulation(people.agency, limits=TELLING_LIMITS)
    by_letter, by_portal = enter(people, "letter"), Handling.objects.get(item=receive(people.agency).item)
    assert (by_portal.told_on, by_portal.tell_due_on) == (NOW.date(), dt.date(2026, 4, 15))
    assert (by_letter.told_on, by_letter.tell_due_on) == (None, dt.date(2026, 3, 17))
    assert planned(by_letter, TELLING) == [
        ("tell-due", "drafter", dt.date(2026, 3, 17)),
        ("tell-late-1", "drafter", dt.date(2026, 3, 18)),
        ("tell-late-1", "head", dt.date(2026, 3, 18)),
    ]
    told = handling.tell(by_letter, words="Chúng tôi đã nhận thư.", by=people.drafter, now=NOW)
    assert (told.told_on, told.tell_due_on) == (NOW.date(), dt.date(2026, 4, 15))
    assert planned(told, TELLING)[0] == ("tell-due", "drafter", dt.date(2026, 4, 15))


def test_a_late_answer_is_told_of_every_seven_working_days(people, case_with_updates):
    """20 days from 16 March end on Sunday 5 April, so on the 6th; 7 working days later it is the 15th."""
    case = case_with_updates
    assert (case.answer_due_on, case.tell_due_on) == (dt.date(2026, 4, 6), dt.date(2026, 4, 15))
    deliver_due(now=at(10, 4))
    mail.outbox.clear()
    deliver_due(now=at(15, 4))
    assert f"Báo cho người gửi biết tiến độ: {case.item.code}" in [letter.subject for letter in mail.outbox]
    told = handling.tell(case, words="Đang chờ bộ.", by=people.drafter, now=at(15, 4))
    assert (told.told_on, told.tell_due_on) == (dt.date(2026, 4, 15), dt.date(2026, 4, 24))
    mail.outbox.clear()
    deliver_due(now=at(16, 4))
    assert [letter.subject for letter in mail.outbox if "tiến độ" in letter.subject] == []
    asked = handling.ask(told, words="Ở xã nào?", by=people.drafter, now=at(16, 4))
    # The Kings' day falls on Sunday the 26th, and Monday the 27th is off in its place.
    assert planned(asked, TELLING)[0] == ("tell-due", "drafter", dt.date(2026, 4, 28))
    answering.write_answer(
        handling.resume(asked, by=people.drafter, now=at(16, 4)),
        text="Đã bỏ.", outcome="put_right", seen_edits=0, by=people.drafter, now=at(16, 4),
    )  # fmt: skip
    answering.submit_answer(case, by=people.drafter, now=at(16, 4))
    answering.sign_answer(case, seen_edits=1, by=people.head, now=at(16, 4))
    assert planned(case, TELLING) == []


@pytest.fixture
def case_with_updates(people) -> Handling:
    make_regulation(people.agency, limits=TELLING_LIMITS)
    case = Handling.objects.get(item=receive(people.agency).item)
    return handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)


def test_desk_of_the_drafter_says_whom_to_tell_and_stops_when_told(people, case_with_updates):
    def lines() -> list[str]:
        return [line.title for line in desk_tasks(people.drafter, dt.date(2026, 4, 15)).owed]

    line = f"Phản ánh {case_with_updates.item.code}: báo cho người gửi biết tiến độ"
    assert line in lines()
    handling.tell(case_with_updates, words="Đang chờ bộ.", by=people.drafter, now=at(15, 4))
    assert line not in lines()


def test_a_changed_rule_moves_the_reminders_of_what_is_open(case, people):
    rule = ReminderRule.objects.get(obligation_kind=FEEDBACK, code="before-1")
    ground = {"valid_from": dt.date(2026, 3, 17), "source": "Công văn 7", "by": people.registrar}
    change_rule(rule, offset=-2, send_at=dt.time(16, 30), **ground, now=NOW)
    assert [row for row in planned(case) if row[0] == "before-1"] == [
        ("before-1", "drafter", dt.date(2026, 3, 16))
    ]


def missing(agency) -> list[tuple[str, str, dt.date, str]]:
    rows = [row for row in ledger_of([agency.pk], REGULATION) if row.channel == "portal"]
    return [(row.rule.code, row.role, row.due_on, row.state) for row in rows]


@pytest.fixture
def without(people, time_machine):
    """An agency that takes part and has no regulation."""
    time_machine.move_to(NOW)
    make_regulation(people.agency)
    return people.other_agency


def test_a_missing_regulation_is_told_of_each_month_until_it_is_recorded(people, without, time_machine):
    keep_obligations()
    keep_obligations()
    assert missing(without) == [
        ("monthly", "drafter", dt.date(2026, 3, 24), "planned"),
        ("monthly", "head", dt.date(2026, 3, 24), "planned"),
        ("monthly-home-affairs", "reviewer", dt.date(2026, 3, 31), "planned"),
    ]
    assert missing(people.agency) == []
    time_machine.move_to(at(1, 4))
    deliver_due(now=at(1, 4))
    subjects = [letter.subject for letter in mail.outbox if letter.to == [people.stranger.email]]
    assert subjects == ["Sở Y tế chưa có quy chế tiếp nhận phản ánh, kiến nghị"]
    keep_obligations()
    planned_days = [day for _rule, _role, day, state in missing(without) if state == "planned"]
    assert planned_days == [dt.date(2026, 4, 22), dt.date(2026, 4, 22), dt.date(2026, 4, 29)]
    make_regulation(without, valid_from=dt.date(2026, 5, 4), now=at(2, 4))
    assert {row for row in missing(without) if row[2].month == 4} == set()
    keep_obligations()
    assert [row for row in missing(without) if row[3] == "planned"] == []


def test_what_was_due_before_the_regulation_came_is_not_told(people, without, time_machine):
    keep_obligations()
    time_machine.move_to(at(25))
    claim_due(at(25))
    make_regulation(without, valid_from=dt.date(2026, 3, 20))
    mail.outbox.clear()
    deliver_due(now=at(25))
    told = [letter.subject for letter in mail.outbox if letter.to == [people.stranger.email]]
    due = {state for _rule, _role, day, state in missing(without) if day < dt.date(2026, 3, 25)}
    assert (told, due) == ([], {"cancelled", "failed"})  # nobody is its head


def test_a_month_without_workers_at_its_end_is_told_in_the_next(people, without, time_machine):
    """The hourly planning of April runs before anything of March could leave."""
    keep_obligations()
    time_machine.move_to(at(1, 4))
    keep_obligations()
    assert {state for _rule, _role, day, state in missing(without) if day.month == 3} == {"planned"}
    deliver_due(now=at(1, 4))
    told = [
        letter.to[0] for letter in mail.outbox if "Sở Y tế chưa có quy chế" in letter.body + letter.subject
    ]
    assert sorted(told) == sorted([people.stranger.email, people.reviewer.email])
