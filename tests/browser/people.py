"""Officers at real browsers: what they press is what stands on the page."""

from __future__ import annotations

import re
from typing import Any

from agencies.models import Officer
from tests.agencies.make import PASSWORD

UNIT = "[data-together]"


class Person:
    """Signs in once through the sign-in page. `complaints` are the console's errors, a refused resource or
    policy among them; `asked` the hosts that were asked for anything."""

    def __init__(self, new_page: Any, officer: Officer, width: int = 1280, **options: Any) -> None:
        self.page = new_page(viewport={"width": width, "height": 800}, **options)
        self.width = width
        self.has_scripts = options.get("java_script_enabled", True)
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))
        self.sign_in(officer)

    def sign_in(self, officer: Officer) -> None:
        self.page.goto("/desk/")
        self.page.get_by_label("Địa chỉ thư điện tử").fill(officer.email)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")
        self.sees("Bàn làm việc")

    def opens_desk(self) -> None:
        self.page.goto("/desk/")

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow the first link of that name, and find that the page fits the screen."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.fits()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.fits()

    def fits(self) -> None:
        self.page.wait_for_load_state()
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (self.page.url, max(wider, 0)) == (self.page.url, 0)

    def sees(self, words: str) -> None:
        """Waits until the words stand on the page."""
        self.page.locator("main").get_by_text(words).first.wait_for()

    def enter(self, code: str, typed: str) -> None:
        """Type into the figure's field and leave it."""
        field = self.field(code)
        field.fill(typed)
        field.press("Tab")

    def fills(self, texts: dict[str, str]) -> None:
        """Type into fields by their labels; what is optional says so behind the label."""
        for label, typed in texts.items():
            self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(|$|\s*\*|\n)")).first.fill(typed)

    def saves(self) -> None:
        """What was typed is saved: by itself, or by the button where no script does it."""
        if self.has_scripts:
            self.sees_it_saved()
        else:
            self.press("Lưu")

    def field(self, code: str) -> Any:
        return self.page.get_by_label(re.compile(rf"^{re.escape(code)}\b"))

    def unit(self, code: str) -> Any:
        """All that belongs to one figure."""
        return self.page.locator(UNIT).filter(has=self.field(code))

    def says_not_applicable(self, code: str) -> None:
        self.unit(code).get_by_label("Không áp dụng").check()

    def answers(self, code: str, answer: str) -> None:
        """Choose yes or no."""
        self.page.locator(UNIT, has_text=code).get_by_label(answer, exact=True).check()

    def sees_it_saved(self) -> None:
        self.page.locator("[data-save-line]", has_text="Đã lưu lúc").wait_for()

    def downloads(self, name: str) -> tuple[str, bytes]:
        """The file's name and content."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name).first.click()
        return download.value.suggested_filename, download.value.path().read_bytes()
