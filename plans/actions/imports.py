"""Many activities at once, from rows someone else has read: all of them, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from plans.actions.activities import plan_activity, record_activity
from plans.models import Result
from plans.permissions import may_work_at

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

    Raises RowsRefused, and saves nothing, when any row has a problem.
    """
    if by is not None and not may_work_at(by, agency.pk):
        raise PermissionDenied
    rows, found = list(rows), list(problems)
    for number, fields in [] if found else rows:
        try:
            with transaction.atomic():
                _import_row(agency, dict(fields), by=by, now=now)
        except ValidationError as error:
            found += [(number, field, message) for field, message in _said(error)]
    if found:
        raise RowsRefused(found)
    return len(rows)


def _import_row(agency: Agency, fields: dict[str, Any], *, by: Officer | None, now: dt.datetime) -> None:
    amounts = {name: fields.pop(name, None) for name in AMOUNTS}
    done_on, url = fields.pop("done_on", None), fields.pop("url", "")
    if done_on:
        planned_on = fields.pop("planned_on", None) or done_on
        record_activity(
            agency,
            done_on=done_on,
            planned_on=planned_on,
            amounts=amounts,
            url=url,
            by=by,
            now=now,
            **fields,
        )
    else:
        plan_activity(agency, by=by, now=now, **fields)


def _said(error: ValidationError) -> list[tuple[str, str]]:
    if not hasattr(error, "error_dict"):
        return [("", message) for message in error.messages]
    return [
        ("" if field == NON_FIELD_ERRORS else field, message)
        for field, messages in error.message_dict.items()
        for message in messages
    ]
