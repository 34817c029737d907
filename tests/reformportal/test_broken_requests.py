"""What no form of the portal sends is refused by the portal's own pages, never by a crash."""

import pytest
from django.test import Client, RequestFactory

from reformportal.middleware import Tail, refuse_broken_body

pytestmark = pytest.mark.django_db
UNREADABLE = "Không đọc được yêu cầu"
BOUNDARY = "xyz"
WHOLE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="language"\r\n\r\nvi\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="paper"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n'
    f"--{BOUNDARY}--\r\n"
)


def send(client: Client, body: str):
    return client.generic("POST", "/language/", body, f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/help/%00/",
        "/?q=%00",
        "/?%00=1",
        "/?q=%ff",
        "/?q=%ed%a0%80",
        "/?q=ok&next=%C0%AE",
    ],
)
def test_unreadable_addresses_are_refused(client, address):
    answer = client.get(address)
    assert (answer.status_code, UNREADABLE in answer.text) == (400, True)


@pytest.mark.parametrize(
    "address", ["/?q=S%E1%BB%9F+N%E1%BB%99i+v%E1%BB%A5", "/?q=%F0%9F%98%80", "/?q=%2500"]
)
def test_readable_addresses_pass(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "cookie", ['sessionid="\\000"', 'a="\\000"; b=1', "sessionid=\xff\xfe", 'django_language="v\\000i"']
)
def test_broken_cookies_are_as_good_as_none(client, cookie):
    answer = client.get("/", headers={"cookie": cookie})
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "vi")


@pytest.mark.parametrize("name", ["a%00b", "%ff"])
def test_unreadable_field_names_are_refused(client, name):
    answer = client.generic("POST", "/language/", f"{name}=1", "application/x-www-form-urlencoded")
    assert (answer.status_code, UNREADABLE in answer.text) == (400, True)


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "nonsense"])
def test_only_utf8_is_read(client, charset):
    answer = client.generic(
        "POST", "/language/", "language=en", f"application/x-www-form-urlencoded; charset={charset}"
    )
    assert (answer.status_code, UNREADABLE in answer.text) == (400, True)


def test_an_undecodable_path_is_just_no_page(client):
    assert client.get("/%c3%28/").status_code == 404


def test_a_whole_form_with_a_file_passes(client):
    assert send(client, WHOLE).status_code == 302


@pytest.mark.parametrize("kept", [len(WHOLE) - 6, len(WHOLE) - 20, len(WHOLE) // 2, 10])
def test_a_form_that_breaks_off_is_refused(client, kept):
    answer = send(client, WHOLE[:kept])
    assert (answer.status_code, UNREADABLE in answer.text) == (400, True)


def test_a_request_that_is_too_big_gets_its_own_page(client, settings):
    settings.REQUEST_MAX_BYTES = len(WHOLE)
    assert send(client, WHOLE).status_code == 302
    answer = send(client, WHOLE + " ")
    assert (answer.status_code, "Gửi quá nhiều trong một lần" in answer.text) == (413, True)


def test_too_much_text_gets_the_same_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = client.post("/language/", {"language": "en", "text": "dài quá"})
    assert (answer.status_code, "Gửi quá nhiều trong một lần" in answer.text) == (413, True)


def test_too_many_fields_get_their_own_page(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    answer = client.post("/language/", {"a": "1", "b": "2", "c": "3"})
    assert (answer.status_code, "quá nhiều ô" in answer.text) == (400, True)


def test_only_the_last_bytes_are_remembered():
    request = RequestFactory().generic(
        "POST", "/", WHOLE.replace("%PDF", "%PDF" * 999), f"multipart/form-data; boundary={BOUNDARY}"
    )
    refuse_broken_body(request)
    assert len(request._stream.last) == Tail.KEPT
