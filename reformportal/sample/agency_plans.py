"""Agencies' own plans in the sample: most approved by February, some with the head, a few not begun."""

from __future__ import annotations

import datetime as dt
import random

from agencies.models import AgencyKind, AgencyVersion
from plans.actions.agency_plans import add_item, approve_plan, begin_plan, change_item, submit_plan
from plans.models import AgencyPlan
from reformportal.sample.cast import Cast
from reformportal.sample.history import at

FIRST_YEAR = 2026
DECIDED_ON = (2, 10)  # month and day by which agencies have dealt with their plans
ADDITIONS = [
    "Viết chuyên trang hỏi đáp về thủ tục hành chính thường gặp",
    "Tổ chức ngày thứ Bảy hỗ trợ người dân nộp hồ sơ trực tuyến",
    "Nêu gương công chức một cửa được người dân khen",
]
UNITS = ["Văn phòng", "Bộ phận Một cửa", "Phòng chuyên môn"]
UNITS_OF_COMMUNES = ["Văn phòng HĐND và UBND", "Trung tâm Phục vụ hành chính công", "Phòng Văn hóa - Xã hội"]
AWAITING_HEAD = "21025"  # the ward whose people the list of sign-ins names


def decided_on(year: int) -> dt.date:
    return dt.date(year, *DECIDED_ON)


def tell_agency_plans(year: int) -> None:
    """What each agency that owes a whole report made of its plan by the day; through the actions."""
    day = decided_on(year)
    cast = Cast(day)
    versions = AgencyVersion.objects.in_force(day).filter(kind__owes=AgencyKind.Owes.WHOLE)
    for version in versions.select_related("agency", "kind").order_by("agency"):
        chance = random.Random(f"plan {version.code} {year}")  # noqa: S311 invented plans
        fate = chance.random()
        if version.code == AWAITING_HEAD:
            fate = 0.9
        if fate < 0.96:
            _tell_one(version, year, cast, chance, fate)


def _tell_one(
    version: AgencyVersion, year: int, cast: Cast, chance: random.Random, fate: float
) -> AgencyPlan:
    agency = version.agency
    units = UNITS_OF_COMMUNES if version.kind.tier == AgencyKind.Tier.COMMUNE else UNITS
    day = dt.date(year, 1, 14) + dt.timedelta(days=chance.randint(0, 14))
    drafter, now = cast.drafter(agency.pk).officer, at(day, 9, chance.randint(0, 59))
    plan = begin_plan(agency, year, by=drafter, now=now)
    for item in chance.sample(list(plan.items.all()), k=min(3, plan.items.count())):
        unit = chance.choice(units)
        change_item(
            item, seen_version=0, unit_name=unit, budget=chance.randint(2, 40) * 500_000, by=drafter, now=now
        )
    content = chance.choice(ADDITIONS)
    add_item(plan, content=content, schedule="quarterly", unit_name=units[0], by=drafter, now=now)
    if fate > 0.93:
        return plan
    plan = submit_plan(plan, by=drafter, now=now + dt.timedelta(days=2))
    if fate > 0.86:
        return plan
    head = cast.head(agency.pk).officer
    return approve_plan(plan, seen_edits=plan.edits, by=head, now=now + dt.timedelta(days=5))
