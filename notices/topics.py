"""What people are told of: upper rooms name it in `AppConfig.ready`, with its words and its rules.

Every question is asked for many obligations at once, so that an answer costs one query, not one a reminder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .workflow import Anchor, Audience, Channel


@dataclass(frozen=True)
class Message:
    """What a person is told: a subject, short paragraphs, and the one link (a path) that does the job."""

    subject: str
    lines: tuple[str, ...]
    path: str
    action: str


@dataclass(frozen=True)
class Subject:
    """An obligation as the ledger lists it; without a path where its page is not Home Affairs' to open."""

    title: str
    path: str = ""


@dataclass(frozen=True)
class RuleDefault:
    """A reminder rule as it is first written into the database; from then on the row decides."""

    code: str
    name: str
    roles: tuple[str, ...]
    anchor: Anchor = Anchor.EVENT
    offset: int | None = None
    channels: tuple[str, ...] = (Channel.EMAIL, Channel.PORTAL)
    audience: Audience = Audience.AGENCY


@dataclass(frozen=True)
class Topic:
    """A sort of thing people are told of: by its rules of what is owed (`obligations.Kind.told_as`), or once
    of what happened.

    `still_owed(rule, ids)` says which of them the rule still concerns; asked when a reminder is claimed and
    again just before it leaves, of steps where the obligation itself is open.
    `messages(rule, ids, today)` says what to tell, in the active language.
    `describe(ids)` names them in the ledger. `preferred(rule, ids)` may name officers answerable for an
    obligation: when one of them holds the role, only they are told; otherwise everyone who holds it. That
    goes for the roles of `answering`, for all where none is named. `audiences` are who may be told at all,
    and of them only the `roles` where some are named.
    """

    code: str
    name: str
    messages: Callable[[str, Collection[int], dt.date], Mapping[int, Message]]
    describe: Callable[[Collection[int]], Mapping[int, Subject]]
    still_owed: Callable[[str, Collection[int]], Collection[int]] = lambda rule, ids: ids
    rules: tuple[RuleDefault, ...] = ()
    preferred: Callable[[str, Collection[int]], Mapping[int, Collection[int]]] = field(
        default=lambda rule, ids: {}
    )
    answering: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = tuple(Audience)
    roles: tuple[str, ...] = ()


_topics: dict[str, Topic] = {}


def tells(topic: Topic) -> None:
    if topic.code in _topics:
        raise ValueError(f"The topic {topic.code!r} is registered twice.")
    _topics[topic.code] = topic


def forget_topic(code: str) -> None:
    """Take a kind out again (tests)."""
    _topics.pop(code, None)


def topic_of(code: str) -> Topic:
    try:
        return _topics[code]
    except KeyError:
        raise LookupError(f"No room registered the topic {code!r}.") from None


def all_topics() -> list[Topic]:
    return list(_topics.values())


def takes_steps(code: str) -> bool:
    """Has deadlines, so that the office may add steps around them."""
    kind = _topics.get(code)
    return kind is not None and any(rule.anchor == Anchor.DEADLINE for rule in kind.rules)


def deadline_rules(drafter: str, head: str, reviewer: str) -> tuple[RuleDefault, ...]:
    """The usual steps around a deadline, in working days: opening, 5 and 1 before, the day, 1 and 3 after."""
    both = (drafter, head)
    return (
        RuleDefault("opened", "Mở kỳ", both, Anchor.OPENING),
        RuleDefault("before-5", "Trước hạn 5 ngày làm việc", (drafter,), Anchor.DEADLINE, -5),
        RuleDefault("before-1", "Trước hạn 1 ngày làm việc", both, Anchor.DEADLINE, -1),
        RuleDefault("due", "Ngày đến hạn", both, Anchor.DEADLINE, 0),
        RuleDefault("late-1", "Quá hạn 1 ngày làm việc", both, Anchor.DEADLINE, 1),
        RuleDefault("late-3", "Quá hạn 3 ngày làm việc", both, Anchor.DEADLINE, 3),
        RuleDefault(
            "late-3-home-affairs",
            "Quá hạn 3 ngày làm việc, báo Sở Nội vụ",
            (reviewer,),
            Anchor.DEADLINE,
            3,
            audience=Audience.HOME_AFFAIRS,
        ),
    )


class Row(Protocol):
    """What `describe` reads of a reminder."""

    pk: int
    obligation_kind: str
    obligation_id: int


def describe(rows: Iterable[Row]) -> dict[int, Subject]:
    """The obligations behind ledger rows, by the row's key; a kind no room answers for stays unnamed."""
    found: dict[int, Subject] = {}
    for kind in _topics.values():
        mine = [row for row in rows if row.obligation_kind == kind.code]
        subjects = kind.describe({row.obligation_id for row in mine}) if mine else {}
        found |= {row.pk: subjects[row.obligation_id] for row in mine if row.obligation_id in subjects}
    return found
