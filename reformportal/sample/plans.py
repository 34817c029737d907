"""The sample province's plans: for several years and for each year, adjusted when districts ended.

Decision 2074/QD-UBND of 20/12/2021 is a fact; the other numbers and days are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from agencies.models import Agency, AgencyKind
from plans.actions.assigning import derive_assignments
from plans.actions.decisions import adjust_plan, create_plan
from plans.actions.keeping import add_duty, reword_duty
from plans.models import ActivityForm, Plan, Wording
from reformportal.sample.bodies import PROVINCES_MERGED
from reformportal.sample.duties import (
    COMMUNES,
    DISTRICTS,
    ORGANISATION,
    YEARLY_WORK,
    SampleDuty,
    due_on,
    of_time,
)
from reformportal.sample.history import at
from reformportal.sample.register import Register

SIGNER = "Chủ tịch UBND tỉnh (dữ liệu mẫu)"
OBJECTIVES = (
    "Người dân, doanh nghiệp và cán bộ, công chức biết, hiểu và tham gia cải cách hành chính; thông tin "
    "đầy đủ, kịp thời, chính xác.\nMỗi cơ quan, địa phương có kế hoạch tuyên truyền hằng năm, có người chịu "
    "trách nhiệm và có kết quả kiểm chứng được."
)
ENTERED_ON = dt.date(2025, 3, 3)  # with every body of today in the register
ADJUSTED_ON = dt.date(2025, 7, 10)
NEXT_ISSUED_ON = dt.date(2025, 12, 22)


class PlanStory:
    """Enters the plans on the days they were signed, each duty as Home Affairs would."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.plans: dict[str, Plan] = {}

    def events(self, day: dt.date) -> Iterator[tuple[dt.date, Callable[[], None]]]:
        """What happened before `day`, with its day."""
        told = [
            (ENTERED_ON, self.first_long_plan),
            (ENTERED_ON, lambda: self.year(2025, "12/KH-UBND", "2022-2025", DISTRICTS)),
            (PROVINCES_MERGED, lambda: self.look_again(PROVINCES_MERGED)),
            (ADJUSTED_ON, self.communes_take_over),
            (NEXT_ISSUED_ON, self.next_long_plan),
        ]
        for year in range(2026, day.year + 1):
            told.append((dt.date(year, 1, 9), self._year_event(year)))
        yield from (event for event in told if event[0] < day)

    def _year_event(self, year: int) -> Callable[[], None]:
        return lambda: self.year(year, f"{8 + year % 10}/KH-UBND", "2026-2030", COMMUNES)

    def look_again(self, day: dt.date) -> None:
        """What the clock does on a day on which agencies end and begin."""
        derive_assignments(by=None, now=at(day, 1))

    def first_long_plan(self) -> None:
        self._enter(
            "2022-2025",
            "Kế hoạch thông tin, tuyên truyền cải cách hành chính giai đoạn 2022–2025", 2022, 2025,
            number="2074/QĐ-UBND", signed_on=dt.date(2021, 12, 20), entered_on=ENTERED_ON,
            duties=of_time(ORGANISATION, DISTRICTS),
        )  # fmt: skip

    def next_long_plan(self) -> None:
        self._enter(
            "2026-2030",
            "Kế hoạch thông tin, tuyên truyền cải cách hành chính giai đoạn 2026–2030", 2026, 2030,
            number="1886/QĐ-UBND", signed_on=NEXT_ISSUED_ON, entered_on=NEXT_ISSUED_ON,
            duties=of_time(ORGANISATION, COMMUNES),
        )  # fmt: skip

    def year(self, year: int, number: str, parent: str, local: tuple[str, ...]) -> None:
        day = dt.date(year, 1, 9)
        self._enter(
            str(year), f"Kế hoạch thông tin, tuyên truyền cải cách hành chính năm {year}", year, year,
            number=number, signed_on=day, entered_on=max(day, ENTERED_ON), duties=of_time(YEARLY_WORK, local),
            parent=self.plans.get(parent),
        )  # fmt: skip

    def communes_take_over(self) -> None:
        """Districts ended on 30/6/2025: what was asked of them is asked of the communes."""
        now = at(ADJUSTED_ON, 9)
        after = {row.clause: row for row in of_time([*ORGANISATION, *YEARLY_WORK], COMMUNES)}
        for key in ("2022-2025", "2025"):
            plan = self.plans[key]
            adjust_plan(
                plan, number="1024/QĐ-UBND" if key == "2022-2025" else "1025/QĐ-UBND", signed_on=ADJUSTED_ON,
                takes_effect_on=ADJUSTED_ON, signer=SIGNER,
                summary="Giao UBND cấp xã các nhiệm vụ trước đây giao UBND cấp huyện.", by=None, now=now,
            )  # fmt: skip
            for wording in Wording.objects.in_force(PROVINCES_MERGED).filter(duty__plan=plan):
                if wording.kinds.filter(code__in=DISTRICTS).exists():
                    fields = self._fields(after[wording.clause], plan.last_year)
                    seen = (wording.pk, wording.version)
                    reword_duty(wording.duty, seen=seen, assign=False, by=None, now=now, **fields)
        derive_assignments(by=None, now=now)

    def _enter(
        self, key: str, title: str, first_year: int, last_year: int, *, number: str, signed_on: dt.date,
        entered_on: dt.date, duties: list[SampleDuty], parent: Plan | None = None,
    ) -> None:  # fmt: skip
        now = at(entered_on, 9)
        plan = self.plans[key] = create_plan(
            title=title, first_year=first_year, last_year=last_year, parent=parent, number=number,
            signed_on=signed_on, takes_effect_on=signed_on, signer=SIGNER, objectives=OBJECTIVES,
            by=None, now=now,
        )  # fmt: skip
        for duty in duties:
            add_duty(plan, **self._fields(duty, last_year), assign=False, by=None, now=now)
        derive_assignments(by=None, now=now)

    def _fields(self, duty: SampleDuty, year: int) -> dict[str, Any]:
        return {
            "clause": duty.clause,
            "content": duty.content,
            "product": duty.product,
            "kinds": AgencyKind.objects.filter(code__in=duty.kinds),
            "leads": self._named(duty.leads),
            "partners": self._named(duty.partners),
            "schedule": duty.schedule,
            "due_on": due_on(duty, year),
            "form": ActivityForm.objects.get(code=duty.form) if duty.form else None,
            "target": duty.target,
            "unit": duty.unit,
            "cost_line": duty.cost_line,
        }

    def _named(self, codes: tuple[str, ...]) -> list[Agency]:
        return [self.register.agencies[code] for code in codes]
