"""Requests of data subjects: recorded with their day, answered in time, and erasing carried out."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Agency, AgencyVersion, CalendarDay, Officer
from feedback.actions.erasing import erase_sender
from feedback.actions.inheriting import heirs_of_ended
from feedback.actions.publishing import withdraw_consent
from feedback.keys import clean_code
from feedback.models import DataRequest, Handling, Item
from feedback.models.requests import DAYS_TO_ANSWER
from feedback.permissions import may_handle_at
from feedback.subjects import REQUEST
from feedback.workflow import State
from notices.actions.planning import Deadline, cancel, plan_deadlines, plan_in_chunks
from records.actions import audit

WAS_ANSWERED = gettext_noop("The request was answered.")


@transaction.atomic
def record_request(
    agency: Agency,
    *,
    kind: str,
    code: str,
    words: str,
    received_on: dt.date,
    by: Officer,
    now: dt.datetime,
) -> DataRequest:
    """As it came; to be answered within 2 working days, the day it came not counted.

    ValidationError for a day to come, or a code that the agency has no feedback of.
    """
    _require(by, agency)
    if received_on > timezone.localdate(now):
        raise ValidationError({"received_on": _("This day is still to come.")})
    item = _item(agency, code)
    days = CalendarDay.objects.working_days(received_on)
    request = DataRequest(
        agency=agency,
        kind=kind,
        item=item,
        words=words,
        received_on=received_on,
        due_on=days.after(received_on, DAYS_TO_ANSWER),
        recorded_by=by,
        recorded_at=now,
    )
    request.full_clean()
    request.save()
    audit(request, "record_request", by=by, now=now, changes={"kind": kind})
    plan_deadlines(REQUEST, [_deadline(request, opened_at=now)], now=now, are_new=True)
    return request


def follow_calendar(*, by: Officer | None, now: dt.datetime) -> None:
    """After the working calendar changed: open requests follow it."""
    moved = []
    days = CalendarDay.objects.working_days()
    for row in DataRequest.objects.open().select_for_update():
        due_on = days.after(row.received_on, DAYS_TO_ANSWER)
        if row.due_on != due_on:
            row.due_on = due_on
            moved.append(row)
    DataRequest.objects.bulk_update(moved, ["due_on"])
    plan_reminders(now=now)


@transaction.atomic
def hand_on_requests(*, by: Officer | None, now: dt.datetime) -> int:
    """After a change of the register: requests to agencies that ended go where their feedback goes, those
    that were answered too; returns how many. Asked again it changes nothing."""
    in_force = AgencyVersion.objects.in_force(timezone.localdate(now)).values("agency")
    left = list(DataRequest.objects.exclude(agency__in=in_force).select_for_update(of=("self",)))
    heirs = heirs_of_ended((request.agency_id for request in left), now=now)
    takes = [request for request in left if request.agency_id in heirs]
    for request in takes:
        heir = heirs[request.agency_id]
        audit(request, "hand_on_request", by=by, now=now, changes={"from": request.agency_id, "to": heir.pk})
        request.agency = heir
    DataRequest.objects.bulk_update(takes, ["agency"])
    if takes:
        plan_reminders(now=now)
    return len(takes)


def plan_reminders(*, now: dt.datetime) -> None:
    """For every open request, make the ledger say what its day needs."""
    plan_in_chunks(
        DataRequest.objects.open(),
        lambda rows: plan_deadlines(REQUEST, [_deadline(row) for row in rows], now=now),
    )


def _deadline(request: DataRequest, *, opened_at: dt.datetime | None = None) -> Deadline:
    """Another day is another version: its steps are told anew."""
    version, due_on = request.due_on.toordinal(), request.due_on
    return Deadline(request.pk, request.agency_id, version=version, due_on=due_on, opened_at=opened_at)


def _require(by: Officer, agency: Agency) -> None:
    if not may_handle_at(by, agency.pk):
        raise PermissionDenied


def _item(agency: Agency, code: str) -> Item | None:
    if not code:
        return None
    found = Item.objects.filter(code=clean_code(code)).first()
    if found is None or not _has(agency, found):
        raise ValidationError({"code": _("Your agency has no feedback of this code.")})
    return found


def _has(agency: Agency, item: Item) -> bool:
    """Has the agency it in hand, or closed it itself? One that passed it on has no say in it any more."""
    mine = Q(agency=agency) | Q(keeper=agency)
    return item.handlings.filter(mine).exclude(state=State.TRANSFERRED).exists()


@transaction.atomic
def answer_request(
    request: DataRequest, *, answer: str, answered_on: dt.date, erases: bool, by: Officer, now: dt.datetime
) -> DataRequest:
    """Say what was answered and done; with `erases` the sender of its item is erased at once. A consent that
    is withdrawn ends, and with it what was published.

    ValidationError when it was answered already, or erasing is asked while the item is still open.
    """
    _require(by, request.agency)
    locked = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.answered_on:
        raise ValidationError(_("It was answered already."), code="state")
    if not locked.received_on <= answered_on <= timezone.localdate(now):
        raise ValidationError({"answered_on": _("It was answered between the day it came and today.")})
    locked.answer, locked.answered_on = answer, answered_on
    locked.full_clean()
    locked.save(update_fields=["answer", "answer_redacted", "redaction", "answered_on"])
    cancel(REQUEST, [locked.pk], now=now, reason=WAS_ANSWERED)
    is_withdrawn = locked.kind == DataRequest.Kind.WITHDRAW
    if locked.item and (erases or is_withdrawn) and not _has(locked.agency, locked.item):
        raise ValidationError(
            _("This feedback was passed on: tell the sender which agency has it now, and answer that here.")
        )
    if is_withdrawn and locked.item:
        withdraw_consent(locked.item, now=now)
    if erases:
        _erase(locked, now)
        locked.refresh_from_db()
    audit(locked, "answer_request", by=by, now=now, changes={"erases": erases})
    return locked


def _erase(request: DataRequest, now: dt.datetime) -> None:
    if request.item is None:
        raise ValidationError({"erases": _("Name the feedback whose sender is erased.")})
    if Handling.objects.open().filter(item=request.item).exists():
        raise ValidationError(
            {"erases": _("The feedback is still being handled; close it first, or say why it must be kept.")}
        )
    erase_sender(request.item.pk, rule=None, now=now)
