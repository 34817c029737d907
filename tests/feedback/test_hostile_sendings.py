"""What nobody means to send: each piece is stored harmlessly or refused in words; none breaks a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import keys
from feedback.models import Item, ItemFile
from records.text import clean_text
from tests.feedback.make import make_regulation
from tests.records.files import make_docx, make_pdf

pytestmark = pytest.mark.django_db
SEND, FOLLOW = reverse("feedback:send"), reverse("feedback:follow")
LONG = "Thủ tục phải đi lại ba lần. "

HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% load x %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "'; DROP TABLE feedback_item; --",
    "' OR '1'='1",
    "%' AND 1=CAST((SELECT 1) AS int) --",
    "\\x00\\u0000",
    "=HYPERLINK('http://x.example')",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "＝1+1",
    "\t=1+1",
    "a\u202eb\u202c",
    "a\u200b\u200c\u200d\u2060b",
    "\ufeffBOM",
    "a\u0000b",
    "\u0007\u0008\u001b[31m",
    "Z̷̧a̶l̴g̵o" * 20,
    "e\u0301" * 50,
    "ﷺ" * 50,
    "👩‍👩‍👧‍👦" * 30,
    "🇻🇳🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "ĐƯỜNG hoà hòa HOÀ",
    "١٢٣ १२३ １２３",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "\r\nBcc: victim@example.vn",
    "Subject: x\nContent-Type: text/html",
    "\u2028\u2029",
    "null undefined NaN None",
    "A" * 4000,
    "nested " + "(" * 500,
    "<!--#exec cmd='ls' -->",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&lt;b&gt;&amp;&#x3c;script&#x3e;",
    "*)(uid=*))(|(uid=*",
    "|| ls ; `id` $(id)",
    "\\\\host\\share",
    "con.txt nul aux",
]


@pytest.fixture
def citizen(people, time_machine) -> Client:
    time_machine.move_to("2026-03-16T02:00:00Z")
    make_regulation(people.home_affairs)
    return Client()


def data(**changes: object) -> dict[str, object]:
    return {
        "sending_key": keys.new_sending_key(),
        "content": LONG,
        "kind": "person",
        "name": "Nguyễn Thị Dân",
        "address": "12 Lê Lợi",
        "phone": "0905 123 456",
    } | changes


def test_there_are_enough_of_them():
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("field", ["content", "name", "address", "rule_words", "phone", "email"])
def test_a_hostile_piece_is_stored_harmlessly_or_refused_in_words(citizen, field, piece):
    typed = LONG + piece if field == "content" else piece
    answer = citizen.post(SEND, data(**{field: typed}))
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in answer.text
    assert "onerror=alert(1)>" not in answer.text.replace(escape(piece), "")
    if answer.status_code == 422:
        assert answer.context["form"].errors
        assert Item.objects.count() == 0
        return
    item = Item.objects.get()
    if field == "content":
        assert item.content == clean_text(typed, multiline=True)
    shown = citizen.post(FOLLOW, {"code": item.code, "secret": answer.context["secret"]})
    assert (shown.status_code, "<script>alert" in shown.text) == (200, False)


@pytest.mark.parametrize(
    ("name", "content", "is_kept"),
    [
        ("a.pdf", b"%PDF-1.4 nothing more", False),
        ("a.exe", b"MZ\x90\x00", False),
        ("a.pdf", b"<html><script>alert(1)</script>", False),
        ("a.svg", b"<svg onload=alert(1)>", False),
        ("a.docm", make_docx("x"), False),
        ("a.docx", b"PK\x03\x04", False),
        ("", make_pdf(), False),
        ("../../x.pdf", make_pdf(), True),
        ("x" * 300 + ".pdf", make_pdf(), True),
        ("a\u202efdp.exe", make_pdf(), False),
        ("empty.pdf", b"", False),
    ],
)
def test_a_hostile_file_is_kept_harmlessly_or_refused_by_name(citizen, name, content, is_kept):
    answer = citizen.post(SEND, data(uploads=SimpleUploadedFile(name or "x", content)))
    assert (answer.status_code, ItemFile.objects.count()) == ((200, 1) if is_kept else (422, 0))
    for kept in ItemFile.objects.select_related("attachment"):
        assert "/" not in kept.attachment.original_name
        assert "\u202e" not in kept.attachment.original_name


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "robot"},
        {"kind": ""},
        {"agency": "999999999999999999999"},
        {"agency": "x"},
        {"agency": "1 OR 1=1"},
        {"may_publish": "maybe"},
        {"work": "9" * 13},
        {"sending_key": "x" * 300},
        {"is_doubtful": "false", "code": "PAKN.20200101.0001", "entered_by": "1", "state": "answered"},
        {"uploads": "not a file"},
    ],
)
def test_fields_nobody_sees_change_nothing(citizen, changes):
    answer = citizen.post(SEND, data(**changes))
    assert answer.status_code in (200, 422)
    if item := Item.objects.first():
        assert (item.code, item.entered_by, item.handlings.get().state) == (
            "PAKN.20260316.0001",
            None,
            "received",
        )


@pytest.mark.parametrize("code", ["", "PAKN", "PAKN.20260316.0001'--", "%", "\u202e", "P" * 41, "ＰＡＫＮ"])
@pytest.mark.parametrize("secret", ["", "x", "0" * 41, "'; --", "ＯＯＯＯ"])
def test_hostile_codes_and_secrets_find_nothing(citizen, code, secret):
    assert citizen.post(FOLLOW, {"code": code, "secret": secret}).status_code == 422


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(max_size=300), name=st.text(max_size=60), phone=st.text(max_size=20))
def test_any_text_is_taken_or_refused(citizen, content, name, phone):
    answer = citizen.post(SEND, data(content=content, name=name, phone=phone))
    assert answer.status_code in (200, 422)
