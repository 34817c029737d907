"""The clock. Beat fires: each minute what is due leaves, each hour what is owed is compared. A tick that was
missed is not made up for, what is due is. A clock that jumped is not believed: nothing is done by it."""

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task(soft_time_limit=120, time_limit=150)
def deliver_due() -> None:
    now = timezone.now()
    if actions.tick(now=now):
        actions.deliver_due(now=now)


@shared_task
def keep_obligations() -> None:
    now = timezone.now()
    if actions.tick(now=now):
        actions.write_down(actions.keep_obligations(now=now), now=now)


@shared_task
def forget_gone() -> None:
    actions.forget_gone()
