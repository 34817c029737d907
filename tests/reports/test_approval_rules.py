"""Whether approval in the portal suffices or the signed paper is owed too is data; never both is asked."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from agencies.models import Post
from agencies.permissions import ROLES_AT_DESK
from notices.actions import deliver_due
from notices.models import Reminder
from records.actions import store_attachment
from reformportal.desk import desk_tasks
from reports.actions.regimes import set_approval_rule
from reports.actions.reviewing import accept_report, return_report
from reports.actions.signed_papers import record_official_paper
from reports.models import ApprovalRule, OfficialPaper, Regime, Report
from reports.reminders.waiting import PAPER
from tests.agencies.make import make_officer, make_people, make_post
from tests.notices.make import to_be_told
from tests.records.files import make_pdf
from tests.records.make import make_upload
from tests.reports.make import at, figure, fresh, make_report, put, send

pytestmark = pytest.mark.django_db
PAPER_NEEDED = {"needs": "paper", "source": "Quyết định 12/QĐ-UBND, Điều 5"}


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.PORTAL_FILES_DIR = tmp_path


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def clerk(people):
    return make_post(make_officer("Lý Thị Văn Thư"), people.agency, Post.Role.CLERK, title="Văn thư").officer


@pytest.fixture
def report(people):
    return make_report(people.agency)


def ask_for_paper(people, day=dt.date(2026, 3, 14), now=None) -> ApprovalRule:
    now = now or at(2, 3)
    return set_approval_rule(
        Regime.objects.get(), **PAPER_NEEDED, valid_from=day, by=people.reviewer, now=now
    )


def enter_paper(report, by, now=None):
    now = now or at(18, 3)
    file = store_attachment(make_upload("125-BC-STP.pdf", make_pdf()), by=by, now=now)
    facts = {"number": "125/BC-STP", "signed_on": dt.date(2026, 3, 17), "signer": "Lê Văn Ký"}
    sending = fresh(report).latest_sending
    return record_official_paper(sending, **facts, attachment=file, by=by, now=now)


def titles(officer) -> list[tuple[str, str]]:
    officer = type(officer).objects.get(pk=officer.pk)
    return [(line.title, line.state) for line in desk_tasks(officer, dt.date(2026, 3, 18)).owed]


def planned(report) -> list[tuple[str, str]]:
    return [(row.rule.code, row.role) for row in to_be_told(PAPER, report.pk)]


def test_p10_where_approval_suffices_nothing_further_is_owed(client, people, clerk, report):
    send(report, people.drafter, people.head)
    assert (titles(people.drafter), titles(clerk), planned(report)) == ([], [], [])
    client.force_login(people.drafter)
    page = client.get(reverse("reports:sending", args=[report.pk, 1])).text
    assert ("Không yêu cầu: duyệt trên cổng là đủ" in page, "Còn thiếu" in page) == (True, False)
    assert "còn thiếu văn bản đã ký" not in client.get(report.get_absolute_url()).text.lower()
    accept_report(fresh(report), by=people.reviewer, now=at(18, 3))


def test_p10_where_the_signed_paper_is_needed_the_report_is_owed_until_it_is_entered(people, clerk, report):
    ask_for_paper(people)
    send(report, people.drafter, people.head)
    line = (report.period.report_title, "awaiting_paper")
    assert (titles(people.drafter), titles(clerk), titles(people.head)) == ([line], [line], [])
    assert planned(report) == [
        ("waits-1", "clerk"),
        ("waits-1", "drafter"),
        ("waits-3", "clerk"),
        ("waits-3", "drafter"),
        ("waits-3", "head"),
        ("waits-5", "reviewer"),
    ]
    with pytest.raises(ValidationError, match="văn bản đã ký"):
        accept_report(fresh(report), by=people.reviewer, now=at(18, 3))
    enter_paper(report, clerk)
    assert (titles(people.drafter), titles(clerk), planned(report)) == ([], [], [])
    accept_report(fresh(report), by=people.reviewer, now=at(18, 3))


def test_p10_the_missing_paper_stands_on_the_report_its_sending_and_in_review(client, people, report):
    ask_for_paper(people)
    send(report, people.drafter, people.head)
    client.force_login(people.drafter)
    enter = reverse("reports:official-paper", args=[report.pk, 1])
    for url in (report.get_absolute_url(), reverse("reports:sending", args=[report.pk, 1])):
        assert f'href="{enter}"' in client.get(url).text
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:review", args=[report.pk])).text
    assert "Còn thiếu: tiếp nhận được khi cơ quan đã nhập" in page
    enter_paper(report, people.drafter)
    assert "Còn thiếu: tiếp nhận" not in client.get(reverse("reports:review", args=[report.pk])).text


def test_p10_the_head_is_told_before_approving_which_of_the_two_is_asked(client, people, report):
    from reports.actions.sending import submit_report
    from tests.reports.make import fill

    fill(report, people.drafter)
    submit_report(report, by=people.drafter, now=at(12, 3))
    client.force_login(people.head)
    assert "Duyệt trên cổng là đủ" in client.get(report.get_absolute_url()).text
    ask_for_paper(people)
    page = client.get(report.get_absolute_url()).text
    assert ("Duyệt trên cổng là đủ" in page, "sau đó còn phải nhập văn bản đã ký" in page.lower()) == (
        False,
        True,
    )


def test_p10_what_was_returned_owes_its_paper_anew(people, report):
    ask_for_paper(people)
    send(report, people.drafter, people.head)
    enter_paper(report, people.drafter)
    reasons = {figure(report, "TT05"): "Sai"}
    return_report(fresh(report), figures=reasons, sections={}, by=people.reviewer, now=at(18, 3))
    assert planned(report) == []
    put(report, people.drafter, at(18, 3), TT05=4)
    send(fresh(report), people.drafter, people.head, now=at(19, 3))
    assert list(Report.objects.awaiting_paper()) == [report]
    assert ("waits-1", "drafter") in planned(report)


def test_p10_a_period_follows_the_rule_of_its_closing_date(people, report):
    ask_for_paper(people, dt.date(2026, 3, 15))
    send(report, people.drafter, people.head)
    assert list(Report.objects.awaiting_paper()) == []
    assert [
        (rule.needs, rule.valid_from, rule.valid_to) for rule in Regime.objects.get().approval_rules.all()
    ] == [
        ("approval", dt.date(2025, 1, 1), dt.date(2026, 3, 14)),
        ("paper", dt.date(2026, 3, 15), None),
    ]


def test_p10_a_rule_is_changed_from_today_on_by_home_affairs_and_one_not_begun_is_replaced(people, report):
    with pytest.raises(ValidationError, match="vẫn giữ nguyên"):
        ask_for_paper(people, dt.date(2026, 3, 1))
    with pytest.raises(PermissionDenied):
        set_approval_rule(
            Regime.objects.get(), **PAPER_NEEDED, valid_from=dt.date(2026, 4, 1), by=people.head, now=at(2, 3)
        )
    ask_for_paper(people, dt.date(2026, 9, 1))
    ask_for_paper(people, dt.date(2026, 6, 1))
    rules = Regime.objects.get().approval_rules
    assert list(rules.values_list("valid_from", "valid_to")) == [
        (dt.date(2025, 1, 1), dt.date(2026, 5, 31)),
        (dt.date(2026, 6, 1), None),
    ]


def test_p10_home_affairs_changes_the_rule_on_the_regimes_page(client, people, report):
    client.force_login(people.reviewer)
    url = reverse("reports:approval-rule")
    typed = {"needs": "paper", "source": "", "valid_from": "1/1/2030"}
    page = client.post(url, typed)
    assert (page.status_code, page.context["form"]["valid_from"].value()) == (422, "1/1/2030")
    assert client.post(url, typed | {"source": "QĐ 12"}).url == reverse("reports:regime")
    text = client.get(reverse("reports:regime")).text
    assert ("Cần cả văn bản đã ký" in text, "QĐ 12" in text, "1/1/2030" in text) == (True, True, True)


def test_p10_a_rule_set_while_reports_are_sent_is_reminded_of_at_once(people, report):
    send(report, people.drafter, people.head, now=at(10, 3))
    assert planned(report) == []
    ask_for_paper(people, now=at(10, 3, 10))
    assert ("waits-1", "drafter") in planned(report)


def test_p10_an_agency_without_a_clerk_fails_no_reminder(people, report):
    ask_for_paper(people)
    send(report, people.drafter, people.head, now=at(16, 3))
    deliver_due(now=at(17, 3, 10))
    rows = Reminder.objects.about(PAPER, report.pk).filter(rule__code="waits-1", channel="email")
    assert sorted(rows.values_list("role", "state")) == [("clerk", "cancelled"), ("drafter", "sent")]


def test_p10_a_clerk_enters_number_date_and_file_and_nothing_else(client, people, clerk, report):
    ask_for_paper(people)
    send(report, people.drafter, people.head)
    client.force_login(clerk)
    form = {"number": "125/BC-STP", "signed_on": "17/3/2026", "signer": "Lê Văn Ký"}
    url = reverse("reports:official-paper", args=[report.pk, 1])
    file = make_upload("125.pdf", make_pdf())
    assert client.post(url, form | {"upload": file}).url == reverse("reports:sending", args=[report.pk, 1])
    assert OfficialPaper.objects.get().recorded_by == clerk
    again = client.post(url, form | {"upload": make_upload("125.pdf", make_pdf())})
    assert (again.status_code, OfficialPaper.objects.count()) == (422, 1)
    for verb in ("submit", "withdraw", "sign"):
        assert client.post(reverse(f"reports:{verb}", args=[report.pk])).status_code == 403


def test_p10_a_clerk_of_another_agency_finds_nothing(client, people, report):
    other = make_post(make_officer("Ngô Thị Khác"), people.other_agency, Post.Role.CLERK).officer
    send(report, people.drafter, people.head)
    client.force_login(other)
    assert client.get(reverse("reports:official-paper", args=[report.pk, 1])).status_code == 404


def test_p10_the_register_gives_a_clerks_post_at_every_desk_that_has_papers():
    assert [str(desk) for desk, roles in ROLES_AT_DESK.items() if Post.Role.CLERK not in roles] == [
        "leadership"
    ]
