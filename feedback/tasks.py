"""Periodic work of this room."""

from celery import shared_task
from django.utils import timezone

from feedback.actions import letters


@shared_task(soft_time_limit=50, time_limit=55)
def send_letters() -> int:
    return letters.send_letters(now=timezone.now())
