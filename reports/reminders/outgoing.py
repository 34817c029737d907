"""What the reminder ledger asks about issued papers: where they are on their way out, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import AgencyKind, AgencyVersion, CalendarDay, Post
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from records.days import beginning_of, screen_day, screen_weekday
from reports.models import OutgoingPaper, Period, ProvincePaper, RoadStep
from reports.roads import Roads
from reports.workflow import PaperState, RoadState

OUTGOING = "reports.outgoing"
Role = Post.Role
AT_ITS_CLERK = "number-1"


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    rows = OutgoingPaper.objects.open().filter(pk__in=ids)
    if rule == AT_ITS_CLERK:
        rows = rows.filter(state=RoadState.SIGNED)
    return set(rows.values_list("pk", flat=True))


def _home(row: OutgoingPaper) -> int:
    """The agency under whose post it was issued."""
    post = row.paper.issued_post
    if post is None:
        raise LookupError(f"Paper {row.paper_id} goes out without having been issued.")
    return post.agency_id


def _numbered_at(roads: Roads, rows: Iterable[OutgoingPaper]) -> dict[int, int]:
    """The agency of the kind that the number step names, by row; where there are several, the first."""
    steps = {row.pk: roads.of(row).steps.get(RoadStep.Step.NUMBER) for row in rows}
    kinds = {pk: step.agency_kind_id for pk, step in steps.items() if step}
    here = AgencyVersion.objects.in_force(timezone.localdate())
    versions = here.filter(kind__in=set(kinds.values()) - {None})
    at = dict(versions.order_by("-agency").values_list("kind", "agency"))
    return {pk: at[kind] for pk, kind in kinds.items() if kind in at}


def clerks_of(roads: Roads, rows: Iterable[OutgoingPaper]) -> dict[int, set[int]]:
    """Whose work the number of each paper is: the clerks where the number step says, else Home Affairs'."""
    rows = list(rows)
    places = _numbered_at(roads, rows)
    clerks = Post.objects.filter(role=Role.CLERK).in_force(timezone.localdate()).with_agency()
    found: dict[int | None, set[int]] = {}
    for post in clerks:
        found.setdefault(post.agency_id, set()).add(post.officer_id)
        if post.agency_desk == AgencyKind.Desk.HOME_AFFAIRS:
            found.setdefault(None, set()).add(post.officer_id)
    return {row.pk: found.get(places.get(row.pk), set()) for row in rows}


def describe(ids: Collection[int]) -> dict[int, Subject]:
    rows = OutgoingPaper.objects.filter(pk__in=ids).with_names()
    return {row.pk: Subject(str(row), row.get_absolute_url()) for row in rows}


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    rows = list(OutgoingPaper.objects.filter(pk__in=ids).with_names())
    roads, days = Roads(), CalendarDay.objects.working_days()
    found = {}
    for row in rows:
        names = {
            "paper": str(row),
            "state": row.get_state_display(),
            "since": screen_day(row.since),
            "due": screen_weekday(roads.of(row).due_on(row, days)),
        }
        lines = (
            _("%(paper)s: %(state)s, since %(since)s. The step after was due by the end of %(due)s.") % names,
            _("Record on its page what has happened: the step, the number, or who has received it."),
        )
        subject = _("On its way out: %(paper)s") % names
        found[row.pk] = Message(subject, lines, row.get_absolute_url(), _("Open the outward record"))
    return found


TOPIC = Topic(
    code=OUTGOING,
    name=gettext_noop("Issued paper on its way out"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    rules=(
        RuleDefault(
            "late-1",
            "Văn bản đi quá hạn 1 ngày làm việc",
            (Role.REVIEWER, Role.CLERK),
            Anchor.DEADLINE,
            1,
            audience=Audience.HOME_AFFAIRS,
        ),
        RuleDefault(AT_ITS_CLERK, "Văn bản đi chờ số quá 1 ngày làm việc", (Role.CLERK,), Anchor.DEADLINE, 1),
        RuleDefault(
            "late-3",
            "Văn bản đi quá hạn 3 ngày làm việc, báo lãnh đạo Sở",
            (Role.REVIEWER, Role.ISSUER),
            Anchor.DEADLINE,
            3,
            audience=Audience.HOME_AFFAIRS,
        ),
        *(
            RuleDefault(
                f"late-{days}",
                f"Văn bản đi quá hạn {days} ngày làm việc",
                (Role.REVIEWER,),
                Anchor.DEADLINE,
                days,
                audience=Audience.HOME_AFFAIRS,
            )
            for days in (8, 13, 18, 23)
        ),
    ),
)


# What is owed, as rows

NUMBERING = "reports.numbering"
DONE_BY_HOME_AFFAIRS = (RoadState.PREPARING, RoadState.REMARKED, RoadState.NUMBERED)
DONE_BY_CLERKS = (RoadState.SIGNED, RoadState.NUMBERED)


def _open_rows(ids: Ids) -> tuple[list[OutgoingPaper], Roads]:
    open_ones = OutgoingPaper.objects.open().with_names()
    return list(of_ids(open_ones, ids).select_related("paper__issued_post")), Roads()


def _row(row: OutgoingPaper, role: str, place: int | None, due_on: dt.date, *, has_clerk: bool) -> Owed:
    return Owed(
        row.pk,
        role,
        place,
        since=beginning_of(row.since),
        visible_from=row.since,
        due_on=due_on,
        params={
            "paper": row.paper.kind,
            "number": row.paper.issue_number,
            "state": row.state,
            "since": row.since.isoformat(),
            "period": row.paper.period.code,
            "year": row.paper.period.year,
            "has_clerk": has_clerk,
        },
    )


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Home Affairs follows it until everybody it is for has it; who will number it waits."""
    rows, roads = _open_rows(ids)
    if not rows:
        return
    due = roads.due(rows, CalendarDay.objects.working_days())
    places, clerks = _numbered_at(roads, rows), clerks_of(roads, rows)
    for row in rows:
        has_clerk = bool(clerks[row.pk])
        one = _row(row, Role.REVIEWER, None, due[row.pk], has_clerk=has_clerk)
        yield one._replace(about=places.get(row.pk) or _home(row), counted_from=due[row.pk])


def numbering_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Once it is signed: its number, and sending it, where there are clerks for that."""
    rows, roads = _open_rows(ids)
    signed = [row for row in rows if row.state in DONE_BY_CLERKS]
    if not signed:
        return
    due = roads.due(signed, CalendarDay.objects.working_days())
    places, clerks = _numbered_at(roads, signed), clerks_of(roads, signed)
    for row in signed:
        if clerks[row.pk]:
            yield _row(row, Role.CLERK, places.get(row.pk), due[row.pk], has_clerk=True)


def line(row: Obligation, today: dt.date) -> Line:
    period = Period(code=row.params["period"], year=row.params["year"])
    paper = ProvincePaper(
        kind=row.params["paper"],
        issue_number=row.params["number"],
        state=PaperState.ISSUED,
        period=period,
    )
    state = RoadState(row.params["state"])
    is_theirs = state in DONE_BY_HOME_AFFAIRS or (state == RoadState.SIGNED and not row.params["has_clerk"])
    return Line(
        _("On its way out: %(paper)s") % {"paper": paper},
        reverse("reports:outgoing", args=[row.object_id]),
        state,
        _("There since %(day)s.") % {"day": screen_day(dt.date.fromisoformat(row.params["since"]))},
        waits=row.role == Role.REVIEWER and not is_theirs,
    )


OWED_KINDS = (
    Kind(
        code=OUTGOING,
        name=gettext_noop("Issued paper on its way out"),
        owed=owed,
        line=line,
        rows=OutgoingPaper.objects.all,
        also=(Role.ISSUER,),
        watchers=(Role.CLERK,),
        by_time=True,
    ),
    Kind(
        code=NUMBERING,
        name=gettext_noop("Issued paper to number and send"),
        owed=numbering_owed,
        line=line,
        rows=OutgoingPaper.objects.all,
        by_time=True,
    ),
)
