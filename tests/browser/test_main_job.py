"""The main job, walked in real browsers: from a period that opens to the province's issued report."""

from typing import Any

import pytest

from agencies.models import Officer, Post
from reports.models import PaperKind, Period, Report
from reports.workflow import State
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.browser.people import Person
from tests.browser.steps import (
    CONFERENCES,
    PERIOD,
    REQUIRED,
    accept,
    fill_what_is_left,
    open_the_period,
    send_for_signing,
    sign,
    tell_of_the_conferences,
    to_the_review,
    write_texts,
)
from tests.records.files import make_pdf
from tests.records.papers.read import open_docx, texts
from tests.reports.make import make_periods, make_report, make_staff, send_and_accept
from tests.reports.papers import write_paper_texts

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = 360
REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"


@pytest.fixture
def cast():
    """Home Affairs, a department, a commune; the regime's periods of the year, none of them open."""
    people = make_people()
    people.other_agency.versions.update(valid_to="2025-12-31")
    commune = make_agency("Ủy ban nhân dân xã Ba Tơ", "xa", code="BATO")
    make_periods()
    return {
        "reviewer": people.reviewer,
        "issuer": people.issuer,
        "drafter": people.drafter,
        "head": people.head,
        "commune drafter": make_post(make_officer("Phạm Thị Rê"), commune).officer,
        "commune head": make_post(
            make_officer("Đinh Văn Ký"),
            commune,
            Post.Role.HEAD,
            title="Phó Chủ tịch",
            signature_lines="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        ).officer,
    }


def test_from_opening_to_the_issued_report(cast, new_page):
    office = Person(new_page, cast["reviewer"])
    open_the_period(office)

    drafter = Person(new_page, cast["drafter"])
    enter_the_departments_report(drafter)
    send_for_signing(drafter)
    head = Person(new_page, cast["head"])
    hand_back(head)
    mend_what_the_head_named(drafter)
    send_for_signing(drafter)
    sign(head)
    the_departments_own_paper_says_what_was_taken(*head.downloads("Tải văn bản (Word)"))

    commune = Person(new_page, cast["commune drafter"], TELEPHONE)
    enter_the_communes_report(commune)
    send_for_signing(commune)
    commune_head = Person(new_page, cast["commune head"], TELEPHONE)
    sign(commune_head)
    the_communes_own_paper_is_right(*commune_head.downloads("Tải văn bản (Word)"))

    return_with_a_reason(office, "Sở Tư pháp")
    mend(drafter)
    send_for_signing(drafter)
    sign(head)
    accept(office, "Sở Tư pháp")
    accept(office, "Ủy ban nhân dân xã Ba Tơ")

    consolidated_figures_are_right(office)
    write_the_paper(office)
    issuer = Person(new_page, cast["issuer"])
    name, document = issue_the_paper(issuer)
    assert name == "bao-cao-tong-hop-quy-1-2026-so-noi-vu.docx"
    the_document_says_it_all(document)
    write_paper_texts(Period.objects.get(code="q1"), cast["reviewer"], PaperKind.PROVINCE)
    home_affairs_reports_late(cast["reviewer"])
    the_second_paper_stands_on_the_same_set(issuer)

    people = [office, drafter, head, commune, commune_head, issuer]
    assert commune.complaints == [REFUSED]
    assert [person.complaints for person in people if person is not commune] == [[]] * 5
    assert {host.partition(":")[0] for person in people for host in person.asked} == {"localhost"}


def enter_the_departments_report(drafter: Person) -> None:
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.follow("Bắt đầu nhập")
    drafter.sees("Nhập số phát sinh từ 15/12/2025 đến hết 14/3/2026.")
    drafter.answers("TT01", "Có")
    drafter.enter("TT02", "8")
    drafter.enter("TT03", "9")
    drafter.sees("Số nhiệm vụ đã hoàn thành không vượt số nhiệm vụ theo kế hoạch: 9 > 8")
    drafter.enter("TT02", "10")
    drafter.page.locator(".breach").first.wait_for(state="detached")
    drafter.enter("TT03", "9")
    drafter.enter("TT05", "1.234")
    drafter.sees("một nghìn hai trăm ba mươi bốn")
    drafter.sees_it_saved()
    drafter.page.reload()
    assert drafter.page.get_by_label("TT05").input_value() == "1.234"
    attach_proof(drafter, "TT05")
    drafter.press("Lưu và sang phần sau")
    fill_what_is_left(drafter)
    write_texts(drafter, "Sở đã thực hiện.")
    tell_of_the_conferences(drafter)


def hand_back(head: Person) -> None:
    """With a reason, and a word at one figure."""
    head.opens_desk()
    head.follow(PERIOD)
    head.follow("Trả lại để sửa")
    head.page.get_by_label("Cần sửa gì").fill("Xem lại số văn bản.")
    head.page.locator("details.fold", has_text="Kế hoạch và chỉ đạo").locator("summary").click()
    head.page.get_by_label("TT05").fill("Công văn 45 chưa tính.")
    head.press("Trả lại người soạn")
    head.sees("Lãnh đạo trả lại")


def mend_what_the_head_named(drafter: Person) -> None:
    """The desk says it first; sent up unopened it is asked about; the place is one press away."""
    drafter.opens_desk()
    first = drafter.page.locator(".task").first.inner_text()
    assert [words in first for words in ("Lãnh đạo trả lại", "Xem lại số văn bản.")] == [True, True]
    drafter.page.goto(drafter.page.locator(".task a").first.get_attribute("href") + "check/")
    drafter.press("Gửi lãnh đạo duyệt")
    drafter.sees("Anh/chị chưa mở ý kiến lãnh đạo trả lại")
    drafter.follow("Xem và sửa trước")
    drafter.sees("Xem lại số văn bản.")
    drafter.page.locator(".returned a", has_text="TT05").click()
    drafter.sees("Công văn 45 chưa tính.")
    drafter.enter("TT05", "1.233")
    drafter.sees("một nghìn hai trăm ba mươi ba")
    drafter.enter("TT05", "1.234")
    drafter.sees("một nghìn hai trăm ba mươi bốn")


def attach_proof(drafter: Person, code: str) -> None:
    unit = drafter.unit(code)
    unit.get_by_text("Ghi chú, tài liệu kiểm chứng").click()
    unit.get_by_role("button", name="Lưu và thêm tài liệu").click()
    drafter.sees("Thêm tài liệu kiểm chứng")
    pdf = {"name": "Công văn 45 về tuyên truyền.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    drafter.page.get_by_label("Tệp").set_input_files(pdf)
    drafter.press("Thêm tài liệu")
    drafter.sees("Đã thêm tài liệu kiểm chứng.")
    unit.get_by_text("Ghi chú, tài liệu kiểm chứng (1)").wait_for()


def the_departments_own_paper_says_what_was_taken(_name: str, content: bytes) -> None:
    lines = texts(content)
    nil = [line for line in lines if line == "Không phát sinh trong kỳ."]
    asked = [line for line in lines if line.startswith("Không có kiến nghị, đề xuất.")]
    assert (CONFERENCES in lines, len(nil), len(asked)) == (True, 6, 1)


def enter_the_communes_report(commune: Person) -> None:
    commune.opens_desk()
    commune.follow(PERIOD)
    commune.follow("Bắt đầu nhập")
    commune.enter("TT02", "5")
    commune.enter("TT03", "3")
    commune.enter("TT05", "5")
    commune.sees_it_saved()
    commune.press("Lưu và sang phần sau")
    commune.says_not_applicable("TT07")
    commune.sees_it_saved()
    commune.press("Lưu và sang phần sau")
    commune.enter("TT15", "1.234,5")
    commune.page.locator(".invalid-feedback", has_text="số nguyên").wait_for()
    commune.enter("TT15", "12.345")
    commune.sees_it_saved()
    commune.press("Lưu và sang phần sau")
    fill_what_is_left(commune)
    write_texts(commune, "Xã đã thực hiện.")


def the_communes_own_paper_is_right(name: str, content: bytes) -> None:
    lines = texts(content)
    signature = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đinh Văn Ký"]
    place = lines.index("TM. ỦY BAN NHÂN DÂN")
    assert (name, lines[place : place + 4]) == ("bao-cao-quy-1-2026-xa-ba-to.docx", signature)
    assert {"12.345", "Xã đã thực hiện. Mục VII."} - set(lines) == set()


def return_with_a_reason(office: Person, agency: str) -> None:
    to_the_review(office, agency)
    row = office.page.locator("tr", has_text="TT05")
    row.get_by_label("Trả lại").check()
    row.get_by_label("Lý do").fill("Chưa tính văn bản tháng 3.")
    office.press("Trả lại để sửa")
    office.sees("Đã trả lại kèm lý do")


def mend(drafter: Person) -> None:
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.sees("Chưa tính văn bản tháng 3.")
    drafter.page.locator(".returned a").first.click()
    drafter.enter("TT05", "1.235")
    drafter.sees_it_saved()
    assert drafter.page.get_by_label("TT02").count() == 0  # only what was returned is open


def consolidated_figures_are_right(office: Person) -> None:
    office.follow("Kỳ báo cáo")
    office.follow(PERIOD)
    office.follow("Số liệu tổng hợp")
    office.sees(
        "Trong 3 cơ quan: 2 đã tiếp nhận, 0 đã gửi chưa xem xét, 0 bị trả lại chưa gửi lại, 1 chưa gửi"
    )
    rows = {code: office.page.locator("tr", has=office.page.get_by_text(code, exact=True)) for code in TOTALS}
    cells = {code: row.locator("td.num").nth(1).inner_text() for code, row in rows.items()}
    assert cells == TOTALS


TOTALS = {"TT02": "15", "TT03": "12", "TT04": "80,00", "TT05": "1.240", "TT15": "12.345"}


def write_the_paper(office: Person) -> None:
    office.follow("Báo cáo của Sở Nội vụ gửi UBND tỉnh")
    for number in REQUIRED:
        office.page.locator(".task-list a", has_text=f"{number}.").first.click()
        office.sees("Sở đã thực hiện.")
        text = office.page.get_by_role("textbox", name="Nội dung")
        text.fill(f"Toàn tỉnh đã thực hiện mục {number}.")
        if number == "II":
            put_in_a_figure(office, text)
        office.press("Lưu")
        office.sees(f"Đã lưu mục {number}.")
    office.sees("để trống hoặc ghi không phát sinh")
    office.page.locator(".notice-box a", has_text="III.5.").click()
    office.sees(CONFERENCES)
    office.press("Lấy câu này")
    office.press("Lưu")
    office.sees("Đã lưu mục III.5.")


def put_in_a_figure(office: Person, text: Any) -> None:
    """Where the cursor stands, by a press; the page then says what it stands for."""
    text.press("Control+End")
    text.press_sequentially("\nBan hành ")
    office.page.get_by_text("Chèn số liệu vào lời văn").click()
    office.press("Chèn 1.240, {TT05}")
    text.press_sequentially(" văn bản")
    assert text.input_value().endswith("\nBan hành {TT05} văn bản")


def issue_the_paper(issuer: Person, name: str = "Báo cáo của Sở Nội vụ gửi UBND tỉnh") -> tuple[str, bytes]:
    issuer.opens_desk()
    issuer.follow("Kỳ báo cáo")
    issuer.follow(PERIOD)
    issuer.follow(name)
    return press_issue(issuer)


def press_issue(issuer: Person) -> tuple[str, bytes]:
    issuer.follow("Phát hành báo cáo")
    issuer.sees("Nếu tiếp tục")
    issuer.press("Phát hành báo cáo")
    issuer.sees("Đã phát hành báo cáo")
    return issuer.downloads(".docx")


def home_affairs_reports_late(reviewer: Officer) -> None:
    """After the first paper is out, one report more is accepted."""
    agency = reviewer.posts.get().agency
    drafter, head = make_staff(agency)
    report = make_report(agency, Period.objects.get(code="q1"))
    send_and_accept(report, drafter, head, reviewer, TT05=5)


def the_second_paper_stands_on_the_same_set(issuer: Person) -> None:
    """And what was accepted meanwhile is said; it counts in an issue with its reason."""
    draft = "Dự thảo báo cáo của UBND tỉnh gửi Bộ Nội vụ"
    _name, document = issue_the_paper(issuer, draft)
    assert any("bộ số liệu số 1" in line for line in texts(document))
    issuer.sees("1 báo cáo tiếp nhận sau bộ số liệu số 1")
    issuer.follow("Phát hành lại báo cáo")
    issuer.fills({"Vì sao phát hành lại báo cáo?": "Bổ sung báo cáo của Sở Nội vụ."})
    issuer.press("Soạn bản phát hành lại")
    name, document = press_issue(issuer)
    assert name.endswith("-lan-2.docx")
    lines = texts(document)
    assert any("bộ số liệu số 2" in line for line in lines)
    assert any("Bổ sung báo cáo của Sở Nội vụ" in line for line in lines)
    issued = "Báo cáo của UBND tỉnh gửi Bộ Nội vụ"
    assert issuer.page.get_by_role("link", name=issued).count() >= 1  # the earlier issue is at hand


def the_document_says_it_all(content: bytes) -> None:
    """Totals, names and layout (Decree 30/2020/ND-CP, Annex I)."""
    lines = texts(content)
    assert lines[:9] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH QUẢNG NGÃI",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:        /BC-SNV",
        "Quảng Ngãi, ngày     tháng     năm 2026",
        "BÁO CÁO",
        "Kết quả công tác thông tin, tuyên truyền\ncải cách hành chính quý I năm 2026",
    ]
    assert (CONFERENCES in lines, "Không phát sinh trong kỳ." in lines) == (True, False)
    assert [line for line in lines if line.startswith("Toàn tỉnh đã")] == [
        f"Toàn tỉnh đã thực hiện mục {number}." for number in REQUIRED
    ]
    assert "Ban hành 1.240 văn bản" in "\n".join(lines)  # tied to the annex
    assert lines[lines.index("GIÁM ĐỐC") : lines.index("Phụ lục")] == ["GIÁM ĐỐC", "Vũ Văn Phát"]
    assert lines[-2:] == [
        "Đã tiếp nhận: 2 trên 3 cơ quan phải báo cáo.",
        "Chưa gửi: 1 cơ quan (Sở Nội vụ).",
    ]
    document = open_docx(content)
    annex = document.tables[-1]
    rows = {row[1]: row for row in ([cell.text for cell in line.cells] for line in annex.rows)}
    assert {code: rows[code][5] for code in TOTALS} == TOTALS
    assert rows["TT07"][4:] == ["0", "0", "1"]  # the commune said not applicable
    sides = [(page.page_width, page.page_height) for page in document.sections]
    assert [[round(side.mm) for side in pair if side] for pair in sides] == [[210, 297], [297, 210]]
    assert "w:tblHeader" in annex.rows[0]._tr.xml


def test_without_scripts_a_report_is_entered_signed_and_sent(cast, new_page):
    office = Person(new_page, cast["reviewer"], java_script_enabled=False)
    open_the_period(office)

    drafter = Person(new_page, cast["drafter"], TELEPHONE, java_script_enabled=False)
    drafter.opens_desk()
    drafter.follow(PERIOD)
    drafter.follow("Bắt đầu nhập")
    drafter.enter("TT02", "1.5")
    drafter.enter("TT05", "1.234")
    drafter.press("Lưu và sang phần sau")
    drafter.page.locator(
        ".invalid-feedback", has_text="số nguyên"
    ).wait_for()  # refused, and the rest is saved
    assert [drafter.page.get_by_label(code).input_value() for code in ("TT02", "TT05")] == ["1.5", "1.234"]
    drafter.enter("TT02", "15")
    drafter.enter("TT03", "9")
    attach_proof(drafter, "TT05")
    fill_what_is_left(drafter)
    write_texts(drafter, "Sở đã thực hiện.")
    send_for_signing(drafter)

    head = Person(new_page, cast["head"], TELEPHONE, java_script_enabled=False)
    sign(head)
    accept(office, "Sở Tư pháp")
    report = Report.objects.get(agency=cast["head"].posts.get().agency)
    figures = report.accepted_sending.figures.filter(figure__code__in=["TT02", "TT03", "TT05"])
    numbers = list(figures.order_by("figure__code").values_list("number", flat=True))
    assert (report.state, numbers) == (State.ACCEPTED, [15, 9, 1234])
    assert [drafter.complaints, head.complaints, office.complaints] == [[], [], []]
