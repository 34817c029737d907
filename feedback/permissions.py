"""Who records an agency's regulation and handles its feedback, from the posts in force today."""

from __future__ import annotations

from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import posts_of
from feedback.models import Answer, Handling, Regulation
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
    return may_handle_at(officer, handling.keeper_id or handling.agency_id)


def may_read_words(officer: Officer, handling: Handling) -> bool:
    """Who handles it, while their agency has it or has answered it: its sender's words and name are theirs to
    read. Nobody else's, whatever their post."""
    return may_handle(officer, handling) and handling.needs_sender


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
    """A regulation is a published document: whoever holds a post may read it. What came with feedback, and a
    copy chosen of it for the public, is opened from its own page alone, where each look is written down."""
    is_regulation = Regulation.objects.filter(document=attachment).exists()
    return is_regulation and bool(officer.current_posts)
