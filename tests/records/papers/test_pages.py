"""The papers laid out on pages by LibreOffice."""

from records.papers.official import Paragraph, write_docx
from tests.records.papers import make, read


def test_provincial_report_is_laid_out_with_its_annexes(tmp_path):
    pages = read.as_pdf(write_docx(make.province_report()), tmp_path).pages
    first_lines = [read.page_lines(page)[0] for page in pages]
    annexes = [place for place, line in enumerate(first_lines) if line.startswith("Phụ lục")]
    assert [first_lines[place] for place in annexes] == ["Phụ lục I", "Phụ lục II"]
    first, second = annexes
    assert first_lines[1:first] == [str(number) for number in range(2, first + 1)]
    assert first_lines[first + 1 : second] == [str(number) for number in range(2, second - first + 1)]
    assert 0 < first < second < len(pages) - 1
    landscape = [page.mediabox.width > page.mediabox.height for page in pages]
    assert landscape == [first <= place < second for place in range(len(pages))]


def test_headings_of_a_long_table_stand_on_every_page(tmp_path):
    pages = read.as_pdf(write_docx(make.province_report()), tmp_path).pages
    starts = [place for place, page in enumerate(pages) if read.page_lines(page)[0].startswith("Phụ lục")]
    with_headings = [place for place, page in enumerate(pages) if "Lũy kế từ" in page.extract_text()]
    assert with_headings == list(range(*starts))
    assert len(with_headings) > 2


def test_signature_stands_on_one_page_wherever_the_text_ends(tmp_path):
    for lines in (24, 27, 30):
        paper = make.make_paper(blocks=[Paragraph("\n".join(["Nội dung."] * lines))])
        pages = read.as_pdf(write_docx(paper), tmp_path).pages
        signed = [page for page in pages if "KT. GIÁM ĐỐC" in page.extract_text()]
        assert len(signed) == 1
        text = signed[0].extract_text()
        assert ("Nguyễn Thị Mẫu" in text, "Nơi nhận" in text, "./." in text) == (True, True, True)


def test_short_report_takes_one_page(tmp_path):
    assert len(read.as_pdf(write_docx(make.make_paper()), tmp_path).pages) == 1


def test_p8_the_last_line_of_an_annex_never_stands_alone_on_a_page(tmp_path):
    """Annexes of growing length, so that one of them is a line too long for its page."""
    counts = range(9, 21)
    note = "Số liệu từ ngày 15/6/2026 đến ngày 14/9/2026"
    annexes = [make.make_annex(table=make.figure_table(count), notes=[note]) for count in counts]
    pages = read.as_pdf(write_docx(make.make_paper(annexes=annexes)), tmp_path).pages
    ends = [page.extract_text() for page in pages if "Số liệu từ ngày" in page.extract_text()]
    assert len(ends) == len(annexes)
    assert 1 + len(annexes) < len(pages) < 1 + 3 * len(annexes)  # some need a page more than the first did
    # On the page of the note, the heading of the last group and the two rows above it.
    assert all("II. Kết quả theo nhóm" in text for text in ends)
    kept = [[str(count - 1), str(count)] for count in counts]
    lines = [[line.split(" ")[0] for line in text.splitlines()] for text in ends]
    assert [set(wanted) <= set(found) for wanted, found in zip(kept, lines, strict=True)] == [True] * len(
        counts
    )
