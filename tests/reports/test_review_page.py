"""One sent report before its reviewer."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import Post
from reports.actions.entry import add_evidence, save_text
from reports.actions.reviewing import return_report
from reports.actions.sending import sign_report, submit_report
from reports.answers import Answers
from reports.models import FigureValue, Section, Slice
from reports.sent import compare
from tests.agencies.make import make_people, make_post
from tests.reports.make import at, explain, figure, fresh, make_open_period, make_report, put, send
from tests.reports.pages import make_leader, make_second_reviewer

pytestmark = pytest.mark.django_db
NOW = at(17, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def review(client, officer, report):
    client.force_login(officer)
    return client.get(reverse("reports:review", args=[report.pk]))


def line_of(page, code):
    return next(line for line in page.context["reading"].lines if line.figure.code == code)


def with_last_period(report, drafter, **numbers) -> None:
    """Figures of the slice before, as an earlier report left them."""
    first = report.period.open_slice.starts_on
    last = Slice.objects.create(
        regime=report.period.regime,
        year=report.period.year - 1,
        starts_on=first - dt.timedelta(days=90),
        ends_on=first - dt.timedelta(days=1),
    )
    for code, number in numbers.items():
        FigureValue.objects.create(
            agency=report.agency,
            slice=last,
            figure=figure(report, code),
            number=number,
            saved_by=drafter,
            saved_at=NOW,
        )


@pytest.mark.parametrize(
    ("number", "words", "is_far"),
    [(30, "tăng 200%", False), (31, "tăng 210%", True), (4, "giảm 60%", False), (10, "không đổi", False)],
)
def test_a_change_is_told_and_one_that_the_drafter_was_asked_about_pointed_out(
    client, people, report, number, words, is_far
):
    with_last_period(report, people.drafter, TT05=10)
    put(report, people.drafter, TT05=number)
    explain(report, people.drafter, "TT05")
    send(report, people.drafter, people.head)
    page = review(client, people.reviewer, report)
    line = line_of(page, "TT05")
    assert (line.by_last.words, line.by_last.is_far, line.answer.last_slice) == (words, is_far, 10)
    assert page.context["reading"].flagged == int(is_far)


def test_nothing_is_said_of_a_change_from_zero(client, people, report):
    with_last_period(report, people.drafter, TT05=0)
    send(report, people.drafter, people.head, TT05=9)
    assert line_of(review(client, people.reviewer, report), "TT05").by_last is None


def test_what_changed_since_the_sending_before_is_marked(client, people, report):
    send(report, people.drafter, people.head, TT05=3, TT07=1)
    section = Section.objects.get(number="IV", form_version=report.period.form_version)
    return_report(
        report,
        figures={figure(report, "TT05"): "Xem lại"},
        sections={section: "Nêu nguồn"},
        by=people.reviewer,
        now=NOW,
    )
    put(report, people.drafter, NOW, TT05=5)
    narrative = Answers(fresh(report)).narratives[section.pk]
    text = narrative.text.replace("mục IV", "mục IV: ngân sách")
    save_text(report, section, text, seen_version=narrative.version, by=people.drafter, now=NOW)
    submit_report(fresh(report), by=people.drafter, now=NOW)
    sign_report(fresh(report), by=people.head, now=NOW)

    page = review(client, people.reviewer, report)
    reading = page.context["reading"]
    assert [line.figure.code for line in reading.lines if line.is_changed] == ["TT05"]
    line = line_of(page, "TT05")
    assert (line.before.number, line.answer.number, line.remark) == (3, 5, "Xem lại")
    changed = [line.section.number for line in reading.sections if line.is_changed]
    assert (changed, reading.changed) == (["IV"], 2)
    assert "<ins>" in page.content.decode()


def test_the_first_sending_has_nothing_to_compare_with(client, people, report):
    send(report, people.drafter, people.head)
    reading = review(client, people.reviewer, report).context["reading"]
    assert (reading.previous, reading.changed) == (None, 0)


def test_the_page_shows_what_was_sent_not_what_is_being_mended(client, people, report):
    send(report, people.drafter, people.head, TT05=3)
    return_report(report, figures={figure(report, "TT05"): "x"}, sections={}, by=people.reviewer, now=NOW)
    put(report, people.drafter, NOW, TT05=8)
    answer = line_of(review(client, people.reviewer, report), "TT05").answer
    assert (answer.in_slice, answer.cumulative) == (3, 3)


def test_ratios_are_shown_and_only_what_was_typed_can_be_returned(client, people, report):
    send(report, people.drafter, people.head, TT02=4, TT03=1)
    page = review(client, people.reviewer, report)
    assert line_of(page, "TT04").answer.in_slice == 25
    names = set(page.context["return_form"].fields)
    assert f"return-figure-{figure(report, 'TT03').pk}" in names
    assert f"return-figure-{figure(report, 'TT04').pk}" not in names


def test_who_wrote_or_signed_is_told_why_not_and_who_else(client, people):
    report = make_report(people.home_affairs)
    for role in (Post.Role.DRAFTER, Post.Role.HEAD):
        make_post(people.reviewer, people.home_affairs, role)
    other = make_second_reviewer(people.home_affairs)
    signer = make_post(None, people.home_affairs, Post.Role.HEAD).officer
    drafter = type(people.reviewer).objects.get(pk=people.reviewer.pk)
    send(report, drafter, signer)
    page = review(client, drafter, report)
    assert (page.context["is_own"], page.context["others"]) == (True, [other])
    assert (page.context["may_accept"], page.context["may_return"]) == (False, False)


def test_a_report_that_was_never_sent_has_nothing_to_review(client, people, report):
    page = review(client, people.reviewer, report)
    assert page.context["reading"] is None
    assert (page.context["may_accept"], page.context["may_return"]) == (False, False)


def test_home_affairs_reads_the_agency_may_not_and_strangers_find_nothing(client, people, report):
    send(report, people.drafter, people.head)
    page = review(client, people.issuer, report)
    assert (page.status_code, page.context["may_accept"]) == (200, False)
    for officer, status in (
        (people.drafter, 403), (people.head, 403), (people.stranger, 404), (make_leader(), 404),
    ):  # fmt: skip
        assert review(client, officer, report).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_a_review_costs_the_same_with_one_proof_and_with_three(
    client, people, django_assert_num_queries, count
):
    report = make_report(people.agency, make_open_period())
    for number in range(count):
        add_evidence(
            report,
            figure=figure(report, "TT05"),
            title=f"Ảnh {number}",
            url=f"https://tinh.example/{number}",
            by=people.drafter,
            now=at(10, 3),
        )
    send(report, people.drafter, people.head, TT05=3)
    client.force_login(people.reviewer)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("reports:review", args=[report.pk]))


QUERIES = 29


@pytest.mark.parametrize(
    ("before", "text", "kinds"),
    [
        ("một hai", "một hai", ["same"]),
        ("một hai", "một ba hai", ["same", "new", "same"]),
        ("một hai", "một", ["same", "gone"]),
        ("", "mới", ["new"]),
        ("cũ", "mới", ["gone", "new"]),
    ],
)
def test_texts_are_compared_word_by_word_and_nothing_is_lost(before, text, kinds):
    pieces = compare(before, text)
    assert [piece.kind for piece in pieces] == kinds
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == text
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before


def test_long_texts_are_compared_by_paragraph():
    before = "\n".join(f"đoạn {n} " + "chữ " * 40 for n in range(200))
    pieces = compare(before, before.replace("đoạn 7 ", "đoạn bảy "))
    assert {piece.kind for piece in pieces} == {"same", "gone", "new"}
    assert sum(len(piece.text.splitlines()) for piece in pieces if piece.kind == "new") == 1
