"""What happened to a report: its sendings, the verdicts on them, and the other acts of the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer, Post
from records.days import screen_day
from records.models import OPENED, AuditEntry
from reports.models import Report, Review, Sending
from reports.workflow import MOVES

AMONG_THEMSELVES = MOVES.handing_back | {"withdraw", "withdraw_returned"}

VERBS: dict[str, str | Promise] = {
    "start": _("Entry begun"),
    "submit": _("Sent to the head for approval"),
    "withdraw": _("Taken back by the drafter"),
    "withdraw_returned": _("Taken back by the drafter"),
    "hand_back": _("Handed back by the head"),
    "hand_back_returned": _("Handed back by the head"),
    OPENED: _("Opened what the head wrote"),
    "sign": _("Approved and sent"),
    "send_on_behalf": _("Sent by Home Affairs on the agency's behalf"),
    "owe_again": _("Asked for after all"),
    "take_over": _("Taken over by Home Affairs from a paper report"),
    "take_over_waiting": _("Taken over by Home Affairs: the agency is no more"),
    "take_over_waiting_returned": _("Taken over by Home Affairs: the agency is no more"),
    "give_back": _("Given back to the agency by Home Affairs"),
    "return": _("Returned"),
    "accept": _("Accepted"),
    "correct": _("Correction opened"),
    "record_official_paper": _("Signed official paper recorded"),
    "change_deadline": _("Deadline changed"),
    "excuse": _("Recorded as not applicable"),
}


@dataclass
class Event:
    """A line of the history; `url` leads to the sending it speaks of."""

    at: dt.datetime
    text: str | Promise
    who: str = ""
    note: str = ""
    url: str = ""


def history(report: Report, sendings: Iterable[Sending], *, reads_draft: bool) -> list[Event]:
    """Newest first, in a constant number of queries. Single saves are not told, the acts are.

    What the head wrote to the drafters is read by those who may read the draft.
    """
    entries = list(AuditEntry.objects.about(report).filter(verb__in=VERBS))
    officers = Officer.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    posts = Post.objects.in_bulk({entry.post_id for entry in entries if entry.post_id})
    urls = iter(_sending_urls(report, sendings))
    events = []
    for entry in entries:
        who = [officers[entry.actor_id].full_name] if entry.actor_id in officers else []
        who += [posts[entry.post_id].title] if entry.post_id in posts else []
        is_sending = entry.verb in ("sign", "send_on_behalf")
        events.append(
            Event(
                entry.at,
                VERBS[entry.verb],
                who=", ".join(who),
                note=_note(entry) if reads_draft or entry.verb not in AMONG_THEMSELVES else "",
                url=next(urls, "") if is_sending else "",
            )
        )
    _tell_verdicts(report, events)
    return events[::-1]


def _sending_urls(report: Report, sendings: Iterable[Sending]) -> Iterable[str]:
    numbers = sorted(sending.number for sending in sendings)
    return [reverse("reports:sending", args=[report.pk, number]) for number in numbers]


def _note(entry: AuditEntry) -> str:
    changes = entry.changes
    if entry.verb == "change_deadline":
        day = dt.date.fromisoformat(changes["due_on"])
        return screen_day(day)
    return str(changes.get("note") or changes.get("reason") or "")


def _tell_verdicts(report: Report, events: list[Event]) -> None:
    """What the reviewer wrote stands with the verdict, at the same moment."""
    notes = dict(Review.objects.filter(sending__report=report).values_list("at", "note"))
    for event in events:
        event.note = event.note or notes.get(event.at, "")
