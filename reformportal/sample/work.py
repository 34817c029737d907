"""The work behind the figures of a period: activities whose results add up to what an agency reports.

The numbers are invented first (`figures`); of each one that records feed, some activities of the slice bring
it about. What the slice still has to come on the reference day is planned, and not counted yet.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from agencies.models import Agency, Officer
from plans.models import Activity, ActivityForm, Result, Wording
from plans.workflow import State
from reformportal.sample.activities import STILL_TO_COME, TOPICS, Told
from reformportal.sample.figures import Numbers
from reformportal.sample.history import at
from reports.models import FigureSource, Report

Measure = Result.Measure
Amounts = dict[str, int]

SERIES = {
    "tin-bai-trang",
    "tin-bai-bao",
    "tin-bai-gui",
    "mang-xa-hoi",
    "truyen-thanh",
    "truyen-hinh",
    "phat-thanh",
}
EVENTS = {"hoi-nghi", "tap-huan", "doi-thoai", "cuoc-thi", "van-ban-chi-dao"}  # one activity each
SHARE_JOINT, SHARE_LATE = 0.08, 0.12
JOINT_TOPIC = "Hội nghị trực tuyến toàn tỉnh về cải cách hành chính"
LATE_TOPIC = "Ra quân hướng dẫn người dân nộp hồ sơ trực tuyến"
NO_DUTY_TOPIC = "Tuyên truyền cải cách hành chính"


class Work:
    """One agency's activities within one slice, up to the morning of `day`."""

    def __init__(
        self, report: Report, numbers: Numbers, *, drafter: Officer, wordings: Iterable[Wording], day: dt.date
    ) -> None:
        self.report, self.numbers, self.drafter, self.day = report, numbers, drafter, day
        going_on = (
            row for row in wordings if row.due_on is None
        )  # of the others agencies say how they stand
        self.duties: Mapping[int | None, Wording] = {row.form_id: row for row in going_on}
        window = report.period.open_slice
        began = report.agency.versions.earliest("valid_from").valid_from
        self.first, self.last = max(window.starts_on, began), window.ends_on
        code = report.version.code
        self.chance = random.Random(f"work {code} {report.period.year} {report.period.code}")  # noqa: S311 invented

    def told(
        self, sources: Iterable[FigureSource], forms: Mapping[str, ActivityForm], leader: Agency | None
    ) -> list[Told]:
        """What brings the numbers about; now and then joint work that another leads, or work overdue."""
        wanted, spent = self._wanted(sources)
        found = []
        for form, amounts in wanted.items():
            pieces = list(split(amounts, self._pieces(form, amounts)))
            found += [
                self._one(form, piece, self._day(number, len(pieces))) for number, piece in enumerate(pieces)
            ]
        done = [one for one in found if one and one.activity.done_on]
        if spent and done:
            done[0].amounts[Measure.COST] = spent
        if leader and leader.pk != self.report.agency_id and self.chance.random() < SHARE_JOINT:
            amounts = {Measure.COUNT.value: 1, Measure.PEOPLE.value: self.chance.randint(20, 60)}
            found.append(self._one(forms["hoi-nghi"], amounts, self._day(0, 1), JOINT_TOPIC, led_by=leader))
        if self.chance.random() < SHARE_LATE:
            found.append(self._late(forms["khac"]))
        return [one for one in found if one]

    def _wanted(self, sources: Iterable[FigureSource]) -> tuple[dict[ActivityForm, Amounts], int]:
        """Measures by form, and what was spent; of several sources of a figure the first brings it all."""
        wanted: dict[ActivityForm, Amounts] = defaultdict(dict)
        spent, seen = 0, set()
        for source in sources:
            number = int(self.numbers.get(source.figure.code) or 0)
            if source.fact != FigureSource.Fact.RESULTS or source.figure_id in seen or not number:
                continue
            seen.add(source.figure_id)
            if source.form is None:
                spent = number
            else:
                wanted[source.form][source.measure] = number
        return {form: {Measure.COUNT.value: 1} | amounts for form, amounts in wanted.items()}, spent

    def _pieces(self, form: ActivityForm, amounts: Amounts) -> int:
        count = amounts[Measure.COUNT]
        return count if form.code in EVENTS else min(count, 2 if form.code in SERIES else 1)

    def _day(self, number: int, count: int) -> dt.date:
        """Spread over the slice, never on a weekend."""
        span = (self.last - self.first).days
        offset = span * (2 * number + 1) // (2 * count) + self.chance.randint(-6, 6)
        on = self.first + dt.timedelta(days=min(max(offset, 0), span))
        back = on - dt.timedelta(days=max(on.weekday() - 4, 0))
        return back if back >= self.first else on

    def _one(
        self,
        form: ActivityForm,
        amounts: Amounts,
        on: dt.date,
        topic: str = "",
        *,
        led_by: Agency | None = None,
        is_done: bool = True,
    ) -> Told | None:
        is_done = is_done and on < self.day
        if on >= self.day + STILL_TO_COME:
            return None
        wording = self.duties.get(form.pk)
        topics = TOPICS.get(form.code, [wording.content[:200] if wording else NO_DUTY_TOPIC])
        entered_at = at(min(on, self.day - dt.timedelta(days=1)), 8, self.chance.randint(0, 59))
        activity = Activity(
            agency_id=self.report.agency_id,
            duty_id=wording.duty_id if wording else None,
            form=form,
            led_by=led_by,
            topic=topic or self.chance.choice(topics),
            audience=self.chance.choice(["Người dân, doanh nghiệp", "Cán bộ, công chức", ""]),
            planned_on=on,
            done_on=on if is_done else None,
            planned_quantity=amounts[Measure.COUNT],
            state=State.DONE if is_done else State.PLANNED,
            version=int(is_done),
            created_at=entered_at,
        )
        return Told(activity, entered_at, dict(amounts), self.drafter)

    def _late(self, form: ActivityForm) -> Told | None:
        on = self.day - dt.timedelta(days=self.chance.randint(3, 25))
        if not self.first <= on <= self.last:
            return None
        return self._one(form, {Measure.COUNT.value: 1}, on, LATE_TOPIC, is_done=False)


def split(amounts: Amounts, pieces: int) -> Iterator[Amounts]:
    """The same in all, in so many activities; each measure as evenly as whole numbers go."""
    for number in range(pieces):
        part = {measure: amount // pieces + (number < amount % pieces) for measure, amount in amounts.items()}
        yield {measure: amount for measure, amount in part.items() if amount}


def agreed(numbers: Numbers, recorded: Mapping[str, Decimal]) -> Numbers:
    """The numbers as a drafter leaves them who takes what the records say; not applicable stays so."""
    found = dict(numbers)
    for code, number in recorded.items():
        if code in found and (found[code] is not None or number):
            found[code] = number
    done, planned = found.get("TT03"), found.get("TT02")
    if done is not None and planned is not None:
        found["TT03"] = min(done, planned)
    return found
