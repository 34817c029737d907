"""What upper rooms tell this one about what is owed, in `AppConfig.ready`: one kind of obligation each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as in_readers_language

from notices.models import Obligation
from notices.models.obligations import HOME_AFFAIRS


class Owed(NamedTuple):
    """One thing owed, as its room knows it now; see `Obligation`. `agency` None is Home Affairs; `since` and
    `visible_from` None are when its row is written."""

    object_id: int
    role: str
    agency: int | None
    since: dt.datetime | None
    visible_from: dt.date | None
    due_on: dt.date | None = None
    about: int | None = None
    officer: int | None = None
    slot: str = ""
    params: Mapping[str, Any] = {}
    counted_from: dt.date | None = None
    counts_after: bool = True

    @property
    def key(self) -> tuple[int, int, str]:
        """What makes it the same row (`Obligation.key`)."""
        return self.object_id, self.agency or HOME_AFFAIRS, self.slot


Ids = Collection[int] | None


@dataclass(frozen=True)
class Shared:
    """Objects of which several kinds are owed. `rows(today)` reads them with what their words need."""

    rows: Callable[[dt.date], models.QuerySet[Any]]

    def owed(self, which: models.Q, say: Callable[[list[Any]], Iterable[Owed]]) -> Part:
        """For `Kind.owed`: those of the objects that owe it, and what is owed of these."""
        return Part(self, which, say)


@dataclass(frozen=True)
class Part:
    shared: Shared
    which: models.Q
    say: Callable[[list[Any]], Iterable[Owed]]

    def __call__(self, today: dt.date, ids: Ids) -> Iterable[Owed]:
        return self.say(list(of_ids(self.shared.rows(today).filter(self.which), ids)))


class Group(NamedTuple):
    """What agencies owe of one kind, all together: `of`, `period` and `year` as the rows' params name them.
    `owing` counts them, `late` those whose day has gone by, `due_on` is the first day of all."""

    owing: int
    late: int
    due_on: dt.date | None
    of: str | None
    period: str | None
    year: str | None


@dataclass(frozen=True)
class Line:
    """What a desk prints of a row, in the reader's language.

    `whose` is the agency's name, printed where a reader needs it. `waits`: its role waits for another.
    `watchers_url` leads whoever waits for it, or may not do it by rule, where they may go.
    """

    title: str
    url: str
    state: str = ""
    hint: str = ""
    whose: str = ""
    waits: bool = False
    watchers_url: str = ""


@dataclass(frozen=True)
class Kind:
    """A sort of thing owed.

    `owed(today, ids)` says all that is owed of it on that day, of these objects or of all (`ids` None); it is
    asked by the act that changes an object, under the object's lock, and by the hourly repair for all.
    `line(row, today)` puts a row in words and asks no query. `rows` are the objects, to be locked by key.
    `also` are roles at the place, besides the row's own, whose work it is too. `watchers` are roles at the
    place, and at the agency whose matter it is, that wait for it and read `to_watchers` of it.
    `excluded(ids)` gives querysets of two columns, object and officer: who may not do it by rule, and reads
    `to_excluded`. `by_time`: a new day alone changes what is owed. `holds_nothing`: who asks holds no object,
    so that askers wait for each other. `shows_ahead`: it stands among what waits before its day.
    `elsewhere(group)` says to Home Affairs how many agencies owe it, or nothing. `hints(rows)` says more, by
    the row's key, in one query. `reminds_as` is the kind whose rules of reminders speak of it, where that is
    another than its own.
    """

    code: str
    name: str
    owed: Callable[[dt.date, Ids], Iterable[Owed]]
    line: Callable[[Obligation, dt.date], Line]
    rows: Callable[[], models.QuerySet[Any]]
    also: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    to_watchers: Promise | str = ""
    to_excluded: Promise | str = ""
    excluded: Callable[[Collection[int]], Sequence[models.QuerySet[Any, Any]]] | None = None
    by_time: bool = False
    holds_nothing: bool = False
    shows_ahead: bool = False
    elsewhere: Callable[[Group], Line | None] | None = None
    hints: Callable[[Collection[Obligation]], Mapping[int, str]] | None = None
    reminds_as: str = ""

    @property
    def told_as(self) -> str:
        """The kind of obligation under which the ledger tells of it."""
        return self.reminds_as or self.code

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return in_readers_language(self.name)


_kinds: dict[str, Kind] = {}


def owes(kind: Kind) -> None:
    """Register it."""
    if kind.code in _kinds:
        raise ValueError(f"The kind of obligation {kind.code!r} is registered twice.")
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"No room registered the kind of obligation {code!r}.") from None


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def names_of(codes: Iterable[str]) -> list[str]:
    """In the reader's language; of a kind whose room is gone, its code."""
    return [_kinds[code].label if code in _kinds else code for code in codes]


def told_as(row: Obligation) -> str:
    """The kind under which the ledger tells of a row; its own where its room is gone."""
    return _kinds[row.kind].told_as if row.kind in _kinds else row.kind


def kinds_told_as(codes: Collection[str]) -> list[str]:
    """The kinds of which the ledger tells under these."""
    return [kind.code for kind in _kinds.values() if kind.told_as in codes]


def owed_of(kinds: Collection[Kind], today: dt.date, ids: Collection[int]) -> dict[str, Iterable[Owed]]:
    """What is owed of these objects, by kind, read when it is looked at; what kinds share is read once."""
    parts = {kind.code: kind.owed for kind in kinds if isinstance(kind.owed, Part)}
    read: dict[Shared, list[Any]] = {}

    def said(code: str, part: Part) -> Iterable[Owed]:
        if part.shared not in read:
            asked = {other: one.which for other, one in parts.items() if one.shared == part.shared}
            flags = {
                f"owes_{other.replace('.', '_')}": models.ExpressionWrapper(which, models.BooleanField())
                for other, which in asked.items()
            }
            owing = of_ids(part.shared.rows(today), ids).filter(reduce(or_, asked.values()))
            read[part.shared] = list(owing.annotate(**flags))
        flag = f"owes_{code.replace('.', '_')}"
        yield from part.say([row for row in read[part.shared] if getattr(row, flag)])

    return {
        kind.code: said(kind.code, parts[kind.code]) if kind.code in parts else kind.owed(today, ids)
        for kind in kinds
    }


def of_ids(rows: models.QuerySet[Any], ids: Ids, field: str = "pk") -> models.QuerySet[Any]:
    """Those of these objects, all where `ids` is None."""
    return rows if ids is None else rows.filter(**{f"{field}__in": ids})


def forget(code: str) -> None:
    """Take a kind out again (tests)."""
    _kinds.pop(code, None)
