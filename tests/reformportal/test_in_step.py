"""Every act brings the rows of what is owed in step with what it changed: a repair finds nothing to mend."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.models import Post
from feedback.actions import answering, handling
from notices.actions.keeping import differing
from notices.models import Obligation
from notices.obligations import all_kinds
from plans.actions.agency_plans import (
    add_item,
    approve_plan,
    begin_plan,
    hand_back_plan,
    submit_plan,
    withdraw_plan,
)
from reports.actions.issuing import amend_paper, drop_amendment
from reports.actions.papers import paper_of
from reports.actions.periods import excuse_report, extend_deadline, owe_again
from reports.actions.reviewing import accept_report, assign_reviewer, return_report
from reports.actions.sending import (
    give_back,
    hand_back_report,
    sign_report,
    submit_report,
    take_over,
    withdraw_report,
)
from reports.models import PaperKind
from tests.agencies.make import make_officer, make_people, make_post
from tests.feedback.make import NOW, make_rule, receive
from tests.reports.make import at, figure, fill, fresh, make_open_period, make_report, send
from tests.reports.papers import issue

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def people():
    return make_people()


def out_of_step(now) -> dict[str, set[int]]:
    """Of kinds that no new day changes: objects of which a row says something else than the room does."""
    found = {kind.code: differing(kind, timezone.localdate(now)) for kind in all_kinds() if not kind.by_time}
    return {code: ids for code, ids in found.items() if ids}


def open_rows(thing) -> list[tuple[str, str, bool]]:
    rows = Obligation.objects.open().filter(object_id=thing.pk, kind__startswith="reports.")
    return list(rows.order_by("kind").values_list("kind", "role", "at_home_affairs"))


def test_a_report_from_its_opening_until_it_is_accepted(people):
    report = make_report(people.agency)
    now, steps = at(16, 3), []

    def step(act, *args, **kwargs):
        nonlocal now
        now += HOUR
        act(*args, now=now, **kwargs)
        kinds = [kind.removeprefix("reports.") for kind, _role, _ in open_rows(report)]
        steps.append((kinds, out_of_step(now)))

    reason = {"reason": "Theo văn bản số 12."}
    step(assign_reviewer, people.agency, people.reviewer, by=people.reviewer)
    step(excuse_report, report, by=people.reviewer, **reason)
    step(owe_again, report, by=people.reviewer, **reason)
    step(extend_deadline, report, dt.date(2026, 3, 25), by=people.reviewer, **reason)
    step(take_over, report, by=people.reviewer, **reason)
    step(give_back, report, by=people.reviewer, **reason)
    step(lambda now: fill(report, people.drafter, now))
    step(submit_report, report, by=people.drafter)
    step(withdraw_report, report, by=people.drafter)
    step(submit_report, report, by=people.drafter)
    step(hand_back_report, report, by=people.head, **reason)
    step(submit_report, report, by=people.drafter)
    step(sign_report, report, by=people.head)
    remarks = {figure(report, "TT05"): "Xem lại số này."}
    step(return_report, report, figures=remarks, sections={}, by=people.reviewer)
    step(submit_report, report, by=people.drafter)
    step(sign_report, report, by=people.head)
    step(accept_report, report, by=people.reviewer)
    assert [found for _rows, found in steps if found] == []
    assert [rows for rows, _found in steps] == [
        ["report"], [], ["report"], ["report"], ["report"], ["report"], ["report"],
        ["report", "signature"], ["report"], ["report", "signature"], ["report"],
        ["report", "signature"], ["review"], ["correction"], ["signature"], ["review"], [],
    ]  # fmt: skip


def test_a_report_taken_over_is_home_affairs_to_enter(people):
    report = make_report(people.agency)
    assert open_rows(report) == [("reports.report", "drafter", False)]
    take_over(report, reason="Gửi bằng giấy.", by=people.reviewer, now=at(17, 3))
    assert open_rows(report) == [("reports.report", "reviewer", True)]
    handed = Obligation.objects.get(object_id=report.pk, outcome="handed_on")
    assert handed.next_row.at_home_affairs


def test_papers_of_the_province_until_both_are_issued_and_once_more(people):
    period = make_open_period()
    report = make_report(people.agency, period)
    send(report, people.drafter, people.head)
    accept_report(fresh(report), by=people.reviewer, now=at(18, 3))
    owed = Obligation.objects.open().filter(kind="reports.issue")
    assert owed.count() == 2
    issue(period, people)
    assert [row.params["paper"] for row in owed.all()] == [PaperKind.PROVINCE]
    found = [out_of_step(at(20, 3))]
    first = paper_of(period, PaperKind.HOME_AFFAIRS)
    amended = amend_paper(first, reason="Sửa một số liệu.", by=people.reviewer, now=at(21, 3))
    found.append(out_of_step(at(21, 3)))
    assert owed.count() == 2
    drop_amendment(amended, by=people.reviewer, now=at(22, 3))
    assert (owed.count(), [*found, out_of_step(at(22, 3))]) == (1, [{}, {}, {}])


def test_an_agencys_plan_from_its_first_line_until_it_is_approved(people):
    now = at(2, 2)
    found = []
    plan = begin_plan(people.agency, 2026, by=people.drafter, now=now)
    add_item(plan, content="Phát thanh.", by=people.drafter, now=now)
    for act in (submit_plan, withdraw_plan, submit_plan):
        act(plan, by=people.drafter, now=now)
        found.append(out_of_step(now))
    hand_back_plan(plan, reason="Thêm số lượng.", by=people.head, now=now + HOUR)
    found.append(out_of_step(now))
    submit_plan(plan, by=people.drafter, now=now + 2 * HOUR)
    plan.refresh_from_db()
    approve_plan(plan, seen_edits=plan.edits, by=people.head, now=now + 3 * HOUR)
    found.append(out_of_step(now))
    assert (found, Obligation.objects.open().filter(kind__startswith="plans.").exists()) == ([{}] * 5, False)


def test_feedback_from_its_arrival_until_it_is_answered(people, time_machine):
    time_machine.move_to(NOW)
    mine = receive(people.agency).item.handlings.get()
    found = [out_of_step(NOW)]
    by = people.drafter
    handling.accept(mine, kind="unfit", rule=make_rule(), officer=by, by=by, now=NOW)
    found.append(out_of_step(NOW))
    words = {"text": "Đã bỏ một giấy tờ.", "outcome": "put_right", "seen_edits": 0}
    answering.write_answer(mine, **words, by=by, now=NOW)
    answering.submit_answer(mine, by=by, now=NOW)
    found.append(out_of_step(NOW))
    rows = Obligation.objects.open().filter(object_id=mine.pk, kind="feedback.answer")
    assert [(row.role, row.agency_id) for row in rows] == [(Post.Role.HEAD, people.agency.pk)]
    assert [*found, out_of_step(NOW)] == [{}] * 4


def test_who_stands_beside_the_reviewer_named_sees_it_at_a_colleague(people):
    report = make_report(people.agency)
    other = make_officer()
    make_post(other, people.reviewer.posts.get().agency, Post.Role.REVIEWER)
    assign_reviewer(people.agency, people.reviewer, by=people.reviewer, now=at(1, 3))
    send(report, people.drafter, people.head)
    row = Obligation.objects.open().get(kind="reports.review")
    assert (row.officer_id, row.at_home_affairs, row.about_id) == (people.reviewer.pk, True, people.agency.pk)
