"""The page of a report: where it stands, what to do next, who sees it."""

import datetime as dt

import pytest
from django.urls import reverse

from reports.actions.reviewing import return_report
from reports.actions.sending import hand_back_report, sign_report, submit_report
from reports.history import VERBS
from reports.workflow import State
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import at, figure, fill, fresh, make_report, put, send, send_and_accept
from tests.reports.pages import make_leader

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


@pytest.fixture
def show(client, report):
    """The page as an officer sees it."""

    def show(officer):
        client.force_login(officer)
        return client.get(report.get_absolute_url())

    return show


def test_to_a_stranger_the_report_does_not_exist(show, people):
    assert show(people.stranger).status_code == 404


def test_the_drafter_of_a_new_report_is_led_to_its_first_part(show, people, report):
    context = show(people.drafter).context
    assert (context["step"].label, context["step"].url) == ("Bắt đầu nhập", context["progress"].parts[0].url)


def test_the_drafter_of_a_complete_report_is_led_to_checking_it(show, people, report):
    fill(report, people.drafter)
    assert show(people.drafter).context["step"].url == reverse("reports:check", args=[report.pk])


def test_a_part_tells_how_many_figures_are_blank(show, people, report):
    put(report, people.drafter, TT01=1, TT02=5)
    part = show(people.drafter).context["progress"].figure_parts[0]
    assert (part.state, part.hint) == ("incomplete", "Còn 2 số liệu để trống")


def test_a_part_whose_figures_do_not_agree_is_wrong(show, people, report):
    put(report, people.drafter, TT01=1, TT02=5, TT03=6, TT05=0)
    assert show(people.drafter).context["progress"].figure_parts[0].state == "wrong"


def test_the_head_who_is_to_sign_reads_the_whole_report_first(show, people, report):
    fill(report, people.drafter)
    submit_report(report, by=people.drafter, now=at(16, 3))
    page = show(people.head)
    assert page.context["step"].url == "#sign"
    assert "Nội dung mục VII." in page.text
    assert reverse("reports:sign", args=[report.pk]) in page.text


def test_a_head_who_wrote_in_the_report_is_told_who_else_may_sign(show, people, report):
    writer = make_officer("Bùi Văn Viết")
    for role, title in (("drafter", "Chuyên viên"), ("head", "Phó Giám đốc")):
        make_post(writer, people.agency, role, title=title)
    fill(report, writer)
    submit_report(report, by=people.drafter, now=at(16, 3))
    page = show(writer)
    assert page.context["step"] is None
    assert [post.officer for post in page.context["other_signers"]] == [people.head]
    assert reverse("reports:sign", args=[report.pk]) not in page.text


def test_what_was_returned_stands_on_top_with_its_reason_and_a_link(show, people, report):
    send(report, people.drafter, people.head)
    asked = figure(report, "TT05")
    reason = "Thiếu văn bản tháng 2"
    return_report(fresh(report), figures={asked: reason}, sections={}, by=people.reviewer, now=at(18, 3))
    page = show(people.drafter)
    (row,) = page.context["progress"].returned
    group = reverse("reports:group", args=[report.pk, asked.indicator.group_id])
    assert (row.reason.reason, row.url, row.is_done) == (reason, f"{group}#figure-{asked.pk}", False)
    assert page.context["step"].url == group
    put(report, people.drafter, at(18, 3, 10), TT05=1)
    assert [row.is_done for row in show(people.drafter).context["progress"].returned] == [True]


def test_the_history_tells_who_did_what_and_why(show, people, report):
    fill(report, people.drafter, at(10, 3))
    submit_report(report, by=people.drafter, now=at(16, 3, 9))
    hand_back_report(report, reason="Thiếu TT05", by=people.head, now=at(16, 3, 10))
    submit_report(report, by=people.drafter, now=at(16, 3, 11))
    sign_report(report, by=people.head, now=at(16, 3, 12))
    events = show(people.drafter).context["history"]
    assert [(event.text, event.who, event.note) for event in events] == [
        ("Duyệt và gửi", "Lê Văn Ký, Giám đốc", ""),
        ("Gửi lãnh đạo duyệt", "Trần Thị Soạn, Chuyên viên", ""),
        ("Lãnh đạo trả lại", "Lê Văn Ký, Giám đốc", "Thiếu TT05"),
        ("Gửi lãnh đạo duyệt", "Trần Thị Soạn, Chuyên viên", ""),
        ("Bắt đầu nhập", "Trần Thị Soạn", ""),
    ]
    assert events[0].url == reverse("reports:sending", args=[report.pk, 1])


def test_what_the_head_wrote_to_the_drafters_is_not_for_leadership(show, people, report):
    submit_report(fill(report, people.drafter, at(10, 3)), by=people.drafter, now=at(10, 3))
    hand_back_report(report, reason="Số này chưa thuyết phục", by=people.head, now=at(10, 3))
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    for officer, expected in (
        (people.drafter, "Số này chưa thuyết phục"), (people.reviewer, "Số này chưa thuyết phục"),
        (make_leader(), ""),
    ):  # fmt: skip
        told = [
            str(event.note) for event in show(officer).context["history"] if event.text == VERBS["hand_back"]
        ]
        assert told == [expected]


def test_provincial_leadership_reads_nothing_before_it_is_accepted(show, people, report):
    leader = make_post(role="reader", agency=people.home_affairs.__class__.objects.create()).officer
    assert show(leader).status_code == 404


def test_the_page_costs_the_same_for_one_sending_and_for_three(
    show, client, people, report, django_assert_num_queries
):
    send(report, people.drafter, people.head, at(16, 3))
    show(people.drafter)
    with django_assert_num_queries(30):
        client.get(report.get_absolute_url())
    for day in (17, 18):
        given = {figure(report, "TT05"): "Sai"}
        return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(day, 3))
        put(report, people.drafter, at(day, 3, 10), TT05=day)
        submit_report(report, by=people.drafter, now=at(day, 3, 11))
        sign_report(report, by=people.head, now=at(day, 3, 12))
    with django_assert_num_queries(30):
        client.get(report.get_absolute_url())


def test_the_list_shows_each_report_with_its_state_and_deadline(client, people, report):
    client.force_login(people.drafter)
    page = client.get(reverse("reports:list"))
    (row,) = page.context["rows"]
    assert (row.report, row.report.state, row.report.due_on) == (
        report,
        State.NOT_STARTED,
        dt.date(2026, 3, 17),
    )


def test_the_list_costs_the_same_for_one_report_and_for_three(
    client, people, report, django_assert_num_queries
):
    client.force_login(people.drafter)
    client.get(reverse("reports:list"))
    with django_assert_num_queries(8):
        assert len(client.get(reverse("reports:list")).context["rows"]) == 1
    from reports.actions.periods import open_period

    for code in ("h1", "q3"):
        period = report.period.regime.periods.get(code=code)
        open_period(period, by=None, now=at(1, 10))
    with django_assert_num_queries(8):
        assert len(client.get(reverse("reports:list")).context["rows"]) == 3


@pytest.mark.parametrize(
    ("code", "title"),
    [("q1", "Báo cáo quý I năm 2026"), ("h1", "Báo cáo 6 tháng đầu năm 2026"), ("year", "Báo cáo năm 2026")],
)
def test_a_report_is_called_a_report(report, code, title):
    assert report.period.regime.periods.get(code=code, year=2026).report_title == title


def test_the_page_is_headed_by_the_report_not_by_its_period_alone(show, people):
    assert "<h1>Báo cáo quý I năm 2026</h1>" in show(people.drafter).text


def test_a_returned_report_says_since_when_and_what_its_deadline_was(show, people, report):
    send(report, people.drafter, people.head)
    given = {figure(report, "TT05"): "Thiếu văn bản"}
    return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(18, 3))
    assert f"trả lại từ ngày 18/3/2026, hạn ban đầu {report.due_on.day}/3/2026" in show(people.drafter).text


def test_a_report_that_was_not_returned_says_nothing_of_it(show, people, report):
    send(report, people.drafter, people.head)
    assert "trả lại từ ngày" not in show(people.drafter).text
