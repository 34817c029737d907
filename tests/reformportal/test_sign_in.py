"""Signing in and out, and where it leads."""

import pytest

from tests.agencies.make import PASSWORD, make_agency, make_officer

pytestmark = pytest.mark.django_db


def sign_in(client, password=PASSWORD, **fields):
    make_officer(email="an@tinh.example")
    return client.post("/accounts/login/", {"login": "an@tinh.example", "password": password, **fields})


def test_signing_in_leads_to_the_desk(client):
    assert sign_in(client).headers["Location"] == "/desk/"


def test_signing_in_leads_back_to_where_one_was_going(client):
    assert sign_in(client, next="/help/?a=1").headers["Location"] == "/help/?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "http:///evil.example",
        "http://localhost:9/",
        "%09//evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " /desk/ //evil.example@x",
        "evil.example",
    ],
)
def test_signing_in_never_leads_off_the_site(client, elsewhere):
    assert sign_in(client, next=elsewhere).headers["Location"] == "/desk/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    wrong = sign_in(client, password="sai mật khẩu rồi")
    unknown = client.post("/accounts/login/", {"login": "ai@tinh.example", "password": PASSWORD})
    sentence = "Địa chỉ thư điện tử hoặc mật khẩu chưa đúng."
    assert [wrong.text.count(sentence), unknown.text.count(sentence)] == [1, 1]


def test_nobody_opens_an_account(client):
    data = {"email": "moi@tinh.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "Tài khoản do Sở Nội vụ cấp" in client.get("/accounts/signup/").text
    assert "Tài khoản do Sở Nội vụ cấp" in client.post("/accounts/signup/", data).text


def test_signing_out_asks_first_and_happens_by_post(client):
    client.force_login(make_officer())
    assert "Những gì đã lưu vẫn còn." in client.get("/accounts/logout/").text
    assert client.get("/desk/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_sample_sign_ins_are_offered_only_beside_the_sample(client, monkeypatch):
    monkeypatch.setattr(
        "reformportal.context_processors.sign_ins", lambda: [("Chuyên viên", "mau@tinh.example", "mau-123")]
    )
    assert "mau@tinh.example" not in client.get("/accounts/login/").text
    make_agency(is_sample=True)
    assert "mau@tinh.example" in client.get("/accounts/login/").text


@pytest.mark.parametrize(
    "address", ["/accounts/password/change/", "/accounts/password/reset/", "/accounts/login/"]
)
def test_account_pages_speak_vietnamese_only(client, address):
    if "change" in address:
        client.force_login(make_officer())
    page = client.get(address).text
    assert [word for word in ("Password", "Email", "Forgot") if word in page] == []
