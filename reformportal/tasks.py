from celery import shared_task
from django.utils import timezone

from reformportal import actions


@shared_task
def forget_networks() -> int:
    return actions.forget_networks(today=timezone.localdate())


@shared_task(soft_time_limit=50, time_limit=55)
def send_links() -> None:
    actions.send_links(now=timezone.now())
