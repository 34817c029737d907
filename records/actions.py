"""The one way a state moves, the one way an act is written down, the one way a file is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records import storage
from records.content.check import CheckedFile, check_file
from records.content.messages import MESSAGES
from records.models import OPENED, Attachment, AuditEntry
from records.workflow import Move, MoveTable

ORPHANED_AFTER = dt.timedelta(days=1)
logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)


def audit(
    subject: models.Model,
    verb: str,
    *,
    by: models.Model | None,
    now: dt.datetime,
    post: models.Model | None = None,
    changes: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append to the audit trail. `by` is None for the clock or the public. Never pass a person's data."""
    entry = _entry(subject, verb, changes or {}, by=by, now=now, post=post)
    entry.save(force_insert=True)
    return entry


def audit_each(
    subject: models.Model,
    verb: str,
    changes: Iterable[Mapping[str, Any]],
    *,
    by: models.Model | None,
    now: dt.datetime,
) -> None:
    """As `audit`, an entry for each of the changes in their order, in one statement."""
    AuditEntry.objects.bulk_create(_entry(subject, verb, one, by=by, now=now) for one in changes)


def audit_all(
    changed: Iterable[tuple[models.Model, Mapping[str, Any]]],
    verb: str,
    *,
    by: models.Model | None,
    now: dt.datetime,
) -> None:
    """As `audit`, an entry for each of these subjects with its changes, in one statement."""
    AuditEntry.objects.bulk_create(_entry(one, verb, changes, by=by, now=now) for one, changes in changed)


def _entry(
    subject: models.Model,
    verb: str,
    changes: Mapping[str, Any],
    *,
    by: models.Model | None,
    now: dt.datetime,
    post: models.Model | None = None,
) -> AuditEntry:
    return AuditEntry(
        at=now,
        actor_id=by.pk if by else None,
        post_id=post.pk if post else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        changes=dict(changes),
    )


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, personal: Collection[str] = ()
) -> dict[str, list[str | None] | None]:
    """What differs, for `audit`: name -> [old, new], and name -> None for a personal field."""
    names = [name for name in after if before.get(name) != after[name]]
    return {
        name: None if name in personal else [_as_text(before.get(name)), _as_text(after[name])]
        for name in names
    }


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def move(
    obj: Row,
    verb: str,
    *,
    table: MoveTable,
    by: models.Model | None,
    now: dt.datetime,
    post: models.Model | None = None,
    note: str = "",
    remarks: Mapping[str, str] | None = None,
    guard: Callable[[Row], None] | None = None,
    **fields: Any,
) -> Row:
    """Take one row along its table of moves, and return it as locked and saved.

    In one transaction: lock the row, find the move from the state it is in now (ValidationError when the
    table has none), ask `guard` (which raises), set the state and `fields`, save, append to the trail.
    The trail keeps the names of `fields`, not their values; `note` is kept as written, and so are `remarks`,
    each under the name of the place it speaks of.
    """
    with transaction.atomic():
        locked = _lock(obj)
        found = _find(locked, verb, table)
        if guard is not None:
            guard(locked)
        changes: dict[str, Any] = {"state": [found.source, found.target]}
        _save(locked, {**fields, "state": found.target})
        if fields:
            changes["fields"] = sorted(fields)
        if note:
            changes["note"] = note
        if remarks:
            changes["remarks"] = dict(remarks)
        audit(locked, verb, by=by, now=now, post=post, changes=changes)
    return locked


def open_hand_back(
    obj: models.Model, hand_back: int, *, by: models.Model, now: dt.datetime
) -> AuditEntry | None:
    """Write down, once, that `by` opened what was handed back (the trail's entry); else None."""
    found = AuditEntry.objects.about(obj).filter(verb=OPENED, actor_id=by.pk, pk__gt=hand_back)
    return None if found.exists() else audit(obj, OPENED, by=by, now=now)


def _lock(obj: Row) -> Row:
    """Read the row anew and keep it from others; rows that merely point at it may still be added."""
    return type(obj)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=obj.pk)


def lock_as_read(row: Row, names: Collection[str]) -> Row:
    """The stored row, kept from others until the transaction ends.

    ValidationError where somebody removed it, or where one of these fields says something else by now than
    `row` does: who acts has read what no longer stands. The latter has the code `stale`.
    """
    stored = type(row)._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if stored is None:
        raise ValidationError(gettext("Somebody removed this meanwhile, and nothing was saved."), code="gone")
    if model_to_dict(stored, names) != model_to_dict(row, names):
        raise ValidationError(
            gettext("Somebody changed this meanwhile, and nothing was saved. Read what stands now."),
            code="stale",
        )
    return stored


def _find(obj: Any, verb: str, table: MoveTable) -> Move:
    found = table.find(verb, obj.state)
    if found is None:
        raise ValidationError(
            _("“%(verb)s” is not possible: the state is now “%(state)s”. Reload the page to see what is."),
            code="state",
            params={"verb": table.label(verb), "state": obj.get_state_display()},
        )
    return found


def _save(obj: models.Model, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.save(update_fields=list(fields))


def store_attachment(upload: File | CheckedFile, *, by: models.Model | None, now: dt.datetime) -> Attachment:
    """Keep a file: check its content (unless a form did), write it to the disk for good, then the row.

    ValidationError when it may not be kept, or when the disk does not take it. A file whose row never
    came to be is removed by `sweep_orphan_files`.
    """
    checked = upload if isinstance(upload, CheckedFile) else check_file(upload)
    try:
        stored_name = storage.write(checked.data)
    except OSError as error:
        logger.exception("A file could not be written")
        raise ValidationError(MESSAGES["disk"], code="disk", params={"name": checked.name}) from error
    with transaction.atomic():
        attachment = Attachment.objects.create(
            original_name=checked.name,
            media_type=checked.media_type,
            size=len(checked.data),
            sha256=hashlib.sha256(checked.data).hexdigest(),
            stored_name=stored_name,
            created_at=now,
        )
        audit(attachment, "store", by=by, now=now, changes={"sha256": attachment.sha256})
    return attachment


def stored_file(attachment: Attachment) -> CheckedFile:
    """The file as it was checked and kept; OSError when the disk does not have it."""
    data = storage.path_of(attachment.stored_name).read_bytes()
    return CheckedFile(attachment.original_name, attachment.media_type, data)


def sweep_orphan_files(*, now: dt.datetime) -> int:
    """Remove files that have no row a day after they were written; say how many. Safe to repeat."""
    old = list(storage.names_older_than((now - ORPHANED_AFTER).timestamp()))
    known = set(Attachment.objects.filter(stored_name__in=old).values_list("stored_name", flat=True))
    orphans = [name for name in old if name not in known]
    for name in orphans:
        storage.remove(name)
    return len(orphans)
