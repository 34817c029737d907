"""Who may look into the whole ledger, write to many, and change the rules."""

from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import is_home_affairs, posts_of


def may_watch_ledger(officer: Officer) -> bool:
    return is_home_affairs(officer)


def may_change_rules(officer: Officer) -> bool:
    """Reviewers, who open the periods, and the register administrator, who keeps the calendar."""
    roles = (Post.Role.REVIEWER, Post.Role.REGISTRAR)
    return bool(posts_of(officer, *roles, desk=AgencyKind.Desk.HOME_AFFAIRS))


def may_announce(officer: Officer) -> bool:
    """Reviewers and issuers of Home Affairs speak to the agencies."""
    return bool(posts_of(officer, Post.Role.REVIEWER, Post.Role.ISSUER, desk=AgencyKind.Desk.HOME_AFFAIRS))
