"""Whatever is refused, what was typed is shown again."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.agencies.make import People, make_people
from tests.plans.make import make_activity

pytestmark = pytest.mark.django_db
TYPED = "Đã phát <b>12</b> chuyên mục & 3 tọa đàm"
SHOWN = "Đã phát &lt;b&gt;12&lt;/b&gt; chuyên mục &amp; 3 tọa đàm"
SEND_AGAIN = ">Gửi lại<"


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def fresh_token(page: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]


def test_a_stale_token_gives_the_text_back_with_a_fresh_one(strict):
    answer = strict.post("/language/", {"text": TYPED, "language": "en", "csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, SHOWN in answer.text, SEND_AGAIN in answer.text) == (403, True, True)
    again = strict.post(
        "/language/", {"text": TYPED, "language": "en", "csrfmiddlewaretoken": fresh_token(answer.text)}
    )
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("came_from", "page"),
    [
        ("http://testserver/plans/agencies/", "/plans/agencies/"),
        ("http://testserver//fremd.example/", "/language/"),
        ("http://fremd.example/plans/", "/language/"),
        (None, "/language/"),
    ],
)
def test_the_way_back_leads_to_the_page_the_form_stood_on(strict, came_from, page):
    answer = strict.post("/language/", {"text": TYPED}, headers={"Referer": came_from} if came_from else {})
    assert answer.context["page"] == page


def test_what_was_typed_is_called_as_on_its_page(strict, people):
    """And what the page kept hidden stays hidden, yet is sent along."""
    strict.force_login(people.drafter)
    activity = make_activity(people.agency)
    answer = strict.post(
        f"/plans/activities/{activity.pk}/change/",
        {"topic": TYPED, "seen_version": "0", "of_another_form": "y"},
    )
    shown = [(field.label, field.value) for field in answer.context["typed"].fields if not field.is_hidden]
    assert shown == [("Chủ đề", TYPED), ("", "y")]
    hidden = '<input type="hidden" name="seen_version" value="0" >'
    assert hidden in " ".join(answer.text.split())
    assert ">seen_version<" not in answer.text


def test_hidden_values_alone_are_nothing_typed(client, people):
    answer = client.post(
        f"/plans/activities/{make_activity(people.agency).pk}/change/", {"seen_version": "0"}
    )
    assert answer.status_code == 302


BROUGHT_BACK = {
    "as-seen": "3f9c",
    "was-12": "7",
    "file-waiting": "một:dấu",
    "form-0-seen": "3f9c",
    "s-12-seen": "4.1",
    "n-7-version": "2",
    "n-7-conflict": "1",
    "form-TOTAL_FORMS": "3",
    "form-INITIAL_FORMS": "3",
    "form-MIN_NUM_FORMS": "0",
    "form-MAX_NUM_FORMS": "1000",
}


def test_s3_what_pages_bring_back_unseen_is_nothing_typed(client, people):
    url = f"/agencies/officers/{people.drafter.pk}/deactivate/"
    assert client.post(url, BROUGHT_BACK).headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("address", ["/language/", "/desk/", "/no-such-page/"])
def test_s3_what_pages_bring_back_unseen_is_sent_along_unseen(strict, client, address):
    """With a stale token, signed out, and where nothing is."""
    sender = strict if address == "/language/" else client
    answer = sender.post(address, BROUGHT_BACK | {"text": TYPED, "revision": "ba"})
    shown = [field.name for field in answer.context["typed"].fields if not field.is_hidden]
    assert shown == ["text", "revision"]
    sent_along = [
        name for name in BROUGHT_BACK if f'type="hidden" name="{name}"' in " ".join(answer.text.split())
    ]
    assert sent_along == ([] if address == "/no-such-page/" else list(BROUGHT_BACK))


@pytest.mark.parametrize(
    ("address", "page"), [("/reports/7/sign/", "/reports/7/"), ("/plans/agencies/7/begin/", "")]
)
def test_an_address_that_only_takes_a_button_leads_on(client, people, address, page):
    client.force_login(people.head)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.context["page"] == page
    assert "Ở địa chỉ này không có gì để mở" in answer.text


def test_line_breaks_survive_the_way_back(strict):
    answer = strict.post("/language/", {"text": "\nmột\r\n\r\nhai"})
    assert ">\n\nmột\r\n\r\nhai</textarea>" in answer.text


def test_files_are_to_be_attached_again(strict):
    answer = strict.post("/language/", {"paper": SimpleUploadedFile("bằng chứng.pdf", b"%PDF")})
    assert "Đính kèm lại: bằng chứng.pdf" in answer.text
    assert 'type="file"' in answer.text


def test_passwords_are_not_given_back(strict):
    answer = strict.post("/language/", {"text": TYPED, "password1": "bí mật của tôi"})
    assert (SHOWN in answer.text, "bí mật của tôi" in answer.text) == (True, False)


def test_nothing_of_the_sign_in_page_is_given_back(strict):
    answer = strict.post("/accounts/login/", {"login": "an@tinh.example", "password": "bí mật"})
    assert (answer.status_code, "an@tinh.example" in answer.text, SEND_AGAIN in answer.text) == (
        403,
        False,
        False,
    )


@pytest.mark.parametrize(
    "sent_by",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Referer": "http://evil.example/"},
    ],
)
def test_a_form_of_another_site_is_not_offered_again(strict, sent_by):
    answer = strict.post("/language/", {"text": TYPED}, headers=sent_by)
    assert (answer.status_code, SEND_AGAIN in answer.text) == (403, False)


def test_who_was_signed_out_meanwhile_gets_the_text_back(client):
    answer = client.post("/desk/?ky=1", {"text": TYPED})
    assert (answer.status_code, SHOWN in answer.text, SEND_AGAIN in answer.text) == (403, True, True)
    assert '<form novalidate method="post" action="/desk/?ky=1" >' in " ".join(answer.text.split())


@pytest.mark.parametrize("data", [{}, {"text": "  "}, {"password": "x"}])
def test_without_text_the_way_leads_to_the_sign_in_page(client, data):
    assert client.post("/desk/", data).headers["Location"] == "/accounts/login/?next=/desk/"


def test_a_page_that_is_gone_gives_the_text_back(client):
    answer = client.post("/no-such-page/", {"text": TYPED})
    assert (answer.status_code, SHOWN in answer.text, SEND_AGAIN in answer.text) == (404, True, False)
