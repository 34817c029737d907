"""Checking a report before it is sent, and recording its remaining blanks in one step."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions.reviewing import return_report
from reports.actions.sending import submit_report
from reports.models import FigureValue, Period
from reports.workflow import State
from tests.agencies.make import make_people
from tests.reports.make import at, figure, fill, fresh, make_report, put, send

pytestmark = pytest.mark.django_db
NOW = at(10, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


@pytest.fixture
def check(client, people, report):
    def check(officer=None):
        client.force_login(officer or people.drafter)
        return client.get(reverse("reports:check", args=[report.pk]))

    return check


def field_url(report, code):
    asked = figure(report, code)
    return f"{reverse('reports:group', args=[report.pk, asked.indicator.group_id])}#figure-{asked.pk}"


def test_every_blank_is_named_and_linked_to_its_field(check, people, report):
    fill(report, people.drafter, NOW)
    put(report, people.drafter, NOW, TT05=None, TT33_5=None)
    assert check().context["blanks"] == [
        ("TT05 Số văn bản chỉ đạo, hướng dẫn về tuyên truyền CCHC", field_url(report, "TT05")),
        ("TT33.5 Phản ánh, kiến nghị: Tồn cuối kỳ", field_url(report, "TT33.5")),
    ]


def test_a_broken_cross_check_names_exactly_its_fields(check, people, report):
    fill(report, people.drafter, NOW, TT02=5)
    put(report, people.drafter, NOW, TT03=6)
    ((finding, fields),) = check().context["findings"]
    assert finding.words == "Số nhiệm vụ đã hoàn thành không vượt số nhiệm vụ theo kế hoạch: 6 > 5"
    assert [url for _name, url in fields] == [field_url(report, "TT03"), field_url(report, "TT02")]
    assert reverse("reports:submit", args=[report.pk]) not in check().text


def test_a_complete_report_can_be_sent_to_the_head(check, client, people, report):
    fill(report, people.drafter, NOW)
    assert reverse("reports:submit", args=[report.pk]) in check().text
    assert client.post(reverse("reports:submit", args=[report.pk])).url == report.get_absolute_url()
    assert fresh(report).state == State.AWAITING_HEAD


def test_sending_an_incomplete_report_comes_back_with_each_reason(client, people, report):
    fill(report, people.drafter, NOW)
    put(report, people.drafter, NOW, TT05=None)
    client.force_login(people.drafter)
    page = client.post(reverse("reports:submit", args=[report.pk]), follow=True)
    assert page.redirect_chain == [(reverse("reports:check", args=[report.pk]), 302)]
    assert ["TT05" in str(message) for message in page.context["messages"]] == [True]
    assert fresh(report).state == State.DRAFT


def test_what_was_returned_and_not_changed_is_named(check, people, report):
    send(report, people.drafter, people.head)
    given = {figure(report, "TT05"): "Thiếu văn bản"}
    return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(18, 3))
    assert [(row.url, row.reason.reason) for row in check().context["still_returned"]] == [
        (field_url(report, "TT05"), "Thiếu văn bản")
    ]


@pytest.mark.parametrize(("choice", "stored"), [("zero", (0, False)), ("na", (None, True))])
def test_the_remaining_blanks_are_recorded_in_one_confirmed_step(client, people, report, choice, stored):
    fill(report, people.drafter, NOW, TT02=1)
    put(report, people.drafter, NOW, TT05=None, TT07=None)
    client.force_login(people.drafter)
    url = reverse("reports:blanks", args=[report.pk])
    page = client.get(url)
    assert [row.code for row in page.context["blanks"]] == ["TT05", "TT07"]
    typed = page.context["form"].initial | {"fill": choice}
    assert client.post(url, typed).url == reverse("reports:check", args=[report.pk])
    rows = FigureValue.objects.filter(agency=people.agency, figure__code__in=["TT05", "TT07"])
    assert {(row.number, row.is_not_applicable) for row in rows} == {stored}
    assert rows.count() == 2


def test_what_is_no_count_of_the_period_is_named_to_be_answered_by_hand(client, people, report):
    fill(report, people.drafter, NOW, TT02=1)
    put(report, people.drafter, NOW, TT05=None, TT14=None, **{"TT34.1": None})
    client.force_login(people.drafter)
    url = reverse("reports:blanks", args=[report.pk])
    page = client.get(url)
    assert [row.code for row in page.context["may_be_nil"]] == ["TT05"]
    assert [row.code for row in page.context["by_hand"]] == ["TT14", "TT34.1"]
    typed = page.context["form"].initial | {"fill": "zero"}
    told = client.post(url, typed, follow=True).context["messages"]
    assert [str(message) for message in told] == [
        "Đã ghi 1 số liệu.",
        "Còn phải tự trả lời vì không thể mặc nhiên là 0: TT14, TT34.1.",
    ]
    left = FigureValue.objects.filter(agency=people.agency, figure__code__in=["TT14", "TT34.1"])
    assert {(row.number, row.is_not_applicable) for row in left} == {(None, False)}


def test_s3_no_figure_is_recorded_as_0_that_the_page_did_not_name(client, people, report):
    fill(report, people.drafter, NOW, TT02=1)
    put(report, people.drafter, NOW, TT05=None)
    client.force_login(people.drafter)
    url = reverse("reports:blanks", args=[report.pk])
    opened = client.get(url).context["form"].initial
    put(report, people.drafter, NOW, TT07=None)  # a colleague takes a number out
    told = client.post(url, opened | {"fill": "zero"})
    form = told.context["form"]
    assert (told.status_code, form.non_field_errors().data[0].code) == (422, "stale")
    assert ([row.code for row in told.context["blanks"]], form["fill"].value()) == (["TT05", "TT07"], "zero")
    rows = FigureValue.objects.filter(agency=people.agency, figure__code__in=["TT05", "TT07"])
    assert {row.number for row in rows} == {None}
    assert client.post(url, {"seen": form["seen"].value(), "fill": "zero"}).status_code == 302
    assert {row.number for row in rows.all()} == {0}


def test_recording_blanks_needs_a_choice_and_changes_nothing_without(client, people, report):
    client.force_login(people.drafter)
    page = client.post(reverse("reports:blanks", args=[report.pk]), {})
    assert page.context["form"].errors["fill"] == ["Chọn 0 hoặc không áp dụng."]
    assert FigureValue.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "check_page", "blanks_page", "submit"),
    [
        ("drafter", 200, 200, 302),
        ("head", 200, 403, 403),
        ("reviewer", 200, 403, 403),
        ("stranger", 404, 404, 404),
    ],
)
def test_who_may_check_and_send(client, people, report, who, check_page, blanks_page, submit):
    client.force_login(getattr(people, who))
    assert client.get(reverse("reports:check", args=[report.pk])).status_code == check_page
    assert client.get(reverse("reports:blanks", args=[report.pk])).status_code == blanks_page
    assert client.post(reverse("reports:submit", args=[report.pk])).status_code == submit
    assert client.get(reverse("reports:submit", args=[report.pk])).status_code == 405


@pytest.mark.parametrize(("days", "is_said"), [(0, True), (1, True), (-1, False)])
def test_the_check_page_says_that_the_period_has_not_closed_yet(check, report, days, is_said):
    closes_on = timezone.localdate() + dt.timedelta(days=days)
    Period.objects.filter(pk=report.period_id).update(ends_on=closes_on)
    said = f"Ngày chốt số liệu là {closes_on.day}/{closes_on.month}/{closes_on.year}"
    assert (said in check().text) is is_said


def test_the_page_for_signing_says_that_the_period_has_not_closed_yet(client, people, report):
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    closes_on = timezone.localdate()
    Period.objects.filter(pk=report.period_id).update(ends_on=closes_on)
    client.force_login(people.head)
    page = client.get(report.get_absolute_url())
    assert f"Ngày chốt số liệu là {closes_on.day}/{closes_on.month}/{closes_on.year}" in page.text
