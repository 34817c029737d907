"""The clock. Beat fires: each minute what is due leaves, each hour everything is planned anew. A tick that
was missed is not made up for, what is due is."""

from celery import shared_task
from django.utils import timezone

from . import actions


@shared_task(soft_time_limit=120, time_limit=150)
def deliver_due() -> None:
    actions.deliver_due(now=timezone.now())


@shared_task
def plan_reminders() -> None:
    actions.plan_reminders(now=timezone.now())
