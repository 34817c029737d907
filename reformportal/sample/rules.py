"""Rules and procedures in the sample's register: common ones, with numbers that are invented."""

from __future__ import annotations

import datetime as dt

from feedback.actions.rules import add_rule
from feedback.models import Rule
from reformportal.sample.cast import Cast
from reformportal.sample.history import at
from reformportal.sample.staff import address

ENTERED_ON = dt.date(2025, 10, 6)
PROCEDURE, DOCUMENT = Rule.Kind.PROCEDURE, Rule.Kind.DOCUMENT
JUSTICE, LAND, BUILDING, PLANNING = "Hộ tịch", "Đất đai", "Xây dựng", "Đăng ký doanh nghiệp"
# Kind, number, title, field, issuing body, in force from, to.
ROWS: list[tuple[str, str, str, str, str, dt.date | None, dt.date | None]] = [
    (PROCEDURE, "1.900101", "Đăng ký khai sinh", JUSTICE, "Bộ Tư pháp", None, None),
    (PROCEDURE, "1.900102", "Đăng ký kết hôn", JUSTICE, "Bộ Tư pháp", None, None),
    (PROCEDURE, "1.900103", "Đăng ký khai tử", JUSTICE, "Bộ Tư pháp", None, None),
    (PROCEDURE, "1.900104", "Xác nhận tình trạng hôn nhân", JUSTICE, "Bộ Tư pháp", None, None),
    (PROCEDURE, "1.900201", "Cấp giấy chứng nhận quyền sử dụng đất lần đầu", LAND,
     "Bộ Nông nghiệp và Môi trường", None, None),
    (PROCEDURE, "1.900202", "Đăng ký biến động đất đai", LAND, "Bộ Nông nghiệp và Môi trường", None, None),
    (PROCEDURE, "1.900203", "Tách thửa, hợp thửa đất", LAND, "Bộ Nông nghiệp và Môi trường", None, None),
    (PROCEDURE, "1.900301", "Cấp giấy phép xây dựng nhà ở riêng lẻ", BUILDING, "Bộ Xây dựng", None, None),
    (PROCEDURE, "1.900401", "Đăng ký thành lập hộ kinh doanh", PLANNING, "Bộ Tài chính", None, None),
    (PROCEDURE, "1.900402", "Chấm dứt hoạt động hộ kinh doanh", PLANNING, "Bộ Tài chính", None, None),
    (PROCEDURE, "1.900501", "Chứng thực bản sao từ bản chính", "Chứng thực", "Bộ Tư pháp", None, None),
    (PROCEDURE, "1.900601", "Hỗ trợ chi phí mai táng", "Bảo trợ xã hội", "Bộ Y tế", None, None),
    (DOCUMENT, "901/2024/QĐ-UBND", "Quy định về hạn mức giao đất, tách thửa trên địa bàn tỉnh", LAND,
     "UBND tỉnh Quảng Ngãi", dt.date(2024, 10, 1), None),
    (DOCUMENT, "902/2023/QĐ-UBND", "Quy định thu phí thẩm định hồ sơ cấp giấy chứng nhận", LAND,
     "UBND tỉnh Quảng Ngãi", dt.date(2023, 4, 1), dt.date(2025, 12, 31)),
    (DOCUMENT, "903/2025/QĐ-UBND", "Quy chế phối hợp giải quyết thủ tục một cửa liên thông", "Một cửa",
     "UBND tỉnh Quảng Ngãi", dt.date(2025, 9, 15), None),
]  # fmt: skip


def tell_rules() -> None:
    """Entered one by one by the reviewer who keeps the register."""
    keeper = Cast(ENTERED_ON).officers[address("duyet1", "snv")]
    for number, (kind, code, title, field, body, valid_from, valid_to) in enumerate(ROWS):
        add_rule(
            kind=kind,
            number=code,
            title=title,
            field=field,
            issuing_body=body,
            valid_from=valid_from,
            valid_to=valid_to,
            by=keeper,
            now=at(ENTERED_ON, 8, number),
        )
