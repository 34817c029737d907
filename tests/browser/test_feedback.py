"""From a citizen's telephone to an answer they judge, in real browsers, with and without scripts."""

import datetime as dt
from typing import Any

import pytest

from feedback.forms import sending
from feedback.models import Handling, Item
from feedback.workflow import State
from tests.agencies.make import make_people
from tests.browser.people import Person
from tests.feedback.make import make_regulation, make_rule

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONE = 360
CONTENT = "Thủ tục đăng ký khai sinh phải đi lại ba lần, mỗi lần một giấy khác."
ANSWER = "Cơ quan đã bỏ một giấy tờ và niêm yết lại thành phần hồ sơ."


@pytest.fixture
def people(monkeypatch):
    monkeypatch.setattr(sending, "FASTEST", dt.timedelta(0))  # a test types faster than anyone
    people = make_people()
    make_regulation(people.agency)
    make_regulation(people.home_affairs)
    make_rule("Đăng ký khai sinh", number="1.001193")
    return people


class Citizen(Person):
    """Someone without an account."""

    def sign_in(self, officer: Any) -> None:
        self.page.goto("/")

    def sends(self) -> tuple[str, str]:
        """The code and the secret of what they sent."""
        self.follow("Gửi phản ánh, kiến nghị về quy định, thủ tục")
        self.follow("Gửi phản ánh, kiến nghị", exact=True)
        self.page.locator("[name=content]").fill(CONTENT)
        self.page.get_by_label("Gửi đến cơ quan nào?").select_option(label="Sở Tư pháp")
        self.fills({"Họ và tên": "Nguyễn Thị Dân", "Địa chỉ": "12 Lê Lợi"})
        self.press("Gửi phản ánh, kiến nghị")
        self.sees("Ghi số điện thoại hoặc thư điện tử")  # refused, and nothing typed is lost
        assert self.page.locator("[name=content]").input_value() == CONTENT
        self.fills({"Điện thoại": "0905 123 456"})
        self.press("Gửi phản ánh, kiến nghị")
        self.sees("Đã nhận được phản ánh, kiến nghị của ông/bà.")
        code, secret = self.page.locator(".secret-facts code").all_inner_texts()
        return code, secret

    def looks(self, code: str, secret: str) -> None:
        self.page.goto("/feedback/follow/")
        self.fills({"Mã": code, "Mã bí mật": secret})
        self.press("Xem")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_telephone_to_an_answer_that_is_judged(people, new_page, scripts):
    citizen = Citizen(new_page, None, TELEPHONE, java_script_enabled=scripts)
    code, secret = citizen.sends()
    drafter = Person(new_page, people.drafter, TELEPHONE, java_script_enabled=scripts)
    answers(drafter, code)
    head = Person(new_page, people.head, TELEPHONE, java_script_enabled=scripts)
    signs(head, code)
    citizen.looks(code, secret)
    citizen.sees(ANSWER)
    citizen.page.get_by_label("Rồi, đã giải quyết được").check()
    citizen.press("Gửi đánh giá")
    citizen.sees("Xin cảm ơn.")
    handling = Handling.objects.get()
    assert (handling.state, handling.ratings.get().helped) == (State.ANSWERED, True)
    assert not Item.objects.get().is_doubtful
    names = {cookie["name"] for cookie in citizen.page.context.cookies()}
    assert names <= {"csrftoken"}
    expected = ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"]
    assert [complaint for complaint in citizen.complaints if complaint not in expected] == []


def answers(drafter: Person, code: str) -> None:
    drafter.opens_desk()
    drafter.follow(f"Phản ánh {code}")
    drafter.follow("Tiếp nhận xử lý")
    drafter.page.get_by_label("Quy định không phù hợp thực tế").check()
    drafter.page.get_by_label("Quy định, thủ tục liên quan").fill("1.001193")
    drafter.press("Tiếp nhận xử lý")
    drafter.sees("Đã nhận xử lý.")
    drafter.follow("Soạn câu trả lời")
    drafter.fills({"Nội dung trả lời": ANSWER})
    drafter.page.get_by_label("Chấn chỉnh việc thực hiện").check()
    drafter.press("Lưu câu trả lời")
    drafter.press("Gửi lãnh đạo duyệt")
    drafter.sees("Đã gửi lãnh đạo duyệt.")


def signs(head: Person, code: str) -> None:
    head.opens_desk()
    head.follow(f"Phản ánh {code}")
    head.follow("Xem và duyệt")
    head.sees(ANSWER)
    head.press("Duyệt và gửi")
    head.sees("Đã duyệt.")


def test_the_form_offers_rules_and_what_is_like_it_and_works_for_it(people, new_page):
    citizen = Citizen(new_page, None, TELEPHONE)
    citizen.page.goto("/feedback/send/")
    box = citizen.page.get_by_label("Về văn bản hoặc thủ tục nào?")
    box.press_sequentially("khai sinh")
    citizen.page.locator("#rules-found option").wait_for(state="attached")
    citizen.page.locator("[name=work][value]").wait_for(state="attached")
    assert citizen.complaints == []
