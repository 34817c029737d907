"""A clock that jumped is not believed: nothing leaves, nothing is planned by it, and Home Affairs is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies.models import Post
from notices import tasks
from notices.actions import confirm_clock, keep_obligations, tick
from notices.models import Clock, Obligation, Reminder
from notices.troubles import CLOCK
from notices.workflow import ReminderState
from reformportal.desk import desk_tasks
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import make_open_period

pytestmark = pytest.mark.django_db
FORTY_DAYS = dt.timedelta(days=40)


@pytest.fixture(autouse=True)
def _guarded(settings):
    settings.CLOCK_MAY_DIFFER = None
    settings.CLOCK_MAY_STAND = dt.timedelta(hours=26)


@pytest.fixture
def people():
    return make_people()


def planned() -> int:
    return Reminder.objects.filter(state=ReminderState.PLANNED).count()


@pytest.mark.parametrize("jump", [FORTY_DAYS, -FORTY_DAYS])
def test_a_worker_whose_clock_jumped_settles_sends_and_plans_nothing(people, time_machine, jump):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    make_open_period()
    tasks.deliver_due()
    before, rows = planned(), list(Obligation.objects.open().values_list("pk", "version"))
    assert before
    time_machine.move_to(timezone.now() + jump, tick=False)
    for task in (tasks.deliver_due, tasks.keep_obligations, tasks.plan_reminders):
        task()
    assert (planned(), list(Obligation.objects.open().exclude(kind=CLOCK).values_list("pk", "version"))) == (
        before,
        rows,
    )
    time_machine.move_to(timezone.now() - jump + dt.timedelta(minutes=1), tick=False)
    tasks.deliver_due()
    clock = Clock.objects.get()
    assert (clock.refused_at, Obligation.objects.open().filter(kind=CLOCK).count()) == (None, 0)


def test_a_clock_unlike_the_databases_is_refused(settings):
    settings.CLOCK_MAY_DIFFER = dt.timedelta(minutes=1)
    now = timezone.now()
    assert (tick(now=now), tick(now=now + dt.timedelta(minutes=2)), tick(now=timezone.now())) == (
        True,
        False,
        True,
    )


def test_home_affairs_reads_it_on_desk_and_health_page_and_says_that_it_is_right(client, people, caplog):
    caplog.set_level("CRITICAL", "notices.actions.clock")
    keeper = make_post(make_officer(), people.reviewer.posts.get().agency, Post.Role.REGISTRAR).officer
    now = timezone.now()
    tick(now=now - FORTY_DAYS)
    assert not tick(now=now)
    assert "Đồng hồ" in desk_tasks(keeper, timezone.localdate()).owed[0].title
    client.force_login(keeper)
    page = client.get(reverse("notices:health")).text
    assert "không nhắc việc nào được gửi" in page
    for _twice in range(2):
        client.post(reverse("notices:confirm-clock"))
    clock = Clock.objects.get()
    assert (clock.refused_at, clock.said, tick(now=timezone.now())) == (None, "", True)
    assert desk_tasks(keeper, timezone.localdate()).owed == []


def test_an_issuer_does_not_say_that_the_clock_is_right(people):
    tick(now=timezone.now())
    with pytest.raises(PermissionDenied):
        confirm_clock(by=people.issuer, now=timezone.now())


def test_the_health_page_says_how_many_rows_were_mended(client, people, time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    make_open_period()
    keep_obligations(now=timezone.now())
    with connection.cursor() as cursor:  # as if an act had forgotten it
        cursor.execute("UPDATE notices_obligation SET due_on = due_on + 1 WHERE kind = 'reports.report'")
        changed = cursor.rowcount
    tasks.keep_obligations()
    client.force_login(people.reviewer)
    page = client.get(reverse("notices:health")).text
    assert (changed > 0, f"Đã sửa: {changed} (bình thường là 0)" in page) == (True, True)
