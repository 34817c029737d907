"""An item on its way: classified, passed on, refused, asked about, extended, answered, judged, reopened."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.actions.calendar import set_calendar_day
from agencies.models import CalendarDay
from feedback import words
from feedback.actions import answering, handling, senders
from feedback.actions.clocks import clocks_of
from feedback.deadlines import Limit, Unit
from feedback.models import Answer, Delivery, Event, Handling, Letter, Rating, Sender, Step
from feedback.workflow import MOVES, OPEN, SET_ASIDE, State
from records.content.check import CheckedFile
from records.models import AuditEntry
from tests.agencies.make import make_officer, make_post
from tests.feedback.make import LIMITS, NOW, make_regulation, make_rule, receive
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db


def on(day: dt.date) -> dt.datetime:
    """Nine in the morning of that day in Việt Nam."""
    return dt.datetime(day.year, day.month, day.day, 2, tzinfo=dt.UTC)


@pytest.fixture
def case(people) -> Handling:
    return Handling.objects.get(item=receive(people.agency).item)


def in_hand(case: Handling, people, now: dt.datetime = NOW) -> Handling:
    return handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=now)


def write(case: Handling, by, *, seen: int = 0, text: str = "Đã bỏ một giấy tờ.", **fields) -> Answer:
    fields = {"outcome": Answer.Outcome.PUT_RIGHT} | fields
    return answering.write_answer(case, text=text, seen_edits=seen, by=by, now=NOW, **fields)


def answered(case: Handling, people, now: dt.datetime = NOW) -> Handling:
    in_hand(case, people, now)
    write(case, people.drafter)
    answering.submit_answer(case, by=people.drafter, now=now)
    return answering.sign_answer(case, seen_edits=1, by=people.head, now=now)


def verbs(case: Handling) -> list[str]:
    return list(Event.objects.filter(handling=case).values_list("verb", flat=True))


def test_every_state_is_open_or_closed_and_every_one_but_the_first_is_reached():
    assert set(State) == OPEN | SET_ASIDE | {State.ANSWERED}
    assert {move.target for move in MOVES} == set(State) - {State.RECEIVED}


def test_from_receipt_to_a_signed_answer(case, people):
    rule = make_rule()
    taken = handling.accept(case, kind="unfit", rule=rule, officer=people.drafter, by=people.head, now=NOW)
    assert (taken.state, taken.officer, taken.due_on) == (State.IN_HAND, people.drafter, dt.date(2026, 4, 6))
    answer = write(case, people.drafter, assessment={"simple": False, "lawful": True}, proposal="Bỏ mẫu 02")
    assert dict(answer.assessments.values_list("criterion", "is_met")) == {"simple": False, "lawful": True}
    answering.submit_answer(case, by=people.drafter, now=NOW)
    signed = answering.sign_answer(case, seen_edits=1, by=people.head, now=NOW)
    assert (signed.state, signed.closed_at, signed.due_on) == (State.ANSWERED, NOW, None)
    assert signed.item.rule == rule
    answer.refresh_from_db()
    assert (answer.signed_by, answer.signer_name) == (people.head, "Lê Văn Ký")
    assert verbs(case) == ["receive", "accept", "submit", "sign"]
    told = list(Event.objects.filter(handling=case, is_public=True).values_list("verb", "words"))
    assert told == [("receive", ""), ("accept", ""), ("sign", "Đã bỏ một giấy tờ.")]
    assert Delivery.objects.get().way == Delivery.Way.PORTAL


def test_who_wrote_in_an_answer_does_not_sign_it(case, people):
    in_hand(case, people)
    write(case, people.head)
    write(case, people.drafter, seen=1)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied, match="soạn câu trả lời"):
        answering.sign_answer(case, seen_edits=2, by=people.head, now=NOW)


def test_the_head_signs_what_they_have_read(case, people):
    in_hand(case, people)
    write(case, people.drafter)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    answering.take_back_answer(case, by=people.drafter, now=NOW)
    write(case, people.drafter, seen=1, text="Khác hẳn.")
    answering.submit_answer(case, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        answering.sign_answer(case, seen_edits=1, by=people.head, now=NOW)
    assert Handling.objects.get().state == State.AWAITING_HEAD


def test_an_answer_off_the_point_goes_back_before_it_leaves(case, people):
    in_hand(case, people)
    write(case, people.drafter)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    back = answering.hand_back_answer(case, words="Chưa trả lời đúng câu hỏi.", by=people.head, now=NOW)
    assert back.state == State.IN_HAND
    event = Event.objects.get(verb="hand_back")
    assert (event.words, event.is_public) == ("Chưa trả lời đúng câu hỏi.", False)


def test_two_who_write_one_answer_are_told(case, people):
    in_hand(case, people)
    write(case, people.drafter)
    with pytest.raises(ValidationError) as refused:
        write(case, people.drafter, seen=0, text="Bản thứ hai")
    assert refused.value.code == "stale"
    assert Answer.objects.get().text == "Đã bỏ một giấy tờ."


@pytest.mark.parametrize("role", ["stranger", "reviewer", "registrar"])
def test_only_the_agencys_own_officers_move_it(case, people, role):
    by = getattr(people, role)
    acts = [
        lambda: handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=by, now=NOW),
        lambda: handling.refuse(case, ground="spam", words="x", by=by, now=NOW),
        lambda: handling.transfer(case, agency=people.other_agency, words="x", by=by, now=NOW),
        lambda: handling.mark_duplicate(case, code="x", by=by, now=NOW),
        lambda: handling.assign(case, officer=people.drafter, by=by, now=NOW),
        lambda: words.who_sent(case, by=by, now=NOW),
        lambda: handling.clear_doubt(case, by=by, now=NOW),
        lambda: senders.replace_secret(case, by=by, now=NOW),
        lambda: answering.sign_answer(case, seen_edits=0, by=by, now=NOW),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert verbs(case) == ["receive"]


def test_what_a_state_does_not_allow_is_refused(case, people):
    with pytest.raises(ValidationError):
        handling.ask(case, words="Số nhà?", by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        handling.extend(case, amount=5, reason="Chờ", by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        write(case, people.drafter)
    answered(case, people)
    for act in (
        lambda: handling.refuse(case, ground="spam", words="x", by=people.drafter, now=NOW),
        lambda: handling.transfer(case, agency=people.other_agency, words="x", by=people.drafter, now=NOW),
        lambda: senders.withdraw_item(case.item, now=NOW),
    ):
        with pytest.raises(ValidationError):
            act()


def test_a_colleague_handles_it_and_nobody_from_elsewhere(case, people):
    with pytest.raises(ValidationError) as refused:
        handling.accept(case, kind="unfit", rule=None, officer=people.stranger, by=people.drafter, now=NOW)
    assert list(refused.value.error_dict) == ["officer"]
    in_hand(case, people)
    assert handling.assign(case, officer=people.head, by=people.drafter, now=NOW).officer == people.head


def test_refused_with_a_ground_and_taken_up_after_all(case, people):
    gone = handling.refuse(case, ground="complaint", words="Xin gửi đơn.", by=people.drafter, now=NOW)
    assert (gone.state, gone.ground, gone.due_on) == (State.NOT_ACCEPTED, "complaint", None)
    back = handling.take_up_after_all(case, by=people.head, now=NOW)
    assert (back.state, back.closed_at, back.ground) == (State.IN_HAND, None, "")


def test_a_duplicate_names_the_one_that_is_answered(case, people):
    again = Handling.objects.get(item=receive(people.agency).item)
    for code in (again.item.code, "PAKN.20200101.0001"):
        with pytest.raises(ValidationError) as refused:
            handling.mark_duplicate(again, code=code, by=people.drafter, now=NOW)
        assert list(refused.value.error_dict) == ["code"]
    closed = handling.mark_duplicate(again, code=case.item.code.lower(), by=people.drafter, now=NOW)
    assert (closed.state, Event.objects.get(verb="mark_duplicate").words) == (
        State.DUPLICATE,
        case.item.code,
    )


def test_a_part_goes_to_another_agency_and_the_rest_stays(case, people):
    in_hand(case, people)
    part = handling.pass_part(
        case, agency=people.other_agency, words="Phần về viện phí", by=people.drafter, now=NOW
    )
    assert (part.agency, part.came_from_id, part.state) == (people.other_agency, case.pk, State.RECEIVED)
    assert Handling.objects.get(pk=case.pk).state == State.IN_HAND
    with pytest.raises(ValidationError) as refused:
        handling.pass_part(case, agency=people.other_agency, words="x", by=people.drafter, now=NOW)
    assert list(refused.value.error_dict) == ["agency"]


def test_the_clock_stands_still_while_the_sender_is_asked(people):
    limits = LIMITS | {Step.ANSWER.value: Limit(10, Unit.WORKING_DAYS, "Quy chế, Điều 8")}
    make_regulation(people.agency, limits=limits, stops_while_waiting=True)
    case = Handling.objects.get(item=receive(people.agency).item)
    in_hand(case, people)
    assert Handling.objects.get().answer_due_on == dt.date(2026, 3, 30)
    handling.ask(case, words="Ở xã nào?", by=people.drafter, now=on(dt.date(2026, 3, 18)))
    assert Handling.objects.get().due_on is None
    senders.add_to_item(case.item, words="Xã Bình Minh", now=on(dt.date(2026, 3, 23)))
    again = Handling.objects.get()
    assert (again.state, again.answer_due_on) == (State.IN_HAND, dt.date(2026, 4, 2))  # three working days
    assert Event.objects.get(verb="resume").words == "Xã Bình Minh"


def test_the_clock_runs_on_where_the_regulation_says_nothing_of_stopping(case, people):
    in_hand(case, people)
    handling.ask(case, words="Ở xã nào?", by=people.drafter, now=NOW)
    assert Handling.objects.get().due_on == dt.date(2026, 4, 6)


def test_more_time_is_given_with_a_reason_before_it_is_late(case, people):
    in_hand(case, people)
    handling.extend(case, amount=5, reason="Chờ bộ trả lời", by=people.drafter, now=NOW)
    assert Handling.objects.get().answer_due_on == dt.date(2026, 4, 10)
    assert Event.objects.get(verb="extend").words == "Chờ bộ trả lời"
    with pytest.raises(ValidationError) as refused:
        handling.extend(case, amount=5, reason="x", by=people.drafter, now=on(dt.date(2026, 4, 11)))
    assert list(refused.value.error_dict) == ["amount"]


def test_a_good_rating_closes_the_matter_and_a_bad_one_reopens_it_once(case, people):
    answered(case, people)
    with pytest.raises(ValidationError) as refused:
        senders.rate_answer(case, helped=False, now=NOW)
    assert list(refused.value.error_dict) == ["words"]
    later = on(dt.date(2026, 3, 25))
    senders.rate_answer(case, helped=False, words="Chưa nói về phí.", now=later)
    again = Handling.objects.get()
    assert (again.state, again.counts_from, again.closed_at) == (State.IN_HAND, dt.date(2026, 3, 25), None)
    assert Answer.objects.get().signed_at is None
    write(case, people.drafter, seen=2, text="Phí là 8.000 đồng.")
    answering.submit_answer(case, by=people.drafter, now=later)
    answering.sign_answer(case, seen_edits=3, by=people.head, now=later + dt.timedelta(hours=1))
    words = list(Event.objects.filter(verb="sign").values_list("words", flat=True))
    assert words == ["Đã bỏ một giấy tờ.", "Phí là 8.000 đồng."]  # what was answered first stays
    senders.rate_answer(case, helped=False, words="Vẫn chưa.", now=later + dt.timedelta(hours=2))
    assert Handling.objects.get().state == State.ANSWERED
    with pytest.raises(ValidationError):
        senders.rate_answer(case, helped=True, now=later + dt.timedelta(hours=3))
    assert Rating.objects.count() == 2


def test_a_sender_withdraws(case, people):
    in_hand(case, people)
    senders.withdraw_item(case.item, words="Đã giải quyết xong", now=NOW)
    assert Handling.objects.get().state == State.WITHDRAWN
    with pytest.raises(ValidationError):
        senders.add_to_item(case.item, words="Thêm", now=NOW)


def test_how_it_reached_the_sender_is_written_down(case, people):
    with pytest.raises(ValidationError):
        answering.record_delivery(case, way="letter", on=NOW.date(), by=people.drafter, now=NOW)
    answered(case, people)
    later = on(dt.date(2026, 3, 20))
    for day in (dt.date(2026, 3, 15), dt.date(2026, 3, 21)):
        with pytest.raises(ValidationError) as refused:
            answering.record_delivery(case, way="letter", on=day, by=people.drafter, now=later)
        assert list(refused.value.error_dict) == ["on"]
    answering.record_delivery(case, way="letter", on=dt.date(2026, 3, 18), by=people.drafter, now=later)
    assert [row.way for row in Answer.objects.get().deliveries_now] == ["portal", "letter"]
    again = later + dt.timedelta(hours=1)
    answering.reopen(case, words="Còn thiếu", by=people.head, now=again)
    answering.submit_answer(case, by=people.drafter, now=again)
    answering.sign_answer(case, seen_edits=2, by=people.head, now=again + dt.timedelta(hours=1))
    assert [row.way for row in Answer.objects.get().deliveries_now] == ["portal"]
    assert Delivery.objects.count() == 3


def test_a_look_at_the_sender_is_on_the_trail(case, people):
    words.who_sent(case, by=people.drafter, now=NOW)
    entry = AuditEntry.objects.about(case.item).get(verb="look_at_sender")
    assert (entry.actor_id, entry.changes) == (people.drafter.pk, {"purpose": "sender", "handling": case.pk})


def test_a_replaced_secret_opens_and_the_old_one_does_not(people):
    from feedback.views.following import find_item

    received = receive(people.agency)
    case = Handling.objects.get()
    fresh = senders.replace_secret(case, by=people.drafter, now=NOW)
    assert find_item(received.item.code, fresh) == received.item
    assert find_item(received.item.code, received.secret) is None


TET = [dt.date(2026, 2, day) for day in (16, 17, 18, 19, 20)]


def test_the_life_of_an_item_across_two_agencies_over_tet(people):
    """Days counted by hand on the calendar of 2026, where 16 to 20 February are off."""
    for day in TET:
        set_calendar_day(
            day, kind=CalendarDay.Kind.HOLIDAY, name="Tết", source="9441/TB-BNV", by=None, now=NOW
        )
    make_regulation(people.agency, valid_from=dt.date(2026, 1, 5))
    ten = LIMITS | {Step.ANSWER.value: Limit(10, Unit.WORKING_DAYS, "Quy chế Sở Y tế, Điều 6")}
    make_regulation(
        people.other_agency, valid_from=dt.date(2026, 1, 5), limits=ten, restarts_on_transfer=True
    )
    friday = on(dt.date(2026, 2, 13))
    case = Handling.objects.get(item=receive(people.agency, now=friday).item)
    clocks = clocks_of(case, CalendarDay.objects.working_days(friday.date()))
    assert clocks["transfer"].due_on == dt.date(2026, 2, 27)  # 23, 24, 25, 26, 27 February
    assert clocks["transfer"].days_off == TET
    assert clocks["classify"].due_on == case.due_on == dt.date(2026, 2, 24)
    assert case.answer_due_on == dt.date(2026, 3, 5)  # 20 days from 13 February, a Thursday
    wednesday = on(dt.date(2026, 2, 25))
    there = handling.transfer(
        case, agency=people.other_agency, words="Thuộc Sở Y tế", by=people.drafter, now=wednesday
    )
    here = Handling.objects.get(pk=case.pk)
    assert (here.state, here.closed_at, here.answer_due_on) == (
        State.TRANSFERRED,
        wednesday,
        dt.date(2026, 3, 5),
    )
    assert (there.counts_from, there.due_on) == (dt.date(2026, 2, 25), dt.date(2026, 2, 27))
    assert there.answer_due_on == dt.date(2026, 3, 11)  # 10 working days from 25 February
    head = make_officer("truong.syt@example.vn")
    make_post(head, people.other_agency, "head")
    in_hand_there = handling.accept(
        there,
        kind="conduct",
        rule=None,
        officer=people.stranger,
        by=people.stranger,
        now=on(dt.date(2026, 2, 26)),
    )
    write(in_hand_there, people.stranger)
    answering.submit_answer(there, by=people.stranger, now=on(dt.date(2026, 3, 10)))
    done = answering.sign_answer(there, seen_edits=1, by=head, now=on(dt.date(2026, 3, 11)))
    assert (done.state, done.closed_at) == (State.ANSWERED, on(dt.date(2026, 3, 11)))


def test_without_a_new_start_the_first_receipt_counts(people):
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    case = Handling.objects.get(item=receive(people.agency).item)
    there = handling.transfer(
        case,
        agency=people.other_agency,
        words="Thuộc Sở Y tế",
        by=people.drafter,
        now=on(dt.date(2026, 3, 20)),
    )
    assert (there.counts_from, there.answer_due_on) == (dt.date(2026, 3, 16), dt.date(2026, 4, 6))
    assert there.due_on == dt.date(2026, 3, 24)  # to classify: 2 working days from the day it has it


def test_the_same_words_answer_a_second_question_and_bring_their_file(case, people):
    in_hand(case, people)
    file = CheckedFile("don.pdf", "application/pdf", make_pdf())
    handling.ask(case, words="Giấy nào?", by=people.drafter, now=NOW)
    senders.add_to_item(case.item, words="Tôi gửi giấy tờ.", now=NOW)
    senders.add_to_item(case.item, words="Tôi gửi giấy tờ.", now=NOW)  # the page sent again
    assert verbs(case).count("resume") + verbs(case).count("add") == 1
    senders.add_to_item(case.item, words="Tôi gửi giấy tờ.", files=[file], now=NOW)
    assert case.item.files.count() == 1
    handling.ask(Handling.objects.get(), words="Giấy nào nữa?", by=people.drafter, now=NOW)
    senders.add_to_item(case.item, words="Tôi gửi giấy tờ.", files=[file], now=NOW)
    assert (Handling.objects.get().state, case.item.files.count()) == (State.IN_HAND, 2)


def test_two_items_are_not_each_a_duplicate_of_the_other(people):
    first, second = receive(people.agency).handling, receive(people.agency).handling
    handling.mark_duplicate(first, code=second.item.code, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError) as refused:
        handling.mark_duplicate(second, code=first.item.code, by=people.drafter, now=NOW)
    assert "nêu một phản ánh được trả lời" in refused.value.messages[0]
    assert Handling.objects.get(pk=second.pk).state == State.RECEIVED


def test_what_went_to_the_wrong_agency_comes_back_and_nobody_has_it_twice(case, people):
    make_regulation(people.other_agency)
    there = handling.transfer(case, agency=people.other_agency, words="Y tế", by=people.drafter, now=NOW)
    back = handling.transfer(there, agency=people.agency, words="Nhầm", by=people.stranger, now=NOW)
    assert (back.agency, back.state) == (people.agency, State.RECEIVED)
    handling.pass_part(back, agency=people.other_agency, words="Một phần", by=people.drafter, now=NOW)
    with pytest.raises(ValidationError, match="đang giữ phản ánh này"):
        handling.pass_part(back, agency=people.other_agency, words="Lại", by=people.drafter, now=NOW)


def test_an_extension_is_over_once_it_is_taken_up_again(case, people):
    in_hand(case, people)
    handling.extend(case, amount=10, reason="Chờ bộ", by=people.drafter, now=NOW)
    answered_again = write(case, people.drafter)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    answering.sign_answer(case, seen_edits=answered_again.edits, by=people.head, now=NOW)
    senders.rate_answer(case, helped=False, words="Chưa", now=on(dt.date(2026, 3, 25)))
    found = Handling.objects.get(pk=case.pk)
    assert (found.counts_from, found.answer_due_on) == (dt.date(2026, 3, 25), dt.date(2026, 4, 14))


def test_asking_after_the_day_has_gone_by_does_not_make_it_timely(people):
    make_regulation(people.agency, stops_while_waiting=True)
    case = in_hand(receive(people.agency).handling, people)
    late = on(dt.date(2026, 4, 20))
    handling.ask(case, words="Ở đâu?", by=people.drafter, now=late)
    asked = Handling.objects.get(pk=case.pk)
    assert (asked.state, asked.answer_due_on) == (State.WAITING, dt.date(2026, 4, 6))
    with pytest.raises(ValidationError):
        handling.extend(asked, amount=60, reason="Chờ", by=people.drafter, now=late)


def test_what_is_taken_in_hand_is_doubted_no_more(people):
    case = receive(people.agency, is_doubtful=True).handling
    in_hand(case, people)
    assert not Handling.objects.get(pk=case.pk).item.is_doubtful


def test_a_new_secret_is_told_to_the_sender(people):
    case = receive(people.agency).handling
    Sender.objects.update(email_confirmed_at=NOW)
    before = Letter.objects.count()
    senders.replace_secret(case, by=people.drafter, now=NOW)
    event = Event.objects.get(verb="replace_secret")
    assert (event.is_public, event.by, Letter.objects.count()) == (True, people.drafter, before + 1)
    handling.transfer(case, agency=_open(people.other_agency), words="x", by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        senders.replace_secret(Handling.objects.get(pk=case.pk), by=people.drafter, now=NOW)


def _open(agency):
    make_regulation(agency)
    return agency
