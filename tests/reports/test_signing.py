"""Sign-off: complete and consistent, by the head, never by who wrote it; a snapshot that stays."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from agencies.models import Post
from notices.models import Reminder
from records.actions import store_attachment
from records.models import AuditEntry
from reports.actions.periods import excuse_report
from reports.actions.reviewing import return_report
from reports.actions.sending import (
    give_back,
    hand_back_report,
    send_on_behalf,
    sign_report,
    submit_report,
    take_over,
    withdraw_report,
)
from reports.actions.signed_papers import record_official_paper
from reports.models import CrossCheck, Sending
from reports.workflow import EDITABLE, MOVES, State
from tests.agencies.make import make_officer, make_people, make_post
from tests.notices.make import to_be_told
from tests.records.files import make_pdf
from tests.reports.make import (
    at,
    explain,
    figure,
    fill,
    free_reports,
    fresh,
    make_open_period,
    make_report,
    put,
    send,
)

pytestmark = pytest.mark.django_db
NOW = at(16, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def test_every_move_of_the_table_and_no_other():
    walked = {(move.verb, move.source, move.target) for move in MOVES}
    assert walked == {
        ("start", "not_started", "draft"),
        ("submit", "draft", "awaiting_head"),
        ("submit", "returned", "awaiting_head"),
        ("hand_back", "awaiting_head", "draft"),
        ("hand_back_returned", "awaiting_head", "returned"),
        ("withdraw", "awaiting_head", "draft"),
        ("withdraw_returned", "awaiting_head", "returned"),
        ("take_over_waiting", "awaiting_head", "draft"),
        ("take_over_waiting_returned", "awaiting_head", "returned"),
        ("sign", "awaiting_head", "sent"),
        ("send_on_behalf", "draft", "sent"),
        ("send_on_behalf", "returned", "sent"),
        ("return", "sent", "returned"),
        ("return", "accepted", "returned"),
        ("accept", "sent", "accepted"),
        ("correct", "accepted", "draft"),
    }


def test_submit_needs_every_figure_and_required_section_and_names_them(people, report):
    put(report, people.drafter, NOW, TT05=0)
    with pytest.raises(ValidationError) as refused:
        submit_report(report, by=people.drafter, now=NOW)
    text = "\n".join(refused.value.messages)
    assert "TT07" in text
    assert "Hạn chế, nguyên nhân" in text
    assert "TT05" not in text


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ({"TT02": 3, "TT03": 4}, ["TT03", "TT02"]),
        ({"TT31_1": 5, "TT31_2": 6}, ["TT31.2", "TT31.1"]),
        ({"TT33_1": 2, "TT33_2": 3, "TT33_3": 1, "TT33_5": 3}, ["TT33.1", "TT33.5"]),
        ({"TT27_1": 9, "TT27_2": 8}, ["TT27.1", "TT27.2"]),
    ],
)
def test_a_broken_cross_check_blocks_and_names_its_fields(people, report, numbers, named):
    filled = fill(report, people.drafter, NOW, **numbers)
    with pytest.raises(ValidationError) as refused:
        submit_report(filled, by=people.drafter, now=NOW)
    assert len(refused.value.messages) == 1
    assert all(code in refused.value.messages[0] for code in named)
    assert fresh(report).state == State.DRAFT


def test_an_explanation_lets_a_soft_check_pass(people, report):
    soft = CrossCheck.objects.filter(code="valid-within-issued")
    soft.update(severity=CrossCheck.Severity.EXPLAIN)
    filled = fill(report, people.drafter, NOW, TT31_1=5, TT31_2=6)
    explain(report, people.drafter, "TT31.2", note="Một phiếu nhận của kỳ trước")
    assert submit_report(filled, by=people.drafter, now=NOW).state == State.AWAITING_HEAD


def test_the_head_signs_under_their_post_and_the_content_is_frozen(people, report):
    sending = send(report, people.drafter, people.head, NOW, TT05=3)
    assert (sending.signer_name, sending.signature_lines) == ("Lê Văn Ký", "GIÁM ĐỐC")
    assert sending.post.officer == people.head
    assert sending.figures.get(figure__code="TT05").number == 3
    assert len(sending.sha256) == 64
    for change in (
        lambda: Sending.objects.filter(pk=sending.pk).update(signer_name="Khác"),
        lambda: sending.figures.all().update(number=4),
        lambda: sending.texts.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_same_content_has_the_same_digest_and_other_content_another(people, report):
    from tests.reports.make import make_open_period

    first = send(report, people.drafter, people.head, NOW, TT05=3)
    other = make_report(people.other_agency, make_open_period())
    head = make_post(make_officer(), people.other_agency, Post.Role.HEAD).officer
    assert send(other, people.stranger, head, NOW, TT05=3).sha256 == first.sha256
    third = make_report(people.home_affairs, make_open_period())
    drafter = make_post(make_officer(), people.home_affairs, Post.Role.DRAFTER).officer
    signer = make_post(make_officer(), people.home_affairs, Post.Role.HEAD).officer
    assert send(third, drafter, signer, NOW, TT05=4).sha256 != first.sha256


def test_whoever_saved_a_value_since_the_last_sending_cannot_sign(people, report):
    make_post(people.head, people.agency, Post.Role.DRAFTER)
    deputy = make_post(make_officer("Võ Thị Phó"), people.agency, Post.Role.HEAD).officer
    filled = fill(report, people.drafter, NOW)
    put(filled, _fresh(people.head), NOW, TT05=9)
    submit_report(filled, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        sign_report(filled, by=_fresh(people.head), now=NOW)
    assert fresh(report).state == State.AWAITING_HEAD
    assert sign_report(filled, by=deputy, now=NOW).signed_by == deputy


def _fresh(officer):
    return type(officer).objects.get(pk=officer.pk)


def test_only_a_head_of_the_agency_signs(people, report):
    other_head = make_post(make_officer(), people.other_agency, Post.Role.HEAD).officer
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    for officer in (people.drafter, people.reviewer, people.stranger, other_head):
        with pytest.raises(PermissionDenied):
            sign_report(report, by=officer, now=NOW)
    assert not Sending.objects.exists()


def test_a_post_that_has_ended_signs_no_more(people, report):
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    Post.objects.filter(officer=people.head).update(valid_to="2020-12-31")
    with pytest.raises(PermissionDenied):
        sign_report(report, by=_fresh(people.head), now=NOW)


def test_the_head_hands_back_with_a_reason_and_the_drafter_goes_on(people, report):
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        hand_back_report(report, reason="", by=people.head, now=NOW)
    hand_back_report(report, reason="Thiếu số tháng 2", by=people.head, now=NOW)
    assert fresh(report).state == State.DRAFT
    put(report, people.drafter, NOW, TT05=2)


def test_the_drafter_takes_the_report_back_from_the_head(people, report):
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    assert withdraw_report(report, by=people.drafter, now=NOW).state == State.DRAFT


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.AWAITING_HEAD, State.SENT, State.ACCEPTED])
def test_no_submitting_from_a_state_the_table_does_not_have(people, report, state):
    fill(report, people.drafter, NOW)
    if state == State.ACCEPTED:
        pytest.skip("the accepted state needs an accepted sending; walked in test_reviewing")
    type(report).objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(ValidationError):
        submit_report(report, by=people.drafter, now=NOW)
    assert fresh(report).state == state


def test_sending_ends_the_deadlines_reminders_and_tells_the_reviewer(people, report):
    send(report, people.drafter, people.head, NOW)
    rows = Reminder.objects.about("reports.report", report.pk)
    assert {row.rule.anchor for row in to_be_told("reports.report", report.pk)} == {"event"}
    assert rows.filter(rule__code="sent").count() == 2  # by e-mail and on the portal


def test_home_affairs_enters_a_paper_report_on_the_agencys_behalf(people, report):
    with pytest.raises(ValidationError):
        take_over(report, reason="", by=people.reviewer, now=NOW)
    take_over(report, reason="Công văn 15/UBND", by=people.reviewer, now=NOW)
    with pytest.raises(PermissionDenied):
        put(report, people.drafter, NOW, TT05=1)
    fill(report, people.reviewer, NOW, TT05=1)
    sending = send_on_behalf(report, by=people.reviewer, now=NOW)
    assert sending.is_on_behalf
    assert fresh(report).state == State.SENT
    assert EDITABLE.isdisjoint({State.SENT})


def test_what_home_affairs_took_over_goes_back_to_the_agency(people, report):
    take_over(report, reason="Bản giấy", by=people.reviewer, now=NOW)
    fill(report, people.reviewer, NOW, TT05=1)
    send_on_behalf(report, by=people.reviewer, now=NOW)
    second = make_post(make_officer("Đỗ Thị Hai"), people.home_affairs, Post.Role.REVIEWER).officer
    with pytest.raises(ValidationError):
        give_back(report, reason="Đã gửi rồi", by=second, now=NOW)
    return_report(report, figures={figure(report, "TT05"): "Sai"}, sections={}, by=second, now=NOW)
    with pytest.raises(PermissionDenied):
        give_back(report, reason="Tự lấy lại", by=people.drafter, now=NOW)
    give_back(report, reason="Cơ quan tự sửa", by=second, now=NOW)
    put(report, people.drafter, NOW, TT05=2)
    submit_report(report, by=people.drafter, now=NOW)
    assert not sign_report(report, by=people.head, now=NOW).is_on_behalf
    trail = AuditEntry.objects.get(verb="give_back")
    assert (trail.actor_id, trail.changes) == (second.pk, {"reason": "Cơ quan tự sửa"})


def test_what_was_never_taken_over_is_not_given_back(people, report):
    with pytest.raises(ValidationError):
        give_back(report, reason="Nhầm", by=people.reviewer, now=NOW)


def test_who_wrote_the_shared_figures_in_the_other_report_cannot_sign_this_one(people):
    on = "q1 q2 h1 q3 year"
    quarter = make_report(people.agency, make_open_period("q2", on=on))
    half = make_report(people.agency, make_open_period("h1", on=on))
    make_post(people.head, people.agency)
    head = type(people.head).objects.get(pk=people.head.pk)
    put(quarter, head, TT05=3)
    submit_report(fill(half, people.drafter), by=people.drafter, now=at(15, 6))
    with pytest.raises(PermissionDenied):
        sign_report(half, by=head, now=at(16, 6))
    other = make_post(make_officer("Ngô Thị Thay"), people.agency, Post.Role.HEAD).officer
    assert sign_report(half, by=other, now=at(16, 6)).signed_by == other


def test_what_became_not_applicable_is_neither_submitted_nor_signed(people, report):
    fill(report, people.drafter, NOW)
    submit_report(report, by=people.drafter, now=NOW)
    excuse_report(report, reason="Mới thành lập", by=people.reviewer, now=NOW)
    with pytest.raises(ValidationError):
        sign_report(report, by=people.head, now=NOW)
    withdraw_report(report, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        submit_report(report, by=people.drafter, now=NOW)
    assert Sending.objects.count() == 0


def test_home_affairs_does_not_enter_its_own_report_around_its_head(people):
    report = make_report(people.home_affairs)
    with pytest.raises(PermissionDenied):
        take_over(report, reason="Bản giấy", by=people.reviewer, now=NOW)
    assert not fresh(report).is_on_behalf


@pytest.mark.django_db(transaction=True)
def test_recording_the_signed_paper_holds_the_report_so_that_two_at_once_do_not_meet(people, report):
    sending = send(report, people.drafter, people.head, NOW)
    paper = store_attachment(ContentFile(make_pdf(), name="125-BC.pdf"), by=people.drafter, now=NOW)
    facts = {"number": "125/BC-STP", "signed_on": NOW.date(), "signer": "Lê Văn Ký", "attachment": paper}
    with transaction.atomic():
        record_official_paper(sending, **facts, by=people.drafter, now=NOW)
        assert report not in free_reports()
    with pytest.raises(ValidationError):
        record_official_paper(sending, **facts, by=people.drafter, now=NOW)
