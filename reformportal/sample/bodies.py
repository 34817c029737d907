"""The provincial bodies of Quảng Ngãi: today's, and those that went into them in spring 2025.

Where the number or the day of a document is not known, its text says so.
"""

import datetime as dt
from typing import NamedTuple

REGISTER_FROM = dt.date(2024, 12, 15)  # the first day of report year 2025
DEPARTMENTS_MERGED = dt.date(2025, 3, 1)
PRESS_MERGED = dt.date(2025, 5, 19)
PROVINCES_MERGED = dt.date(2025, 7, 1)

BEFORE = "Thành lập trước năm báo cáo 2025"
COUNCIL_2025 = (
    "Nghị quyết của HĐND tỉnh ngày 19/02/2025 (kỳ họp thứ 31, chưa rõ số), hiệu lực 01/3/2025; Ban Chấp hành "
    "Đảng bộ tỉnh thống nhất ngày 18/02/2025"
)
NEW_PROVINCE = "Nghị quyết số 202/2025/QH15 ngày 12/6/2025 về sắp xếp đơn vị hành chính cấp tỉnh"
PRESS_2025 = (
    "Quyết định của Tỉnh ủy năm 2025 (chưa rõ số) sáp nhập Đài Phát thanh và Truyền hình tỉnh vào Báo Quảng "
    "Ngãi, hoạt động từ 19/5/2025"
)
BOARD_2025 = (
    "Quyết định số 1499/QĐ-TTg năm 2025 hợp nhất với Ban Quản lý Khu kinh tế tỉnh Kon Tum (ngày hiệu lực chờ "
    "xác nhận, ngày lấy theo dữ liệu mẫu)"
)
PARTY_2025 = "Hợp nhất Ban Tuyên giáo và Ban Dân vận Tỉnh ủy, năm 2025 (ngày lấy theo dữ liệu mẫu)"


class Body(NamedTuple):
    code: str
    kind: str
    name: str
    sign: str
    head: str = "Giám đốc"
    since: dt.date = REGISTER_FROM
    legal_basis: str = BEFORE
    unit: str = "VP"  # that drafts its papers; invented


LEADERSHIP = Body("UBND", "lanh-dao-tinh", "Ủy ban nhân dân tỉnh Quảng Ngãi", "UBND", "Chủ tịch", unit="")

# Those whose `since` is 1 March 2025 are new bodies; the others that took something over keep their identity.
BODIES = [
    Body("VP", "van-phong", "Văn phòng UBND tỉnh", "VP", "Chánh Văn phòng", unit="KSTT"),
    Body("SNV", "so-noi-vu", "Sở Nội vụ", "SNV", unit="CCHC"),
    Body("STC", "so-tai-chinh", "Sở Tài chính", "STC"),
    Body("STP", "so", "Sở Tư pháp", "STP"),
    Body("SCT", "so", "Sở Công Thương", "SCT"),
    Body(
        "SNNMT", "so", "Sở Nông nghiệp và Môi trường", "SNNMT",
        since=DEPARTMENTS_MERGED, legal_basis=COUNCIL_2025,
    ),
    Body("SXD", "so", "Sở Xây dựng", "SXD"),
    Body("SKHCN", "so", "Sở Khoa học và Công nghệ", "SKHCN"),
    Body("SVHTTDL", "so", "Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    Body("SGDĐT", "so", "Sở Giáo dục và Đào tạo", "SGDĐT"),
    Body("SYT", "so", "Sở Y tế", "SYT"),
    Body(
        "SDTTG", "so", "Sở Dân tộc và Tôn giáo", "SDTTG",
        since=DEPARTMENTS_MERGED, legal_basis=COUNCIL_2025,
    ),
    Body("SNgV", "so", "Sở Ngoại vụ", "SNgV"),
    Body("TTT", "so", "Thanh tra tỉnh", "TTT", "Chánh Thanh tra"),
    Body(
        "BQL", "ban-quan-ly", "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi", "BQL",
        "Trưởng ban",
    ),
]  # fmt: skip

# Under the provincial Party committee; on 19 May 2025 it took over the broadcaster, a body of the State.
PRESS = Body("BQN", "bao-chi", "Báo Quảng Ngãi", "BQN", "Tổng Biên tập", unit="")
BROADCASTER = Body("PTTH", "bao-chi", "Đài Phát thanh và Truyền hình tỉnh Quảng Ngãi", "PTTH", unit="")
# Until then the paper broadcast nothing, and the broadcaster printed nothing.
NOT_OF_THE_PAPER, NOT_OF_THE_BROADCASTER = ("TT09", "TT10", "TT12"), ("TT06",)
PARTY = Body(
    "BTGDVTU", "dang", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "BTGDVTU", "Trưởng ban",
    DEPARTMENTS_MERGED, PARTY_2025, unit="",
)  # fmt: skip

# Until 28 February 2025.
FORMER_BODIES = [
    Body("SKHĐT", "so", "Sở Kế hoạch và Đầu tư", "SKHĐT"),
    Body("SGTVT", "so", "Sở Giao thông vận tải", "SGTVT"),
    Body("SNNPTNT", "so", "Sở Nông nghiệp và Phát triển nông thôn", "SNNPTNT"),
    Body("STNMT", "so", "Sở Tài nguyên và Môi trường", "STNMT"),
    Body("STTTT", "so", "Sở Thông tin và Truyền thông", "STTTT"),
    Body("SLĐTBXH", "so", "Sở Lao động - Thương binh và Xã hội", "SLĐTBXH"),
    Body("BDT", "so", "Ban Dân tộc tỉnh", "BDT", "Trưởng ban"),
]

# Taken over on 1 March 2025: predecessor, successor, kind, what went over.
MERGERS_2025 = [
    ("SKHĐT", "STC", "merge", ""),
    ("SKHĐT", "VP", "transfer", "Trung tâm Xúc tiến đầu tư"),
    ("SGTVT", "SXD", "merge", ""),
    ("SNNPTNT", "SNNMT", "merge", ""),
    ("STNMT", "SNNMT", "merge", ""),
    ("STTTT", "SKHCN", "merge", ""),
    ("STTTT", "SVHTTDL", "transfer", "Báo chí, xuất bản, thông tin cơ sở"),
    ("SLĐTBXH", "SNV", "merge", ""),
    ("SLĐTBXH", "SGDĐT", "transfer", "Giáo dục nghề nghiệp"),
    ("SLĐTBXH", "SYT", "transfer", "Bảo trợ xã hội, trẻ em, phòng chống tệ nạn xã hội"),
    ("SLĐTBXH", "SNNMT", "transfer", "Giảm nghèo"),
    ("BDT", "SDTTG", "merge", ""),
    ("SNV", "SDTTG", "transfer", "Tín ngưỡng, tôn giáo"),
]

# Bodies that took something over and go on under their name, as a new version.
TOOK_OVER = ["VP", "SNV", "STC", "SXD", "SKHCN", "SVHTTDL", "SGDĐT", "SYT"]
