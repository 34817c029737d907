"""Invented names, the same for the same seed, as people are called in each part of the province."""

import random
from typing import NamedTuple


class Names(NamedTuple):
    """Words between spaces; a name is one of each, `-` in `before` stands for a space."""

    before: str
    first: str


MEN = Names(
    "Văn Văn Minh Quốc Đức Thanh Hữu Công Xuân Ngọc Tấn Anh Đình",
    "Anh Bình Chương Cường Danh Dũng Duy Đạt Hải Hậu Hiếu Hòa Hùng Huy Khánh Khoa Kiên Lâm Lộc Long Luân "
    "Mạnh Nam Nghĩa Nhân Phong Phú Phúc Quang Quân Sơn Tài Tâm Thành Thắng Thiện Thịnh Tín Toàn Trí "
    "Trung Tuấn Việt Vinh Vũ Vương",
)
WOMEN = Names(
    "Thị Thị Thị Thị-Thanh Thị-Kim Thị-Mỹ Thị-Ngọc Thị-Thu Ngọc Thùy Hoàng Bích",
    "An Chi Diễm Diệu Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hương Huyền Lan Liên Linh Loan Ly Mai My "
    "Nga Ngân Nguyệt Nhi Nhung Oanh Phương Quyên Sương Tâm Thảo Thơ Thúy Trâm Trang Trinh Tuyết Uyên "
    "Vân Vy Yến",
)
FAMILY = (
    "Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Huỳnh Võ Võ Đặng Bùi Đỗ Hồ Ngô Dương Phan Phan Trương "
    "Đoàn Lâm Mai Tạ Cao Châu Lý Tôn Thái Tiêu Đồng"
)

# In the west of Quảng Ngãi and in Kon Tum; A and Y stand before men's and women's names there.
HIGHLAND = {
    "hre": [
        Names("Đinh-Văn Phạm-Văn Đinh", "Rể Xiết Trách Ngút Đeo Mang Rin Đút Vôi Xanh Tiên"),
        Names("Phạm-Thị Đinh-Thị", "Reo Rêu Diêu Trang Hồng Nga Mai Lê"),
    ],
    "co": [
        Names("Hồ-Văn Hồ Hồ-Ngọc", "Rây Thái Biên Nhân Bút Vương Liêm Tiến Lý"),
        Names("Hồ-Thị", "Trinh Dung Hường Nhung Diệu Xuân"),
    ],
    "ca-dong": [
        Names("Đinh-Văn Đinh-Hồng Đinh", "Lia Rin Trung Nhất Gỡ Sâm Vương"),
        Names("Đinh-Thị", "Liếu Diệp Trà Thư Kim"),
    ],
    "ba-na": [Names("A", "Jar Biu Thút Kroi Lưng Khơi"), Names("Y", "Blưn Yưn Hning Byen Hlim Pyui Đênh")],
    "xo-dang": [
        Names("A", "Ngọc Phương Đeng Brôi Nhim Thiên Vượng Hen"),
        Names("Y", "Lim Hơn Lành Sáo Thao Phương"),
    ],
    "gie-trieng": [
        Names("A", "Đôn Nghéo Bloong Krới Hiệp Nang"),
        Names("Y", "Vêng Ngân Chung Ngươi Lan"),
    ],
    "gia-rai": [
        Names("Rơ-Châm Ksor Siu Rơ-Mah Kpă", "Blơng Thuyn Hyan Bên Khuyên Tuân Phiên"),
        Names("Rơ-Châm Ksor Siu Rơ-Mah", "H'Lan H'Bia H'Nga H'Jem"),
    ],
}


def name(seed: str, people: str = "kinh") -> str:
    """A full name; in the highlands two of three officers bear a name of the people who live there."""
    chance = random.Random(seed)  # noqa: S311 invented names, no secret
    if people in HIGHLAND and chance.random() < 0.67:
        return _one(chance, chance.choice(HIGHLAND[people]))
    return f"{chance.choice(FAMILY.split())} {_one(chance, chance.choice([MEN, WOMEN]))}"


def _one(chance: random.Random, names: Names) -> str:
    before = chance.choice(names.before.split()).replace("-", " ")
    return f"{before} {chance.choice(names.first.split())}"
