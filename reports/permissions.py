"""Who may do what with a report, a period, a paper. One rule, asked by views, templates and actions."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import AgencyKind, AgencyVersion, Officer, Post
from agencies.permissions import is_home_affairs, is_leadership, posts_of, works_at
from records.models import Attachment
from reports.models import (
    Contribution,
    Evidence,
    OfficialPaper,
    OutgoingPaper,
    ProvincePaper,
    Report,
    RoadStep,
    SendingFile,
)
from reports.models.outgoing import OutgoingPaperQuerySet
from reports.workflow import State

Role = Post.Role
Desk = AgencyKind.Desk


def drafting_post(officer: Officer, report: Report) -> Post | None:
    return _first(posts_of(officer, Role.DRAFTER, agency=report.agency_id))


def signing_post(officer: Officer, report: Report) -> Post | None:
    return _first(posts_of(officer, Role.HEAD, agency=report.agency_id))


def reviewing_post(officer: Officer) -> Post | None:
    return _first(posts_of(officer, Role.REVIEWER, desk=Desk.HOME_AFFAIRS))


def reviewers_in_force(on: dt.date) -> QuerySet[Officer]:
    """Who reviews at Home Affairs on that day, by name."""
    posts = Post.objects.in_force(on).filter(role=Role.REVIEWER).with_agency(on)
    here = posts.filter(Q(agency_desk=Desk.HOME_AFFAIRS))
    return Officer.objects.filter(pk__in=here.values("officer")).order_by("sort_key")


def issuing_post(officer: Officer) -> Post | None:
    return _first(posts_of(officer, Role.ISSUER, desk=Desk.HOME_AFFAIRS))


def _first(posts: list[Post]) -> Post | None:
    return posts[0] if posts else None


def may_manage_periods(officer: Officer) -> bool:
    return reviewing_post(officer) is not None


def may_write_papers(officer: Officer) -> bool:
    """Sees the province's papers before they are issued: who writes them, who issues them."""
    return reviewing_post(officer) is not None or issuing_post(officer) is not None


def may_see_province(officer: Officer) -> bool:
    """The board and the consolidated figures: Home Affairs at work, leadership reading."""
    return is_home_affairs(officer) or is_leadership(officer)


def may_read_draft(officer: Officer, report: Report) -> bool:
    """What is being written is the agency's own and Home Affairs'; leadership reads what was accepted."""
    return is_home_affairs(officer) or works_at(officer, report.agency_id)


def may_enter(officer: Officer, report: Report) -> bool:
    """An agency's drafter enters its report; Home Affairs enters one that came on paper."""
    if not report.is_editable:
        return False
    if report.is_on_behalf:
        return reviewing_post(officer) is not None
    return drafting_post(officer, report) is not None


def _contributions(officer: Officer, report: Report) -> QuerySet[Contribution]:
    """What the officer saved in the report, or in one that closes on the same day: figures are shared."""
    return Contribution.objects.filter(
        officer=officer,
        report__agency=report.agency_id,
        report__period__open_slice=report.period.open_slice_id,
    )


def has_written(officer: Officer, report: Report) -> bool:
    """Did the officer save anything in the report since its last sending?"""
    written = _contributions(officer, report)
    if report.latest_sending is not None:
        written = written.filter(saved_at__gt=report.latest_sending.sent_at)
    return written.exists()


def may_sign(officer: Officer, report: Report) -> bool:
    """A head signs what awaits them, never what they wrote themselves."""
    return (
        report.state == State.AWAITING_HEAD
        and report.excused_at is None
        and signing_post(officer, report) is not None
        and not has_written(officer, report)
    )


def took_part(officer: Officer, report: Report) -> bool:
    """Did the officer ever write in the report or sign it?"""
    return _contributions(officer, report).exists() or report.sendings.filter(signed_by=officer).exists()


def may_review(officer: Officer, report: Report) -> bool:
    """A Home Affairs reviewer who neither wrote nor signed the report, Home Affairs' own included."""
    return reviewing_post(officer) is not None and not took_part(officer, report)


def may_open_correction(officer: Officer, report: Report) -> bool:
    """The agency's drafter; or Home Affairs, also for an agency that has closed since."""
    return drafting_post(officer, report) is not None or reviewing_post(officer) is not None


def may_record_paper(officer: Officer, report: Report) -> bool:
    """The agency's clerk, drafter or head, or Home Affairs, keeps the signed paper of a sending."""
    at_agency = posts_of(officer, Role.CLERK, Role.DRAFTER, Role.HEAD, agency=report.agency_id)
    return bool(at_agency) or reviewing_post(officer) is not None


def awaits_paper(report: Report) -> bool:
    """Is the signed paper of what was sent last still owed?"""
    return Report.objects.awaiting_paper().filter(pk=report.pk).exists()


def following_post(officer: Officer) -> Post | None:
    """Under which a paper's way out is recorded: a reviewer's or an issuer's at Home Affairs."""
    return reviewing_post(officer) or issuing_post(officer)


may_follow_papers = may_write_papers


def numbering_post(officer: Officer, outgoing: OutgoingPaper) -> Post | None:
    """A clerk's at Home Affairs or where the paper gets its number; else one of those who follow it."""
    clerks = posts_of(officer, Role.CLERK)
    found = [post for post in clerks if post.agency_desk == Desk.HOME_AFFAIRS]
    if not found and clerks:
        numbers_at = _agencies_that_number(outgoing)
        found = [post for post in clerks if post.agency_id in numbers_at]
    return _first(found) or following_post(officer)


def _agencies_that_number(outgoing: OutgoingPaper) -> set[int]:
    paper = outgoing.paper
    steps = RoadStep.objects.filter(regime=paper.period.regime_id, paper_kind=paper.kind)
    kinds = steps.filter(step=RoadStep.Step.NUMBER).values("agency_kind")
    versions = AgencyVersion.objects.in_force(timezone.localdate()).filter(kind__in=kinds)
    return set(versions.values_list("agency", flat=True))


def may_number(officer: Officer, outgoing: OutgoingPaper) -> bool:
    return numbering_post(officer, outgoing) is not None


def outgoing_visible_to(officer: Officer) -> OutgoingPaperQuerySet:
    """Who sees the province's issued papers sees their way out; so does the clerk who numbers them."""
    rows: OutgoingPaperQuerySet = OutgoingPaper.objects.all()
    if may_see_province(officer):
        return rows
    clerks_at = {post.agency_id for post in posts_of(officer, Role.CLERK)}
    if not clerks_at:
        return rows.none()
    versions = AgencyVersion.objects.in_force(timezone.localdate()).filter(agency__in=clerks_at)
    numbers_here = RoadStep.objects.filter(
        step=RoadStep.Step.NUMBER,
        agency_kind__in=versions.values("kind"),
        regime=OuterRef("paper__period__regime"),
        paper_kind=OuterRef("paper__kind"),
    )
    return rows.filter(Exists(numbers_here))


def may_open_file(officer: Officer, attachment: Attachment) -> bool:
    """A file opens with the draft or the sending it stands in; an issued paper to who sees the province."""
    drafts = Report.objects.drafts_visible_to(officer)
    accepted = Report.objects.visible_to(officer).values("accepted_sending")
    sent = Q(sending__report__in=drafts) | Q(sending__in=accepted)
    here = {"attachment": attachment}
    return (
        Evidence.objects.filter(report__in=drafts, **here).exists()
        or SendingFile.objects.filter(sent, **here).exists()
        or OfficialPaper.objects.filter(sent, **here).exists()
        or (may_see_province(officer) and ProvincePaper.objects.filter(document=attachment).exists())
        or outgoing_visible_to(officer).filter(_holds(attachment)).exists()
    )


def _holds(attachment: Attachment) -> Q:
    """An outgoing paper with that file: as it was issued, as it was signed, or as a receipt."""
    as_it_was = Q(paper__document=attachment) | Q(attachment=attachment)
    return as_it_was | Q(dispatches__figures_file=attachment)
