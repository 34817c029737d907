"""Agencies' regulations on feedback in the sample: most were recorded in autumn 2025, a few are missing."""

from __future__ import annotations

import datetime as dt
import random

from django.utils.text import slugify

from agencies.models import AgencyKind, AgencyVersion
from feedback.actions.regulations import record_regulation
from feedback.deadlines import Limit, Unit
from feedback.models import Step
from reformportal.sample.cast import Cast
from reformportal.sample.history import at

RECORDED_ON = dt.date(2025, 11, 3)
SHARE_MISSING = 0.07
AT_DESKS = {"STP", "21025", "SNV", "VP"}  # those of the list of sign-ins, and who receives for all
LAW = "Nghị định 20/2008/NĐ-CP, sửa đổi bởi Nghị định 92/2017/NĐ-CP"


def tell_regulations() -> None:
    """Through the action, each on a day of its own after the plan asked for it."""
    cast = Cast(RECORDED_ON)
    versions = AgencyVersion.objects.in_force(RECORDED_ON).filter(kind__owes=AgencyKind.Owes.WHOLE)
    for version in versions.select_related("agency", "kind").order_by("agency"):
        chance = random.Random(f"regulation {version.code}")  # noqa: S311 invented
        if version.code not in AT_DESKS and chance.random() < SHARE_MISSING:
            continue
        signed_on = RECORDED_ON - dt.timedelta(days=chance.randint(3, 40))
        record_regulation(
            version.agency,
            number=f"{chance.randint(21, 480)}/QĐ-{version.sign or 'UBND'}",
            signed_on=signed_on,
            valid_from=signed_on,
            focal_unit=_focal_unit(version, chance),
            address=f"Trụ sở {version.name}",
            phone=f"0255 3{chance.randint(100, 999)} {chance.randint(100, 999)}",
            email=f"pakn.{slugify(version.code)}@quangngai.example",
            stops_while_waiting=chance.random() < 0.6,
            restarts_on_transfer=chance.random() < 0.3,
            limits=_limits(chance),
            by=cast.drafter(version.agency_id).officer,
            now=at(RECORDED_ON, 9, chance.randint(0, 59)),
        )


def _focal_unit(version: AgencyVersion, chance: random.Random) -> str:
    """The unit of such an agency that has it: departments have no office of the council."""
    if version.kind.tier == AgencyKind.Tier.COMMUNE:
        return chance.choice(["Văn phòng HĐND và UBND", "Trung tâm Phục vụ hành chính công"])
    if version.kind.code == "van-phong":
        return "Phòng Kiểm soát thủ tục hành chính"
    return "Văn phòng Sở" if version.name.startswith("Sở ") else "Văn phòng"


def _limits(chance: random.Random) -> dict[str, Limit]:
    return {
        Step.ACKNOWLEDGE.value: Limit(1, Unit.WORKING_DAYS, "Quy chế, Điều 5"),
        Step.CLASSIFY.value: Limit(chance.choice([2, 3]), Unit.WORKING_DAYS, "Quy chế, Điều 6"),
        Step.TRANSFER.value: Limit(chance.choice([3, 5]), Unit.WORKING_DAYS, LAW),
        Step.ANSWER.value: Limit(chance.choice([15, 20]), Unit.DAYS, "Quy chế, Điều 8"),
        Step.UPDATE.value: Limit(7, Unit.WORKING_DAYS, "Quy chế, Điều 9"),
    }
