"""The forms of communication work a province starts with; later they are rows like any other.

They are those that provincial plans name (Decision 2074/QD-UBND of 20/12/2021, part on forms) and that the
reporting form asks figures of. A unit is what one counts when such work is done.
"""

from typing import NamedTuple


class Form(NamedTuple):
    code: str
    name: str
    unit: str


FORMS = [
    Form("van-ban-chi-dao", "Văn bản chỉ đạo, hướng dẫn", "văn bản"),
    Form("tin-bai-bao", "Tin, bài trên báo in, báo điện tử", "tin, bài"),
    Form("tin-bai-gui", "Tin, bài gửi đăng trên báo, đài, Cổng thông tin điện tử tỉnh", "tin, bài"),
    Form("tin-bai-trang", "Tin, bài trên cổng, trang thông tin điện tử", "tin, bài"),
    Form("chuyen-muc", "Chuyên trang, chuyên mục", "chuyên mục"),
    Form("truyen-hinh", "Phóng sự, tọa đàm, chương trình truyền hình", "chương trình"),
    Form("phat-thanh", "Tin, bài, chương trình phát thanh", "chương trình"),
    Form("truyen-thanh", "Phát trên hệ thống truyền thanh cơ sở", "lượt phát"),
    Form("mang-xa-hoi", "Bài đăng trên mạng xã hội", "bài"),
    Form("san-pham-so", "Video, đồ họa, sản phẩm số", "sản phẩm"),
    Form("hoi-nghi", "Hội nghị, hội thảo, tọa đàm", "cuộc"),
    Form("tap-huan", "Lớp tập huấn, bồi dưỡng", "lớp"),
    Form("cuoc-thi", "Cuộc thi, hội thi", "cuộc"),
    Form("to-roi", "Tờ rơi, tờ gấp, sổ tay", "tờ"),
    Form("truc-quan", "Pa nô, áp phích, băng rôn", "cái"),
    Form("doi-thoai", "Đối thoại với người dân, doanh nghiệp", "cuộc"),
    Form("khao-sat", "Khảo sát, lấy ý kiến", "cuộc"),
    Form("khac", "Hình thức khác", "lần"),
]
