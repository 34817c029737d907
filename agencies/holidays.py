"""Days off and make-up Saturdays as decided or foreseen, loaded once into an empty calendar.

A year's list is data: the register administrator corrects it on the calendar page when a notice comes
out. 2027 is computed from the Labour Code and the lunar calendar alone and marked provisional.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
IN_LIEU = "Bộ luật Lao động 2019, Điều 111 khoản 3 (nghỉ bù ngày làm việc kế tiếp)"
CULTURE_DAY = "Nghị quyết 28/2026/QH16 (từ 01/7/2026)"
PLAN_2025 = "Văn bản 8726/VPCP-KGVX ngày 26/11/2024 (lịch nghỉ Tết và lễ năm 2025)"
PLAN_2026 = "Thông báo 9441/TB-BNV ngày 16/10/2025 (lịch nghỉ Tết và Quốc khánh năm 2026)"
NEW_YEAR_2026 = "Công văn 12729/VPCP-KGVX (hoán đổi ngày làm việc dịp Tết Dương lịch 2026)"
LIBERATION_2026 = "Bộ luật Lao động 2019, Điều 112; Công văn 3383/BNV-CVL (không hoán đổi)"
FORESEEN_2027 = "Tạm tính theo Bộ luật Lao động 2019, Điều 111 và 112; chờ thông báo chính thức năm 2027"


class Day(NamedTuple):
    day: dt.date
    kind: str  # a value of CalendarDay.Kind
    name: str
    source: str
    is_provisional: bool = False


def days_in_row(first: dt.date, count: int, name: str, source: str) -> list[Day]:
    return [Day(first + dt.timedelta(days=n), "holiday", name, source) for n in range(count)]


YEAR_2025 = [
    Day(dt.date(2025, 1, 1), "holiday", "Tết Dương lịch", LABOUR_CODE),
    *days_in_row(dt.date(2025, 1, 27), 5, "Tết Âm lịch Ất Tỵ", PLAN_2025),
    Day(dt.date(2025, 4, 7), "holiday", "Giỗ Tổ Hùng Vương", LABOUR_CODE),
    Day(dt.date(2025, 4, 26), "swap_work", "Làm bù cho thứ Sáu 02/5/2025", PLAN_2025),
    Day(dt.date(2025, 4, 30), "holiday", "Ngày Chiến thắng 30/4", LABOUR_CODE),
    Day(dt.date(2025, 5, 1), "holiday", "Ngày Quốc tế Lao động", LABOUR_CODE),
    Day(dt.date(2025, 5, 2), "swap_off", "Nghỉ, làm bù thứ Bảy 26/4/2025", PLAN_2025),
    *days_in_row(dt.date(2025, 9, 1), 2, "Quốc khánh", PLAN_2025),
]

YEAR_2026 = [
    Day(dt.date(2026, 1, 1), "holiday", "Tết Dương lịch", LABOUR_CODE),
    Day(dt.date(2026, 1, 2), "swap_off", "Nghỉ, làm bù thứ Bảy 10/01/2026", NEW_YEAR_2026),
    Day(dt.date(2026, 1, 10), "swap_work", "Làm bù cho thứ Sáu 02/01/2026", NEW_YEAR_2026),
    *days_in_row(dt.date(2026, 2, 16), 5, "Tết Âm lịch Bính Ngọ", PLAN_2026),
    Day(dt.date(2026, 4, 26), "holiday", "Giỗ Tổ Hùng Vương", LABOUR_CODE),
    Day(dt.date(2026, 4, 27), "substitute", "Nghỉ bù Giỗ Tổ Hùng Vương (Chủ nhật 26/4)", IN_LIEU),
    Day(dt.date(2026, 4, 30), "holiday", "Ngày Chiến thắng 30/4", LIBERATION_2026),
    Day(dt.date(2026, 5, 1), "holiday", "Ngày Quốc tế Lao động", LIBERATION_2026),
    Day(dt.date(2026, 8, 22), "swap_work", "Làm bù cho thứ Hai 31/8/2026", PLAN_2026),
    Day(dt.date(2026, 8, 31), "swap_off", "Nghỉ, làm bù thứ Bảy 22/8/2026", PLAN_2026),
    *days_in_row(dt.date(2026, 9, 1), 2, "Quốc khánh", PLAN_2026),
    Day(dt.date(2026, 11, 24), "holiday", "Ngày Văn hóa Việt Nam", CULTURE_DAY),
]

YEAR_2027 = [
    day._replace(is_provisional=True)
    for day in [
        Day(dt.date(2027, 1, 1), "holiday", "Tết Dương lịch", FORESEEN_2027),
        # The first day of the lunar year is Saturday 6/2; the five days are taken from its eve.
        *days_in_row(dt.date(2027, 2, 5), 5, "Tết Âm lịch Đinh Mùi", FORESEEN_2027),
        Day(dt.date(2027, 2, 10), "substitute", "Nghỉ bù Tết Âm lịch (thứ Bảy 06/2)", FORESEEN_2027),
        Day(dt.date(2027, 2, 11), "substitute", "Nghỉ bù Tết Âm lịch (Chủ nhật 07/2)", FORESEEN_2027),
        Day(dt.date(2027, 4, 16), "holiday", "Giỗ Tổ Hùng Vương", FORESEEN_2027),
        Day(dt.date(2027, 4, 30), "holiday", "Ngày Chiến thắng 30/4", FORESEEN_2027),
        Day(dt.date(2027, 5, 1), "holiday", "Ngày Quốc tế Lao động", FORESEEN_2027),
        Day(dt.date(2027, 5, 3), "substitute", "Nghỉ bù Ngày Quốc tế Lao động (thứ Bảy 01/5)", FORESEEN_2027),
        *days_in_row(dt.date(2027, 9, 2), 2, "Quốc khánh", FORESEEN_2027),
        Day(dt.date(2027, 11, 24), "holiday", "Ngày Văn hóa Việt Nam", FORESEEN_2027),
    ]
]

ALL_DAYS = [*YEAR_2025, *YEAR_2026, *YEAR_2027]
