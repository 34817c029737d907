"""Background work on plans: keeping who has which duty in step with the days."""

from celery import shared_task
from django.utils import timezone

from plans.actions import assigning


@shared_task
def derive_assignments() -> None:
    """Kept in step by every change of the register and of a plan; this catches what begins by date alone."""
    assigning.derive_assignments(by=None, now=timezone.now())
