"""The Word file of a report with a 300-row annex, as a ratio to the same content through docxtpl.

python -m bench.docx [rows, 300 when not said]
"""

import tempfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from bench.database import sizes
from bench.pairs import compare, report
from records.papers.official import AnnexTable, OfficialPaper, Paragraph, Signature, write_docx
from records.papers.tables import Column, Table, printed

COLUMNS = [
    Column("TT", 6, "center"),
    Column("Cơ quan, đơn vị", 40),
    Column("Trong kỳ", 14, "right", group="Kết quả"),
    Column("Lũy kế", 14, "right", group="Kết quả"),
    Column("Ghi chú", 20),
]
LINE = "Trong quý I năm 2025, các cơ quan, đơn vị đã đăng tải 1.234 tin, bài về cải cách hành chính."


def paper(rows):
    return OfficialPaper(
        parent_body="Ủy ban nhân dân tỉnh Quảng Ngãi",
        issuing_body="Sở Nội vụ",
        sign="BC-SNV",
        place="Quảng Ngãi",
        year=2025,
        subject="Kết quả thực hiện công tác thông tin, tuyên truyền cải cách hành chính quý I năm 2025",
        addressees=["Ủy ban nhân dân tỉnh Quảng Ngãi"],
        blocks=[Paragraph(LINE)] * 20,
        signature=Signature(["GIÁM ĐỐC"]),
        recipients=["Như trên", "Lưu: VT, CCHC"],
        annexes=[AnnexTable("Số liệu", Table(COLUMNS, rows))],
    )


def figures(count):
    return [
        (place, f"Ủy ban nhân dân xã số {place}", place * 37, place * 91, "") for place in range(1, count + 1)
    ]


def template(folder: Path) -> Path:
    """The paper itself with a loop of docxtpl where its rows would stand."""
    cells = ["{{ row[0] }}", "{{ row[1] }}", "{{ row[2] }}", "{{ row[3] }}", "{{ row[4] }}"]
    loop = [["{%tr for row in rows %}"] + [""] * 4, cells, ["{%tr endfor %}"] + [""] * 4]
    path = folder / "template.docx"
    path.write_bytes(write_docx(paper(loop)))
    return path


def _say_the_same(folder, *ways):
    """A ratio means nothing if one of the two leaves something out."""
    for way in ways:
        way()
    ours, theirs = (Document(folder / name).tables[-1]._tbl for name in ("ours.docx", "theirs.docx"))
    if [node.text for node in ours.iter(qn("w:t"))] != [node.text for node in theirs.iter(qn("w:t"))]:
        raise SystemExit("The two files do not say the same: nothing was compared")


def main(rows=300):
    with tempfile.TemporaryDirectory() as folder:
        source = template(Path(folder))

        def through_docxtpl():
            document = DocxTemplate(source)
            document.render(
                {"rows": [[printed(cell) for cell in row] for row in figures(rows)]}, autoescape=True
            )
            document.save(Path(folder) / "theirs.docx")

        def ours(count=rows):
            (Path(folder) / "ours.docx").write_bytes(write_docx(paper(figures(count))))

        _say_the_same(Path(folder), ours, through_docxtpl)
        report(f"write_docx / docxtpl, {rows} rows", compare(ours, through_docxtpl), goal=2)
        doubled = compare(lambda: ours(2 * rows), ours)
        report(f"write_docx, {2 * rows} rows / {rows} rows", doubled, goal=2.3)


if __name__ == "__main__":
    main(*sizes())
