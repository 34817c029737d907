"""Who keeps a report waiting is told of it after some working days: the head who signs, the reviewer."""

import datetime as dt

import pytest

from agencies.actions import set_calendar_day
from agencies.models import Post
from notices.actions import add_step, change_rule, deliver_due
from notices.models import ReminderRule
from reports.actions.periods import excuse_report, owe_again
from reports.actions.reviewing import accept_report, return_report
from reports.actions.sending import hand_back_report, sign_report, submit_report, withdraw_report
from reports.models import Report
from reports.reminders.waiting import CORRECTION, REVIEW, SIGNATURE
from tests.agencies.make import make_officer, make_people, make_post
from tests.notices.make import to_be_told
from tests.reports.make import at, figure, fill, fresh, make_report, put, send

pytestmark = pytest.mark.django_db
MONDAY = at(2, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people) -> Report:
    return make_report(people.agency)


def steps(report: Report, kind: str) -> list[tuple[str, str, dt.date, int]]:
    return [(row.rule.code, row.role, row.due_on, row.version) for row in to_be_told(kind, report.pk)]


def submitted(report: Report, people, now=MONDAY) -> Report:
    return submit_report(fresh(fill(report, people.drafter, now)), by=people.drafter, now=now)


def test_a_report_that_waits_for_its_head_is_told_again_in_working_days(report, people):
    submitted(report, people)
    assert steps(report, SIGNATURE) == [
        ("waits-1", "head", dt.date(2026, 3, 3), 1),
        ("waits-3", "drafter", dt.date(2026, 3, 5), 1),
        ("waits-3", "head", dt.date(2026, 3, 5), 1),
    ]
    set_calendar_day(dt.date(2026, 3, 4), kind="holiday", name="Nghỉ", source="TB", by=None, now=MONDAY)
    assert steps(report, SIGNATURE)[-1] == ("waits-3", "head", dt.date(2026, 3, 6), 1)


def test_taken_back_handed_back_or_signed_it_waits_no_more_and_another_time_is_another_wait(report, people):
    submitted(report, people)
    withdraw_report(fresh(report), by=people.drafter, now=at(2, 3, 10))
    assert steps(report, SIGNATURE) == []
    submit_report(fresh(report), by=people.drafter, now=at(3, 3))
    hand_back_report(fresh(report), reason="Thiếu", by=people.head, now=at(3, 3, 10))
    assert steps(report, SIGNATURE) == []
    submit_report(fresh(report), by=people.drafter, now=at(4, 3))
    assert [(day, version) for _rule, _role, day, version in steps(report, SIGNATURE)] == [
        (dt.date(2026, 3, 5), 3),
        (dt.date(2026, 3, 9), 3),
        (dt.date(2026, 3, 9), 3),
    ]


def test_home_affairs_hears_of_a_report_it_has_not_looked_at(report, people, mailoutbox):
    send(report, people.drafter, people.head, MONDAY)
    assert steps(report, SIGNATURE) == []
    assert steps(report, REVIEW) == [
        ("waits-3", "reviewer", dt.date(2026, 3, 5), 1),
        ("waits-5", "issuer", dt.date(2026, 3, 9), 1),
        ("waits-5", "reviewer", dt.date(2026, 3, 9), 1),
    ]
    deliver_due(now=at(4, 3))
    mailoutbox.clear()
    deliver_due(now=at(5, 3))
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([people.reviewer.email], "Vẫn chờ xem xét: Sở Tư pháp, Quý I năm 2026")
    ]
    assert "đã gửi báo cáo Quý I năm 2026 vào thứ Hai, 2/3/2026" in mailoutbox[0].body
    accept_report(fresh(report), by=people.reviewer, now=at(6, 3))
    assert steps(report, REVIEW) == []
    mailoutbox.clear()
    deliver_due(now=at(9, 3))
    told = {mail.to[0] for mail in mailoutbox}
    assert told == {people.drafter.email, people.head.email}  # that it was accepted


def test_the_head_reads_since_when_it_waits_and_until_when_it_is_due(report, people, mailoutbox):
    submitted(report, people)
    deliver_due(now=at(2, 3, 12))
    mailoutbox.clear()
    deliver_due(now=at(3, 3))
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([people.head.email], "Vẫn chờ duyệt: báo cáo Quý I năm 2026")
    for words in ("chờ lãnh đạo duyệt từ thứ Hai, 2/3/2026", "hết thứ Ba, 17/3/2026"):
        assert words in mail.body


def test_a_changed_rule_holds_for_what_comes_to_wait_from_its_day_on(report, people):
    submitted(report, people)
    rule = ReminderRule.objects.get(obligation_kind=REVIEW, code="waits-3")
    ground = {"valid_from": dt.date(2026, 3, 3), "source": "Công văn 7", "by": people.reviewer}
    change_rule(rule, offset=2, **ground, now=MONDAY)
    sign_report(fresh(report), by=people.head, now=at(3, 3))
    assert steps(report, REVIEW)[0] == ("waits-3", "reviewer", dt.date(2026, 3, 5), 1)
    rule = ReminderRule.objects.get(obligation_kind=REVIEW, code="waits-5")
    change_rule(rule, offset=8, **ground | {"valid_from": dt.date(2026, 3, 4)}, now=at(3, 3))
    assert steps(report, REVIEW)[-1] == ("waits-5", "reviewer", dt.date(2026, 3, 10), 1)


def test_the_page_of_the_report_says_whom_it_keeps_waiting(report, people, client):
    submitted(report, people)
    client.force_login(people.head)
    assert "Chờ duyệt quá 3 ngày làm việc" in client.get(report.get_absolute_url()).text


def test_the_leader_is_told_though_the_reviewer_may_issue_too(report, people, mailoutbox):
    """Of those who review only the one responsible hears, of leaders all."""
    make_post(people.reviewer, people.home_affairs, Post.Role.ISSUER)
    other = make_post(make_officer("Ngô Thị Xem"), people.home_affairs, Post.Role.REVIEWER).officer
    Report.objects.filter(pk=report.pk).update(reviewer=people.reviewer)
    send(fresh(report), people.drafter, people.head, MONDAY)
    deliver_due(now=at(5, 3))
    mailoutbox.clear()
    deliver_due(now=at(9, 3))
    told = {mail.to[0] for mail in mailoutbox}
    assert {people.issuer.email, people.reviewer.email} <= told
    assert other.email not in told


def test_an_added_step_for_home_affairs_goes_to_the_reviewer_responsible(report, people, mailoutbox):
    other = make_post(make_officer("Ngô Thị Xem"), people.home_affairs, Post.Role.REVIEWER).officer
    Report.objects.filter(pk=report.pk).update(reviewer=people.reviewer)
    fields = {"name": "Trước hạn 2 ngày", "offset": -2, "send_at": dt.time(8), "channels": ["email"]}
    asked = {"valid_from": dt.date(2026, 3, 3), "source": "Công văn 7", "by": people.reviewer, "now": MONDAY}
    add_step("reports.report", **fields, roles=["reviewer"], audience="home_affairs", **asked)
    deliver_due(now=at(13, 3))
    told = {mail.to[0] for mail in mailoutbox if "Sở Tư pháp" in mail.body}
    assert (people.reviewer.email in told, other.email in told) == (True, False)


def test_an_excused_report_waits_for_nobody(report, people):
    submitted(report, people)
    excuse_report(fresh(report), reason="Giải thể", by=people.reviewer, now=at(2, 3, 12))
    assert steps(report, SIGNATURE) == []
    owe_again(fresh(report), reason="Nhầm", by=people.reviewer, now=at(2, 3, 13))
    assert len(steps(report, SIGNATURE)) == 3


def test_a_returned_report_is_asked_for_again_until_it_is_sent(report, people, mailoutbox):
    send(report, people.drafter, people.head, MONDAY)
    remarks = {"figures": {figure(report, "TT05"): "Xem lại"}, "sections": {}}
    return_report(fresh(report), **remarks, by=people.reviewer, now=at(3, 3))
    assert steps(report, REVIEW) == []
    planned = [(rule, role, day) for rule, role, day, _version in steps(report, CORRECTION)]
    assert planned == [
        ("waits-2", "drafter", dt.date(2026, 3, 5)),
        ("waits-4", "drafter", dt.date(2026, 3, 9)),
        ("waits-4", "head", dt.date(2026, 3, 9)),
        ("waits-6", "reviewer", dt.date(2026, 3, 11)),
    ]
    deliver_due(now=at(4, 3))
    mailoutbox.clear()
    deliver_due(now=at(5, 3, 10))
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([people.drafter.email], "Chưa gửi lại: báo cáo Quý I năm 2026")
    put(report, people.drafter, at(6, 3), TT05=5)
    submit_report(fresh(report), by=people.drafter, now=at(6, 3))
    assert steps(report, CORRECTION) == []
    hand_back_report(fresh(report), reason="Thiếu", by=people.head, now=at(6, 3, 10))
    assert steps(report, CORRECTION)[0][:3] == ("waits-4", "drafter", dt.date(2026, 3, 9))
    submit_report(fresh(report), by=people.drafter, now=at(6, 3, 11))
    sign_report(fresh(report), by=people.head, now=at(6, 3, 12))
    assert (steps(report, CORRECTION), len(steps(report, REVIEW))) == ([], 3)
