"""Who sent an item is erased when its time is over, and the case stays countable."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from feedback.actions import erasing, handling, senders
from feedback.actions.erasing import erase_sender, erase_what_is_over
from feedback.actions.public_files import choose_file
from feedback.actions.publishing import approve_publication, take_down
from feedback.actions.requests import answer_request, carry_out_request, extend_request, record_request
from feedback.models import (
    Answer,
    ConsentWording,
    DataRequest,
    Erasure,
    Extension,
    Handling,
    Item,
    ItemFile,
    Publication,
    PublicFile,
    RetentionRule,
    Sender,
)
from feedback.models.retention import months_before
from feedback.numbers import numbers_of_province
from feedback.views.following import find_item
from notices.models import Obligation
from records.content.check import CheckedFile
from records.models import Attachment
from records.text import fold
from tests.feedback.make import NOW, SENDER, answer_one, approved, draft, receive
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db
OVER = dt.datetime(2028, 3, 17, 3, tzinfo=dt.UTC)


def dump() -> str:
    """All that the room's tables hold."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if name.startswith("feedback_")]
        held = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 a name of our own
            held += [row for (row,) in cursor.fetchall()]
    return "\n".join(held)


@pytest.fixture
def case(people) -> Handling:
    file = CheckedFile("don.pdf", "application/pdf", make_pdf())
    content = f"Tôi tên là {SENDER['name']}, gọi {SENDER['phone']}: khai sinh chậm."
    answer = f"Kính gửi bà {SENDER['name'].upper()}, {SENDER['address']}: cơ quan đã xử lý."
    case = answer_one(people, content=content, files=[file], text=answer)
    senders.rate_answer(case, helped=True, now=NOW)
    return case


def test_nothing_is_left_of_the_person_and_the_case_is(case):
    before = numbers_of_province(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert erase_what_is_over(now=OVER) == 1
    held = dump()
    for secret in (SENDER["name"], SENDER["phone"], SENDER["email"], SENDER["address"]):
        assert secret not in held
    assert SENDER["name"].upper() not in held
    assert "khai sinh chậm" in held
    assert "cơ quan đã xử lý" in held
    assert (ItemFile.objects.count(), Attachment.objects.count()) == (0, 0)
    assert numbers_of_province(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == before
    assert Erasure.objects.get().files == 1
    assert erase_what_is_over(now=OVER) == 0


def owed_rows() -> str:
    """All that the rows of what is and was owed hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM notices_obligation t")
        return "\n".join(row for (row,) in cursor.fetchall())


def test_f15_no_row_of_what_was_owed_keeps_the_code_of_an_erased_item(case, people):
    other = receive(people.agency).item
    assert case.item.code in owed_rows()
    assert erase_what_is_over(now=OVER) == 1
    assert (case.item.code in owed_rows(), other.code in owed_rows()) == (False, True)


def test_f15_erased_on_request_its_rows_go_at_once(case):
    assert erase_sender(case.item_id, rule=None, now=NOW)
    assert case.item.code not in owed_rows()


def test_f15_rows_of_an_old_request_about_data_go_with_its_words(people):
    asked: dict[str, Any] = {"kind": "know", "received_on": NOW.date(), "by": people.drafter, "now": NOW}
    closed = record_request(people.agency, code="", words="Bà Lê Thị Lạ hỏi", **asked)
    close_request(people, closed, "Đã báo", erases=False, now=NOW)
    still_open = record_request(people.agency, code="", words="Ông Trần Lạ hỏi", **asked)
    owed = Obligation.objects.filter(kind__startswith="feedback.datarequest")
    assert set(owed.values_list("object_id", flat=True)) == {closed.pk, still_open.pk}
    erase_what_is_over(now=OVER)
    assert set(owed.values_list("object_id", flat=True)) == {still_open.pk}


def close_request(people, request, words: str, *, erases: bool, now: dt.datetime) -> None:
    """Responded to, extended and carried out on one day, each in these words."""
    acting: dict[str, Any] = {"by": people.drafter, "now": now}
    answer_request(request, answer=words, answered_on=now.date(), **acting)
    extend_request(request, amount=1, reason=words, extended_on=now.date(), **acting)
    done: dict[str, Any] = {"outcome": "done", "carried_out": words, "done_on": now.date()}
    carry_out_request(request, **done, erases=erases, **acting)


def test_nor_in_the_rule_they_named_and_what_they_asked_about_their_data(people):
    words = f"Thủ tục của {SENDER['name']}"
    case = answer_one(people, rule_words=words)
    asked: dict[str, Any] = {"kind": "know", "received_on": NOW.date(), "by": people.drafter, "now": NOW}
    about = record_request(people.agency, code=case.item.code, words=f"{SENDER['name']} hỏi", **asked)
    loose = record_request(people.agency, code="", words="Bà Lê Thị Lạ hỏi", **asked)
    for request in (about, loose):
        told = f"Đã báo {SENDER['name']} qua {SENDER['phone']}"
        close_request(people, request, told, erases=False, now=NOW)
    erase_what_is_over(now=OVER)
    held = dump()
    for secret in (SENDER["name"], SENDER["phone"], "Lê Thị Lạ"):
        assert secret not in held
    assert DataRequest.objects.filter(answered_on=NOW.date()).count() == 2


def test_not_a_day_too_early_and_nothing_that_is_open(case, people):
    receive(people.agency)
    assert erase_what_is_over(now=OVER - dt.timedelta(days=1)) == 0
    assert erase_what_is_over(now=OVER) == 1
    assert Sender.objects.filter(erased_at=None).count() == Item.objects.count() - 1 == 1


def test_the_rule_of_the_day_decides(case):
    RetentionRule.objects.create(months=60, legal_ground="Quyết định 5", valid_from=dt.date(2028, 1, 1))
    assert erase_what_is_over(now=OVER) == 0
    RetentionRule.objects.all().delete()
    assert erase_what_is_over(now=OVER) == 0


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 3, 31), 1, dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 15), 24, dt.date(2024, 1, 15)),
        (dt.date(2026, 12, 31), 1, dt.date(2026, 11, 30)),
        (dt.date(2026, 1, 5), 1, dt.date(2025, 12, 5)),
    ],
)
def test_months_end_on_the_corresponding_day(day, months, found):
    assert months_before(day, months) == found


def test_nothing_is_left_in_what_people_wrote_elsewhere(people):
    told = f"{SENDER['name']} {SENDER['phone']} {SENDER['address']}"
    case = answer_one(people, content=f"Nhà tôi ở {SENDER['address']}, khai sinh chậm.")
    Answer.objects.update(proposal=f"Theo ý kiến của {told}")
    Extension.objects.create(handling=case, amount=5, reason=f"Chờ {told}", by=people.drafter, at=NOW)
    senders.rate_answer(case, helped=True, words=f"Tôi là {told}, cảm ơn", now=NOW)
    asked = {"kind": "erase", "code": case.item.code, "words": "Xóa"}
    request = record_request(people.agency, **asked, received_on=NOW.date(), by=people.drafter, now=NOW)
    close_request(people, request, f"Đã xóa của {told}", erases=True, now=NOW)
    held = dump()
    assert [value for value in (SENDER["name"], SENDER["phone"], SENDER["address"]) if value in held] == []
    for words in ("khai sinh chậm", "Theo ý kiến của", "cảm ơn", "Đã xóa của"):
        assert words in held


def test_an_organisation_of_one_word_is_erased_too(people):
    company = SENDER | {"kind": "organisation", "name": "Vinamilk"}
    answer_one(people, content="Vinamilk đề nghị bỏ giấy này.", sender=company)
    erase_what_is_over(now=OVER)
    assert "Vinamilk" not in dump()


def test_after_it_code_and_secret_open_nothing(people):
    received = receive(people.agency)
    case = received.handling
    handling.refuse(case, ground="spam", words="x", by=people.drafter, now=NOW)
    assert find_item(received.item.code, received.secret) == received.item
    erase_what_is_over(now=OVER)
    assert find_item(received.item.code, received.secret) is None


def test_one_that_fails_keeps_no_other_from_being_erased(people, monkeypatch, caplog):
    first, second = answer_one(people), answer_one(people)
    whole = erasing.erase_sender

    def breaks(item_id, **asked):
        if item_id == first.item_id:
            raise RuntimeError("broken")
        return whole(item_id, **asked)

    monkeypatch.setattr(erasing, "erase_sender", breaks)
    assert erase_what_is_over(now=OVER) == 1
    assert Sender.objects.get(item=second.item_id).erased_at == OVER
    assert f"feedback {first.item_id} cannot be erased" in caplog.text


def test_a_draft_for_the_public_forgets_the_name_where_it_is_searched_too(people):
    case = answer_one(people, consents=list(ConsentWording.objects.all()))
    words = {"question": f"{SENDER['name']} hỏi về khai sinh", "is_checked": True}
    draft(case, by=people.drafter, **words)
    erase_what_is_over(now=OVER)
    made = Publication.objects.get()
    assert (made.question, "khai sinh" in made.search_key) == ("[tên] hỏi về khai sinh", True)
    assert fold(SENDER["name"]) not in dump()


def test_on_request_what_was_published_goes_with_its_files_and_their_consent_ends(people):
    file = CheckedFile("don.pdf", "application/pdf", make_pdf())
    case = answer_one(people, consents=list(ConsentWording.objects.all()), files=[file])
    shown = approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)
    asked = {"title": "Đơn", "original": case.item.files.get(), "copy": None, "by": people.drafter}
    approved(choose_file(case, **asked, now=NOW), by=people.head)
    assert erase_sender(case.item_id, rule=None, now=NOW)
    shown.refresh_from_db()
    assert (shown.state, PublicFile.objects.count(), Attachment.objects.count()) == ("taken_down", 0, 0)
    assert case.item.consents.get().withdrawn_at == NOW


def test_by_the_rule_what_is_published_stays_and_what_was_taken_down_loses_its_files(people):
    file = CheckedFile("don.pdf", "application/pdf", make_pdf())
    case = answer_one(people, consents=list(ConsentWording.objects.all()), files=[file])
    shown = approve_publication(draft(case, by=people.drafter), seen_edits=1, by=people.head, now=NOW)
    asked = {"title": "Đơn", "original": case.item.files.get(), "copy": None, "by": people.drafter}
    approved(choose_file(case, **asked, now=NOW), by=people.head)
    take_down(shown, note="x", by=people.head, now=NOW)
    erase_what_is_over(now=OVER)
    assert (PublicFile.objects.count(), Attachment.objects.count()) == (0, 0)


def test_what_is_open_again_is_not_erased(people):
    case = answer_one(people)
    senders.rate_answer(case, helped=False, words="Chưa", now=NOW)
    assert not erase_sender(case.item_id, rule=None, now=OVER)
    assert Sender.objects.get().name == SENDER["name"]


def test_what_is_asked_of_one_erased_already_is_emptied_in_time(people):
    case = answer_one(people)
    erase_what_is_over(now=OVER)
    asked = {"kind": "know", "code": case.item.code, "words": f"Tôi là {SENDER['name']}"}
    request = record_request(people.agency, **asked, received_on=OVER.date(), by=people.drafter, now=OVER)
    close_request(people, request, f"Không còn gì của {SENDER['name']}", erases=False, now=OVER)
    erase_what_is_over(now=OVER + dt.timedelta(days=1500))
    assert SENDER["name"] not in dump()
