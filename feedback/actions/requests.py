"""Requests of data subjects: recorded with their day, responded to in time, extended once, carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.calendar import WorkingDays
from agencies.models import Agency, AgencyVersion, CalendarDay, Officer
from feedback.actions.erasing import erase_sender
from feedback.actions.inheriting import hand_on_feedback, heirs_of_ended
from feedback.actions.publishing import withdraw_consent
from feedback.data_deadlines import Clocks, clocks_of
from feedback.keys import clean_code
from feedback.models import DataLimit, DataRequest, Handling, Item
from feedback.permissions import may_handle_at
from feedback.reminders.data_request import CARRYING_OUT, REQUEST
from feedback.workflow import State
from notices.actions.owing import follow
from records.actions import audit


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
    """As it came; to be responded to and carried out within the limits of the day it came, which itself is
    not counted.

    ValidationError for a day to come, or a code that the agency has no feedback of.
    """
    _require(by, agency)
    if received_on > timezone.localdate(now):
        raise ValidationError({"received_on": _("This day is still to come.")})
    item = _item(agency, code)
    request = DataRequest(
        agency=agency,
        kind=kind,
        item=item,
        words=words,
        received_on=received_on,
        due_on=received_on,  # until its clocks are asked
        recorded_by=by,
        recorded_at=now,
    )
    request.full_clean(exclude=["carry_out_due_on"])
    _set_days(request)
    request.save()
    audit(request, "record_request", by=by, now=now, changes={"kind": kind})
    follow([request.pk], REQUEST, CARRYING_OUT, now=now, opens=True)
    return request


def clocks_of_request(request: DataRequest) -> Clocks:
    """Both clocks, by the limits of the day it came."""
    return _clocks(request, _limits_of(request), CalendarDay.objects.working_days(request.received_on))


def _limits_of(request: DataRequest) -> dict[str, DataLimit]:
    return DataLimit.objects.of_day(request.received_on)


def _clocks(request: DataRequest, limits: dict[str, DataLimit], days: WorkingDays) -> Clocks:
    return clocks_of(
        request.kind,
        request.received_on,
        limits,
        days,
        is_through_processor=request.is_through_processor,
        more=request.extended_by,
    )


def _set_days(request: DataRequest, found: Clocks | None = None) -> bool:
    """Write both days into the row; the caller saves it. Says whether either moved. What was responded to
    keeps the day it was owed."""
    found = found or clocks_of_request(request)
    before = (request.due_on, request.carry_out_due_on)
    if request.answered_on is None and found.respond.due_on:
        request.due_on = found.respond.due_on
    request.carry_out_due_on = found.carry_out.due_on
    return before != (request.due_on, request.carry_out_due_on)


def follow_calendar(*, by: Officer | None, now: dt.datetime) -> None:
    """After the working calendar changed: open requests follow it."""
    days = CalendarDay.objects.working_days()
    limits: dict[dt.date, dict[str, DataLimit]] = {}
    moved = []
    for row in DataRequest.objects.open().select_for_update():
        if row.received_on not in limits:
            limits[row.received_on] = _limits_of(row)
        if _set_days(row, _clocks(row, limits[row.received_on], days)):
            moved.append(row)
    DataRequest.objects.bulk_update(moved, ["due_on", "carry_out_due_on"])
    follow([row.pk for row in moved], REQUEST, CARRYING_OUT, now=now)


def follow_register(agencies: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """After a change of the register, whichever agencies changed: feedback first, then requests."""
    hand_on_feedback(by=by, now=now)
    hand_on_requests(by=by, now=now)


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
    follow([request.pk for request in takes], REQUEST, CARRYING_OUT, now=now)
    return len(takes)


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


def _lock(request: DataRequest, by: Officer) -> DataRequest:
    """The row as it stands now, for those of the agency that has it now."""
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("agency").get(pk=request.pk)
    _require(by, locked.agency)
    return locked


@transaction.atomic
def answer_request(
    request: DataRequest,
    *,
    answer: str,
    answered_on: dt.date,
    is_through_processor: bool = False,
    by: Officer,
    now: dt.datetime,
) -> DataRequest:
    """Record what the person was told: that it came, what will be done and how. What a processor must do too
    has the longer limit. ValidationError when it was responded to already."""
    locked = _lock(request, by)
    if locked.answered_on:
        raise ValidationError(_("It was answered already."), code="state")
    if not locked.received_on <= answered_on <= timezone.localdate(now):
        raise ValidationError({"answered_on": _("It was answered between the day it came and today.")})
    locked.answer, locked.answered_on = answer, answered_on
    locked.is_through_processor = is_through_processor
    _set_days(locked)
    locked.full_clean()
    locked.save(
        update_fields=[
            *("answer", "answer_redacted", "redaction", "answered_on"),
            *("is_through_processor", "carry_out_due_on"),
        ]
    )
    follow([locked.pk], REQUEST, CARRYING_OUT, now=now)
    audit(locked, "answer_request", by=by, now=now, changes={"is_through_processor": is_through_processor})
    return locked


@transaction.atomic
def extend_request(
    request: DataRequest, *, amount: int, reason: str, extended_on: dt.date, by: Officer, now: dt.datetime
) -> DataRequest:
    """More time to carry it out: once, for a reason that the person was told on `extended_on`.

    ValidationError when it was extended or carried out before, when its day has gone by, and for more than
    the limit of the day it came allows.
    """
    locked = _lock(request, by)
    today = timezone.localdate(now)
    if locked.done_on:
        raise ValidationError(_("It was carried out already."), code="state")
    if locked.extended_by:
        raise ValidationError(_("It was extended already, and that is possible once only."), code="state")
    if locked.carry_out_due_on and locked.carry_out_due_on < today:
        raise ValidationError(_("Its day has gone by; carry it out and say why it is late."), code="state")
    most = clocks_of_request(locked).most_more
    if not 1 <= amount <= most:
        said = _("From 1 to %(count)d, as the rule has it.") if most else _("The rule knows no extension.")
        raise ValidationError({"amount": said % {"count": most}})
    if not locked.received_on <= extended_on <= today:
        raise ValidationError({"extended_on": _("They were told between the day it came and today.")})
    locked.extended_by, locked.extension_reason, locked.extended_on = amount, reason, extended_on
    _set_days(locked)
    locked.full_clean()
    locked.save(
        update_fields=[
            *("extended_by", "extended_on", "extension_reason", "extension_reason_redacted"),
            *("redaction", "carry_out_due_on"),
        ]
    )
    follow([locked.pk], REQUEST, CARRYING_OUT, now=now)
    audit(locked, "extend_request", by=by, now=now, changes={"amount": amount})
    return locked


@transaction.atomic
def carry_out_request(
    request: DataRequest,
    *,
    outcome: str,
    carried_out: str,
    done_on: dt.date,
    erases: bool,
    by: Officer,
    now: dt.datetime,
) -> DataRequest:
    """Record what was carried out, or why it cannot be. With `erases` the sender of its item is erased at
    once. A consent that is withdrawn ends, and with it what was published.

    ValidationError when nobody responded yet or it was carried out already, or erasing is asked while the
    item is still open.
    """
    locked = _lock(request, by)
    if locked.answered_on is None:
        raise ValidationError(_("First record what the person was told."), code="state")
    if locked.done_on:
        raise ValidationError(_("It was carried out already."), code="state")
    if not locked.answered_on <= done_on <= timezone.localdate(now):
        raise ValidationError({"done_on": _("It was carried out between the day of the response and today.")})
    locked.outcome, locked.carried_out, locked.done_on = outcome, carried_out, done_on
    locked.full_clean()
    locked.save(update_fields=["outcome", "carried_out", "carried_out_redacted", "redaction", "done_on"])
    follow([locked.pk], REQUEST, CARRYING_OUT, now=now)
    _do(locked, erases=erases, now=now)
    audit(locked, "carry_out_request", by=by, now=now, changes={"outcome": outcome, "erases": erases})
    return locked


def _do(request: DataRequest, *, erases: bool, now: dt.datetime) -> None:
    """What the portal carries out itself: erasing, and the end of a consent."""
    is_refused = request.outcome == DataRequest.Outcome.REFUSED
    if erases and is_refused:
        raise ValidationError({"erases": _("Say that it was carried out, or do not erase.")})
    withdraws = request.kind == DataRequest.Kind.WITHDRAW and not is_refused
    if request.item and (erases or withdraws) and not _has(request.agency, request.item):
        raise ValidationError(
            _("This feedback was passed on: tell the sender which agency has it now, and answer that here.")
        )
    if withdraws and request.item:
        withdraw_consent(request.item, now=now)
    if erases:
        _erase(request, now)
        request.refresh_from_db()


def _erase(request: DataRequest, now: dt.datetime) -> None:
    if request.item is None:
        raise ValidationError({"erases": _("Name the feedback whose sender is erased.")})
    if Handling.objects.open().filter(item=request.item).exists():
        raise ValidationError(
            {"erases": _("The feedback is still being handled; close it first, or say why it must be kept.")}
        )
    erase_sender(request.item.pk, rule=None, now=now)
