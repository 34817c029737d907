"""Breaches of personal data: recorded when found, the authority notified within its hours, all of it kept."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyKind, Officer
from agencies.permissions import may_keep_register, posts_of
from feedback.models import Breach, BreachEntry, DataLimit, Matter
from feedback.reminders.breach import BREACH
from notices.actions.owing import follow
from records.actions import audit

Kind = BreachEntry.Kind


@transaction.atomic
def record_breach(
    *,
    found_at: dt.datetime,
    happened: str,
    data: str,
    people: int | None,
    done: str,
    by: Officer,
    now: dt.datetime,
) -> Breach:
    """From the moment it was found the hours run. ValidationError for a moment still to come."""
    agency = _require(by)
    if found_at > now:
        raise ValidationError({"found_on": _("This moment is still to come.")})
    limit = DataLimit.objects.of_day(timezone.localdate(found_at))[Matter.BREACH]
    breach = Breach(
        agency=agency,
        found_at=found_at,
        happened=happened,
        data=data,
        people=people,
        report_by=found_at + dt.timedelta(hours=limit.amount),
        recorded_by=by,
        recorded_at=now,
    )
    breach.full_clean()
    breach.save()
    if done:
        _add(breach, Kind.DONE, at=found_at, words=done, people=None, by=by, now=now)
    audit(breach, "record_breach", by=by, now=now)
    follow([breach.pk], BREACH, now=now, opens=True)
    return breach


@transaction.atomic
def add_entry(
    breach: Breach,
    *,
    kind: str,
    at: dt.datetime,
    words: str,
    people: int | None = None,
    by: Officer,
    now: dt.datetime,
) -> BreachEntry:
    """What was learned or done, and when; nothing recorded before is changed. The number of people known is
    the newest one given.

    ValidationError when it is closed, when the authority was notified before, and for a moment before it was
    found or still to come.
    """
    _require(by)
    locked = Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
    if locked.closed_at:
        raise ValidationError(_("It is closed: nothing is added any more."), code="state")
    if not locked.found_at <= at <= now:
        raise ValidationError({"on": _("It was between the moment it was found and now.")})
    if kind == Kind.REPORTED and locked.reported_at:
        said = _(
            "That the authority was notified is recorded already; record what it was told since as more."
        )
        raise ValidationError({"kind": said})
    entry = _add(locked, kind, at=at, words=words, people=people, by=by, now=now)
    _note(locked, entry)
    audit(locked, "add_breach_entry", by=by, now=now, changes={"kind": kind})
    follow([locked.pk], BREACH, now=now)
    return entry


def _note(breach: Breach, entry: BreachEntry) -> None:
    """What the list reads of the entries: the first time the authority and people were told, the newest
    number of people, the end."""
    if entry.kind == Kind.REPORTED:
        breach.reported_at = entry.at
    elif entry.kind == Kind.TOLD:
        breach.told_at = breach.told_at or entry.at
    elif entry.kind == Kind.CLOSED:
        breach.closed_at = entry.at
    if entry.people is not None:
        breach.people = entry.people
    breach.save(update_fields=["reported_at", "told_at", "closed_at", "people"])


def _add(
    breach: Breach,
    kind: str,
    *,
    at: dt.datetime,
    words: str,
    people: int | None,
    by: Officer,
    now: dt.datetime,
) -> BreachEntry:
    fields = {"kind": kind, "at": at, "words": words, "people": people}
    entry = BreachEntry(breach=breach, by=by, recorded_at=now, **fields)
    entry.full_clean()
    entry.save()
    return entry


def _require(by: Officer) -> Agency:
    """The register administrator's desk, which keeps this register."""
    if not may_keep_register(by):
        raise PermissionDenied
    post = posts_of(by, "registrar", desk=AgencyKind.Desk.HOME_AFFAIRS)[0]
    return Agency.objects.get(pk=post.agency_id)
