"""Every page of the frame in a real browser: on a telephone, on a desk, for tired eyes, without scripts."""

import pytest

from tests.agencies.make import PASSWORD, make_agency, make_officer, make_post

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = ["/", "/help/", "/design/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page/"]
OWN = ["/desk/", "/accounts/password/change/", "/accounts/logout/"]
WIDTHS = [360, 1280]

# What is drawn on what: the ratio of WCAG 2.2, 1.4.3, for every piece of text that shows.
FAINT_TEXT = """() => {
  const channel = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = numbers(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg")) continue;
    const both = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const [a, b] = both.sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(walker.currentNode.data.trim() + " " + ratio.toFixed(2));
  }
  return faint;
}"""
# Links inside sentences are excepted (2.5.8); everything else is to be hit with a thumb.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, textarea, summary, nav a, .btn, footer a, .site-tools a"
  )]
  .filter((e) => e.checkVisibility() && !e.closest(".skip-link"))
  .map((e) => [e, (e.closest("label") || e).getBoundingClientRect()])
  .filter(([e, box]) => (box.height < 23.9 && e.type !== "checkbox" && e.type !== "radio") || box.height < 20)
  .map(([e, box]) => e.outerHTML.slice(0, 80) + " " + box.height)"""


@pytest.fixture
def watch():
    """Collects what the browser complains of and whom it asks."""

    def start(page) -> tuple[list[str], set[str]]:
        complaints: list[str] = []
        asked: set[str] = set()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        return complaints, asked

    return start


def sign_in(page) -> None:
    officer = make_officer("Nguyễn Thị Minh Nguyệt", is_sample=True)
    agency = make_agency("Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp", is_sample=True)
    make_post(officer, agency, title="Phó Trưởng ban phụ trách cải cách hành chính")
    page.goto("/accounts/login/")
    page.get_by_label("Địa chỉ thư điện tử").fill(officer.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/desk/")


def look(page, address: str) -> dict[str, object]:
    page.goto(address)
    return {
        "wider than the screen by": page.evaluate("document.documentElement.scrollWidth - innerWidth"),
        "faint": page.evaluate(FAINT_TEXT),
        "small": page.evaluate(SMALL_TARGETS),
        "headings": page.locator("h1").count(),
    }


GOOD = {"wider than the screen by": 0, "faint": [], "small": [], "headings": 1}


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_fit_are_legible_and_can_be_hit(new_page, live_server, watch, width):
    make_agency(is_sample=True)
    page = new_page(viewport={"width": width, "height": 740})
    complaints, asked = watch(page)
    assert {address: look(page, address) for address in PUBLIC} == dict.fromkeys(PUBLIC, GOOD)
    assert [line for line in complaints if "404" not in line] == []
    assert asked == {live_server.url.split("/")[2]}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_officer_fit_are_legible_and_can_be_hit(new_page, watch, width):
    page = new_page(viewport={"width": width, "height": 740})
    complaints, _asked = watch(page)
    sign_in(page)
    assert {address: look(page, address) for address in OWN} == dict.fromkeys(OWN, GOOD)
    assert complaints == []


def test_an_officer_signs_in_and_out_without_scripts(new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(page)
    page.get_by_text("Danh mục").click()
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Bàn làm việc").click()
    page.get_by_text("Danh mục").click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="My desk").wait_for()
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You have signed out.").wait_for()


def test_the_list_of_errors_takes_the_focus_and_leads_to_the_field(new_page):
    page = new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Địa chỉ thư điện tử").fill("ai@tinh.example")
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Địa chỉ thư điện tử hoặc mật khẩu chưa đúng.").wait_for()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.goto("/design/")
    page.locator("#error-summary").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") == "bad-count"


def test_the_keyboard_reaches_the_content_first(new_page):
    page = new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_after_signing_out_nothing_comes_back(new_page):
    page = new_page()
    sign_in(page)
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Anh/chị đã đăng xuất.").wait_for()
    page.go_back()
    page.get_by_role("heading", name="Đăng nhập").wait_for()


def test_a_second_click_sends_nothing(new_page):
    page = new_page()
    page.goto("/accounts/password/reset/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.get_by_label("Địa chỉ thư điện tử").fill("ai@tinh.example")
    page.get_by_role("button", name="Gửi đường dẫn cho tôi").dblclick()
    page.get_by_role("heading", name="Hãy xem hộp thư").wait_for()
    assert sent == ["POST"]
