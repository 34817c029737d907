"""Example values for the catalogue of components at /design/, which only builders of pages see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator

from reformportal.desk import Task
from reformportal.templatetags.portal import STATES, deadline_words

DUE_ON = dt.date(2026, 3, 17)
AGENCIES = [
    ("Sở Nội vụ", 34, "100%"),
    ("Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp tỉnh Quảng Ngãi", 21, "61,8%"),
    ("UBND phường Cẩm Thành", 9, "26,5%"),
    ("UBND xã Ia Chim", 0, "0%"),
]
WORDS = {
    "send": "Gửi lãnh đạo duyệt",
    "save": "Lưu nháp",
    "preview": "Xem trước",
    "delete": "Xóa bản nháp",
    "messages": [
        ("success", "Đã gửi báo cáo."),
        ("warning", "Kỳ này đóng sau 2 ngày làm việc."),
        ("error", "Chưa gửi được: còn 2 số liệu để trống."),
        ("info", "Sở Nội vụ trả lại với 3 ý kiến."),
    ],
    "save_lines": [
        ("saved", "Đã lưu lúc 16:42"),
        ("waiting", "Chưa lưu: mất kết nối, sẽ gửi lại"),
        ("stopped", "Chưa lưu: anh/chị đã bị đăng xuất"),
    ],
    "count": "4 cơ quan",
    "export": "Tải về Excel",
    "headings": ["Cơ quan", "Trạng thái", "Số liệu đã có", "Tỷ lệ"],
    "facts": [("Cơ quan", "UBND phường Cẩm Thành"), ("Người duyệt", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")],
    "history": [
        ("16:42 ngày 16/3/2026", "Sở Nội vụ trả lại để sửa"),
        ("09:10 ngày 15/3/2026", "Lãnh đạo duyệt và gửi"),
    ],
    "empty": (
        "Chưa có kỳ báo cáo nào đang mở",
        "Sở Nội vụ mở kỳ; khi mở, anh/chị nhận được thông báo.",
        "Xem các kỳ đã qua",
    ),
    "charts": ("Số liệu đã có theo cơ quan", "Tỷ lệ báo cáo đủ và đúng hạn qua các kỳ"),
}


class ExampleForm(forms.Form):
    count = forms.CharField(label="Số tin, bài đã đăng", help_text="Kỳ trước: 1.180. Cùng kỳ năm trước: 950.")
    told = forms.ChoiceField(
        label="Đã ban hành kế hoạch", choices=[("yes", "Có"), ("no", "Chưa")], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label="Loại hình", choices=[("", "Chọn một loại hình"), ("a", "Báo in")])
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(
        label="Tài liệu kiểm chứng", required=False, help_text="PDF, DOCX, XLSX, PNG, JPG; 20 MB."
    )
    sure = forms.BooleanField(label="Tôi đã đối chiếu với sổ theo dõi", required=False)

    helper = FormHelper()
    helper.form_tag = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].unit = "tin, bài"  # type: ignore[attr-defined]
        self.fields["count"].widget.attrs["inputmode"] = "decimal"

    def clean_count(self) -> str:
        raise forms.ValidationError(
            "“1.5” có thể là 1,5 hoặc 1.500. Viết 1,5 nếu là một phẩy năm, 1500 nếu là một nghìn năm trăm."
        )


class FilterForm(forms.Form):
    q = forms.CharField(label="Tên cơ quan", required=False)
    kind = forms.ChoiceField(
        label="Loại cơ quan", choices=[("", "Tất cả"), ("so", "Sở, ban, ngành")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]


def examples() -> dict[str, Any]:
    return {
        "title": "Báo cáo quý I năm 2026 của Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp",
        "words": WORDS,
        "states": [state for state, (_colour, _sign, words) in STATES.items() if words],
        "trail": [("Báo cáo của cơ quan", "#"), ("Quý I năm 2026", "#")],
        "deadline": deadline_words(DUE_ON, 3),
        "late": deadline_words(DUE_ON, -2),
        "tasks": [
            Task("I. Chỉ đạo, điều hành", "#", "complete"),
            Task("II. Kết quả thực hiện", "#", "incomplete", hint="Còn 4 số liệu để trống"),
            Task("III. Tồn tại, hạn chế", "#", "wrong", due=deadline_words(DUE_ON, -2), is_late=True),
            Task("IV. Phương hướng", "#", "not_started", due=deadline_words(DUE_ON, 3)),
        ],
        "good_form": ExampleForm(prefix="good"),
        "bad_form": ExampleForm({"bad-count": "1.5", "bad-note": "Đã gõ"}, prefix="bad"),
        "filter_form": FilterForm({"kind": "so"}),
        "agencies": AGENCIES,
        "labels": ["Quý I/2025", "6 tháng/2025", "Quý III/2025", "Năm 2025", "Quý I/2026"],
        "series": [("Đủ báo cáo", [82, 91, None, 97, 99.5]), ("Đúng hạn", [61, 75, None, 88, 90])],
        "page": Paginator(range(200), 10).page(7),
    }
