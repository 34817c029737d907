"""What a head gave back to its drafters: the same for whatever a head decides on.

Read from the audit trail and kept nowhere else: a thing is handed back as long as no move followed the one
that gave it back. Who has opened what the head wrote stands on the trail too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agencies.models import Officer, Post
from records.days import screen_day
from records.models import OPENED, AuditEntry
from records.workflow import MoveTable

MOST_OF_A_HINT = 140  # letters of the reason on a line of the desk


@dataclass(frozen=True)
class HandBack:
    """`entry` is the trail's key; `remarks` speak of places, by the names the room gives them."""

    entry: int
    at: dt.datetime
    by: int | None
    post: int | None
    reason: str
    remarks: Mapping[str, str]

    @property
    def day(self) -> str:
        return screen_day(timezone.localdate(self.at))

    @property
    def hint(self) -> str:
        """For a line of the start page: the day, and what the head wrote as far as there is room."""
        if not self.reason:
            return _("Handed back by the head on %(day)s: open it to read what has to change.") % {
                "day": self.day
            }
        words = Truncator(self.reason).chars(MOST_OF_A_HINT)
        return _("Handed back by the head on %(day)s: “%(words)s”") % {"day": self.day, "words": words}


@dataclass(frozen=True)
class Place:
    """A remark, what it speaks of, where that is changed, and whether it was changed since."""

    title: str
    url: str
    words: str
    is_done: bool = False


@dataclass(frozen=True)
class Shown:
    """As components/handed_back.html prints it."""

    entry: int
    at: dt.datetime
    who: str
    reason: str
    places: Sequence[Place] = field(default_factory=list)


def handed_back(subjects: Iterable[models.Model], table: MoveTable) -> dict[int, HandBack]:
    """Of these things, of one model, those that stand handed back, in one query."""
    found = list(subjects)
    if not found:
        return {}
    last = AuditEntry.objects.last_moves(found, table.all_verbs)
    return {pk: _hand_back(entry) for pk, entry in last.items() if entry.verb in table.handing_back}


def hints_of(entries: Iterable[int]) -> dict[int, str]:
    """For lines of a start page, by the trail's entries that gave something back; at most one query."""
    keys = list(entries)
    rows = AuditEntry.objects.filter(pk__in=keys) if keys else []
    return {entry.pk: _hand_back(entry).hint for entry in rows}


def last_hand_back(subject: models.Model, table: MoveTable) -> HandBack | None:
    """What its head wrote the last time, if it only went up to them again since: they look whether it was
    changed."""
    going_up = {"submit", *table.handing_back}
    for entry in AuditEntry.objects.about(subject).filter(verb__in=table.all_verbs).reverse()[:2]:
        if entry.verb not in going_up:
            return None
        if entry.verb in table.handing_back:
            return _hand_back(entry)
    return None


def _hand_back(entry: AuditEntry) -> HandBack:
    changes = entry.changes
    return HandBack(
        entry.pk,
        entry.at,
        entry.actor_id,
        entry.post_id,
        changes.get("note", ""),
        changes.get("remarks", {}),
    )


def shown(found: HandBack | None, places: Sequence[Place] = (), *, reason: str = "") -> Shown | None:
    """With the names of who handed it back; `reason` where the room keeps it elsewhere than on the trail."""
    if found is None:
        return None
    officer = Officer.objects.filter(pk=found.by).first()
    post = Post.objects.filter(pk=found.post).first() if found.post else None
    who = ", ".join(words for words in (officer and officer.full_name, post and post.title) if words)
    return Shown(found.entry, found.at, who, reason or found.reason, places)


def has_opened(subject: models.Model, found: HandBack | Shown, officer: Officer) -> bool:
    looks = AuditEntry.objects.about(subject).filter(verb=OPENED, actor_id=officer.pk, pk__gt=found.entry)
    return looks.exists()
