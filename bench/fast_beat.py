"""A Celery app whose beat ticks every second, for bench.kills: `celery --app bench.fast_beat beat`."""

from reformportal import celery_app

app = celery_app
app.conf.beat_schedule = {
    "deliver_due": {"task": "notices.tasks.deliver_due", "schedule": 1, "options": {"expires": 55}}
}
