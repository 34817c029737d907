"""Tasks that do nothing, for bench.reminders, and marks of when they began and ended."""

import time

import redis
from celery import shared_task
from django.conf import settings


def broker(**options):
    """The names of a socket and of its database as redis has them."""
    url = settings.CELERY_BROKER_URL.replace("redis+socket:", "unix:").replace("virtual_host=", "db=")
    return redis.Redis.from_url(url, **options)


@shared_task
def nothing():
    pass


@shared_task
def mark():
    broker().rpush("bench-marks", time.time())
