"""Periodic work of this room."""

from celery import shared_task
from django.utils import timezone

from records import actions, limits
from records.content import waiting


@shared_task
def sweep_orphan_files() -> int:
    return actions.sweep_orphan_files(now=timezone.now())


@shared_task
def forget_waiting_files() -> int:
    return waiting.forget(now=timezone.now())


@shared_task
def forget_tries() -> int:
    return limits.forget_tries(now=timezone.now())
