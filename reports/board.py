"""The board: every report of a period as one row, found, sorted and narrowed by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.days import screen_day
from records.text import fold
from reports.models import Report, Timeliness
from reports.standing import Reception, conditions
from reports.workflow import State

EXCUSED, OVERDUE, ASKED = "excused", "overdue", "asked"
ONLY_ASKED = _("Only asked: no deadline binds")
# Worst first: what a person looks for when the board is sorted by state.
ORDER = [OVERDUE, *State.values, EXCUSED]
COUNTED: dict[str, str | Promise] = {
    "handed_in": _("Handed in"),
    **{name.value: name.label for name in Reception if name != Reception.ACCEPTED},
    OVERDUE: _("Overdue"),
    EXCUSED: _("Not applicable"),
    ASKED: _("Only asked"),
}
SORTS: dict[str, tuple[str, ...]] = {
    "kind": ("version__kind__position", "version__sort_key"),
    "name": ("version__sort_key",),
    "state": ("place", "version__sort_key"),
    "due": ("due_on", "version__sort_key"),
    "sent": ("first_sent_at", "version__sort_key"),
    "reviewer": ("reviewer__sort_key", "version__sort_key"),
}
DEFAULT_SORT = "kind"
VALUES = {
    "name": F("version__name"),
    "kind": F("version__kind__name"),
    "reviewer_name": F("reviewer__full_name"),
    "sendings_made": F("latest_sending__number"),
}


@dataclass(frozen=True)
class Row:
    """One agency on the board, every cell as it is printed."""

    pk: int
    name: str
    kind: str
    state: str
    own_state: str | Promise
    due: str
    is_asked: bool
    due_on: dt.date
    sent: str
    sent_at: dt.datetime | None
    timeliness: str
    timeliness_label: str | Promise
    reviewer: str
    sendings: int
    is_excused: bool
    excused_reason: str
    is_accepted: bool
    is_on_behalf: bool


def narrowed(
    today: dt.date,
    *,
    text: str = "",
    kind: str = "",
    state: str = "",
    reviewer: str = "",
) -> Q:
    """The condition for what a person asked to see; an empty part asks for nothing."""
    wanted = Q()
    if key := fold(text):
        wanted &= Q(version__search_key__contains=key)
    if kind:
        wanted &= Q(version__kind=kind)
    if state:
        wanted &= conditions(today).get(state) or Q(state=state, excused_at=None)
    if reviewer:
        wanted &= Q(reviewer=None) if reviewer == "none" else Q(reviewer=reviewer)
    return wanted


def ordered(reports: QuerySet[Report], today: dt.date, sort: str) -> QuerySet[Report]:
    """Sorted by a known key, with "-" before it the other way round; an unknown one is the default."""
    key = sort.removeprefix("-")
    names = SORTS.get(key, SORTS[DEFAULT_SORT])
    first = F(names[0]).desc(nulls_last=True) if sort != key else F(names[0]).asc(nulls_last=True)
    return reports.annotate(standing=_standing(today), place=_place()).order_by(first, *names[1:], "pk")


def _standing(today: dt.date) -> Case:
    """What the row's chip says: excused, overdue, or the state."""
    known = conditions(today)
    return Case(
        When(known["excused"], then=Value(EXCUSED)),
        When(known["overdue"], then=Value(OVERDUE)),
        default=F("state"),
        output_field=CharField(),
    )


def _place() -> Case:
    places = [When(standing=name, then=Value(place)) for place, name in enumerate(ORDER)]
    return Case(*places, default=Value(len(ORDER)), output_field=IntegerField())


def rows(reports: QuerySet[Report]) -> Iterator[Row]:
    """One query for all of them."""
    columns = (
        "pk", "state", "standing", "due_on", "first_sent_at", "timeliness", "excused_at", "excused_reason",
        "accepted_sending_id", "is_on_behalf", "is_asked",
    )  # fmt: skip
    states, timeliness = dict(State.choices), dict(Timeliness.choices)
    for found in reports.values(*columns, **VALUES):
        yield _row(found, states, timeliness)


def _row(found: Mapping[str, Any], states: Mapping, timeliness: Mapping) -> Row:
    due, sent_at = found["due_on"], found["first_sent_at"]
    return Row(
        pk=found["pk"],
        name=found["name"],
        kind=found["kind"],
        state="not_applicable" if found["standing"] == EXCUSED else found["standing"],
        own_state=states[found["state"]] if found["standing"] == OVERDUE else "",
        due=screen_day(due),
        is_asked=found["is_asked"],
        due_on=due,
        sent=f"{timezone.localtime(sent_at):%H:%M} {day(sent_at)}" if sent_at else "",
        sent_at=sent_at,
        timeliness=found["timeliness"],
        timeliness_label=timeliness.get(found["timeliness"], ONLY_ASKED if found["is_asked"] else ""),
        reviewer=found["reviewer_name"] or "",
        sendings=found["sendings_made"] or 0,
        is_excused=found["excused_at"] is not None,
        excused_reason=found["excused_reason"],
        is_accepted=found["accepted_sending_id"] is not None,
        is_on_behalf=found["is_on_behalf"],
    )


def day(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return screen_day(local)


def state_choices() -> Iterable[tuple[str, str | Promise]]:
    return [*State.choices, *COUNTED.items()]


# The year: agencies by period


@dataclass(frozen=True)
class Cell:
    """How one agency stands with one period, in words and colour."""

    state: str
    hint: str | Promise
    pk: int
    is_accepted: bool
    has_sending: bool


def year_cells(reports: QuerySet[Report], today: dt.date) -> dict[tuple[int, int], Cell]:
    """By (agency, period), in one query."""
    columns = (
        "pk", "agency_id", "period_id", "standing", "timeliness", "accepted_sending_id", "latest_sending_id",
    )  # fmt: skip
    late = {Timeliness.LATE: Timeliness.LATE.label, Timeliness.EXTENDED: _("extended")}
    cells = {}
    for found in reports.annotate(standing=_standing(today)).values(*columns):
        standing = "not_applicable" if found["standing"] == EXCUSED else found["standing"]
        cells[found["agency_id"], found["period_id"]] = Cell(
            state=standing,
            hint=late.get(found["timeliness"], ""),
            pk=found["pk"],
            is_accepted=found["accepted_sending_id"] is not None,
            has_sending=found["latest_sending_id"] is not None,
        )
    return cells
