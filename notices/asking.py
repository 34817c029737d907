"""What the rooms say about reminders: is it still owed, who is answerable for it, in which words it is told.

Asked once a rule for all its obligations. A room that fails says nothing about its own rows, and stops nobody
else's.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import translation

from .models import Delivery, Obligation, Recipient, Reminder
from .obligations import kinds_told_as, told_as
from .topics import Message, topic_of
from .workflow import Anchor

logger = logging.getLogger(__name__)


class Answers(NamedTuple):
    """`unanswered` are those of a room that failed, with what it failed by."""

    owed: list[Reminder]
    over: list[Reminder]
    unanswered: list[tuple[Reminder, str]]


def by_rule(rows: Iterable[Reminder]) -> list[list[Reminder]]:
    """Rows that one question to the room behind them answers."""
    groups: dict[tuple[str, str], list[Reminder]] = defaultdict(list)
    for row in rows:
        groups[row.obligation_kind, row.rule.code].append(row)
    return list(groups.values())


def still_owed(reminders: Iterable[Reminder], *, in_any_version: bool = False) -> Answers:
    """A step is told while its version of the obligation is open, or `in_any_version`, and its room calls it
    owed; of what happened its room alone knows."""
    found = Answers([], [], [])
    listed = list(reminders)
    standing = _open_versions([row for row in listed if row.rule.anchor != Anchor.EVENT])
    things = {version[:2] for version in standing}
    for rows in by_rule(listed):
        if rows[0].rule.anchor != Anchor.EVENT:
            is_open = {
                row.pk
                for row in rows
                if version_of(row) in standing or (in_any_version and version_of(row)[:2] in things)
            }
            found.over.extend(row for row in rows if row.pk not in is_open)
            rows = [row for row in rows if row.pk in is_open]
        _ask_its_room(rows, found)
    return found


def version_of(row: Reminder) -> tuple[str, int, int]:
    return row.obligation_kind, row.obligation_id, row.version


def _open_versions(steps: list[Reminder]) -> set[tuple[str, int, int]]:
    """What is open of the obligations that these steps tell of, in the ledger's kinds."""
    if not steps:
        return set()
    kinds = kinds_told_as({row.obligation_kind for row in steps})
    rows = Obligation.objects.open().of(kinds, {row.obligation_id for row in steps})
    return {(told_as(row), row.object_id, row.version) for row in rows.only("kind", "object_id", "version")}


def _ask_its_room(rows: list[Reminder], found: Answers) -> None:
    if not rows:
        return
    ids, failure = _ask(rows, lambda kind, *about: set(kind.still_owed(*about)))
    if failure:
        found.unanswered.extend((row, failure) for row in rows)
        return
    for row in rows:
        (found.owed if row.obligation_id in ids else found.over).append(row)


def over_by_now(entries: Iterable[Delivery]) -> set[uuid.UUID]:
    """Those of the unread entries of which nothing is owed now, by another day or at another place either."""
    unread = [entry.pk for entry in entries if entry.read_at is None]
    rows = list(Recipient.objects.filter(delivery__in=unread).select_related("reminder__rule"))
    over = {row.pk for row in still_owed({row.reminder for row in rows}, in_any_version=True).over}
    owed = {row.delivery_id for row in rows if row.reminder_id not in over}
    return {row.delivery_id for row in rows if row.delivery_id} - owed


def preferred(reminders: Iterable[Reminder]) -> dict[int, Collection[int]]:
    """The officers answerable for what each is about, as far as its role is one that answers; by its key. One
    whose room fails is left out."""
    found: dict[int, Collection[int]] = {}
    for rows in by_rule(reminders):
        answers, failure = _ask(rows, lambda kind, *about: (kind.answering, kind.preferred(*about)))
        if failure:
            continue
        answering, officers = answers
        for row in rows:
            narrows = not answering or row.role in answering
            found[row.pk] = officers.get(row.obligation_id, ()) if narrows else ()
    return found


def messages_in(asked: Iterable[tuple[str, Reminder]], today: dt.date) -> dict[tuple[str, int], Message]:
    """What each reminder says in each language asked for, by both."""
    by_language: dict[str, dict[int, Reminder]] = defaultdict(dict)
    for language, reminder in asked:
        by_language[language][reminder.pk] = reminder
    told: dict[tuple[str, int], Message] = {}
    for language, reminders in by_language.items():
        with translation.override(language):
            found = _messages(reminders.values(), today)
        told |= {(language, pk): message for pk, message in found.items()}
    return told


def _messages(reminders: Iterable[Reminder], today: dt.date) -> dict[int, Message]:
    told: dict[int, Message] = {}
    for rows in by_rule(reminders):
        answers, _failure = _ask(rows, lambda kind, *about: kind.messages(*about, today))
        told |= {row.pk: answers[row.obligation_id] for row in rows if row.obligation_id in (answers or ())}
    return told


def _ask(rows: list[Reminder], question: Callable[..., Any]) -> tuple[Any, str]:
    """One question about all of them: the answer, or what the room failed by."""
    code, rule = rows[0].obligation_kind, rows[0].rule.code
    try:
        with transaction.atomic():
            return question(topic_of(code), rule, {row.obligation_id for row in rows}), ""
    except SoftTimeLimitExceeded:  # the tick's time is over, the room is no worse for it
        raise
    except Exception as error:
        logger.exception("The room behind %s, rule %s, cannot answer", code, rule)
        return None, repr(error)
