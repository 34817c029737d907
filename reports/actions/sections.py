"""Taking what a section's page proposes beyond one text: several sentences at once, and proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from plans.models import Proof
from reports.actions.entry import add_evidence, begin_entry, save_text
from reports.answers import Answers
from reports.models import Narrative, Report, Section


def mark_of_nil(answers: Answers) -> str:
    """The empty sections of which it may be said that nothing arose, as one word."""
    return ",".join(str(told.section.pk) for told in answers.nil_offers)


@transaction.atomic
def take_nil_sentences(report: Report, *, seen: str, by: Officer, now: dt.datetime) -> int:
    """Write in each empty section beside figures that are all 0 or not applicable its sentence for that.

    ValidationError when they are others than `seen` (the `mark_of_nil` of what the page showed) by now.
    Returns how many.
    """
    locked = begin_entry(report, by=by)
    answers = Answers(locked)
    if seen != mark_of_nil(answers):
        raise ValidationError(
            _("The figures or texts have changed just now. Look at the sections once more.")
        )
    for told in answers.nil_offers:
        row = answers.narratives.get(told.section.pk)
        save_text(
            locked, told.section, told.nil_sentence,
            origin=Narrative.Origin.NIL, seen_version=row.version if row else 0, by=by, now=now,
        )  # fmt: skip
    return len(answers.nil_offers)


@transaction.atomic
def take_proofs(
    report: Report, section: Section, proofs: Iterable[Proof], *, by: Officer, now: dt.datetime
) -> int:
    """Put the proofs of activities beside the section, each once; returns how many came."""
    here = set(report.evidence.filter(section=section).values_list("attachment", "url"))
    new = [row for row in proofs if (row.attachment_id, row.url) not in here]
    for row in new:
        add_evidence(
            report, section=section, title=row.title, attachment=row.attachment, url=row.url, by=by, now=now
        )
    return len(new)
