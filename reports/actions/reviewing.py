"""Home Affairs' verdict: return with reasons on fields, or accept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer, Post
from records.actions import audit, move
from records.days import screen_moment
from reports.actions import telling
from reports.actions.opening import open_fields
from reports.actions.sending import lock_report
from reports.models import Figure, Remark, Report, Review, ReviewerAssignment, Section
from reports.permissions import may_review, reviewing_post
from reports.workflow import MOVES, State


def decisions(report: Report) -> int:
    """How many sendings and verdicts a report has seen: a page shows it, a verdict brings it back."""
    return report.sendings.count() + Review.objects.filter(sending__report=report).count()


def _reviewing(report: Report, by: Officer, seen: int | None) -> tuple[Report, Post]:
    locked = lock_report(report)
    locked.period.refresh_from_db(fields=["issued_at"])  # read with the lock, not before the wait for it
    if seen is not None and seen != decisions(locked):
        raise ValidationError(_decided_meanwhile(locked), code="stale")
    post = reviewing_post(by)
    if post is None or not may_review(by, locked):
        raise PermissionDenied(
            _("A Home Affairs reviewer who neither wrote nor approved the report reviews it.")
        )
    return locked, post


def _decided_meanwhile(report: Report) -> str:
    review = Review.objects.filter(sending=report.latest_sending).select_related("by").order_by("at").last()
    if review is None:
        return _("The agency has sent this report again since you opened the page. Read it as it is now.")
    return _("%(name)s has already decided: %(verdict)s, %(time)s. Nothing was changed now.") % {
        "name": review.by.full_name,
        "verdict": review.get_verdict_display(),
        "time": screen_moment(timezone.localtime(review.at)),
    }


@transaction.atomic
def return_report(
    report: Report,
    *,
    figures: Mapping[Figure, str],
    sections: Mapping[Section, str],
    note: str = "",
    seen: int | None = None,
    by: Officer,
    now: dt.datetime,
) -> Review:
    """Send a report back with a reason on each field concerned; those fields reopen, and no others.

    An accepted report can be returned until its period is issued; then only corrections remain. With `seen`
    (the `decisions` the reviewer was shown), ValidationError when someone has sent or decided since.
    """
    locked, post = _reviewing(report, by, seen)
    if not figures and not sections:
        raise ValidationError(_("Give a reason on at least one figure or section."))
    if not all([*figures.values(), *sections.values()]):
        raise ValidationError(_("Each field you return needs a reason."))
    if locked.state == State.ACCEPTED and locked.period.issued_at is not None:
        raise ValidationError(_("The period is issued: the agency can only correct its report now."))
    review = _record(locked, Review.Verdict.RETURNED, note, by=by, post=post, now=now)
    Remark.objects.bulk_create(
        [Remark(review=review, figure=figure, text=text) for figure, text in figures.items()]
        + [Remark(review=review, section=section, text=text) for section, text in sections.items()]
    )
    standing = locked.accepted_sending if locked.is_correcting else None
    moved = move(locked, "return", table=MOVES, by=by, post=post, now=now, accepted_sending=standing)
    open_fields(moved, figures=figures, sections=sections, by=by, now=now)
    telling.returned(moved, now=now)
    return review


@transaction.atomic
def accept_report(
    report: Report, *, note: str = "", seen: int | None = None, by: Officer, now: dt.datetime
) -> Review:
    """Accept the latest sending: from now on its figures count in the province's. `seen` as for a return."""
    locked, post = _reviewing(report, by, seen)
    if locked.state != State.SENT or locked.latest_sending is None:
        raise ValidationError(_("Only a report that was sent can be accepted."))
    if Report.objects.awaiting_paper().filter(pk=locked.pk).exists():
        raise ValidationError(
            _("The signed paper of this sending is still to be entered; the agency is reminded of it.")
        )
    review = _record(locked, Review.Verdict.ACCEPTED, note, by=by, post=post, now=now)
    moved = move(
        locked, "accept", table=MOVES, by=by, post=post, now=now, accepted_sending=locked.latest_sending
    )
    telling.accepted(moved, now=now)
    return review


def _record(report: Report, verdict: str, note: str, *, by: Officer, post: Post, now: dt.datetime) -> Review:
    if report.latest_sending is None:
        raise ValidationError(_("Nothing has been sent yet."))
    return Review.objects.create(
        sending=report.latest_sending, verdict=verdict, at=now, by=by, post=post, note=note
    )


def assign_reviewer(agency: Agency, reviewer: Officer, *, by: Officer, now: dt.datetime) -> None:
    assign_reviewers([agency], reviewer, by=by, now=now)


def lock_agencies(agencies: Sequence[Agency]) -> None:
    """Nobody else assigns them until the transaction ends; those count too that have no reviewer yet."""
    chosen = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])
    list(chosen.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


@transaction.atomic
def assign_reviewers(agencies: Sequence[Agency], reviewer: Officer, *, by: Officer, now: dt.datetime) -> None:
    """Make a Home Affairs officer responsible for these agencies' reports, those of open periods included."""
    if reviewing_post(by) is None:
        raise PermissionDenied(_("Only Home Affairs assigns reviewers."))
    if reviewing_post(reviewer) is None:
        raise ValidationError({"reviewer": _("The officer holds no reviewer's post at Home Affairs.")})
    lock_agencies(agencies)
    ReviewerAssignment.objects.bulk_create(
        [ReviewerAssignment(agency=agency, reviewer=reviewer) for agency in agencies],
        update_conflicts=True,
        unique_fields=["agency"],
        update_fields=["reviewer"],
    )
    theirs = Report.objects.filter(agency__in=agencies, period__issued_at=None)
    theirs.update(reviewer=reviewer)
    telling.in_step(theirs, now=now)
    for agency in agencies:
        audit(agency, "assign_reviewer", by=by, now=now, changes={"reviewer": reviewer.pk})
