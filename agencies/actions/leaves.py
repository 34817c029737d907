"""An officer says when they are away and who stands in; and what language they are written to in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies import registries
from agencies.models import Leave, Officer, Post
from agencies.models.leaves import may_stand_in
from records.actions import audit

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def take_leave(
    stand_ins: Mapping[Post, Post], *, starts_on: dt.date, ends_on: dt.date, by: Officer, now: dt.datetime
) -> list[Leave]:
    """Be away from these posts of one's own, each with who stands in.

    ValidationError for a leave that is over or whose days are in a wrong order, for days that a leave covers
    already, and for a stand-in who does not hold the same role at the same agency where somebody does, or no
    post there where nobody does.
    """
    if any(post.officer_id != by.pk for post in stand_ins):
        raise PermissionDenied
    if not stand_ins:
        raise ValidationError(_("Choose who stands in for you."))
    _require_days(starts_on, ends_on, timezone.localdate(now))
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    leaves = [_leave(post, stand_in, starts_on, ends_on) for post, stand_in in stand_ins.items()]
    Leave.objects.bulk_create(leaves)
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    for leave in leaves:
        audit(leave, "take_leave", by=by, now=now, changes=days | {"stand_in": leave.stand_in_id})
    return leaves


def _require_days(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day lies before the first.")})
    if ends_on < today:
        raise ValidationError({"ends_on": _("This leave is over already.")})
    if ends_on - starts_on > LONGEST:
        raise ValidationError({"ends_on": _("That is longer than a year: have the post given to another.")})


def _leave(post: Post, stand_in: Post, starts_on: dt.date, ends_on: dt.date) -> Leave:
    overlapping = Leave.objects.filter(post=post, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if overlapping:
        said = _("You are away from %(start)s to %(end)s already. End that leave first.")
        raise ValidationError(said % {"start": _day(overlapping.starts_on), "end": _day(overlapping.ends_on)})
    if not may_stand_in(post, max(starts_on, post.valid_from)).filter(pk=stand_in.pk).exists():
        raise ValidationError(
            _(
                "Who stands in holds the same role at the same agency from the first day on, or any post "
                "there where nobody else holds the role."
            )
        )
    return Leave(post=post, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on)


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@transaction.atomic
def end_leave(leave: Leave, *, by: Officer, now: dt.datetime) -> None:
    """Be back: from today on one is told again. A leave that has not begun yesterday is taken back whole."""
    if leave.post.officer_id != by.pk:
        raise PermissionDenied
    row = Leave.objects.select_for_update().filter(pk=leave.pk).first()
    today = timezone.localdate(now)
    if row is None or row.ends_on < today:
        return  # pressed twice
    audit(row, "end_leave", by=by, now=now, changes={"ends_on": row.ends_on.isoformat()})
    pk = row.pk
    if row.starts_on >= today:
        row.delete()
    else:
        row.ends_on = today - dt.timedelta(days=1)
        row.save(update_fields=["ends_on"])
    registries.proposals_changed([pk], by=by, now=now)


@transaction.atomic
def choose_language(officer: Officer, language: str, *, now: dt.datetime) -> None:
    """In which language the officer is written to; what has left stays as it was."""
    row = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    if row.language != language:
        row.language = Officer.Language(language)
        row.save(update_fields=["language"])
        audit(row, "choose_language", by=officer, now=now, changes={"language": language})
