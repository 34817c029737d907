"""What an officer may do next with a report: one primary step, and the lesser ones beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer, Post
from agencies.permissions import is_home_affairs, works_at
from reports.models import Report
from reports.permissions import (
    drafting_post,
    has_written,
    may_enter,
    may_open_correction,
    may_review,
    may_sign,
    reviewing_post,
    signing_post,
)
from reports.progress import Progress
from reports.workflow import State


@dataclass(frozen=True)
class Step:
    """A link, or a verb sent by POST."""

    label: str
    url: str = ""
    post: str = ""


def next_step(report: Report, officer: Officer, progress: Progress) -> Step | None:
    if may_enter(officer, report):
        return _entry_step(report, progress)
    if may_sign(officer, report):
        return Step(_("Read and approve"), url="#sign")
    if report.state == State.SENT and may_review(officer, report):
        return _link(_("Review the report"), "reports:review", report)
    return None


def _entry_step(report: Report, progress: Progress) -> Step:
    part = progress.next_part
    if part is None:
        return Step(_("Check and send"), url=reverse("reports:check", args=[report.pk]))
    return Step(_("Start entry") if report.state == State.NOT_STARTED else _("Continue entry"), url=part.url)


def other_steps(report: Report, officer: Officer) -> list[Step]:
    steps: list[Step | None] = []
    if report.state == State.AWAITING_HEAD and drafting_post(officer, report):
        steps.append(
            Step(_("Take it back from the head"), post=reverse("reports:withdraw", args=[report.pk]))
        )
    if may_correct(officer, report):
        steps.append(_link(_("Correct the issued report"), "reports:correct", report))
    if may_take_over(officer, report):
        is_written = report.is_editable
        label = _("Enter it from paper on the agency's behalf") if is_written else _("Take the report over")
        steps.append(_link(label, "reports:take-over", report))
    if may_give_back(officer, report):
        steps.append(_link(_("Give the report back to the agency"), "reports:give-back", report))
    if is_home_affairs(officer) and report.latest_sending_id:
        steps.append(_link(_("Read it as its reviewer"), "reports:review", report))
    if may_release(officer, report):
        steps += _releasing(report)
    if report.excused_at is not None and reviewing_post(officer) is not None:
        steps.append(_link(_("Ask for the report after all"), "reports:owe-again", report))
    return [step for step in steps if step]


def _releasing(report: Report) -> list[Step | None]:
    """Who is only asked has no deadline to extend."""
    extend = None if report.is_asked else _link(_("Extend the deadline"), "reports:extend", report)
    return [extend, _link(_("Record that the period does not apply"), "reports:excuse", report)]


def may_correct(officer: Officer, report: Report) -> bool:
    """Once the period is issued, an accepted report can only be corrected."""
    is_issued = report.state == State.ACCEPTED and report.period.issued_at is not None
    return is_issued and may_open_correction(officer, report)


def may_release(officer: Officer, report: Report) -> bool:
    """Until the first sending, Home Affairs may give more time or record that nothing is owed."""
    is_settled = report.first_sent_at is not None or report.excused_at is not None
    return not is_settled and reviewing_post(officer) is not None


def may_take_over(officer: Officer, report: Report) -> bool:
    """One that the agency writes; or that awaits the head of an agency that is no more."""
    is_another = reviewing_post(officer) is not None and not works_at(officer, report.agency_id)
    if report.is_on_behalf or not is_another:
        return False
    return report.is_editable or is_left_waiting(report)


def is_left_waiting(report: Report) -> bool:
    """Does it await the head of an agency that is no more?"""
    left = Report.objects.left_waiting(timezone.localdate()).filter(pk=report.pk)
    return report.state == State.AWAITING_HEAD and left.exists()


def may_give_back(officer: Officer, report: Report) -> bool:
    """What Home Affairs took over is the agency's again as soon as Home Affairs lets go of it."""
    return report.is_editable and report.is_on_behalf and reviewing_post(officer) is not None


def _link(label: str, name: str, report: Report) -> Step | None:
    try:
        return Step(label, url=reverse(name, args=[report.pk]))
    except NoReverseMatch:
        return None


def other_signers(report: Report, officer: Officer, posts: list[Post]) -> list[Post]:
    """Who may sign a report that `officer` wrote in: heads in force who wrote nothing in it."""
    return [post for post in posts if post.officer_id != officer.pk and not has_written(post.officer, report)]


def awaits_signature_of(officer: Officer, report: Report) -> bool:
    return report.state == State.AWAITING_HEAD and signing_post(officer, report) is not None
