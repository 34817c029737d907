"""Tasks that do nothing, for bench.reminders, and marks of when they began and ended."""

import time

import redis
from celery import shared_task
from django.conf import settings


@shared_task
def nothing():
    pass


@shared_task
def mark():
    redis.Redis.from_url(settings.CELERY_BROKER_URL).rpush("bench-marks", time.time())
