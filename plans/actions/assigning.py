"""Who has which duty: derived from the wordings in force and the register of agencies, day by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from agencies.heirs import heirs_of, successors_by_predecessor
from agencies.models import AgencyVersion, Officer, Succession
from notices.workflow import Outcome
from plans.actions.owing import duties_in_step
from plans.models import Assignment, Duty, Plan, Wording
from records.actions import audit

ONE_DAY = dt.timedelta(days=1)
Wanted = dict[int, int | None]  # agency to the one it took over from


@transaction.atomic
def derive_assignments(*, by: Officer | None, now: dt.datetime) -> int:
    """Give every duty of a running plan to the agencies it is addressed to today; returns how many changed.

    A duty addressed to kinds goes to each agency of them in force, one addressed to an agency goes to it. The
    successors of an agency that had it by the wording in force, and is no more, take it over; functions
    transferred away do not carry it along. What is no longer addressed ends the day before; what comes back
    is open again. Asked again it changes nothing.
    """
    today = timezone.localdate(now)
    plans = list(Plan.objects.running(today).select_for_update(no_key=True).order_by("pk"))
    wanted = _wanted(plans, today)
    known: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in Assignment.objects.filter(duty__plan__in=plans):
        known[assignment.duty_id].append(assignment)
    duties = Duty.objects.filter(plan__in=plans)
    changed = {
        duty.pk: _bring_in_step(duty, wanted.get(duty.pk, {}), known[duty.pk], by=by, now=now)
        for duty in duties
    }
    moved = [pk for pk, count in changed.items() if count]
    if moved:
        duties_in_step(Assignment.objects.open().filter(duty__in=moved), now=now)
    return sum(changed.values())


def follow_register(agencies: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> None:
    """Duties follow the register, whichever agencies changed: one addressed to kinds reaches all of them."""
    derive_assignments(by=by, now=now)


def _wanted(plans: list[Plan], today: dt.date) -> dict[int, Wanted]:
    """For each duty in force the agencies it is addressed to."""
    register = Register(today)
    found: dict[int, Wanted] = {}
    for wording in _wordings(plans, today):
        leads = {lead.pk for lead in wording.leads.all()}
        kinds = {kind.pk for kind in wording.kinds.all()}
        named = register.of_kinds(kinds) | (leads & register.in_force)
        gone = leads - named | register.gone_since(wording.decision.takes_effect_on, kinds)
        heirs: Wanted = {heir: agency for agency in sorted(gone) for heir in register.heirs_of(agency)}
        found[wording.duty_id] = heirs | dict.fromkeys(named)
    return found


class Register:
    """The register as a day finds it: what is in force, what ended before, what went into what."""

    def __init__(self, today: dt.date) -> None:
        rows = AgencyVersion.objects.filter(valid_from__lte=today)
        versions = list(rows.values_list("agency", "kind", "valid_to"))
        now = [(agency, kind) for agency, kind, last in versions if last is None or last >= today]
        self.in_force = {agency for agency, _kind in now}
        self._now = now
        self._gone = [row for row in versions if row[0] not in self.in_force]
        handed_on = Succession.objects.handed_on(today)
        self._successors = successors_by_predecessor(handed_on.values_list("predecessor", "successor"))

    def of_kinds(self, kinds: set[int]) -> set[int]:
        return {agency for agency, kind in self._now if kind in kinds}

    def gone_since(self, day: dt.date, kinds: set[int]) -> set[int]:
        """Agencies of these kinds on that day or later, which are no more."""
        return {agency for agency, kind, last in self._gone if kind in kinds and last and last >= day}

    def heirs_of(self, agency: int) -> set[int]:
        return heirs_of(agency, self._successors, self.in_force)


def _wordings(plans: list[Plan], today: dt.date) -> list[Wording]:
    in_force = Wording.objects.in_force(today).filter(duty__plan__in=plans)
    return list(in_force.select_related("decision").prefetch_related("kinds", "leads"))


def _bring_in_step(
    duty: Duty, wanted: Wanted, known: list[Assignment], *, by: Officer | None, now: dt.datetime
) -> int:
    today = timezone.localdate(now)
    have = {assignment.agency_id: assignment for assignment in known}
    added = [
        Assignment(duty=duty, agency_id=agency, starts_on=today, inherited_from_id=source)
        for agency, source in sorted(wanted.items())
        if agency not in have
    ]
    ended = [row for row in known if row.ends_on is None and row.agency_id not in wanted]
    opened = [row for row in known if row.ends_on is not None and row.agency_id in wanted]
    for row in ended:
        row.ends_on = max(row.starts_on, today - ONE_DAY)
    for row in opened:
        row.ends_on = None
    now_named = [row for row in known if row.agency_id in wanted and _learns_source(row, wanted)]
    Assignment.objects.bulk_create(added, ignore_conflicts=True)
    Assignment.objects.bulk_update([*{*ended, *opened, *now_named}], ["ends_on", "inherited_from"])
    if ended:
        duties_in_step(ended, now=now, outcome=Outcome.VOID)
    if added or ended or opened:
        changes = {
            "added": [row.agency_id for row in added],
            "ended": [row.agency_id for row in ended],
            "opened_again": [row.agency_id for row in opened],
        }
        audit(duty, "assign", by=by, now=now, changes={name: ids for name, ids in changes.items() if ids})
    return len(added) + len(ended) + len(opened)


def _learns_source(row: Assignment, wanted: Wanted) -> bool:
    """Whether the plan meanwhile names the agency itself, or an agency it stands in for."""
    source, row.inherited_from_id = row.inherited_from_id, wanted[row.agency_id]
    return source != row.inherited_from_id
