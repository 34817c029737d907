"""How a period stands: what was accepted, what waits to be read, what was returned and what was never sent,
of what is owed; counted by the database in one statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import Case, CharField, Count, Max, Min, Q, TextChoices, Value, When
from django.db.models.expressions import BaseExpression
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.days import screen_day
from reports.workflow import HANDED_IN, PeriodStage, State


class Reception(TextChoices):
    """How far what is owed has come to Home Affairs: each owed report is in one of the four."""

    ACCEPTED = "accepted", _("Accepted")
    UNREAD = "unread", _("Sent, not yet read")
    SENT_BACK = "sent_back", _("Returned, not yet sent again")
    NOT_SENT = "not_sent", _("Not sent")


def _having(prefix: str, **lookups: object) -> Q:
    return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})


def receptions(prefix: str = "") -> dict[Reception, Q]:
    """Which owed reports are in which of the four; none is in two.

    Of agencies that are only asked nothing is owed, so that theirs are in none.
    A report whose accepted figures stand while a correction is written is accepted. One that was returned is
    owed again, but its agency did send: it stands apart until it is sent again.
    """
    owed = _having(prefix, excused_at=None, is_asked=False)
    accepted = _having(prefix, accepted_sending__isnull=False)
    waits = _having(prefix, state__in=HANDED_IN)
    never = _having(prefix, first_sent_at=None)
    return {
        Reception.ACCEPTED: owed & accepted,
        Reception.UNREAD: owed & ~accepted & waits,
        Reception.SENT_BACK: owed & ~accepted & ~waits & ~never,
        Reception.NOT_SENT: owed & ~accepted & ~waits & never,
    }


def reception(prefix: str = "") -> Case:
    """In which of the four an owed report is."""
    return Case(
        *(When(condition, then=Value(name.value)) for name, condition in receptions(prefix).items()),
        output_field=CharField(),
    )


def conditions(today: dt.date, prefix: str = "") -> dict[str, Q]:
    """Which reports count as what, by the name people ask for; `prefix` is the way to them ("reports__").

    What was sent once was handed in, and is in time or late by its first sending, whatever came after.
    """

    def having(**lookups: object) -> Q:
        return _having(prefix, **lookups)

    owed = having(excused_at=None, is_asked=False)
    asked = having(excused_at=None, is_asked=True)
    by_reception = {name.value: condition for name, condition in receptions(prefix).items()}
    handed_in = owed & ~by_reception["not_sent"]
    by_first = {name: handed_in & having(timeliness=name) for name in ("on_time", "extended", "late")}
    return {
        "owed": owed,
        "handed_in": handed_in,
        **by_reception,
        "overdue": owed & having(first_sent_at=None, due_on__lt=today),
        "not_started": owed & having(state=State.NOT_STARTED),
        "excused": having(excused_at__isnull=False),
        "asked": asked,
        "asked_accepted": asked & having(accepted_sending__isnull=False),
        **by_first,
    }


def in_words(found: Mapping[Reception, int]) -> str:
    """The four counts as one sentence, the same everywhere."""
    return gettext(
        "Of %(owed)d agencies: %(accepted)d accepted, %(unread)d sent and not yet read, "
        "%(sent_back)d returned and not yet sent again, %(not_sent)d not sent"
    ) % {"owed": sum(found.values()), **{name.value: found.get(name, 0) for name in Reception}}


def counts(today: dt.date, prefix: str = "") -> dict[str, BaseExpression]:
    """Aggregates for a `Standing`."""
    counted = {
        f"standing_{name}": Count(f"{prefix}pk", filter=condition)
        for name, condition in conditions(today, prefix).items()
    }
    owed = conditions(today, prefix)["owed"]
    return counted | {
        "standing_first_due": Min(f"{prefix}rule_due_on", filter=owed),
        "standing_last_due": Max(f"{prefix}due_on", filter=owed),
    }


@dataclass(frozen=True)
class Standing:
    """Counts of one period's reports, and its first and last deadline. `asked` are owed nothing of: agencies
    that the plan asks for figures without binding them."""

    owed: int
    handed_in: int
    accepted: int
    unread: int
    sent_back: int
    not_sent: int
    overdue: int
    not_started: int
    excused: int
    asked: int
    asked_accepted: int
    on_time: int
    extended: int
    late: int
    first_due: dt.date | None
    last_due: dt.date | None

    @classmethod
    def read(cls, row: Mapping[str, object]) -> Standing:
        """From a row (a dict) that carries the aggregates of `counts`."""
        return cls(**{field.name: row[f"standing_{field.name}"] for field in fields(cls)})  # type: ignore[arg-type]

    @property
    def completeness(self) -> Decimal | None:
        return self.share(self.handed_in)

    def of(self, reception: Reception) -> int:
        """How many owed reports are in one of the four."""
        return {
            Reception.ACCEPTED: self.accepted,
            Reception.UNREAD: self.unread,
            Reception.SENT_BACK: self.sent_back,
            Reception.NOT_SENT: self.not_sent,
        }[reception]

    @property
    def in_words(self) -> str:
        return in_words({name: self.of(name) for name in Reception})

    @property
    def by_reception(self) -> list[tuple[Promise | str, int]]:
        """The four counts with their words, for pages and tables."""
        return [(name.label, self.of(name)) for name in Reception]

    @property
    def in_time(self) -> int:
        return self.on_time + self.extended

    @property
    def timeliness(self) -> Decimal | None:
        """Sent in time, an extension included, of all that is owed; in percent."""
        return self.share(self.in_time)

    def share(self, part: int) -> Decimal | None:
        return (Decimal(part) * 100 / self.owed).quantize(Decimal("0.1")) if self.owed else None


def stage(
    opened_at: dt.datetime | None, issued_at: dt.datetime | None, last_due: dt.date | None, today: dt.date
) -> PeriodStage:
    """Where a period is: it closes when the last of its agencies' deadlines has passed."""
    if issued_at is not None:
        return PeriodStage.ISSUED
    if opened_at is None:
        return PeriodStage.NOT_OPENED
    return PeriodStage.CLOSED if last_due and last_due < today else PeriodStage.OPEN


def day_range(days: Iterable[dt.date | None]) -> str:
    """17/3/2026, or 17/3/2026 – 20/3/2026."""
    known = sorted({day for day in days if day})
    shown = known[:1] + known[1:][-1:]
    return " – ".join(screen_day(day) for day in shown)
