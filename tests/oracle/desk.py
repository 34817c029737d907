"""The start page of an officer: what they owe, then what waits for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay, Officer
from records.workflow import HANDED_BACK
from reformportal.templatetags.portal import deadline_words
from reports.deadlines import days_left
from reports.workflow import State as ReportState
from tests.oracle import feedback as feedback_desks
from tests.oracle import notices as notice_desks
from tests.oracle import plans as plan_desks
from tests.oracle import reports as desks


class Line(Protocol):
    """What a room says of one thing to do or to wait for; `due_on` is None where no day is set."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def due_on(self) -> dt.date | None: ...
    @property
    def is_late(self) -> bool: ...


@dataclass(frozen=True)
class Task:
    """A line of the start page; the fields are those components/task_list.html prints."""

    title: str
    url: str
    state: str = ""
    state_label: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    due: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Desk:
    owed: list[Task] = field(default_factory=list)
    waiting: list[Task] = field(default_factory=list)
    at_hand: list[Task] = field(default_factory=list)


def by_deadline(tasks: Iterable[Task]) -> list[Task]:
    """What came back first, then the nearest deadline; what has none comes last."""
    return sorted(tasks, key=_place)


def desk_tasks(officer: Officer, today: dt.date) -> Desk:
    """What the rooms want of an officer, nearest deadline first."""
    work = desks.owed_by(officer, today)
    planned, told = plan_desks.lines(officer, today), feedback_desks.lines(officer, today)
    owed_lines: list[Line] = [*work.owed, *planned[0], *told[0], *notice_desks.lines(officer, today)]
    waiting_lines: list[Line] = [*work.waiting, *planned[1], *told[1]]
    has_days = any(line.due_on for line in [*owed_lines, *waiting_lines])
    days = CalendarDay.objects.working_days(today) if has_days else WorkingDays()
    owed = by_deadline(_owed(_task(line, today, days)) for line in owed_lines)
    waiting = by_deadline(_task(line, today, days) for line in waiting_lines)
    return Desk(owed, waiting)


def _task(line: Line, today: dt.date, days: WorkingDays) -> Task:
    due = deadline_words(line.due_on, days_left(line.due_on, today=today, days=days)) if line.due_on else ""
    return Task(
        line.title,
        line.url,
        state=line.state,
        hint=line.hint,
        due_on=line.due_on,
        due=due,
        is_late=line.is_late,
    )


def _owed(task: Task) -> Task:
    """What awaits a head's approval says so to the head."""
    return replace(task, state="awaiting_you") if task.state == ReportState.AWAITING_HEAD else task


def _place(task: Task) -> tuple[object, ...]:
    """What came back before all; then by their day; what nobody waits for comes last."""
    is_returned = task.due_on is None and task.state == ReportState.RETURNED
    came_back = is_returned or task.state == HANDED_BACK
    return not came_back, task.due_on is None, task.due_on or dt.date.min, task.title
