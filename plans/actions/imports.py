"""Many activities at once, from rows someone else has read: all of them, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from plans.actions.activities import plan_activity, record_activity
from plans.actions.owing import in_step
from plans.models import Activity, Result
from plans.permissions import may_work_at
from records.text import fold

AMOUNTS = tuple(Result.Measure.values)


class RowsRefused(ValidationError):
    """Nothing was imported, and why: (row, field, message) for every problem of every row."""

    def __init__(self, problems: list[tuple[int, str, str]]) -> None:
        super().__init__(_("Nothing was imported: the workbook has mistakes."))
        self.problems = problems


@transaction.atomic
def import_activities(
    agency: Agency,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    *,
    problems: Iterable[tuple[int, str, str]] = (),
    by: Officer | None,
    now: dt.datetime,
) -> int:
    """Add every row (its number, what its cells say), and return how many; `problems` were found in reading.

    Raises RowsRefused, and saves nothing, when any row has a problem, or says again what the agency has
    entered already or an earlier row says: nothing is counted twice. ValidationError when there is no row.
    """
    if by is not None and not may_work_at(by, agency.pk):
        raise PermissionDenied
    rows, found = list(rows), list(problems)
    if not rows and not found:
        raise ValidationError(_("The workbook has no activity yet: fill in one row an activity."))
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # the same file twice, at the same time
    repeats = list(_repeats(agency, rows))
    entered: list[Activity] = []
    for number, fields in [] if found else rows:
        try:
            with transaction.atomic():
                entered.append(_import_row(agency, dict(fields), by=by, now=now))
        except ValidationError as error:
            found += [(number, field, message) for field, message in _said(error)]
    if found or repeats:
        raise RowsRefused(found + repeats)
    in_step(entered, now=now)
    return len(rows)


def _repeats(agency: Agency, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[int, str, str]]:
    """Rows with the form, topic, audience, place and a day of an activity that is there already."""
    names = ("form_id", "topic", "audience", "place", "planned_on", "done_on")
    there = {key for row in Activity.objects.filter(agency=agency).values(*names) for key in _keys(row)}
    for number, fields in rows:
        keys = _keys({**fields, "form_id": fields["form"].pk})
        if keys & there:
            yield (
                number,
                "topic",
                _(
                    "An activity of this form, topic, audience, place and day is there already. Delete the "
                    "row, or say in its topic or place what tells the two apart."
                ),
            )
        there |= keys


def _keys(fields: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    """By what one knows an activity again: one key for the day it is planned for, one for the day done."""
    words = tuple(fold(fields.get(name) or "") for name in ("topic", "audience", "place"))
    days = {fields.get("planned_on"), fields.get("done_on")} - {None}
    return {(fields["form_id"], *words, day) for day in days}


def _import_row(agency: Agency, fields: dict[str, Any], *, by: Officer | None, now: dt.datetime) -> Activity:
    amounts = {name: fields.pop(name, None) for name in AMOUNTS}
    done_on, url = fields.pop("done_on", None), fields.pop("url", "")
    if done_on:
        planned_on = fields.pop("planned_on", None) or done_on
        return record_activity(
            agency,
            done_on=done_on,
            planned_on=planned_on,
            amounts=amounts,
            url=url,
            by=by,
            now=now,
            **fields,
        )
    return plan_activity(agency, by=by, now=now, reminds=False, **fields)


def _said(error: ValidationError) -> list[tuple[str, str]]:
    if not hasattr(error, "error_dict"):
        return [("", message) for message in error.messages]
    return [
        ("" if field == NON_FIELD_ERRORS else field, message)
        for field, messages in error.message_dict.items()
        for message in messages
    ]
