"""An agency's activities: planned, recorded when done, moved by dated updates, with results and proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from plans.actions.owing import in_step, serve
from plans.models import Activity, ActivityUpdate, Assignment, Duty, Proof, Result
from plans.permissions import may_work_at
from plans.workflow import MOVES, State
from records.actions import audit, changes_between, move, store_attachment
from records.content.check import CheckedFile

FIRST_DAY = dt.date(2021, 1, 1)  # the programme of reform runs 2021 to 2030 (Resolution 76/NQ-CP)
YEARS_AHEAD = 5  # the longest plan of the province
FIELDS = (
    *("duty", "form", "topic", "audience", "place", "planned_on", "planned_quantity", "planned_cost"),
    *("unit_name", "person_name", "led_by"),
)


@transaction.atomic
def plan_activity(
    agency: Agency, *, by: Officer | None, now: dt.datetime, reminds: bool = True, **fields: Any
) -> Activity:
    """An activity to come, for a duty the agency has or of its own accord. Whoever enters many, or what is
    done already, brings what is owed in step at the end, and says so by `reminds`.

    ValidationError for a day before the programme of reform began, or further off than any plan reaches.
    """
    _require(by, agency)
    _check_planned(fields["planned_on"], now)
    activity = Activity(agency=agency, created_at=now, **fields)
    _check_leader(activity)
    _check_duty(activity)
    activity.full_clean()
    activity.save()
    audit(activity, "plan_activity", by=by, now=now, changes={"topic": activity.topic})
    if reminds:
        in_step([activity], now=now)
    return activity


@transaction.atomic
def record_activity(
    agency: Agency,
    *,
    done_on: dt.date,
    planned_on: dt.date | None = None,
    amounts: Mapping[str, int | None],
    url: str = "",
    file: CheckedFile | None = None,
    by: Officer | None,
    now: dt.datetime,
    **fields: Any,
) -> Activity:
    """An activity that has taken place, with what it brought (measure to amount) and its proofs, at once."""
    _check_day(done_on, now, field="done_on")
    day = planned_on or done_on
    activity = plan_activity(agency, planned_on=day, by=by, now=now, reminds=False, **fields)
    activity = finish_activity(activity, on=done_on, amounts=amounts, by=by, now=now)
    if url:
        add_proof(activity, url=url, by=by, now=now)
    if file:
        add_proof(activity, file=file, by=by, now=now)
    return activity


@transaction.atomic
def change_activity(
    activity: Activity, *, seen_version: int, by: Officer | None, now: dt.datetime, **fields: Any
) -> Activity:
    """Other words or another plan for it; ValidationError when someone changed it since `seen_version`, or
    for a new day that no plan can mean."""
    _require(by, activity.agency)
    locked = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if locked.version != seen_version:
        raise ValidationError(
            _(
                "Someone changed this activity while you were writing. See below what stands there now; "
                "save again to put yours in its place."
            ),
            code="stale",
        )
    before = {name: getattr(locked, name) for name in FIELDS}
    for name in FIELDS:
        setattr(locked, name, fields.get(name, before[name]))
    locked.version += 1
    if locked.planned_on != before["planned_on"]:
        _check_planned(locked.planned_on, now)
    if locked.duty_id != (before["duty"].pk if before["duty"] else None):
        _check_duty(locked)
    _check_leader(locked)
    locked.full_clean()
    locked.save()
    after = {name: getattr(locked, name) for name in FIELDS}
    changes = changes_between(before, after, personal={"person_name"})
    audit(locked, "change_activity", by=by, now=now, changes=changes)
    served = [Activity(agency_id=locked.agency_id, duty=before["duty"])] if before["duty"] else []
    in_step([locked], also=served, now=now)
    return locked


@transaction.atomic
def update_activity(
    activity: Activity,
    verb: str,
    *,
    on: dt.date,
    note: str = "",
    planned_on: dt.date | None = None,
    by: Officer | None,
    now: dt.datetime,
) -> Activity:
    """A dated update that moves it along its table; `planned_on` is the new day of one postponed.

    ValidationError for a day to come, or one before its newest update: the state is what the newest says; and
    for a postponement to no later day.
    """
    _require(by, activity.agency)
    _check_day(on, now)
    activity = _lock(activity)
    newest = activity.updates.last()
    if newest and on < newest.on:
        raise ValidationError(
            {
                "on": _("The newest update is of %(day)s; this one cannot be of an earlier day.")
                % {"day": date_format(newest.on, "SHORT_DATE_FORMAT")}
            }
        )
    moved: dict[str, dt.date] = {}
    if verb == "postpone":
        moved = {"moved_from": activity.planned_on, "moved_to": _postponed_to(planned_on, on, now)}
    fields: dict[str, Any] = {"done_on": on if verb == "finish" else None, "version": activity.version + 1}
    if moved:
        fields["planned_on"] = moved["moved_to"]
    activity = move(activity, verb, table=MOVES, by=by, now=now, **fields)
    update = ActivityUpdate(activity=activity, on=on, state=activity.state, note=note, by=by, at=now, **moved)
    update.save()
    in_step([activity], now=now)
    return activity


def _postponed_to(planned_on: dt.date | None, on: dt.date, now: dt.datetime) -> dt.date:
    if planned_on is None:
        raise ValidationError({"planned_on": _("Write the day it is postponed to.")})
    if planned_on <= on:
        raise ValidationError({"planned_on": _("It is postponed to a day after the one you write as of.")})
    _check_planned(planned_on, now)
    return planned_on


@transaction.atomic
def finish_activity(
    activity: Activity,
    *,
    on: dt.date,
    amounts: Mapping[str, int | None],
    note: str = "",
    by: Officer | None,
    now: dt.datetime,
) -> Activity:
    """It is done on that day, and this is what it brought. A quantity is needed: reports count it."""
    activity = _lock(activity)
    if not amounts.get(Result.Measure.COUNT) and not activity.results.filter(measure="count").exists():
        raise ValidationError({Result.Measure.COUNT: _("Write how many there were; at least 1.")})
    done = update_activity(activity, "finish", on=on, note=note, by=by, now=now)
    for measure, amount in amounts.items():
        if amount:
            add_result(done, measure=measure, on=on, amount=amount, by=by, now=now)
    return done


@transaction.atomic
def add_result(
    activity: Activity, *, measure: str, on: dt.date, amount: int, by: Officer | None, now: dt.datetime
) -> Result:
    """What the activity brought on a day, before or after it is done."""
    _require(by, activity.agency)
    _check_day(on, now)
    activity = _lock(activity)
    if activity.state == State.CANCELLED:
        raise ValidationError(_("An activity that will not take place has no results."))
    result = Result(activity=activity, measure=measure, on=on, amount=amount, by=by, at=now)
    result.full_clean(exclude=["by"])
    result.save()
    changes = {"measure": measure, "on": on.isoformat(), "amount": amount}
    audit(activity, "add_result", by=by, now=now, changes=changes)
    serve([activity], now=now)
    return result


@transaction.atomic
def remove_result(result: Result, *, by: Officer | None, now: dt.datetime) -> None:
    """Take back a slip; the trail keeps what it was."""
    activity = _lock(result.activity)
    _require(by, activity.agency)
    others = activity.results.filter(measure="count").exclude(pk=result.pk)
    if activity.state == State.DONE and result.measure == Result.Measure.COUNT and not others.exists():
        raise ValidationError(_("What is done has a quantity: add the right one first, then remove this."))
    changes = {"measure": result.measure, "on": result.on.isoformat(), "amount": result.amount}
    audit(activity, "remove_result", by=by, now=now, changes=changes)
    result.delete()
    serve([activity], now=now)


@transaction.atomic
def add_proof(
    activity: Activity,
    *,
    title: str = "",
    url: str = "",
    file: CheckedFile | None = None,
    by: Officer | None,
    now: dt.datetime,
) -> Proof:
    """A link or a file; photographs are stored without the place and time they were taken."""
    _require(by, activity.agency)
    if bool(url) == bool(file):
        raise ValidationError(_("Choose a file or give a link: one of the two."))
    attachment = store_attachment(file, by=by, now=now) if file else None
    title = title or (attachment.original_name if attachment else url[:200])
    proof = Proof(activity=activity, title=title, attachment=attachment, url=url, by=by, at=now)
    proof.full_clean(exclude=["by"])
    proof.save()
    audit(activity, "add_proof", by=by, now=now, changes={"proof": proof.pk})
    return proof


@transaction.atomic
def remove_proof(proof: Proof, *, by: Officer | None, now: dt.datetime) -> None:
    """Take a proof away; the trail says that it was there."""
    _require(by, proof.activity.agency)
    audit(proof.activity, "remove_proof", by=by, now=now, changes={"proof": proof.pk, "title": proof.title})
    proof.delete()


def _lock(activity: Activity) -> Activity:
    """As it stands, and kept from others until the transaction ends; its results and updates with it."""
    rows = Activity.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    return rows.get(pk=activity.pk)


def _require(by: Officer | None, agency: Agency) -> None:
    if by is not None and not may_work_at(by, agency.pk):
        raise PermissionDenied


def _check_duty(activity: Activity) -> None:
    duty: Duty | None = activity.duty
    has_it = Assignment.objects.filter(duty=duty, agency=activity.agency)
    if duty and not has_it.exists():
        raise ValidationError({"duty": _("This duty is not one of this agency's.")})


def _check_leader(activity: Activity) -> None:
    if activity.led_by_id == activity.agency_id:
        raise ValidationError({"led_by": _("Leave this empty where your own agency leads.")})


def _check_day(on: dt.date, now: dt.datetime, *, field: str = "on") -> None:
    if on > timezone.localdate(now):
        raise ValidationError({field: _("This day is still to come.")})
    _check_begun(on, field=field)


def _check_planned(on: dt.date, now: dt.datetime) -> None:
    last = timezone.localdate(now).year + YEARS_AHEAD
    if on.year > last:
        raise ValidationError(
            {"planned_on": _("No plan reaches so far: the year is %(year)s at most.") % {"year": str(last)}}
        )
    _check_begun(on, field="planned_on")


def _check_begun(on: dt.date, *, field: str) -> None:
    if on < FIRST_DAY:
        day = date_format(FIRST_DAY, "SHORT_DATE_FORMAT")
        raise ValidationError({field: _("Check the year: records begin on %(day)s.") % {"day": day}})
