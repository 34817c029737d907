"""Home Affairs returns with reasons or accepts; issued periods know corrections only."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies.models import Post
from reports.actions.issuing import issue_paper
from reports.actions.papers import paper_of, save_paper_text
from reports.actions.reviewing import accept_report, assign_reviewer, return_report
from reports.actions.sending import hand_back_report, open_correction, sign_report, submit_report
from reports.answers import Answers
from reports.bases import later_than
from reports.consolidation import consolidate
from reports.models import PaperKind, Section, Sending
from reports.workflow import State
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import (
    at,
    figure,
    free_reports,
    fresh,
    make_open_period,
    make_report,
    put,
    send,
    send_and_accept,
)

pytestmark = pytest.mark.django_db
NOW = at(17, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def return_on(report, by, **reasons):
    figures = {figure(report, code.replace("_", ".")): text for code, text in reasons.items()}
    return return_report(report, figures=figures, sections={}, by=by, now=NOW)


def open_codes(report) -> set[str]:
    answers = Answers(fresh(report))
    return {row.code for row in answers.typed if row.pk in answers.open_figures}


def test_a_return_reopens_the_named_fields_and_those_joined_by_a_cross_check(people, report):
    send(report, people.drafter, people.head)
    review = return_on(report, people.reviewer, TT33_2="Thiếu 2 vụ", TT05="Xem lại")
    assert open_codes(report) == {"TT05", *(f"TT33.{place}" for place in range(1, 11))}
    assert {row.figure.code: row.text for row in review.remarks.all()} == {
        "TT33.2": "Thiếu 2 vụ",
        "TT05": "Xem lại",
    }
    with pytest.raises(PermissionDenied):
        put(report, people.drafter, NOW, TT07=3)


def test_a_section_can_be_returned_alone(people, report):
    send(report, people.drafter, people.head)
    section = Section.objects.get(number="IV", form_version=report.period.form_version)
    return_report(report, figures={}, sections={section: "Nêu nguồn"}, by=people.reviewer, now=NOW)
    assert Answers(fresh(report)).open_sections == {section.pk}
    assert open_codes(report) == set()


def test_a_return_needs_a_reason_on_each_field(people, report):
    send(report, people.drafter, people.head)
    for reasons in ({}, {"TT05": ""}):
        with pytest.raises(ValidationError):
            return_on(report, people.reviewer, **reasons)
    assert fresh(report).state == State.SENT


def test_what_comes_back_from_the_head_keeps_the_reopened_fields(people, report):
    send(report, people.drafter, people.head)
    return_on(report, people.reviewer, TT05="Xem lại")
    put(report, people.drafter, NOW, TT05=4)
    submit_report(report, by=people.drafter, now=NOW)
    hand_back_report(report, reason="Chưa đúng", by=people.head, now=NOW)
    assert fresh(report).state == State.RETURNED
    assert open_codes(report) == {"TT05"}


def test_a_returned_correction_comes_back_from_the_head_as_returned(people, report):
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    issue(report.period, people)
    reopened = {figure(report, "TT05"): "Cộng sót"}
    open_correction(report, figures=reopened, sections={}, by=people.drafter, now=NOW)
    put(report, people.drafter, NOW, TT05=5)
    submit_report(report, by=people.drafter, now=NOW)
    hand_back_report(report, reason="Chưa đúng", by=people.head, now=NOW)
    assert fresh(report).state == State.DRAFT
    submit_report(report, by=people.drafter, now=NOW)
    sign_report(report, by=people.head, now=NOW)
    return_on(report, people.reviewer, TT05="Xem lại")
    submit_report(report, by=people.drafter, now=NOW)
    hand_back_report(report, reason="Chưa đúng", by=people.head, now=NOW)
    assert fresh(report).state == State.RETURNED


def test_accepted_can_be_returned_until_the_period_is_issued(people, report):
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
    return_on(report, people.reviewer, TT05="Xem lại")
    assert fresh(report).state == State.RETURNED
    assert consolidate(report.period).total(figure(report, "TT05")).reporting == 0


def test_only_home_affairs_reviewers_review(people, report):
    send(report, people.drafter, people.head)
    for officer in (people.drafter, people.head, people.stranger, people.issuer, people.registrar):
        with pytest.raises(PermissionDenied):
            accept_report(report, by=officer, now=NOW)
    assert fresh(report).state == State.SENT


def test_home_affairs_own_report_is_reviewed_by_who_neither_wrote_nor_signed_it(people):
    report = make_report(people.home_affairs)
    for role in (Post.Role.DRAFTER, Post.Role.HEAD):
        make_post(people.reviewer, people.home_affairs, role)
    signer = make_post(make_officer("Bùi Văn Ký"), people.home_affairs, Post.Role.HEAD).officer
    make_post(signer, people.home_affairs, Post.Role.REVIEWER)
    other = make_post(make_officer("Lý Thị Xét"), people.home_affairs, Post.Role.REVIEWER).officer
    send(report, _fresh(people.reviewer), _fresh(signer))
    for officer in (_fresh(people.reviewer), _fresh(signer)):
        with pytest.raises(PermissionDenied):
            accept_report(report, by=officer, now=NOW)
    accept_report(report, by=other, now=NOW)
    assert fresh(report).state == State.ACCEPTED


def _fresh(officer):
    return type(officer).objects.get(pk=officer.pk)


@pytest.mark.parametrize("act", [accept_report, lambda report, **kw: return_on(report, kw["by"], TT05="x")])
def test_nothing_to_review_before_sending(people, report, act):
    with pytest.raises(ValidationError):
        act(report, by=people.reviewer, now=NOW)


def issue(period, people, kind=PaperKind.HOME_AFFAIRS):
    paper = paper_of(period, kind)
    for section in Section.objects.filter(form_version=period.form_version, is_required=True):
        save_paper_text(paper, section, f"Mục {section.number}", seen_version=0, by=people.reviewer, now=NOW)
    return issue_paper(paper, by=people.issuer, now=NOW)


def test_after_issue_only_a_dated_correction_remains_and_the_issued_paper_stays(people, report):
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
    paper = issue(report.period, people)
    with pytest.raises(ValidationError):
        return_on(report, people.reviewer, TT05="x")
    open_correction(
        report, figures={figure(report, "TT05"): "Đếm sót"}, sections={}, by=people.drafter, now=NOW
    )
    assert open_codes(report) == {"TT05"}
    assert consolidate(report.period).total(figure(report, "TT05")).cumulative == 3
    put(report, people.drafter, at(18, 3), TT05=5)
    submit_report(report, by=people.drafter, now=at(18, 3, 10))
    correction = sign_report(report, by=people.head, now=at(18, 3, 11))
    assert correction.kind == Sending.Kind.CORRECTION
    assert consolidate(report.period).total(figure(report, "TT05")).cumulative == 3
    accept_report(report, by=people.reviewer, now=at(18, 3, 12))
    assert consolidate(report.period).total(figure(report, "TT05")).cumulative == 5
    assert paper.basis.figures.get(figure__code="TT05", agency_kind=None).cumulative == 3
    assert later_than(paper.basis) == [report]


@pytest.mark.parametrize("has_reported", [True, False])
def test_what_changes_in_an_earlier_quarter_is_named_on_the_issued_half_year(people, report, has_reported):
    if has_reported:
        send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
        issue(report.period, people)
    half = make_report(people.agency, make_open_period("h1"))
    own = send_and_accept(half, people.drafter, people.head, people.reviewer, TT05=4)
    paper = issue(half.period, people)
    assert later_than(paper.basis) == []
    members = set(paper.basis.members.exclude(sending=None).values_list("sending", flat=True))
    assert members == ({fresh(report).accepted_sending_id, own.pk} if has_reported else {own.pk})
    if has_reported:
        open_correction(
            report, figures={figure(report, "TT05"): "Đếm sót"}, sections={}, by=people.drafter, now=NOW
        )
        put(report, people.drafter, at(18, 6), TT05=5)
        submit_report(report, by=people.drafter, now=at(18, 6, 10))
        sign_report(report, by=people.head, now=at(18, 6, 11))
        assert later_than(paper.basis) == []
        accept_report(report, by=people.reviewer, now=at(18, 6, 12))
    else:
        send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=5)
    assert consolidate(half.period).total(figure(half, "TT05")).cumulative == 9
    assert later_than(paper.basis) == [report]


def test_a_returned_correction_leaves_the_accepted_figures_standing(people, report):
    first = send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
    issue(report.period, people)
    open_correction(report, figures={figure(report, "TT05"): "x"}, sections={}, by=people.drafter, now=NOW)
    put(report, people.drafter, at(18, 3), TT05=5)
    submit_report(report, by=people.drafter, now=at(18, 3, 10))
    sign_report(report, by=people.head, now=at(18, 3, 11))
    return_on(report, people.reviewer, TT05="Chưa có căn cứ")
    assert fresh(report).accepted_sending == first
    assert consolidate(report.period).total(figure(report, "TT05")).cumulative == 3


def test_no_correction_before_issue_nor_without_a_named_field(people, report):
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    with pytest.raises(ValidationError):
        open_correction(
            report, figures={figure(report, "TT05"): "x"}, sections={}, by=people.drafter, now=NOW
        )
    issue(report.period, people)
    with pytest.raises(ValidationError):
        open_correction(report, figures={}, sections={}, by=people.drafter, now=NOW)
    assert fresh(report).state == State.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_no_verdict_comes_between_what_is_frozen_together(people, report):
    with transaction.atomic():
        issue(report.period, people)
        assert free_reports() == []


def test_only_an_issuer_issues_and_not_with_blank_sections(people, report):
    paper = paper_of(report.period, PaperKind.HOME_AFFAIRS)
    with pytest.raises(PermissionDenied):
        issue_paper(paper, by=people.reviewer, now=NOW)
    with pytest.raises(ValidationError) as refused:
        issue_paper(paper, by=people.issuer, now=NOW)
    assert any("VII. Nhiệm vụ kỳ tới" in message for message in refused.value.messages)
    assert fresh(report).period.issued_at is None


def test_an_issued_paper_names_who_was_missing_and_which_sending_it_used(people, report):
    sending = send_and_accept(report, people.drafter, people.head, people.reviewer)
    paper = issue(report.period, people)
    members = {row.report.agency_id: row.sending_id for row in paper.basis.members.select_related("report")}
    assert members == {
        people.agency.pk: sending.pk,
        people.other_agency.pk: None,
        people.home_affairs.pk: None,
    }
    assert paper.document.original_name.endswith(".docx")


def test_the_responsible_reviewer_follows_the_assignment(people, report):
    assign_reviewer(people.agency, people.reviewer, by=people.reviewer, now=NOW)
    assert fresh(report).reviewer == people.reviewer
    later = make_report(people.agency, make_open_period("h1"))
    assert later.reviewer == people.reviewer
    with pytest.raises(ValidationError):
        assign_reviewer(people.agency, people.drafter, by=people.reviewer, now=NOW)
