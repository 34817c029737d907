"""From a duty of the province's plan to a figure in a report, in real browsers, on a telephone too."""

from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import AgencyVersion
from plans.models import Activity, AgencyPlan
from reports.actions.standard import install_sources
from reports.models import Report
from reports.standard import SOURCES
from tests.agencies.make import make_people
from tests.browser.people import Person
from tests.browser.steps import (
    PERIOD,
    accept,
    fill_what_is_left,
    open_the_period,
    send_for_signing,
    sign,
    to_the_check,
    to_the_review,
    write_texts,
)
from tests.records.files import photo
from tests.reports.make import VALID_FROM, make_periods

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONE = 360
DUTY = "Tập huấn kỹ năng tuyên truyền cho công chức"
EXPLANATION = "5 người do đơn vị khác cử đến, chưa ghi vào hoạt động"


@pytest.fixture
def people():
    """Home Affairs and a department; no plan, no duty, and a form whose figures records feed."""
    people = make_people()
    AgencyVersion.objects.filter(agency=people.other_agency).update(valid_to="2025-12-31")
    form = make_periods()["q1"].form_version
    install_sources(form, SOURCES, valid_from=VALID_FROM)
    return people


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_duty_becomes_an_activity_and_the_activity_a_figure(people, new_page, scripts):
    office = Person(new_page, people.reviewer, java_script_enabled=scripts)
    enter_the_plan(office)
    drafter = Person(new_page, people.drafter, TELEPHONE, java_script_enabled=scripts)
    head = Person(new_page, people.head, TELEPHONE, java_script_enabled=scripts)
    plan_for_the_duty(drafter, head)
    record_the_course(drafter)

    open_the_period(office)
    take_what_the_records_say(drafter)
    enter_what_was_allocated(drafter)
    explain_another_number(drafter)
    fill_what_is_left(drafter)
    write_texts(drafter, "Sở đã thực hiện.")
    take_the_sentence_with_its_proof(drafter)
    send_for_signing(drafter)
    sees_both_numbers(head)
    sign(head)
    reviewer_sees_both_numbers(office)
    accept(office, "Sở Tư pháp")

    sending = Report.objects.get(agency=people.agency).accepted_sending
    rows = sending.figures.filter(figure__code__in=["TT22", "TT23", "TT34.2"]).order_by("figure__code")
    assert list(rows.values_list("number", "recorded", "note")) == [
        (2, 2, ""),
        (50, 45, EXPLANATION),
        (3_000_000, 3_000_000, ""),
    ]
    assert AgencyPlan.objects.get().state == "issued"
    assert [drafter.complaints, head.complaints, office.complaints] == [[], [], []]
    assert {host.partition(":")[0] for one in (drafter, head, office) for host in one.asked} == {"localhost"}


def enter_the_plan(office: Person) -> None:
    """The province's plan with its decision, and one duty of every department."""
    office.follow("Kế hoạch", exact=True)
    office.follow("Nhập kế hoạch")
    facts = {
        "Tên kế hoạch": "Kế hoạch tuyên truyền cải cách hành chính",
        "Năm đầu": "2026",
        "Năm cuối": "2099",
        "Số, ký hiệu": "12/KH-UBND",
        "Ngày ký": "9/1/2026",
        "Có hiệu lực từ ngày": "9/1/2026",
        "Người ký": "Nguyễn Văn Chủ",
    }
    office.fills(facts)
    office.press("Nhập kế hoạch này")
    office.sees("Đã nhập kế hoạch")
    office.follow("Thêm nhiệm vụ")
    office.fills(
        {"Điều khoản": "Phụ lục, số 5", "Nội dung": DUTY, "Chỉ tiêu": "2", "Đơn vị của chỉ tiêu": "lớp"}
    )
    office.page.get_by_label("Sở và cơ quan ngang sở").check()
    office.page.get_by_label("Hằng quý").check()
    office.page.get_by_label("Hình thức tuyên truyền").select_option("Lớp tập huấn, bồi dưỡng")
    office.press("Thêm nhiệm vụ này")
    office.sees(DUTY)


def plan_for_the_duty(drafter: Person, head: Person) -> None:
    """The duty stands in the draft by itself; the head approves it in person."""
    drafter.page.goto(reverse("plans:mine"))
    drafter.sees(DUTY)
    drafter.sees("Chưa có hoạt động")
    drafter.follow("Kế hoạch của cơ quan")
    drafter.press("Soạn kế hoạch")
    drafter.sees(DUTY)
    drafter.press("Gửi lãnh đạo duyệt")
    head.opens_desk()
    head.page.locator("main").get_by_role("link", name="Kế hoạch năm").first.click()
    head.follow("Duyệt và gửi")
    head.sees("chịu trách nhiệm cá nhân")
    head.press("Duyệt và gửi")
    head.sees("Đã duyệt")


def record_the_course(drafter: Person) -> None:
    """On a telephone, with a photograph; the duty is chosen already when one comes from it."""
    drafter.page.goto(reverse("plans:mine"))
    drafter.follow(f"Ghi việc đã làm {DUTY}")
    drafter.page.get_by_label("Hình thức").select_option("Lớp tập huấn, bồi dưỡng")
    drafter.fills({"Chủ đề": "Lớp tập huấn tháng 3", "Ngày thực hiện": "10/3/2026", "Số lượng": "2"})
    picture = {"name": "lop.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    drafter.page.get_by_label("ảnh").set_input_files(picture)
    drafter.page.get_by_text("Lượt người, tiếp cận, kinh phí").click()
    drafter.fills({"Lượt người tham gia": "45", "Kinh phí (đồng)": "3.000.000"})
    drafter.press("Lưu")
    drafter.sees("Đã ghi nhận.")
    drafter.sees("Lớp tập huấn tháng 3")
    activity = Activity.objects.get()
    assert (activity.duty is not None, activity.proofs.count()) == (True, 1)


def take_what_the_records_say(drafter: Person) -> None:
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.sees("chỉ tiêu còn trống")
    drafter.follow("Xem và lấy số")
    drafter.follow("45 lượt người")
    drafter.sees("Lớp tập huấn tháng 3")
    drafter.page.go_back()
    drafter.press("Lấy các số này")
    drafter.sees("Đã lấy")


def enter_what_was_allocated(drafter: Person) -> None:
    """Of which the course was paid."""
    drafter.follow("Kinh phí", exact=True)
    drafter.enter("TT34.1", "5.000.000")
    drafter.saves()
    drafter.opens_desk()
    drafter.follow(PERIOD)


def explain_another_number(drafter: Person) -> None:
    """45 stands there; 50 asks for a word, and the recorded number stays one press away."""
    drafter.follow("Hội nghị, tập huấn")
    assert [drafter.field(code).input_value() for code in ("TT22", "TT23")] == ["2", "45"]
    unit = drafter.unit("TT23")
    advice = unit.get_by_text("Hồ sơ của cơ quan có 45 lượt người")
    drafter.enter("TT23", "50")
    drafter.saves()
    advice.wait_for()
    unit.get_by_role("button", name="Lấy số này").click()
    advice.wait_for(state="detached")
    assert drafter.field("TT23").input_value() == "45"
    drafter.enter("TT23", "50")
    drafter.saves()
    note = unit.get_by_label("Ghi chú, giải trình")
    note.fill(EXPLANATION)
    note.press("Tab")
    drafter.saves()
    advice.wait_for(state="detached")


def take_the_sentence_with_its_proof(drafter: Person) -> None:
    """The course is named in a sentence of the section that speaks of it, its photograph comes along."""
    to_the_check(drafter)
    drafter.page.locator(".to-mend a", has_text="III.5.").click()
    drafter.page.get_by_label("Kèm 1 tài liệu kiểm chứng").check()
    drafter.press("Lấy câu này")
    drafter.sees("Đã thêm 1 tài liệu kiểm chứng.")
    assert drafter.page.get_by_label("Nội dung").input_value() == (
        "Mở 02 lớp tập huấn, bồi dưỡng cho 50 lượt cán bộ, công chức, viên chức: "
        "Lớp tập huấn tháng 3 (ngày 10/3/2026)."
    )


def sees_both_numbers(head: Person) -> None:
    head.opens_desk()
    head.follow(PERIOD)
    head.sees("hồ sơ của cơ quan ghi 45")
    head.sees(EXPLANATION)


def reviewer_sees_both_numbers(office: Person) -> None:
    office.follow("Kỳ báo cáo")
    office.follow(PERIOD)
    to_the_review(office, "Sở Tư pháp")
    row = office.page.locator("tr", has_text="TT23")
    row.get_by_text("hồ sơ khi gửi có 45").wait_for()
    row.get_by_text(EXPLANATION).wait_for()
    assert Decimal(row.locator("td.num strong").first.inner_text()) == 50
