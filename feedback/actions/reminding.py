"""The ledger is told what feedback needs: when it arrives, when its day comes, when it changes hands."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_noop

from agencies.calendar import WorkingDays
from agencies.models import Agency
from feedback.models import Event, Handling
from feedback.reminders.handling import (
    ANSWER,
    ARRIVED,
    AWAITING_HEAD,
    DOUBTFUL,
    FEEDBACK,
    HANDED_BACK,
    POSTING,
    REOPENED,
    TELLING,
)
from feedback.reminders.publication import PUBLICATION
from feedback.reminders.regulation import REGULATION, without_regulation
from feedback.workflow import State
from notices.actions.owing import follow
from notices.actions.planning import About, Deadline, announce, cancel, plan_deadlines
from notices.models import Reminder

OF_HANDLING = (FEEDBACK, ANSWER, TELLING, DOUBTFUL, POSTING, PUBLICATION)
NOT_DUE = gettext_noop("Nothing is due any more.")
NEWS = {"submit": AWAITING_HEAD, "hand_back": HANDED_BACK, "reopen": REOPENED}
WAS_DECIDED = gettext_noop("It was decided.")
WAS_RECORDED = gettext_noop("The regulation is recorded.")


def in_step(handlings: Collection[int], *, now: dt.datetime) -> None:
    """Bring the rows of what is owed of these handlings in step with them."""
    follow(handlings, *OF_HANDLING, now=now)


def remind(handlings: Collection[Handling], *, now: dt.datetime) -> None:
    """Make the ledger say what the days of these handlings need; a moved day supersedes the one before."""
    in_step([row.pk for row in handlings], now=now)
    cancel(FEEDBACK, [row.pk for row in handlings if row.due_on is None], now=now, reason=NOT_DUE)
    looked_at = [row.pk for row in handlings if row.state != State.RECEIVED]
    cancel(FEEDBACK, looked_at, now=now, reason=WAS_DECIDED, rules=[ARRIVED])
    cancel(TELLING, [row.pk for row in handlings if row.tell_due_on is None], now=now, reason=NOT_DUE)
    plan_deadlines(FEEDBACK, _due(handlings), now=now)
    plan_deadlines(TELLING, _to_be_told(handlings), now=now)


def remind_of_new(handling: Handling, days: WorkingDays, *, now: dt.datetime) -> None:
    """The same for one that has just begun, whose arrival is told too: there is nothing to take back."""
    in_step([handling.pk], now=now)
    plan_deadlines(FEEDBACK, _due([handling], opened_at=now), now=now, calendar=days, are_new=True)
    plan_deadlines(TELLING, _to_be_told([handling]), now=now, calendar=days, are_new=True)


def _due(handlings: Collection[Handling], *, opened_at: dt.datetime | None = None) -> list[Deadline]:
    return [
        Deadline(row.pk, row.agency_id, version=row.turn, due_on=row.due_on, opened_at=opened_at)
        for row in handlings
        if row.due_on
    ]


def _to_be_told(handlings: Collection[Handling]) -> list[Deadline]:
    return [
        Deadline(row.pk, row.agency_id, version=row.tell_turn, due_on=row.tell_due_on)
        for row in handlings
        if row.tell_due_on
    ]


def remind_of_regulations(*, now: dt.datetime) -> None:
    """Make the ledger say who is told this month that an agency's regulation is missing; what was planned for
    agencies that have one by now is taken back."""
    today = timezone.localdate(now)
    missing = without_regulation(today)
    open_rows = Reminder.objects.filter(obligation_kind=REGULATION).open()
    recorded = set(open_rows.values_list("obligation_id", flat=True)) - missing
    cancel(REGULATION, recorded, now=now, reason=WAS_RECORDED)
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    month = today.year * 12 + today.month
    deadlines = [Deadline(agency, agency, version=month, due_on=month_end) for agency in sorted(missing)]
    plan_deadlines(REGULATION, deadlines, now=now, keeps_others=True)


def regulation_recorded(agency: Agency, *, now: dt.datetime) -> None:
    follow([agency.pk], REGULATION, now=now)
    cancel(REGULATION, [agency.pk], now=now, reason=WAS_RECORDED)


def tell_news(handling: Handling, verb: str, *, now: dt.datetime) -> None:
    """Who has the answer now is told, each time anew; what was told of it before is over."""
    cancel(ANSWER, [handling.pk], now=now, reason=WAS_DECIDED)
    if verb in NEWS:
        times = Event.objects.filter(handling=handling, verb=verb).count()
        announce(ANSWER, NEWS[verb], [About(handling.pk, handling.agency_id, version=times)], now=now)
