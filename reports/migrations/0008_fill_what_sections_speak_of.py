"""Give the sections of the standard form, in databases of before, the figures they speak of.

A section is known by its number and title, a figure by its code; forms of the province's own making are left
for Home Affairs to fill. The rows are those of the day this was written.
"""

from django.db import migrations

SECTIONS = {  # number: title, what it says where nothing arose
    "I": ("Căn cứ và việc ban hành kế hoạch", ""),
    "II": ("Công tác chỉ đạo, phân công thực hiện", ""),
    "III.1": ("Báo chí", "Không phát sinh trong kỳ."),
    "III.2": ("Phát thanh, truyền hình, truyền thanh cơ sở", "Không phát sinh trong kỳ."),
    "III.3": ("Cổng, trang thông tin điện tử", "Không phát sinh trong kỳ."),
    "III.4": ("Mạng xã hội và sản phẩm số", "Không phát sinh trong kỳ."),
    "III.5": ("Hội nghị, tập huấn, bồi dưỡng", "Không phát sinh trong kỳ."),
    "III.6": ("Cuộc thi, hội thi", "Không phát sinh trong kỳ."),
    "III.7": ("Ấn phẩm, tuyên truyền trực quan", "Không phát sinh trong kỳ."),
    "III.8": ("Đối thoại, khảo sát, tiếp nhận phản ánh, kiến nghị", "Không phát sinh trong kỳ."),
    "IV": ("Kinh phí thực hiện", "Không phát sinh kinh phí trong kỳ."),
    "V": ("Mô hình, cách làm hay", "Trong kỳ chưa có mô hình, cách làm hay mới."),
    "VIII": ("Kiến nghị, đề xuất", "Không có kiến nghị, đề xuất."),
}
SPOKEN = [  # section, figure, phrase, phrase in the province's paper
    (
        "I",
        "TT01",
        "Đã ban hành kế hoạch tuyên truyền cải cách hành chính năm",
        "Có {TT01} cơ quan, địa phương ban hành kế hoạch tuyên truyền cải cách hành chính năm",
    ),
    ("I", "TT02", "Kế hoạch năm có {TT02} nhiệm vụ", "Kế hoạch của các cơ quan có {TT02} nhiệm vụ"),
    ("II", "TT03", "Đã hoàn thành {TT03} trong tổng số {TT02} nhiệm vụ[, đạt {TT04}% kế hoạch năm]", ""),
    ("II", "TT04", "Tỷ lệ hoàn thành kế hoạch đạt {TT04}%", ""),
    (
        "II",
        "TT05",
        "Ban hành {TT05} văn bản chỉ đạo, hướng dẫn về tuyên truyền cải cách hành chính[: {hoạt động}]",
        "",
    ),
    ("III.1", "TT06", "Đăng {TT06} tin, bài về cải cách hành chính trên báo in, báo điện tử của tỉnh", ""),
    ("III.1", "TT07", "Gửi đăng {TT07} tin, bài trên báo, Cổng thông tin điện tử tỉnh[: {hoạt động}]", ""),
    ("III.1", "TT08", "Duy trì {TT08} chuyên trang, chuyên mục cải cách hành chính", ""),
    ("III.2", "TT09", "Thực hiện {TT09} phóng sự, tọa đàm, chương trình truyền hình[: {hoạt động}]", ""),
    ("III.2", "TT10", "Phát {TT10} tin, bài, chương trình trên sóng phát thanh tỉnh", ""),
    ("III.2", "TT11", "Hệ thống truyền thanh cơ sở phát {TT11} lượt[: {hoạt động}]", ""),
    ("III.2", "TT12", "Tổng thời lượng phát sóng: {TT12} phút", ""),
    (
        "III.3",
        "TT13",
        "Đăng {TT13} tin, bài về cải cách hành chính trên cổng, trang thông tin điện tử[: {hoạt động}]",
        "",
    ),
    (
        "III.3",
        "TT14",
        "Duy trì chuyên mục Cải cách hành chính trên cổng, trang thông tin điện tử",
        "Có {TT14} cơ quan, địa phương duy trì chuyên mục Cải cách hành chính trên cổng, trang thông tin điện tử",
    ),
    ("III.3", "TT15", "Chuyên mục Cải cách hành chính có {TT15} lượt truy cập", ""),
    ("III.4", "TT16", "Đăng {TT16} bài trên mạng xã hội[: {hoạt động}]", ""),
    ("III.4", "TT17", "Đạt {TT17} lượt tiếp cận, tương tác", ""),
    ("III.4", "TT18", "Cuối kỳ có {TT18} người theo dõi kênh", ""),
    ("III.4", "TT19", "Thực hiện {TT19} video, đồ họa, sản phẩm số[: {hoạt động}]", ""),
    ("III.5", "TT20", "Tổ chức {TT20} hội nghị[ với {TT21} lượt người tham dự][: {hoạt động}]", ""),
    ("III.5", "TT21", "Có {TT21} lượt người dự hội nghị", ""),
    (
        "III.5",
        "TT22",
        "Mở {TT22} lớp tập huấn, bồi dưỡng[ cho {TT23} lượt cán bộ, công chức, viên chức][: {hoạt động}]",
        "",
    ),
    ("III.5", "TT23", "Tập huấn, bồi dưỡng {TT23} lượt cán bộ, công chức, viên chức", ""),
    ("III.5", "TT24", "Tập huấn cho {TT24} báo cáo viên, tuyên truyền viên", ""),
    ("III.6", "TT25", "Tổ chức {TT25} cuộc thi, hội thi[: {hoạt động}]", ""),
    ("III.6", "TT26.1", "Có {TT26.1} lượt cán bộ, công chức, viên chức dự thi", ""),
    ("III.6", "TT26.2", "Có {TT26.2} lượt người dân dự thi", ""),
    (
        "III.6",
        "TT27.1",
        "Có {TT27.1}[ trong tổng số {TT27.2}] cán bộ, công chức, viên chức của cơ quan dự thi[, đạt {TT27}%]",
        "Có {TT27.1}[ trong tổng số {TT27.2}] cán bộ, công chức, viên chức của các cơ quan dự thi[, đạt {TT27}%]",
    ),
    ("III.6", "TT27", "Tỷ lệ cán bộ, công chức, viên chức dự thi đạt {TT27}%", ""),
    ("III.7", "TT29", "Phát hành {TT29} tờ rơi, tờ gấp, sổ tay[: {hoạt động}]", ""),
    ("III.7", "TT30", "Làm mới {TT30} pano, áp phích, băng rôn[: {hoạt động}]", ""),
    ("III.8", "TT28", "Tổ chức {TT28} cuộc đối thoại với người dân, doanh nghiệp[: {hoạt động}]", ""),
    ("III.8", "TT31.1", "Phát ra {TT31.1} phiếu khảo sát[, thu về {TT31.2} phiếu hợp lệ]", ""),
    ("III.8", "TT31.2", "Thu về {TT31.2} phiếu khảo sát hợp lệ", ""),
    ("III.8", "TT32.1", "Có {TT32.1} phiếu trả lời hài lòng[, đạt {TT32}%]", ""),
    ("III.8", "TT32", "Tỷ lệ người được hỏi hài lòng đạt {TT32}%", ""),
    ("III.8", "TT33.1", "Đầu kỳ còn {TT33.1} phản ánh, kiến nghị chưa giải quyết", ""),
    ("III.8", "TT33.2", "Tiếp nhận {TT33.2} phản ánh, kiến nghị", ""),
    ("III.8", "TT33.3", "Xử lý đúng hạn {TT33.3} phản ánh, kiến nghị", ""),
    ("III.8", "TT33.4", "Xử lý quá hạn {TT33.4} phản ánh, kiến nghị", ""),
    ("III.8", "TT33.5", "Cuối kỳ còn {TT33.5} phản ánh, kiến nghị chưa giải quyết", ""),
    ("IV", "TT34.1", "Kinh phí được giao trong năm: {TT34.1} đồng", ""),
    ("IV", "TT34.2", "Kinh phí đã thực hiện: {TT34.2} đồng", ""),
]


def fill(apps, schema_editor):
    Section = apps.get_model("reports", "Section")
    Figure = apps.get_model("reports", "Figure")
    SectionFigure = apps.get_model("reports", "SectionFigure")
    sections = {
        (row.form_version_id, row.number): row
        for row in Section.objects.filter(number__in=SECTIONS)
        if row.title == SECTIONS[row.number][0]
    }
    for row in sections.values():
        row.nil_sentence = SECTIONS[row.number][1]
        row.save(update_fields=["nil_sentence"])
    figures = {
        (form, code): pk
        for pk, code, form in Figure.objects.values_list("pk", "code", "indicator__group__form_version")
    }
    forms = {form for form, _number in sections}
    SectionFigure.objects.bulk_create(
        SectionFigure(
            section=sections[form, section],
            figure_id=figures[form, code],
            phrase=phrase,
            province_phrase=province_phrase,
            position=position,
        )
        for form in sorted(forms)
        for position, (section, code, phrase, province_phrase) in enumerate(SPOKEN, start=1)
        if (form, section) in sections and (form, code) in figures
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_sections_speak_of_figures"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
