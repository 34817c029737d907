"""Reference data, written once into an empty table."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from agencies.models import AgencyKind
from feedback import standard
from feedback.models import ConsentWording, DataLimit, Item, Matter, Norm, RetentionRule

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
# As the province was told of the decree: nobody has read these in its text, so each is to be confirmed.
DECREE = "Nghị định 356/2025/NĐ-CP, quy định về thực hiện yêu cầu của chủ thể dữ liệu"
NOT_SEEN = f"{DECREE}; nguồn đã đọc chỉ nêu từ 10 đến 20 ngày"
LAW_ON_BREACHES = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, quy định về thông báo vi phạm"
DATA_LIMITS = [
    (Matter.RESPOND, 2, DataLimit.Unit.WORKING_DAYS, DECREE),
    (Matter.STOP, 15, DataLimit.Unit.DAYS, DECREE),
    (Matter.STOP_THROUGH, 20, DataLimit.Unit.DAYS, DECREE),
    (Matter.STOP_MORE, 15, DataLimit.Unit.DAYS, DECREE),
    (Matter.SUPPLY, 10, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.SUPPLY_THROUGH, 20, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.SUPPLY_MORE, 10, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.ERASE, 20, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.ERASE_THROUGH, 20, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.ERASE_MORE, 10, DataLimit.Unit.DAYS, NOT_SEEN),
    (Matter.BREACH, 72, DataLimit.Unit.HOURS, LAW_ON_BREACHES),
]


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


@transaction.atomic
def install_data_limits() -> None:
    """What the law on personal data allows, unless limits are there already."""
    if not DataLimit.objects.exists():
        DataLimit.objects.bulk_create(
            DataLimit(
                matter=matter,
                amount=amount,
                unit=unit,
                legal_ground=ground,
                is_to_confirm=True,
                valid_from=IN_FORCE,
            )
            for matter, amount, unit, ground in DATA_LIMITS
        )


@transaction.atomic
def install_norms(*, now: dt.datetime) -> None:
    """The rules of law that feedback follows, unless there are any. Where feedback came in before, who
    receives what names no agency changes from today on: until then it went to Home Affairs."""
    if Norm.objects.exists():
        return
    Norm.objects.bulk_create(Norm(**row._asdict(), recorded_at=now) for row in standard.NORMS)
    kind = AgencyKind.objects.filter(code=standard.RECEIVER_KIND).first()
    if kind:
        row = standard.RECEIVER
        begins = timezone.localdate(now) if Item.objects.exists() else row.valid_from
        facts = row._asdict() | {"valid_from": begins}
        Norm.objects.create(**facts, agency_kind=kind, recorded_at=now)
