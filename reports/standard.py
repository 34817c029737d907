"""The form and the regime that a new installation starts with, as data.

Sections follow the outline of communications reports built on 725/BNV-CCHC (2021); the 34 indicators are the
province's own set, since the ministry's annex counts no communications work. Windows: Decree
09/2019/NĐ-CP, article 12; periods: 581/BNV-CCHC (2020): quarter I, six months, quarter III, year. The rows
are copied into tables once; the province changes them there.
"""

from typing import Any, NamedTuple

from plans.models import Result
from reports.models import CrossCheck, DeadlineRule, Figure, FigureSource, PaperKind, PeriodCode

Fact, Measure = FigureSource.Fact, Result.Measure
Kind, Time, Over = Figure.Kind, Figure.TimeRule, Figure.AgencyRule


class SectionRow(NamedTuple):
    number: str
    title: str
    level: int = 1
    is_heading: bool = False
    is_required: bool = False
    guidance: str = ""


class FigureRow(NamedTuple):
    code: str
    label: str
    unit: str
    time: str = Time.SUM
    over: str = Over.ADD
    kind: str = Kind.COUNT
    owners: tuple[str, ...] = ()
    parts: tuple[str, str] | None = None


class IndicatorRow(NamedTuple):
    """`guidance` says what is counted, of which time, by whom; `example` works it through."""

    code: str
    name: str
    figures: tuple[FigureRow, ...]
    guidance: str
    example: str


class CheckRow(NamedTuple):
    code: str
    kind: str
    severity: str
    message: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    is_of_province: bool = False


FORM_CODE = "tt-cchc-2025"
FORM_NAME = "Biểu mẫu báo cáo thông tin, tuyên truyền CCHC năm 2025"
FORM_BASIS = (
    "Đề cương theo Công văn số 725/BNV-CCHC ngày 01/3/2021 của Bộ Nội vụ; "
    "bộ 34 chỉ tiêu tuyên truyền của tỉnh"
)

SECTIONS = [
    SectionRow(
        "I",
        "Căn cứ và việc ban hành kế hoạch",
        is_required=True,
        guidance="Số, ngày kế hoạch năm; văn bản làm căn cứ.",
    ),
    SectionRow(
        "II",
        "Công tác chỉ đạo, phân công thực hiện",
        is_required=True,
        guidance="Văn bản chỉ đạo, phân công đầu mối, kiểm tra.",
    ),
    SectionRow("III", "Kết quả theo từng nhóm hình thức", is_heading=True),
    SectionRow("III.1", "Báo chí", 2),
    SectionRow("III.2", "Phát thanh, truyền hình, truyền thanh cơ sở", 2),
    SectionRow("III.3", "Cổng, trang thông tin điện tử", 2, is_required=True),
    SectionRow("III.4", "Mạng xã hội và sản phẩm số", 2),
    SectionRow("III.5", "Hội nghị, tập huấn, bồi dưỡng", 2),
    SectionRow("III.6", "Cuộc thi, hội thi", 2),
    SectionRow("III.7", "Ấn phẩm, tuyên truyền trực quan", 2),
    SectionRow("III.8", "Đối thoại, khảo sát, tiếp nhận phản ánh, kiến nghị", 2),
    SectionRow("IV", "Kinh phí thực hiện", is_required=True),
    SectionRow("V", "Mô hình, cách làm hay"),
    SectionRow("VI", "Hạn chế, nguyên nhân", is_required=True),
    SectionRow("VII", "Nhiệm vụ kỳ tới", is_required=True),
    SectionRow("VIII", "Kiến nghị, đề xuất"),
]


MOST = 10_000_000
MOST_BY_UNIT = {"đồng": 10**12, "lượt": 10**9}


def most(row: FigureRow) -> int | None:
    """Beyond this a number is a slip of the hand, not a figure of a province's agency."""
    if row.kind == Kind.RATIO:
        return 100  # each share of the form is of a whole: duties planned, staff, valid slips
    return MOST_BY_UNIT.get(row.unit, MOST) if row.kind in (Kind.COUNT, Kind.MONEY) else None


def _one(
    code: str, name: str, label: str, unit: str, guidance: str, example: str, **rules: Any
) -> IndicatorRow:
    return IndicatorRow(code, name, (FigureRow(code, label, unit, **rules),), guidance, example)


PRESS = ("bao-chi",)
YES_NO: dict[str, Any] = {"kind": Kind.YES_NO}
OWNED_BY_PRESS: dict[str, Any] = {"over": Over.OWNER, "owners": PRESS}

GROUPS: list[tuple[str, list[IndicatorRow]]] = [
    (
        "Kế hoạch và chỉ đạo",
        [
            _one(
                "TT01",
                "Có ban hành kế hoạch tuyên truyền CCHC năm",
                "Đã ban hành kế hoạch năm",
                "có/không",
                "Trả lời một lần trong năm báo cáo. Kế hoạch riêng hay một phần của kế hoạch CCHC đều tính.",
                "Ban hành kế hoạch ngày 10/01: quý I ghi Có, các kỳ sau trong năm không phải trả lời lại.",
                time=Time.YEARLY,
                **YES_NO,
            ),
            _one(
                "TT02",
                "Số nhiệm vụ tuyên truyền theo kế hoạch năm",
                "Nhiệm vụ theo kế hoạch",
                "nhiệm vụ",
                "Số nhiệm vụ của cả năm trong kế hoạch đang có hiệu lực vào ngày chốt số liệu.",
                "Kế hoạch có 12 nhiệm vụ, tháng 5 bổ sung 2: quý I ghi 12, 6 tháng ghi 14.",
                time=Time.LAST,
            ),
            _one(
                "TT03",
                "Số nhiệm vụ đã hoàn thành (lũy kế)",
                "Nhiệm vụ đã hoàn thành",
                "nhiệm vụ",
                "Cộng từ đầu năm báo cáo (15/12 năm trước) đến ngày chốt số liệu, không chỉ trong kỳ.",
                "Quý I xong 3 nhiệm vụ, quý II xong thêm 4: quý I ghi 3, 6 tháng ghi 7.",
                time=Time.LAST,
            ),
            _one(
                "TT04",
                "Tỷ lệ hoàn thành kế hoạch",
                "TT03 / TT02",
                "%",
                "Cổng tự tính từ TT03 và TT02, không nhập.",
                "7 trên 14 nhiệm vụ: 50,00%. Toàn tỉnh chia tổng cho tổng, không lấy trung bình các cơ quan.",
                time=Time.CALCULATED,
                over=Over.NONE,
                kind=Kind.RATIO,
                parts=("TT03", "TT02"),
            ),
            _one(
                "TT05",
                "Số văn bản chỉ đạo, hướng dẫn về tuyên truyền CCHC",
                "Văn bản",
                "văn bản",
                "Văn bản do chính cơ quan ban hành trong kỳ; văn bản nhận được không tính.",
                "Ban hành 1 công văn hướng dẫn và 1 thông báo phân công, nhận 3 công văn: ghi 2.",
            ),
        ],
    ),
    (
        "Báo chí, phát thanh, truyền hình",
        [
            _one(
                "TT06",
                "Số tin, bài CCHC trên báo in, báo điện tử của tỉnh",
                "Tin, bài",
                "tin, bài",
                "Cơ quan báo chí của tỉnh đếm tin, bài đã đăng; một bài đăng cả hai bản tính một lần.",
                "20 bài đăng báo điện tử, trong đó 8 bài đăng cả báo in: ghi 20.",
                **OWNED_BY_PRESS,
            ),
            _one(
                "TT07",
                "Số tin, bài cơ quan gửi đăng (báo, đài, Cổng thông tin điện tử tỉnh)",
                "Tin, bài gửi đăng",
                "tin, bài",
                "Cơ quan gửi đếm tin, bài đã gửi trong kỳ, dù được đăng hay chưa. Không cộng vào TT06.",
                "Gửi 5 bài cho báo tỉnh và Cổng tỉnh, 1 bài gửi cả hai nơi, 3 bài được đăng: ghi 5.",
            ),
            _one(
                "TT08",
                "Số chuyên trang, chuyên mục CCHC đang duy trì",
                "Chuyên trang, chuyên mục",
                "chuyên mục",
                "Đếm chuyên trang, chuyên mục còn hoạt động vào ngày chốt số liệu.",
                "Đầu kỳ có 3 chuyên mục, 1 chuyên mục dừng trước ngày chốt: ghi 2.",
                time=Time.LAST,
                over=Over.OWNER,
                owners=("bao-chi", "van-phong"),
            ),
            _one(
                "TT09",
                "Số phóng sự, tọa đàm, chương trình truyền hình",
                "Chương trình",
                "chương trình",
                "Đếm chương trình phát lần đầu trong kỳ; phát lại không tính.",
                "1 tọa đàm phát lần đầu và phát lại 2 lần: ghi 1.",
                **OWNED_BY_PRESS,
            ),
            _one(
                "TT10",
                "Số tin, bài, chương trình phát thanh tỉnh",
                "Tin, bài, chương trình",
                "tin, bài",
                "Đếm tin, bài, chương trình phát sóng lần đầu trong kỳ; phát lại không tính.",
                "12 tin và 1 chuyên đề, chuyên đề phát lại 3 lần: ghi 13.",
                **OWNED_BY_PRESS,
            ),
            _one(
                "TT11",
                "Số lượt phát trên hệ thống truyền thanh cơ sở",
                "Lượt phát",
                "lượt phát",
                "Mỗi lần phát một bản tin là một lượt. Cơ quan không có hệ thống chọn Không áp dụng.",
                "1 bản tin phát sáng và chiều trong 5 ngày: 10 lượt.",
            ),
            _one(
                "TT12",
                "Tổng thời lượng phát sóng",
                "Thời lượng",
                "phút",
                "Số phút của các chương trình ở TT09 và TT10, mỗi chương trình tính một lần.",
                "1 tọa đàm 30 phút (phát lại 2 lần) và 10 tin, mỗi tin 2 phút: ghi 50.",
                **OWNED_BY_PRESS,
            ),
        ],
    ),
    (
        "Cổng, trang thông tin điện tử và mạng xã hội",
        [
            _one(
                "TT13",
                "Số tin, bài CCHC trên cổng/trang TTĐT của cơ quan",
                "Tin, bài",
                "tin, bài",
                "Tin, bài đăng trong kỳ trên trang của chính cơ quan, kể cả bài đăng lại có dẫn nguồn.",
                "Tự viết 6 bài, đăng lại 4 bài của Cổng tỉnh: ghi 10.",
            ),
            _one(
                "TT14",
                "Có chuyên mục CCHC trên cổng/trang TTĐT",
                "Có chuyên mục",
                "có/không",
                "Trả lời theo trang của cơ quan vào ngày chốt số liệu.",
                "Chuyên mục mở ngày 01/6: quý I ghi Không, 6 tháng ghi Có.",
                time=Time.LAST,
                **YES_NO,
            ),
            _one(
                "TT15",
                "Số lượt truy cập chuyên mục CCHC",
                "Lượt truy cập",
                "lượt",
                "Lượt xem chuyên mục trong kỳ, theo số thống kê của trang; không phải số từ khi mở trang.",
                "Bộ đếm đầu kỳ 12.000, cuối kỳ 15.500: ghi 3.500.",
            ),
            _one(
                "TT16",
                "Số bài đăng mạng xã hội (Zalo OA, fanpage…)",
                "Bài đăng",
                "bài",
                "Bài đăng trên các kênh chính thức của cơ quan; mỗi kênh một bài tính một lần.",
                "1 nội dung đăng trên Zalo OA và trên fanpage: ghi 2.",
            ),
            _one(
                "TT17",
                "Số lượt tiếp cận, tương tác",
                "Lượt tiếp cận, tương tác",
                "lượt",
                "Lượt trong kỳ của các bài ở TT16 và sản phẩm ở TT19 theo số thống kê của kênh; không phải "
                "số "
                "người.",
                "2 bài có 800 và 1.200 lượt tiếp cận, 1 video có 500 lượt xem: ghi 2.500.",
            ),
            _one(
                "TT18",
                "Số người theo dõi kênh cuối kỳ",
                "Người theo dõi",
                "người",
                "Cộng người theo dõi các kênh vào ngày chốt. Chỉ để xem: một người có thể theo dõi nhiều "
                "kênh, "
                "nên không cộng toàn tỉnh.",
                "Zalo OA có 900 người, fanpage có 1.500 người: ghi 2.400.",
                time=Time.LAST,
                over=Over.NONE,
            ),
            _one(
                "TT19",
                "Số video, infographic, sản phẩm số",
                "Sản phẩm số",
                "sản phẩm",
                "Sản phẩm do cơ quan làm hoặc đặt làm, hoàn thành trong kỳ; đăng lại của nơi khác không "
                "tính.",
                "Làm 2 video, 1 infographic, chia sẻ 5 video của tỉnh: ghi 3.",
            ),
        ],
    ),
    (
        "Hội nghị, tập huấn, cuộc thi, đối thoại",
        [
            _one(
                "TT20",
                "Số hội nghị, hội thảo, tọa đàm có nội dung CCHC",
                "Hội nghị, hội thảo, tọa đàm",
                "cuộc",
                "Chỉ cơ quan chủ trì tổ chức tính, mỗi cuộc một lần; cơ quan dự hoặc phối hợp không tính.",
                "Chủ trì 1 hội nghị, cử người dự 2 hội nghị của Sở Nội vụ: ghi 1.",
            ),
            _one(
                "TT21",
                "Lượt người dự hội nghị",
                "Lượt người dự",
                "lượt người",
                "Chỉ cơ quan chủ trì tính, toàn bộ người dự các cuộc ở TT20, kể cả người của cơ quan khác và "
                "điểm cầu trực tuyến.",
                "Hội nghị mình chủ trì có 60 người dự; 5 người đi dự hội nghị nơi khác: ghi 60.",
            ),
            _one(
                "TT22",
                "Số lớp tập huấn, bồi dưỡng CCHC",
                "Lớp tập huấn, bồi dưỡng",
                "lớp",
                "Chỉ cơ quan chủ trì mở lớp tính, mỗi lớp một lần; cơ quan cử người học không tính.",
                "Mở 1 lớp, cử 8 người học lớp của Sở Nội vụ: ghi 1.",
            ),
            _one(
                "TT23",
                "Lượt CBCCVC được tập huấn",
                "Lượt CBCCVC",
                "lượt người",
                "Chỉ cơ quan mở lớp tính, toàn bộ học viên các lớp ở TT22; cơ quan cử người học không tính.",
                "Lớp mình mở có 40 học viên, cử 8 người học nơi khác: ghi 40.",
            ),
            _one(
                "TT24",
                "Số báo cáo viên, tuyên truyền viên được tập huấn",
                "Báo cáo viên, tuyên truyền viên",
                "lượt người",
                "Cơ quan chủ trì tập huấn báo cáo viên tính; một người học hai đợt tính hai lượt.",
                "Quý I tập huấn 85 người, quý II tập huấn 85 người đó lần nữa: mỗi kỳ ghi 85.",
                over=Over.OWNER,
                owners=("dang",),
            ),
            _one(
                "TT25",
                "Số cuộc thi, hội thi CCHC tổ chức",
                "Cuộc thi, hội thi",
                "cuộc",
                "Chỉ cơ quan tổ chức tính, vào kỳ cuộc thi kết thúc; cơ quan có người dự thi không tính.",
                "Cuộc thi mở ngày 01/9, tổng kết ngày 10/10: tính vào khoảng chốt có ngày 10/10.",
            ),
            IndicatorRow(
                "TT26",
                "Lượt người dự thi",
                (
                    FigureRow("TT26.1", "Lượt CBCCVC dự thi", "lượt người"),
                    FigureRow("TT26.2", "Lượt người dân dự thi", "lượt người"),
                ),
                "Cơ quan tổ chức cuộc thi ở TT25 tính toàn bộ bài dự thi, vào cùng kỳ; cơ quan không tổ chức "
                "ghi 0. Người của cơ quan mình đi thi ghi ở TT27.",
                "Cuộc thi mình tổ chức có 300 bài của CBCCVC, 120 bài của người dân: ghi 300 và 120.",
            ),
            IndicatorRow(
                "TT27",
                "Tỷ lệ CBCCVC tham gia thi tìm hiểu CCHC",
                (
                    FigureRow("TT27.1", "CBCCVC của cơ quan dự thi lần đầu trong năm", "người"),
                    FigureRow("TT27.2", "Tổng số CBCCVC của cơ quan", "người", time=Time.LAST),
                    FigureRow(
                        "TT27",
                        "TT27.1 / TT27.2",
                        "%",
                        time=Time.CALCULATED,
                        over=Over.NONE,
                        kind=Kind.RATIO,
                        parts=("TT27.1", "TT27.2"),
                    ),
                ),
                "Cơ quan có người dự thi tính, dù ai tổ chức. Mỗi người chỉ tính một lần trong năm báo "
                "cáo, ở "
                "kỳ dự thi lần đầu; tổng số CBCCVC là số có mặt vào ngày chốt.",
                "20 CBCCVC: quý I có 5 người thi, quý III có 18 người thi, trong đó 5 người đã thi: quý I "
                "ghi "
                "5, quý III ghi 13; cả năm 18 trên 20, 90,00%.",
            ),
            _one(
                "TT28",
                "Số cuộc đối thoại với người dân, doanh nghiệp",
                "Cuộc đối thoại",
                "cuộc",
                "Chỉ cơ quan chủ trì tính, mỗi cuộc một lần; đã tính là đối thoại thì không tính ở TT20.",
                "Chủ trì 1 cuộc đối thoại, dự 1 cuộc do UBND tỉnh chủ trì: ghi 1.",
            ),
        ],
    ),
    (
        "Ấn phẩm, tuyên truyền trực quan, khảo sát",
        [
            _one(
                "TT29",
                "Số tờ rơi, tờ gấp, sổ tay phát hành",
                "Tờ rơi, tờ gấp, sổ tay",
                "tờ/cuốn",
                "Cơ quan in hoặc đặt in tính số bản đã phát; cơ quan nhận về phát không tính.",
                "In 1.000 tờ, đã phát 700, nhận thêm 200 tờ của tỉnh để phát: ghi 700.",
            ),
            _one(
                "TT30",
                "Số pano, áp phích, băng rôn làm mới trong kỳ",
                "Pano, áp phích, băng rôn",
                "cái",
                "Cơ quan làm tính số cái mới hoặc thay nội dung trong kỳ; cái treo từ kỳ trước không tính.",
                "Đang treo 6 băng rôn, trong kỳ làm mới 2: ghi 2.",
            ),
            IndicatorRow(
                "TT31",
                "Số phiếu khảo sát",
                (
                    FigureRow("TT31.1", "Phiếu phát ra", "phiếu"),
                    FigureRow("TT31.2", "Phiếu thu về hợp lệ", "phiếu"),
                ),
                "Chỉ cơ quan chủ trì khảo sát tính, vào kỳ thu phiếu xong; cơ quan được khảo sát không tính.",
                "Phát 200 phiếu, thu về 190, 5 phiếu hỏng: ghi 200 và 185.",
            ),
            IndicatorRow(
                "TT32",
                "Tỷ lệ người được hỏi hài lòng",
                (
                    FigureRow("TT32.1", "Phiếu trả lời hài lòng", "phiếu"),
                    FigureRow("TT32.2", "Phiếu hợp lệ có hỏi mức độ hài lòng", "phiếu"),
                    FigureRow(
                        "TT32",
                        "TT32.1 / TT32.2",
                        "%",
                        time=Time.CALCULATED,
                        over=Over.NONE,
                        kind=Kind.RATIO,
                        parts=("TT32.1", "TT32.2"),
                    ),
                ),
                "Chỉ tính phiếu có hỏi người trả lời hài lòng hay không; phiếu hỏi có biết đến CCHC không "
                "thì "
                "không tính ở đây.",
                "185 phiếu hợp lệ, 100 phiếu hỏi mức độ hài lòng, 92 phiếu hài lòng: ghi 92 và 100; 92,00%.",
            ),
        ],
    ),
    (
        "Phản ánh, kiến nghị",
        [
            IndicatorRow(
                "TT33",
                "Phản ánh, kiến nghị",
                (
                    FigureRow("TT33.1", "Tồn đầu kỳ", "vụ việc", time=Time.FIRST),
                    FigureRow("TT33.2", "Tiếp nhận từ người gửi", "vụ việc"),
                    FigureRow("TT33.6", "Nhận do cơ quan khác chuyển đến", "vụ việc"),
                    FigureRow("TT33.3", "Trả lời đúng hạn", "vụ việc"),
                    FigureRow("TT33.4", "Trả lời quá hạn", "vụ việc"),
                    FigureRow("TT33.7", "Chuyển cơ quan khác", "vụ việc"),
                    FigureRow("TT33.8", "Không tiếp nhận, gửi trùng, rút lại", "vụ việc"),
                    FigureRow("TT33.9", "Không phải phản ánh, kiến nghị về quy định hành chính", "vụ việc"),
                    FigureRow("TT33.10", "Thư rác", "vụ việc"),
                    FigureRow("TT33.5", "Tồn cuối kỳ", "vụ việc", time=Time.LAST),
                ),
                "Tồn đầu kỳ + tiếp nhận + nhận chuyển đến − trả lời − chuyển đi − không tiếp nhận − không "
                "phải "
                "phản ánh, kiến nghị (khiếu nại, tố cáo, hỏi đáp) − thư rác = tồn cuối kỳ. Chỉ việc đã gửi "
                "văn "
                "bản trả lời mới là trả lời; xử lý lại tính như tiếp nhận.",
                "Nhận 4 việc, chuyển cơ quan khác 3, 1 thư rác: tiếp nhận 4, chuyển 3, thư rác 1, trả lời 0, "
                "tồn 0. Ba cơ quan nhận chuyển đến mỗi nơi ghi 1 ở TT33.6.",
            ),
        ],
    ),
    (
        "Kinh phí",
        [
            IndicatorRow(
                "TT34",
                "Kinh phí thông tin, tuyên truyền CCHC",
                (
                    FigureRow("TT34.1", "Được giao trong năm", "đồng", time=Time.LAST, kind=Kind.MONEY),
                    FigureRow("TT34.2", "Đã thực hiện", "đồng", kind=Kind.MONEY),
                ),
                "TT34.1 là số được giao của cả năm ngân sách, tính đến ngày chốt, kể cả lồng ghép. TT34.2 "
                "là số "
                "đã thanh toán trong kỳ chốt, cộng từ đầu năm không vượt TT34.1; cơ quan chi trả tính.",
                "Được giao 40 triệu, tháng 5 bổ sung 10 triệu; quý I chi 8, quý II chi 15: quý I ghi 40 và "
                "8, 6 "
                "tháng ghi 50 và 15 (triệu đồng).",
            ),
        ],
    ),
]


class SourceRow(NamedTuple):
    """What feeds a figure: a form of activity (empty: every form) and a measure of its results."""

    figure: str
    form: str = ""
    measure: str = ""
    fact: str = Fact.RESULTS
    counts_joint: bool = False
    except_kinds: tuple[str, ...] = ()


# Flows only: what stands at a closing date is no sum of what happened before it. Joint work is counted by its
# leader (as the form's guidance says); what each agency spent on it is its own.
SOURCES = [
    SourceRow("TT01", fact=Fact.PLAN_ISSUED),
    SourceRow("TT02", fact=Fact.PLAN_LINES),
    SourceRow("TT05", "van-ban-chi-dao", Measure.COUNT),
    SourceRow("TT06", "tin-bai-bao", Measure.COUNT),
    SourceRow("TT07", "tin-bai-gui", Measure.COUNT),
    SourceRow("TT09", "truyen-hinh", Measure.COUNT),
    SourceRow("TT10", "phat-thanh", Measure.COUNT),
    SourceRow("TT11", "truyen-thanh", Measure.COUNT),
    SourceRow("TT12", "truyen-hinh", Measure.MINUTES),
    SourceRow("TT12", "phat-thanh", Measure.MINUTES),
    SourceRow("TT13", "tin-bai-trang", Measure.COUNT),
    SourceRow("TT15", "tin-bai-trang", Measure.REACH),
    SourceRow("TT16", "mang-xa-hoi", Measure.COUNT),
    SourceRow("TT17", "mang-xa-hoi", Measure.REACH),
    SourceRow("TT17", "san-pham-so", Measure.REACH),
    SourceRow("TT19", "san-pham-so", Measure.COUNT),
    SourceRow("TT20", "hoi-nghi", Measure.COUNT),
    SourceRow("TT21", "hoi-nghi", Measure.PEOPLE),
    SourceRow("TT22", "tap-huan", Measure.COUNT),
    SourceRow("TT23", "tap-huan", Measure.PEOPLE),
    SourceRow("TT24", "tap-huan", Measure.PEOPLE),
    SourceRow("TT25", "cuoc-thi", Measure.COUNT),
    SourceRow("TT28", "doi-thoai", Measure.COUNT),
    SourceRow("TT29", "to-roi", Measure.COUNT),
    SourceRow("TT30", "truc-quan", Measure.COUNT),
    SourceRow("TT31.2", "khao-sat", Measure.PEOPLE),
    SourceRow("TT34.2", measure=Measure.COST, counts_joint=True),
]
# The register of feedback answers these whole, each by what became of it.
FEEDBACK_SOURCES = [
    SourceRow("TT33.1", fact=Fact.ITEMS_OPENING),
    SourceRow("TT33.2", fact=Fact.ITEMS_CAME),
    SourceRow("TT33.6", fact=Fact.ITEMS_TAKEN),
    SourceRow("TT33.3", fact=Fact.ANSWERS_ON_TIME),
    SourceRow("TT33.4", fact=Fact.ANSWERS_LATE),
    SourceRow("TT33.7", fact=Fact.ITEMS_PASSED),
    SourceRow("TT33.8", fact=Fact.ITEMS_REFUSED),
    SourceRow("TT33.9", fact=Fact.ITEMS_OUTSIDE),
    SourceRow("TT33.10", fact=Fact.ITEMS_SPAM),
    SourceRow("TT33.5", fact=Fact.ITEMS_CLOSING),
]

BLOCK, EXPLAIN = CrossCheck.Severity.BLOCK, CrossCheck.Severity.EXPLAIN
CHECKS = [
    CheckRow(
        "done-within-plan",
        CrossCheck.Kind.AT_MOST,
        BLOCK,
        "Số nhiệm vụ đã hoàn thành không vượt số nhiệm vụ theo kế hoạch",
        ("TT03",),
        ("TT02",),
    ),
    CheckRow(
        "valid-within-issued",
        CrossCheck.Kind.AT_MOST,
        BLOCK,
        "Phiếu thu về hợp lệ không vượt phiếu phát ra",
        ("TT31.2",),
        ("TT31.1",),
    ),
    CheckRow(
        "satisfied-within-asked",
        CrossCheck.Kind.AT_MOST,
        BLOCK,
        "Phiếu trả lời hài lòng không vượt phiếu có hỏi mức độ hài lòng",
        ("TT32.1",),
        ("TT32.2",),
    ),
    CheckRow(
        "asked-within-valid",
        CrossCheck.Kind.AT_MOST,
        BLOCK,
        "Phiếu có hỏi mức độ hài lòng không vượt phiếu thu về hợp lệ",
        ("TT32.2",),
        ("TT31.2",),
    ),
    CheckRow(
        "feedback-balance",
        CrossCheck.Kind.BALANCE,
        BLOCK,
        "Tồn đầu kỳ + tiếp nhận + nhận chuyển đến − trả lời − chuyển đi − không tiếp nhận − không phải "
        "phản ánh, "
        "kiến nghị − thư rác phải bằng tồn cuối kỳ",
        ("TT33.1", "TT33.2", "TT33.6"),
        ("TT33.3", "TT33.4", "TT33.7", "TT33.8", "TT33.9", "TT33.10", "TT33.5"),
    ),
    CheckRow(
        "feedback-follows",
        CrossCheck.Kind.FOLLOWS,
        EXPLAIN,
        "Tồn đầu kỳ phải bằng tồn cuối kỳ trước; nhận bàn giao từ cơ quan khác thì ghi rõ",
        ("TT33.1",),
        ("TT33.5",),
    ),
    CheckRow(
        "spent-within-allocated",
        CrossCheck.Kind.AT_MOST,
        EXPLAIN,
        "Kinh phí đã thực hiện từ đầu năm báo cáo không vượt kinh phí được giao; vượt thì ghi rõ nguồn",
        ("TT34.2",),
        ("TT34.1",),
    ),
    CheckRow(
        "entrants-within-staff",
        CrossCheck.Kind.AT_MOST,
        BLOCK,
        "Số CBCCVC dự thi không vượt tổng số CBCCVC",
        ("TT27.1",),
        ("TT27.2",),
    ),
    CheckRow(
        "done-does-not-fall",
        CrossCheck.Kind.NOT_FALLING,
        EXPLAIN,
        "Số nhiệm vụ hoàn thành lũy kế giảm so với kỳ trước: ghi rõ lý do",
        ("TT03",),
    ),
    CheckRow(
        "conference-counts-its-own",
        CrossCheck.Kind.BESIDE,
        EXPLAIN,
        "Chỉ cơ quan chủ trì hội nghị tính lượt người dự: có TT21 thì phải có TT20",
        ("TT21",),
        ("TT20",),
    ),
    CheckRow(
        "course-counts-its-own",
        CrossCheck.Kind.BESIDE,
        EXPLAIN,
        "Chỉ cơ quan mở lớp tính lượt học viên: có TT23 thì phải có TT22",
        ("TT23",),
        ("TT22",),
    ),
    CheckRow(
        "contest-counts-its-own",
        CrossCheck.Kind.BESIDE,
        EXPLAIN,
        "Chỉ cơ quan tổ chức cuộc thi tính lượt dự thi: có TT26 thì phải có TT25",
        ("TT26.1", "TT26.2"),
        ("TT25",),
    ),
    CheckRow(
        "entrants-within-entries",
        CrossCheck.Kind.AT_MOST,
        EXPLAIN,
        "CBCCVC các cơ quan báo đã dự thi không vượt lượt CBCCVC dự thi mà các cơ quan tổ chức báo",
        ("TT27.1",),
        ("TT26.1",),
        is_of_province=True,
    ),
]


class LimitRow(NamedTuple):
    """The most that one slice can hold: at a commune, and at any agency (None: the figure's own limit)."""

    figure: str
    commune: int
    any_kind: int | None = None


COMMUNES = ("xa", "phuong", "dac-khu")
LIMIT_GROUND = "Mức ban đầu theo quy mô cơ quan, Sở Nội vụ điều chỉnh"
LIMITS = [
    LimitRow("TT02", 500, 2_000),
    LimitRow("TT03", 500, 2_000),
    LimitRow("TT05", 1_000, 5_000),
    LimitRow("TT07", 5_000, 50_000),
    LimitRow("TT11", 20_000, 100_000),
    LimitRow("TT13", 5_000, 50_000),
    LimitRow("TT15", 5_000_000),
    LimitRow("TT16", 5_000, 50_000),
    LimitRow("TT17", 5_000_000),
    LimitRow("TT18", 200_000, 5_000_000),
    LimitRow("TT19", 2_000, 20_000),
    LimitRow("TT20", 300, 2_000),
    LimitRow("TT21", 20_000, 200_000),
    LimitRow("TT22", 300, 2_000),
    LimitRow("TT23", 2_000, 50_000),
    LimitRow("TT25", 50, 200),
    LimitRow("TT26.1", 10_000, 200_000),
    LimitRow("TT26.2", 50_000, 1_000_000),
    LimitRow("TT27.1", 1_000, 20_000),
    LimitRow("TT27.2", 1_000, 20_000),
    LimitRow("TT28", 200, 1_000),
    LimitRow("TT29", 100_000, 2_000_000),
    LimitRow("TT30", 2_000, 20_000),
    LimitRow("TT31.1", 20_000, 200_000),
    LimitRow("TT31.2", 20_000, 200_000),
    LimitRow("TT32.1", 20_000, 200_000),
    LimitRow("TT32.2", 20_000, 200_000),
    LimitRow("TT33.1", 2_000, 20_000),
    LimitRow("TT33.2", 2_000, 20_000),
    LimitRow("TT33.3", 2_000, 20_000),
    LimitRow("TT33.4", 2_000, 20_000),
    LimitRow("TT33.5", 2_000, 20_000),
    LimitRow("TT33.6", 2_000, 20_000),
    LimitRow("TT33.7", 2_000, 20_000),
    LimitRow("TT33.8", 2_000, 20_000),
    LimitRow("TT33.9", 2_000, 20_000),
    LimitRow("TT33.10", 2_000, 20_000),
    LimitRow("TT34.1", 10_000_000_000),
    LimitRow("TT34.2", 10_000_000_000),
]

REGIME_CODE = "tt-cchc"
REGIME_NAME = "Báo cáo kết quả thông tin, tuyên truyền cải cách hành chính"
REGIME_BASIS = (
    "Nghị định số 09/2019/NĐ-CP ngày 24/01/2019 của Chính phủ (Điều 8, Điều 12);\n"
    "Công văn số 581/BNV-CCHC năm 2020 của Bộ Nội vụ về chế độ báo cáo cải cách hành chính (ngày ban hành "
    "chờ xác nhận);\n"
    "Công văn số 725/BNV-CCHC ngày 01/3/2021 của Bộ Nội vụ về báo cáo cải cách hành chính (đề cương của "
    "biểu mẫu)"
)


class PeriodRow(NamedTuple):
    code: str
    is_on: bool
    start_month: int
    end_month: int
    starts_year_before: bool = False


DECREE_WINDOWS = "Nghị định số 09/2019/NĐ-CP ngày 24/01/2019, Điều 12"
PERIODS = [
    PeriodRow(PeriodCode.Q1, True, 12, 3, True),
    PeriodRow(PeriodCode.Q2, False, 3, 6),
    PeriodRow(PeriodCode.H1, True, 12, 6, True),
    PeriodRow(PeriodCode.Q3, True, 6, 9),
    PeriodRow(PeriodCode.M9, False, 12, 9, True),
    PeriodRow(PeriodCode.Q4, False, 9, 12),
    PeriodRow(PeriodCode.YEAR, True, 12, 12, True),
]

# (kind of agency or "" for any, form, day of month, working days, source)
DEADLINES = [
    (
        "",
        DeadlineRule.Form.WORKING_DAYS,
        None,
        2,
        "Thông lệ: 2 ngày làm việc sau ngày chốt số liệu; thay bằng quyết định của tỉnh khi có",
    ),
    (
        "bao-chi",
        DeadlineRule.Form.FIXED_DAY,
        18,
        None,
        "Thông lệ: ngày 18 của tháng cuối kỳ; thay bằng quyết định của tỉnh khi có",
    ),
    (
        "dang",
        DeadlineRule.Form.FIXED_DAY,
        18,
        None,
        "Kế hoạch của tỉnh chỉ đề nghị; ngày 18 theo thông lệ, chờ xác nhận",
    ),
]
ONLY_ASKED = {"dang"}  # of these, kinds that the plan asks without binding

RECIPIENTS = "Như trên\nLưu: VT"
SUBJECT = "Kết quả công tác thông tin, tuyên truyền cải cách hành chính"
# Kind of paper: parent body, issuing body, sign, addressees, grounds, recipients. {province} is filled in.
# What the portal starts with; Home Affairs changes it, with its ground, on the page of the regime.
APPROVAL_SOURCE = "Nghị định 09/2019/NĐ-CP, Điều 3: báo cáo là văn bản giấy hoặc văn bản điện tử"

ROAD_SOURCE = "Thông lệ: thay bằng quy chế làm việc của UBND tỉnh"
# Kind of paper, step, taken, at which kind of agency (empty: Home Affairs), working days.
ROADS = [
    (PaperKind.HOME_AFFAIRS, "prepare", True, "", 1),
    (PaperKind.HOME_AFFAIRS, "office", False, "van-phong", 3),
    (PaperKind.HOME_AFFAIRS, "signer", False, "", 1),
    (PaperKind.HOME_AFFAIRS, "number", True, "", 1),
    (PaperKind.HOME_AFFAIRS, "send", True, "", 3),
    (PaperKind.PROVINCE, "prepare", True, "", 2),
    (PaperKind.PROVINCE, "office", True, "van-phong", 3),
    (PaperKind.PROVINCE, "signer", True, "lanh-dao-tinh", 3),
    (PaperKind.PROVINCE, "number", True, "van-phong", 1),
    (PaperKind.PROVINCE, "send", True, "", 5),
]
# The ministry's sheet starts with the form's own order and names; Home Affairs changes it line by line.
SHEET_NAME = "Biểu nhập số liệu vào phần mềm của Bộ Nội vụ"
SHEET_ADDRESSEE = "Bộ Nội vụ"
SHEET_SOURCE = "Chưa có biểu chính thức: theo thứ tự của biểu mẫu; thay khi Bộ Nội vụ ban hành"

LAYOUTS: dict[str, tuple[str, str, str, str, str, str]] = {
    "agency": (
        "Ủy ban nhân dân tỉnh {province}",
        "",
        "BC",
        "Ủy ban nhân dân tỉnh {province} (qua Sở Nội vụ)",
        "",
        RECIPIENTS,
    ),
    "submission": (
        "Ủy ban nhân dân tỉnh {province}",
        "Sở Nội vụ",
        "TTr-SNV",
        "Ủy ban nhân dân tỉnh {province}",
        "",
        "Như trên\nVăn phòng UBND tỉnh\nLưu: VT",
    ),
    PaperKind.HOME_AFFAIRS: (
        "Ủy ban nhân dân tỉnh {province}",
        "Sở Nội vụ",
        "BC-SNV",
        "Ủy ban nhân dân tỉnh {province}",
        "",
        "Như trên\nGiám đốc, các Phó Giám đốc Sở\nLưu: VT",
    ),
    PaperKind.PROVINCE: (
        "",
        "Ủy ban nhân dân tỉnh {province}",
        "BC-UBND",
        "Bộ Nội vụ",
        "",
        "Bộ Nội vụ\nThường trực Tỉnh ủy\nThường trực HĐND tỉnh\n"
        "Chủ tịch, các Phó Chủ tịch UBND tỉnh\nSở Nội vụ\nLưu: VT",
    ),
}
