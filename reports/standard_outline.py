"""What each section of the standard form speaks of, in which words, and what it says where nothing arose.

A phrase names figures in braces. What stands in square brackets is left out where one of its figures is not
more than 0, or no activity is recorded. Of the province's paper the second phrase holds, where there is one.
The size of an agency's staff (TT27.2), how many slips asked for satisfaction (TT32.2) and spam belong to no
section: they say nothing of what was done.
"""

from typing import NamedTuple

NOTHING_AROSE = "Không phát sinh trong kỳ."
NIL_SENTENCES = {
    "III.1": NOTHING_AROSE,
    "III.2": NOTHING_AROSE,
    "III.3": NOTHING_AROSE,
    "III.4": NOTHING_AROSE,
    "III.5": NOTHING_AROSE,
    "III.6": NOTHING_AROSE,
    "III.7": NOTHING_AROSE,
    "III.8": NOTHING_AROSE,
    "IV": "Không phát sinh kinh phí trong kỳ.",
    "V": "Trong kỳ chưa có mô hình, cách làm hay mới.",
    "VIII": "Không có kiến nghị, đề xuất.",
}


class SpokenRow(NamedTuple):
    section: str
    figure: str
    phrase: str = ""
    province_phrase: str = ""


SPOKEN = [
    SpokenRow(
        "I",
        "TT01",
        "Đã ban hành kế hoạch tuyên truyền cải cách hành chính năm",
        "Có {TT01} cơ quan, địa phương ban hành kế hoạch tuyên truyền cải cách hành chính năm",
    ),
    SpokenRow("I", "TT02", "Kế hoạch năm có {TT02} nhiệm vụ", "Kế hoạch của các cơ quan có {TT02} nhiệm vụ"),
    SpokenRow("II", "TT03", "Đã hoàn thành {TT03} trong tổng số {TT02} nhiệm vụ[, đạt {TT04}% kế hoạch năm]"),
    SpokenRow("II", "TT04", "Tỷ lệ hoàn thành kế hoạch đạt {TT04}%"),
    SpokenRow(
        "II",
        "TT05",
        "Ban hành {TT05} văn bản chỉ đạo, hướng dẫn về tuyên truyền cải cách hành chính[: {hoạt động}]",
    ),
    SpokenRow(
        "III.1", "TT06", "Đăng {TT06} tin, bài về cải cách hành chính trên báo in, báo điện tử của tỉnh"
    ),
    SpokenRow(
        "III.1", "TT07", "Gửi đăng {TT07} tin, bài trên báo, Cổng thông tin điện tử tỉnh[: {hoạt động}]"
    ),
    SpokenRow("III.1", "TT08", "Duy trì {TT08} chuyên trang, chuyên mục cải cách hành chính"),
    SpokenRow("III.2", "TT09", "Thực hiện {TT09} phóng sự, tọa đàm, chương trình truyền hình[: {hoạt động}]"),
    SpokenRow("III.2", "TT10", "Phát {TT10} tin, bài, chương trình trên sóng phát thanh tỉnh"),
    SpokenRow("III.2", "TT11", "Hệ thống truyền thanh cơ sở phát {TT11} lượt[: {hoạt động}]"),
    SpokenRow("III.2", "TT12", "Tổng thời lượng phát sóng: {TT12} phút"),
    SpokenRow(
        "III.3",
        "TT13",
        "Đăng {TT13} tin, bài về cải cách hành chính trên cổng, trang thông tin điện tử[: {hoạt động}]",
    ),
    SpokenRow(
        "III.3",
        "TT14",
        "Duy trì chuyên mục Cải cách hành chính trên cổng, trang thông tin điện tử",
        "Có {TT14} cơ quan, địa phương duy trì chuyên mục Cải cách hành chính trên cổng, trang thông tin "
        "điện tử",
    ),
    SpokenRow("III.3", "TT15", "Chuyên mục Cải cách hành chính có {TT15} lượt truy cập"),
    SpokenRow("III.4", "TT16", "Đăng {TT16} bài trên mạng xã hội[: {hoạt động}]"),
    SpokenRow("III.4", "TT17", "Đạt {TT17} lượt tiếp cận, tương tác"),
    SpokenRow("III.4", "TT18", "Cuối kỳ có {TT18} người theo dõi kênh"),
    SpokenRow("III.4", "TT19", "Thực hiện {TT19} video, đồ họa, sản phẩm số[: {hoạt động}]"),
    SpokenRow(
        "III.5",
        "TT20",
        "Tổ chức {TT20} hội nghị[ với {TT21} lượt người tham dự][: {hoạt động}]",
    ),
    SpokenRow("III.5", "TT21", "Có {TT21} lượt người dự hội nghị"),
    SpokenRow(
        "III.5",
        "TT22",
        "Mở {TT22} lớp tập huấn, bồi dưỡng[ cho {TT23} lượt cán bộ, công chức, viên chức][: {hoạt động}]",
    ),
    SpokenRow("III.5", "TT23", "Tập huấn, bồi dưỡng {TT23} lượt cán bộ, công chức, viên chức"),
    SpokenRow("III.5", "TT24", "Tập huấn cho {TT24} báo cáo viên, tuyên truyền viên"),
    SpokenRow("III.6", "TT25", "Tổ chức {TT25} cuộc thi, hội thi[: {hoạt động}]"),
    SpokenRow("III.6", "TT26.1", "Có {TT26.1} lượt cán bộ, công chức, viên chức dự thi"),
    SpokenRow("III.6", "TT26.2", "Có {TT26.2} lượt người dân dự thi"),
    SpokenRow(
        "III.6",
        "TT27.1",
        "Có {TT27.1}[ trong tổng số {TT27.2}] cán bộ, công chức, viên chức của cơ quan dự thi[, đạt {TT27}%]",
        "Có {TT27.1}[ trong tổng số {TT27.2}] cán bộ, công chức, viên chức của các cơ quan dự thi"
        "[, đạt {TT27}%]",
    ),
    SpokenRow("III.6", "TT27", "Tỷ lệ cán bộ, công chức, viên chức dự thi đạt {TT27}%"),
    SpokenRow("III.7", "TT29", "Phát hành {TT29} tờ rơi, tờ gấp, sổ tay[: {hoạt động}]"),
    SpokenRow("III.7", "TT30", "Làm mới {TT30} pano, áp phích, băng rôn[: {hoạt động}]"),
    SpokenRow("III.8", "TT28", "Tổ chức {TT28} cuộc đối thoại với người dân, doanh nghiệp[: {hoạt động}]"),
    SpokenRow("III.8", "TT31.1", "Phát ra {TT31.1} phiếu khảo sát[, thu về {TT31.2} phiếu hợp lệ]"),
    SpokenRow("III.8", "TT31.2", "Thu về {TT31.2} phiếu khảo sát hợp lệ"),
    SpokenRow("III.8", "TT32.1", "Có {TT32.1} phiếu trả lời hài lòng[, đạt {TT32}%]"),
    SpokenRow("III.8", "TT32", "Tỷ lệ người được hỏi hài lòng đạt {TT32}%"),
    SpokenRow("III.8", "TT33.1", "Đầu kỳ còn {TT33.1} phản ánh, kiến nghị chưa giải quyết"),
    SpokenRow(
        "III.8",
        "TT33.2",
        "Tiếp nhận {TT33.2} phản ánh, kiến nghị[, nhận {TT33.6} do cơ quan khác chuyển đến]",
        "Các cơ quan tiếp nhận {TT33.2} phản ánh, kiến nghị",
    ),
    SpokenRow("III.8", "TT33.6", "Nhận {TT33.6} phản ánh, kiến nghị do cơ quan khác chuyển đến"),
    SpokenRow("III.8", "TT33.3", "Trả lời đúng hạn {TT33.3} phản ánh, kiến nghị"),
    SpokenRow("III.8", "TT33.4", "Trả lời quá hạn {TT33.4} phản ánh, kiến nghị"),
    SpokenRow("III.8", "TT33.7", "Chuyển cơ quan có thẩm quyền {TT33.7} phản ánh, kiến nghị"),
    SpokenRow("III.8", "TT33.8", "Không tiếp nhận {TT33.8} phản ánh, kiến nghị (kể cả gửi trùng, rút lại)"),
    SpokenRow(
        "III.8",
        "TT33.9",
        "{TT33.9} việc không phải phản ánh, kiến nghị về quy định hành chính đã được hướng dẫn",
    ),
    SpokenRow("III.8", "TT33.5", "Cuối kỳ còn {TT33.5} phản ánh, kiến nghị chưa giải quyết"),
    SpokenRow("IV", "TT34.1", "Kinh phí được giao trong năm: {TT34.1} đồng"),
    SpokenRow("IV", "TT34.2", "Kinh phí đã thực hiện: {TT34.2} đồng"),
]
