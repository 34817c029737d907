"""The districts that ended on 30 June 2025: 13 of Quảng Ngãi, which reported, and 10 of Kon Tum."""

from typing import NamedTuple

DISTRICTS_ENDED = (
    "Nghị quyết số 203/2025/QH15 ngày 16/6/2025; Luật Tổ chức chính quyền địa phương số 72/2025/QH15"
)
COMMUNES_ARRANGED = "Nghị quyết số 1677/NQ-UBTVQH15 ngày 16/6/2025 về sắp xếp các đơn vị hành chính cấp xã"


class District(NamedTuple):
    code: str
    word: str
    name: str
    people: str = "kinh"  # whose names most of its officers bear


DISTRICTS = [
    District("522", "thành phố", "Quảng Ngãi"),
    District("524", "huyện", "Bình Sơn"),
    District("525", "huyện", "Trà Bồng", "co"),
    District("527", "huyện", "Sơn Tịnh"),
    District("528", "huyện", "Tư Nghĩa"),
    District("529", "huyện", "Sơn Hà", "hre"),
    District("530", "huyện", "Sơn Tây", "ca-dong"),
    District("531", "huyện", "Minh Long", "hre"),
    District("532", "huyện", "Nghĩa Hành"),
    District("533", "huyện", "Mộ Đức"),
    District("534", "thị xã", "Đức Phổ"),
    District("535", "huyện", "Ba Tơ", "hre"),
    District("536", "huyện", "Lý Sơn"),
]
KON_TUM_DISTRICTS = [
    District("608", "thành phố", "Kon Tum", "ba-na"),
    District("610", "huyện", "Đắk Glei", "gie-trieng"),
    District("611", "huyện", "Ngọc Hồi", "gie-trieng"),
    District("612", "huyện", "Đắk Tô", "xo-dang"),
    District("613", "huyện", "Kon Plông", "xo-dang"),
    District("614", "huyện", "Kon Rẫy", "ba-na"),
    District("615", "huyện", "Đắk Hà", "xo-dang"),
    District("616", "huyện", "Sa Thầy", "gia-rai"),
    District("617", "huyện", "Tu Mơ Rông", "xo-dang"),
    District("618", "huyện", "Ia H'Drai", "gia-rai"),
]
