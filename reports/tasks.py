"""Background work on reports: making and opening periods whose day has come, keeping who owes in step."""

from celery import shared_task
from django.utils import timezone

from reports.actions.periods import open_due_periods, rederive_open_periods
from reports.actions.regimes import continue_years


@shared_task
def open_periods() -> int:
    now = timezone.now()
    continue_years(now=now)
    return open_due_periods(now=now)


@shared_task
def rederive_obligations() -> None:
    """Kept in step by every change of the register; this catches versions that begin by date alone."""
    rederive_open_periods(by=None, now=timezone.now())
