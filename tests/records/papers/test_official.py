"""The Word file, read back from its own XML: Decree 30/2020/NĐ-CP, Annex I."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from records.papers.measure import bold_width
from records.papers.official import Heading, Paragraph, Signature, roman, write_docx
from records.papers.tables import Column, Fixed, Row
from tests.records.papers import make, read

PAPER_SIZES = {
    "Nation": (13, True, False),
    "Motto": (14, True, False),
    "ParentBody": (13, False, False),
    "IssuingBody": (13, True, False),
    "Sign": (13, False, False),
    "PlaceDate": (14, False, True),
    "TypeName": (14, True, False),
    "Subject": (14, True, False),
    "Ground": (14, False, True),
    "Body": (14, False, False),
    "Heading1": (14, True, False),
    "Heading2": (14, True, False),
    "Heading3": (14, False, False),
    "RecipientsLabel": (12, True, True),
    "Recipient": (11, False, False),
    "Signature": (14, True, False),
    "AnnexName": (14, True, False),
    "AnnexTitle": (14, True, False),
    "AnnexReference": (14, False, True),
    "Header": (14, False, False),
}


def style(document, style_id):
    return next(style for style in document.styles if style.style_id == style_id)


def inherited(style, name):
    """A property of a style or of the nearest style it is based on."""
    while style is not None:
        value = getattr(style.font, name)
        if value is not None:
            return value
        style = style.base_style
    return {"size": Pt(14), "bold": False, "italic": False}[name]


def test_page_is_a4_with_the_decrees_margins():
    section = read.open_docx(write_docx(make.make_paper())).sections[0]
    assert (section.page_width, section.page_height) == (Twips(11906), Twips(16838))
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert margins == (Twips(1134), Twips(1134), Twips(1701), Twips(850))


def test_every_script_is_set_in_times_new_roman_and_vietnamese():
    styles = read.part(write_docx(make.make_paper()), "word/styles.xml")
    fonts, language = (next(styles.iter(qn(tag))) for tag in ("w:rFonts", "w:lang"))
    assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert {qn("w:ascii"), qn("w:hAnsi"), qn("w:eastAsia"), qn("w:cs")} == set(fonts.attrib)
    assert language.get(qn("w:val")) == "vi-VN"
    assert len(list(styles.iter(qn("w:rFonts")))) == 1


@pytest.mark.parametrize(("style_id", "expected"), PAPER_SIZES.items())
def test_type_sizes_follow_the_decree(style_id, expected):
    found = style(read.open_docx(write_docx(make.make_paper())), style_id)
    size, bold, italic = expected
    assert inherited(found, "size") == Pt(size)
    assert (bool(inherited(found, "bold")), bool(inherited(found, "italic"))) == (bold, italic)


def test_body_is_justified_with_an_indented_first_line_and_air_between_paragraphs():
    body = style(read.open_docx(write_docx(make.make_paper())), "Body").paragraph_format
    assert (body.first_line_indent, body.space_after, body.alignment) == (Twips(720), Pt(6), 3)
    assert body.line_spacing == 1.15


def test_head_names_the_bodies_in_capitals_and_leaves_number_and_date_blank():
    written = write_docx(make.make_paper())
    assert read.styled(written, "ParentBody") == ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"]
    assert read.styled(written, "IssuingBody") == ["SỞ NỘI VỤ"]
    assert read.styled(written, "Nation") == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert read.styled(written, "Motto") == ["Độc lập - Tự do - Hạnh phúc"]
    assert read.styled(written, "Sign") == ["Số:        /BC-SNV"]
    assert read.styled(written, "PlaceDate") == ["Quảng Ngãi, ngày     tháng     năm 2025"]


def test_head_holds_no_empty_line_for_a_body_without_a_parent():
    written = write_docx(make.agency_report())
    assert read.styled(written, "ParentBody") == []
    assert read.styled(written, "IssuingBody") == ["ỦY BAN NHÂN DÂN", "XÃ SƠN TÂY THƯỢNG"]


def test_rules_are_as_long_as_the_decree_says():
    rules = read.part(write_docx(make.make_paper()), "word/document.xml").iter(qn("w:p"))
    sides = [
        int(line.find(f"{qn('w:pPr')}/{qn('w:ind')}").get(qn("w:left")))
        for line in rules
        if line.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "Rule"
    ]
    issuer, motto, subject = sides
    assert 1 / 3 <= (3685 - 2 * issuer) / 1339 <= 1 / 2  # SỞ NỘI VỤ in the font itself
    assert 5670 - 2 * motto == pytest.approx(3423, abs=20)  # the motto, likewise
    assert 1 / 3 <= (9355 - 2 * subject) / 5904 <= 1 / 2  # the longer line of the subject


def test_subject_is_cut_between_words_that_belong_apart():
    written = write_docx(make.make_paper())
    subject = next(text for text in read.texts(written) if text.startswith("Kết quả thực hiện"))
    assert subject.split("\n") == [
        "Kết quả thực hiện công tác thông tin,",
        "tuyên truyền cải cách hành chính quý I năm 2025",
    ]


@pytest.mark.parametrize(("number", "printed"), [("5", "05"), ("05", "05"), ("15", "15"), ("105", "105")])
def test_f8_a_number_of_one_digit_has_its_zero(number, printed):
    written = write_docx(make.make_paper(number=number, annexes=[make.make_annex()]))
    assert read.styled(written, "Sign") == [f"Số: {printed}/BC-SNV"]
    assert f"số {printed}/BC-SNV" in read.styled(written, "AnnexReference")[0].replace("\xa0", " ")


def test_one_addressee_stands_in_the_line_and_several_in_a_list():
    one = write_docx(make.make_paper(addressees=["Bộ Nội vụ"]))
    assert read.styled(one, "Addressee") == ["Kính gửi: Bộ Nội vụ"]
    two = write_docx(make.make_paper(addressees=["Bộ Nội vụ", "Sở Nội vụ;"]))
    assert read.styled(two, "AddresseeList") == ["Kính gửi:"]
    assert read.styled(two, "AddresseeItem") == ["- Bộ Nội vụ;", "- Sở Nội vụ."]


def test_grounds_and_recipients_are_punctuated_as_lists():
    written = write_docx(
        make.make_paper(grounds=["Căn cứ A", "Căn cứ B."], recipients=["Như trên", "- Lưu: VT, CCHC."])
    )
    assert read.styled(written, "Ground") == ["Căn cứ A;", "Căn cứ B."]
    assert read.styled(written, "Recipient") == ["- Như trên;", "- Lưu: VT, CCHC."]


def test_headings_are_numbered_at_three_levels():
    levels = [(1, "Một"), (2, "Hai"), (3, "Ba"), (3, "Bốn"), (2, "Năm"), (3, "Sáu"), (1, "Bảy"), (2, "Tám")]
    written = write_docx(make.make_paper(blocks=[Heading(text, level) for level, text in levels]))
    assert read.styled(written, "Heading1") == ["I. MỘT", "II. BẢY"]
    assert read.styled(written, "Heading2") == ["1. Hai", "2. Năm", "1. Tám"]
    assert read.styled(written, "Heading3") == ["a) Ba", "b) Bốn", "a) Sáu"]


def test_points_follow_the_vietnamese_alphabet():
    written = write_docx(make.make_paper(blocks=[Heading("x", 3)] * 6))
    assert read.styled(written, "Heading3") == ["a) x", "b) x", "c) x", "d) x", "đ) x", "e) x"]


def test_heading_keeps_its_own_number_when_asked():
    written = write_docx(make.make_paper(blocks=[Heading("Mở đầu", numbered=False), Heading("Sau")]))
    assert read.styled(written, "Heading1") == ["MỞ ĐẦU", "I. SAU"]


def test_headings_stay_with_the_text_below():
    document = read.open_docx(write_docx(make.make_paper()))
    assert [style(document, f"Heading{level}").paragraph_format.keep_with_next for level in (1, 2, 3)] == [
        True
    ] * 3


def test_each_line_of_a_text_is_a_paragraph_and_the_last_closes_the_paper():
    written = write_docx(
        make.make_paper(blocks=[Paragraph("Một.\n\n Hai."), Paragraph("Ba.\nKính báo cáo.")])
    )
    assert read.styled(written, "Body") == ["Một.", "Hai.", "Ba.", "Kính báo cáo./."]


def test_signature_block_is_one_row_that_does_not_split_and_follows_the_last_words():
    document = read.open_docx(write_docx(make.make_paper()))
    foot = document.tables[-1]
    assert len(foot.rows) == 1
    assert foot._tbl.find(f".//{qn('w:cantSplit')}") is not None
    closing = next(line for line in document.paragraphs if line.text.endswith("./."))
    assert closing.paragraph_format.keep_with_next is True


def test_signature_leaves_room_to_sign_and_prints_the_name():
    written = write_docx(make.make_paper(signature=Signature(["GIÁM ĐỐC"], "Nguyễn Thị Mẫu")))
    assert read.styled(written, "Signature") == ["GIÁM ĐỐC", "", "", "", "", "Nguyễn Thị Mẫu"]


def test_page_number_is_centred_above_and_absent_from_the_first_page():
    document = read.open_docx(write_docx(make.make_paper(annexes=[make.make_annex()])))
    for section in document.sections:
        assert section.different_first_page_header_footer is True
        assert section.first_page_header.paragraphs[0].text == ""
        assert " PAGE " in [node.text for node in section.header._element.iter(qn("w:instrText"))]
    assert style(document, "Header").paragraph_format.alignment == 1


def test_each_annex_is_a_section_numbered_from_one():
    annexes = [make.make_annex(), make.make_annex(landscape=False)]
    document = read.open_docx(write_docx(make.make_paper(annexes=annexes)))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in document.sections]
    assert [None if start is None else start.get(qn("w:start")) for start in starts] == [None, "1", "1"]
    assert document.sections[1].page_width == Twips(16838)


def test_annex_is_titled_and_points_at_its_paper():
    written = write_docx(make.make_paper(annexes=[make.make_annex(unit="đồng", notes=["Ghi chú: mẫu."])]))
    assert read.styled(written, "AnnexName") == ["Phụ lục"]
    assert read.styled(written, "AnnexTitle") == ["SỐ LIỆU TỔNG HỢP"]
    reference = "(Kèm theo Báo cáo số        /BC-SNV ngày     tháng     năm 2025 của Sở Nội vụ)"
    assert read.styled(written, "AnnexReference") == [reference]
    assert read.styled(written, "Unit") == ["Đơn vị tính: đồng"]
    assert read.styled(written, "Note") == ["Ghi chú: mẫu."]


def test_several_annexes_carry_roman_numbers():
    written = write_docx(make.make_paper(annexes=[make.make_annex()] * 4))
    assert read.styled(written, "AnnexName") == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]
    assert [roman(number) for number in (9, 14, 29)] == ["IX", "XIV", "XXIX"]


def test_annex_repeats_both_heading_rows_and_splits_no_row():
    document = read.open_docx(
        write_docx(make.make_paper(annexes=[make.make_annex(table=make.figure_table(3))]))
    )
    rows = document.tables[-1]._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, True, *[False] * 5]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_grouped_headings_are_merged_across_and_the_others_down():
    document = read.open_docx(
        write_docx(make.make_paper(annexes=[make.make_annex(table=make.figure_table(1))]))
    )
    upper, lower = ([cell.text for cell in row.cells] for row in document.tables[-1].rows[:2])
    assert upper[2:6] == ["Đơn vị tính", "Kết quả thực hiện", "Kết quả thực hiện", "Cùng kỳ năm trước"]
    assert lower[2:6] == ["Đơn vị tính", "Trong kỳ", "Lũy kế từ đầu năm", "Cùng kỳ năm trước"]


def test_a_row_may_span_the_table_and_be_bold():
    table = make.make_table([Row(["I. Chung"], bold=True, span=True), (1, "Hai", 3)])
    written = write_docx(make.make_paper(annexes=[make.make_annex(table=table)]))
    assert read.styled(written, "CellBold") == ["I. Chung"]
    assert [cell.text for cell in read.open_docx(written).tables[-1].rows[1].cells] == ["I. Chung"] * 3


def test_no_code_or_short_word_is_broken_in_a_narrow_column():
    columns = [Column("STT", 2, "center"), Column("Mã", 2, "center"), Column("Chỉ tiêu", 40)]
    table = make.make_table([("1", "TT27.1", "Số tin, bài")], columns)
    document = read.open_docx(write_docx(make.make_paper(blocks=[table])))
    widths = [int(column.get(qn("w:w"))) for column in document.tables[-2]._tbl.tblGrid]
    assert widths[0] >= bold_width("STT", 12) + 190
    assert widths[1] >= bold_width("TT27.1", 12) + 190


def test_columns_fill_the_width_and_no_number_is_too_wide_for_its_own():
    columns = [Column("A", 30), Column("B", 2, "right"), Column("C", 30)]
    table = make.make_table([("x", 2_389_024_000_000, "y")], columns)
    document = read.open_docx(write_docx(make.make_paper(annexes=[make.make_annex(table=table)])))
    widths = [int(column.get(qn("w:w"))) for column in document.tables[-1]._tbl.tblGrid]
    assert widths[1] >= 17 * 125
    assert sum(widths) == pytest.approx(14287, abs=3)


def test_p8_the_last_rows_of_an_annex_stay_with_each_other_and_with_their_notes():
    annex = make.make_annex(table=make.figure_table(6), notes=["Một.", "Hai."])
    document = read.open_docx(write_docx(make.make_paper(annexes=[annex])))
    kept = [
        {line.paragraph_format.keep_with_next for cell in row.cells for line in cell.paragraphs}
        for row in document.tables[-1].rows[2:]
    ]
    assert kept == [{True}, *[{None}] * 4, *[{True}] * 3]  # the first is the heading of a group
    notes = [line for line in document.paragraphs if line.style.style_id == "Note"]
    assert [line.paragraph_format.keep_with_next for line in notes] == [True, True]


def test_p8_a_body_with_an_annex_refers_to_it():
    one = write_docx(make.make_paper(annexes=[make.make_annex()]))
    assert read.styled(one, "Body") == [
        "Sở Nội vụ đã ban hành kế hoạch.",
        "(Chi tiết tại Phụ lục kèm theo)./.",
    ]
    two = write_docx(make.make_paper(annexes=[make.make_annex()] * 2))
    assert read.styled(two, "Body")[-1] == "(Chi tiết tại Phụ lục I, II kèm theo)./."


@pytest.mark.parametrize("text", ["Số liệu tại Phụ lục kèm theo.", "Số liệu chi tiết (kèm theo 02 phụ lục)."])
def test_a_body_that_refers_to_its_annex_already_does_so_once(text):
    written = write_docx(make.make_paper(blocks=[Paragraph(text)], annexes=[make.make_annex()]))
    assert len(read.styled(written, "Body")) == 1


def test_the_annex_of_another_paper_is_no_reference():
    text = "Thực hiện Phụ lục của Kế hoạch số 07/KH-UBND."
    written = write_docx(make.make_paper(blocks=[Paragraph(text)], annexes=[make.make_annex()]))
    assert read.styled(written, "Body") == [text, "(Chi tiết tại Phụ lục kèm theo)./."]
    assert len(read.styled(write_docx(make.make_paper(blocks=[Paragraph(text)])), "Body")) == 1


def test_p8_ratios_in_a_column_have_one_number_of_decimals():
    numbers = [Fixed(Decimal("92.31"), 2), Fixed(Decimal(2287), 2), Fixed(Decimal(3), 0)]
    rows = [(place, "x", number) for place, number in enumerate(numbers)]
    written = write_docx(make.make_paper(annexes=[make.make_annex(table=make.make_table(rows))]))
    assert read.styled(written, "Cell")[2::3] == ["92,31", "2.287,00", "3"]


def test_values_are_printed_as_a_vietnamese_reader_expects():
    rows = [(1234567, Decimal("85.50"), date(2026, 2, 5)), (None, Decimal("-0.25"), "KAD")]
    written = write_docx(make.make_paper(annexes=[make.make_annex(table=make.make_table(rows))]))
    assert read.styled(written, "Cell") == ["1.234.567", "85,5", "05/02/2026", "", "-0,25", "KAD"]


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="A row of 2 cells where 3 are expected"):
        write_docx(make.make_paper(blocks=[make.make_table([(1, 2)])]))


NASTY = [
    "<script>alert('x')</script>",
    'a & b < c > d "e"',
    "😀 👩‍👩‍👧 𠮷",
    "]]> <!-- &amp; {{ 7*7 }} {% debug %}",
]


@pytest.mark.parametrize("text", NASTY)
def test_any_text_is_printed_as_it_was_typed(text):
    table = make.make_table([(1, text, 2)])
    paper = make.make_paper(
        blocks=[Heading(text, 2), Paragraph(f"{text} x")],
        annexes=[make.make_annex(table=table, notes=[text])],
    )
    written = write_docx(paper)
    assert read.styled(written, "Heading2") == [f"1. {text}"]
    assert read.styled(written, "Body") == [f"{text} x", "(Chi tiết tại Phụ lục kèm theo)./."]
    assert read.styled(written, "Note") == [text]
    assert read.styled(written, "Cell")[1] == text


def test_what_xml_cannot_carry_is_dropped():
    written = write_docx(make.make_paper(blocks=[Paragraph("a\x00b\x08c\ud800d\ufffee")]))
    assert read.styled(written, "Body") == ["abcde./."]


def test_properties_name_the_paper_and_the_office_alone():
    properties = read.open_docx(write_docx(make.make_paper())).core_properties
    assert properties.title == f"Báo cáo {make.make_paper().subject}"
    assert (properties.author, properties.last_modified_by) == ("Sở Nội vụ", "Sở Nội vụ")
    assert properties.language == "vi-VN"


def test_the_same_paper_gives_the_same_bytes():
    assert write_docx(make.province_report()) == write_docx(make.province_report())


def test_no_template_or_object_comes_from_outside_the_file():
    with ZipFile(BytesIO(write_docx(make.province_report()))) as archive:
        relations = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
    assert re.findall("TargetMode|attachedTemplate|https?://(?!schemas)", "".join(relations)) == []
