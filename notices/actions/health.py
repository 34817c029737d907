"""What is learned about addresses: refused at the door, come back later, or reached again."""

from __future__ import annotations

import datetime as dt
import email.message
import re
import uuid
from collections.abc import Collection, Iterator

from django.db.models import Q

from agencies.models import Officer
from notices.models import AddressTrouble, Delivery, Obligation
from notices.troubles import ADDRESS

from .owing import follow

COMES_BACK_WITHIN = dt.timedelta(days=3)
MESSAGE_ID = re.compile(r"^Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


def note_trouble(
    officer: Officer, address: str, said: str, *, now: dt.datetime, came_back: bool = False
) -> None:
    """The first time counts; what is said is the newest. Of an address the officer no longer has: nothing."""
    if officer.email != address:
        return
    AddressTrouble.objects.filter(officer=officer).exclude(address=address).delete()
    trouble, _is_new = AddressTrouble.objects.update_or_create(
        officer=officer,
        defaults={"said": said[:300]} | ({"bounced_at": now} if came_back else {}),
        create_defaults={
            "address": address,
            "said": said[:300],
            "since": now,
            "bounced_at": now if came_back else None,
        },
    )
    follow([trouble.pk], ADDRESS, now=now)


def note_arrivals(deliveries: Collection[Delivery], *, now: dt.datetime) -> None:
    """These were taken: what was noted about their addresses is over, but for mail that came back lately,
    since a relay takes all and says so later."""
    quiet = Q(bounced_at=None) | Q(bounced_at__lt=now - COMES_BACK_WITHIN)
    taken = AddressTrouble.objects.filter(
        quiet,
        officer__in={delivery.officer_id for delivery in deliveries},
        address__in={delivery.address for delivery in deliveries},
    )
    count, _rows = taken.delete()
    if count:
        told = Obligation.objects.open().filter(kind=ADDRESS)
        follow(list(told.values_list("object_id", flat=True)), ADDRESS, now=now)


def record_bounce(report: email.message.Message, *, now: dt.datetime) -> Officer | None:
    """A mail that came back (RFC 3464): marks the address it was for; None when it is none of ours.

    Only a report that names the Message-ID of a mail to that very address is believed; of passing trouble
    (4.x.x, delayed) nothing is noted.
    """
    delivery = _delivery_of(report)
    if delivery is None:
        return None
    for part in _recipients(report):
        address = part.get("Final-Recipient", "").rpartition(";")[2].strip().lower()
        status = part.get("Status", "").strip()
        if address == delivery.address and status.startswith("5"):
            said = part.get("Diagnostic-Code", "").rpartition(";")[2].strip() or status
            note_trouble(delivery.officer, address, said, now=now, came_back=True)
            return delivery.officer
    return None


def _recipients(report: email.message.Message) -> Iterator[email.message.Message]:
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from part.get_payload()  # type: ignore[misc]  # one block of headers a recipient


def _delivery_of(report: email.message.Message) -> Delivery | None:
    """The mail that came back, by the Message-ID in the part that holds its headers."""
    for part in report.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            found = MESSAGE_ID.search(part.as_string())
            if found and _is_uuid(found[1]):
                return Delivery.objects.select_related("officer").filter(pk=found[1]).first()
    return None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
