"""On a telephone of 360 by 740: entry starts in the upper half, the header folds, saving keeps the place."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feedback.actions import handling
from reports.actions.sending import submit_report
from reports.models import Figure
from tests.agencies.make import make_people
from tests.browser.people import Person
from tests.feedback.make import receive
from tests.plans.make import make_draft, make_duty
from tests.reports.make import fill, make_report

pytestmark = pytest.mark.django_db(transaction=True)

HIGHEST = 370  # px: half of the screen
FIRST_INPUT = """() => {
  const inputs = document.querySelectorAll("main input:not([type=hidden]), main textarea, main select");
  const shown = [...inputs].filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 2);
  return Math.round(shown[0].getBoundingClientRect().top + scrollY);
}"""


@pytest.fixture
def people():
    """As in the sample province, so that its band stands there too."""
    found = make_people()
    type(found.drafter).objects.filter(pk__in=[found.drafter.pk, found.head.pk]).update(is_sample=True)
    return found


@pytest.fixture
def telephone(new_page):
    def start(officer, **options) -> Person:
        person = Person(new_page, officer, 360, **options)
        person.page.set_viewport_size({"width": 360, "height": 740})
        return person

    return start


def entry_pages(people) -> dict[str, str]:
    """Every kind of page on which an agency's people type; a new one is added here."""
    make_duty(leads=[people.agency], content="Đối thoại với người dân, doanh nghiệp về thủ tục hành chính")
    line, report = make_draft(people).items.exclude(duty=None).get(), make_report(people.agency)
    case, by = receive(people.agency).handling, people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=timezone.now())
    asked = Figure.objects.of_form(report.period.form_version_id).asked_of(report.version.kind)
    groups = {f"figures {pk}": ("reports:group", report.pk, pk) for pk in asked.values_list(GROUP, flat=True)}
    sections = report.period.form_version.sections.filter(number__in=["I", "III.3", "VI"])
    texts = {f"text {row.number}": ("reports:section", report.pk, row.pk) for row in sections}
    others = {
        "an activity planned": ("plans:plan-activity", people.agency.pk),
        "an activity done": ("plans:record-activity", people.agency.pk),
        "a line of the plan": ("plans:change-item", line.pk),
        "a line added": ("plans:add-item", line.plan_id),
        "an answer to feedback": ("feedback:answer", case.pk),
        "feedback entered": ("feedback:enter", people.agency.pk),
    }
    return {name: reverse(to[0], args=to[1:]) for name, to in (groups | texts | others).items()}


GROUP = "indicator__group"


def test_e6_entry_starts_in_the_upper_half(people, telephone):
    drafter = telephone(people.drafter)
    found = {}
    for name, address in entry_pages(people).items():
        drafter.page.goto(address)
        drafter.fits()
        found[name] = drafter.page.evaluate(FIRST_INPUT)
    assert {name: top for name, top in found.items() if top >= HIGHEST} == {}


def test_e6_the_menu_has_name_password_language_and_sign_out_and_opens_by_the_keyboard(people, telephone):
    page = telephone(people.drafter, java_script_enabled=False).page
    menu = page.locator(".site-menu")
    assert not menu.get_by_text(people.drafter.full_name).is_visible()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    for words in (people.drafter.full_name, "Đổi mật khẩu", "English", "Đăng xuất"):
        menu.get_by_text(words).wait_for()
    menu.get_by_role("link", name="Bàn làm việc").wait_for()
    menu.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Anh/chị đã đăng xuất.").wait_for()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_e6_saving_keeps_the_place_and_says_so(people, telephone, has_scripts):
    report = make_report(people.agency)
    asked = Figure.objects.of_form(report.period.form_version_id).get(code="TT05")
    drafter = telephone(people.drafter, java_script_enabled=has_scripts)
    page = drafter.page
    page.goto(reverse("reports:group", args=[report.pk, asked.indicator.group_id]))
    field = drafter.field("TT05")
    field.scroll_into_view_if_needed()
    field.fill("12")
    before = page.evaluate("scrollY")
    drafter.press("Lưu")
    page.locator("[data-save-line]", has_text="Đã lưu lúc").wait_for()
    assert page.url.endswith(f"#figure-{asked.pk}")
    if has_scripts:
        page.wait_for_function("before => Math.abs(scrollY - before) < 60", arg=before)
    expect(drafter.field("TT05")).to_be_in_viewport()


TALLEST = 3000  # px at first view


def test_e6_the_heads_report_is_short_and_its_decision_in_reach_and_all_of_it_prints(people, telephone):
    report = make_report(people.agency)
    fill(report, people.drafter, TT05=7)
    submit_report(report, by=people.drafter, now=timezone.now())
    page = telephone(people.head, java_script_enabled=False).page
    page.goto(report.get_absolute_url())
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST
    dock = page.get_by_role("navigation", name="Quyết định của anh/chị")
    assert dock.evaluate("one => one.getBoundingClientRect().bottom") <= 740
    figures = page.locator(".figures-table").first
    assert not figures.is_visible()
    page.locator("details.fold summary").first.click()
    figures.wait_for()
    dock.get_by_role("link", name="Duyệt và gửi").click()
    expect(page.locator("#sign h2")).to_be_in_viewport()
    page.emulate_media(media="print")
    tables = page.locator(".figures-table, .report-text")
    heights = tables.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert [height for height in heights if not height] == []
