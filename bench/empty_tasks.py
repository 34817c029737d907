"""Tasks that do nothing, for bench.reminders, and marks of when they began and ended."""

import time

import redis
from celery import shared_task
from django.conf import settings


def broker(**options):
    url = settings.CELERY_BROKER_URL.replace("redis+socket:", "unix:")  # as redis names a socket
    return redis.Redis.from_url(url, **options)


@shared_task
def nothing():
    pass


@shared_task
def mark():
    broker().rpush("bench-marks", time.time())
