"""Writing a report down: values, texts, proofs. Drafts save incomplete; a stale save never overwrites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.models import Officer
from records.actions import audit, audit_each, move
from records.days import screen_moment
from records.models import Attachment
from records.numbers import format_number
from reports.actions import telling
from reports.answers import Answers
from reports.models import (
    Contribution,
    Evidence,
    Figure,
    FigureLimit,
    FigureValue,
    Narrative,
    PaperText,
    Report,
    Section,
)
from reports.offers import old_numbers
from reports.permissions import may_enter
from reports.workflow import MOVES, State


class StaleSave(ValidationError):
    """Someone saved this field since it was shown; `saved` is their row, the caller keeps what was typed."""

    def __init__(self, saved: FigureValue | Narrative | PaperText) -> None:
        self.saved = saved
        super().__init__(
            _("%(name)s changed this at %(time)s. Compare both and save again.")
            % {
                "name": saved.saved_by.full_name,
                "time": screen_moment(timezone.localtime(saved.saved_at)),
            },
            code="stale",
        )


@dataclass(frozen=True)
class Entry:
    """What a person answers to a figure: a number, not applicable, or nothing yet; and why."""

    number: Decimal | None = None
    is_not_applicable: bool = False
    note: str = ""


@dataclass(frozen=True)
class Answered:
    """An answer to a figure, and the version of the value that the person had seen."""

    figure: Figure
    entry: Entry
    seen_version: int


def lock_sharing(report: Report, *related: str) -> Report:
    """Lock the report together with those that close on the same day: they share their figures."""
    sharing = Q(agency=report.agency_id, period__open_slice=report.period.open_slice_id)
    rows = (
        Report.objects.select_for_update(of=("self",))
        .select_related("period__open_slice", "period__regime", "version__kind", "latest_sending", *related)
        .filter(Q(pk=report.pk) | sharing)
        .order_by("pk")
    )
    return next(row for row in rows if row.pk == report.pk)


def begin_entry(report: Report, *, by: Officer) -> Report:
    """Lock the report for one save, and refuse who may not write in it."""
    locked = lock_sharing(report)
    if not may_enter(by, locked):
        raise PermissionDenied(_("You may not write in this report now."))
    return locked


def _contribute(report: Report, *, by: Officer, now: dt.datetime) -> None:
    """Something changes: the report is started if nobody has, and `by` has written in it."""
    if report.state == State.NOT_STARTED:
        move(report, "start", table=MOVES, by=by, now=now)
        report.refresh_from_db(fields=["state"])
        telling.in_step([report], now=now)
    Contribution.objects.bulk_create(  # one statement where update_or_create takes six
        [Contribution(report=report, officer=by, saved_at=now)],
        update_conflicts=True,
        unique_fields=["report", "officer"],
        update_fields=["saved_at"],
    )


def save_value(
    report: Report, figure: Figure, entry: Entry, *, seen_version: int, by: Officer, now: dt.datetime
) -> FigureValue:
    """Store one answer for the report's open slice.

    `seen_version` is the version that the page showed, 0 where nothing stood. Raises StaleSave when it has
    moved on, ValidationError on a broken limit, PermissionDenied when the field is not open. Saving what
    already stands changes nothing.
    """
    (outcome,) = save_values(report, [Answered(figure, entry, seen_version)], by=by, now=now)
    if isinstance(outcome, ValidationError):
        raise outcome
    return outcome


@transaction.atomic
def save_values(
    report: Report, answered: Sequence[Answered], *, by: Officer, now: dt.datetime
) -> list[FigureValue | ValidationError]:
    """Store several answers at once, as `save_value` does one; in their order, the rows or the refusals.

    A refused answer stops none of the others. PermissionDenied when one of the fields is not open.
    """
    locked = begin_entry(report, by=by)
    answers = Answers(locked)
    if not {one.figure.pk for one in answered} <= answers.open_figures:
        raise PermissionDenied(_("This figure is not open for changes."))
    return _put(answers, _standing(locked), answered, by=by, now=now)


def _standing(report: Report) -> dict[int, FigureValue]:
    """What the report's open slice holds, by figure; read under the report's lock."""
    rows = FigureValue.objects.of_report(report).select_related("saved_by")
    return {row.figure_id: row for row in rows}


def _put(
    answers: Answers,
    standing: dict[int, FigureValue],
    answered: Iterable[Answered],
    *,
    by: Officer,
    now: dt.datetime,
) -> list[FigureValue | ValidationError]:
    """Write answers of a report that is locked and open to `by`: new ones and the trail in a statement each.

    In their order, the rows or the refusals. An answer that stands stays as it is.
    """
    outcomes: list[FigureValue | ValidationError] = []
    changed: dict[int, FigureValue] = {}
    trail: list[dict[str, object]] = []
    for one in answered:
        try:
            row, before = _decided(answers, standing, one)
        except ValidationError as refusal:
            outcomes.append(refusal)
            continue
        if row.version > before:
            row.saved_by, row.saved_at = by, now
            changed[one.figure.pk] = standing[one.figure.pk] = row
            trail.append({"figure": one.figure.code, "version": row.version})
        outcomes.append(row)
    if changed:
        _contribute(answers.report, by=by, now=now)
        for row in changed.values():
            if row.pk:
                row.save()
        FigureValue.objects.bulk_create([row for row in changed.values() if not row.pk])
        audit_each(answers.report, "save", trail, by=by, now=now)
    return outcomes


def _decided(answers: Answers, standing: dict[int, FigureValue], one: Answered) -> tuple[FigureValue, int]:
    """The row with the answer, a version later when it is another one; and the version that stood."""
    figure, entry, report = one.figure, one.entry, answers.report
    check_entry(figure, entry, answers.limits.get(figure.pk))
    row = standing.get(figure.pk) or FigureValue(
        agency_id=report.agency_id, slice_id=report.period.open_slice_id, figure=figure, version=0
    )
    before, answer = row.version, (entry.number, entry.is_not_applicable, entry.note)
    if (row.number, row.is_not_applicable, row.note) == answer:
        return row, before
    if before and before != one.seen_version:
        raise StaleSave(row)
    row.number, row.is_not_applicable, row.note = answer
    row.version += 1
    return row, before


def check_entry(figure: Figure, entry: Entry, limit: FigureLimit | None = None) -> None:
    """Refuse a number outside the figure's limits, in the words of the person who must mend it.

    `limit` is that of the kind of agency; beyond one that only asks for a word the number is taken.
    """
    if entry.is_not_applicable and entry.number is not None:
        raise ValidationError(_("Give a number or say not applicable, not both."))
    if entry.number is None:
        return
    if figure.kind == Figure.Kind.YES_NO and entry.number not in (0, 1):
        raise ValidationError(_("Answer yes or no."))
    if entry.number != round(entry.number, figure.decimals):
        raise ValidationError(_("This figure takes whole numbers, for example 12."))
    if figure.minimum is not None and entry.number < figure.minimum:
        raise ValidationError(
            _("The least possible is %(limit)s.") % {"limit": format_number(figure.minimum)}
        )
    if figure.maximum is not None and entry.number > figure.maximum:
        raise ValidationError(_("The most possible is %(limit)s.") % {"limit": format_number(figure.maximum)})
    if limit and limit.blocks and (words := limit.refusal(entry.number)):
        raise ValidationError(capfirst(words))


@transaction.atomic
def save_text(
    report: Report,
    section: Section,
    text: str,
    *,
    origin: str = Narrative.Origin.OWN,
    said: Mapping[str, str] | None = None,
    seen_version: int,
    by: Officer,
    now: dt.datetime,
) -> Narrative:
    """Store the text of one section and where it came from; the same promises as `save_value`.

    `said` are numbers of figures, by code, that came into the text with sentences taken from them. Where the
    last period's text stands in it, its numbers of that period are kept, whatever is changed beside them.
    """
    locked = begin_entry(report, by=by)
    answers = Answers(locked)
    if section.pk not in answers.open_sections:
        raise PermissionDenied(_("This section is not open for changes."))
    row = locked.narratives.select_related("saved_by").filter(section=section).first()
    row = row or Narrative(report=locked, section=section, version=0)
    if row.text == text:
        return row
    if row.pk and row.version != seen_version:
        raise StaleSave(row)
    _contribute(locked, by=by, now=now)
    if Narrative.Origin.LAST_TIME in (origin, row.origin):
        row.old_numbers = (row.old_numbers or {}) | old_numbers(answers, section, text) or None
    row.text, row.origin = text, origin
    row.old_numbers = row.old_numbers if text else None
    row.said = ((row.said or {}) | dict(said or {}) or None) if text else None
    row.version, row.saved_by, row.saved_at = row.version + 1, by, now
    row.save()
    changes = {"section": section.number, "version": row.version} | ({"origin": origin} if origin else {})
    audit(locked, "save", by=by, now=now, changes=changes)
    return row


def mark_of_blanks(answers: Answers) -> str:
    """The blank figures that may be answered now, as one word."""
    return ",".join(str(figure.pk) for figure in answers.open_blanks)


@transaction.atomic
def fill_blanks(
    report: Report, entry: Entry, *, seen: str | None = None, by: Officer, now: dt.datetime
) -> int:
    """Answer the blank figures that are open with the same 0 or "not applicable"; returns how many.

    A number goes only where it says that nothing arose; a stock, an allocation or a yes/no stays blank.
    With `seen` (the `mark_of_blanks` of what the page named), ValidationError when others are blank by now.
    """
    locked = begin_entry(report, by=by)
    answers = Answers(locked)
    if seen is not None and seen != mark_of_blanks(answers):
        raise ValidationError(
            _("Other figures are blank now than when you opened the page. Look at them once more."),
            code="stale",
        )
    standing = _standing(locked)
    blanks = [figure for figure in answers.open_blanks if entry.number is None or figure.may_be_nil]
    _fill(answers, standing, dict.fromkeys(blanks, entry), by=by, now=now)
    return len(blanks)


def _fill(
    answers: Answers,
    standing: dict[int, FigureValue],
    entries: Mapping[Figure, Entry],
    *,
    by: Officer,
    now: dt.datetime,
) -> None:
    """Answer blank figures beside the words that stand there; the first refusal stops all."""
    answered = [
        Answered(figure, replace(entry, note=row.note) if row else entry, row.version if row else 0)
        for figure, entry in entries.items()
        for row in [standing.get(figure.pk)]
    ]
    for outcome in _put(answers, standing, answered, by=by, now=now):
        if isinstance(outcome, ValidationError):
            raise outcome


def mark_of_recorded(answers: Answers) -> str:
    """The blank figures and their recorded numbers, as one word."""
    return ",".join(f"{figure.pk}={recorded.number:f}" for figure, recorded in answers.open_recorded)


@transaction.atomic
def take_recorded(report: Report, *, seen: str | None, by: Officer, now: dt.datetime) -> int:
    """Answer the blank figures that are open with what the agency's records say; returns how many.

    With `seen` (the `mark_of_recorded` of what the page showed), ValidationError when they say something else
    by now.
    """
    locked = begin_entry(report, by=by)
    answers = Answers(locked)
    if seen is not None and seen != mark_of_recorded(answers):
        raise ValidationError(
            _("The records have changed just now. Look at the numbers once more."), code="stale"
        )
    standing = _standing(locked)
    entries = {figure: Entry(number=recorded.number) for figure, recorded in answers.open_recorded}
    _fill(answers, standing, entries, by=by, now=now)
    return len(answers.open_recorded)


@transaction.atomic
def add_evidence(
    report: Report,
    *,
    figure: Figure | None = None,
    section: Section | None = None,
    title: str,
    attachment: Attachment | None = None,
    url: str = "",
    by: Officer,
    now: dt.datetime,
) -> Evidence:
    """Put a file or a link beside a figure or a section that is open."""
    locked = begin_entry(report, by=by)
    _check_open(locked, figure, section)
    evidence = Evidence(
        report=locked,
        figure=figure,
        section=section,
        title=title,
        attachment=attachment,
        url=url,
        added_by=by,
        added_at=now,
    )
    evidence.full_clean()
    evidence.save()
    _contribute(locked, by=by, now=now)
    audit(locked, "add_evidence", by=by, now=now, changes={"evidence": evidence.pk})
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Officer, now: dt.datetime) -> None:
    """Take a proof away from a draft; what was sent with it keeps it."""
    locked = begin_entry(evidence.report, by=by)
    _check_open(locked, evidence.figure, evidence.section)
    _contribute(locked, by=by, now=now)
    audit(locked, "remove_evidence", by=by, now=now, changes={"evidence": evidence.pk})
    evidence.delete()


def _check_open(report: Report, figure: Figure | None, section: Section | None) -> None:
    answers = Answers(report)
    is_open = (
        figure.pk in answers.open_figures if figure else bool(section and section.pk in answers.open_sections)
    )
    if not is_open:
        raise PermissionDenied(_("This field is not open for changes."))
