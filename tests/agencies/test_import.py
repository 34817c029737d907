"""Agencies and officers from a workbook: all or nothing, every mistake with its cell."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from agencies.models import Agency, AgencyKind, Officer, Post
from agencies.workbooks import COLUMNS, SHEETS, write_template
from tests.agencies.make import make_agency, make_officer

AGENCY = ["so", "Sở Ngoại vụ", "SNgV", "SNgV", "SNGV", "", dt.date(2025, 3, 1), "QĐ 12"]
OFFICER = [
    "Ngô Mới", "moi@tinh.example", "0255 1", "SNGV", "Ký duyệt", "Phó Giám đốc",
    "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", dt.date(2025, 3, 1), None, "QĐ 13",
]  # fmt: skip


@pytest.fixture
def registrar(people, client):
    client.force_login(people.registrar)
    return client


def changed(row: list, **cells) -> list:
    """The row with some cells changed; a cell is named by its column's letter."""
    copy = list(row)
    for letter, value in cells.items():
        copy[ord(letter) - ord("A")] = value
    return copy


def workbook(agencies=(), officers=()) -> bytes:
    """The template, filled in as a clerk would."""
    book = load_workbook(io.BytesIO(write_template(AgencyKind.objects.all())))
    for sheet, rows in (("agencies", agencies), ("officers", officers)):
        for row in rows:
            book[SHEETS[sheet]].append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def send(client, body: bytes, name: str = "danh-muc.xlsx"):
    return client.post(reverse("agencies:import"), {"file": SimpleUploadedFile(name, body)})


def cells(answer) -> dict[str, list[str]]:
    return {sheet: [spot.cell for spot in spots] for sheet, spots in answer.context["spots"].items()}


def counts() -> tuple[int, int, int]:
    return Agency.objects.count(), Officer.objects.count(), Post.objects.count()


def test_the_template_has_a_sheet_for_each_and_lists_to_choose_from(people, registrar):
    answer = registrar.get(reverse("agencies:import_template"))

    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Cơ quan", "Cán bộ", "Hướng dẫn"]
    assert [cell.value for cell in book["Cơ quan"][1]][:2] == ["Loại *", "Tên cơ quan *"]
    rule = book["Cơ quan"].data_validations.dataValidation[0]
    guide, area = rule.formula1.rsplit("!", 1)
    listed = [cell.value for row in book[guide.strip("'")][area.replace("$", "")] for cell in row]
    assert listed == list(AgencyKind.objects.values_list("code", flat=True))
    assert answer["Content-Disposition"] == 'attachment; filename="mau-nhap-co-quan-can-bo.xlsx"'


def test_agencies_and_officers_come_in_together(people, registrar, told):
    second = changed(OFFICER, E="Soạn thảo", F="Chuyên viên", G=None)

    answer = send(registrar, workbook([AGENCY], [OFFICER, second]))

    assert (answer.status_code, answer.url) == (302, "/agencies/")
    agency = Agency.objects.latest("pk")
    version = agency.versions.get()
    assert (version.name, version.code, version.kind.code, version.valid_from) == (
        "Sở Ngoại vụ", "SNGV", "so", dt.date(2025, 3, 1),
    )  # fmt: skip
    officer = Officer.objects.get(email="moi@tinh.example")
    assert officer.has_usable_password() is False
    posts = officer.posts.order_by("pk")
    assert [(p.agency, p.role, p.signature_lines) for p in posts] == [
        (agency, "head", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"),
        (agency, "drafter", ""),
    ]
    assert told == ["register"]


def test_text_dates_and_numeric_codes_are_read_as_meant(people, registrar):
    row = changed(AGENCY, A="xa", B="Xã An Phú", C=None, D=None, E=21034, G="01/7/2025")

    send(registrar, workbook([row]))

    version = Agency.objects.latest("pk").versions.get()
    assert (version.code, version.valid_from) == ("21034", dt.date(2025, 7, 1))


def test_one_mistake_keeps_everything_out_and_every_mistake_is_shown(people, registrar, told):
    make_officer("Người Khác", email="khac@tinh.example")
    before = counts()
    agencies = [
        AGENCY,
        changed(AGENCY, A="bộ", B="Bộ", E="B1"),
        changed(AGENCY, B="Sở Hai", E="STP"),
        changed(AGENCY, B=None, E=None, G="31/02/2025"),
        changed(AGENCY, B="Sở Tư pháp", E="KHAC"),
    ]
    officers = [
        OFFICER,
        changed(OFFICER, B="không phải thư", D="STP"),
        changed(OFFICER, B="khac@tinh.example"),
        changed(OFFICER, D="KHÔNG CÓ", E="Sếp"),
        changed(OFFICER, B="kc@tinh.example", D="KHÔNG CÓ"),
        changed(OFFICER, B="q@tinh.example", E="Quản trị danh mục"),
        changed(OFFICER, B="s@tinh.example", H=dt.date(2024, 1, 1)),
    ]

    answer = send(registrar, workbook(agencies, officers))

    assert answer.status_code == 422
    assert cells(answer) == {
        "Cơ quan": ["A3", "E4", "B5", "G5", "B6"],
        "Cán bộ": ["B3", "B4", "E5", "D6", "E7", "D8"],
    }
    assert [spot.right == "" for spots in answer.context["spots"].values() for spot in spots] == [False] * 11
    assert (counts(), told) == (before, [])


def test_a_row_about_a_refused_agency_is_not_a_second_mistake(people, registrar):
    answer = send(registrar, workbook([changed(AGENCY, A="bộ")], [OFFICER]))

    assert cells(answer) == {"Cơ quan": ["A2"]}


def test_the_administrator_does_not_give_themselves_posts_by_a_workbook(people, registrar):
    me = changed(OFFICER, A=people.registrar.full_name, B=people.registrar.email, D="SNV", E="Phát hành")

    answer = send(registrar, workbook([], [me]))

    assert (cells(answer), people.registrar.posts.count()) == ({"Cán bộ": ["B2"]}, 1)


def test_a_known_officer_gets_another_post(people, registrar):
    row = changed(
        OFFICER, A="Trần Thị Soạn", B=people.drafter.email.upper(), D="Sở Y tế", E="Chỉ xem", G=None
    )

    send(registrar, workbook([], [row]))

    assert [(p.agency, p.role) for p in people.drafter.posts.order_by("pk")] == [
        (people.agency, "drafter"), (people.other_agency, "reader"),
    ]  # fmt: skip


def test_a_name_of_two_agencies_is_asked_back(people, registrar):
    make_agency("Xã Một", "xa", code="STP")

    answer = send(registrar, workbook([], [changed(OFFICER, D="STP")]))

    assert cells(answer) == {"Cán bộ": ["D2"]}


def test_headings_moved_about_are_refused_by_name(people, registrar):
    book = Workbook()
    book.active.title = "Cơ quan"
    book.active.append([column.title for column in reversed(COLUMNS["agencies"])])
    output = io.BytesIO()
    book.save(output)

    answer = send(registrar, output.getvalue())

    assert cells(answer) == {"Cơ quan": ["A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1"]}


def test_too_many_rows_are_refused(people, registrar, monkeypatch):
    monkeypatch.setattr("agencies.workbooks.MOST_ROWS", 2)

    answer = send(registrar, workbook([changed(AGENCY, B=f"Sở {n}", E=f"S{n}") for n in range(3)]))

    assert cells(answer) == {"Cơ quan": ["4"]}
    assert Agency.objects.count() == 3


def test_formulas_and_markup_stay_text(people, registrar):
    send(registrar, workbook([changed(AGENCY, B="<script>alert(1)</script>", H="'=1+1")]))

    page = registrar.get(reverse("agencies:list")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def bomb() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return output.getvalue()


def with_macro() -> bytes:
    output = io.BytesIO(workbook())
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return output.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: b"", "a.xlsx"),
        (lambda: b"not a zip", "a.xlsx"),
        (bomb, "a.xlsx"),
        (lambda: workbook()[:-200], "a.xlsx"),
        (lambda: workbook(), "a.xls"),
        (lambda: workbook(), "a.xlsx.exe"),
        (lambda: b"%PDF-1.4 not really", "a.pdf"),
        (with_macro, "a.xlsx"),
        (lambda: b"0" * (5 * 1024 * 1024 + 1), "a.xlsx"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_beside_its_field(people, registrar, make, name):
    answer = send(registrar, make(), name)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_workbook_without_the_sheets_points_to_the_template(people, registrar):
    output = io.BytesIO()
    Workbook().save(output)

    answer = send(registrar, output.getvalue())

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_a_post_that_stands_in_the_register_does_not_come_in_twice(people, registrar):
    send(registrar, workbook([AGENCY], [OFFICER]))
    before = counts()

    answer = send(registrar, workbook([], [OFFICER]))

    assert (answer.status_code, counts()) == (422, before)
    assert cells(answer) == {"Cán bộ": ["B2"]}
