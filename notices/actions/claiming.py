"""Taking what is due: is it still owed, who holds the post, which message carries it."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.models import Leave

from ..addressing import choose, holders, let_go
from ..models import Delivery, Recipient, Reminder, locked
from ..registry import Message, kind_of
from ..workflow import Channel, DeliveryState, Reason, ReminderState, Rhythm
from .timing import mail_leaves, ready_to_leave

logger = logging.getLogger(__name__)

BATCH = 500


def claim_due(now: dt.datetime) -> None:
    """Claim every reminder due by now. Safe beside other workers: each row is claimed by one of them."""
    _supersede_overtaken(now)
    last: int | None = 0
    while last is not None:
        last = _claim_batch(now, after=last)


@transaction.atomic
def _supersede_overtaken(now: dt.datetime) -> None:
    """After an outage only the newest step of a deadline is told, not all that were missed."""
    locked(Reminder.objects.overtaken(now)).update(
        state=ReminderState.SUPERSEDED, finished_at=now, reason=Reason.OVERTAKEN
    )


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
    for group in by_rule(rows):
        _claim_group(group, now)
    return rows[-1].pk if rows else None


def by_rule(rows: Iterable[Reminder]) -> list[list[Reminder]]:
    """Rows that one question to the room behind them answers."""
    groups: dict[tuple[str, str], list[Reminder]] = defaultdict(list)
    for row in rows:
        groups[row.obligation_kind, row.rule.code].append(row)
    return list(groups.values())


def _claim_group(rows: list[Reminder], now: dt.datetime) -> None:
    """A room that cannot answer leaves its own rows planned, with the reason, and stops nobody else."""
    kind, rule, ids = rows[0].obligation_kind, rows[0].rule.code, {row.obligation_id for row in rows}
    try:
        with transaction.atomic():
            owed = set(kind_of(kind).still_owed(rule, ids))
            preferred = kind_of(kind).preferred(rule, owed)
    except Exception as error:
        logger.exception("Reminders of %s, rule %s, cannot be claimed", kind, rule)
        _among(rows).update(attempts=F("attempts") + 1, reason=repr(error)[:300])
        return
    finished = [row for row in rows if row.obligation_id not in owed]
    _among(finished).update(state=ReminderState.CANCELLED, finished_at=now, reason=Reason.NOT_OWED)
    _address([row for row in rows if row.obligation_id in owed], preferred, now)


def _among(rows: Iterable[Reminder]) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk__in=[row.pk for row in rows])


def _address(rows: list[Reminder], preferred: Mapping[int, Collection[int]], now: dt.datetime) -> None:
    """Bind each row to the officers who hold its role today; a row nobody answers for has failed."""
    today = timezone.localdate(now)
    known = holders({(row.agency_id, row.role) for row in rows}, today)
    stand_ins = Leave.objects.stand_ins(today)
    recipients, orphans = [], []
    for row in rows:
        here = known.get((row.agency_id, row.role), [])
        answering = kind_of(row.obligation_kind).answering
        narrows = not answering or row.role in answering
        told = choose(here, preferred.get(row.obligation_id, ()) if narrows else (), stand_ins)
        recipients += [Recipient(reminder=row, officer_id=one, post=post) for one, post in told.items()]
        if not told:
            orphans.append(row)
    Recipient.objects.bulk_create(recipients, ignore_conflicts=True, batch_size=1000)
    addressed = {recipient.reminder_id for recipient in recipients}
    Reminder.objects.filter(pk__in=addressed).update(state=ReminderState.CLAIMED, claimed_at=now, reason="")
    _among(orphans).update(state=ReminderState.FAILED, finished_at=now, reason=Reason.NOBODY)


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
    rows = list(
        unbound.filter(officer__in=officers)
        .order_by("officer", "reminder")
        .select_related("reminder__rule", "officer", "post__officer")
        .select_for_update(skip_locked=True, of=("self",))
    )
    rows = let_go(rows, timezone.localdate(now))
    mails = [row for row in rows if row.reminder.channel == Channel.EMAIL] if mail_leaves(now) else []
    entries = [row for row in rows if row.reminder.channel == Channel.PORTAL]
    deliveries = _one_mail_each(ready_to_leave(mails, now), now) + _one_entry_each(entries, now)
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    Recipient.objects.bulk_update([row for row in rows if row.delivery_id], ["delivery"], batch_size=1000)
    return officers[-1] if officers else None


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


def messages_in(asked: Iterable[tuple[str, Reminder]], today: dt.date) -> dict[tuple[str, int], Message]:
    """What each reminder says in each language asked for, by both."""
    by_language: dict[str, dict[int, Reminder]] = defaultdict(dict)
    for language, reminder in asked:
        by_language[language][reminder.pk] = reminder
    told: dict[tuple[str, int], Message] = {}
    for language, reminders in by_language.items():
        with translation.override(language):
            found = messages_for(reminders.values(), today)
        told |= {(language, pk): message for pk, message in found.items()}
    return told


def addressed_to(row: Recipient, message: Message) -> Message:
    """The message, and in whose place they are told, if in another's."""
    if row.post.officer_id == row.officer_id:
        return message
    with translation.override(row.officer.language):
        said = _("You are told in place of %(name)s, who is away.") % {"name": row.post.officer.full_name}
    return replace(message, lines=(*message.lines, said))


def messages_for(reminders: Iterable[Reminder], today: dt.date) -> dict[int, Message]:
    """What each reminder says, by its key, asked once a rule; a rule whose room fails is left out."""
    told: dict[int, Message] = {}
    for rows in by_rule(reminders):
        try:
            with transaction.atomic():
                answers = kind_of(rows[0].obligation_kind).messages(
                    rows[0].rule.code, {row.obligation_id for row in rows}, today
                )
        except Exception:
            logger.exception("No words for %s, rule %s", rows[0].obligation_kind, rows[0].rule.code)
            continue
        told |= {row.pk: answers[row.obligation_id] for row in rows if row.obligation_id in answers}
    return told
