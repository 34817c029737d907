"""Entering a group of figures, by button and at each change: numbers, refusals, conflicts, what is closed."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reports.actions.entry import Entry, save_value
from reports.actions.periods import open_period
from reports.actions.reviewing import return_report
from reports.actions.sending import take_over
from reports.models import Figure, FigureValue, Period, Section
from reports.spans import asked_words, cumulative_words, moment_words, read_words, running_words, slice_words
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import at, figure, fill, fresh, make_open_period, make_report, put, send

pytestmark = pytest.mark.django_db
NOW = at(10, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


class GroupPage:
    """The page that asks for one figure, as one officer's browser keeps it."""

    def __init__(self, client, officer, report, code):
        self.client, self.report, self.figure = client, report, figure(report, code)
        self.url = reverse("reports:group", args=[report.pk, self.figure.indicator.group_id])
        client.force_login(officer)
        self.response = client.get(self.url)

    def field(self, name, code=None):
        asked = figure(self.report, code) if code else self.figure
        return f"f{asked.pk}-{name}"

    @property
    def filled(self):
        """Every control as it stands on the page, ready to be sent."""
        data = {}
        for row in self.response.context["rows"]:
            if row.form:
                data[f"{row.form.prefix}-seen"] = row.seen
                data |= {bound.html_name: bound.value() for bound in row.form if bound.name != "choice"}
        return {
            name: "on" if value is True else value
            for name, value in data.items()
            if value not in (None, False)
        }

    def send(self, then="", **typed):
        data = self.filled | {self.field(name): value for name, value in typed.items()} | {"then": then}
        self.client.force_login(self.response.wsgi_request.user)
        return self.client.post(self.url, data)

    def autosave(self, **typed):
        wanted = {self.field(name): value for name, value in typed.items()}
        data = {self.field("seen"): self.filled[self.field("seen")]} | wanted
        self.client.force_login(self.response.wsgi_request.user)
        return self.client.post(f"{self.url}save/", data)


@pytest.fixture
def open_page(client, people, report):
    def open_page(code="TT05", officer=None):
        return GroupPage(client, officer or people.drafter, report, code)

    return open_page


def value(report, code):
    return FigureValue.objects.filter(agency=report.agency_id, figure__code=code).first()


@pytest.mark.parametrize(("typed", "meant"), [("1234", 1234), ("1.234", 1234), ("0", 0), ("１２", 12)])
def test_numbers_mean_what_a_vietnamese_reader_means(open_page, report, typed, meant):
    assert open_page().send(number=typed).status_code == 302
    assert value(report, "TT05").number == meant


@pytest.mark.parametrize("typed", ["1.5", "1,234.5", "1e3", "12%", "abc", "9" * 40])
def test_what_can_be_misread_is_refused_and_stays_as_typed(open_page, report, typed):
    response = open_page().send(number=typed)
    assert response.status_code == 200
    (form,) = response.context["refused"]
    assert (form.title, form["number"].value()) == (
        "TT05 Số văn bản chỉ đạo, hướng dẫn về tuyên truyền CCHC",
        typed,
    )
    assert f'href="#{form["number"].id_for_label}"' in response.text
    assert value(report, "TT05") is None


def test_the_valid_entries_are_saved_beside_a_refused_one(open_page, report):
    page = open_page()
    typed = {page.field("number"): "1.5", page.field("number", "TT02"): "20"}
    response = page.client.post(page.url, page.filled | typed)
    assert [form.figure.code for form in response.context["refused"]] == ["TT05"]
    assert value(report, "TT02").number == 20


def test_blank_zero_and_not_applicable_come_back_as_three_things(open_page, report):
    page = open_page("TT13")
    page.client.post(page.url, page.filled | {page.field("number"): "0", page.field("na", "TT16"): "on"})
    again = open_page("TT13")
    assert [
        again.filled.get(again.field(name, code)) for name, code in [("number", "TT13"), ("na", "TT16")]
    ] == [
        "0",
        "on",
    ]
    assert again.field("number", "TT17") not in again.filled


def test_a_number_and_not_applicable_at_once_is_refused(open_page, report):
    response = open_page().send(number="3", na="on")
    assert [form.figure.code for form in response.context["refused"]] == ["TT05"]
    assert value(report, "TT05") is None


@pytest.mark.parametrize(("typed", "stored"), [("1", (1, False)), ("0", (0, False)), ("na", (None, True))])
def test_a_yes_or_no_is_chosen(open_page, report, typed, stored):
    open_page("TT14").send(answer=typed)
    row = value(report, "TT14")
    assert (row.number, row.is_not_applicable) == stored


def test_last_time_and_a_year_ago_stand_beside(open_page, report, people, client):
    send(report, people.drafter, people.head, TT05=7)
    half_year = make_report(people.agency, make_open_half_year(report))
    page = GroupPage(client, people.drafter, half_year, "TT05")
    answer = next(row.answer for row in page.response.context["rows"] if row.answer.figure == page.figure)
    assert (answer.last_slice, answer.cumulative) == (7, 7)


def test_a_yearly_figure_set_in_an_earlier_slice_stands_for_the_year(client, people, report):
    send(report, people.drafter, people.head, TT01=1)
    third = open_period(report.period.regime.periods.get(code="q3"), by=None, now=at(1, 9))
    page = GroupPage(client, people.drafter, make_report(people.agency, third), "TT01")
    answer = page.response.context["rows"][0].answer
    assert (answer.is_blank, answer.is_set_this_year, answer.cumulative) == (True, True, 1)
    whole = client.get(reverse("reports:whole", args=[page.report.pk])).text
    assert whole.count("is-blank") == len(page.response.context["view"].answers.blank_figures)


def make_open_half_year(report):
    return open_period(report.period.regime.periods.get(code="h1", year=2026), by=None, now=at(1, 6))


def test_a_stale_save_shows_both_and_overwrites_nothing(open_page, people, report):
    page = open_page()
    colleague = make_post(make_officer("Ngô Thị Hai"), people.agency).officer
    put(report, colleague, NOW, TT05=7)
    response = page.send(number="5")
    row = next(row for row in response.context["rows"] if row.form and row.form.conflict)
    assert (row.mine, row.theirs) == ("5 văn bản", "7 văn bản")
    assert "Ngô Thị Hai" in response.text
    assert value(report, "TT05").number == 7


def conflict(open_page, people, report):
    page = open_page()
    put(report, make_post(make_officer("Ngô Thị Hai"), people.agency).officer, NOW, TT05=7)
    page.response = page.send(number="5")
    return page


@pytest.mark.parametrize(("choice", "stays"), [("mine", 5), ("theirs", 7)])
def test_after_a_conflict_the_chosen_answer_stays(open_page, people, report, choice, stays):
    page = conflict(open_page, people, report)
    assert page.send(conflict="1", choice=choice).status_code == 302
    assert value(report, "TT05").number == stays


def test_after_a_conflict_nothing_is_saved_without_a_choice(open_page, people, report):
    page = conflict(open_page, people, report)
    response = page.send(conflict="1")
    assert [form.figure.code for form in response.context["refused"]] == ["TT05"]
    assert value(report, "TT05").number == 7


def test_what_a_person_did_not_touch_is_no_conflict(open_page, people, report):
    page = open_page()
    put(report, make_post(make_officer("Ngô Thị Hai"), people.agency).officer, NOW, TT05=7)
    assert page.client.post(page.url, page.filled | {page.field("number", "TT02"): "20"}).status_code == 302
    assert [value(report, code).number for code in ("TT02", "TT05")] == [20, 7]


def test_saving_can_lead_to_the_next_part_and_to_evidence(open_page, report):
    page = open_page()
    following = page.response.context["next"].url
    assert page.send(then="next").url == following
    asked = figure(report, "TT05")
    assert page.send(then=f"figure:{asked.pk}").url == (
        f"{reverse('reports:add-evidence', args=[report.pk])}?figure={asked.pk}"
    )


def test_a_change_is_saved_without_a_button(open_page, report):
    page = open_page()
    answer = page.autosave(number="1.234")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["understood"], body["reads"]) == ("một nghìn hai trăm ba mươi bốn", "1.234")
    assert value(report, "TT05").number == 1234
    second = page.client.post(
        f"{page.url}save/", {page.field("seen"): body["version"], page.field("number"): "5"}
    )
    assert (second.status_code, value(report, "TT05").number) == (200, 5)


def test_a_change_that_cannot_be_read_is_refused_without_a_button(open_page, report):
    answer = open_page().autosave(number="1.5")
    assert (answer.status_code, list(answer.json())) == (422, ["errors"])
    assert value(report, "TT05") is None


def test_a_conflict_without_a_button_gives_both_answers_to_the_script(open_page, people, report):
    page = open_page()
    put(report, make_post(make_officer("Ngô Thị Hai"), people.agency).officer, NOW, TT05=7)
    answer = page.autosave(number="5")
    assert answer.status_code == 409
    assert answer.json()["theirs"] == {
        page.field("number"): "7",
        page.field("na"): "",
        page.field("note"): "",
    }
    assert answer.json()["shown"] == "7 văn bản (Ngô Thị Hai, 09:00 10/3/2026)"


def test_a_report_that_left_its_drafter_is_said_beside_the_field(open_page, people, report):
    page = open_page()
    send(report, people.drafter, people.head)
    answer = page.autosave(number="5")
    assert (answer.status_code, answer.json()["errors"]) == (422, ["Mục này đang không mở để sửa."])


def test_only_a_returned_figure_and_what_is_joined_to_it_can_be_changed(open_page, people, report):
    send(report, people.drafter, people.head)
    asked = figure(report, "TT02")
    return_report(fresh(report), figures={asked: "Sai"}, sections={}, by=people.reviewer, now=at(18, 3))
    rows = open_page("TT02").response.context["rows"]
    assert [row.answer.figure.code for row in rows if row.form] == ["TT02", "TT03"]
    closed = f"f{figure(report, 'TT05').pk}"
    data = {f"{closed}-seen": "1.x", f"{closed}-number": "9"}
    page = open_page("TT02").client.post(page_url(report, "TT05"), data, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "TT05 Số văn bản chỉ đạo, hướng dẫn về tuyên truyền CCHC không còn mở nên chưa lưu “9 văn bản”."
    ]
    assert value(report, "TT05").number == 0


def page_url(report, code):
    return reverse("reports:group", args=[report.pk, figure(report, code).indicator.group_id])


def test_figures_sent_with_a_period_closing_the_same_day_are_not_asked_twice(client, people):
    period = make_open_period("q2", on="q1 q2 h1 q3 year")
    report = make_report(people.agency, period)
    other = make_report(people.agency, make_open_half_year(report))
    send(report, people.drafter, people.head, TT05=7)
    page = GroupPage(client, people.drafter, other, "TT05")
    assert [row for row in page.response.context["rows"] if row.form] == []
    assert str(period) in page.response.context["closed_because"]


def test_a_ratio_is_calculated_and_never_asked(open_page, people, report):
    put(report, people.drafter, NOW, TT02=20, TT03=5)
    row = next(row for row in open_page("TT02").response.context["rows"] if row.answer.figure.code == "TT04")
    assert (row.form, row.answer.in_slice) == (None, 25)


def test_an_agency_is_asked_for_what_it_owns_alone(client, people):
    press = make_agency("Báo Quảng Ngãi", "bao-chi")
    drafter = make_post(make_officer(), press).officer
    report = make_report(press)
    page = GroupPage(client, drafter, report, "TT06")
    assert [row.answer.figure.code for row in page.response.context["rows"]] == [
        "TT06",
        "TT08",
        "TT09",
        "TT10",
        "TT12",
    ]
    assert client.get(page_url(report, "TT02")).status_code == 404


def test_the_head_reads_the_page_and_may_not_save(open_page, people, report):
    page = open_page(officer=people.head)
    assert [row for row in page.response.context["rows"] if row.form] == []
    assert (
        page.client.post(page.url, {page.field("seen"): "0.x", page.field("number"): "5"}).status_code == 403
    )
    assert (
        page.client.post(
            f"{page.url}save/", {page.field("seen"): "0.x", page.field("number"): "5"}
        ).status_code
        == 403
    )


def test_to_a_stranger_the_page_does_not_exist(client, people, report):
    client.force_login(people.stranger)
    for url in (page_url(report, "TT05"), f"{page_url(report, 'TT05')}save/"):
        assert client.post(url, {}).status_code == 404
    assert client.get(page_url(report, "TT05")).status_code == 404


def test_home_affairs_enters_a_paper_report_on_a_marked_page(client, people, report):
    take_over(report, reason="Báo cáo giấy 12/BC-STP", by=people.reviewer, now=NOW)
    page = GroupPage(client, people.reviewer, report, "TT05")
    assert "Sở Nội vụ nhập thay cơ quan từ báo cáo giấy." in page.response.text
    assert page.send(number="5").status_code == 302
    assert value(report, "TT05").number == 5
    agency = GroupPage(client, people.drafter, report, "TT05")
    assert [row for row in agency.response.context["rows"] if row.form] == []


def test_the_page_costs_the_same_for_one_answer_and_for_all(
    open_page, people, report, django_assert_num_queries
):
    page = open_page()
    put(report, people.drafter, NOW, TT05=5)
    with django_assert_num_queries(22):
        page.client.get(page.url)
    fill(report, people.drafter, NOW)
    with django_assert_num_queries(22):
        page.client.get(page.url)


def test_a_note_explains_a_figure(open_page, report):
    open_page().send(number="3", note="Có 2 văn bản liên ngành")
    assert value(report, "TT05").note == "Có 2 văn bản liên ngành"


def test_saving_what_already_stands_changes_nothing(open_page, people, report):
    row = save_value(
        report, figure(report, "TT05"), Entry(Decimal(3)), seen_version=0, by=people.drafter, now=NOW
    )
    open_page().send(number="3")
    assert value(report, "TT05").version == row.version


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TT05", "Lũy kế từ 15/12/2025 đến hết 14/12/2026"),
        ("TT27", "Lũy kế từ 15/12/2025 đến hết 14/12/2026"),
        ("TT01", "Đã ghi cho cả năm 2026"),
        ("TT02", ""),
        ("TT33.1", "Đầu ngày 15/12/2025"),
    ],
)
def test_the_number_over_the_period_is_named_by_its_rule_and_days(report, code, words):
    assert running_words(Figure.objects.get(code=code), period_of(report, "year")) == words


def period_of(report, code):
    return Period.objects.select_related("open_slice").get(code=code, year=report.period.year)


ASKED = {
    "q1": "Nhập số phát sinh từ 15/12/2025 đến hết 14/3/2026.",
    "h1": "Nhập số phát sinh từ 15/3 đến hết 14/6/2026; số 6 tháng đầu năm cổng tự cộng.",
    "q3": "Nhập số phát sinh từ 15/6 đến hết 14/9/2026.",
    "year": "Nhập số phát sinh từ 15/9 đến hết 14/12/2026; số cả năm cổng tự cộng.",
}


@pytest.mark.parametrize(("code", "words"), ASKED.items())
def test_e1_a_period_says_of_which_days_it_asks_and_what_is_added_up(report, code, words):
    period = period_of(report, code)
    assert asked_words(period) == words
    assert read_words(period) == "Số" + words.removeprefix("Nhập số")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["TT01"], "Nhập số của cả năm 2026."),
        (["TT01", "TT02"], "Nhập số tại ngày chốt 14/12/2026."),
        (["TT01", "TT02", "TT05"], ASKED["year"]),
    ],
)
def test_e1_figures_that_count_nothing_are_asked_for_by_their_day(report, codes, words):
    assert asked_words(period_of(report, "year"), Figure.objects.filter(code__in=codes)) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TT05", ""),
        ("TT01", "Số của cả năm 2026, ghi một lần"),
        ("TT02", "Số tại ngày chốt 14/12/2026"),
        ("TT33.1", "Số tại đầu ngày 15/9/2026"),
    ],
)
def test_e1_a_figure_says_its_own_day_where_it_counts_no_events(report, code, words):
    assert moment_words(Figure.objects.get(code=code), period_of(report, "year")) == words


def test_e1_every_page_of_the_entry_is_headed_by_the_days_asked_for(open_page, report):
    page = open_page()
    names = ["report", "group", "section", "blanks", "whole", "check", "take-recorded"]
    section = Section.objects.get(number="I")
    of_part = {"group": [figure(report, "TT05").indicator.group_id], "section": [section.pk]}
    for name in names:
        text = page.client.get(reverse(f"reports:{name}", args=[report.pk, *of_part.get(name, [])])).text
        head = text[text.index('class="asked-span"') :][:200]
        assert "ố phát sinh từ 15/12/2025 đến hết 14/3/2026." in head, name


def test_e1_columns_are_headed_by_their_days(report):
    third = period_of(report, "q3")
    assert slice_words(third) == "Từ 15/6 đến hết 14/9"
    assert cumulative_words(third) == "Lũy kế từ 15/6 đến hết 14/9"


def test_where_the_period_before_is_off_counting_begins_with_its_slice(report):
    third = period_of(report, "q3")
    third.open_slice.starts_on = dt.date(third.year, 3, 15)
    assert cumulative_words(third) == "Lũy kế từ 15/3 đến hết 14/9"


def test_a_ratio_is_named_in_words_and_carries_its_percent_sign(open_page, people, report):
    put(report, people.drafter, NOW, **{"TT27.1": 3, "TT27.2": 8})
    text = " ".join(open_page("TT27.1").response.text.split())
    assert '<span class="code">TT27</span> Tỷ lệ CBCCVC tham gia thi tìm hiểu CCHC' in text
    assert re.search(r"<strong data-shows=\"slice-\d+\">37,5%</strong>", text)
    assert "</span> TT27.1 / TT27.2" not in text


@pytest.mark.parametrize(
    ("code", "most"),
    [
        ("TT05", 10_000_000),
        ("TT17", 10**9),
        ("TT18", 10_000_000),
        ("TT34.1", 10**12),
        ("TT14", None),
        ("TT04", 100),
    ],
)
def test_each_unit_has_a_plausible_most(report, code, most):
    assert figure(report, code).maximum == most


def test_an_absurd_number_is_refused_with_the_most_that_is_possible(open_page, report):
    response = open_page("TT18").send(number="9.999.999.999.999.999")
    (form,) = response.context["refused"]
    assert [str(error) for error in form.errors["number"]] == ["Phải nhỏ hơn hoặc bằng 10.000.000."]
    assert value(report, "TT18") is None


def test_the_action_refuses_it_too(people, report):
    with pytest.raises(ValidationError) as refused:
        put(report, people.drafter, NOW, TT18=10_000_001)
    assert "10.000.000" in refused.value.messages[0]
