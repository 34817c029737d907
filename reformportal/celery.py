"""The Celery application: `celery -A reformportal worker` and `celery -A reformportal beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")

app = Celery("reformportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
