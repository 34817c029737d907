"""What was done to a period or to the regime, from the audit trail, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agencies.models import Officer
from records.days import screen_day
from records.models import AuditEntry
from reports.models import ApprovalRule

ACTS: dict[str, str | Promise] = {
    "open": gettext_lazy("Period opened, agencies told"),
    "make_basis": gettext_lazy("Set of figures frozen"),
    "set_window": gettext_lazy("Window set by hand"),
    "set_deadline": gettext_lazy("Deadline set by hand"),
    "close": gettext_lazy("Period closed for returns: a paper was issued"),
    "generate_year": gettext_lazy("Periods of a report year made"),
    "change_regime": gettext_lazy("Legal basis or roll rule changed"),
    "set_period_kinds": gettext_lazy("Periods switched or their windows changed"),
    "set_approval_rule": gettext_lazy("What counts as sent changed"),
    "change_layout": gettext_lazy("The layout of a paper changed"),
    "set_roads": gettext_lazy("The way of papers changed"),
    "change_sheet": gettext_lazy("The ministry's sheet changed"),
    "save_sheet_line": gettext_lazy("Line of the ministry's sheet saved"),
    "remove_sheet_line": gettext_lazy("Line of the ministry's sheet removed"),
    "save_deadline_rule": gettext_lazy("Deadline rule saved"),
    "remove_deadline_rule": gettext_lazy("Deadline rule removed"),
    "add_source": gettext_lazy("Records began to feed a figure"),
    "end_source": gettext_lazy("The last day of a source changed"),
    "change_nil_sentence": gettext_lazy("The sentence of a section for nothing arose changed"),
    "put_section_figure": gettext_lazy("A section speaks of a figure, or in other words"),
    "remove_section_figure": gettext_lazy("A section speaks of a figure no more"),
    "set_limit": gettext_lazy("A figure was limited"),
    "end_limit": gettext_lazy("A limit was ended"),
    "set_jumps": gettext_lazy("The change that is asked about was set"),
}
FIELDS: dict[str, str | Promise] = {
    "starts_on": gettext_lazy("window starts"),
    "ends_on": gettext_lazy("window closes"),
    "opens_on": gettext_lazy("opens on"),
    "due_on": gettext_lazy("deadline"),
    "year": gettext_lazy("report year"),
    "road": gettext_lazy("step"),
    "paper": gettext_lazy("paper"),
    "name": gettext_lazy("name"),
    "addressee": gettext_lazy("for whom"),
    "position": gettext_lazy("position"),
    "code": gettext_lazy("code"),
    "part": gettext_lazy("of which days"),
    "parent_body": gettext_lazy("parent body"),
    "issuing_body": gettext_lazy("issuing body"),
    "sign": gettext_lazy("sign"),
    "place": gettext_lazy("place"),
    "subject": gettext_lazy("subject of the paper"),
    "addressees": gettext_lazy("addressed to"),
    "grounds": gettext_lazy("grounds"),
    "recipients": pgettext_lazy("of a paper", "recipients"),
    "signature_lines": gettext_lazy("lines above the signature"),
    "line": gettext_lazy("line"),
    "days": gettext_lazy("working days"),
    "is_on": gettext_lazy("taken"),
    "agency_kind": gettext_lazy("at which kind of agency"),
    "rule": gettext_lazy("rule"),
    "section": gettext_lazy("section"),
    "figure": gettext_lazy("figure"),
    "sentence": gettext_lazy("sentence"),
    "phrase": gettext_lazy("in the words"),
    "source": gettext_lazy("added up from"),
    "kind": gettext_lazy("kind of agency"),
    "least": gettext_lazy("least"),
    "most": gettext_lazy("most"),
    "ground": gettext_lazy("ground"),
    "jump_factor": gettext_lazy("a number is asked about beyond this many times those before"),
    "jump_least": gettext_lazy("smaller numbers count as this many"),
    "needs": gettext_lazy("what counts as sent"),
    "source_document": gettext_lazy("ground"),
    "valid_from": gettext_lazy("holds from"),
    "valid_to": gettext_lazy("holds to (last day)"),
    "on": pgettext_lazy("periods", "switched on"),
    "off": pgettext_lazy("periods", "switched off"),
    "moved": gettext_lazy("window changed"),
    "legal_basis": gettext_lazy("legal basis"),
    "roll": gettext_lazy("a deadline on a day off"),
    "reason": gettext_lazy("reason"),
}


@dataclass(frozen=True)
class Act:
    at: dt.datetime
    text: str
    who: str
    details: list[str]


def acts(*subjects: models.Model) -> list[Act]:
    """Newest first, in two queries however many there are."""
    found = models.Q()
    for subject in subjects:
        found |= models.Q(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    entries = list(AuditEntry.objects.filter(found, verb__in=ACTS).order_by("-pk"))
    names = Officer.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    return [
        Act(
            at=entry.at,
            text=str(ACTS[entry.verb]),
            who=names[entry.actor_id].full_name if entry.actor_id in names else _("by the calendar"),
            details=list(_details(entry.changes)),
        )
        for entry in entries
    ]


def _details(changes: Mapping[str, Any]) -> Iterable[str]:
    for name in (name for name in FIELDS if name in changes):
        value = changes[name]
        shown = [_shown(part) for part in (value if isinstance(value, list) else [value])]
        if name == "due_on" and not value:
            shown = [_("back to the rule")]
        yield f"{FIELDS[name]}: {' → '.join(shown)}"


def _shown(value: Any) -> str:
    if value in ApprovalRule.Needs.values:
        return str(ApprovalRule.Needs(value).label)
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return screen_day(day)
