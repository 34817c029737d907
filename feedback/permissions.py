"""Who records an agency's regulation and handles its feedback, from the posts in force today."""

from __future__ import annotations

from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import posts_of
from feedback.models import Answer, Handling, PublicFile, Regulation
from feedback.workflow import State
from records.models import Attachment

Role = Post.Role


def may_record_regulation(officer: Officer, agency_id: int) -> bool:
    """Its drafters and heads: each agency issues its own (plan of the province, part IV, section 7)."""
    return bool(posts_of(officer, Role.DRAFTER, Role.HEAD, agency=agency_id))


def may_handle_at(officer: Officer, agency_id: int) -> bool:
    """Enters and handles feedback for the agency: its drafters and heads."""
    return bool(posts_of(officer, Role.DRAFTER, Role.HEAD, agency=agency_id))


def may_handle(officer: Officer, handling: Handling) -> bool:
    """At its agency, or at the one that keeps it since that is no more."""
    agencies = [handling.agency_id, *([handling.keeper_id] if handling.keeper_id else [])]
    return any(may_handle_at(officer, agency) for agency in agencies)


def drafting_post(officer: Officer, agency_id: int) -> Post | None:
    return next(iter(posts_of(officer, Role.DRAFTER, agency=agency_id)), None)


def signing_post(officer: Officer, agency_id: int) -> Post | None:
    return next(iter(posts_of(officer, Role.HEAD, agency=agency_id)), None)


def may_sign(officer: Officer, handling: Handling, answer: Answer) -> bool:
    """The head signs what awaits them, never what they wrote in themselves."""
    return (
        handling.state == State.AWAITING_HEAD
        and signing_post(officer, handling.agency_id) is not None
        and not answer.writers.filter(pk=officer.pk).exists()
    )


def may_keep_rules(officer: Officer) -> bool:
    """Keeps the register of rules and procedures: Home Affairs."""
    return bool(posts_of(officer, Role.REVIEWER, Role.ISSUER, desk=AgencyKind.Desk.HOME_AFFAIRS))


def may_open_file(officer: Officer, attachment: Attachment) -> bool:
    """A regulation is a published document: whoever holds a post may read it. A copy chosen for the public is
    its agency's until it is approved. What came with feedback is opened from its own page alone, where each
    look is written down."""
    if Regulation.objects.filter(document=attachment).exists():
        return bool(officer.current_posts)
    agencies = {post.agency_id for post in posts_of(officer, Role.DRAFTER, Role.HEAD)}
    chosen = PublicFile.objects.filter(attachment=attachment).select_related("publication__handling")
    handlings = [file.publication.handling for file in chosen]
    return any({handling.agency_id, handling.keeper_id} & agencies for handling in handlings)
