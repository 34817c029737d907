"""The kinds of agencies a province starts with, in register order; later they are rows like any other."""

from typing import NamedTuple


class Kind(NamedTuple):
    code: str
    name: str
    tier: str
    owes: str
    desk: str


KINDS = [
    Kind("lanh-dao-tinh", "Lãnh đạo UBND tỉnh", "province", "nothing", "leadership"),
    Kind("van-phong", "Văn phòng UBND tỉnh", "province", "whole", "agency"),
    Kind("so-noi-vu", "Sở Nội vụ", "province", "whole", "home_affairs"),
    Kind("so-tai-chinh", "Sở Tài chính", "province", "whole", "finance"),
    Kind("so", "Sở và cơ quan ngang sở", "province", "whole", "agency"),
    Kind("ban-quan-ly", "Ban quản lý", "province", "whole", "agency"),
    Kind("bao-chi", "Cơ quan báo chí", "province", "owned", "press"),
    Kind("dang", "Cơ quan Đảng", "province", "owned", "party"),
    Kind("nganh-doc", "Cơ quan ngành dọc", "province", "nothing", "agency"),
    Kind("huyen", "Huyện, thị xã, thành phố (đến 30/6/2025)", "district", "whole", "agency"),
    Kind("phuong", "Phường", "commune", "whole", "agency"),
    Kind("xa", "Xã", "commune", "whole", "agency"),
    Kind("dac-khu", "Đặc khu", "commune", "whole", "agency"),
]
