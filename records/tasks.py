"""Periodic work of this room."""

from celery import shared_task
from django.utils import timezone

from records import actions, limits


@shared_task
def sweep_orphan_files() -> int:
    return actions.sweep_orphan_files(now=timezone.now())


@shared_task
def forget_tries() -> int:
    return limits.forget_tries(now=timezone.now())
