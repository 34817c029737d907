"""What agencies write: paragraphs as they stand in such reports, told by the agency's own figures."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from records.days import paper_day
from records.numbers import format_number
from reformportal.sample.figures import Numbers

BASIS = [
    "Căn cứ Kế hoạch của UBND tỉnh về thông tin, tuyên truyền cải cách hành chính năm {year}, {name} đã "
    "ban hành Kế hoạch số {number}/KH-{sign} ngày {date} với {TT02} nhiệm vụ, giao đầu mối và "
    "thời hạn cho từng nhiệm vụ.",
    "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ và kế hoạch của tỉnh, {name} ban hành "
    "Kế hoạch số {number}/KH-{sign} ngày {date} về tuyên truyền cải cách hành chính; kế hoạch có "
    "{TT02} nhiệm vụ, gắn với kế hoạch cải cách hành chính năm của cơ quan.",
    "{name} triển khai Kế hoạch tuyên truyền cải cách hành chính năm {year} (số {number}/KH-{sign}). Đến "
    "ngày chốt số liệu đã hoàn thành {TT03}/{TT02} nhiệm vụ.",
]
NO_PLAN = (
    "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ và kế hoạch của tỉnh, {name} đang hoàn "
    "thiện kế hoạch tuyên truyền cải cách hành chính năm {year}, chưa ban hành trong kỳ."
)
STEERING = [
    "Trong kỳ, {name} ban hành {TT05} văn bản chỉ đạo, hướng dẫn; phân công một lãnh đạo phụ trách và một "
    "công chức làm đầu mối theo dõi. Việc thực hiện được kiểm điểm tại các cuộc họp giao ban hằng tháng.",
    "Công tác chỉ đạo được duy trì thường xuyên: {TT05} văn bản đã ban hành, nội dung tập trung vào dịch "
    "vụ công trực tuyến, sắp xếp bộ máy và giải quyết thủ tục hành chính không phụ thuộc địa giới.",
    "{name} giao {unit} tham mưu, ban hành {TT05} văn bản đôn đốc; đưa kết quả tuyên truyền vào tiêu chí "
    "xếp loại thi đua của các bộ phận.",
]
PRESS = [
    "Đã gửi {TT07} tin, bài cho Báo Quảng Ngãi và Cổng thông tin điện tử tỉnh, "
    "phản ánh cách làm mới trong giải quyết thủ tục hành chính và nêu gương cán bộ tận tụy.",
    "Phối hợp với cơ quan báo chí của tỉnh, {name} cung cấp {TT07} tin, bài; trong đó có bài về việc "
    "người dân nộp hồ sơ trực tuyến tại nhà.",
]
BROADCAST = [
    "Hệ thống truyền thanh cơ sở phát {TT11} lượt nội dung cải cách hành chính, mỗi lượt 5 đến 10 phút "
    "vào buổi sáng và buổi chiều.",
    "Đài truyền thanh phát {TT11} lượt; ở các thôn xa, loa được bật thêm vào buổi tối khi bà con đi làm về.",
]
SITE = [
    "Chuyên mục Cải cách hành chính trên trang thông tin điện tử đăng {TT13} tin, bài, có {TT15} lượt "
    "truy cập. Thủ tục hành chính mới công bố được cập nhật trong ngày.",
    "Trang thông tin điện tử đăng {TT13} tin, bài về cải cách hành chính với {TT15} lượt xem; bài hướng "
    "dẫn nộp hồ sơ trên Cổng Dịch vụ công quốc gia được xem nhiều nhất.",
]
SOCIAL = [
    "Trang Zalo và fanpage đăng {TT16} bài, đạt {TT17} lượt tiếp cận, tương tác; cuối kỳ có {TT18} người "
    "theo dõi. Sản phẩm số làm mới: {TT19}.",
    "Duy trì kênh Zalo OA với {TT18} người theo dõi; {TT16} bài đăng trong kỳ được {TT17} lượt xem và "
    "chia sẻ.",
]
MEETINGS_AND_COURSES = [
    "Tổ chức {TT20} hội nghị có nội dung cải cách hành chính với {TT21} lượt người dự; {TT22} lớp tập huấn "
    "cho {TT23} lượt cán bộ, công chức, viên chức.",
    "Lồng ghép tuyên truyền tại {TT20} hội nghị ({TT21} lượt người dự) và {TT22} lớp tập huấn ({TT23} lượt "
    "người học), trọng tâm là kỹ năng hướng dẫn người dân dùng dịch vụ công trực tuyến.",
]
MEETINGS = [
    "Tổ chức {TT20} hội nghị có nội dung cải cách hành chính với {TT21} lượt người dự.",
    "Lồng ghép tuyên truyền cải cách hành chính tại {TT20} hội nghị của cơ quan, {TT21} lượt người dự.",
]
COURSES = [
    "Mở {TT22} lớp tập huấn về cải cách hành chính cho {TT23} lượt cán bộ, công chức, viên chức.",
]
CONTEST = [
    "Vận động công chức tham gia cuộc thi trực tuyến tìm hiểu cải cách hành chính của tỉnh: "
    "{TT27.1}/{TT27.2} người dự thi.",
]
PRINT = [
    "Phát hành {TT29} tờ rơi, tờ gấp, sổ tay; làm mới {TT30} pano, băng rôn tại trụ sở và nơi đông người "
    "qua lại.",
    "In và phát {TT29} tờ gấp hướng dẫn thủ tục hay dùng tại bộ phận một cửa; thay {TT30} pano, áp phích "
    "đã cũ.",
]
LEAFLETS = ["In và phát {TT29} tờ gấp hướng dẫn các thủ tục hay dùng tại bộ phận một cửa."]
DIALOGUE = [
    "Đối thoại với người dân, doanh nghiệp: {TT28} cuộc. Phản ánh, kiến nghị: tiếp nhận {TT33.2}, trả lời "
    "đúng hạn {TT33.3}, còn {TT33.5} vụ việc chuyển kỳ sau.",
    "Số cuộc đối thoại trong kỳ: {TT28}. Số phản ánh, kiến nghị tiếp nhận: {TT33.2}; đang xử lý: {TT33.5}.",
]
SURVEY = " Phát {TT31.1} phiếu khảo sát, thu về {TT31.2} phiếu hợp lệ."
MONEY = [
    "Kinh phí được giao năm {year}: {TT34.1} đồng; trong kỳ đã thực hiện {TT34.2} đồng, chủ yếu cho in "
    "ấn, chuyên mục và hội nghị.",
    "Từ dự toán được giao {TT34.1} đồng, {name} đã chi {TT34.2} đồng trong kỳ cho tuyên truyền cải cách "
    "hành chính; không có khoản chi ngoài kế hoạch.",
]
MODEL = [
    "Mô hình “Ngày thứ Tư không hẹn”: mỗi thứ Tư, công chức một cửa trả kết quả ngay trong buổi với nhóm "
    "thủ tục chứng thực và hộ tịch đơn giản.",
    "Tổ công nghệ số cộng đồng đến từng nhà hướng dẫn người cao tuổi cài ứng dụng VNeID và nộp hồ sơ trực "
    "tuyến.",
    "Mã QR hướng dẫn thủ tục dán tại nhà văn hóa thôn, tổ dân phố; người dân quét để xem thành phần hồ sơ.",
    "Video ngắn dưới hai phút do chính công chức một cửa quay, mỗi video giải thích một thủ tục hay bị "
    "trả lại.",
]
HIGHLAND_MODEL = [
    "Già làng, người có uy tín cùng công chức xã nói về thủ tục hành chính bằng tiếng {language} tại các "
    "buổi họp làng.",
    "Loa làng phát bản tin cải cách hành chính bằng tiếng Việt và tiếng {language}, mỗi tuần hai buổi tối.",
]
WEAK = [
    "Nội dung tuyên truyền có lúc chưa phong phú; sản phẩm số còn ít do công chức kiêm nhiệm và chưa qua "
    "đào tạo về truyền thông.",
    "Sau sắp xếp, đầu mối truyền thông thay đổi nên việc cung cấp tin, bài có thời gian chưa đều.",
    "Kinh phí còn hạn hẹp so với yêu cầu; một số pano xuống cấp chưa thay được trong kỳ.",
]
LOCAL_WEAK = [
    *WEAK,
    "Một bộ phận người dân, nhất là người cao tuổi, chưa quen nộp hồ sơ trực tuyến. Đường truyền ở một số "
    "nơi còn yếu.",
]
NEXT = [
    "Tiếp tục thực hiện các nhiệm vụ còn lại của kế hoạch; tăng tin, bài về dịch vụ công trực tuyến toàn "
    "trình; thay nội dung pano, áp phích đã cũ.",
    "Duy trì chuyên mục trên trang thông tin điện tử; mỗi tháng ít nhất hai video hướng dẫn thủ tục; tổ "
    "chức đối thoại với người dân trước ngày chốt số liệu kỳ sau.",
    "Tập huấn kỹ năng viết tin, bài cho công chức đầu mối; phối hợp Báo Quảng "
    "Ngãi làm phóng sự về mô hình hay của cơ quan.",
]
ASK = [
    "Đề nghị Sở Nội vụ cung cấp bộ tài liệu mẫu (tờ gấp, video ngắn) dùng chung cho cả tỉnh.",
    "Đề nghị bố trí kinh phí truyền thông ổn định từ đầu năm để chủ động thực hiện kế hoạch.",
    "Kính đề nghị tỉnh mở lớp tập huấn kỹ năng truyền thông số cho công chức cấp xã.",
]
LANGUAGES = {
    "hre": "Hrê", "co": "Co", "ca-dong": "Ca Dong", "ba-na": "Ba Na",
    "xo-dang": "Xơ Đăng", "gie-trieng": "Giẻ Triêng", "gia-rai": "Gia Rai",
}  # fmt: skip

ALWAYS = {
    "I": BASIS, "II": STEERING, "III.3": SITE, "III.4": SOCIAL, "III.8": DIALOGUE, "IV": MONEY, "VII": NEXT,
}  # fmt: skip
# Sections written only when something happened: the first line of which every figure is more than 0.
WHEN = [
    ("III.1", ("TT07",), PRESS),
    ("III.2", ("TT11",), BROADCAST),
    ("III.5", ("TT20", "TT22"), MEETINGS_AND_COURSES),
    ("III.5", ("TT20",), MEETINGS),
    ("III.5", ("TT22",), COURSES),
    ("III.6", ("TT27.1",), CONTEST),
    ("III.7", ("TT29", "TT30"), PRINT),
    ("III.7", ("TT29",), LEAFLETS),
]


def texts(
    code: str, *, name: str, sign: str, year: int, place: int, month: int, numbers: Numbers, people: str
) -> dict[str, str]:
    """The sections the agency with that code writes on slice `place` of a year, by number of the section.

    `month` is when it issued its plan of the year. The same questions give the same words.
    """
    plan = random.Random(f"{code} plan {year}")  # noqa: S311 invented texts
    chance = random.Random(f"{code} texts {year} {place}")  # noqa: S311 invented texts
    words = {figure: format_number(number or 0) for figure, number in numbers.items()} | {
        "name": name.replace("Ủy ban nhân dân", "UBND"),
        "sign": sign,
        "year": str(year),
        "unit": "Văn phòng HĐND và UBND" if sign == "UBND" else "Văn phòng",
        "number": f"{plan.randint(4, 68):02}",
        "date": paper_day(dt.date(year, month, plan.randint(6, 28))),
        "language": LANGUAGES.get(people, ""),
    }
    chosen = _chosen(chance, numbers, sign, people)
    return {section: _filled(text, words) for section, text in chosen.items()}


def _chosen(chance: random.Random, numbers: Numbers, sign: str, people: str) -> dict[str, str]:
    chosen = {section: chance.choice(choices) for section, choices in ALWAYS.items()}
    if not numbers.get("TT02"):
        chosen["I"] = NO_PLAN
    chosen["VI"] = chance.choice(LOCAL_WEAK if sign == "UBND" else WEAK)
    for section, codes, choices in WHEN:
        if section not in chosen and all(numbers.get(code) for code in codes):
            chosen[section] = chance.choice(choices)
    if numbers.get("TT31.1"):
        chosen["III.8"] += SURVEY
    if chance.random() < 0.5:
        chosen["V"] = chance.choice(HIGHLAND_MODEL if people in LANGUAGES else MODEL)
    if chance.random() < 0.3:
        chosen["VIII"] = chance.choice(ASK)
    return chosen


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Codes hold dots, which `str.format` would follow: the braces are filled one by one."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text
