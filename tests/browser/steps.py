"""Steps of the report's way that several walks share: words are those on the screen."""

from __future__ import annotations

import re

from tests.browser.people import Person

PERIOD = "quý I năm 2026"
TO_CHECK = re.compile("Kiểm tra và gửi|Xem còn thiếu gì")
TO_THE_HEAD = "Gửi lãnh đạo duyệt"
CONFERENCES = "Tổ chức 02 hội nghị với 124 lượt người tham dự."
REQUIRED = ["I", "II", "III.3", "IV", "VI", "VII"]


def open_the_period(office: Person) -> None:
    office.follow("Kỳ báo cáo")
    office.follow(PERIOD)
    office.follow("Mở kỳ báo cáo")
    office.sees("Nếu tiếp tục")
    office.press("Mở kỳ báo cáo")
    office.sees("Đã mở kỳ báo cáo")


def fill_what_is_left(drafter: Person) -> None:
    """0 for what did not happen; what would be a claim as 0 is left, and stands as not applicable."""
    for answer in ("0, vì trong kỳ không phát sinh", "Không áp dụng"):
        to_the_check(drafter)
        drafter.page.get_by_role("link", name="số liệu còn lại là 0 hoặc không áp dụng").click()
        drafter.page.get_by_label(answer).check()
        drafter.press("Ghi các số liệu này")
        drafter.sees("Đã ghi")


def to_the_check(drafter: Person) -> None:
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.page.get_by_role("link", name=TO_CHECK).first.click()


def write_texts(drafter: Person, words: str) -> None:
    to_the_check(drafter)
    check = drafter.page.url
    for number in REQUIRED:
        drafter.page.goto(check)
        drafter.page.locator(".to-mend a", has_text=re.compile(rf"^{number}\. ")).first.click()
        drafter.page.get_by_role("textbox", name="Nội dung").fill(f"{words} Mục {number}.")
        drafter.press("Lưu và sang phần sau" if number != "VII" else "Lưu")


def tell_of_the_conferences(drafter: Person) -> None:
    """What an empty section hides is stopped at the check; the sentence that stands there is taken, and those
    that nothing arose elsewhere."""
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.follow("Hội nghị, tập huấn, cuộc thi, đối thoại")
    drafter.enter("TT20", "2")
    drafter.enter("TT21", "124")
    drafter.sees_it_saved()
    to_the_check(drafter)
    drafter.sees("Mục chưa khớp với số liệu")
    drafter.sees(CONFERENCES)
    assert drafter.page.get_by_role("button", name=TO_THE_HEAD).count() == 0
    drafter.page.get_by_role("button", name="Lấy câu này").click()
    drafter.sees("Để trống, không có số liệu nào lớn hơn 0")
    drafter.page.get_by_role("button", name="câu này").click()
    drafter.sees("Đã ghi các câu này")


def send_for_signing(drafter: Person) -> None:
    to_the_check(drafter)
    drafter.sees("Đã đủ các mục, số liệu khớp nhau.")
    drafter.press(TO_THE_HEAD)
    drafter.sees("Đã gửi lãnh đạo duyệt.")


def sign(head: Person) -> None:
    head.opens_desk()
    head.follow(PERIOD)
    head.press("Duyệt và gửi")
    head.sees("Đã duyệt và gửi Sở Nội vụ.")


def to_the_review(office: Person, agency: str) -> None:
    office.follow("Bảng theo dõi")
    office.follow(agency)


def accept(office: Person, agency: str) -> None:
    to_the_review(office, agency)
    office.press("Tiếp nhận báo cáo")
    office.sees("Đã tiếp nhận")
