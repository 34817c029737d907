"""What follows from the register and from who holds which post: where nobody can be told or see to things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion, Officer
from notices.models import Obligation
from notices.models.obligations import HOME_AFFAIRS
from notices.substitutes import SUBSTITUTE
from notices.troubles import ADDRESS, UNMANNED, UNSEEN

from .keeping import keep_at
from .owing import follow
from .speaking import count_anew


def follow_posts(agencies: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """After posts or officers changed at these agencies. Where nothing is owed and nobody was missed there is
    nothing to ask; after a change at Home Affairs all is asked, for who hears of it may be another."""
    open_rows = Obligation.objects.open()
    _follow_rows(open_rows.filter(kind=ADDRESS), ADDRESS, now)
    _follow_rows(open_rows.filter(kind=SUBSTITUTE, about__in=agencies), SUBSTITUTE, now)
    versions = AgencyVersion.objects.in_force(timezone.localdate(now)).filter(agency__in=agencies)
    if versions.filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS).exists():
        told = open_rows.filter(kind=UNSEEN).values_list("object_id", flat=True)
        if open_rows.filter(at_home_affairs=True).exists():
            follow({*agencies, HOME_AFFAIRS, *told}, UNMANNED, UNSEEN, now=now)
        return
    troubled = open_rows.filter(kind__in=(UNMANNED, UNSEEN), object_id__in=agencies)
    if open_rows.filter(agency__in=agencies).exists() or troubled.exists():
        follow(agencies, UNMANNED, UNSEEN, now=now)


def _follow_rows(rows: QuerySet[Obligation], kind: str, now: dt.datetime) -> None:
    """Few at any time, and each names an officer."""
    follow(list(rows.values_list("object_id", flat=True)), kind, now=now)


def follow_proposals(leaves: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """After a substitute's post was proposed or decided on, or its leave ended before."""
    follow(leaves, SUBSTITUTE, now=now)


def follow_calendar(*, by: Officer | None, now: dt.datetime) -> None:
    """After the working calendar changed, in whose days steps are counted."""
    count_anew(now=now)


def follow_register(agencies: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """After these agencies changed: whatever lies there goes where it belongs now."""
    if Obligation.objects.open().exists():
        keep_at(agencies, now=now)
