"""Feedback channels page by page: the agency records, Home Affairs sees who lacks one."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feedback.models import Regulation
from tests.agencies.make import make_agency
from tests.feedback.make import make_regulation
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


def url(name: str, *args: object) -> str:
    return reverse(f"feedback:{name}", args=args)


FILLED = {
    "number": "12/QĐ-STP",
    "signed_on": "2/3/2026",
    "valid_from": "9/3/2026",
    "focal_unit": "Văn phòng",
    "address": "108 Phan Đình Phùng",
    "phone": "0255 3822 000",
    "email": "pakn@stp.example",
    "stops_while_waiting": "on",
    "classify_amount": "2",
    "transfer_amount": "5",
    "answer_amount": "20",
    "answer_unit": "days",
    "answer_ground": "Điều 8",
}


@pytest.fixture
def drafter(people, client):
    client.force_login(people.drafter)
    return client


def test_recording_the_regulation_opens_the_channel(people, drafter):
    page = drafter.get(url("channel", people.agency.pk)).text
    assert "Chưa có quy chế" in page
    file = SimpleUploadedFile("quy-che.pdf", make_pdf(), content_type="application/pdf")
    answer = drafter.post(url("record-regulation", people.agency.pk), FILLED | {"file": file})
    assert answer.url == url("channel", people.agency.pk)
    page = drafter.get(answer.url).text
    for shown in ("12/QĐ-STP", "pakn@stp.example", "20 ngày", "Điều 8", "thời hạn tạm dừng", "Bản đã ký"):
        assert shown in page
    regulation = Regulation.objects.get()
    assert (regulation.stops_while_waiting, regulation.restarts_on_transfer) == (True, False)
    kept = drafter.get(reverse("records:file", args=[regulation.document_id]))
    assert b"".join(kept.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"number": "", "email": "x"}, ["email", "number"]),
        ({"valid_from": "1/3/2026"}, ["__all__"]),
        ({"answer_amount": ""}, ["answer_amount"]),
        ({"transfer_amount": "6"}, ["transfer_amount"]),
        ({"transfer_unit": "days"}, ["transfer_amount"]),
        ({"classify_amount": "0"}, ["classify_amount"]),
        ({"signed_on": "30/2/2026"}, ["signed_on"]),
    ],
)
def test_what_is_refused_comes_back_as_typed(people, drafter, changes, fields):
    answer = drafter.post(url("record-regulation", people.agency.pk), FILLED | changes)
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == fields
    assert "108 Phan Đình Phùng" in answer.text
    assert Regulation.objects.count() == 0


def test_a_new_version_starts_from_the_one_before(people, drafter):
    make_regulation(people.agency)
    initial = drafter.get(url("record-regulation", people.agency.pk)).context["form"].initial
    assert (initial["phone"], initial["answer_amount"], initial["answer_unit"]) == (
        "0255 3822 000",
        20,
        "days",
    )
    drafter.post(url("record-regulation", people.agency.pk), FILLED | {"valid_from": "1/4/2026"})
    page = drafter.get(url("channel", people.agency.pk))
    assert [row.valid_from for row in page.context["others"]] == [dt.date(2026, 4, 1)]
    assert "có hiệu lực từ 01/04/2026" in page.text or "1/4/2026" in page.text


def test_contacts_are_changed_in_place_and_a_change_made_meanwhile_is_told(people, drafter):
    regulation = make_regulation(people.agency)
    page = drafter.get(url("change-contacts", people.agency.pk)).context["form"]
    data = {name: page[name].value() for name in ("focal_unit", "address", "phone", "email", "seen_version")}
    assert (
        drafter.post(url("change-contacts", people.agency.pk), data | {"phone": "0255 1"}).status_code == 302
    )
    again = drafter.post(url("change-contacts", people.agency.pk), data | {"phone": "0255 2"})
    assert (again.status_code, "0255 2" in again.text) == (422, True)
    regulation.refresh_from_db()
    assert regulation.phone == "0255 1"


def test_home_affairs_sees_who_has_none(people, client):
    make_regulation(people.agency)
    make_regulation(people.other_agency, valid_from=dt.date(2026, 4, 1))  # to come
    client.force_login(people.reviewer)

    def shown(**query: str) -> list[tuple[str, bool]]:
        rows = client.get(url("channels"), query).context["rows"]
        return [(row["name"], row["regulation"] is not None) for row in rows]

    assert shown() == [("Sở Nội vụ", False), ("Sở Tư pháp", True), ("Sở Y tế", False)]
    assert shown(state="missing") == [("Sở Nội vụ", False), ("Sở Y tế", False)]
    assert shown(state="open", q="tu phap") == [("Sở Tư pháp", True)]
    assert shown(state="x") == shown()
    assert "1 trong 3 cơ quan đã mở kênh" in client.get(url("channels")).text


def test_an_agency_sees_its_own_in_the_list_and_may_read_others(people, client):
    make_regulation(people.other_agency)
    client.force_login(people.drafter)
    rows = client.get(url("channels")).context["rows"]
    assert [(row["name"], row["may_record"]) for row in rows] == [("Sở Tư pháp", True)]
    page = client.get(url("channel", people.other_agency.pk))
    assert (page.status_code, page.context["may_record"]) == (200, False)
    assert client.get(url("record-regulation", people.other_agency.pk)).status_code == 404


def test_the_list_costs_the_same_for_three_agencies_and_for_thirty(people, client, django_assert_num_queries):
    make_regulation(people.agency)
    client.force_login(people.reviewer)
    client.get(url("channels"))
    with django_assert_num_queries(8):
        client.get(url("channels"))
    for _ in range(27):
        make_regulation(make_agency())
    with django_assert_num_queries(8):
        assert len(client.get(url("channels")).context["rows"]) == 30
