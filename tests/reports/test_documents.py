"""What the official papers say and how they are headed (Decree 30/2020/ND-CP, Annex I)."""

from io import BytesIO

import pytest
from docx import Document

from agencies.models import Post
from reports.documents import agency_report
from reports.models import PaperLayout, Period
from reports.spans import period_in_words
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.records.papers.read import texts
from tests.reports.make import fill, fresh, make_open_period, make_report

pytestmark = pytest.mark.django_db


def document(agency, drafter, head, **numbers) -> bytes:
    period = make_open_period("h1")
    report = fill(make_report(agency, period), drafter, **numbers)
    layout = PaperLayout.objects.get(regime=period.regime, kind="agency")
    return agency_report(fresh(report), layout, head=head, today=report.period.ends_on)


@pytest.fixture
def people():
    return make_people()


def test_a_department_writes_under_the_province(people):
    head = Post.objects.get(officer=people.head)
    lines = texts(document(people.agency, people.drafter, head))
    assert lines[:3] == ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI", "SỞ TƯ PHÁP"]
    assert any(line.startswith("Quảng Ngãi, ngày") for line in lines)
    assert lines[lines.index("GIÁM ĐỐC") + 1 :].count("Lê Văn Ký") == 1


def test_a_commune_writes_under_nobody_from_its_own_place():
    commune = make_agency("Ủy ban nhân dân xã Bình Sơn", "xa", sign="UBND")
    drafter = make_post(make_officer(), commune).officer
    lines_of_post = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    head = make_post(make_officer("Trần Thị Chủ"), commune, Post.Role.HEAD, signature_lines=lines_of_post)
    lines = texts(document(commune, drafter, head))
    assert lines[:2] == ["ỦY BAN NHÂN DÂN", "XÃ BÌNH SƠN"]
    assert any(line.startswith("Bình Sơn, ngày") for line in lines)
    place = lines.index("TM. ỦY BAN NHÂN DÂN")
    assert [line for line in lines[place : place + 8] if line][:4] == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Thị Chủ",
    ]


def test_who_owes_figures_only_still_has_a_sentence():
    press = make_agency("Báo và Phát thanh, Truyền hình Quảng Ngãi", "bao-chi")
    drafter = make_post(make_officer(), press).officer
    lines = texts(document(press, drafter, None))
    assert any("tại phụ lục kèm theo" in line for line in lines)
    assert "TỔNG BIÊN TẬP" in lines


def test_the_annex_holds_slice_and_cumulative_numbers(people):
    content = document(people.agency, people.drafter, None, TT05=3, TT15=12345)
    annex = Document(BytesIO(content)).tables[-1]
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in annex.rows}
    assert rows["TT05"][4:6] == ["3", "3"]
    assert rows["TT15"][4:6] == ["12.345", "12.345"]
    assert rows["TT01"][4:6] == ["", "Không"]  # of the whole year, of no slice


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("q1", "quý I năm 2026"),
        ("h1", "6 tháng đầu năm 2026"),
        ("m9", "9 tháng đầu năm 2026"),
        ("year", "năm 2026"),
    ],
)
def test_a_period_in_the_words_of_a_title(code, words):
    assert period_in_words(Period(code=code, year=2026)) == words
