"""What one officer owes, what waits for others and what lies at colleagues, from the rows of what is owed.

Who may not do a thing by rule, who is away and who stands in is decided here, at reading.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import BigIntegerField, Case, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.handing_back import hints_of
from agencies.models import AgencyKind, Leave, Officer, Post
from agencies.models.leaves import followed
from agencies.permissions import is_home_affairs
from notices.models import Obligation
from notices.models.obligations import HOME_AFFAIRS
from notices.obligations import Group, Kind, Line, all_kinds, kind_of
from records.workflow import HANDED_BACK

Place = tuple[int, str]  # an agency's id or HOME_AFFAIRS; and a role


@dataclass(frozen=True)
class Entry:
    """One line of a desk; `row` is None where a line speaks for many. `is_own`: work of the reader's role."""

    line: Line
    kind: str
    due_on: dt.date | None = None
    is_late: bool = False
    row: Obligation | None = None
    is_own: bool = False

    def for_watchers(self) -> Entry:
        """As it is told to whoever waits for it."""
        at_home_affairs = self.row is not None and self.row.at_home_affairs
        said = _("With Home Affairs.") if at_home_affairs else kind_of(self.kind).to_watchers
        return self.read_only().saying(said)

    def read_only(self) -> Entry:
        """Led where whoever does not act on it may go."""
        return replace(self, line=replace(self.line, url=self.line.watchers_url or self.line.url))

    def in_place_of(self, name: str) -> Entry:
        """As who stands in for its only doer is told it: they see to it that it is done."""
        said = _("In place of %(name)s, who is away; doing it needs a substitute's post.")
        return self.saying(said % {"name": name})

    def saying(self, hint: Promise | str) -> Entry:
        return replace(self, line=replace(self.line, hint=str(hint))) if hint else self


@dataclass
class Desk:
    """`colleagues` holds what others of the officer's own role have in hand; `more` counts the rows beyond
    what is shown."""

    owed: list[Entry] = field(default_factory=list)
    waiting: list[Entry] = field(default_factory=list)
    colleagues: list[Entry] = field(default_factory=list)
    more: int = 0

    def drop_said_twice(self) -> None:
        """Who holds two roles in a thing, such as drafter and head, hears of it as the one who acts now."""
        others = [entry for entry in [*self.waiting, *self.colleagues] if entry.is_own]
        acts = {entry.line.url for entry in [*self.owed, *others] if not entry.line.waits}
        waiting: dict[str, Entry] = {}
        for entry in sorted(self.waiting, key=lambda entry: not entry.is_own):
            is_barred = entry.is_own and not entry.line.waits
            if is_barred or entry.line.url not in acts:
                waiting.setdefault(entry.line.url, entry)
        self.waiting = list(waiting.values())


MOST = 200  # rows of one desk


def desk_of(officer: Officer, today: dt.date) -> Desk:
    """Nearest deadline first. At most eight queries beside the officer's posts, however many kinds and rows
    there are."""
    mine = places_of(officer)
    if not mine:
        return Desk()
    away = list(Leave.objects.at({post.agency_id for post in officer.current_posts}, today))
    stand_ins = followed(away)
    in_place = _in_place(officer, mine, away, stand_ins)
    concerning = _concerning(mine, in_place, officer, today)
    rows = list(concerning[: MOST + 1])
    desk = Desk(more=concerning.count() - MOST if len(rows) > MOST else 0)
    rows = rows[:MOST]
    answering = _answering(rows, officer, today, stand_ins)
    reader = _Reader(officer, today, mine, in_place, excluded_pairs(rows, officer), answering)
    lines = _lines(rows, today, reader)
    for row in rows:
        reader.put(row, lines[row.pk], desk)
    desk.drop_said_twice()
    if is_home_affairs(officer):
        desk.waiting += elsewhere(officer, today)
    return desk


@dataclass(frozen=True)
class _Reader:
    """Who reads: their places, those where they stand in for the only one there (by name), what they may not
    do by rule, who would do what names somebody else."""

    officer: Officer
    today: dt.date
    mine: Collection[Place]
    in_place: Mapping[Place, str]
    excluded: Collection[tuple[str, int]]
    answering: Mapping[int, Collection[int]]

    def put(self, row: Obligation, line: Line, desk: Desk) -> None:
        is_late = row.due_on is not None and row.due_on < self.today
        entry = Entry(line, row.kind, row.due_on, is_late, row, self.is_mine(row))
        if not entry.is_own and (name := self.stands_in_for(row)):
            is_theirs = not line.waits and row.visible_from <= self.today
            (desk.owed if is_theirs else desk.waiting).append(self.led(entry).in_place_of(name))
        elif not entry.is_own:
            if not line.waits:  # it waits for its watchers themselves: another row says so
                desk.waiting.append(entry.for_watchers())
        elif (row.kind, row.object_id) in self.excluded:
            said = _("You took part in it, so someone else has to decide.")
            desk.waiting.append(entry.read_only().saying(kind_of(row.kind).to_excluded or said))
        elif line.waits or row.visible_from > self.today:
            desk.waiting.append(entry)
        else:
            (desk.owed if self._would_do(row) else desk.colleagues).append(entry)

    def is_mine(self, row: Obligation) -> bool:
        place, roles = row.agency_id or HOME_AFFAIRS, (row.role, *kind_of(row.kind).also)
        given = OFFICE if row.officer_id == self.officer.pk else ()
        return any((place, role) in self.mine for role in (*roles, *given))

    def stands_in_for(self, row: Obligation) -> str:
        """The only one there whose work it is, who is away; nobody where others are there."""
        place, roles = row.agency_id or HOME_AFFAIRS, (row.role, *kind_of(row.kind).also)
        return next((self.in_place[place, role] for role in roles if (place, role) in self.in_place), "")

    def led(self, entry: Entry) -> Entry:
        """Drafters and heads open each other's pages; of other work the page of leaves says how to go on."""
        row = entry.row
        opens = row and row.role in OFFICE and any((row.agency_id, role) in self.mine for role in OFFICE)
        if opens:
            return entry.read_only()
        return replace(entry, line=replace(entry.line, url=reverse("agencies:leave")))

    def _would_do(self, row: Obligation) -> bool:
        """It names nobody, or nobody who is still there: then everyone who holds the role."""
        answering = self.answering[row.pk]
        is_named = row.officer_id in (None, self.officer.pk)
        return is_named or not answering or self.officer.pk in answering


def places_of(officer: Officer) -> set[Place]:
    """Where the officer holds which role; a post at Home Affairs is one at its desk too, unless it drafts or
    signs for Home Affairs as an agency."""
    posts = officer.current_posts
    here = {(post.agency_id, post.role) for post in posts}
    at_desk = [post for post in posts if post.agency_desk == DESK and post.role in OF_DESK]
    return here | {(HOME_AFFAIRS, post.role) for post in at_desk}


DESK = AgencyKind.Desk.HOME_AFFAIRS
OFFICE = (Post.Role.DRAFTER, Post.Role.HEAD)  # either may be given a piece of feedback
OF_DESK = (Post.Role.REVIEWER, Post.Role.ISSUER, Post.Role.REGISTRAR, Post.Role.CLERK)


def _in_place(
    officer: Officer, mine: Collection[Place], away: Iterable[Leave], stand_ins: Mapping[int, int]
) -> dict[Place, str]:
    """Where the officer stands in for the only one who holds the role, and who that is."""
    at_desk = {post.agency_id for post in officer.current_posts if post.agency_desk == DESK}
    found: dict[Place, str] = {}
    for leave in away:
        if leave.is_alone and stand_ins.get(leave.post_id) == officer.pk:
            post = leave.post
            found[post.agency_id, post.role] = post.officer.full_name
            if post.agency_id in at_desk and post.role in OF_DESK:
                found[HOME_AFFAIRS, post.role] = post.officer.full_name
    return {place: name for place, name in found.items() if place not in mine}


def _concerning(
    mine: Collection[Place], in_place: Collection[Place], officer: Officer, today: dt.date
) -> QuerySet[Obligation]:
    """Open rows of these places and roles, of kinds that are their work too, and those they wait for; what
    names the officer or nobody comes before what names another."""
    wanted = Q(officer=officer, place__in={place for place, role in mine if role in OFFICE})
    for place, role in in_place:
        also = [kind.code for kind in all_kinds() if role in kind.also]
        wanted |= Q(place=place, role=role) | Q(place=place, kind__in=also)
    for place, role in mine:
        also = [kind.code for kind in all_kinds() if role in kind.also]
        watched = [kind.code for kind in all_kinds() if role in kind.watchers]
        wanted |= Q(place=place, role=role) | Q(place=place, kind__in=also)
        if watched:
            wanted |= Q(place=place, kind__in=watched)
            if place != HOME_AFFAIRS:
                wanted |= Q(about=place, kind__in=watched)
    ahead = [kind.code for kind in all_kinds() if kind.shows_ahead]
    shown = Q(visible_from__lte=today) | Q(kind__in=ahead)
    names_another = Case(When(Q(officer=None) | Q(officer=officer), then=0), default=1)
    rows = Obligation.objects.open().filter(wanted, shown).alias(names_another=names_another)
    return rows.order_by("names_another", F("due_on").asc(nulls_last=True), "pk")


def excluded_pairs(rows: Iterable[Obligation], officer: Officer) -> set[tuple[str, int]]:
    """Of these, kind and object of those that the officer may not do by rule; one query."""
    ids: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.object_id)
    asked = [
        pairs.annotate(kind=Value(code))
        for code, here in ids.items()
        if (excluded := kind_of(code).excluded)
        for pairs in excluded(here)
    ]
    if not asked:
        return set()
    return {(kind, thing) for thing, who, kind in asked[0].union(*asked[1:], all=True) if who == officer.pk}


def _answering(
    rows: Iterable[Obligation], officer: Officer, today: dt.date, stand_ins: Mapping[int, int]
) -> Mapping[int, Collection[int]]:
    """Who would do each of those that name somebody: that officer while they hold the role there, else who
    stands in for them; empty where neither is there any more."""
    named = {row.officer_id for row in rows if row.officer_id not in (None, officer.pk)}
    found: dict[int, Collection[int]] = {row.pk: () for row in rows}
    if not named:
        return found
    posts = list(Post.objects.in_force(today).filter(officer__in=named).with_agency(today))
    for row in rows:
        here = [post for post in posts if post.officer_id == row.officer_id and _is_at(post, row)]
        found[row.pk] = {stand_ins.get(post.pk, post.officer_id) for post in here}
    return found


def _is_at(post: Post, row: Obligation) -> bool:
    there = post.agency_desk == DESK if row.at_home_affairs else post.agency_id == row.agency_id
    given = OFFICE if row.role in OFFICE else ()
    return there and post.role in (row.role, *kind_of(row.kind).also, *given)


def _names(officer: Officer) -> dict[int, str]:
    """Of the officer's agencies, where there are several to be told apart."""
    names = {post.agency_id: post.agency_label for post in officer.current_posts}
    return names if len(names) > 1 else {}


def _lines(rows: list[Obligation], today: dt.date, reader: _Reader) -> dict[int, Line]:
    handed_back = hints_of(row.params["back"] for row in rows if "back" in row.params)
    more, names = _hints(rows), _names(reader.officer)
    found = {}
    for row in rows:
        line = kind_of(row.kind).line(row, today)
        if hint := handed_back.get(row.params.get("back")):
            line = replace(line, state=HANDED_BACK, hint=hint)
        if hint := more.get(row.pk):
            line = replace(line, hint=hint)
        is_for_home_affairs = row.at_home_affairs and reader.is_mine(row)
        whose = line.whose if is_for_home_affairs else names.get(row.about_id or 0, "")
        found[row.pk] = replace(line, title=f"{whose}: {line.title}") if whose else line
    return found


def _hints(rows: list[Obligation]) -> dict[int, str]:
    by_kind: dict[str, list[Obligation]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    found: dict[int, str] = {}
    for code, here in by_kind.items():
        hints = kind_of(code).hints
        found |= hints(here) if hints else {}
    return found


def elsewhere(officer: Officer, today: dt.date) -> list[Entry]:
    """What agencies owe, a line for many, for Home Affairs to follow; of reports those of the agencies that
    the officer, nobody, or who left is responsible for. One query."""
    kinds = {kind.code: kind for kind in all_kinds() if kind.elsewhere}
    rows = Obligation.objects.open().filter(at_home_affairs=False, kind__in=kinds, visible_from__lte=today)
    reviewers = Post.objects.in_force(today).filter(role=Post.Role.REVIEWER).exclude(officer=officer)
    others = Q(reviewer__in=reviewers.values("officer"))
    own = Q(reviewer=None) | ~others  # nobody's is everybody's, and of whoever left too
    counted = (
        rows.annotate(of=KT("params__of"), period=KT("params__period"), year=KT("params__year"))
        .alias(reviewer=Cast(KT("params__reviewer"), BigIntegerField()))
        .filter(own, ~Q(params__has_key="uncounted"))
        .order_by()
        .values("kind", "of", "period", "year")
        .annotate(owing=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), due_on=Min("due_on"))
    )
    found = []
    for row in counted.order_by(F("due_on").asc(nulls_last=True), "kind"):
        kind: Kind = kinds[row["kind"]]
        group = Group(row["owing"], row["late"], row["due_on"], row["of"], row["period"], row["year"])
        if kind.elsewhere and (line := kind.elsewhere(group)):
            is_late = group.due_on is not None and group.due_on < today
            found.append(Entry(line, kind.code, group.due_on, is_late))
    return found


# The law: every open row is seen by somebody in force

Holders = Mapping[int, Mapping[str, Collection[int]]]  # by place and role, the officers


def holders_by_place(today: dt.date) -> Holders:
    """Who holds which role where, on that day."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for post in Post.objects.in_force(today).with_agency(today):
        found[post.agency_id][post.role].add(post.officer_id)
        if post.agency_desk == DESK and post.role in OF_DESK:
            found[HOME_AFFAIRS][post.role].add(post.officer_id)
    return found


def unseen(today: dt.date) -> dict[Place, int]:
    """How many open rows that show by that day lie at each place and role where nobody in force may do them:
    nobody holds the role, or everyone who does took part."""
    holders = holders_by_place(today)
    rows = Obligation.objects.open().filter(visible_from__lte=today).order_by()
    found: dict[Place, int] = defaultdict(int)
    for kind, place, role, count in rows.values_list("kind", "place", "role").annotate(count=Count("pk")):
        if not _may_do(holders, kind_of(kind), place, role):
            found[place, role] += count
    for row, barred in _barred(rows):
        able = _may_do(holders, kind_of(row.kind), row.agency_id or HOME_AFFAIRS, row.role)
        if able and able <= barred:
            found[row.agency_id or HOME_AFFAIRS, row.role] += 1
    return dict(found)


def _may_do(holders: Holders, kind: Kind, place: int, role: str) -> set[int]:
    here = holders.get(place, {})
    return {officer for one in (role, *kind.also) for officer in here.get(one, ())}


def _barred(rows: QuerySet[Obligation]) -> Iterator[tuple[Obligation, set[int]]]:
    """Rows of kinds that bar who took part, with the officers barred."""
    for kind in all_kinds():
        if not kind.excluded:
            continue
        here = list(rows.filter(kind=kind.code))
        barred: dict[int, set[int]] = defaultdict(set)
        for pairs in kind.excluded([row.object_id for row in here]) if here else ():
            for thing, officer in pairs:
                barred[thing].add(officer)
        yield from ((row, barred[row.object_id]) for row in here if row.object_id in barred)
