"""Both papers of a period stand on one frozen set of sendings; a later issue is named and has its reason."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from records.models import AuditEntry
from records.storage import path_of
from reports.actions.issuing import amend_paper, drop_amendment, issue_paper, shown_to_issuer
from reports.actions.papers import paper_of
from reports.actions.reviewing import accept_report
from reports.actions.sending import open_correction, sign_report, submit_report
from reports.bases import footing, footing_now, footing_on, later_than, place_of
from reports.consolidation import behind, consolidate
from reports.models import Basis, BasisFigure, PaperKind, PaperLayout, ProvincePaper
from reports.standing import Reception
from tests.agencies.make import make_people
from tests.records.papers.read import texts as lines_of
from tests.reports.make import (
    at,
    figure,
    fresh,
    make_open_period,
    make_report,
    make_staff,
    put,
    send,
    send_and_accept,
)
from tests.reports.papers import issue, write_paper_texts

pytestmark = pytest.mark.django_db
HOME, PROVINCE = PaperKind.HOME_AFFAIRS, PaperKind.PROVINCE


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def period(people):
    period = make_open_period()
    own = make_report(people.agency, period)
    send_and_accept(own, people.drafter, people.head, people.reviewer, TT05=3)
    return period


def accept_another(people, period, **numbers):
    """What Home Affairs accepts after the first paper is out."""
    report = make_report(people.other_agency, period)
    drafter, head = make_staff(people.other_agency)
    send_and_accept(report, drafter, head, people.reviewer, **numbers)
    return report


def total(paper, code):
    found = figure(make_report_of(paper), code)
    return paper.basis.figures.get(figure=found, agency_kind=None).cumulative


def make_report_of(paper):
    return paper.period.reports.select_related("period").first()


def document(paper):
    return lines_of(path_of(paper.document.stored_name).read_bytes())


def test_p5_both_papers_stand_on_the_set_of_the_first(people, period):
    first = issue(period, people, HOME)
    later = accept_another(people, period, TT05=4)
    second = issue(period, people, PROVINCE, at(21, 3))
    assert second.basis == first.basis
    assert [total(paper, "TT05") for paper in (first, second)] == [3, 3]
    assert consolidate(period).total(figure(later, "TT05")).cumulative == 7
    assert later_than(first.basis) == [later]


def test_p5_what_came_later_counts_in_an_amended_issue_on_a_set_of_its_own(people, period):
    first = issue(period, people, HOME)
    later = accept_another(people, period, TT05=4)
    draft = amend_paper(first, reason="Sở Y tế gửi sau", by=people.reviewer, now=at(22, 3))
    assert [row.text for row in draft.texts.order_by("pk")] == [
        row.text for row in first.texts.order_by("pk")
    ]
    second = issue_paper(draft, by=people.issuer, now=at(22, 3))
    assert (second.issue_number, second.basis.number, second.basis.reason) == (2, 2, "Sở Y tế gửi sau")
    assert [total(paper, "TT05") for paper in (first, second)] == [3, 7]
    assert later_than(second.basis) == []
    assert later_than(first.basis) == [later]


def test_the_amended_issue_says_so_and_why_and_the_earlier_file_stays(people, period):
    first = issue(period, people, HOME)
    before = document(first)
    accept_another(people, period, TT05=4)
    draft = amend_paper(first, reason="Sở Y tế gửi sau.", by=people.reviewer, now=at(22, 3))
    second = issue_paper(draft, by=people.issuer, now=at(22, 3))
    said = document(second)
    assert any("phát hành lần 2" in line and "Sở Y tế gửi sau" in line for line in said)
    assert any("bộ số liệu số 2" in line for line in said)
    assert any("bộ số liệu số 1" in line for line in before)
    assert document(ProvincePaper.objects.get(pk=first.pk)) == before


def test_the_other_paper_issued_once_more_takes_the_set_that_is_there(people, period):
    papers = [issue(period, people, HOME), issue(period, people, PROVINCE)]
    accept_another(people, period)
    amended = []
    for paper in papers:
        draft = amend_paper(paper, reason="Bổ sung Sở Y tế", by=people.reviewer, now=at(22, 3))
        amended.append(issue_paper(draft, by=people.issuer, now=at(22, 3)))
    assert {paper.basis.number for paper in amended} == {2}
    assert Basis.objects.filter(period=period).count() == 2


def test_an_issue_that_mends_words_alone_stays_on_its_set(people, period):
    first = issue(period, people, HOME)
    draft = amend_paper(first, reason="Sửa lỗi chính tả", by=people.reviewer, now=at(22, 3))
    assert issue_paper(draft, by=people.issuer, now=at(22, 3)).basis == first.basis


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_issue_once_more_without_a_reason(people, period, reason):
    with pytest.raises(ValidationError):
        amend_paper(issue(period, people), reason=reason, by=people.reviewer, now=at(22, 3))


def test_a_paper_is_not_amended_before_it_is_issued_nor_twice_at_once(people, period):
    with pytest.raises(ValidationError):
        amend_paper(paper_of(period, HOME), reason="x", by=people.reviewer, now=at(22, 3))
    first = issue(period, people)
    amend_paper(first, reason="x", by=people.reviewer, now=at(22, 3))
    with pytest.raises(ValidationError):
        amend_paper(first, reason="x", by=people.reviewer, now=at(22, 3))
    assert ProvincePaper.objects.filter(period=period, kind=HOME).count() == 2


def test_only_home_affairs_amends(people, period):
    first = issue(period, people)
    with pytest.raises(PermissionDenied):
        amend_paper(first, reason="x", by=people.head, now=at(22, 3))


def test_a_new_issue_is_taken_back_and_an_issued_one_never(people, period):
    first = issue(period, people)
    draft = amend_paper(first, reason="x", by=people.reviewer, now=at(22, 3))
    drop_amendment(draft, by=people.reviewer, now=at(22, 3))
    assert paper_of(period, HOME) == first
    for paper in (first, paper_of(period, PROVINCE)):
        with pytest.raises(ValidationError):
            drop_amendment(paper, by=people.reviewer, now=at(22, 3))
    assert AuditEntry.objects.about(draft).filter(verb="drop").exists()


def test_a_set_keeps_who_was_read_apart_from_who_was_not(people, period):
    drafter, head = make_staff(people.other_agency)
    send(make_report(people.other_agency, period), drafter, head)
    basis = issue(period, people).basis
    kept = {row.report.agency_id: row.reception for row in basis.members.select_related("report")}
    assert kept == {
        people.agency.pk: "accepted",
        people.other_agency.pk: "unread",
        people.home_affairs.pk: "not_sent",
    }
    received = footing_on(basis).received
    assert [received.counted[name] for name in Reception] == [1, 1, 0, 1]


def test_a_frozen_set_says_what_was_consolidated_and_who_stood_behind_it(people, period):
    basis = issue(period, people).basis
    stand = footing_on(basis)
    live = consolidate(period)
    assert [stand.province.total(row) for row in live.figures] == [live.total(row) for row in live.figures]
    accept_another(people, period, TT05=4)
    asked = figure(make_report(people.agency, period), "TT05")
    assert {agency: row.cumulative for agency, row in behind(period, asked, basis).items()} == {
        people.agency.pk: 3
    }
    assert footing_on(basis).province.total(asked).cumulative == 3
    assert footing_now(period).province.total(asked).cumulative == 7


def test_a_yearly_figure_changed_before_the_window_is_told_and_no_other(people):
    """Quarter III counts its own slice, and what is set once a year wherever in the year it stands."""
    first = make_open_period("q1")
    own = make_report(people.agency, first)
    sending = send_and_accept(own, people.drafter, people.head, people.reviewer, TT01=0, TT05=3)
    third = make_open_period("q3")
    basis = issue(third, people, now=at(20, 9)).basis
    assert set(basis.members.exclude(sending=None).values_list("sending", flat=True)) == {sending.pk}
    corrected(people, own, first, TT05=4)
    assert later_than(basis) == []
    corrected(people, own, first, TT01=1)
    assert later_than(basis) == [own]


def corrected(people, report, period, **numbers):
    if fresh(report).period.issued_at is None:
        issue(period, people, now=at(21, 9))
    now = at(22, 9)
    named = {figure(report, code.replace("_", ".")): "Đếm lại" for code in numbers}
    open_correction(report, figures=named, sections={}, by=people.drafter, now=now)
    put(report, people.drafter, now, **numbers)
    submit_report(report, by=people.drafter, now=now)
    sign_report(report, by=people.head, now=at(22, 9, 10 + fresh(report).sendings.count()))
    accept_report(report, by=people.reviewer, now=at(22, 9, 12 + fresh(report).sendings.count()))


def test_what_the_issuer_was_not_shown_is_not_issued(people, period):
    paper = write_paper_texts(period, people.reviewer)
    seen = shown_to_issuer(paper, footing(paper))
    accept_another(people, period)
    with pytest.raises(ValidationError) as refused:
        issue_paper(paper, seen=seen, by=people.issuer, now=at(20, 3))
    assert refused.value.code == "stale"
    assert not Basis.objects.exists()
    again = shown_to_issuer(paper, footing(paper))
    PaperLayout.objects.filter(kind=paper.kind).update(signature_lines="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
    with pytest.raises(ValidationError) as refused:
        issue_paper(paper, seen=again, by=people.issuer, now=at(20, 3))
    assert refused.value.code == "stale"
    last = shown_to_issuer(paper, footing(paper))
    assert issue_paper(paper, seen=last, by=people.issuer, now=at(20, 3)).is_issued


def test_the_database_itself_keeps_a_set_as_it_is(people, period):
    basis = issue(period, people).basis
    for rows in (basis.members, basis.figures, Basis.objects.filter(pk=basis.pk)):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.all()._raw_delete(rows.db)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        BasisFigure.objects.filter(basis=basis).update(cumulative=1)


@pytest.mark.django_db(transaction=True)
def test_p5_two_officers_who_issue_at_once_stand_on_one_set(people, period):
    papers = [write_paper_texts(period, people.reviewer, kind) for kind in (HOME, PROVINCE)]
    assert _at_once(lambda paper: issue_paper(paper, by=people.issuer, now=at(20, 3)), papers) == [True, True]
    assert {paper.basis.number for paper in ProvincePaper.objects.select_related("basis")} == {1}


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_issue_the_same_paper_once_more_make_one_issue(people, period):
    first = issue(period, people)
    done = _at_once(
        lambda paper: amend_paper(paper, reason="x", by=people.reviewer, now=at(22, 3)), [first, first]
    )
    assert sorted(done) == [False, True]
    assert list(ProvincePaper.objects.filter(kind=HOME).values_list("issue_number", flat=True)) == [1, 2]


def _at_once(act, papers):
    """Each on a connection of its own, begun together: what came through."""
    together = Barrier(len(papers))

    def run(paper):
        try:
            together.wait(timeout=10)
            act(paper)
        except ValidationError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(papers)) as threads:
        return list(threads.map(run, papers))


def test_a_report_says_whether_it_stands_in_the_set(people, period):
    own = fresh(make_report(people.agency, period))
    assert place_of(own) == ""
    issue(period, people)
    later = fresh(accept_another(people, period))
    assert place_of(fresh(own)) == "Trong bộ số liệu số 1 của kỳ"
    assert place_of(later).startswith("Tiếp nhận sau bộ số liệu số 1")
