"""Entry in a real browser: saved at each change, conflicts chosen beside the field, or without scripts."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Figure, FigureValue
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import answer_earlier, at, figure, make_open_period, make_report, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


@pytest.fixture
def open_group(client, people, report, live_server):
    """The page of TT01 to TT05 in a browser where the drafter is signed in."""

    def open_group(page):
        client.force_login(people.drafter)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        cookie = {"name": session.key, "value": session.value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(reverse("reports:group", args=[report.pk, figure(report, "TT05").indicator.group_id]))
        return page

    return open_group


def box(page, code):
    return page.get_by_label(code)


def line(page, words):
    page.locator("[data-save-line]", has_text=words).wait_for()


def value(code):
    return (
        FigureValue.objects.filter(figure__code=code)
        .values_list("number", "is_not_applicable", "note")
        .first()
    )


def test_each_change_is_saved_as_one_answer(page, open_group):
    open_group(page)
    box(page, "TT05").fill("1.234")
    box(page, "TT05").press("Tab")
    line(page, "Đã lưu lúc")
    page.get_by_text("một nghìn hai trăm ba mươi bốn").wait_for()
    unit = page.locator("[data-together]", has=box(page, "TT05"))
    unit.get_by_text("Ghi chú, tài liệu kiểm chứng").click()
    unit.get_by_label("Ghi chú, giải trình").fill("Có 2 văn bản liên ngành")
    with page.expect_response("**/save/"):
        unit.get_by_label("Ghi chú, giải trình").press("Tab")
    line(page, "Đã lưu lúc")
    assert value("TT05") == (1234, False, "Có 2 văn bản liên ngành")


def test_a_refused_entry_is_mended_beside_the_field(page, open_group):
    open_group(page)
    box(page, "TT05").fill("1.5")
    box(page, "TT05").press("Tab")
    page.locator(".invalid-feedback", has_text="số nguyên").wait_for()
    assert value("TT05") is None
    described = box(page, "TT05").get_attribute("aria-describedby").split(" ")
    assert "số nguyên" in page.locator(f"#{described[0]}").inner_text()
    box(page, "TT05").fill("15")
    box(page, "TT05").press("Tab")
    line(page, "Đã lưu lúc")
    assert page.locator(".invalid-feedback").count() == 0
    assert box(page, "TT05").get_attribute("aria-describedby").split(" ") == described[1:]
    assert value("TT05") == (15, False, "")


@pytest.mark.parametrize("pasted", ["1\u202f234", "1.234,00", "1,234.0 văn bản"])
def test_e5_a_pasted_number_comes_back_as_it_was_understood(page, open_group, pasted):
    open_group(page)
    box(page, "TT05").fill(pasted)
    box(page, "TT05").press("Tab")
    line(page, "Đã lưu lúc")
    assert (box(page, "TT05").input_value(), value("TT05")[0]) == ("1.234", 1234)


@pytest.mark.parametrize(("button", "stays"), [("Giữ của tôi", 5), ("Lấy bản kia", 7)])
def test_a_conflict_is_chosen_beside_the_field(page, open_group, people, report, button, stays):
    open_group(page)
    put(report, make_post(make_officer("Ngô Thị Hai"), people.agency).officer, at(10, 3), TT05=7)
    box(page, "TT05").fill("5")
    box(page, "TT05").press("Tab")
    page.locator(".conflict", has_text="Ngô Thị Hai").wait_for()
    page.get_by_role("button", name=button).click()
    line(page, "Đã lưu lúc")
    assert value("TT05")[0] == stays
    assert box(page, "TT05").input_value() == str(stays)


def test_without_scripts_a_whole_group_is_entered_and_saved(new_page, open_group):
    page = open_group(new_page(java_script_enabled=False, viewport={"width": 360, "height": 800}))
    page.locator("[data-together]", has_text="TT01").get_by_label("Có", exact=True).check()
    for code, number in [("TT02", "20"), ("TT03", "9"), ("TT05", "3")]:
        box(page, code).fill(number)
    page.get_by_role("button", name="Lưu và sang phần sau").click()
    page.get_by_role("heading", name="Báo chí, phát thanh, truyền hình").wait_for()
    assert [value(code)[0] for code in ("TT01", "TT02", "TT03", "TT05")] == [1, 20, 9, 3]


def test_enter_saves_and_does_not_wander_off(page, open_group):
    open_group(page)
    address = page.url
    box(page, "TT02").fill("20")
    box(page, "TT02").press("Enter")
    page.get_by_text("Đã lưu 1 số liệu.").wait_for()
    assert (page.url.partition("#")[0], value("TT02")[0]) == (address, 20)


@pytest.fixture
def open_year(client, people, live_server):
    """The same page of the year's report, after three slices with 3, 5 and 4."""
    report = make_report(people.agency, make_open_period("year"))
    answer_earlier(report, people.drafter, TT05=[3, 5, 4])

    def open_year(page):
        client.force_login(people.drafter)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page.goto(reverse("reports:group", args=[report.pk, figure(report, "TT05").indicator.group_id]))
        return page

    return open_year


def test_e1_the_years_total_is_asked_about_and_a_word_or_another_number_settles_it(page, open_year):
    open_year(page)
    page.get_by_text("Nhập số phát sinh từ 15/9 đến hết 14/12/2026; số cả năm cổng tự cộng.").wait_for()
    unit = page.locator("[data-together]", has=box(page, "TT05"))
    unit.get_by_text("Lũy kế từ 15/12/2025 đến hết 14/12/2026").wait_for()
    box(page, "TT05").fill("15")
    box(page, "TT05").press("Tab")
    asked = unit.get_by_text("có phải là tổng cả năm?")
    asked.wait_for()
    unit.get_by_label("Ghi chú, giải trình").fill("Đợt cao điểm cuối năm")
    unit.get_by_label("Ghi chú, giải trình").press("Tab")
    asked.wait_for(state="detached")
    unit.get_by_label("Ghi chú, giải trình").fill("")
    unit.get_by_label("Ghi chú, giải trình").press("Tab")
    asked.wait_for()
    box(page, "TT05").fill("3")
    box(page, "TT05").press("Tab")
    asked.wait_for(state="detached")


def test_e1_cumulatives_and_ratios_follow_what_is_typed_without_a_reload(page, open_year):
    open_year(page)
    running = page.locator(f"#figure-{Figure.objects.get(code='TT05').pk} [data-shows^=running-]")
    assert "12" in running.inner_text()
    box(page, "TT05").fill("6")
    box(page, "TT05").press("Tab")
    expect(running).to_contain_text("18")
    for code, number in (("TT02", "20"), ("TT03", "5")):
        box(page, code).fill(number)
        box(page, code).press("Tab")
    share = page.locator(f"#figure-{Figure.objects.get(code='TT04').pk}")
    expect(share.locator("[data-shows^=slice-]")).to_have_text("25%")
