"""static/portal/autosave.js against each answer its comment names, on a page of its own."""

import json
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = """<!doctype html><title>x</title><form method="post" data-autosave="/try/save/">
<input type="hidden" name="csrfmiddlewaretoken" value="from-the-page">
<div class="field"><label>Số tin <input name="count" data-version="3"></label></div>
<div class="field"><label>Lời <textarea name="text" data-version="1"></textarea></label></div>
{line}</form><script src="/static/portal/autosave.js"></script>"""


class Server:
    """Answers in the order given, and keeps what it was sent."""

    def __init__(self, page, *answers) -> None:
        self.answers = list(answers)
        self.sent: list[dict[str, str]] = []
        line = render_to_string("components/save_line.html")
        page.route(
            "**/try/",
            lambda route: route.fulfill(body=PAGE.format(line=line), content_type="text/html; charset=utf-8"),
        )
        page.route("**/try/save/", self.answer)
        page.goto("/try/")

    def answer(self, route) -> None:
        fields = parse_qs(route.request.post_data, keep_blank_values=True)
        self.sent.append({name: values[-1] for name, values in fields.items()})
        status, body = self.answers.pop(0)
        if status == 0:
            route.abort()
        else:
            route.fulfill(status=status, body=json.dumps(body), content_type="application/json")


def saved(version: int, **more) -> tuple[int, dict]:
    return 200, {"saved_at": "16:42", "version": version, **more}


def type_count(page, value: str) -> None:
    page.get_by_label("Số tin").fill(value)
    page.get_by_label("Số tin").press("Tab")


def line(page, words: str) -> None:
    page.locator("[data-save-line]", has_text=words).wait_for()


def test_a_change_is_saved_and_the_line_says_when(page):
    server = Server(page, saved(4, understood="mười hai"), saved(5))
    type_count(page, "12")
    line(page, "Đã lưu lúc 16:42")
    assert page.get_by_text("mười hai").count() == 1
    type_count(page, "13")
    page.wait_for_function("document.querySelector('[name=count]').dataset.version === '5'")
    assert server.sent == [
        {"field": "count", "version": "3", "count": "12", "csrfmiddlewaretoken": "from-the-page"},
        {"field": "count", "version": "4", "count": "13", "csrfmiddlewaretoken": "from-the-page"},
    ]


def test_what_is_being_typed_is_not_called_saved(page):
    Server(page, saved(4))
    type_count(page, "12")
    line(page, "Đã lưu lúc 16:42")
    page.get_by_label("Lời").press_sequentially("a")
    line(page, "Chưa lưu")


def test_a_lost_connection_is_said_and_tried_again(page):
    server = Server(page, (0, None), (503, None), saved(4))
    type_count(page, "12")
    line(page, "mất kết nối, sẽ gửi lại")
    line(page, "Đã lưu lúc 16:42")
    assert [sent["count"] for sent in server.sent] == ["12", "12", "12"]


def test_a_wrong_value_stays_with_its_reason_beside_it(page):
    Server(page, (422, {"errors": ["Viết 1,5 hoặc 1500."]}), saved(4))
    type_count(page, "1.5")
    page.locator(".field", has_text="Số tin").get_by_text("Viết 1,5 hoặc 1500.").wait_for()
    line(page, "xem lời nhắc ở ô nhập")
    assert page.get_by_label("Số tin").input_value() == "1.5"
    type_count(page, "1,5")
    line(page, "Đã lưu lúc 16:42")
    assert page.get_by_text("Viết 1,5 hoặc 1500.").count() == 0


@pytest.mark.parametrize(("choice", "kept"), [("Giữ của tôi", "12"), ("Lấy bản kia", "99")])
def test_two_people_see_both_values_and_choose(page, choice, kept):
    server = Server(page, (409, {"theirs": "99", "shown": "99, Trần Bình, 16:40", "version": 8}), saved(9))
    type_count(page, "12")
    line(page, "người khác vừa sửa ô này")
    assert page.locator(".conflict dd").all_inner_texts() == ["12", "99, Trần Bình, 16:40"]
    page.get_by_role("button", name=choice).click()
    line(page, "Đã lưu lúc 16:42")
    assert (server.sent[1]["count"], server.sent[1]["version"]) == (kept, "8")
    assert page.locator(".conflict").count() == 0


@pytest.mark.parametrize("status", [401, 403])
def test_who_was_signed_out_keeps_the_text_and_goes_on_with_a_new_token(page, status):
    server = Server(page, (status, {}), saved(4))
    type_count(page, "12")
    line(page, "anh/chị đã bị đăng xuất")
    sign_in = page.get_by_role("link", name="Đăng nhập ở một tab khác")
    assert sign_in.get_attribute("href") == "/accounts/login/"
    assert page.get_by_label("Số tin").input_value() == "12"
    page.evaluate("document.cookie = 'csrftoken=fresh'; window.dispatchEvent(new Event('focus'))")
    line(page, "Đã lưu lúc 16:42")
    assert [sent["csrfmiddlewaretoken"] for sent in server.sent] == ["from-the-page", "fresh"]


def test_a_redirect_to_the_sign_in_page_is_no_answer(page):
    Server(page)
    page.unroute("**/try/save/")
    page.evaluate("document.forms[0].dataset.autosave = '/desk/'")
    type_count(page, "12")
    line(page, "anh/chị đã bị đăng xuất")
