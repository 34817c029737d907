"""One field's save from a form: what a person entered goes to its action, refusals come back to the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Officer
from reports.actions.entry import Answered, Entry, StaleSave, save_text, save_values
from reports.forms.entry import FigureForm, SectionForm, SeenForm
from reports.models import FigureValue, Narrative, Report, Section


def has_something_to_save(form: SeenForm) -> bool:
    """Did the person change anything, and do they mean theirs to stay?"""
    if not form.is_valid():
        return False
    if form.is_unanswered_conflict:
        form.conflict = form.standing
        form.add_error("choice", _("Someone else changed this too: choose whose answer stays."))
        return False
    return not form.takes_theirs and not form.changed_nothing


def save_figures(
    report: Report, forms: Sequence[FigureForm], *, by: Officer, now: dt.datetime
) -> list[FigureValue]:
    """The rows as saved. A form whose answer was refused says why; one with nothing to save stays."""
    written = [form for form in forms if has_something_to_save(form)]
    if not written:
        return []
    answered = [
        Answered(form.figure, Entry(form.number, form.is_not_applicable, form.note_text), form.seen_version)
        for form in written
    ]
    outcomes = save_values(report, answered, by=by, now=now)
    for form, outcome in zip(written, outcomes, strict=True):
        if isinstance(outcome, StaleSave):
            form.conflict = outcome.saved
            form.add_error("choice", outcome)
        elif isinstance(outcome, ValidationError):
            form.add_error(form.main_field.name, outcome)
    return [outcome for outcome in outcomes if isinstance(outcome, FigureValue)]


def save_section(
    report: Report,
    section: Section,
    form: SectionForm,
    *,
    origin: str = "",
    said: Mapping[str, str] | None = None,
    by: Officer,
    now: dt.datetime,
) -> Narrative | None:
    """The same for the text of a section, which may be one that the page proposed."""
    if not has_something_to_save(form):
        return None
    try:
        return save_text(
            report, section, form.entered,
            origin=origin, said=said, seen_version=form.seen_version, by=by, now=now,
        )  # fmt: skip
    except StaleSave as error:
        form.conflict = error.saved
        form.add_error("choice", error)
    return None
