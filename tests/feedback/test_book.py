"""The register book: a page, a workbook, and its numbers."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from feedback import keys
from feedback.actions.receiving import enter_item
from tests.feedback.make import SENDER, answer_one, make_regulation, receive

pytestmark = pytest.mark.django_db
BOOK, EXPORT = reverse("feedback:book"), reverse("feedback:export-book")


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_one_sees_ones_own_and_home_affairs_all_with_a_total(people):
    make_regulation(people.other_agency)
    answer_one(people)
    receive(people.other_agency)
    own = signed_in(people.drafter).get(BOOK)
    assert [(name, row.came, row.closing) for name, row in own.context["numbers"]] == [("Sở Tư pháp", 1, 0)]
    assert (len(own.context["handlings"]), own.context["province"]) == (1, None)
    office = signed_in(people.reviewer).get(BOOK)
    assert [name for name, _row in office.context["numbers"]] == ["Sở Tư pháp", "Sở Y tế"]
    assert (office.context["province"].came, office.context["province"].closed) == (2, 1)
    one = signed_in(people.reviewer).get(BOOK, {"agency": people.other_agency.pk})
    assert [name for name, _row in one.context["numbers"]] == ["Sở Y tế"]


def test_days_are_chosen_and_senseless_ones_told(people):
    answer_one(people)
    drafter = signed_in(people.drafter)
    assert len(drafter.get(BOOK, {"first": "16/3/2026", "last": "16/3/2026"}).context["handlings"]) == 1
    assert len(drafter.get(BOOK, {"first": "17/3/2026"}).context["handlings"]) == 0
    wrong = drafter.get(BOOK, {"first": "17/3/2026", "last": "1/3/2026"})
    assert list(wrong.context["filter"].errors) == ["last"]


def test_the_workbook_holds_a_line_each_and_nobody_who_sent_one(people):
    answer_one(people)
    said = f"=HYPERLINK(1) Tôi tên là {SENDER['name']}, gọi {SENDER['phone']}: khai sinh chậm"
    receive(people.agency, content=said)
    answer = signed_in(people.drafter).get(EXPORT)
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][1] == "PAKN.20260316.0001"
    assert rows[1][10:14] == ("Đã trả lời", rows[1][11], rows[1][12], "Chấn chỉnh việc thực hiện")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    told = str(rows)
    assert "khai sinh chậm" in told
    lists = [signed_in(people.drafter).get(url).text for url in (BOOK, reverse("feedback:handlings"))]
    assert all("khai sinh chậm" in text for text in lists)
    for secret in (SENDER["name"], SENDER["phone"], SENDER["address"]):
        assert [text for text in (told, *lists) if secret in text] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_book_costs_the_same_however_long(people, count, django_assert_num_queries):
    for _ in range(count):
        answer_one(people)
    drafter = signed_in(people.drafter)
    drafter.get(BOOK)
    with django_assert_num_queries(11):
        drafter.get(BOOK)
    with django_assert_num_queries(5):
        drafter.get(EXPORT)


def test_a_letter_stands_in_the_month_it_came(people):
    make_regulation(people.agency)
    fields = {"channel": "letter", "sender": SENDER, "content": "Khai sinh phải đi lại ba lần."}
    late = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)
    came = {"received_on": dt.date(2026, 3, 31), "by": people.drafter, "now": late}
    item = enter_item(people.agency, sending_key=keys.new_sending_key(), **fields, **came).item
    march = signed_in(people.drafter).get(BOOK, {"first": "1/3/2026", "last": "31/3/2026"})
    assert [row.item for row in march.context["handlings"]] == [item]
    assert "31/3/2026" in march.text
