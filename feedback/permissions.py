"""Who records an agency's regulation, and who reads its file, from the posts in force today."""

from __future__ import annotations

from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import posts_of
from feedback.models import Regulation
from records.models import Attachment

Role = Post.Role


def may_record_regulation(officer: Officer, agency_id: int) -> bool:
    """Its drafters and heads: each agency issues its own (plan of the province, part IV, section 7)."""
    return bool(posts_of(officer, Role.DRAFTER, Role.HEAD, agency=agency_id))


def may_keep_rules(officer: Officer) -> bool:
    """Keeps the register of rules and procedures: Home Affairs."""
    return bool(posts_of(officer, Role.REVIEWER, Role.ISSUER, desk=AgencyKind.Desk.HOME_AFFAIRS))


def may_open_file(officer: Officer, attachment: Attachment) -> bool:
    """A regulation is a published document: whoever holds a post may read it."""
    return bool(officer.current_posts) and Regulation.objects.filter(document=attachment).exists()
