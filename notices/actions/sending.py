"""Letting e-mails leave: each in its own transaction, many over one connection to the mail server."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import time
import uuid
from collections.abc import Iterator

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import (
    Case,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Power
from django.utils import timezone, translation

from ..addressing import readdress
from ..asking import messages_in, still_owed
from ..mails import mail_of
from ..models import Delivery, Recipient, Reminder, locked
from ..topics import Message
from ..workflow import DeliveryState, Reason, ReminderState
from .claiming import addressed_to
from .health import note_arrivals, note_trouble
from .timing import mail_leaves

logger = logging.getLogger(__name__)

BATCH = 50
PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = 60
MOST_LOST = 3  # connections in a row, before it is the server and not a mail
CLOSES = 421  # the server ends the connection with it (RFC 5321, 3.8)


class MailServerDown(Exception):
    """The server cannot be reached or refuses us, not a recipient."""


class ConnectionLost(Exception):
    """Over this one mail; the next may get through over another connection."""


def send_pending(now: dt.datetime, *, seconds: float = 50) -> int:
    """Send e-mails that may leave, for at most so many seconds; returns how many left."""
    stop = time.monotonic() + seconds
    left: list[Delivery] = []
    if mail_leaves(now):
        try:
            for batch in _batches(now, stop):
                _send_batch(batch, left, now, stop)
        except MailServerDown as error:
            logger.warning("Mail server: %s", error)
            _pause(Delivery.objects.pending(now), str(error), now)
    _settle(now)
    return len(left)


def _batches(now: dt.datetime, stop: float) -> Iterator[list[Delivery]]:
    """What may leave now, until that moment of the clock; what failed less often comes first, so that nothing
    waits behind a mail that never gets through."""
    keys = list(Delivery.objects.pending(now).order_by("attempts", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        if time.monotonic() >= stop:
            return
        chunk = keys[start : start + BATCH]
        found = Delivery.objects.filter(state=DeliveryState.PENDING).select_related("officer").in_bulk(chunk)
        yield [found[key] for key in chunk if key in found]


def _send_batch(batch: list[Delivery], left: list[Delivery], now: dt.datetime, stop: float) -> None:
    """Adds to `left` what has left, also when the server breaks off in between."""
    ready = _say(batch, now)
    _cancel_pointless([delivery for delivery in batch if ready.get(delivery.pk) == []])
    outgoing = [delivery for delivery in batch if ready.get(delivery.pk)]
    if not outgoing:
        return
    connection = get_connection()
    known = len(left)
    try:
        _open(connection)
        _send_all(outgoing, ready, left, connection, now, stop)
    finally:
        connection.close()
        note_arrivals(left[known:], now=now)


def _send_all(
    outgoing: list[Delivery],
    ready: dict[uuid.UUID, list[Message]],
    left: list[Delivery],
    connection: BaseEmailBackend,
    now: dt.datetime,
    stop: float,
) -> None:
    lost = 0
    for delivery in outgoing:
        if time.monotonic() >= stop:
            return
        try:
            left += [delivery] if _send_one(delivery, ready[delivery.pk], connection, now) else []
            lost = 0
        except ConnectionLost as error:
            lost += 1
            if lost == MOST_LOST:
                raise MailServerDown(str(error)) from error
            connection.close()
            _open(connection)


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except OSError as error:
        raise MailServerDown(repr(error)) from error


def _say(batch: list[Delivery], now: dt.datetime) -> dict[uuid.UUID, list[Message]]:
    """The messages each delivery carries: what is still owed, as of now, to its reader; the same words once,
    of several steps of a deadline say. A delivery whose rooms cannot answer is left out and waits."""
    recipients = _recipients_of(batch, now)
    answers = still_owed({row.reminder_id: row.reminder for row in recipients}.values())
    Reminder.objects.filter(pk__in=[row.pk for row in answers.over]).open().update(
        state=ReminderState.CANCELLED, finished_at=now, reason=Reason.NOT_OWED
    )
    languages = {delivery.pk: delivery.language for delivery in batch}
    asked = [(languages[row.delivery_id], row) for row in recipients]  # type: ignore[index]
    still = {row.pk for row in answers.owed}
    unanswered = {row.pk for row, _said in answers.unanswered}
    spoken = [(language, row.reminder) for language, row in asked if row.reminder_id in still]
    told = messages_in(spoken, timezone.localdate(now))
    ready: dict[uuid.UUID, list[Message]] = {delivery.pk: [] for delivery in batch}
    waiting: set[uuid.UUID] = set()
    for language, row in asked:
        if (language, row.reminder_id) in told:
            message = addressed_to(row, told[language, row.reminder_id])
            ready[row.delivery_id].append(message)  # type: ignore[index]
        elif row.reminder_id in still | unanswered:
            waiting.add(row.delivery_id)  # type: ignore[arg-type]
    _pause(Delivery.objects.filter(pk__in=waiting), "The message cannot be written.", now)
    return {pk: list(dict.fromkeys(messages)) for pk, messages in ready.items() if pk not in waiting}


def _recipients_of(batch: list[Delivery], now: dt.datetime) -> list[Recipient]:
    """Who is told by these; asked anew but for what was claimed in this run."""
    rows = list(
        Recipient.objects.filter(delivery__in=batch, reminder__state=ReminderState.CLAIMED)
        .select_related("reminder__rule", "officer", "post__officer")
        .order_by("reminder__due_at", "reminder")
    )
    told = {
        row.pk
        for row in readdress((row for row in rows if row.reminder.claimed_at != now), timezone.localdate(now))
    }
    return [row for row in rows if row.reminder.claimed_at == now or row.pk in told]


def _cancel_pointless(batch: list[Delivery]) -> None:
    pks = [delivery.pk for delivery in batch]
    Delivery.objects.filter(pk__in=pks, state=DeliveryState.PENDING).update(state=DeliveryState.CANCELLED)


def _send_one(
    delivery: Delivery, messages: list[Message], connection: BaseEmailBackend, now: dt.datetime
) -> bool:
    """Lock, send, mark sent, commit. A row another worker holds, or has sent, is passed over.

    ConnectionLost when this mail ended the connection; it waits then, as others do after an error.
    """
    try:
        with transaction.atomic():
            return delivery.lock_pending() and _try(delivery, messages, connection, now)
    except OSError as error:  # every SMTPException that is not about the recipient or the words
        mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING)
        _pause(mine, repr(error), now, tries=2)  # the next time longer than what only waits for the server
        raise ConnectionLost(repr(error)) from error


def _try(delivery: Delivery, messages: list[Message], connection: BaseEmailBackend, now: dt.datetime) -> bool:
    try:
        with translation.override(delivery.language):
            mail = mail_of(delivery, messages)
        connection.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        code, words = _answer_in(error)
        if code == CLOSES:
            raise
        said = _refused(delivery, code, words, now)
        if code >= 500 and isinstance(error, smtplib.SMTPRecipientsRefused):
            note_trouble(delivery.officer, delivery.address, said, now=now)
        return False
    except (OSError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        logger.exception("Message %s cannot be sent", delivery.pk)
        _refused(delivery, 500, repr(error), now)
        return False
    delivery.mark_sent(str(mail.subject), str(mail.body), now=now)
    return True


def _answer_in(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> tuple[int, bytes | str]:
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code, error.smtp_error
    return next(iter(error.recipients.values()))


def _refused(delivery: Delivery, code: int, words: bytes | str, now: dt.datetime) -> str:
    """A permanent answer (5xx) ends this delivery, a passing one (4xx) makes it wait; gives its words."""
    row = Delivery.objects.filter(pk=delivery.pk)
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[:300]
    if code < 500:
        _pause(row, said, now)
    else:
        row.update(state=DeliveryState.FAILED, failure=said, attempts=F("attempts") + 1)
    return said


@transaction.atomic
def _pause(rows: QuerySet[Delivery], reason: str, now: dt.datetime, *, tries: int = 1) -> None:
    """Let them wait 1, 2, 4 ... minutes, an hour at most, by the attempts made; nothing is given up."""
    minutes = Least(Power(Value(2.0), Least(F("attempts"), Value(6))), Value(float(LONGEST_PAUSE)))
    locked(rows).update(
        attempts=F("attempts") + tries,
        next_try_at=Value(now) + ExpressionWrapper(Value(PAUSE) * minutes, output_field=DurationField()),
        failure=reason[:300],
    )


@transaction.atomic
def _settle(now: dt.datetime) -> None:
    """Close reminders whose messages have all left or failed: sent when anyone was reached."""
    mine = Recipient.objects.filter(reminder=OuterRef("pk"))
    reached = Exists(mine.filter(delivery__state=DeliveryState.SENT))
    failure = mine.filter(delivery__state=DeliveryState.FAILED).values("delivery__failure")[:1]
    locked(Reminder.objects.settled()).update(
        state=Case(When(reached, then=Value(ReminderState.SENT)), default=Value(ReminderState.FAILED)),
        reason=Coalesce(Subquery(failure), Value("")),
        finished_at=now,
    )
