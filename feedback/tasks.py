"""Periodic work of this room."""

from celery import shared_task
from django.utils import timezone

from feedback.actions import erasing, inheriting, keeping, letters, redacting, requests
from feedback.keys import FORM_LASTS


@shared_task(soft_time_limit=50, time_limit=55)
def send_letters() -> int:
    return letters.send_letters(now=timezone.now())


@shared_task
def redact_what_waits() -> int:
    return redacting.redact_what_waits(seconds=redacting.A_RUN)


@shared_task
def hand_on_feedback() -> int:
    """Kept in step by every change of the register; this catches what ends by date alone."""
    now = timezone.now()
    return inheriting.hand_on_feedback(by=None, now=now) + requests.hand_on_requests(by=None, now=now)


@shared_task
def erase_what_is_over() -> int:
    now = timezone.now()
    keeping.forget_kept(before=now - 2 * FORM_LASTS)  # a page too old to be sent may still come once more
    return erasing.erase_what_is_over(now=now)
