"""The duties of the sample province's plans: the clauses of the province's plan on organisation (part IV), in
words of our own with the clause they come from, and the usual duties of such plans. Owners are named by the
codes of kinds and of bodies."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

DEPARTMENTS = ("van-phong", "so-noi-vu", "so-tai-chinh", "so", "ban-quan-ly")
DISTRICTS = ("huyen",)
COMMUNES = ("phuong", "xa", "dac-khu")
LOCAL = ("local",)  # the local authorities of the time: districts until 30/6/2025, communes since
EVERYONE = (*DEPARTMENTS, *LOCAL)

STATE = "Ngân sách tỉnh cấp hằng năm"
OWN = "Kinh phí thường xuyên của cơ quan"


class SampleDuty(NamedTuple):
    clause: str
    content: str
    product: str = ""
    kinds: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    schedule: str = "continuous"
    due: tuple[int, int] | None = None  # day and month of the plan's last year
    form: str = ""
    target: int | None = None
    unit: str = ""
    cost_line: str = OWN


# Every clause of sections 5, 6, 7 and of the section on co-ordinating bodies, one duty an obligation.
ORGANISATION = [
    SampleDuty(
        "Mục IV.5, ý 1",
        "Đưa việc thực hiện thông tin, tuyên truyền cải cách hành chính vào kế hoạch kiểm tra cải cách "
        "hành chính hằng năm đối với các sở, ngành, địa phương",
        "Kế hoạch kiểm tra hằng năm có nội dung tuyên truyền",
        leads=("SNV",), schedule="yearly", cost_line=STATE,
    ),
    SampleDuty(
        "Mục IV.5, ý 2",
        "Lấy kết quả tuyên truyền cải cách hành chính làm một tiêu chí bình xét thi đua, khen "
        "thưởng hằng năm",
        "Tiêu chí trong hướng dẫn bình xét thi đua",
        leads=("SNV",), schedule="yearly",
    ),
    SampleDuty(
        "Mục IV.5, ý 3",
        "Định kỳ tham mưu báo cáo kết quả thông tin, tuyên truyền cải cách hành chính với UBND "
        "tỉnh và Bộ Nội vụ",
        "Báo cáo quý, 6 tháng, năm",
        leads=("SNV",), schedule="quarterly",
    ),
    SampleDuty(
        "Mục IV.6",
        "Chủ trì, cùng Sở Nội vụ giúp UBND tỉnh lập kế hoạch kinh phí tuyên truyền cải cách "
        "hành chính hằng năm",
        "Dự toán kinh phí hằng năm",
        leads=("STC",), partners=("SNV",), schedule="yearly", cost_line=STATE,
    ),
    SampleDuty(
        "Mục IV.7, ý 1 (xây dựng kế hoạch)",
        "Xây dựng kế hoạch và tổ chức tuyên truyền, phổ biến về cải cách hành chính của cơ "
        "quan, đơn vị, sát "
        "với kế hoạch của tỉnh và nhiệm vụ của mình",
        "Kế hoạch năm của cơ quan, đơn vị",
        kinds=EVERYONE, schedule="yearly",
    ),
    SampleDuty(
        "Mục IV.7, ý 1 (kinh phí)",
        "Bố trí đủ kinh phí để thực hiện kế hoạch tuyên truyền của cơ quan, đơn vị",
        "Dự toán của cơ quan có mục tuyên truyền",
        kinds=EVERYONE, schedule="yearly",
    ),
    SampleDuty(
        "Mục IV.7, ý 1 (trách nhiệm người đứng đầu)",
        "Thủ trưởng cơ quan, người đứng đầu địa phương trực tiếp chỉ đạo và chịu trách nhiệm cá "
        "nhân về tổ "
        "chức thông tin, tuyên truyền cải cách hành chính trong phạm vi được giao",
        kinds=EVERYONE,
    ),
    SampleDuty(
        "Mục IV.7, ý 2",
        "Báo cáo tình hình, kết quả tuyên truyền cải cách hành chính của đơn vị về UBND tỉnh "
        "(qua Sở Nội vụ) "
        "hằng quý, 6 tháng và năm",
        "Báo cáo định kỳ",
        kinds=EVERYONE, schedule="quarterly",
    ),
    SampleDuty(
        "Mục IV.7, ý 3",
        "Thông tin đầy đủ, kịp thời, chính xác tình hình và kết quả cải cách hành chính trên "
        "cổng hoặc trang "
        "thông tin điện tử của cơ quan, địa phương",
        "Tin, bài được cập nhật thường xuyên",
        kinds=EVERYONE, form="tin-bai-trang",
    ),
    SampleDuty(
        "Mục IV.7, ý 4 (kênh tiếp nhận)",
        "Lập kênh tiếp nhận, phản hồi ý kiến, kiến nghị của cá nhân, tổ chức về quy định liên "
        "quan đến cải cách "
        "hành chính trên cổng hoặc trang thông tin điện tử",
        "Kênh tiếp nhận hoạt động",
        kinds=EVERYONE,
    ),
    SampleDuty(
        "Mục IV.7, ý 4 (quy chế)",
        "Ban hành quy chế vận hành kênh tiếp nhận, xử lý ý kiến, kiến nghị của cá nhân, tổ chức",
        "Quy chế được ban hành",
        kinds=EVERYONE, form="van-ban-chi-dao", target=1, unit="văn bản",
    ),
    SampleDuty(
        "Mục IV, các cơ quan phối hợp, điểm a, ý 1",
        "Bồi dưỡng, tập huấn, tuyên truyền về cải cách hành chính cho hệ thống báo cáo viên",
        "Lớp bồi dưỡng báo cáo viên",
        leads=("BTGDVTU",), schedule="half_yearly", form="tap-huan", target=2, unit="lớp",
        cost_line=STATE,
    ),
    SampleDuty(
        "Mục IV, các cơ quan phối hợp, điểm a, ý 2",
        "Chỉ đạo, hướng dẫn ban tuyên giáo các đảng bộ trực thuộc định hướng thông tin, tuyên "
        "truyền về cải "
        "cách hành chính",
        "Văn bản hướng dẫn",
        leads=("BTGDVTU",), schedule="yearly", form="van-ban-chi-dao",
    ),
    SampleDuty(
        "Mục IV, các cơ quan phối hợp, điểm a, ý 3",
        "Chỉ đạo, định hướng các cơ quan báo chí của tỉnh đẩy mạnh tuyên truyền về cải cách hành chính",
        "Nội dung định hướng tại giao ban báo chí",
        leads=("BTGDVTU",), partners=("BQN",),
    ),
]  # fmt: skip


# What a yearly plan of a province usually asks for.
YEARLY_WORK = [
    SampleDuty(
        "Phụ lục, số 1", "Mở hội nghị triển khai kế hoạch tuyên truyền cải cách hành chính trong năm",
        "Hội nghị toàn tỉnh", leads=("SNV",), partners=("VP",), schedule="by_date", due=(31, 3),
        form="hoi-nghi", target=1, unit="cuộc", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 2",
        "Tập huấn kỹ năng viết tin, bài và làm báo cáo tuyên truyền cho công chức phụ trách",
        "Lớp tập huấn", leads=("SNV",), partners=("BQN",), schedule="by_date", due=(30, 6),
        form="tap-huan", target=3, unit="lớp", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 3",
        "Duy trì chuyên mục cải cách hành chính trên báo, phát thanh và truyền hình tỉnh",
        "Chuyên mục phát sóng, đăng đều kỳ", leads=("BQN",), partners=("SNV",), schedule="quarterly",
        form="chuyen-muc", target=2, unit="chuyên mục", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 4",
        "Phóng sự, tọa đàm trên truyền hình về thủ tục hành chính và dịch vụ công trực tuyến",
        "Chương trình phát sóng", leads=("BQN",), partners=("SNV", "VP"), schedule="quarterly",
        form="truyen-hinh", target=12, unit="chương trình", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 5", "Gửi tin, bài về cải cách hành chính cho báo và cổng thông tin điện tử tỉnh",
        "Ít nhất một tin, bài mỗi quý", kinds=EVERYONE, partners=("BQN",), schedule="quarterly",
        form="tin-bai-gui", target=4, unit="tin, bài",
    ),
    SampleDuty(
        "Phụ lục, số 6", "Tổ chức cuộc thi trực tuyến tìm hiểu cải cách hành chính",
        "Cuộc thi và kết quả tham gia theo từng cơ quan", leads=("SNV",), partners=("STP", "BQN"),
        schedule="by_date", due=(31, 10), form="cuoc-thi", target=1, unit="cuộc", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 7", "Phát bản tin cải cách hành chính trên hệ thống truyền thanh cơ sở",
        "Lượt phát trong năm", kinds=LOCAL, schedule="continuous", form="truyen-thanh", target=48,
        unit="lượt phát",
    ),
    SampleDuty(
        "Phụ lục, số 8", "Đối thoại với người dân, doanh nghiệp về thủ tục hành chính",
        "Cuộc đối thoại, có biên bản trả lời", kinds=EVERYONE, schedule="half_yearly", form="doi-thoai",
        target=2, unit="cuộc",
    ),
    SampleDuty(
        "Phụ lục, số 9", "Tuyên truyền dịch vụ công trực tuyến, định danh điện tử trên mạng xã hội",
        "Bài đăng trên kênh chính thức", kinds=EVERYONE, form="mang-xa-hoi", target=24, unit="bài",
    ),
    SampleDuty(
        "Phụ lục, số 10", "Biên soạn tờ gấp hướng dẫn thủ tục hành chính thường gặp",
        "Tờ gấp phát tại nơi tiếp nhận hồ sơ", leads=("STP",), partners=("SNV",), schedule="by_date",
        due=(30, 9), form="to-roi", target=20000, unit="tờ", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 11", "Làm mới pa nô, áp phích về cải cách hành chính tại trụ sở và khu dân cư",
        "Pa nô, áp phích", leads=("SVHTTDL",), kinds=LOCAL, schedule="by_date", due=(30, 11),
        form="truc-quan", target=2, unit="cái",
    ),
    SampleDuty(
        "Phụ lục, số 12", "Làm video, đồ họa hướng dẫn nộp hồ sơ trực tuyến",
        "Sản phẩm số đăng trên cổng tỉnh", leads=("SKHCN", "VP"), partners=("BQN",),
        schedule="quarterly", form="san-pham-so", target=8, unit="sản phẩm", cost_line=STATE,
    ),
    SampleDuty(
        "Phụ lục, số 13", "Khảo sát mức độ người dân biết đến và hài lòng về cải cách hành chính",
        "Báo cáo kết quả khảo sát", leads=("SNV",), partners=("STC",), schedule="by_date", due=(30, 11),
        form="khao-sat", target=1, unit="cuộc", cost_line=STATE,
    ),
]  # fmt: skip


def due_on(duty: SampleDuty, year: int) -> dt.date | None:
    return dt.date(year, duty.due[1], duty.due[0]) if duty.due else None


def of_time(duties: list[SampleDuty], local: tuple[str, ...]) -> list[SampleDuty]:
    """The same duties with the kinds of local authority there were."""
    return [
        duty._replace(kinds=tuple(kind for kind in duty.kinds if kind not in LOCAL) + local)
        if LOCAL[0] in duty.kinds
        else duty
        for duty in duties
    ]
