"""What goes with the paper of the Committee: the submission, and the sheet for the ministry's software."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from reports.actions.issuing import amend_paper, issue_paper
from reports.actions.outgoing import record_figures
from reports.actions.roads import save_sheet_line
from reports.models import FiguresSheet, OutgoingPaper, PaperKind, ProvincePaper, RoadStep
from tests.agencies.make import make_people
from tests.records.papers.read import texts
from tests.reports.going_out import issue_both
from tests.reports.make import at, figure, make_report, make_staff, send_and_accept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.PORTAL_FILES_DIR = tmp_path


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    report = make_report(people.agency)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=7)
    return report


@pytest.fixture
def sheet(report) -> FiguresSheet:
    return FiguresSheet.objects.get(form_version=report.period.form_version_id)


def test_p9_the_submission_is_an_official_paper_that_names_the_draft(client, people, report):
    issue_both(report.period, people, at(16, 3))
    outgoing = OutgoingPaper.objects.get(paper__kind=PaperKind.PROVINCE)
    client.force_login(people.reviewer)
    answer = client.get(reverse("reports:submission", args=[outgoing.pk]))
    assert 'filename="to-trinh-quy-1-2026.docx"' in answer["Content-Disposition"]
    text = "\n".join(texts(answer.content))
    for words in (
        "TỜ TRÌNH",
        "Kính gửi: Ủy ban nhân dân tỉnh Quảng Ngãi",
        "Dự thảo Báo cáo kết quả công tác thông tin, tuyên truyền cải cách hành chính quý I năm 2026",
        "của Ủy ban nhân dân tỉnh Quảng Ngãi gửi Bộ Nội vụ",
        "từ ngày 15/12/2025 đến ngày 14/3/2026",
    ):
        assert words in text


@pytest.mark.parametrize("are_all_in", [False, True])
def test_p9_the_submission_speaks_of_agencies_outside_only_where_there_are_some(
    client, people, report, are_all_in
):
    for other in report.period.reports.exclude(pk=report.pk) if are_all_in else []:
        drafter, head = make_staff(other.agency)
        send_and_accept(make_report(other.agency, report.period), drafter, head, people.reviewer)
    issue_both(report.period, people, at(16, 3))
    outgoing = OutgoingPaper.objects.get(paper__kind=PaperKind.PROVINCE)
    for officer in (people.reviewer, people.issuer):
        client.force_login(officer)
        said = "\n".join(texts(client.get(reverse("reports:submission", args=[outgoing.pk])).content))
        assert ("các cơ quan chưa có số liệu được nêu tên trong dự thảo" in said) != are_all_in
        assert "Vũ Văn Phát" in said


def test_p9_the_sheet_says_what_the_paper_to_the_ministry_says_whatever_was_issued_after(
    client, people, report, sheet
):
    issue_both(report.period, people, at(16, 3))
    other = make_report(people.other_agency, report.period)
    drafter, head = make_staff(people.other_agency)
    send_and_accept(other, drafter, head, people.reviewer, TT05=5)
    own = ProvincePaper.objects.get(kind=PaperKind.HOME_AFFAIRS)
    amended = amend_paper(own, reason="Thêm Sở Y tế", by=people.reviewer, now=at(18, 3))
    issue_paper(amended, by=people.issuer, now=at(18, 3, 10))
    client.force_login(people.reviewer)
    for query in ("", "?basis=now", "?basis=2"):
        page = client.get(reverse("reports:sheet", args=[report.period_id]) + query)
        numbers = {row.line.figure.code: row.number for row, _shown, _span in page.context["rows"]}
        assert (numbers["TT05"], "Bộ số liệu số 1" in page.text) == (7, True)


def test_p9_the_sheet_has_the_ministrys_order_and_names_and_our_figures(client, people, report, sheet):
    line = sheet.lines.get(figure__code="TT05")
    values = {
        "position": 300,
        "code": "BNV.7",
        "name": "Số văn bản chỉ đạo",
        "figure": line.figure,
        "part": "in_slice",
    }
    save_sheet_line(sheet, line, values, by=people.reviewer, now=at(16, 3))
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:sheet", args=[report.period_id]))
    last, shown, span = page.context["rows"][-1]
    assert (last.line.name, last.number, shown) == ("Số văn bản chỉ đạo", Decimal(7), "7")
    assert span == "Từ 15/12/2025 đến hết 14/3/2026"
    assert "chưa phát hành" in page.text
    book = load_workbook(BytesIO(client.get(reverse("reports:sheet-xlsx", args=[report.period_id])).content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[-1] == (300, "BNV.7", "Số văn bản chỉ đạo", "văn bản", 7, span, "TT05")


def test_p9_a_place_in_the_sheet_is_taken_once_and_lines_are_of_the_form(client, people, report, sheet):
    first, second = sheet.lines.all()[:2]
    values = {"code": "", "name": "Một", "figure": first.figure, "part": "cumulative"}
    with pytest.raises(ValidationError, match="đã có chỉ tiêu khác"):
        save_sheet_line(
            sheet, None, values | {"position": second.position}, by=people.reviewer, now=at(16, 3)
        )
    client.force_login(people.reviewer)
    url = reverse("reports:add-sheet-line", args=[sheet.form_version_id])
    form = {"position": second.position, "name": "Một", "figure": first.figure_id, "part": "cumulative"}
    again = client.post(url, form)
    assert (again.status_code, again.context["form"]["name"].value()) == (422, "Một")
    assert client.post(url, form | {"position": 400}).status_code == 302
    remove = reverse("reports:remove-sheet-line", args=[sheet.form_version_id, sheet.lines.last().pk])
    assert client.post(remove).status_code == 302
    assert not sheet.lines.filter(position=400).exists()


def test_p9_only_the_ministry_wants_figures_and_their_receipt_is_code_or_file(people, report):
    issue_both(report.period, people, at(16, 3))
    wants = {row.paper.kind: row.dispatches.get() for row in OutgoingPaper.objects.all()}
    assert {kind: row.wants_figures for kind, row in wants.items()} == {
        "home_affairs": False,
        "province": True,
    }
    told = {"seen": 0, "by": people.reviewer, "now": at(17, 3)}
    with pytest.raises(ValidationError, match="mã xác nhận"):
        record_figures(wants["province"], None, on=at(16, 3).date(), code="", **told)
    row = record_figures(wants["province"], None, on=at(16, 3).date(), code="BNV-1", **told)
    assert (row.figures_code, row.owes_figures) == ("BNV-1", False)
    with pytest.raises(ValidationError, match="đã được ghi nhận"):
        record_figures(row, None, on=at(16, 3).date(), code="BNV-2", **told | {"seen": 1})


def test_p9_home_affairs_changes_how_papers_go_out(client, people, report):
    client.force_login(people.reviewer)
    url = reverse("reports:roads")
    formset = client.get(url).context["formset"]
    data = {"form-TOTAL_FORMS": len(formset.forms), "form-INITIAL_FORMS": len(formset.forms)}
    for place, form in enumerate(formset.forms):
        step = form.instance
        data |= {f"form-{place}-id": step.pk, f"form-{place}-days": 9, f"form-{place}-source": "QĐ 9"}
    wrong = client.post(url, data | {"form-0-days": "nhiều"})
    assert wrong.status_code == 422
    assert client.post(url, data).url == reverse("reports:regime")
    assert set(RoadStep.objects.values_list("days", "source")) == {(9, "QĐ 9")}
    assert not RoadStep.objects.filter(step__in=RoadStep.OPTIONAL, is_on=True).exists()
    assert "QĐ 9" in client.get(reverse("reports:regime")).text


def test_p9_a_figure_of_another_form_answers_no_line(people, report, sheet):
    from reports.actions.standard import install_form
    from reports.models import Figure

    other = install_form(valid_from=at(1, 1).date(), code="another")
    values = {"position": 500, "code": "", "name": "Một", "part": "cumulative"}
    foreign = Figure.objects.of_form(other).get(code=figure(report, "TT05").code)
    with pytest.raises(ValidationError, match="không thuộc biểu mẫu"):
        save_sheet_line(sheet, None, values | {"figure": foreign}, by=people.reviewer, now=at(16, 3))
