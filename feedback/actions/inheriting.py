"""What an agency that is no more had open goes to the one it went into."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from agencies.heirs import heirs_of, successors_by_predecessor
from agencies.models import Agency, AgencyVersion, Officer, Succession
from feedback.actions.moving import follow, take
from feedback.actions.receiving import begin_handling, home_affairs
from feedback.models import Answer, Extension, Handling, Stop

HANDED_ON = gettext_noop("The agency is no more; its successor answers.")


@transaction.atomic
def hand_on_feedback(*, by: Officer | None, now: dt.datetime) -> int:
    """After a change of the register: open handlings of agencies that ended go to their one heir, or to Home
    Affairs where there are several or none; returns how many. Asked again it changes nothing.

    The time for the answer goes on from where it stood, and so does an answer that was being written.
    """
    today = timezone.localdate(now)
    in_force = set(AgencyVersion.objects.in_force(today).values_list("agency", flat=True))
    rows = Handling.objects.open().exclude(agency__in=in_force).select_related("item", "regulation")
    left = list(rows.select_for_update(of=("self",)))
    if not left:
        return 0
    pairs = Succession.objects.handed_on(today).values_list("predecessor", "successor")
    successors = successors_by_predecessor(pairs)
    return sum(_hand_on(handling, successors, in_force, by=by, now=now) for handling in left)


def _hand_on(
    handling: Handling,
    successors: dict[int, list[int]],
    in_force: set[int],
    *,
    by: Officer | None,
    now: dt.datetime,
) -> bool:
    heirs = heirs_of(handling.agency_id, successors, in_force)
    try:
        heir = (
            Agency.objects.get(pk=heirs.pop()) if len(heirs) == 1 else home_affairs(timezone.localdate(now))
        )
    except ValidationError:
        return False  # nobody to take it: it stays, overdue and seen by Home Affairs
    take(handling, "hand_on", by=by, now=now, words=HANDED_ON)
    if handling.item.handlings.open().filter(agency=heir).exists():
        return True  # the heir has it: what was here goes on there
    begun = begin_handling(
        handling.item, heir, counts_from=handling.counts_from, came_from=handling, by=by, now=now
    )
    _copy_time(handling, begun)
    follow(begun, now=now)
    Answer.objects.filter(handling=handling, signed_at=None).update(handling=begun)
    return True


def _copy_time(handling: Handling, begun: Handling) -> None:
    """What made the time for the answer longer holds at the heir too."""
    Stop.objects.bulk_create(
        Stop(handling=begun, from_day=row.from_day, to_day=row.to_day or timezone.localdate(begun.began_at))
        for row in handling.stops.all()
    )
    Extension.objects.bulk_create(
        Extension(handling=begun, amount=row.amount, reason=row.reason, by=row.by, at=row.at)
        for row in handling.extensions.all()
    )
