"""What the notices room wants of an officer: lines for a start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import Officer
from notices.health import unmanned
from notices.models import AddressTrouble
from notices.permissions import may_watch_ledger


@dataclass(frozen=True)
class Line:
    """One thing to do."""

    title: str
    url: str
    state: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    is_late: bool = False


def lines(officer: Officer, today: dt.date) -> list[Line]:
    """Where nobody can be told, for Home Affairs to mend."""
    if not may_watch_ledger(officer):
        return []
    found = []
    if count := len(unmanned(today)):
        words = ngettext(
            "%(count)d agency where nobody can be told",
            "%(count)d agencies where nobody can be told",
            count,
        )
        found.append(Line(words % {"count": count}, reverse("notices:health")))
    if count := AddressTrouble.objects.current().count():
        words = ngettext("%(count)d address does not work", "%(count)d addresses do not work", count)
        found.append(Line(words % {"count": count}, reverse("notices:health")))
    return found
