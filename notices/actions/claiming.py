"""Taking what is due: is it still owed, who holds the post, which message carries it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.models import Leave, Post

from ..addressing import addressees, readdress
from ..asking import messages_in, still_owed
from ..desk import OFFICE
from ..models import Delivery, Recipient, Reminder, ReminderQuerySet
from ..topics import Message
from ..workflow import Channel, DeliveryState, Reason, ReminderState, Rhythm
from .speaking import write_due
from .timing import mail_leaves, ready_to_leave

BATCH = 500


def claim_due(now: dt.datetime) -> None:
    """Write what is due of what is owed, and claim all that is due. Safe beside other workers: each row is
    written and claimed by one of them."""
    write_due(now)
    last: int | None = 0
    while last is not None:
        last = _claim_batch(now, after=last)


@transaction.atomic
def _claim_batch(now: dt.datetime, *, after: int) -> int | None:
    """Claim up to BATCH rows beyond that key; returns the last key seen, None when there was none."""
    rows = list(
        Reminder.objects.due(now)
        .filter(pk__gt=after)
        .order_by("pk")
        .select_related("rule")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    if not rows:
        return None
    asked = still_owed(rows)
    _among(asked.over).update(state=ReminderState.CANCELLED, finished_at=now, reason=Reason.NOT_OWED)
    for row, said in asked.unanswered:  # it stays planned, with the reason
        _among([row]).update(attempts=F("attempts") + 1, reason=said[:300])
    _address(asked.owed, now)
    return rows[-1].pk


def _among(rows: Iterable[Reminder]) -> ReminderQuerySet:
    return Reminder.objects.filter(pk__in=[row.pk for row in rows])


def _address(rows: list[Reminder], now: dt.datetime) -> None:
    """Bind each row to the officers who hold its role today; a row nobody answers for has failed, unless
    nobody need hold its role."""
    today = timezone.localdate(now)
    told = addressees(rows, today, Leave.objects.stand_ins(today))
    recipients = [
        Recipient(reminder_id=pk, officer_id=officer, post=post)
        for pk, here in told.items()
        for officer, post in here.items()
    ]
    Recipient.objects.bulk_create(recipients, ignore_conflicts=True, batch_size=1000)
    addressed = {recipient.reminder_id for recipient in recipients}
    Reminder.objects.filter(pk__in=addressed).update(state=ReminderState.CLAIMED, claimed_at=now, reason="")
    _among([row for row in rows if row.pk not in told]).update(attempts=F("attempts") + 1)
    orphans = [row for row in rows if row.pk in told and not told[row.pk]]
    missed = [row for row in orphans if row.role not in Post.NOBODY_NEEDED]
    unmissed = [row for row in orphans if row.role in Post.NOBODY_NEEDED]
    _among(missed).update(state=ReminderState.FAILED, finished_at=now, reason=Reason.NOBODY)
    _among(unmissed).update(state=ReminderState.CANCELLED, finished_at=now, reason=Reason.NOBODY)


def compose(now: dt.datetime) -> None:
    """Bind every recipient without one to a message: one e-mail an officer, one portal entry a reminder.

    Outside office hours, and until an officer's digest is due, what would be mailed stays as it is. Waits for
    the next run while reminders are still being claimed (by another worker), so that all that is due for a
    person at one moment goes into one e-mail.
    """
    if Reminder.objects.due(now).filter(attempts=0).exists():
        return
    last: int | None = 0
    while last is not None:
        last = _compose_batch(now, after=last)


@transaction.atomic
def _compose_batch(now: dt.datetime, *, after: int) -> int | None:
    unbound = Recipient.objects.unbound()
    officers = list(
        unbound.filter(officer__gt=after)
        .order_by("officer")
        .values_list("officer", flat=True)
        .distinct()[:BATCH]
    )
    if not officers:
        return None
    rows = list(
        unbound.filter(officer__in=officers)
        .order_by("officer", "reminder")
        .select_related("reminder__rule", "officer", "post__officer")
        .select_for_update(skip_locked=True, of=("self",))
    )
    rows = _heard_now(rows, now)
    mails = [row for row in rows if row.reminder.channel == Channel.EMAIL] if mail_leaves(now) else []
    entries = [row for row in rows if row.reminder.channel == Channel.PORTAL]
    deliveries = _one_mail_each(ready_to_leave(mails, now), now) + _one_entry_each(entries, now)
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    Recipient.objects.bind([row for row in rows if row.delivery_id])
    return officers[-1]


def _heard_now(rows: list[Recipient], now: dt.datetime) -> list[Recipient]:
    """What was claimed in this run is so still; what waited is asked again: by whom, and on the portal, where
    it is told at once, whether it is owed."""
    fresh = [row for row in rows if row.reminder.claimed_at == now]
    waited = readdress((row for row in rows if row.reminder.claimed_at != now), timezone.localdate(now))
    entries = {row.reminder for row in waited if row.reminder.channel == Channel.PORTAL}
    asked = still_owed(entries)
    _among(asked.over).open().update(state=ReminderState.CANCELLED, finished_at=now, reason=Reason.NOT_OWED)
    owed = {row.pk for row in asked.owed}
    return fresh + [row for row in waited if row.reminder not in entries or row.reminder_id in owed]


def _one_mail_each(rows: Mapping[Recipient, Rhythm], now: dt.datetime) -> list[Delivery]:
    """Its words are written when it leaves: a mail that waited must not tell what is no longer so."""
    mails: dict[int, Delivery] = {}
    for row, rhythm in rows.items():
        mail = mails.setdefault(row.officer_id, _delivery(row, now, address=row.officer.email))
        mail.rhythm = max(Rhythm(mail.rhythm), rhythm, key=list(Rhythm).index)
        row.delivery = mail
    return list(mails.values())


def _delivery(row: Recipient, now: dt.datetime, **fields: object) -> Delivery:
    return Delivery(
        officer_id=row.officer_id,
        channel=row.reminder.channel,
        language=row.officer.language,
        created_at=now,
        next_try_at=now,
        **fields,
    )


def _one_entry_each(rows: list[Recipient], now: dt.datetime) -> list[Delivery]:
    """The same words to the same person, for two roles say, are one entry."""
    told = messages_in([(row.officer.language, row.reminder) for row in rows], timezone.localdate(now))
    entries: dict[tuple[int, Message], Delivery] = {}
    for row in rows:
        if found := told.get((row.officer.language, row.reminder_id)):
            message = addressed_to(row, found)
            row.delivery = entries.setdefault((row.officer_id, message), _entry(row, message, now))
    return list(entries.values())


def _entry(row: Recipient, message: Message, now: dt.datetime) -> Delivery:
    return _delivery(
        row,
        now,
        state=DeliveryState.SENT,
        sent_at=now,
        subject=message.subject[:300],
        text="\n".join(message.lines),
        path=message.path,
        action=message.action,
    )


def addressed_to(row: Recipient, message: Message) -> Message:
    """The message, and in whose place they are told, if in another's; where its page is not theirs to open,
    the page of leaves says how to go on."""
    if row.post.officer_id == row.officer_id:
        return message
    with translation.override(row.officer.language):
        said = _("You are told in place of %(name)s, who is away.") % {"name": row.post.officer.full_name}
        told = replace(message, lines=(*message.lines, said))
        if _opens_its_page(row):
            return told
        further = _("Doing it needs a substitute's post.")
        lines, action = (*told.lines, further), _("Ask for a substitute's post")
    return replace(told, lines=lines, path=reverse("agencies:leave"), action=action)


def _opens_its_page(row: Recipient) -> bool:
    """Who holds the role there too; drafters and heads open each other's pages."""
    roles = {post.role for post in row.officer.current_posts if post.agency_id == row.post.agency_id}
    return row.post.role in roles or (row.post.role in OFFICE and not roles.isdisjoint(OFFICE))
