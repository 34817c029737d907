"""The rules of law that a new installation starts with, as the province was told of them. Those that nobody
has read in the text of the document are to be confirmed; Home Affairs changes all of them on their page."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from feedback.deadlines import Unit
from feedback.models import Norm

Code = Norm.Code
DECREE = "Nghị định 20/2008/NĐ-CP"
AMENDED = f"{DECREE}, sửa đổi bởi Nghị định 92/2017/NĐ-CP"
DECREE_FROM, AMENDED_FROM = dt.date(2008, 3, 4), dt.date(2017, 9, 25)
COMPLAINTS_FROM, DENUNCIATIONS_FROM = dt.date(2012, 7, 1), dt.date(2019, 1, 1)
AMENDMENT, AMENDMENT_FROM = "sửa đổi bởi Luật 136/2025/QH15", dt.date(2026, 7, 1)
LAW_ON_COMPLAINTS = "Luật Khiếu nại 02/2011/QH13, Điều 9"
LAW_ON_DENUNCIATIONS = "Luật Tố cáo 25/2018/QH14"
LEGAL_TEXTS_FROM = dt.date(2026, 1, 1)
WHERE_TO_COMPLAIN = (
    "Nội dung này là khiếu nại, không phải phản ánh, kiến nghị về quy định. Ông/bà gửi đơn khiếu nại đến cơ "
    "quan đã ra quyết định hoặc có hành vi đó, trong {thời hiệu} kể từ ngày nhận được hoặc biết được quyết "
    "định, hành vi. Gửi ở đây không giữ thời hiệu đó cho ông/bà."
)
WHERE_TO_DENOUNCE = (
    "Nội dung này là tố cáo. Ông/bà đến nơi tiếp công dân của cơ quan quản lý người bị tố cáo, hoặc gửi đơn "
    "đến cơ quan đó: Luật Tố cáo bảo vệ người tố cáo và giữ bí mật họ tên."
)
WHERE_TO_ASK = (
    "Nội dung này là câu hỏi về pháp luật hoặc về hồ sơ của ông/bà. Ông/bà hỏi Bộ phận Một cửa đang giải "
    "quyết hồ sơ, hoặc mục hỏi đáp của Cổng Dịch vụ công quốc gia (dichvucong.gov.vn)."
)
WHAT_IS_MISSING = (
    "Phản ánh, kiến nghị này còn thiếu họ tên, địa chỉ hoặc nội dung cụ thể. Ông/bà bổ sung và gửi lại, cơ "
    "quan sẽ tiếp nhận."
)
NOT_OF_RULES = "Nội dung này không phải là phản ánh, kiến nghị về quy định hay thủ tục hành chính."


class Row(NamedTuple):
    code: str
    legal_ground: str
    valid_from: dt.date
    amount: int | None = None
    unit: str = ""
    address: str = ""
    words: str = ""
    is_to_confirm: bool = False


RECEIVER_KIND = "van-phong"
RECEIVER = Row(
    Code.RECEIVER,
    "Nghị định 92/2017/NĐ-CP: Văn phòng UBND tỉnh là đầu mối tiếp nhận phản ánh, kiến nghị (chờ xác nhận "
    "điều, khoản)",
    AMENDED_FROM,
    is_to_confirm=True,
)
NORMS = [
    Row(Code.TRANSFER, AMENDED, AMENDED_FROM, 5, Unit.WORKING_DAYS),
    Row(Code.CONTENT, f"{AMENDED}, Điều 5", AMENDED_FROM),
    Row(Code.SENDER, f"{AMENDED}, Điều 7", AMENDED_FROM),
    Row(Code.CRITERIA, f"{DECREE}, Điều 14", DECREE_FROM),
    Row(Code.COMPLAINT, LAW_ON_COMPLAINTS, COMPLAINTS_FROM, 90, Unit.DAYS),
    Row(
        Code.COMPLAINT,
        f"{LAW_ON_COMPLAINTS}, {AMENDMENT}",
        AMENDMENT_FROM,
        90,
        Unit.DAYS,
        is_to_confirm=True,
    ),
    Row(Code.DENUNCIATION, LAW_ON_DENUNCIATIONS, DENUNCIATIONS_FROM),
    Row(Code.DENUNCIATION, f"{LAW_ON_DENUNCIATIONS}, {AMENDMENT}", AMENDMENT_FROM, is_to_confirm=True),
    Row(
        Code.LEGAL_TEXTS,
        "Quyết định 48/2025/QĐ-TTg",
        LEGAL_TEXTS_FROM,
        address="https://phapluat.gov.vn",
        is_to_confirm=True,
    ),
    Row(Code.REFUSE_INCOMPLETE, f"{AMENDED}, Điều 7", AMENDED_FROM, words=WHAT_IS_MISSING),
    Row(Code.REFUSE_COMPLAINT, LAW_ON_COMPLAINTS, COMPLAINTS_FROM, words=WHERE_TO_COMPLAIN),
    Row(
        Code.REFUSE_COMPLAINT,
        f"{LAW_ON_COMPLAINTS}, {AMENDMENT}",
        AMENDMENT_FROM,
        words=WHERE_TO_COMPLAIN,
        is_to_confirm=True,
    ),
    Row(Code.REFUSE_DENUNCIATION, LAW_ON_DENUNCIATIONS, DENUNCIATIONS_FROM, words=WHERE_TO_DENOUNCE),
    Row(
        Code.REFUSE_DENUNCIATION,
        f"{LAW_ON_DENUNCIATIONS}, {AMENDMENT}",
        AMENDMENT_FROM,
        words=WHERE_TO_DENOUNCE,
        is_to_confirm=True,
    ),
    Row(Code.REFUSE_QUESTION, f"{AMENDED}, Điều 5", AMENDED_FROM, words=WHERE_TO_ASK),
    Row(Code.REFUSE_SPAM, f"{AMENDED}, Điều 5", AMENDED_FROM, words=NOT_OF_RULES),
]
