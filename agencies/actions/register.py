"""Agencies through time: created, changed, closed, succeeded. History is added to, not rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies import registries
from agencies.actions.officers import end_posts_at
from agencies.models import Agency, AgencyKind, AgencyVersion, Officer, Succession
from agencies.permissions import may_name_unit, require_register_keeper, works_at
from records.actions import audit, changes_between

ONE_DAY = dt.timedelta(days=1)
VERSION_FIELDS = ("kind", "parent", "name", "short_name", "sign", "code", "legal_basis")
CORRECTABLE_FIELDS = ("parent", "name", "short_name", "sign", "code", "legal_basis")


class SuccessionRow(NamedTuple):
    predecessor: Agency
    successor: Agency
    kind: str
    note: str = ""


@transaction.atomic
def change_kind(
    kind: AgencyKind,
    *,
    name: str,
    head: str,
    head_source: str,
    parent_line: str,
    authority: str,
    authority_source: str,
    by: Officer | None,
    now: dt.datetime,
) -> AgencyKind:
    """Set what a kind is called, the form and head of its papers and who signs; what was signed stays."""
    require_register_keeper(by)
    locked = AgencyKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    after = {
        "name": name,
        "head": head,
        "head_source": head_source,
        "parent_line": parent_line,
        "authority": authority,
        "authority_source": authority_source,
    }
    before = {field: getattr(locked, field) for field in after}
    for field, value in after.items():
        setattr(locked, field, value)
    locked.full_clean()
    locked.save()
    if changes := changes_between(before, after):
        audit(locked, "change_kind", by=by, now=now, changes=changes)
    return locked


@transaction.atomic
def create_agency(
    *, valid_from: dt.date, by: Officer | None, now: dt.datetime, is_sample: bool = False, **fields: Any
) -> Agency:
    """A new agency with its first version; `fields` are those of a version (kind, name, code ...)."""
    agency = add_agency(valid_from=valid_from, by=by, now=now, is_sample=is_sample, **fields)
    registries.register_changed({agency.pk}, by=by, now=now)
    return agency


def add_agency(
    *, valid_from: dt.date, by: Officer | None, now: dt.datetime, is_sample: bool = False, **fields: Any
) -> Agency:
    """`create_agency` without telling rooms above: for many at once, who are told once."""
    require_register_keeper(by)
    agency = Agency.objects.create(is_sample=is_sample)
    version = _add_version(AgencyVersion(agency=agency, valid_from=valid_from, **fields))
    audit(agency, "create_agency", by=by, now=now, changes=_described(version))
    return agency


@transaction.atomic
def change_agency(
    agency: Agency, *, valid_from: dt.date, by: Officer | None, now: dt.datetime, **changes: Any
) -> AgencyVersion:
    """A new version from that day; the one before ends the day before. What `changes` omits stays."""
    require_register_keeper(by)
    before = _newest_version(agency)
    if valid_from <= before.valid_from:
        raise ValidationError(
            {
                "valid_from": _("The latest version is valid from %(day)s; a new one starts after that day.")
                % {"day": _day(before.valid_from)}
            }
        )
    if before.valid_to and before.valid_to < valid_from:
        raise ValidationError(
            {
                "valid_from": _("The agency is closed: its last day was %(day)s.")
                % {"day": _day(before.valid_to)}
            }
        )
    fields = {field: getattr(before, field) for field in VERSION_FIELDS} | {"legal_basis": ""} | changes
    after = AgencyVersion(
        agency=agency, valid_from=valid_from, valid_to=before.valid_to, closed_by=before.closed_by, **fields
    )
    before.valid_to, before.closed_by = valid_from - ONE_DAY, ""
    before.save(update_fields=["valid_to", "closed_by"])
    _add_version(after)
    audit(agency, "change_agency", by=by, now=now, changes=_described(after))
    registries.register_changed({agency.pk}, by=by, now=now)
    return after


@transaction.atomic
def correct_version(
    version: AgencyVersion, *, by: Officer | None, now: dt.datetime, **changes: Any
) -> AgencyVersion:
    """Mend what was typed wrongly in a version, keeping its dates and kind; old values go to the trail."""
    require_register_keeper(by)
    if unknown := set(changes) - set(CORRECTABLE_FIELDS):
        raise TypeError(f"not correctable: {unknown}")
    version = AgencyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    before = _described(version)
    for field, value in changes.items():
        setattr(version, field, value)
    _add_version(version)
    changes = changes_between(before, _described(version))
    audit(version.agency, "correct_version", by=by, now=now, changes=changes)
    registries.register_changed({version.agency_id}, by=by, now=now)
    return version


@transaction.atomic
def close_agency(
    agency: Agency, *, last_day: dt.date, document: str, by: Officer | None, now: dt.datetime
) -> AgencyVersion:
    """The agency exists until `last_day`, that day included; posts there end with it."""
    version = _close(agency, last_day=last_day, document=document, by=by, now=now)
    registries.register_changed({agency.pk}, by=by, now=now)
    return version


@transaction.atomic
def record_succession(
    rows: Iterable[SuccessionRow],
    *,
    on: dt.date,
    document: str,
    by: Officer | None,
    now: dt.datetime,
    close: bool = False,
) -> list[Succession]:
    """Who took over from whom on a day. With `close`, predecessors still in force end the day before."""
    require_register_keeper(by)
    rows = list(rows)
    if close:
        _close_predecessors({row.predecessor for row in rows}, on=on, document=document, by=by, now=now)
    successions = [_add_succession(row, on=on, document=document, by=by, now=now) for row in rows]
    concerned = {agency.pk for row in rows for agency in (row.predecessor, row.successor)}
    registries.register_changed(concerned, by=by, now=now)
    return successions


@transaction.atomic
def name_unit(agency: Agency, *, drafting_unit: str, by: Officer | None, now: dt.datetime) -> Agency:
    """Say which unit drafts the agency's papers; drafts follow at once, what was sent stays."""
    if by is not None and not may_name_unit(by, agency.pk):
        raise PermissionDenied
    locked = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    before = locked.drafting_unit
    locked.drafting_unit = drafting_unit
    locked.full_clean()
    locked.save(update_fields=["drafting_unit"])
    if changes := changes_between({"drafting_unit": before}, {"drafting_unit": locked.drafting_unit}):
        audit(locked, "name_unit", by=by, now=now, changes=changes)
    return locked


def _newest_version(agency: Agency) -> AgencyVersion:
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    return AgencyVersion.objects.filter(agency=agency).select_related("kind").latest("valid_from")


def _add_version(version: AgencyVersion) -> AgencyVersion:
    version.full_clean()
    _check_code_is_free(version)
    version.save()
    return version


def _check_code_is_free(version: AgencyVersion) -> None:
    """A code means one agency of its tier at a time. Kinds are locked so that two changes cannot cross."""
    if not version.code:
        return
    tier = version.kind.tier
    list(AgencyKind.objects.select_for_update(no_key=True).filter(tier=tier).order_by("pk"))
    others = AgencyVersion.objects.filter(code=version.code, kind__tier=tier).exclude(agency=version.agency)
    if clash := others.overlapping(version.valid_from, version.valid_to).first():
        raise ValidationError(
            {
                "code": _("Code %(code)s belongs to %(name)s in those days.")
                % {"code": version.code, "name": clash.name}
            }
        )


def _close(
    agency: Agency, *, last_day: dt.date, document: str, by: Officer | None, now: dt.datetime
) -> AgencyVersion:
    require_register_keeper(by)
    if by is not None and works_at(by, agency.pk):
        raise ValidationError(_("You hold a post at this agency: another register administrator closes it."))
    version = _newest_version(agency)
    if last_day < version.valid_from:
        raise ValidationError(
            {
                "last_day": _("The latest version is valid from %(day)s; the agency cannot end before it.")
                % {"day": _day(version.valid_from)}
            }
        )
    version.valid_to, version.closed_by = last_day, document
    version.full_clean()
    version.save(update_fields=["valid_to", "closed_by"])
    end_posts_at(agency, last_day=last_day, by=by, now=now)
    audit(agency, "close_agency", by=by, now=now, changes=_described(version))
    return version


def _close_predecessors(
    agencies: set[Agency], *, on: dt.date, document: str, by: Officer | None, now: dt.datetime
) -> None:
    for agency in sorted(agencies, key=lambda agency: agency.pk):
        if agency.version_on(on):
            _close(agency, last_day=on - ONE_DAY, document=document, by=by, now=now)


def _add_succession(
    row: SuccessionRow, *, on: dt.date, document: str, by: Officer | None, now: dt.datetime
) -> Succession:
    succession = Succession(on=on, document=document, **row._asdict())
    succession.full_clean()
    _check_both_existed(succession)
    succession.save()
    changes = {"successor": row.successor.pk, "kind": row.kind, "on": on.isoformat(), "document": document}
    audit(row.predecessor, "record_succession", by=by, now=now, changes=changes)
    return succession


def _check_both_existed(succession: Succession) -> None:
    before, on = succession.on - ONE_DAY, succession.on
    problems = {}
    if not succession.predecessor.version_on(before):
        problems["predecessor"] = _("%(name)s did not exist on %(day)s, the day before.") % {
            "name": succession.predecessor,
            "day": _day(before),
        }
    elif succession.kind in Succession.ENDING_KINDS and succession.predecessor.version_on(on):
        problems["predecessor"] = _(
            "%(name)s still exists on %(day)s: close it first, or choose another kind."
        ) % {"name": succession.predecessor, "day": _day(on)}
    if not succession.successor.version_on(on):
        problems["successor"] = _("%(name)s does not exist on %(day)s.") % {
            "name": succession.successor,
            "day": _day(on),
        }
    if problems:
        raise ValidationError(problems)


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _described(version: AgencyVersion) -> dict[str, object]:
    return {
        "name": version.name,
        "short_name": version.short_name,
        "sign": version.sign,
        "code": version.code,
        "kind": version.kind.code,
        "parent": version.parent_id,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "legal_basis": version.legal_basis,
        "closed_by": version.closed_by,
    }
