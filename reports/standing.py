"""How a period stands: what is handed in of what is owed, counted by the database in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import Count, Max, Min, Q
from django.db.models.expressions import BaseExpression

from records.days import screen_day
from reports.workflow import HANDED_IN, PeriodStage, State


def conditions(today: dt.date, prefix: str = "") -> dict[str, Q]:
    """Which reports count as what, by the name people ask for; `prefix` is the way to them ("reports__").

    A report whose accepted figures stand while a correction is written counts as handed in and accepted. One
    that was returned is owed again; handed in anew, its timeliness is still that of its first sending.
    """

    def having(**lookups: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})

    owed = having(excused_at=None)
    accepted = having(accepted_sending__isnull=False)
    handed_in = having(state__in=HANDED_IN) | accepted
    by_first = {name: owed & handed_in & having(timeliness=name) for name in ("on_time", "extended", "late")}
    return {
        "owed": owed,
        "handed_in": owed & handed_in,
        "missing": owed & ~handed_in,
        "accepted": owed & accepted,
        "overdue": owed & having(first_sent_at=None, due_on__lt=today),
        "not_started": owed & having(state=State.NOT_STARTED),
        "excused": having(excused_at__isnull=False),
        **by_first,
    }


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
    """Counts of one period's reports, and its first and last deadline."""

    owed: int
    handed_in: int
    missing: int
    accepted: int
    overdue: int
    not_started: int
    excused: int
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

    @property
    def accepted_share(self) -> Decimal | None:
        return self.share(self.accepted)

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
