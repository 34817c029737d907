"""Files are published one by one: chosen by one officer, opened and approved by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from feedback.actions.handling import require_office
from feedback.actions.publishing import lock_item, person_of, refuse_traces, require_publishable
from feedback.models import Handling, ItemFile, Publication, PublicFile
from feedback.words import require_need
from records.actions import audit, store_attachment, stored_file
from records.content.check import CheckedFile
from records.content.publishing import without_maker
from records.models import Attachment, AuditEntry

LOOKED = "look_at_file"


@transaction.atomic
def choose_file(
    handling: Handling,
    *,
    title: str,
    original: ItemFile | None,
    copy: CheckedFile | None,
    by: Officer,
    now: dt.datetime,
) -> PublicFile:
    """One file for the public: what came with the item as it is, or a copy in which something was covered.

    ValidationError without a text for the public, when neither or both are given, or for a kind of file that
    may carry names inside.
    """
    require_office(by, handling)
    require_publishable(handling)
    publication = Publication.objects.select_for_update(of=("self",)).filter(handling=handling).first()
    if publication is None:
        raise ValidationError(_("Make the text for the public first."), code="state")
    source = copy or (_as_it_came(original) if original else None)
    if source is None or (copy and original):
        raise ValidationError({"copy": _("Choose one of the sender's files, or attach a copy.")})
    refuse_traces({"title": title}, person_of(handling.item_id))
    name = f"{handling.item.code}-{publication.files.count() + 1}"
    try:
        attachment = store_attachment(without_maker(source, name=name), by=by, now=now)
    except ValidationError as error:
        raise ValidationError({"original" if original else "copy": error}) from error
    file = PublicFile(
        publication=publication, attachment=attachment, title=title, chosen_by=by, chosen_at=now
    )
    file.full_clean()
    file.save()
    audit(file, "choose_file", by=by, now=now, changes={"publication": publication.pk})
    return file


def _as_it_came(original: ItemFile) -> CheckedFile:
    try:
        return stored_file(original.attachment)
    except OSError as error:
        said = _("The portal's disk does not have this file any more.")
        raise ValidationError({"original": said}) from error


@transaction.atomic
def look_at_file(file: PublicFile, *, by: Officer, now: dt.datetime) -> Attachment:
    """The copy as everybody would open it; that the officer did is on the trail."""
    require_need(by, file.publication.handling)
    audit(file, LOOKED, by=by, now=now)
    return file.attachment


def looked_at_by(officer: Officer, files: Iterable[PublicFile]) -> set[int]:
    """The keys of those that the officer has opened."""
    return set(AuditEntry.objects.filter(actor_id=officer.pk).last_done(files, LOOKED))


@transaction.atomic
def approve_file(file: PublicFile, *, by: Officer, now: dt.datetime) -> PublicFile:
    """From now on everybody may open it, once the text is published too. PermissionDenied for whoever chose
    it; ValidationError for who has not opened it."""
    handling = file.publication.handling
    require_office(by, handling)
    lock_item(handling.item_id)  # agreement is not taken back in between
    require_publishable(handling)
    locked = PublicFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.chosen_by_id == by.pk:
        raise PermissionDenied(_("You chose this file; another officer opens and approves it."))
    if not looked_at_by(by, [locked]):
        raise ValidationError(_("Open the file and read it before you approve it."), code="unseen")
    if locked.approved_by_id is None:
        locked.approved_by, locked.approved_at = by, now
        locked.save(update_fields=["approved_by", "approved_at"])
        audit(locked, "approve_file", by=by, now=now)
    return locked


@transaction.atomic
def remove_file(file: PublicFile, *, by: Officer, now: dt.datetime) -> None:
    """Nobody opens it any more. What the sender attached is not touched."""
    require_office(by, file.publication.handling)
    audit(file, "remove_file", by=by, now=now)
    file.delete()
    file.attachment.delete()
