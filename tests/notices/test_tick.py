"""The clock's task: each minute, small, and harmless when run twice."""

import pytest

from notices.tasks import deliver_due, keep_obligations
from reformportal import celery_app
from tests.notices.make import make_drafters, states, tell


def test_beat_fires_it_each_minute_and_drops_ticks_nobody_took(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["deliver_due"]
    assert celery_app.tasks[entry["task"]] is celery_app.tasks[deliver_due.name]
    assert (entry["schedule"], entry["options"]) == (60, {"expires": 55})


def test_everything_owed_is_compared_each_hour(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["keep_obligations"]
    assert celery_app.tasks[entry["task"]] is celery_app.tasks[keep_obligations.name]
    assert (entry["schedule"], entry["options"]) == (3600, {"expires": 3500})


def test_it_ends_before_its_message_would_be_handed_out_again(settings):
    lease = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert deliver_due.soft_time_limit < deliver_due.time_limit < lease
    assert (settings.CELERY_TASK_ACKS_LATE, settings.CELERY_TASK_REJECT_ON_WORKER_LOST) == (True, True)


@pytest.mark.django_db
def test_run_twice_it_sends_once(errands, mailoutbox):
    tell(make_drafters(1)[0])
    deliver_due()
    deliver_due()
    assert (len(mailoutbox), states()) == (1, {"sent": 1})
