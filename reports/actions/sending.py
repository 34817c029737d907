"""From draft to sent: sign-off by the head, immutable snapshots, corrections after issue."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Officer, Post
from agencies.permissions import works_at
from records.actions import audit, move
from records.numbers import format_number
from reports.actions import telling
from reports.actions.entry import lock_sharing
from reports.actions.frozen import frozen_figure, frozen_file, sha256_of
from reports.actions.opening import open_fields
from reports.answers import Answers
from reports.models import (
    Evidence,
    Figure,
    FigureValue,
    PaperLayout,
    Report,
    Review,
    Section,
    Sending,
    SendingFigure,
    SendingFile,
    SendingText,
)
from reports.outline import Told
from reports.permissions import (
    drafting_post,
    has_written,
    reviewing_post,
    signing_post,
)
from reports.workflow import MOVES


def check_complete(report: Report) -> None:
    """Refuse a report with blanks, with figures that cannot be or ask for a word, or with texts that its
    figures deny, naming each.
    """
    answers = Answers(report)
    problems = [
        ValidationError(
            _("%(field)s is blank: give a number, 0, or say not applicable."),
            code="blank",
            params={"field": f"{figure.code} {figure.label}"},
        )
        for figure in answers.blank_figures
    ]
    problems += [
        ValidationError(_("Section %(field)s has no text."), code="blank", params={"field": str(section)})
        for section in answers.blank_sections
        if not answers.told[section.pk].is_unsaid
    ]
    problems += [untrue(told) for told in answers.untrue]
    problems += [
        ValidationError(
            "%(fields)s: %(words)s",
            code="cross_check",
            params={
                "words": finding.words,
                "fields": ", ".join(figure.code for figure in finding.figures),
            },
        )
        for finding in answers.stopping
    ]
    if problems:
        raise ValidationError(problems)


def untrue(told: Told) -> ValidationError:
    """What is wrong with a section that its figures deny: silent beside them, or with another number."""
    if told.is_denied_by_voices:
        return _denied_by_voices(told)
    if not told.is_unsaid:
        message = _("Section %(field)s still says another number of %(figures)s than it is now.")
    elif told.denies:
        message = _("Section %(field)s says that nothing arose, but %(figures)s is more than 0.")
    else:
        message = _("Section %(field)s is empty, but %(figures)s is more than 0.")
    params = {"field": str(told.section), "figures": told.denied_words}
    return ValidationError(message, code="untrue", params=params)


def _denied_by_voices(told: Told) -> ValidationError:
    count = told.voices.saying if told.voices else 0
    message = ngettext(
        "Section %(field)s says that nothing arose, but %(count)d agency says something in it.",
        "Section %(field)s says that nothing arose, but %(count)d agencies say something in it.",
        count,
    )
    return ValidationError(message, code="untrue", params={"field": str(told.section), "count": count})


def check_explained(report: Report) -> None:
    """Refuse a figure that differs from the agency's records without a word why, as the records stand now."""
    answers = Answers(report)
    problems = [
        ValidationError(
            _("%(field)s: your records say %(recorded)s. Take that number, or explain yours in its note."),
            code="unexplained",
            params={
                "field": f"{figure.code} {figure.label}",
                "recorded": format_number(answers.recorded[figure.pk].number),
            },
        )
        for figure in answers.unexplained
    ]
    if problems:
        raise ValidationError(problems)


def lock_report(report: Report) -> Report:
    return lock_sharing(report, "agency", "accepted_sending")


def _went_out_returned(report: Report) -> bool:
    """Was the report returned before it went to the head? Its open fields decide where it goes back to."""
    last = Review.objects.filter(sending=report.latest_sending_id).order_by("at", "pk").last()
    return last is not None and last.verdict == Review.Verdict.RETURNED


@transaction.atomic
def submit_report(report: Report, *, by: Officer, now: dt.datetime) -> Report:
    """Hand the report to the agency's head for sign-off; it must be complete and agree with itself."""
    locked = lock_report(report)
    post = drafting_post(by, locked)
    if post is None:
        raise PermissionDenied(_("Only a drafter of the agency sends its report to the head."))
    _refuse_excused(locked)
    check_complete(locked)
    check_explained(locked)
    moved = move(locked, "submit", table=MOVES, by=by, post=post, now=now)
    telling.awaiting_head(moved, now=now)
    return moved


@transaction.atomic
def withdraw_report(report: Report, *, by: Officer, now: dt.datetime) -> Report:
    """Take the report back from the head to go on writing."""
    locked = lock_report(report)
    if (post := drafting_post(by, locked)) is None:
        raise PermissionDenied(_("Only a drafter of the agency takes its report back."))
    verb = "withdraw_returned" if _went_out_returned(locked) else "withdraw"
    moved = move(locked, verb, table=MOVES, by=by, post=post, now=now)
    telling.withdrawn(moved, now=now)
    return moved


@transaction.atomic
def hand_back_report(
    report: Report,
    *,
    reason: str,
    remarks: Mapping[str, str] | None = None,
    seen: str | None = None,
    by: Officer,
    now: dt.datetime,
) -> Report:
    """The head gives the report back to its drafters, with a reason, and remarks on places (`place_name`).

    `seen` as for signing: what they have not read is not handed back.
    """
    locked = lock_report(report)
    post = signing_post(by, locked)
    if post is None:
        raise PermissionDenied(_("Only the head, or who signs for them, hands a report back."))
    if not reason:
        raise ValidationError(_("Say what has to change."))
    verb = "hand_back_returned" if _went_out_returned(locked) else "hand_back"
    moved = move(
        locked, verb, table=MOVES, by=by, post=post, now=now, note=reason, remarks=remarks,
        guard=lambda _row: _refuse_changed(locked, seen),
    )  # fmt: skip
    telling.handed_back(moved, now=now)
    return moved


@transaction.atomic
def sign_report(report: Report, *, seen: str | None = None, by: Officer, now: dt.datetime) -> Sending:
    """The head signs and sends: an immutable snapshot of figures, texts and files under their post.

    Whoever saved anything in the report since its last sending cannot sign it. With `seen` (the
    `digest_of_draft` of what the head was shown), ValidationError when something else stands by now.
    """
    locked = lock_report(report)
    post = signing_post(by, locked)
    if post is None:
        raise PermissionDenied(_("Only the head, or who signs for them, approves a report."))
    if has_written(by, locked):
        raise PermissionDenied(
            _("You wrote in this report; someone else who may sign for the head has to approve it.")
        )
    _refuse_changed(locked, seen)
    return _send(locked, "sign", by=by, post=post, now=now)


def _refuse_changed(report: Report, seen: str | None) -> None:
    if seen is not None and seen != digest_of_draft(Answers(report), _files(report)):
        raise ValidationError(
            _("The report has changed since you opened the page. Read it as it is now."), code="stale"
        )


@transaction.atomic
def send_on_behalf(report: Report, *, seen: str | None = None, by: Officer, now: dt.datetime) -> Sending:
    """Home Affairs sends what it entered from an agency's paper report, marked so; `seen` as for signing."""
    locked = lock_report(report)
    post = reviewing_post(by)
    if post is None or not locked.is_on_behalf:
        raise PermissionDenied(_("Only Home Affairs sends a report that came on paper."))
    _refuse_changed(locked, seen)
    check_explained(locked)
    return _send(locked, "send_on_behalf", by=by, post=post, now=now)


@transaction.atomic
def take_over(report: Report, *, reason: str, by: Officer, now: dt.datetime) -> Report:
    """Home Affairs enters an agency's paper report on its behalf; its own people then read along. So it does
    with one that awaits the head of an agency that is no more, which goes back to where it came from.

    Nobody does so for the agency they work at: Home Affairs' own report is signed by its head.
    """
    locked = lock_report(report)
    post = reviewing_post(by)
    if post is None or works_at(by, locked.agency_id):
        raise PermissionDenied(_("Only Home Affairs enters a report on an agency's behalf."))
    left = Report.objects.left_waiting(timezone.localdate(now)).filter(pk=locked.pk)
    is_left = not locked.is_editable and left.exists()
    if not (locked.is_editable or is_left):
        raise ValidationError(_("The report is with the head or already sent."))
    if not reason:
        raise ValidationError(
            _("Say why Home Affairs goes on with it.")
            if is_left
            else _("Name the paper that the figures come from.")
        )
    if is_left:
        return _take_from_head(locked, reason, by=by, post=post, now=now)
    locked.is_on_behalf = True
    locked.save(update_fields=["is_on_behalf"])
    audit(locked, "take_over", by=by, now=now, changes={"reason": reason})
    telling.in_step([locked], now=now)
    return locked


def _take_from_head(report: Report, reason: str, *, by: Officer, post: Post, now: dt.datetime) -> Report:
    verb = "take_over_waiting_returned" if _went_out_returned(report) else "take_over_waiting"
    moved = move(report, verb, table=MOVES, by=by, post=post, now=now, note=reason, is_on_behalf=True)
    telling.withdrawn(moved, now=now)
    return moved


@transaction.atomic
def give_back(report: Report, *, reason: str, by: Officer, now: dt.datetime) -> Report:
    """Home Affairs lets go of a report that it took over: the agency's own people write in it again."""
    locked = lock_report(report)
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs gives a report back to its agency."))
    if not locked.is_on_behalf:
        raise ValidationError(_("The report is with its agency already."))
    if not locked.is_editable:
        raise ValidationError(_("The report is with the head or already sent."))
    if not reason:
        raise ValidationError({"reason": _("Say why the agency goes on with the report itself.")})
    locked.is_on_behalf = False
    locked.save(update_fields=["is_on_behalf"])
    audit(locked, "give_back", by=by, now=now, changes={"reason": reason})
    telling.in_step([locked], now=now)
    return locked


def _refuse_excused(report: Report) -> None:
    if report.excused_at is not None:
        raise ValidationError(_("This report is recorded as not applicable."))


def _send(report: Report, verb: str, *, by: Officer, post: Post, now: dt.datetime) -> Sending:
    _refuse_excused(report)
    check_complete(report)
    sending = _snapshot(report, by=by, post=post, now=now)
    first: dict[str, Any] = {}
    if report.first_sent_at is None:
        first = {"first_sent_at": now, "timeliness": report.timeliness_if_sent(timezone.localdate(now))}
    moved = move(report, verb, table=MOVES, by=by, post=post, now=now, latest_sending=sending, **first)
    moved.open_fields.all().delete()
    telling.sent(moved, now=now)
    return sending


def _snapshot(report: Report, *, by: Officer, post: Post, now: dt.datetime) -> Sending:
    """Copy what stands now: the values of the open slice, the texts, the proofs, and a digest of them all."""
    answers = Answers(report)
    files = _files(report)
    layout = PaperLayout.objects.filter(regime=report.period.regime_id, kind="agency").first()
    sending = Sending.objects.create(
        report=report,
        number=report.sendings.count() + 1,
        kind=Sending.Kind.CORRECTION if report.is_correcting else Sending.Kind.REPORT,
        sent_at=now,
        due_on=report.due_on,
        signed_by=by,
        post=post,
        agency_name=report.version.name,
        signer_name=by.full_name,
        signature_lines=post.signature_lines,
        is_on_behalf=report.is_on_behalf,
        layout=layout.as_data(unit=report.agency.drafting_unit) if layout else None,
        sha256=digest_of_draft(answers, files),
    )
    recorded = answers.recorded
    SendingFigure.objects.bulk_create(
        frozen_figure(sending, row, recorded.get(row.figure_id)) for row in _values(answers)
    )
    SendingText.objects.bulk_create(
        SendingText(sending=sending, section=section, text=answers.text(section))
        for section in _written_sections(answers)
    )
    SendingFile.objects.bulk_create(frozen_file(sending, row) for row in files)
    return sending


def _files(report: Report) -> list[Evidence]:
    return list(report.evidence.select_related("attachment"))


def _values(answers: Answers) -> list[FigureValue]:
    return [row for figure in answers.typed if (row := answers.value(figure))]


def _written_sections(answers: Answers) -> list[Section]:
    return [section for section in answers.sections if not section.is_heading]


def digest_of_draft(answers: Answers, files: Iterable[Evidence]) -> str:
    """The digest that a sending of what stands now would carry."""
    in_order = sorted(files, key=lambda row: row.pk)
    return digest_of(
        {
            "figures": [
                [row.figure.code, row.number, row.is_not_applicable, row.note] for row in _values(answers)
            ],
            "texts": [[section.number, answers.text(section)] for section in _written_sections(answers)],
            "files": [
                [row.figure_id, row.section_id, row.title, row.url, sha256_of(row)] for row in in_order
            ],
        }
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted keys: the same content, the same digest."""
    text = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def open_correction(
    report: Report,
    *,
    figures: Mapping[Figure, str],
    sections: Mapping[Section, str],
    by: Officer,
    now: dt.datetime,
) -> Report:
    """Begin a dated correction of an accepted report after its period was issued.

    What was issued stays as it is; the correction is signed and accepted like a report.
    """
    locked = lock_report(report)
    post = drafting_post(by, locked) or reviewing_post(by)
    if post is None:
        raise PermissionDenied(_("Only the agency or Home Affairs opens a correction."))
    if locked.period.issued_at is None:
        raise ValidationError(
            _("The period is not issued yet: ask Home Affairs to return the report instead.")
        )
    if not figures and not sections:
        raise ValidationError(_("Name at least one figure or section, each with the reason."))
    moved = move(locked, "correct", table=MOVES, by=by, post=post, now=now)
    open_fields(moved, figures=figures, sections=sections, by=by, now=now)
    telling.in_step([moved], now=now)
    return moved
