"""The reminders of an obligation, on its page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import template

from notices.models import Reminder
from notices.workflow import OPEN

register = template.Library()
Told = tuple[str, str, str]  # state, its words, the reason


@dataclass(frozen=True)
class Line:
    """Who is told, how, and what became of it."""

    who: list[str]
    how: list[str]
    state: str
    label: str
    reason: str


@dataclass(frozen=True)
class Moment:
    """What is told at one moment by one rule."""

    at: dt.datetime
    day: dt.date
    name: str
    is_coming: bool
    lines: list[Line]


@register.inclusion_tag("notices/_ledger.html")
def reminders_box(reminders: Iterable[Reminder]) -> dict[str, Any]:
    """`reminders` of one obligation, from `ledger_of`: what is to come, then what was."""
    moments = [_moment(list(rows)) for _key, rows in groupby(reminders, key=lambda row: row.moment)]
    coming = [one for one in moments if one.is_coming]
    past = [one for one in reversed(moments) if not one.is_coming]
    return {"coming": coming, "past": past}


def _moment(rows: list[Reminder]) -> Moment:
    channels: dict[tuple[Told, str], list[str]] = defaultdict(list)
    for row in rows:
        told = (row.state, row.get_state_display(), row.reason_text)
        channels[told, row.who].append(row.get_channel_display())
    people: dict[tuple[Told, tuple[str, ...]], list[str]] = defaultdict(list)
    for (told, who), how in channels.items():
        people[told, tuple(how)].append(who)
    lines = [Line(who, list(how), *told) for (told, how), who in people.items()]
    at, day, name = rows[0].moment
    return Moment(at, day, name, any(row.state in OPEN for row in rows), lines)
