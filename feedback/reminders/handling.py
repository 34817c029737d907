"""What the reminder ledger asks about feedback: does it still wait, and what is there to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from agencies.models import Agency, Post
from feedback.handing_back import hand_backs
from feedback.models import Answer, Handling
from feedback.models.handlings import UNREAD
from feedback.workflow import OPEN, State
from notices.models import Obligation
from notices.obligations import Group, Kind, Line, Owed, Shared
from notices.topics import Message, RuleDefault, Subject, Topic
from notices.workflow import Anchor, Audience
from records.days import beginning_of, screen_weekday
from records.models import AuditEntry

FEEDBACK = "feedback.handling"
ANSWER = "feedback.answer"
TELLING = "feedback.telling"
ARRIVED = "arrived"
AWAITING_HEAD, HANDED_BACK, REOPENED = "answer-awaiting-head", "answer-handed-back", "feedback-reopened"
OWED = {AWAITING_HEAD: State.AWAITING_HEAD, HANDED_BACK: State.IN_HAND, REOPENED: State.IN_HAND}
Role = Post.Role
# What an open handling asks for next, and by when.
STEPS = {
    State.RECEIVED: gettext_lazy("%(agency)s takes %(code)s in hand or passes it on, by the end of %(day)s."),
    State.IN_HAND: gettext_lazy("%(agency)s answers %(code)s by the end of %(day)s."),
    State.WAITING: gettext_lazy(
        "%(agency)s waits for the sender of %(code)s; the answer is due by the end of %(day)s."
    ),
    State.AWAITING_HEAD: gettext_lazy(
        "The answer of %(agency)s to %(code)s awaits approval; due by the end of %(day)s."
    ),
    State.TO_POST: gettext_lazy(
        "The answer of %(agency)s to %(code)s is approved and still to be posted, by the end of %(day)s. The "
        "sender has it by post alone."
    ),
}
OVERDUE_STEPS = {
    State.RECEIVED: gettext_lazy(
        "%(agency)s had to take %(code)s in hand or pass it on by %(day)s. The sender waits."
    ),
    State.IN_HAND: gettext_lazy("%(agency)s had to answer %(code)s by %(day)s. The sender waits."),
    State.WAITING: gettext_lazy(
        "The answer of %(agency)s to %(code)s was due by %(day)s; it waits for the sender."
    ),
    State.AWAITING_HEAD: gettext_lazy(
        "The answer of %(agency)s to %(code)s, due by %(day)s, awaits approval."
    ),
    State.TO_POST: gettext_lazy(
        "The answer of %(agency)s to %(code)s, due by %(day)s, is approved and still not posted. The sender "
        "waits."
    ),
}


def still_due(rule: str, ids: Collection[int]) -> Collection[int]:
    """Of what has just arrived, those nobody looked at yet."""
    if rule != ARRIVED:
        return ids
    return set(Handling.objects.filter(pk__in=ids, state=State.RECEIVED).values_list("pk", flat=True))


def still_owed(rule: str, ids: Collection[int]) -> set[int]:
    return set(Handling.objects.filter(pk__in=ids, state=OWED[rule]).values_list("pk", flat=True))


def in_charge(rule: str, ids: Collection[int]) -> dict[int, list[int]]:
    """Who handles it is told, where somebody does."""
    rows = Handling.objects.filter(pk__in=ids, officer__isnull=False).values_list("pk", "officer")
    return {pk: [officer] for pk, officer in rows if officer}


def describe(ids: Collection[int]) -> dict[int, Subject]:
    return {row.pk: Subject(f"{row.item.code} – {name}", row.get_absolute_url()) for row, name in _named(ids)}


def _named(ids: Collection[int]) -> list[tuple[Handling, str]]:
    rows = list(Handling.objects.filter(pk__in=ids).select_related("item"))
    agencies = Agency.objects.filter(pk__in=[row.agency_id for row in rows]).with_label()
    names = {row.pk: str(row) for row in agencies}
    return [(row, names[row.agency_id]) for row in rows]


def due_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    return {
        row.pk: _due_message(rule, row, name, row.due_on, today) for row, name in _named(ids) if row.due_on
    }


def _due_message(rule: str, row: Handling, agency: str, due_on: dt.date, today: dt.date) -> Message:
    """Never a word of what was written, nor of who wrote it: mail is read by others too."""
    names = {"code": row.item.code, "agency": agency, "day": screen_weekday(due_on)}
    line: Any
    if rule == ARRIVED:
        subject = _("New feedback: %(code)s")
        line = _("%(agency)s has received feedback. Take it in hand, or pass it on, by %(day)s.")
    elif due_on < today:
        subject = _("Overdue feedback: %(code)s")
        line = str(OVERDUE_STEPS[State(row.state)])
    else:
        subject = _("Feedback due %(day)s: %(code)s")
        line = str(STEPS[State(row.state)])
    return Message(subject % names, (line % names,), row.get_absolute_url(), _("Open the feedback"))


def telling_messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    found = {}
    for row, name in _named(ids):
        if row.tell_due_on is None:
            continue
        names = {"code": row.item.code, "agency": name, "day": screen_weekday(row.tell_due_on)}
        if row.told_on is None:
            subject = _("Confirm that it was received: %(code)s")
            line = _("%(agency)s confirms to the sender by %(day)s that the feedback was received.")
        else:
            subject = _("Tell the sender how it stands: %(code)s")
            line = _("The answer of %(agency)s is late. The sender hears by %(day)s how it stands.")
        path = reverse("feedback:tell", args=[row.pk])
        found[row.pk] = Message(subject % names, (line % names,), path, _("Tell the sender"))
    return found


def messages(rule: str, ids: Collection[int], today: dt.date) -> Mapping[int, Message]:
    subject, line, action = _words(rule)
    found = {}
    for row, name in _named(ids):
        names = {"code": row.item.code, "agency": name}
        found[row.pk] = Message(subject % names, (line % names,), row.get_absolute_url(), action)
    return found


def _words(rule: str) -> tuple[str, str, str]:
    if rule == AWAITING_HEAD:
        return (
            _("Waiting for your approval: the answer to %(code)s"),
            _("%(agency)s has written an answer. It leaves once you have read and approved it."),
            _("Read and approve"),
        )
    if rule == HANDED_BACK:
        return (
            _("Handed back by the head: the answer to %(code)s"),
            _("The head asks for changes in the answer of %(agency)s."),
            _("See the reason and change it"),
        )
    return (
        _("Taken up again: %(code)s"),
        _("The answer of %(agency)s did not settle it. The time counts anew."),
        _("See what is missing"),
    )


DUE_TOPIC = Topic(
    code=FEEDBACK,
    name=gettext_noop("Feedback to be handled in time"),
    still_owed=still_due,
    messages=due_messages,
    describe=describe,
    preferred=in_charge,
    rules=(
        RuleDefault(ARRIVED, "Phản ánh, kiến nghị mới đến", (Role.DRAFTER,), Anchor.OPENING),
        RuleDefault("before-1", "Trước hạn 1 ngày làm việc", (Role.DRAFTER,), Anchor.DEADLINE, -1),
        RuleDefault("due", "Ngày đến hạn", (Role.DRAFTER, Role.HEAD), Anchor.DEADLINE, 0),
        RuleDefault("late-1", "Quá hạn 1 ngày làm việc", (Role.DRAFTER, Role.HEAD), Anchor.DEADLINE, 1),
        RuleDefault(
            "late-3-home-affairs",
            "Quá hạn 3 ngày làm việc, báo Sở Nội vụ",
            (Role.REVIEWER,),
            Anchor.DEADLINE,
            3,
            audience=Audience.HOME_AFFAIRS,
        ),
    ),
)
TELLING_TOPIC = Topic(
    code=TELLING,
    name=gettext_noop("Telling the sender of feedback"),
    messages=telling_messages,
    describe=describe,
    preferred=in_charge,
    rules=(
        RuleDefault("tell-due", "Đến hạn báo lại cho người gửi", (Role.DRAFTER,), Anchor.DEADLINE, 0),
        RuleDefault(
            "tell-late-1", "Quá hạn báo lại cho người gửi", (Role.DRAFTER, Role.HEAD), Anchor.DEADLINE, 1
        ),
    ),
)
TOPIC = Topic(
    code=ANSWER,
    name=gettext_noop("Answer to feedback"),
    still_owed=still_owed,
    messages=messages,
    describe=describe,
    preferred=in_charge,
    rules=(
        RuleDefault(AWAITING_HEAD, "Trả lời phản ánh chờ lãnh đạo duyệt", (Role.HEAD,)),
        RuleDefault(HANDED_BACK, "Lãnh đạo trả lại câu trả lời", (Role.DRAFTER,)),
        RuleDefault(REOPENED, "Phản ánh được mở lại", (Role.DRAFTER, Role.HEAD)),
    ),
)


# What is owed, as rows

DOUBTFUL, POSTING = "feedback.doubtful", "feedback.posting"
MOST_OF_A_TITLE = 120  # letters, for a line


HANDLINGS = Shared(lambda today: Handling.objects.select_related("item__rule").defer(*UNREAD))
IS_OPEN = Q(state__in=OPEN)


def _owed(row: Handling, role: str, *, since: dt.datetime | None, **fields: Any) -> Owed:
    """At the agency that has it, or keeps it."""
    place = row.keeper_id or row.agency_id
    rule = row.item.rule
    about = {"rule": Truncator(rule.title).chars(MOST_OF_A_TITLE)} if rule else {}
    params = {"code": row.item.code, "state": row.state} | about
    defaults: dict[str, Any] = {"visible_from": timezone.localdate(row.began_at), "about": place}
    named = defaults | fields
    return Owed(row.pk, role, place, since=since, params=params | named.pop("more", {}), **named)


def due_owed(rows: list[Handling]) -> Iterator[Owed]:
    back = hand_backs(rows)
    for row in rows:
        days = {"due_on": row.due_on, "counted_from": row.due_on, "officer": row.officer_id}
        more = {"back": back[row.pk].entry} if row.pk in back else {}
        yield _owed(row, Role.DRAFTER, since=row.began_at, more=more, **days)


def _line(row: Obligation, title: str, url: str, today: dt.date, *, waits: bool = False) -> Line:
    is_late = row.due_on is not None and row.due_on < today
    state = "overdue" if is_late else ""
    return Line(title % row.params, url, state, row.params.get("rule", ""), waits=waits)


def _url(row: Obligation) -> str:
    return reverse("feedback:handling", args=[row.object_id])


def due_line(row: Obligation, today: dt.date) -> Line:
    words = {
        State.RECEIVED: _("Feedback %(code)s: take it in hand or pass it on"),
        State.IN_HAND: _("Feedback %(code)s: write the answer"),
        State.WAITING: _("Feedback %(code)s: the sender was asked and has not answered"),
        State.AWAITING_HEAD: _("Feedback %(code)s: the answer waits for approval"),
        State.TO_POST: _("Feedback %(code)s: post the answer and record it"),
    }
    state = State(row.params["state"])
    title = _("Feedback %(code)s: change the answer") if "back" in row.params else words[state]
    return _line(row, title, _url(row), today, waits=state not in (State.RECEIVED, State.IN_HAND))


def approvals_owed(rows: list[Handling]) -> Iterator[Owed]:
    began = AuditEntry.objects.last_moves(rows, ["submit"])
    for row in rows:
        since = began[row.pk].at if row.pk in began else row.began_at
        visible_from = timezone.localdate(since)
        yield _owed(row, Role.HEAD, since=since, due_on=row.due_on, visible_from=visible_from)


def approval_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, _("Feedback %(code)s: read and approve the answer"), _url(row), today)


def writers(ids: Collection[int]) -> list[QuerySet[Answer, object]]:
    """Who wrote in an answer does not sign it."""
    rows = Answer.objects.filter(handling__in=ids, writers__isnull=False)
    return [rows.order_by().values_list("handling", "writers")]


def tellings_owed(rows: list[Handling]) -> Iterator[Owed]:
    """From the day on which the sender is to be told."""
    for row in rows:
        if row.tell_due_on:
            yield _owed(
                row,
                Role.DRAFTER,
                since=beginning_of(row.tell_due_on),
                visible_from=row.tell_due_on,
                due_on=row.tell_due_on,
                counted_from=row.tell_due_on,
                officer=row.officer_id,
            )


def telling_line(row: Obligation, today: dt.date) -> Line:
    url = reverse("feedback:tell", args=[row.object_id])
    return _line(row, _("Feedback %(code)s: tell the sender how it stands"), url, today)


def doubtful_owed(rows: list[Handling]) -> Iterator[Owed]:
    for row in rows:
        yield _owed(row, Role.DRAFTER, since=row.began_at, counted_from=row.due_on)


def doubtful_line(row: Obligation, today: dt.date) -> Line:
    return _line(row, _("Feedback %(code)s may be spam: look whether it is"), _url(row), today)


def postings_owed(rows: list[Handling]) -> Iterator[Owed]:
    """Letters on paper: until each is posted and recorded, its sender has not been told."""
    for row in rows:
        yield _owed(row, Role.DRAFTER, since=None, due_on=row.due_on, visible_from=None)


def posting_line(row: Obligation, today: dt.date) -> Line:
    if row.params["state"] == State.TO_POST:
        return _line(row, _("Feedback %(code)s: post the answer and record it"), _url(row), today)
    title = _("Feedback %(code)s: post the letter to the sender and record it")
    return _line(row, title, _url(row), today)


def overdue_elsewhere(group: Group) -> Line | None:
    title = ngettext("%(count)d feedback is overdue", "%(count)d pieces of feedback are overdue", group.late)
    url = reverse("feedback:handlings") + "?state=overdue"
    return Line(title % {"count": group.late}, url, "overdue") if group.late else None


OWED_KINDS = (
    Kind(
        code=FEEDBACK,
        name=gettext_noop("Feedback to be handled in time"),
        owed=HANDLINGS.owed(IS_OPEN & Q(item__is_doubtful=False), due_owed),
        line=due_line,
        rows=Handling.objects.all,
        elsewhere=overdue_elsewhere,
    ),
    Kind(
        code=ANSWER,
        name=gettext_noop("Answer to feedback waiting for approval"),
        owed=HANDLINGS.owed(Q(state=State.AWAITING_HEAD), approvals_owed),
        line=approval_line,
        rows=Handling.objects.all,
        excluded=writers,
    ),
    Kind(
        code=TELLING,
        name=gettext_noop("Telling the sender of feedback"),
        owed=HANDLINGS.owed(IS_OPEN & Q(tell_due_on__isnull=False), tellings_owed),
        line=telling_line,
        rows=Handling.objects.all,
    ),
    Kind(
        code=DOUBTFUL,
        name=gettext_noop("Feedback that may be spam"),
        owed=HANDLINGS.owed(IS_OPEN & Q(item__is_doubtful=True), doubtful_owed),
        line=doubtful_line,
        rows=Handling.objects.all,
        reminds_as=FEEDBACK,
    ),
    Kind(
        code=POSTING,
        name=gettext_noop("Letter on paper to post"),
        owed=HANDLINGS.owed(Q(owes_post=True), postings_owed),
        line=posting_line,
        rows=Handling.objects.all,
    ),
)
