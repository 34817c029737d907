"""Papers as an office would send them; the people and figures are invented."""

from datetime import date
from decimal import Decimal
from typing import Any

from records.papers.official import AnnexTable, Heading, OfficialPaper, Paragraph, Signature
from records.papers.sheets import Sheet
from records.papers.tables import Column, Row, Table

COLUMNS = [Column("TT", 5, "center"), Column("Chỉ tiêu", 40), Column("Kết quả", 10, "right")]
ROWS = [(1, "Số tin, bài trên trang thông tin điện tử", 1234), (2, "Số cuộc đối thoại", 2)]
FIGURE_COLUMNS = [
    Column("TT", 5, "center"),
    Column("Chỉ tiêu", 48),
    Column("Đơn vị tính", 12, "center"),
    Column("Trong kỳ", 13, "right", group="Kết quả thực hiện"),
    Column("Lũy kế từ đầu năm", 13, "right", group="Kết quả thực hiện"),
    Column("Cùng kỳ năm trước", 13, "right"),
    Column("Ghi chú", 16),
]
FIGURES = [
    ("TT01", "Có ban hành kế hoạch tuyên truyền CCHC năm", "cơ quan"),
    ("TT02", "Số nhiệm vụ tuyên truyền theo kế hoạch năm", "nhiệm vụ"),
    ("TT03", "Số nhiệm vụ đã hoàn thành (lũy kế)", "nhiệm vụ"),
    ("TT04", "Tỷ lệ hoàn thành kế hoạch", "%"),
    ("TT06", "Số tin, bài CCHC trên báo in, báo điện tử của tỉnh", "tin, bài"),
    ("TT11", "Số lượt phát trên hệ thống truyền thanh cơ sở", "lượt phát"),
    ("TT15", "Số lượt truy cập chuyên mục CCHC trên cổng, trang thông tin điện tử của cơ quan", "lượt"),
    ("TT23", "Lượt cán bộ, công chức, viên chức được tập huấn, bồi dưỡng về CCHC", "lượt người"),
    ("TT34a", "Kinh phí được giao trong năm cho công tác thông tin, tuyên truyền CCHC", "đồng"),
]
COMMUNES = (
    "Phường Cẩm Thành",
    "Phường Trương Quang Trọng",
    "Xã Sơn Tây Thượng",
    "Xã Đăk Rơ Wa",
    "Đặc khu Lý Sơn",
)


def make_table(rows: Any = ROWS, columns: Any = COLUMNS) -> Table:
    return Table(columns, rows)


def make_paper(**changes: Any) -> OfficialPaper:
    wanted: dict[str, Any] = {
        "parent_body": "Ủy ban nhân dân tỉnh Quảng Ngãi",
        "issuing_body": "Sở Nội vụ",
        "sign": "BC-SNV",
        "place": "Quảng Ngãi",
        "year": 2025,
        "subject": "Kết quả thực hiện công tác thông tin, tuyên truyền cải cách hành chính quý I năm 2025",
        "signature": Signature(["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Nguyễn Thị Mẫu"),
        "addressees": ["Ủy ban nhân dân tỉnh Quảng Ngãi"],
        "blocks": [Heading("Công tác chỉ đạo, điều hành"), Paragraph("Sở Nội vụ đã ban hành kế hoạch.")],
        "recipients": ["Như trên", "Giám đốc, các PGĐ Sở", "Lưu: VT, CCHC"],
    }
    return OfficialPaper(**{**wanted, **changes})


def make_annex(**changes: Any) -> AnnexTable:
    return AnnexTable(**{"title": "Số liệu tổng hợp", "table": make_table(), **changes})


def make_sheet(**changes: Any) -> Sheet:
    return Sheet(**{"name": "Số liệu", "table": make_table(), **changes})


def agency_report() -> OfficialPaper:
    """A commune's quarterly report."""
    return make_paper(
        parent_body="",
        issuing_body="Ủy ban nhân dân xã Sơn Tây Thượng",
        sign="BC-UBND",
        place="Sơn Tây Thượng",
        signature=Signature(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Đinh Văn Mẫu"),
        addressees=["Ủy ban nhân dân tỉnh Quảng Ngãi", "Sở Nội vụ tỉnh Quảng Ngãi"],
        grounds=[
            "Căn cứ Kế hoạch số 07/KH-UBND ngày 17 tháng 01 năm 2024 của Ủy ban nhân dân tỉnh về thông tin, "
            "tuyên truyền cải cách hành chính năm 2024",
            "Theo đề nghị của Phòng Văn hóa - Xã hội",
        ],
        blocks=_outline(sections=3),
        recipients=["Như trên", "TT Đảng ủy, TT HĐND xã", "CT, các PCT UBND xã", "Lưu: VT, VHXH"],
    )


def province_report() -> OfficialPaper:
    """The draft the provincial committee sends to the ministry, with two annexes."""
    return make_paper(
        parent_body="",
        issuing_body="Ủy ban nhân dân tỉnh Quảng Ngãi",
        sign="BC-UBND",
        mark="DỰ THẢO",
        signature=Signature(["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        addressees=["Bộ Nội vụ"],
        blocks=_outline(sections=5, table=True),
        recipients=[
            "Như trên",
            "TT Tỉnh ủy, TT HĐND tỉnh",
            "CT, các PCT UBND tỉnh",
            "Sở Nội vụ",
            "Lưu: VT, CCHC",
        ],
        annexes=[
            make_annex(
                title="Số liệu về công tác thông tin, tuyên truyền cải cách hành chính quý I năm 2025",
                table=figure_table(),
                notes=["Ghi chú: KAD là chỉ tiêu không áp dụng; CBC là cơ quan chưa báo cáo."],
            ),
            make_annex(
                title="Kết quả theo cơ quan, đơn vị, địa phương", table=agency_table(), landscape=False
            ),
        ],
    )


def figure_table(count: int = 45) -> Table:
    rows: list[Any] = [Row(["I. Công tác chỉ đạo, điều hành"], bold=True, span=True)]
    for place in range(count):
        _, name, unit = FIGURES[place % len(FIGURES)]
        value = Decimal("87.5") if unit == "%" else 1234 * place**2 * (1_000_000 if unit == "đồng" else 1)
        rows.append((place + 1, name, unit, value, value * 2, None if place % 4 else "KAD", ""))
    rows.insert(20, Row(["II. Kết quả theo nhóm hình thức tuyên truyền"], bold=True, span=True))
    return Table(FIGURE_COLUMNS, rows)


def agency_table(count: int = 110) -> Table:
    columns = [
        Column("TT", 5, "center"),
        Column("Cơ quan, đơn vị", 36),
        Column("Ngày gửi", 12, "center"),
        Column("Đúng hạn", 12, "center"),
        Column("Số tin, bài", 11, "right"),
    ]
    rows = [
        (place + 1, COMMUNES[place % len(COMMUNES)], date(2025, 3, 14 + place % 5), "Có", place * 37)
        for place in range(count)
    ]
    return Table(columns, [*rows, Row(["", "Tổng cộng", None, "", 221_815], bold=True)])


def _outline(*, sections: int, table: bool = False) -> list[Any]:
    sentence = (
        "Trong quý I năm 2025, Ủy ban nhân dân đã chỉ đạo các cơ quan, đơn vị đăng tải 1.234 tin, bài về "
        "cải cách hành chính trên cổng, trang thông tin điện tử; phát 412 lượt trên hệ thống truyền thanh "
        "cơ sở; tổ chức 02 hội nghị với 186 lượt người dự."
    )
    blocks: list[Any] = []
    for place in range(sections):
        blocks += [
            Heading(("Công tác chỉ đạo, điều hành", "Kết quả thực hiện", "Đánh giá chung")[place % 3]),
            Heading("Ban hành kế hoạch và văn bản chỉ đạo", 2),
            Paragraph(f"{sentence}\n{sentence}"),
            Heading("Kết quả theo nhóm hình thức tuyên truyền", 2),
            Heading("Báo chí, phát thanh, truyền hình", 3),
            Paragraph(sentence),
            Heading("Cổng, trang thông tin điện tử", 3),
            Paragraph(sentence),
        ]
    if table:
        blocks += [Paragraph("Số liệu chính như sau:"), make_table()]
    closing = (
        "Trên đây là báo cáo kết quả thực hiện công tác thông tin, tuyên truyền cải cách hành chính quý I "
        "năm 2025, kính báo cáo."
    )
    return [*blocks, Paragraph(closing)]
