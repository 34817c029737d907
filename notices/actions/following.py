"""What follows from the register and from who holds which post: where nobody can be told or see to things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from agencies.models import Officer
from notices.models import Obligation
from notices.models.obligations import HOME_AFFAIRS
from notices.troubles import UNMANNED, UNSEEN

from .owing import follow, keep_obligations


def follow_posts(agencies: Collection[int], *, by: Officer | None, now: dt.datetime) -> None:
    """After posts changed at these agencies. Where nothing is owed and nobody was missed there is nothing to
    ask."""
    lying = Obligation.objects.open().filter(agency__in=agencies)
    troubled = Obligation.objects.open().filter(kind__in=(UNMANNED, UNSEEN), object_id__in=agencies)
    if lying.exists() or troubled.exists():
        follow([*agencies, HOME_AFFAIRS], UNMANNED, UNSEEN, now=now)


def follow_register(*, by: Officer | None, now: dt.datetime) -> None:
    """After the register changed: whatever lies at agencies that are no more goes where it belongs now."""
    if Obligation.objects.open().exists():
        keep_obligations(now=now, counts=False)
