"""A pretended kind of obligation, its rules, and ledger rows. What is owed is a set the test may change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils import timezone

from agencies.models import Agency, Post
from notices import obligations
from notices.actions import About, announce, follow, install_rules
from notices.ahead import ledger_of
from notices.models import Delivery, Obligation, Recipient, Reminder, ReminderRule
from notices.obligations import Kind, Line, Owed, owes
from notices.topics import Message, RuleDefault, Subject, Topic, deadline_rules, forget_topic, tells
from notices.workflow import OPEN, Channel, DeliveryState, ReminderState
from tests.agencies.make import make_agency, make_officer, make_post

KIND = "errand"
DUE_ON = dt.date(2025, 6, 16)


def at(day: int, hour: int = 9, month: int = 6, year: int = 2025) -> dt.datetime:
    """A moment in Vietnam; June 2025 begins on a Sunday and has no holiday."""
    return timezone.make_aware(dt.datetime(year, month, day, hour))


@dataclass
class Errands:
    """Stands in for an upper room: `owed` is what is owed by its number, `over` are obligations done with,
    `broken` makes it fail, `cannot_choose` only where it is asked who is answerable."""

    owed: dict[int, Owed] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    mine: dict[int, set[int]] = field(default_factory=dict)
    broken: bool = False
    cannot_choose: bool = False

    def still_owed(self, rule, ids):
        if self.broken:
            raise RuntimeError("the room is out of order")
        return set(ids) - self.over

    def messages(self, rule, ids, today):
        return {
            pk: Message(f"Việc {pk}: {rule}", (f"Hôm nay {today:%d/%m/%Y}.",), f"/errands/{pk}/", "Mở việc")
            for pk in ids
        }

    def describe(self, ids):
        return {pk: Subject(f"Việc {pk}", f"/errands/{pk}/") for pk in ids}

    def all_owed(self, today, ids):
        return [one for pk, one in self.owed.items() if (ids is None or pk in ids) and pk not in self.over]

    def preferred(self, rule, ids):
        if self.cannot_choose:
            raise RuntimeError("the room is out of order")
        return self.mine


@contextmanager
def registered(code: str = KIND) -> Iterator[Errands]:
    errands = Errands()
    rules = (
        *deadline_rules(Post.Role.DRAFTER, Post.Role.HEAD, Post.Role.REVIEWER),
        RuleDefault("returned", "Trả lại để sửa", (Post.Role.DRAFTER,)),
        RuleDefault("mail-only", "Chỉ gửi thư", (Post.Role.DRAFTER,), channels=(Channel.EMAIL,)),
    )
    tells(
        Topic(
            code,
            "Việc",
            still_owed=errands.still_owed,
            messages=errands.messages,
            describe=errands.describe,
            preferred=errands.preferred,
            rules=rules,
        )
    )
    line = Line("Việc", "/errands/")
    owes(Kind(code, "Việc", errands.all_owed, lambda row, today: line, rows=Agency.objects.all))
    ROOMS[code] = errands
    try:
        install_rules()
        yield errands
    finally:
        del ROOMS[code]
        forget_topic(code)
        obligations.forget(code)


ROOMS: dict[str, Errands] = {}


def owe(
    agency: Agency,
    *,
    now: dt.datetime | None = None,
    due_on: dt.date | None = DUE_ON,
    obligation: int = 1,
    opens: bool = False,
    kind: str = KIND,
    **fields,
) -> Obligation:
    """It is owed by that day, or by another than before."""
    defaults = {"since": at(2), "visible_from": at(2).date(), "counted_from": due_on}
    one = Owed(obligation, Post.Role.DRAFTER, agency.pk, due_on=due_on, **defaults | fields)
    ROOMS[kind].owed[obligation] = one
    follow([obligation], kind, now=now or at(2), opens=opens)
    return Obligation.objects.open().get(kind=kind, object_id=obligation)


def owe_no_more(obligation: int = 1, *, now: dt.datetime) -> None:
    del ROOMS[KIND].owed[obligation]
    follow([obligation], KIND, now=now)


def to_be_told(kind: str, pk: int, *, channel: str = "email") -> list[Reminder]:
    """What has not left yet and what is to come, in the order of time."""
    rows = ledger_of([pk], kind)
    return [row for row in rows if row.state in OPEN and row.channel == channel]


def tell(agency: Agency, *, rule: str = "mail-only", obligation: int = 1, version: int = 1, now=None) -> int:
    return announce(KIND, rule, [About(obligation, agency.pk, version)], now=now or at(2))


def make_drafters(count: int) -> list[Agency]:
    """Agencies with one drafter each."""
    agencies = [make_agency() for _ in range(count)]
    for agency in agencies:
        make_post(make_officer(password=None), agency)
    return agencies


def make_entry(officer=None, *, now: dt.datetime | None = None, **fields) -> Delivery:
    """Something an officer was told on the portal."""
    now = now or at(2)
    defaults = {"channel": Channel.PORTAL, "language": "vi", "state": DeliveryState.SENT, "sent_at": now}
    words = {
        "subject": "Báo cáo bị trả lại",
        "text": "Sửa mục II.",
        "path": "/errands/1/",
        "action": "Mở việc",
    }
    return Delivery.objects.create(
        officer=officer or make_officer(), created_at=now, next_try_at=now, **(defaults | words | fields)
    )


def make_rule(code: str = "returned", **fields) -> ReminderRule:
    defaults = {"name": "Trả lại để sửa", "anchor": "event", "roles": ["drafter"], "channels": ["email"]}
    return ReminderRule.objects.create(
        obligation_kind=KIND, code=code, valid_from=dt.date(2024, 1, 1), **(defaults | fields)
    )


def make_reminder(agency: Agency | None = None, **fields) -> Reminder:
    """A ledger row as it is, without an upper room behind it."""
    defaults = {"obligation_id": 1, "role": "drafter", "channel": "email", "due_at": at(2)}
    rules = ReminderRule.objects.filter(obligation_kind=KIND)
    rule = fields.pop("rule", None) or rules.first() or make_rule()
    return Reminder.objects.create(
        obligation_kind=KIND, agency=agency or make_agency(), rule=rule, **(defaults | fields)
    )


def states(**filters) -> dict[str, int]:
    """How many reminders stand in which state."""
    found = list(Reminder.objects.filter(**filters).values_list("state", flat=True))
    return {str(state): found.count(state) for state in ReminderState if state in found}


def told() -> list[str]:
    """Who was told by e-mail, in the order of their addresses."""
    sent = Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.SENT)
    return sorted(sent.values_list("address", flat=True))


def recipients_of(reminder: Reminder) -> list[str]:
    rows = Recipient.objects.filter(reminder=reminder).select_related("officer").order_by("officer__email")
    return [row.officer.email for row in rows]
