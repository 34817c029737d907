"""Figures that records feed: what the records say, taken or explained, seen by all who decide."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

from agencies.models import AgencyKind, AgencyVersion, Succession
from feedback.actions.handling import refuse
from plans.actions.activities import add_result, update_activity
from records.models import AuditEntry
from reports.actions.entry import Entry, save_value, take_recorded
from reports.actions.periods import open_period
from reports.actions.reviewing import return_report
from reports.actions.sending import sign_report, submit_report
from reports.actions.sources import add_source, end_source
from reports.actions.standard import install_sources
from reports.answers import Answers
from reports.models import Figure, FigureSource, FigureValue, FormVersion
from reports.recorded import Recorded, recorded_figures
from reports.standard import FEEDBACK_SOURCES, SOURCES
from tests.agencies.make import make_agency, make_people
from tests.feedback.make import answer_one, make_regulation, receive
from tests.plans.make import NOW, make_activity, make_done, make_issued_plan
from tests.reports.make import (
    at,
    feed,
    figure,
    fill,
    fresh,
    make_open_period,
    make_periods,
    make_report,
    put,
    send,
)
from tests.reports.test_figures_page import GroupPage

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2025, 12, 15), dt.date(2026, 3, 14)  # the first quarter's slice


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def said(report) -> dict[str, Decimal]:
    found = recorded_figures(fresh(report), Figure.objects.of_form(report.period.form_version_id).typed())
    codes = dict(Figure.objects.filter(pk__in=found).values_list("pk", "code"))
    return {codes[pk]: row.number for pk, row in found.items()}


def note(report, code: str, number: int, text: str, *, by, now=None):
    row = Answers(fresh(report)).value(figure(report, code))
    entry, seen = Entry(number=Decimal(number), note=text), row.version if row else 0
    now = now or at(14, 3)
    return save_value(report, figure(report, code), entry, seen_version=seen, by=by, now=now)


# What the records say


def test_a_course_feeds_several_figures_each_by_its_measure(people, report):
    form = report.period.form_version
    feed(form, "TT22", "tap-huan", "count")
    feed(form, "TT23", "tap-huan", "people")
    feed(form, "TT34.2", measure="cost")
    course = make_done(people.agency, "tap-huan", on=LAST, count=2)
    for measure, amount in [("people", 45), ("cost", 3_000_000)]:
        add_result(course, measure=measure, on=LAST, amount=amount, by=None, now=NOW)
    talk = make_done(people.agency, "hoi-nghi", on=FIRST)
    add_result(talk, measure="cost", on=FIRST, amount=500_000, by=None, now=NOW)
    assert said(report) == {"TT22": 2, "TT23": 45, "TT34.2": 3_500_000}


def test_figures_without_a_source_are_not_told_and_empty_records_say_0(report):
    assert said(report) == {}
    feed(report.period.form_version, "TT28", "doi-thoai", "count")
    assert said(report) == {"TT28": 0}


def test_each_day_counts_in_one_period_only(people):
    periods = make_periods()
    form = periods["q1"].form_version
    feed(form, "TT13", "tin-bai-trang", "count")
    series = make_activity(people.agency, "tin-bai-trang", planned_on=FIRST)
    for on, amount in [(FIRST - DAY, 1), (FIRST, 10), (LAST, 100), (LAST + DAY, 1000)]:
        add_result(series, measure="count", on=on, amount=amount, by=None, now=NOW)
    found = {}
    for code in ("q1", "h1"):
        opened = open_period(periods[code], by=None, now=at(1, 3 if code == "q1" else 6))
        found[code] = said(make_report(people.agency, opened))["TT13"]
    assert found == {"q1": 110, "h1": 1000}  # six months: its open slice is the second quarter


def test_joint_work_counts_with_its_leader_but_each_counts_what_it_spent(people, report):
    form = report.period.form_version
    feed(form, "TT20", "hoi-nghi", "count")
    feed(form, "TT34.2", measure="cost", counts_joint=True)
    joint = make_done(people.agency, "hoi-nghi", on=LAST, count=1, led_by=people.other_agency)
    add_result(joint, measure="cost", on=LAST, amount=2_000_000, by=None, now=NOW)
    lead = make_done(people.other_agency, "hoi-nghi", on=LAST, count=1)
    add_result(lead, measure="cost", on=LAST, amount=7_000_000, by=None, now=NOW)
    theirs = make_report(people.other_agency, report.period)
    assert said(report) == {"TT20": 0, "TT34.2": 2_000_000}
    assert said(theirs) == {"TT20": 1, "TT34.2": 7_000_000}


def test_two_sources_that_take_in_the_same_results_count_them_once(people, report):
    feed(report.period.form_version, "TT34.2", measure="cost")
    feed(report.period.form_version, "TT34.2", "hoi-nghi", "cost")
    talk = make_done(people.agency, "hoi-nghi", on=LAST)
    add_result(talk, measure="cost", on=LAST, amount=500_000, by=None, now=NOW)
    assert said(report) == {"TT34.2": 500_000}


def test_a_source_is_not_for_the_kinds_it_names(people, report):
    source = feed(report.period.form_version, "TT07", "tin-bai-bao", "count")
    source.except_kinds.add(report.version.kind)
    make_done(people.agency, "tin-bai-bao", on=LAST, count=3)
    assert said(report) == {}
    source.except_kinds.set(AgencyKind.objects.exclude(pk=report.version.kind_id))
    assert said(report) == {"TT07": 3}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (FIRST, None, True),
        (FIRST, LAST, True),
        (FIRST + DAY, None, False),  # it began within the slice
        (FIRST, LAST - DAY, False),  # it ended within the slice
    ],
)
def test_a_source_holds_for_slices_within_its_dates(report, valid_from, valid_to, holds):
    feed(report.period.form_version, "TT28", "doi-thoai", "count", valid_from=valid_from, valid_to=valid_to)
    assert said(report) == ({"TT28": 0} if holds else {})


def test_records_of_an_absorbed_agency_count_and_are_told_apart(people, report):
    feed(report.period.form_version, "TT13", "tin-bai-trang", "count")
    before = make_agency("Sở Cũ", valid_to=dt.date(2026, 1, 31))
    Succession.objects.create(
        predecessor=before, successor=people.agency, on=dt.date(2026, 2, 1), kind="merge", document="NQ 1"
    )
    make_done(before, "tin-bai-trang", on=dt.date(2026, 1, 5), count=4)
    make_done(people.agency, "tin-bai-trang", on=LAST, count=6)
    found = recorded_figures(fresh(report), [figure(report, "TT13")])
    assert list(found.values()) == [Recorded(Decimal(10), taken_over=Decimal(4))]


def test_the_agency_s_plan_answers_whether_it_is_issued_and_how_much_it_holds(people, report):
    form = report.period.form_version
    feed(form, "TT01", fact="plan_issued")
    feed(form, "TT02", fact="plan_lines")
    assert said(report) == {"TT01": 0, "TT02": 0}
    make_issued_plan(people, now=at(10, 3))
    assert said(report) == {"TT01": 1, "TT02": 1}


def test_a_plan_approved_after_closing_is_not_the_period_s(people, report):
    feed(report.period.form_version, "TT01", fact="plan_issued")
    make_issued_plan(people, now=at(15, 3))
    assert said(report) == {"TT01": 0}


def test_what_an_absorbed_agency_has_reported_itself_is_not_counted_again(people, report):
    feed(report.period.form_version, "TT13", "tin-bai-trang", "count")
    make_done(people.agency, "tin-bai-trang", on=dt.date(2026, 2, 1), count=12)
    send(report, people.drafter, people.head, dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC), TT13=12)
    AgencyVersion.objects.filter(agency=people.agency).update(valid_to=dt.date(2026, 3, 9))
    Succession.objects.create(
        predecessor=people.agency,
        successor=people.other_agency,
        on=dt.date(2026, 3, 10),
        kind="merge",
        document="NQ 1",
    )
    make_done(people.other_agency, "tin-bai-trang", on=dt.date(2026, 3, 12), count=3)
    assert said(make_report(people.other_agency, report.period)) == {"TT13": 3}


def test_any_number_of_records_costs_the_same(people, report, django_assert_num_queries):
    install_sources(report.period.form_version, SOURCES, valid_from=FIRST)
    typed = list(Figure.objects.of_form(report.period.form_version_id).typed())
    counts = []
    for _ in range(2):
        make_done(people.agency, "tap-huan", on=LAST)
        make_done(people.agency, "hoi-nghi", on=LAST)
        whole = fresh(report)
        with django_assert_num_queries(4):  # sources, successions, results, the plan
            counts.append(len(recorded_figures(whole, typed)))
    assert counts[0] == counts[1] > 15


# Taken or explained


@pytest.fixture
def fed(people, report):
    """12 articles are recorded in the slice; the report is filled in but for their figure."""
    feed(report.period.form_version, "TT13", "tin-bai-trang", "count")
    make_done(people.agency, "tin-bai-trang", on=LAST, count=12)
    return report


def submitted(report, people, now=None):
    return submit_report(fresh(report), by=people.drafter, now=now or at(15, 3))


def test_what_agrees_with_the_records_is_sent_without_a_word(people, fed):
    fill(fed, people.drafter, TT13=12)
    assert submitted(fed, people).state == "awaiting_head"


def test_another_number_needs_a_word_and_then_goes_out_with_both(people, fed):
    fill(fed, people.drafter, TT13=15)
    with pytest.raises(ValidationError) as refusal:
        submitted(fed, people)
    (problem,) = refusal.value.error_list
    assert (problem.code, problem.params["field"], problem.params["recorded"]) == (
        "unexplained",
        "TT13 Tin, bài",
        "12",
    )
    note(fed, "TT13", 15, "3 bài do đơn vị trực thuộc đăng", by=people.drafter)
    submitted(fed, people)
    sending = sign_report(fed, by=people.head, now=at(16, 3))
    row = sending.figures.get(figure__code="TT13")
    assert (row.number, row.recorded, row.note) == (15, 12, "3 bài do đơn vị trực thuộc đăng")
    assert sending.figures.get(figure__code="TT05").recorded is None


@pytest.mark.parametrize(("recorded", "needs_a_word"), [(0, False), (12, True)])
def test_not_applicable_agrees_with_empty_records_only(people, report, recorded, needs_a_word):
    feed(report.period.form_version, "TT13", "tin-bai-trang", "count")
    if recorded:
        make_done(people.agency, "tin-bai-trang", on=LAST, count=recorded)
    asked = figure(report, "TT13")
    entry = Entry(is_not_applicable=True)
    save_value(report, asked, entry, seen_version=0, by=people.drafter, now=at(14, 3))
    assert [row.code for row in Answers(fresh(report)).unexplained] == (["TT13"] if needs_a_word else [])


def test_what_is_recorded_after_submitting_does_not_stop_the_head(people, fed):
    fill(fed, people.drafter, TT13=12)
    submitted(fed, people)
    make_done(people.agency, "tin-bai-trang", on=LAST, count=1)
    sending = sign_report(fed, by=people.head, now=at(16, 3))
    row = sending.figures.get(figure__code="TT13")
    assert (row.number, row.recorded) == (12, 13)


def test_a_yearly_answer_that_the_records_overtake_is_asked_again(people):
    periods = make_periods()
    feed(periods["q1"].form_version, "TT01", fact="plan_issued")
    first = make_report(people.agency, open_period(periods["q1"], by=None, now=at(1, 3)))
    send(first, people.drafter, people.head, TT01=0)
    second = make_report(people.agency, open_period(periods["h1"], by=None, now=at(1, 6)))
    asked = figure(second, "TT01")
    assert asked not in Answers(fresh(second)).blank_figures
    make_issued_plan(people, now=at(20, 3))
    answers = Answers(fresh(second))
    assert asked in answers.blank_figures
    assert [(row.code, one.number) for row, one in answers.open_recorded] == [("TT01", 1)]
    put(second, people.drafter, at(10, 6), TT01=1)
    assert asked not in Answers(fresh(second)).blank_figures


def test_a_returned_report_is_asked_only_about_what_was_returned(people, fed):
    sending = send(fed, people.drafter, people.head, TT13=12)
    make_done(people.agency, "tin-bai-trang", on=LAST, count=1)
    reasons = {figure(fed, "TT05"): "Thiếu văn bản tháng 2."}
    return_report(fresh(fed), figures=reasons, sections={}, by=people.reviewer, now=sending.sent_at + DAY)
    put(fed, people.drafter, at(17, 3, 15), TT05=3)
    assert Answers(fresh(fed)).unexplained == []
    submitted(fed, people, at(17, 3, 16))


def test_what_a_paper_report_says_is_explained_too(people, fed):
    from reports.actions.sending import send_on_behalf, take_over

    take_over(fresh(fed), reason="Báo cáo giấy", by=people.reviewer, now=at(15, 3))
    fill(fed, people.reviewer, at(15, 3), TT13=9)
    with pytest.raises(ValidationError):
        send_on_behalf(fresh(fed), by=people.reviewer, now=at(15, 3, 10))
    note(fed, "TT13", 9, "Theo báo cáo giấy số 12", by=people.reviewer, now=at(15, 3, 10))
    sending = send_on_behalf(fresh(fed), by=people.reviewer, now=at(15, 3, 11))
    assert sending.figures.get(figure__code="TT13").recorded == 12


def test_taking_fills_only_blank_figures_that_records_feed(people, fed):
    feed(fed.period.form_version, "TT16", "mang-xa-hoi", "count")
    put(fed, people.drafter, TT16=7)
    assert take_recorded(fresh(fed), seen=None, by=people.drafter, now=at(14, 3)) == 1
    values = FigureValue.objects.of_report(fresh(fed))
    assert dict(values.values_list("figure__code", "number")) == {"TT13": 12, "TT16": 7}


def test_taking_keeps_a_note_and_is_for_who_may_write(people, fed):
    note_only = Entry(note="Còn đối chiếu")
    save_value(fed, figure(fed, "TT13"), note_only, seen_version=0, by=people.drafter, now=at(14, 3))
    for stranger in (people.head, people.reviewer, people.stranger):
        with pytest.raises(PermissionDenied):
            take_recorded(fresh(fed), seen=None, by=stranger, now=at(14, 3))
    take_recorded(fresh(fed), seen=None, by=people.drafter, now=at(14, 3))
    row = FigureValue.objects.get()
    assert (row.number, row.note) == (12, "Còn đối chiếu")


# The pages


def records_url(report, code: str) -> str:
    return reverse("reports:records", args=[report.pk, figure(report, code).pk])


def test_the_entry_page_tells_the_records_with_the_list_behind(client, people, fed):
    page = GroupPage(client, people.drafter, fed, "TT13").response.content.decode()
    assert "Từ hồ sơ của cơ quan:" in page
    assert "<strong>12 tin, bài</strong>" in page
    assert records_url(fed, "TT13") in page
    assert page.count("Từ hồ sơ của cơ quan:") == 1  # the other figures of the page are fed by nothing


def test_the_button_beside_a_number_takes_it_and_keeps_what_else_was_typed(client, people, fed):
    page = GroupPage(client, people.drafter, fed, "TT13")
    typed = page.filled | {page.field("number"): "5", page.field("number", "TT16"): "8"}
    asked = figure(fed, "TT13")
    make_done(people.agency, "tin-bai-trang", on=LAST, count=5)  # meanwhile: what stood on the page is taken
    answer = client.post(page.url, typed | {"take": f"{asked.pk}:12"})
    assert answer.url == f"{page.url}#figure-{asked.pk}"
    values = FigureValue.objects.of_report(fresh(fed))
    assert dict(values.values_list("figure__code", "number")) == {"TT13": 12, "TT16": 8}


def test_the_button_answers_yes_and_no_too(client, people, report):
    feed(report.period.form_version, "TT01", fact="plan_issued")
    make_issued_plan(people, now=at(10, 3))
    page = GroupPage(client, people.drafter, report, "TT01")
    client.post(page.url, page.filled | {"take": f"{figure(report, 'TT01').pk}:1"})
    assert FigureValue.objects.get().number == 1


@pytest.mark.parametrize("take", ["", "x", "0", "٣", ":", "9" * 30, "0:7"])
def test_a_button_of_no_figure_saves_what_was_typed(client, people, fed, take):
    page = GroupPage(client, people.drafter, fed, "TT13")
    assert client.post(page.url, page.filled | {page.field("number"): "5", "take": take}).status_code == 302
    assert FigureValue.objects.get().number == 5


def test_a_difference_asks_for_a_word_at_once_and_is_silent_after_it(client, people, fed):
    page = GroupPage(client, people.drafter, fed, "TT13")
    advice = "Hồ sơ của cơ quan có 12 tin, bài. Hãy lấy số này, hoặc ghi lý do ở phần ghi chú."
    assert page.autosave(number="15").json()["advice"] == advice
    again = GroupPage(client, people.drafter, fed, "TT13")
    assert advice in again.response.content.decode()
    assert again.response.context["rows"][0].needs_note
    answer = again.autosave(number="15", note="3 bài của đơn vị trực thuộc").json()
    assert (answer["agrees"], answer["advice"]) == (False, "")
    assert advice not in GroupPage(client, people.drafter, fed, "TT13").response.content.decode()


def test_the_check_page_lists_what_differs_and_offers_to_take_what_is_blank(client, people, fed):
    client.force_login(people.drafter)
    url = reverse("reports:check", args=[fed.pk])
    take = reverse("reports:take-recorded", args=[fed.pk])
    assert take in client.get(url).content.decode()
    fill(fed, people.drafter, TT13=15)
    page = client.get(url)
    assert [(link[0], number) for link, _figure, number in page.context["unexplained"]] == [
        ("TT13 Số tin, bài CCHC trên cổng/trang TTĐT của cơ quan", 12)
    ]
    assert "hồ sơ có 12 tin, bài" in page.content.decode()
    assert not page.context["progress"].is_complete
    refused = client.post(reverse("reports:submit", args=[fed.pk]), follow=True)
    assert "hồ sơ của cơ quan có 12" in refused.content.decode()
    assert fresh(fed).state == "draft"


def test_all_numbers_are_looked_at_then_taken(client, people, fed):
    client.force_login(people.drafter)
    report_page = client.get(fed.get_absolute_url()).content.decode()
    assert "Hồ sơ của cơ quan đã có số cho 1 chỉ tiêu còn trống." in report_page
    url = reverse("reports:take-recorded", args=[fed.pk])
    page = client.get(url)
    assert records_url(fed, "TT13") in page.text
    seen = {"seen": page.context["form"]["seen"].value()}
    late = make_done(people.agency, "tin-bai-trang", on=LAST, count=5)
    moved = client.post(url, seen)
    assert "Hồ sơ vừa thay đổi" in moved.text
    assert moved.context["form"]["seen"].value() == client.get(url).context["form"]["seen"].value()
    assert FigureValue.objects.count() == 0
    update_activity(late, "reopen", on=dt.date(2026, 3, 16), by=None, now=NOW)
    update_activity(late, "cancel", on=dt.date(2026, 3, 16), by=None, now=NOW)
    assert client.post(url, seen).url == fed.get_absolute_url()
    assert FigureValue.objects.get().number == 12
    assert "còn trống." not in client.get(fed.get_absolute_url()).content.decode()


def test_the_list_behind_names_each_result_and_what_others_count(client, people, fed):
    joint = {"topic": "Bài chung", "led_by": people.other_agency}
    make_done(people.agency, "tin-bai-trang", on=LAST, count=2, **joint)
    make_done(people.agency, "hoi-nghi", on=LAST, count=9)
    client.force_login(people.drafter)
    page = client.get(records_url(fed, "TT13"))
    behind = page.context["behind"]
    assert [row.amount for row in behind.counted] == [12]
    assert [(row.activity.topic, row.leader_label) for row in behind.joint] == [
        ("Bài chung", str(people.other_agency))
    ]
    assert sum(row.amount for row in behind.counted) == page.context["answer"].recorded.number == 12
    assert "Không tính ở đây: do cơ quan khác chủ trì" in page.content.decode()


def test_the_list_costs_the_same_for_one_result_and_for_three(client, people, fed, django_assert_num_queries):
    client.force_login(people.drafter)
    client.get(records_url(fed, "TT13"))
    with django_assert_num_queries(12):
        client.get(records_url(fed, "TT13"))
    for _ in range(2):
        make_done(people.agency, "tin-bai-trang", on=LAST)
    with django_assert_num_queries(12):
        assert len(client.get(records_url(fed, "TT13")).context["behind"].counted) == 3


def test_an_empty_list_says_so_and_a_plan_names_itself(client, people, report):
    feed(report.period.form_version, "TT28", "doi-thoai", "count")
    feed(report.period.form_version, "TT02", fact="plan_lines")
    plan = make_issued_plan(people, now=at(10, 3))
    client.force_login(people.drafter)
    assert "Hồ sơ chưa có gì cho chỉ tiêu này" in client.get(records_url(report, "TT28")).content.decode()
    page = client.get(records_url(report, "TT02")).content.decode()
    assert plan.get_absolute_url() in page
    assert escape(plan.signer_name) in page


def test_head_and_reviewer_see_both_numbers(client, people, fed):
    fill(fed, people.drafter, TT13=15)
    note(fed, "TT13", 15, "3 bài của đơn vị trực thuộc", by=people.drafter)
    submitted(fed, people)
    client.force_login(people.head)
    assert "hồ sơ có 12" in client.get(fed.get_absolute_url()).content.decode()
    sending = sign_report(fed, by=people.head, now=at(16, 3))
    make_done(people.agency, "tin-bai-trang", on=LAST, count=5)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:review", args=[fed.pk]))
    (line,) = [row for row in page.context["reading"].lines if row.figure.code == "TT13"]
    assert (line.answer.number, line.answer.recorded.number, line.recorded_now) == (15, 12, 17)
    text = page.content.decode()
    for shown in ("hồ sơ khi gửi có 12", "hồ sơ nay có 17", "1 số liệu khác hồ sơ của cơ quan"):
        assert shown in text
    assert client.get(records_url(fed, "TT13")).status_code == 200
    sent = client.get(reverse("reports:sending", args=[fed.pk, sending.number])).content.decode()
    assert "hồ sơ khi gửi có 12" in sent


def test_records_that_change_after_sending_are_pointed_out(client, people, fed):
    send(fed, people.drafter, people.head, TT13=12)
    client.force_login(people.drafter)
    assert client.get(fed.get_absolute_url()).context["moved"] == []
    late = make_done(people.agency, "tin-bai-trang", on=LAST, count=5)
    (moved,) = client.get(fed.get_absolute_url()).context["moved"]
    assert (moved.figure.code, moved.then, moved.now) == ("TT13", 12, 17)
    update_activity(late, "reopen", on=dt.date(2026, 3, 16), by=None, now=NOW)
    update_activity(late, "cancel", on=dt.date(2026, 3, 16), by=None, now=NOW)
    assert client.get(fed.get_absolute_url()).context["moved"] == []


# The table of sources, data of the form version


def test_the_standard_sources_feed_flows_of_the_form_and_the_plan(report):
    install_sources(report.period.form_version, SOURCES, valid_from=FIRST)
    sources = FigureSource.objects.of_form(report.period.form_version)
    assert sources.count() == len(SOURCES)
    results = sources.filter(fact="results")
    assert set(results.values_list("figure__time_rule", flat=True)) == {"sum"}
    assert set(results.filter(counts_joint=True).values_list("figure__code", flat=True)) == {"TT34.2"}
    assert not sources.filter(except_kinds__isnull=False).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"fact": "results", "measure": ""},
        {"fact": "plan_lines", "measure": "count"},
        {"measure": "count", "valid_to": dt.date(2024, 1, 1)},
    ],
)
def test_the_database_refuses_a_source_that_means_nothing(report, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        feed(report.period.form_version, "TT13", **wrong)


@pytest.fixture
def keeper(people, client):
    client.force_login(people.reviewer)
    return client


def source_data(report, code: str, **changes: str) -> dict[str, str]:
    return {"figure": str(figure(report, code).pk), "measure": "people", "valid_from": "15/12/2025"} | changes


def test_home_affairs_adds_and_ends_a_source_on_the_trail(keeper, people, report):
    form = report.period.form_version
    add = reverse("reports:add-source", args=[form.pk])
    assert keeper.post(add, source_data(report, "TT21")).url == reverse("reports:form", args=[form.pk])
    source = FigureSource.objects.get()
    assert (source.figure.code, source.form, source.measure) == ("TT21", None, "people")
    assert "Mọi hình thức: Lượt người tham gia" in keeper.get(reverse("reports:form", args=[form.pk])).text
    end = reverse("reports:end-source", args=[form.pk, source.pk])
    assert keeper.post(end, {"last_day": "14/3/2026"}).status_code == 302
    source.refresh_from_db()
    assert source.valid_to == LAST
    verbs = AuditEntry.objects.about(form).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add_source", "end_source"]
    page = keeper.get(reverse("reports:form", args=[form.pk])).text
    assert "Sửa ngày cuối của một nguồn số liệu" in page
    assert keeper.post(add, source_data(report, "TT21", valid_from="15/6/2026")).status_code == 302
    rows = FigureSource.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(rows) == [(FIRST, LAST), (dt.date(2026, 6, 15), None)]  # what held then still does


def test_a_source_ended_by_mistake_holds_on_again(keeper, people, report):
    form = report.period.form_version
    source = feed(form, "TT13", fact=FigureSource.Fact.PLAN_ISSUED, valid_to=LAST)
    end = reverse("reports:end-source", args=[form.pk, source.pk])
    assert f'href="{end}"' in keeper.get(reverse("reports:form", args=[form.pk])).text
    assert 'value="14/03/2026"' in keeper.get(end).text
    assert keeper.post(end, {"last_day": ""}).status_code == 302
    source.refresh_from_db()
    assert source.valid_to is None
    assert AuditEntry.objects.about(form).get().changes["valid_to"] is None


def test_a_source_does_not_hold_on_into_its_next_one(keeper, people, report):
    form = report.period.form_version
    source = feed(form, "TT13", measure="count", valid_to=LAST)
    later = feed(form, "TT13", measure="count", valid_from=dt.date(2026, 6, 15))
    end = reverse("reports:end-source", args=[form.pk, source.pk])
    for last_day in ("", "15/6/2026"):
        refused = keeper.post(end, {"last_day": last_day})
        assert list(refused.context["form"].errors) == ["last_day"]
    assert keeper.post(end, {"last_day": "14/6/2026"}).status_code == 302
    later_end = reverse("reports:end-source", args=[form.pk, later.pk])
    assert keeper.post(later_end, {"last_day": ""}).status_code == 302


def test_what_makes_no_source_is_told_beside_its_field(keeper, people, report):
    form = report.period.form_version
    add = reverse("reports:add-source", args=[form.pk])
    keeper.post(add, source_data(report, "TT21"))
    again = keeper.post(add, source_data(report, "TT21"))
    assert (again.status_code, FigureSource.objects.count()) == (422, 1)
    assert "Chỉ tiêu này đã có nguồn đó." in again.text
    stock = keeper.post(add, source_data(report, "TT02"))
    assert list(stock.context["form"].errors) == ["figure"]
    source = FigureSource.objects.get()
    end = reverse("reports:end-source", args=[form.pk, source.pk])
    early = keeper.post(end, {"last_day": "1/1/2025"})
    assert list(early.context["form"].errors) == ["last_day"]


def test_actions_keep_the_same_rules_without_a_form(people, report):
    form = report.period.form_version
    fields = {"form": None, "measure": "count", "valid_from": FIRST, "by": people.reviewer, "now": NOW}
    for code in ("TT02", "TT14"):
        with pytest.raises(ValidationError):
            add_source(form, figure=figure(report, code), **fields)
    other = FormVersion.objects.create(code="khac", name="Khác", legal_basis="x", valid_from=FIRST)
    with pytest.raises(ValidationError):
        add_source(other, figure=figure(report, "TT13"), **fields)
    with pytest.raises(PermissionDenied):
        add_source(form, figure=figure(report, "TT13"), **fields | {"by": people.drafter})
    source = add_source(form, figure=figure(report, "TT13"), **fields)
    with pytest.raises(PermissionDenied):
        end_source(source, last_day=LAST, by=people.issuer, now=NOW)


def test_a_period_of_zeros_is_explained_when_records_are_not_empty(people):
    """What nobody may do: answer 0 to everything while the records tell otherwise."""
    report = make_report(people.agency, make_open_period("q1"))
    feed(report.period.form_version, "TT13", "tin-bai-trang", "count")
    make_done(people.agency, "tin-bai-trang", on=LAST, count=1)
    fill(report, people.drafter)
    with pytest.raises(ValidationError):
        submitted(report, people)


def test_the_register_of_feedback_answers_its_figures_whole(people):
    """TT33: what came less what was answered or set aside is open, which the form's own check asks for."""
    report = make_report(people.agency, make_open_period("q1"))
    install_sources(report.period.form_version, FEEDBACK_SOURCES, valid_from=FIRST)
    at_work = dt.datetime(2026, 2, 3, 3, tzinfo=dt.UTC)
    make_regulation(people.agency, valid_from=dt.date(2025, 11, 3))
    receive(people.agency, now=dt.datetime(2025, 12, 3, 3, tzinfo=dt.UTC))
    answer_one(people, now=at_work)
    receive(people.agency, now=at_work)
    refused = receive(people.agency, now=at_work).item.handlings.get()
    refuse(refused, ground="question", words="Xin hỏi nơi khác", by=people.drafter, now=at_work)
    figures = Figure.objects.of_form(report.period.form_version_id).filter(code__startswith="TT33")
    said = recorded_figures(report, figures)
    found = {figure.code: said[figure.pk].number for figure in figures}
    wanted = {"TT33.1": 1, "TT33.2": 3, "TT33.3": 1, "TT33.9": 1, "TT33.5": 2}
    assert found == dict.fromkeys(found, 0) | wanted
