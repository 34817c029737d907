"""What an agency that is no more had open goes to the one it went into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from agencies.heirs import heirs_of, successors_by_predecessor
from agencies.models import Agency, AgencyVersion, Officer, Succession
from feedback.actions.letters import take_back_letter
from feedback.actions.moving import follow, take
from feedback.actions.receiving import begin_handling
from feedback.actions.reminding import in_step
from feedback.models import Answer, Extension, Handling, Stop
from feedback.models.norms import home_affairs
from feedback.workflow import State

Span = tuple[dt.date, dt.date | None]  # None: it goes on
HANDED_ON = gettext_noop("The agency is no more; its successor answers.")


@transaction.atomic
def hand_on_feedback(*, by: Officer | None, now: dt.datetime) -> int:
    """After a change of the register: open handlings of agencies that ended go to their one heir, or to Home
    Affairs where there are several or none; returns how many. Asked again it changes nothing.

    The time for the answer goes on from where it stood, and so does an answer that was being written. What is
    closed stays where it was answered, and is kept by the heir.
    """
    in_force = AgencyVersion.objects.in_force(timezone.localdate(now)).values("agency")
    rows = Handling.objects.open().exclude(agency__in=in_force).select_related("item", "regulation")
    left = list(rows.select_for_update(of=("self",)))
    ended = Handling.objects.exclude(agency__in=in_force).order_by().values_list("agency", flat=True)
    heirs = heirs_of_ended(ended.distinct(), now=now)
    for agency, heir in heirs.items():
        moved = Handling.objects.filter(agency=agency).exclude(keeper=heir)
        kept = list(moved.values_list("pk", flat=True))
        moved.update(keeper=heir)
        in_step(kept, now=now)
    takes = [handling for handling in left if handling.agency_id in heirs]
    for handling in takes:
        _hand_on(handling, heirs[handling.agency_id], by=by, now=now)
    return len(takes)


def hand_on_kept(handling: Handling, *, by: Officer | None, now: dt.datetime) -> Handling:
    """What was taken up again of an agency that is no more goes to the one that answers for it at once;
    returns the handling there, or the same one where its agency goes on."""
    if handling.keeper_id is None:
        return handling
    hand_on_feedback(by=by, now=now)
    there = handling.item.handlings.open().filter(agency=handling.keeper_id).first()
    return there or handling


def heirs_of_ended(agencies: Iterable[int], *, now: dt.datetime) -> dict[int, Agency]:
    """Who answers for each of them now. One whose feedback nobody can take is left out: it stays there,
    overdue and seen by Home Affairs."""
    asked, today = set(agencies), timezone.localdate(now)
    if not asked:
        return {}
    in_force = set(AgencyVersion.objects.in_force(today).values_list("agency", flat=True))
    pairs = Succession.objects.handed_on(today).values_list("predecessor", "successor")
    successors = successors_by_predecessor(pairs)
    found = {agency: heirs_of(agency, successors, in_force) for agency in asked}
    sole = Agency.objects.in_bulk([next(iter(heirs)) for heirs in found.values() if len(heirs) == 1])
    desk = home_affairs(today)
    heirs = {agency: sole[heirs.pop()] if len(heirs) == 1 else desk for agency, heirs in found.items()}
    return {agency: heir for agency, heir in heirs.items() if heir}


def _hand_on(handling: Handling, heir: Agency, *, by: Officer | None, now: dt.datetime) -> None:
    """The whole goes on at the heir, or joins the part of it that the heir has."""
    there = handling.item.handlings.open().filter(agency=heir).first()
    if handling.state == State.TO_POST:  # the heir approves and posts it anew
        take_back_letter(handling)
    if there:
        take(handling, "join", by=by, now=now, words=HANDED_ON)
    else:
        take(handling, "hand_on", by=by, now=now, words=HANDED_ON)
        there = begin_handling(
            handling.item, heir, counts_from=handling.counts_from, came_from=handling, by=by, now=now
        )
    _give_time(handling, there, today=timezone.localdate(now))
    follow(there, now=now)
    if not Answer.objects.filter(handling=there).exists():
        Answer.objects.filter(handling=handling, signed_at=None).update(handling=there)


def _give_time(handling: Handling, there: Handling, *, today: dt.date) -> None:
    """What made the time for the answer longer holds at the heir too: the days on which the clock stood still
    at either, and whichever was extended by more."""
    spans: list[Span] = [(row.from_day, row.to_day or today) for row in handling.stops.all()]
    if spans:
        known = list(there.stops.all())
        spans += [(row.from_day, row.to_day) for row in known]
        there.stops.all().delete()
        Stop.objects.bulk_create(
            Stop(handling=there, from_day=first, to_day=last) for first, last in _united(spans)
        )
    Extension.objects.bulk_create(_longer(handling, there))


def _longer(handling: Handling, there: Handling) -> Iterator[Extension]:
    """The newest extensions of the one, as far as they exceed those of the other."""
    more = _extended_by(handling) - _extended_by(there)
    for row in handling.extensions.order_by("-at", "-pk"):
        if more <= 0:
            return
        amount = min(row.amount, more)
        more -= amount
        yield Extension(handling=there, amount=amount, reason=row.reason, by=row.by, at=row.at)


def _extended_by(handling: Handling) -> int:
    """Since its time counts: what was given before it was taken up again is spent."""
    rows = handling.extensions.all()
    return sum(row.amount for row in rows if timezone.localdate(row.at) >= handling.counts_from)


def _united(spans: Iterable[Span]) -> list[Span]:
    """The same days, each once."""
    united: list[Span] = []
    for first, last in sorted(spans, key=lambda span: span[0]):
        if united and (united[-1][1] is None or first <= united[-1][1]):
            before, end = united[-1]
            united[-1] = before, None if end is None or last is None else max(end, last)
        else:
            united.append((first, last))
    return united
