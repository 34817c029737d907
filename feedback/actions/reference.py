"""Reference data, written once into an empty table."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from feedback.models import ConsentWording, RetentionRule

# Law 91/2025/QH15, article 9: one purpose, told in plain words, never ticked beforehand.
PUBLISH = (
    "Tôi đồng ý để cơ quan đăng công khai nội dung phản ánh, kiến nghị này cùng câu trả lời, sau khi đã bỏ "
    "họ tên, địa chỉ, số điện thoại, thư điện tử và mọi chi tiết nhận ra tôi. Tôi có thể rút lại bất cứ "
    "lúc nào."
)
# No document fixes it yet: the province sets it by its schedule for keeping files.
KEPT_MONTHS = 24
KEPT_BY = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 14; Luật Lưu trữ 33/2024/QH15"
IN_FORCE = dt.date(2026, 1, 1)  # the day from which the law holds


@transaction.atomic
def install_consent_wordings() -> None:
    """What senders are asked to agree to, unless wordings are there already."""
    if not ConsentWording.objects.exists():
        ConsentWording.objects.create(
            purpose=ConsentWording.Purpose.PUBLISH, text=PUBLISH, valid_from=IN_FORCE
        )


@transaction.atomic
def install_retention() -> None:
    """How long senders are kept, unless a rule is there already."""
    if not RetentionRule.objects.exists():
        RetentionRule.objects.create(months=KEPT_MONTHS, legal_ground=KEPT_BY, valid_from=IN_FORCE)
