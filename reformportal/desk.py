"""The start page of an officer: what they owe, what waits for others, what lies at colleagues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.calendar import WorkingDays
from agencies.models import CalendarDay, Officer, Post
from agencies.permissions import may_keep_register
from notices.desk import Entry, desk_of
from notices.obligations import kind_of
from records.workflow import HANDED_BACK
from reformportal.templatetags.portal import deadline_words
from reports.at_hand import at_hand as reports_at_hand
from reports.deadlines import days_left
from reports.workflow import State as ReportState

GROUPED_FROM = 9  # lines, from which on a list is read kind by kind
SHOWN_OF_A_KIND = 8  # the rest folds


@dataclass(frozen=True)
class Task:
    """A line of the start page; the fields are those components/task_list.html prints. `key` is the row's,
    `kind` its code; `is_own` says that the reader's role does it, though it may wait for another now."""

    title: str
    url: str
    state: str = ""
    state_label: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    due: str = ""
    is_late: bool = False
    kind: str = ""
    key: int | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Group:
    """The tasks of one kind."""

    kind: str
    name: str
    tasks: list[Task]

    @property
    def first(self) -> list[Task]:
        return self.tasks[:SHOWN_OF_A_KIND]

    @property
    def rest(self) -> list[Task]:
        return self.tasks[SHOWN_OF_A_KIND:]


@dataclass(frozen=True)
class Desk:
    owed: list[Task] = field(default_factory=list)
    waiting: list[Task] = field(default_factory=list)
    colleagues: list[Task] = field(default_factory=list)
    at_hand: list[Task] = field(default_factory=list)
    more: int = 0

    @property
    def groups(self) -> list[Group]:
        """What is owed kind by kind, that with the nearest deadline first; none while it is a short list."""
        return by_kind(self.owed) if len(self.owed) >= GROUPED_FROM else []


def by_deadline(tasks: Iterable[Task]) -> list[Task]:
    """What came back first, then the nearest deadline; what has none comes last."""
    return sorted(tasks, key=_place)


def by_kind(tasks: list[Task]) -> list[Group]:
    first = {task.kind: place for place, task in reversed(list(enumerate(tasks)))}
    ordered = sorted(tasks, key=lambda task: first[task.kind])
    return [
        Group(kind, kind_of(kind).label, list(found))
        for kind, found in groupby(ordered, lambda task: task.kind)
    ]


def desk_tasks(officer: Officer, today: dt.date) -> Desk:
    """What is owed by an officer, nearest deadline first."""
    desk = desk_of(officer, today)
    has_days = any(entry.due_on for entry in [*desk.owed, *desk.waiting, *desk.colleagues])
    days = CalendarDay.objects.working_days(today) if has_days else WorkingDays()
    owed, waiting, colleagues = (
        by_deadline(_task(entry, today, days, is_owed=entries is desk.owed) for entry in entries)
        for entries in (desk.owed, desk.waiting, desk.colleagues)
    )
    return Desk(owed, waiting, colleagues, [] if owed else at_hand(officer), desk.more)


def at_hand(officer: Officer) -> list[Task]:
    """Where to go from an empty desk."""
    if not officer.current_posts:
        return []
    found = [Task(line.title, line.url, state=line.state) for line in reports_at_hand(officer)]
    if may_keep_register(officer):
        found.insert(0, Task(_("Keep the register of agencies"), reverse("agencies:list")))
    return found


def _task(entry: Entry, today: dt.date, days: WorkingDays, *, is_owed: bool) -> Task:
    """What awaits a head's approval says so to the head."""
    line, due_on = entry.line, entry.due_on
    is_heads = entry.row is not None and entry.row.role == Post.Role.HEAD
    awaits_you = is_owed and is_heads and entry.is_own and line.state == ReportState.AWAITING_HEAD
    return Task(
        line.title,
        line.url,
        state="awaiting_you" if awaits_you else line.state,
        hint=line.hint,
        due_on=due_on,
        due=deadline_words(due_on, days_left(due_on, today=today, days=days)) if due_on else "",
        is_late=entry.is_late,
        kind=entry.kind,
        key=entry.row.pk if entry.row else None,
        is_own=entry.is_own,
    )


def _place(task: Task) -> tuple[object, ...]:
    """What came back before all; then by their day; what nobody waits for comes last."""
    is_returned = task.due_on is None and task.state == ReportState.RETURNED
    came_back = is_returned or task.state == HANDED_BACK
    return not came_back, task.due_on is None, task.due_on or dt.date.min, task.title
