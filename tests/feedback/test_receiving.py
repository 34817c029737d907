"""A piece of feedback is received: once, numbered without a gap, with its deadlines, its sender apart."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from agencies.actions.calendar import set_calendar_day
from agencies.models import CalendarDay
from feedback import keys
from feedback.actions.receiving import enter_item, receive_from_portal
from feedback.deadlines import Limit, Unit
from feedback.models import Consent, ConsentWording, Event, Handling, Item, Sender, Step
from feedback.workflow import State
from records.content.check import CheckedFile
from records.models import Attachment, AuditEntry
from tests.agencies.make import make_people
from tests.feedback.make import LIMITS, NOW, SENDER, make_regulation, make_rule, receive
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db


def test_an_item_comes_to_its_agency_with_its_deadlines(people):
    received = receive(people.agency)
    item, handling = received.item, Handling.objects.get()
    assert item.code == "PAKN.20260316.0001"
    assert (handling.agency, handling.state) == (people.agency, State.RECEIVED)
    assert (handling.counts_from, handling.due_on) == (dt.date(2026, 3, 16), dt.date(2026, 3, 18))
    assert handling.answer_due_on == dt.date(2026, 4, 6)  # 5 April is a Sunday
    assert Event.objects.get().verb == "receive"
    assert item.sender.name == "Nguyễn Thị Dân"


def test_without_an_agency_it_goes_to_home_affairs(people):
    make_regulation(people.home_affairs)
    receive()
    assert Handling.objects.get().agency == people.home_affairs


def test_an_agency_without_a_channel_takes_nothing(people):
    with pytest.raises(ValidationError) as refused:
        receive_from_portal(
            sending_key=keys.new_sending_key(), sender=SENDER, content="x" * 20, agency=people.agency, now=NOW
        )
    assert list(refused.value.error_dict) == ["agency"]


def test_codes_follow_each_other_within_a_day_and_a_refused_one_leaves_no_gap(people):
    receive(people.agency)
    with pytest.raises(ValidationError):
        receive(people.agency, content="")
    assert receive(people.agency).item.code == "PAKN.20260316.0002"
    next_day = NOW + dt.timedelta(hours=8)  # past midnight in Việt Nam
    assert receive(people.agency, now=next_day).item.code == "PAKN.20260317.0001"


def test_the_same_page_sent_again_is_the_same_item(people):
    key = keys.new_sending_key()
    first, again = receive(people.agency, sending_key=key), receive(people.agency, sending_key=key)
    assert (first.item, first.secret) == (again.item, again.secret)
    assert Item.objects.count() == Handling.objects.count() == 1
    assert receive(people.agency).item.code == "PAKN.20260316.0002"  # no gap


def test_no_secret_and_no_page_key_is_kept_in_clear(people):
    key = keys.new_sending_key()
    received = receive(people.agency, sending_key=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM feedback_item i")
        (kept,) = cursor.fetchone()
    assert received.secret not in kept
    assert keys.grouped(received.secret) not in kept
    assert key.split(":")[0] not in kept
    assert keys.matches(keys.FINDING, received.secret, Item.objects.get().secret_digest)


def test_consent_is_kept_word_for_word_and_its_lack_is_kept_as_lack(people):
    wording = ConsentWording.objects.get()
    agreed = receive(people.agency, consents=[wording])
    receive(people.agency)
    consent = Consent.objects.get()
    assert (consent.item, consent.given_at, consent.withdrawn_at) == (agreed.item, NOW, None)
    assert "bỏ họ tên" in consent.wording.text


def test_the_trail_holds_nothing_of_the_sender(people):
    receive(people.agency)
    kept = " ".join(map(str, AuditEntry.objects.values_list("changes", flat=True)))
    for marker in ("Dân", "Lê Lợi", "0905", "dan@"):
        assert marker not in kept


def test_an_officer_enters_a_letter_from_the_day_it_came(people):
    make_regulation(people.agency)
    received = enter_item(
        people.agency,
        sending_key=keys.new_sending_key(),
        channel=Item.Channel.LETTER,
        sender=SENDER,
        content="Xin đơn giản hóa mẫu đơn.",
        received_on=dt.date(2026, 3, 12),
        register_number="15/ĐĐ",
        rule=make_rule(),
        by=people.drafter,
        now=NOW,
    )
    handling = Handling.objects.get()
    assert (handling.counts_from, handling.due_on) == (dt.date(2026, 3, 12), dt.date(2026, 3, 16))
    assert (received.item.received_on, handling.received_on) == (dt.date(2026, 3, 12),) * 2
    assert received.item.entered_by == people.drafter
    assert Event.objects.get().by == people.drafter


@pytest.mark.parametrize("day", [dt.date(2026, 3, 17), dt.date(2026, 1, 14)])
def test_a_letter_of_a_day_nobody_means_is_refused(people, day):
    make_regulation(people.agency)
    key = keys.new_sending_key()
    fields = {
        "channel": "letter",
        "sender": SENDER,
        "content": "Xin đơn giản hóa mẫu đơn.",
        "sending_key": key,
    }
    with pytest.raises(ValidationError) as refused:
        enter_item(people.agency, received_on=day, by=people.drafter, now=NOW, **fields)
    assert list(refused.value.error_dict) == ["received_on"]


@pytest.mark.parametrize("role", ["stranger", "reviewer"])
def test_only_the_agencys_own_officers_enter(people, role):
    make_regulation(people.agency)
    key = keys.new_sending_key()
    fields = {
        "channel": "letter",
        "sender": SENDER,
        "content": "Xin đơn giản hóa mẫu đơn.",
        "sending_key": key,
    }
    with pytest.raises(PermissionDenied):
        enter_item(people.agency, received_on=NOW.date(), by=getattr(people, role), now=NOW, **fields)


def test_a_change_of_the_calendar_moves_open_deadlines_alone(people):
    limits = LIMITS | {Step.ANSWER.value: Limit(3, Unit.WORKING_DAYS, "Quy chế, Điều 8")}
    make_regulation(people.agency, limits=limits)
    is_open = Handling.objects.get(item=receive(people.agency).item)
    closed = Handling.objects.get(item=receive(people.agency).item)
    Handling.objects.filter(pk=closed.pk).update(state=State.ANSWERED, closed_at=NOW)
    set_calendar_day(
        dt.date(2026, 3, 18),
        kind=CalendarDay.Kind.HOLIDAY,
        name="Nghỉ",
        source="1/TB",
        by=people.registrar,
        now=NOW,
    )
    is_open.refresh_from_db()
    closed.refresh_from_db()
    assert (is_open.due_on, is_open.answer_due_on) == (dt.date(2026, 3, 19), dt.date(2026, 3, 20))
    assert closed.answer_due_on == dt.date(2026, 3, 19)


def test_a_sender_without_any_way_to_be_reached_or_half_erased_is_refused_by_the_database(people):
    item = receive(people.agency).item
    for wrong in ({"phone": "", "email": "", "address": ""}, {"erased_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sender.objects.filter(item=item).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_a_burst_loses_none_and_doubles_none():
    """Eight at a time, half of them sent twice."""
    people = make_people()
    make_regulation(people.agency)
    pages = [keys.new_sending_key() for _ in range(20)]

    def send(key: str) -> str:
        try:
            return receive(people.agency, sending_key=key).item.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, pages + pages[:10]))
    assert codes[:10] == codes[20:]
    assert sorted(set(codes)) == [f"PAKN.20260316.{number:04}" for number in range(1, 21)]
    assert Item.objects.count() == Handling.objects.count() == 20


def test_something_else_sent_from_the_same_page_is_neither_lost_nor_shown_the_others_secret(people):
    key = keys.new_sending_key()
    first = receive(people.agency, sending_key=key)
    for other in (
        {"content": "Phí chứng thực quá cao, thu hai lần."},
        {"sender": SENDER | {"name": "Trần Văn Khác"}},
        {"files": [CheckedFile("don.pdf", "application/pdf", make_pdf())]},
    ):
        with pytest.raises(ValidationError) as refused:
            receive(people.agency, sending_key=key, **other)
        assert refused.value.code == "spent"
    assert (Item.objects.get(), Attachment.objects.count()) == (first.item, 0)
    assert receive(people.agency, content="Phí chứng thực quá cao.").item.code == "PAKN.20260316.0002"


def test_a_letter_entered_later_is_handled_by_the_regulation_of_the_day_it_came(people):
    make_regulation(people.agency)
    short = LIMITS | {Step.ANSWER.value: Limit(5, Unit.DAYS, "Quy chế mới")}
    make_regulation(people.agency, valid_from=dt.date(2026, 3, 16), limits=short)
    came = {"channel": "letter", "sender": SENDER, "content": "Khai sinh phải đi lại ba lần."}
    keyed = {"sending_key": keys.new_sending_key(), "by": people.drafter, "now": NOW}
    entered = enter_item(people.agency, received_on=dt.date(2026, 3, 10), **came, **keyed)
    assert entered.handling.answer_due_on == dt.date(2026, 3, 30)
    assert entered.handling.regulation.valid_from == dt.date(2026, 1, 5)


def test_what_was_sent_before_the_key_was_changed_is_known(people, settings):
    key = keys.new_sending_key()
    first = receive(people.agency, sending_key=key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert receive(people.agency, sending_key=key).item == first.item
    with pytest.raises(ValidationError):
        receive(people.agency, sending_key=key, content="Phí chứng thực quá cao.")
