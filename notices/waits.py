"""How long things waited, from the rows of what was owed and done: by step, role and kind of agency, never by
person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import AgencyKind, AgencyVersion, CalendarDay, Post
from notices.obligations import kind_of
from notices.workflow import Outcome
from records.days import beginning_of

FEWEST = 3  # things done, and people who held the role: of fewer a median would be somebody's
YEARS_BEFORE = 10  # what began earlier counts from then on
TWELVE_MONTHS = "12m"
QUARTERS, YEARS = 8, 3  # that may be chosen

_steps: list[str] = []


def measured(*kinds: str) -> None:
    """A room names the kinds of obligations whose wait begins with an act, in the order of work: of what is
    merely due on a day, the time until it is done says nothing."""
    _steps.extend(kind for kind in kinds if kind not in _steps)


class Span(NamedTuple):
    """Days, both counted."""

    first: dt.date
    last: dt.date


def spans(today: dt.date) -> dict[str, tuple[str, Span]]:
    """What may be chosen, by its code, with its words: the last twelve months first, then quarters, years."""
    year_ago = _months_later(today.replace(day=1), -11)
    found = {TWELVE_MONTHS: (_("The last 12 months"), Span(year_ago, today))}
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for back in range(QUARTERS):
        begins = _months_later(first, -3 * back)
        number = (begins.month + 2) // 3
        words = _("Quarter %(number)d of %(year)d") % {"number": number, "year": begins.year}
        span = Span(begins, _months_later(begins, 3) - dt.timedelta(days=1))
        found[f"{begins.year}q{number}"] = (words, span)
    for year in range(today.year, today.year - YEARS, -1):
        span = Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
        found[str(year)] = (_("Year %(year)d") % {"year": year}, span)
    return found


def _months_later(first: dt.date, months: int) -> dt.date:
    """The first of a month, so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + years, month + 1, 1)


@dataclass(frozen=True)
class Wait:
    """What was done of one step in one role; `median` in working days, None where too few did it."""

    role: str
    at_home_affairs: bool
    done: int
    median: Decimal | None
    agency_kind: str = ""

    @property
    def whose(self) -> str:
        return f"{self.role}, {_('Home Affairs')}" if self.at_home_affairs else self.role

    @property
    def words(self) -> str:
        if self.median is None:
            return _("too few to say")
        if not self.median:
            return _("the same day")
        number = number_format(int(self.median) if self.median % 1 == 0 else self.median)
        return ngettext("%(number)s working day", "%(number)s working days", 1 if self.median == 1 else 2) % {
            "number": number
        }


@dataclass
class Step:
    """One kind of obligation: over all kinds of agencies, a row a role, then kind by kind."""

    name: str
    whole: list[Wait] = field(default_factory=list)
    by_kind: list[Wait] = field(default_factory=list)


# Working days after the day on which it began, to the day on which it was done, as deadlines are counted
# (`WorkingDays.between`). An agency is of the kind that it had at the end of the span.
WAITED = """
WITH days AS (
    SELECT at::date AS day, sum(CASE
        WHEN off.kind = %(works)s THEN 1
        WHEN off.kind IS NOT NULL OR extract(isodow FROM at) > 5 THEN 0
        ELSE 1 END) OVER (ORDER BY at) AS number
    FROM generate_series(%(earliest)s::date, %(last)s::date, interval '1 day') AS at
    LEFT JOIN agencies_calendarday off ON off.day = at::date
), kinds AS (
    SELECT DISTINCT ON (agency_id) agency_id, kind_id FROM agencies_agencyversion
    WHERE valid_from <= %(last)s ORDER BY agency_id, valid_from DESC
)
SELECT row.kind, row.role, row.at_home_affairs, grouping(kinds.kind_id) = 1, kinds.kind_id, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY done.number - coalesce(began.number, 0))
FROM notices_obligation row
JOIN days done ON done.day = (row.settled_at AT TIME ZONE %(zone)s)::date
LEFT JOIN days began ON began.day = (row.since AT TIME ZONE %(zone)s)::date
LEFT JOIN kinds ON kinds.agency_id = coalesce(row.agency_id, row.about_id)
WHERE row.settled_at >= %(from)s AND row.settled_at < %(to)s AND row.outcome = %(outcome)s
    AND row.kind = ANY(%(steps)s)
GROUP BY GROUPING SETS (
    (row.kind, row.role, row.at_home_affairs), (row.kind, row.role, row.at_home_affairs, kinds.kind_id))
"""


def waited(span: Span) -> list[Step]:
    """Each step of which something was done in these days. Three queries.

    What Home Affairs does stands under the kind of agency whose matter it is.
    """
    names = dict(AgencyKind.objects.values_list("pk", "name"))
    people = _people(span)
    found: dict[str, Step] = {}
    order = {kind: place for place, kind in enumerate(_steps)}
    rows = sorted(_rows(span), key=lambda row: (order[row.kind], row.at_home_affairs, -row.done))
    for row in rows:
        step = found.setdefault(row.kind, Step(kind_of(row.kind).label))
        enough = row.done >= FEWEST and people.of(row, rows) >= FEWEST
        median = Decimal(row.median).quantize(Decimal("0.1")) if enough else None
        name = "" if row.is_whole else names.get(row.agency_kind or 0, _("The whole province"))
        wait = Wait(str(Post.Role(row.role).label), row.at_home_affairs, row.done, median, name)
        (step.whole if row.is_whole else step.by_kind).append(wait)
    return list(found.values())


class _Row(NamedTuple):
    kind: str
    role: str
    at_home_affairs: bool
    is_whole: bool
    agency_kind: int | None
    done: int
    median: float


def _rows(span: Span) -> list[_Row]:
    asked: dict[str, Any] = {
        "works": CalendarDay.Kind.SWAP_WORK,
        "earliest": dt.date(span.first.year - YEARS_BEFORE, 1, 1),
        "last": span.last,
        "zone": timezone.get_default_timezone_name(),
        "from": beginning_of(span.first),
        "to": beginning_of(span.last + dt.timedelta(days=1)),
        "outcome": Outcome.DONE,
        "steps": _steps,
    }
    with connection.cursor() as cursor:
        cursor.execute(WAITED, asked)
        return [_Row(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class _People:
    """How many officers held a role, by kind of agency; and at Home Affairs."""

    by_kind: Mapping[tuple[int, str], int]
    at_home_affairs: Mapping[str, int]

    def of(self, row: _Row, rows: Iterable[_Row]) -> int:
        """Those whose work it may be: of a row over all kinds, at the kinds that did any of it."""
        if row.at_home_affairs:
            return self.at_home_affairs[row.role]
        alike = (row.kind, row.role, False)
        did = {one.agency_kind for one in rows if one[:3] == alike and not one.is_whole}
        kinds = did if row.is_whole else {row.agency_kind}
        return sum(self.by_kind.get((kind or 0, row.role), 0) for kind in kinds)


def _people(span: Span) -> _People:
    newest = AgencyVersion.objects.filter(agency=OuterRef("agency"), valid_from__lte=span.last)
    version = newest.order_by("-valid_from")[:1]
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=span.first), valid_from__lte=span.last)
    rows = (
        held.annotate(of=Subquery(version.values("kind")), desk=Subquery(version.values("kind__desk")))
        .order_by()
        .values("of", "desk", "role")
        .annotate(people=Count("officer", distinct=True))
    )
    return _sum_up(rows)


def _sum_up(rows: Iterable[Mapping[str, object]]) -> _People:
    by_kind: dict[tuple[int, str], int] = {}
    at_home_affairs: dict[str, int] = defaultdict(int)
    for row in rows:
        kind, role, people = int(str(row["of"] or 0)), str(row["role"]), int(str(row["people"]))
        by_kind[kind, role] = people
        if row["desk"] == AgencyKind.Desk.HOME_AFFAIRS:
            at_home_affairs[role] += people
    return _People(by_kind, at_home_affairs)
