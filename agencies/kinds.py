"""The kinds of agencies a province starts with, in register order; later they are rows like any other."""

from typing import NamedTuple


class Kind(NamedTuple):
    code: str
    name: str
    tier: str
    owes: str
    desk: str
    authority: str  # the lines above the signature of its head (Decree 30/2020/NĐ-CP, Annex I)
    parent_line: str = "none"  # above its name
    head: str = "state"  # of its papers, by this document
    head_source: str = "Nghị định số 30/2020/NĐ-CP, Phụ lục I"


COMMITTEE = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
DIRECTOR = "GIÁM ĐỐC"
UNDER = "committee"  # the provincial one, where no other is recorded
PARTYS = "Hướng dẫn số 36-HD/VPTW ngày 03/4/2018 của Văn phòng Trung ương Đảng"

KINDS = [
    Kind("lanh-dao-tinh", "Lãnh đạo UBND tỉnh", "province", "nothing", "leadership", COMMITTEE),
    Kind("van-phong", "Văn phòng UBND tỉnh", "province", "whole", "agency", "CHÁNH VĂN PHÒNG", UNDER),
    Kind("so-noi-vu", "Sở Nội vụ", "province", "whole", "home_affairs", DIRECTOR, UNDER),
    Kind("so-tai-chinh", "Sở Tài chính", "province", "whole", "finance", DIRECTOR, UNDER),
    Kind("so", "Sở và cơ quan ngang sở", "province", "whole", "agency", DIRECTOR, UNDER),
    Kind("ban-quan-ly", "Ban quản lý", "province", "whole", "agency", "TRƯỞNG BAN", UNDER),
    Kind("bao-chi", "Cơ quan báo chí", "province", "owned", "press", "TỔNG BIÊN TẬP", "recorded"),
    Kind("dang", "Cơ quan Đảng", "province", "owned", "party", "TRƯỞNG BAN", "none", "party", PARTYS),
    Kind("nganh-doc", "Cơ quan ngành dọc", "province", "nothing", "agency", "", "recorded"),
    Kind("huyen", "Huyện, thị xã, thành phố (đến 30/6/2025)", "district", "whole", "agency", COMMITTEE),
    Kind("phuong", "Phường", "commune", "whole", "agency", COMMITTEE),
    Kind("xa", "Xã", "commune", "whole", "agency", COMMITTEE),
    Kind("dac-khu", "Đặc khu", "commune", "whole", "agency", COMMITTEE),
]
