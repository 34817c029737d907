"""One figure of a report as it was answered, and what it is measured by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from reports.findings import Finding
from reports.models import Figure, FigureValue
from reports.recorded import Recorded


@dataclass
class Answer:
    """One figure of one report with what stands beside it."""

    figure: Figure
    value: FigureValue | None
    in_slice: Decimal | None = None
    last_slice: Decimal | None = None
    last_year: Decimal | None = None
    cumulative: Decimal | None = None
    recorded: Recorded | None = None
    is_open: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def number(self) -> Decimal | None:
        return self.value.number if self.value else None

    @property
    def is_not_applicable(self) -> bool:
        return bool(self.value and self.value.is_not_applicable)

    @property
    def is_blank(self) -> bool:
        return self.value is None or self.value.is_blank

    @property
    def differs_from_records(self) -> bool:
        """Is the answer another than the agency's records give? Not applicable agrees with empty ones."""
        if self.recorded is None or self.is_blank:
            return False
        return (self.number or Decimal(0)) != self.recorded.number

    @property
    def agrees_with_records(self) -> bool:
        return self.recorded is not None and not self.is_blank and not self.differs_from_records

    @property
    def is_unexplained(self) -> bool:
        return self.differs_from_records and not (self.value and self.value.note)

    @property
    def is_flagged(self) -> bool:
        """Is there something in it that cannot be or is unlikely, explained or not?"""
        return bool(self.findings)

    @property
    def is_set_this_year(self) -> bool:
        """A yearly figure needs to be given in one slice of the year only."""
        return self.figure.time_rule == Figure.TimeRule.YEARLY and self.cumulative is not None


class Jumps(NamedTuple):
    """From where on the form calls a number far from those before: so many times, small ones as `least`."""

    factor: int
    least: int


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier, 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
