"""Many agencies and officers at once, from rows someone else has read: all of them, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import registries
from agencies.actions.officers import create_officer, give_post
from agencies.actions.register import add_agency
from agencies.models import Agency, AgencyKind, AgencyVersion, Officer
from agencies.permissions import require_register_keeper

AGENCIES, OFFICERS = "agencies", "officers"
Row = TypeVar("Row", "AgencyRow", "OfficerRow")


@dataclass(frozen=True)
class AgencyRow:
    row: int
    kind: str
    name: str
    valid_from: dt.date
    short_name: str = ""
    sign: str = ""
    code: str = ""
    parent: str = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class OfficerRow:
    row: int
    full_name: str
    email: str
    agency: str
    role: str
    title: str
    valid_from: dt.date
    phone: str = ""
    signature_lines: str = ""
    valid_to: dt.date | None = None
    document: str = ""


class Problem(NamedTuple):
    """What keeps a row out: `field` names the column, empty when it is the row as a whole."""

    sheet: str
    row: int
    field: str
    message: str


class RowsRefused(ValidationError):
    """Nothing was imported, and why: every problem of every row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_("Nothing was imported: the workbook has mistakes."))
        self.problems = problems


class Imported(NamedTuple):
    agencies: int
    officers: int


@transaction.atomic
def import_register(
    *,
    agencies: Iterable[AgencyRow] = (),
    officers: Iterable[OfficerRow] = (),
    problems: Iterable[Problem] = (),
    by: Officer | None,
    now: dt.datetime,
) -> Imported:
    """Add every agency and every post, creating officers not known yet; `problems` were found in reading.

    Raises RowsRefused, and saves nothing, when any row has a problem.
    """
    require_register_keeper(by)
    agencies, officers, found = list(agencies), list(officers), list(problems)
    added: set[int] = set()
    found += _try_each(AGENCIES, agencies, lambda row: added.add(_import_agency(row, by=by, now=now).pk))
    refused = _names_of({problem.row for problem in found if problem.sheet == AGENCIES}, agencies)
    told_already = {row.row for row in officers if row.agency in refused}
    found += [
        problem
        for problem in _try_each(OFFICERS, officers, lambda row: _import_officer(row, by=by, now=now))
        if not (problem.field == "agency" and problem.row in told_already)
    ]
    if found:
        raise RowsRefused(found)
    registries.register_changed(added, by=by, now=now)
    return Imported(len(agencies), len(officers))


def _names_of(rows: set[int], agencies: list[AgencyRow]) -> set[str]:
    """What officers' rows may call the agencies of these rows: that one is missing was told with the row."""
    failed = [agency for agency in agencies if agency.row in rows]
    return {name for agency in failed for name in (agency.code, agency.name, agency.short_name) if name}


def _try_each(sheet: str, rows: Iterable[Row], add: Callable[[Row], object]) -> list[Problem]:
    found = []
    for row in rows:
        try:
            with transaction.atomic():
                add(row)
        except ValidationError as error:
            found += _problems_of(sheet, row.row, error)
    return found


def _problems_of(sheet: str, row: int, error: ValidationError) -> list[Problem]:
    if not hasattr(error, "error_dict"):
        return [Problem(sheet, row, "", message) for message in error.messages]
    return [
        Problem(sheet, row, "" if field == NON_FIELD_ERRORS else field, message)
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _import_agency(row: AgencyRow, *, by: Officer | None, now: dt.datetime) -> Agency:
    kind = AgencyKind.objects.filter(code=row.kind).first()
    if kind is None:
        raise ValidationError({"kind": _("There is no kind of agency “%(code)s”.") % {"code": row.kind}})
    if AgencyVersion.objects.in_force(row.valid_from).filter(name=row.name).exists():
        raise ValidationError({"name": _("An agency of this name is already in the register.")})
    return add_agency(
        kind=kind,
        name=row.name,
        short_name=row.short_name,
        sign=row.sign,
        code=row.code,
        parent=_agency_called(row.parent, row.valid_from, "parent") if row.parent else None,
        legal_basis=row.legal_basis,
        valid_from=row.valid_from,
        by=by,
        now=now,
    )


def _import_officer(row: OfficerRow, *, by: Officer | None, now: dt.datetime) -> None:
    agency = _agency_called(row.agency, row.valid_from, "agency")
    known = _known_officer(row, by)
    if (
        known
        and known.posts.filter(
            agency=agency, role=row.role, title=row.title, valid_from=row.valid_from
        ).exists()
    ):
        raise ValidationError({"email": _("This post is already in the register.")})
    officer = known or create_officer(
        email=row.email, full_name=row.full_name, phone=row.phone, by=by, now=now
    )
    give_post(
        officer,
        agency=agency,
        role=row.role,
        title=row.title,
        signature_lines=row.signature_lines,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document=row.document,
        by=by,
        now=now,
    )


def _known_officer(row: OfficerRow, by: Officer | None) -> Officer | None:
    officer = Officer.objects.filter(email=row.email.lower()).first()
    if officer is None:
        return None
    if officer == by:
        raise ValidationError({"email": _("This is you: another register administrator gives you posts.")})
    if officer.full_name != row.full_name:
        raise ValidationError({"email": _("This address belongs to %(name)s.") % {"name": officer.full_name}})
    return officer


def _agency_called(text: str, day: dt.date, field: str) -> Agency:
    """The one agency in force on the day with this code, name or short name."""
    named = Q(code=text) | Q(name=text) | Q(short_name=text)
    versions = list(AgencyVersion.objects.in_force(day).filter(named).select_related("agency")[:2])
    if len(versions) == 1:
        return versions[0].agency
    if versions:
        raise ValidationError({field: _("More than one agency is called “%(text)s”.") % {"text": text}})
    raise ValidationError(
        {field: _("No agency with the code or the name “%(text)s” on that day.") % {"text": text}}
    )
