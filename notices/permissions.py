"""Who may look into the whole ledger and send a failed reminder again."""

from agencies.models import Officer
from agencies.permissions import is_home_affairs


def may_watch_ledger(officer: Officer) -> bool:
    return is_home_affairs(officer)
