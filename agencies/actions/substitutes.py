"""A substitute's post for somebody who stands in: proposed by one of the two, decided on by the registrar."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import registries
from agencies.actions.officers import give_post
from agencies.models import Leave, Officer, Post
from agencies.permissions import require_register_keeper
from records.actions import audit


@transaction.atomic
def propose_substitute(leave: Leave, *, by: Officer, now: dt.datetime) -> Leave:
    """Ask the registrar for the post; pressed twice it is asked once, and after a refusal anew.

    ValidationError where none is needed or asked for any more.
    """
    row = _locked(leave)
    if by.pk not in (row.post.officer_id, row.stand_in.officer_id):
        raise PermissionDenied
    if row.ends_on < timezone.localdate(now):
        raise ValidationError(_("This leave is over already."))
    if not row.is_across_roles:
        raise ValidationError(_("Who stands in holds the role already."))
    if row.substitute_id:
        raise ValidationError(_("The substitute's post is given already."))
    if row.proposed_at and not row.decided_at:
        return row
    row.proposed_at, row.proposed_by, row.decided_at, row.refusal = now, by, None, ""
    row.save(update_fields=["proposed_at", "proposed_by", "decided_at", "refusal"])
    audit(row, "propose_substitute", by=by, now=now)
    registries.proposals_changed([row.pk], by=by, now=now)
    return row


@transaction.atomic
def give_substitute(
    leave: Leave,
    *,
    title: str,
    document: str,
    signature_lines: str = "",
    by: Officer,
    now: dt.datetime,
) -> Post:
    """The post, for the days of the leave that are left, to who stands in."""
    row = _proposed(leave, by)
    post = give_post(
        row.stand_in.officer,
        agency=row.post.agency,
        role=row.post.role,
        title=title,
        valid_from=max(row.starts_on, timezone.localdate(now)),
        valid_to=row.ends_on,
        signature_lines=signature_lines,
        document=document,
        substitutes=row.post,
        by=by,
        now=now,
    )
    row.substitute = post
    _decide(row, "give_substitute", by=by, now=now)
    return post


@transaction.atomic
def refuse_substitute(leave: Leave, *, reason: str, by: Officer, now: dt.datetime) -> Leave:
    """No post is given; both read why."""
    row = _proposed(leave, by)
    if not reason:
        raise ValidationError({"reason": _("Say why no substitute's post is given.")})
    row.refusal = reason
    return _decide(row, "refuse_substitute", by=by, now=now)


def _locked(leave: Leave) -> Leave:
    rows = Leave.objects.select_related("post__agency", "post__officer", "stand_in__officer")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=leave.pk).first()
    if row is None:
        raise ValidationError(_("This leave was taken back."))
    return row


def _proposed(leave: Leave, by: Officer) -> Leave:
    require_register_keeper(by)
    row = _locked(leave)
    if row.proposed_at is None or row.decided_at:
        raise ValidationError(_("This was decided already."))
    return row


def _decide(row: Leave, verb: str, *, by: Officer, now: dt.datetime) -> Leave:
    row.decided_at = now
    row.save(update_fields=["decided_at", "substitute", "refusal"])
    audit(row, verb, by=by, now=now, changes={"post": row.substitute_id})
    registries.proposals_changed([row.pk], by=by, now=now)
    return row
