"""What an officer's start page names as theirs to do, and what as others'."""

import datetime as dt

import pytest
from django.urls import reverse

from reformportal.desk import desk_tasks
from reports.actions.periods import open_period
from reports.actions.reviewing import assign_reviewer, return_report
from reports.actions.sending import submit_report, take_over
from reports.at_hand import at_hand
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import at, figure, fill, fresh, make_open_period, make_report, send

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 16)
COST = 6  # leaves, rows, who may not, what agencies owe, standings, the calendar


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def lines(officer, today=TODAY):
    """(owed, waiting), each line as (title, hint), for an officer whose posts are read anew."""
    officer = type(officer).objects.get(pk=officer.pk)
    work = desk_tasks(officer, today)
    return [(line.title, line.hint) for line in work.owed], [(line.title, line.hint) for line in work.waiting]


REVIEWED = "Sở Tư pháp: Báo cáo quý I năm 2026"
TO_FILL = ("Báo cáo quý I năm 2026", "Nhập và gửi lãnh đạo duyệt.")


def test_a_report_not_handed_in_is_its_drafters_to_do(people, report):
    assert lines(people.drafter) == ([TO_FILL], [])
    assert lines(people.head) == ([], [("Báo cáo quý I năm 2026", "Người soạn đang nhập.")])


def test_a_report_awaiting_the_head_is_the_heads_to_do(people, report):
    fill(report, people.drafter)
    submit_report(report, by=people.drafter, now=at(16, 3))
    assert lines(people.head) == ([("Báo cáo quý I năm 2026", "Chờ anh/chị duyệt.")], [])
    assert lines(people.drafter) == ([], [("Báo cáo quý I năm 2026", "Chờ lãnh đạo duyệt.")])


def test_a_head_who_wrote_in_it_does_not_owe_the_signature(people, report):
    writer = make_post(make_officer(), people.agency).officer
    make_post(writer, people.agency, "head", title="Phó Giám đốc")
    fill(report, writer)
    submit_report(report, by=writer, now=at(16, 3))
    assert lines(writer) == (
        [],
        [("Báo cáo quý I năm 2026", "Anh/chị đã nhập vào báo cáo nên người khác phải duyệt.")],
    )


def test_a_returned_report_is_its_drafters_again(people, report):
    send(report, people.drafter, people.head)
    given = {figure(report, "TT05"): "Sai"}
    return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(18, 3))
    assert lines(people.drafter, dt.date(2026, 3, 18)) == (
        [("Báo cáo quý I năm 2026", "Sở Nội vụ trả lại: sửa những mục được nêu rồi gửi lại.")],
        [],
    )


def test_a_deadline_that_passed_is_late_until_the_first_sending(people, report):
    (line,) = desk_tasks(people.drafter, dt.date(2026, 3, 18)).owed
    assert (line.due_on, line.is_late) == (dt.date(2026, 3, 17), True)
    send(report, people.drafter, people.head)
    (line,) = desk_tasks(people.drafter, dt.date(2026, 3, 18)).waiting
    assert (line.due_on, line.is_late) == (None, False)


def test_a_sent_report_is_its_reviewers_to_do(people, report):
    send(report, people.drafter, people.head)
    other = make_post(make_officer(), people.home_affairs, "reviewer").officer
    assert [title for title, _ in lines(people.reviewer)[0]] == [REVIEWED]
    assign_reviewer(people.agency, other, by=people.reviewer, now=at(18, 3))
    assert lines(people.reviewer)[0] == []
    assert [line.title for line in desk_tasks(people.reviewer, TODAY).colleagues] == [REVIEWED]
    assert [title for title, _ in lines(other)[0]] == [REVIEWED]


def test_nobody_reviews_what_they_wrote(people):
    writer = make_post(make_officer(), people.home_affairs).officer
    make_post(writer, people.home_affairs, "reviewer")
    signer = make_post(make_officer(), people.home_affairs, "head", title="Phó Giám đốc").officer
    report = make_report(people.home_affairs)
    send(report, writer, signer)
    assert lines(writer)[0] == []
    assert [title for title, _ in lines(people.reviewer)[0]] == ["Sở Nội vụ: Báo cáo quý I năm 2026"]


def test_many_sent_reports_are_read_kind_by_kind_and_fold(people):
    agencies = [make_agency() for _ in range(9)]
    period = make_open_period()
    for agency in agencies:
        drafter, head = (make_post(make_officer(), agency, role).officer for role in ("drafter", "head"))
        send(make_report(agency, period), drafter, head)
    (group,) = desk_tasks(people.reviewer, TODAY).groups
    assert (len(group.first), len(group.rest), group.name) == (8, 1, "Báo cáo chờ xem xét")


def test_a_paper_report_is_home_affairs_to_enter(people, report):
    take_over(report, reason="Bản giấy", by=people.reviewer, now=at(16, 3))
    assert lines(people.reviewer)[0] == [(REVIEWED, "Nhập từ bản giấy rồi gửi.")]
    assert lines(people.drafter) == ([], [("Báo cáo quý I năm 2026", "Ở Sở Nội vụ.")])


def test_what_agencies_still_owe_waits_at_the_reviewers(people, report):
    assert lines(people.reviewer)[1] == [("Quý I năm 2026: 3 cơ quan chưa gửi báo cáo", "")]


def test_a_closed_period_is_the_issuers_to_issue(people, report):
    hint = "Trong 3 cơ quan: 0 đã tiếp nhận, 0 đã gửi chưa xem xét, 0 bị trả lại chưa gửi lại, 3 chưa gửi"
    issue = "Quý I năm 2026: phát hành “%s”"
    papers = ["Báo cáo của Sở Nội vụ gửi UBND tỉnh", "Dự thảo báo cáo của UBND tỉnh gửi Bộ Nội vụ"]
    both = [(issue % paper, hint) for paper in papers]
    waits = [("Quý I năm 2026: 3 cơ quan chưa gửi báo cáo", "")]
    assert lines(people.issuer) == (both, waits)
    assert lines(people.issuer, dt.date(2026, 3, 10)) == ([], [*waits, *both])


def test_the_desk_costs_the_same_for_one_report_and_for_three(people, report, django_assert_num_queries):
    everything = make_post(make_officer(), people.home_affairs, "reviewer").officer
    for role in ("drafter", "head", "issuer"):
        make_post(everything, people.home_affairs, role)
    send(report, people.drafter, people.head)
    assert len(everything.current_posts) == 4
    with django_assert_num_queries(COST):
        desk_tasks(everything, TODAY)
    for code in ("h1", "q3"):
        period = open_period(report.period.regime.periods.get(code=code), by=None, now=at(1, 10))
        send(make_report(people.agency, period), people.drafter, people.head)
    with django_assert_num_queries(COST):
        desk_tasks(everything, TODAY)


def titles(officer):
    return [(line.title, line.url) for line in at_hand(officer)]


BOARD = ("Xem tình hình báo cáo của các cơ quan", reverse("reports:board"))
OWN = ("Xem báo cáo của cơ quan tôi", reverse("reports:list"))


def test_an_empty_desk_leads_to_what_its_officer_may_read(people):
    leader = make_post(make_officer(), make_agency("UBND tỉnh", "lanh-dao-tinh"), "reader").officer
    assert titles(people.drafter) == [OWN]
    assert titles(people.reviewer) == [BOARD, OWN]
    assert titles(leader) == [BOARD]
