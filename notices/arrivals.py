"""How a message to many fared: who was told, by mail and on the portal, and who has read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from agencies.models import Officer, Post
from notices.models import Announcement, Recipient, Reminder
from notices.workflow import ANNOUNCEMENT, OPEN, Channel, DeliveryState
from records.text import sort_key


@dataclass
class Arrival:
    """At one officer; `mail` is the state of their e-mail, empty while none is bound."""

    officer: Officer
    post: Post
    mail: str = ""
    mail_label: str = ""
    failure: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class Tally:
    """How many officers were told on the portal and have read it; whether some are still to be told there."""

    told: int = 0
    read: int = 0
    is_leaving: bool = False


def arrivals(announcement: Announcement) -> list[Arrival]:
    """By agency and name."""
    rows = Recipient.objects.filter(
        reminder__obligation_kind=ANNOUNCEMENT, reminder__obligation_id=announcement.pk
    ).select_related("officer", "delivery", "reminder")
    posts = Post.objects.with_agency(announcement.written_on).in_bulk({row.post_id for row in rows})
    found: dict[int, Arrival] = {}
    for row in rows:
        one = found.setdefault(row.officer_id, Arrival(row.officer, posts[row.post_id]))
        if row.reminder.channel == Channel.PORTAL:
            one.is_read = one.is_read or bool(row.delivery and row.delivery.read_at)
        elif row.delivery:
            one.mail, one.mail_label = row.delivery.state, row.delivery.get_state_display()
            one.failure = row.delivery.failure
    return sorted(found.values(), key=lambda one: (sort_key(one.post.agency_label), one.officer.sort_key))


def tallies(announcements: Collection[Announcement]) -> dict[int, Tally]:
    """Of each, by its key, in two queries."""
    keys = [row.pk for row in announcements]
    about = Q(reminder__obligation_kind=ANNOUNCEMENT, reminder__obligation_id__in=keys)
    told = (
        Recipient.objects.filter(about, reminder__channel=Channel.PORTAL, delivery__state=DeliveryState.SENT)
        .values("reminder__obligation_id")
        .annotate(
            told=Count("officer", distinct=True),
            read=Count("officer", Q(delivery__read_at__isnull=False), distinct=True),
        )
        .order_by()
    )
    counted = {row["reminder__obligation_id"]: (row["told"], row["read"]) for row in told}
    leaving = set(
        Reminder.objects.about(ANNOUNCEMENT, *keys)
        .filter(state__in=OPEN, channel=Channel.PORTAL)
        .values_list("obligation_id", flat=True)
    )
    return {key: Tally(*counted.get(key, (0, 0)), is_leaving=key in leaving) for key in keys}
