"""What upper rooms tell this one about their obligations, in `AppConfig.ready`.

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
class ObligationKind:
    """A sort of obligation people are reminded of.

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


_kinds: dict[str, ObligationKind] = {}


def register(kind: ObligationKind) -> None:
    if kind.code in _kinds:
        raise ValueError(f"Obligation kind {kind.code!r} is registered twice.")
    _kinds[kind.code] = kind


def forget(code: str) -> None:
    """Take a kind out again (tests)."""
    _kinds.pop(code, None)


def kind_of(code: str) -> ObligationKind:
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No room registered the obligation kind {code!r}.") from None


def registered_kinds() -> list[ObligationKind]:
    return list(_kinds.values())


def takes_steps(code: str) -> bool:
    """Has deadlines, so that the office may add steps around them."""
    kind = _kinds.get(code)
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
    for kind in _kinds.values():
        mine = [row for row in rows if row.obligation_kind == kind.code]
        subjects = kind.describe({row.obligation_id for row in mine}) if mine else {}
        found |= {row.pk: subjects[row.obligation_id] for row in mine if row.obligation_id in subjects}
    return found
