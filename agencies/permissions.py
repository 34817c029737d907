"""Who may do what, from the posts in force today. No function here asks the database by itself:
`Officer.current_posts` was read once for the request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from agencies.models import AgencyKind, Officer, Post

Role = Post.Role
Desk = AgencyKind.Desk

# Which roles a post at an agency of each desk may carry.
ROLES_AT_DESK: dict[str, tuple[Post.Role, ...]] = {
    Desk.AGENCY: (Role.DRAFTER, Role.HEAD, Role.CLERK, Role.READER),
    Desk.PRESS: (Role.DRAFTER, Role.HEAD, Role.CLERK, Role.READER),
    Desk.FINANCE: (Role.DRAFTER, Role.HEAD, Role.REVIEWER, Role.CLERK, Role.READER),
    Desk.PARTY: (Role.DRAFTER, Role.HEAD, Role.REVIEWER, Role.CLERK, Role.READER),
    Desk.LEADERSHIP: (Role.HEAD, Role.READER),
    Desk.HOME_AFFAIRS: tuple(Role),
}


def posts_of(officer: Officer, *roles: str, desk: str | None = None, agency: int | None = None) -> list[Post]:
    """The officer's posts in force, narrowed to any of the roles, to a desk, to an agency's id."""
    return [
        post
        for post in officer.current_posts
        if (not roles or post.role in roles)
        and (desk is None or post.agency_desk == desk)
        and (agency is None or post.agency_id == agency)
    ]


def is_home_affairs(officer: Officer) -> bool:
    """Holds any post at the Home Affairs desk."""
    return bool(posts_of(officer, desk=Desk.HOME_AFFAIRS))


def is_leadership(officer: Officer) -> bool:
    """Reads for the provincial leadership."""
    return bool(posts_of(officer, desk=Desk.LEADERSHIP))


def may_keep_register(officer: Officer) -> bool:
    """Keeps agencies, officers and the calendar: the register administrator at Home Affairs."""
    return officer.keeps_register


def require_register_keeper(by: Officer | None) -> None:
    """Refuse whoever does not keep the register; None is the installation itself."""
    if by is not None and not may_keep_register(by):
        raise PermissionDenied


def works_at(officer: Officer, agency_id: int | None) -> bool:
    """Holds a post at that agency."""
    return agency_id is not None and bool(posts_of(officer, agency=agency_id))


def may_name_unit(officer: Officer, agency_id: int) -> bool:
    """May say which unit drafts the agency's papers: who writes, signs or numbers them, and the registrar."""
    writes = posts_of(officer, Role.DRAFTER, Role.HEAD, Role.CLERK, agency=agency_id)
    return may_keep_register(officer) or bool(writes)


def sees_contacts_at(officer: Officer, agency_id: int) -> bool:
    """May read e-mail addresses and telephones of the agency's officers: colleagues and the registrar."""
    return may_keep_register(officer) or works_at(officer, agency_id)
