"""The two clocks of a request about personal data: until when to respond, and until when to carry it out.
Pure: no query, no clock. Which limits hold is that of the day the request came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from agencies.calendar import WorkingDays
from feedback.deadlines import Clock, Limit, clock
from feedback.models.data_limits import DataLimit, Matter

THROUGH, MORE = "_through", "_more"
# Each kind of request with the group of limits that governs carrying it out.
GROUP_OF = {
    "withdraw": Matter.STOP,
    "restrict": Matter.STOP,
    "object": Matter.STOP,
    "know": Matter.SUPPLY,
    "correct": Matter.SUPPLY,
    "give": Matter.SUPPLY,
    "erase": Matter.ERASE,
}


class Clocks(NamedTuple):
    """Until when to respond and to carry out, and by how much carrying out may be extended."""

    respond: Clock
    carry_out: Clock
    most_more: int


def clocks_of(
    kind: str,
    received_on: dt.date,
    limits: Mapping[str, DataLimit],
    days: WorkingDays,
    *,
    is_through_processor: bool = False,
    more: int = 0,
) -> Clocks:
    group = GROUP_OF[kind].value
    carried = limits[group + THROUGH if is_through_processor else group]
    return Clocks(
        clock(_limit(limits[Matter.RESPOND]), received_on, days),
        clock(_limit(carried), received_on, days, extra=more),
        limits[group + MORE].amount,
    )


def _limit(row: DataLimit) -> Limit:
    return Limit(row.amount, row.unit, row.legal_ground)
