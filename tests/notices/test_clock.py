"""A clock that jumped is not believed: nothing leaves, nothing is planned by it, and Home Affairs is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies.models import Post
from notices import tasks
from notices.actions import confirm_clock, deliver_due, keep_obligations, resume_sending, tick
from notices.models import Clock, Obligation, Reminder
from notices.troubles import CLOCK
from reformportal.desk import desk_tasks
from tests.agencies.make import make_officer, make_people, make_post, make_registrar
from tests.notices.make import at, owe, states, tell
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


def to_come() -> list[tuple]:
    return list(Obligation.objects.coming().values_list("pk", "next_at", "version"))


@pytest.mark.parametrize("jump", [FORTY_DAYS, -FORTY_DAYS])
def test_a_worker_whose_clock_jumped_settles_sends_and_plans_nothing(people, time_machine, jump):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    make_open_period()
    tasks.deliver_due()
    before, told = to_come(), Reminder.objects.count()
    assert before
    time_machine.move_to(timezone.now() + jump, tick=False)
    for task in (tasks.deliver_due, tasks.keep_obligations):
        task()
    assert (to_come(), Reminder.objects.count()) == (before, told)
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


def test_s3_all_that_is_refused_about_the_clock_is_told(client, people, monkeypatch):
    def refuse(**given):
        raise ValidationError(["Một", "Hai"])

    monkeypatch.setattr("notices.views.ledger.actions.confirm_clock", refuse)
    client.force_login(
        make_post(make_officer(), people.reviewer.posts.get().agency, Post.Role.REGISTRAR).officer
    )
    answer = client.post(reverse("notices:confirm-clock"), follow=True)
    assert [str(told) for told in answer.context["messages"]] == ["Một", "Hai"]


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


@pytest.fixture
def restored(errands):
    """A database that ticked elsewhere, until the 10th; what fell due on the 9th was told there later."""
    people = make_people()
    owe(people.agency)
    tell(people.agency)
    Clock.objects.create(pk=Clock.ONLY, ticked_at=at(8), database="elsewhere/1")
    return people


def test_a_restored_backup_sends_nothing_until_somebody_says_from_when_on(restored, client, mailoutbox):
    assert (tick(now=at(10)), tick(now=at(10))) == (False, False)
    registrar = make_registrar()
    (line,) = [one for one in desk_tasks(registrar, timezone.localdate()).owed if one.kind == CLOCK]
    assert "bản sao lưu" in line.title
    with pytest.raises(ValidationError, match="bản sao lưu"):
        confirm_clock(by=registrar, now=at(10))
    with pytest.raises(ValidationError):
        resume_sending(since=at(11), by=registrar, now=at(10))
    with pytest.raises(PermissionDenied):
        resume_sending(since=at(10), by=restored.issuer, now=at(10))
    resume_sending(since=at(10), by=registrar, now=at(10))
    Clock.objects.update(ticked_at=at(10))
    assert tick(now=at(10, 12))
    deliver_due(now=at(10, 12))
    assert (mailoutbox, states()) == ([], {"cancelled": 1})
    deliver_due(now=at(13))
    assert states() == {"cancelled": 1, "sent": 4}
    with pytest.raises(ValidationError, match="không còn"):
        resume_sending(since=at(10), by=registrar, now=at(13))


def test_a_restored_backup_may_tell_what_fell_due_while_it_was_gone(restored, mailoutbox):
    assert not tick(now=at(10))
    resume_sending(since=at(9, 7), by=make_registrar(), now=at(10))
    deliver_due(now=at(10))
    assert states() == {"cancelled": 1, "sent": 2}


def test_the_page_asks_from_when_on_and_keeps_what_was_typed(restored, client, time_machine):
    time_machine.move_to(at(10, 12), tick=False)
    assert not tick(now=timezone.now())
    client.force_login(make_registrar())
    assert reverse("notices:resume") in client.get(reverse("notices:health")).text
    page = client.get(reverse("notices:resume"))
    assert ("08:00 8/6/2025" in page.text or "09:00 8/6/2025" in page.text, page.status_code) == (True, 200)
    answer = client.post(reverse("notices:resume"), {"since_on": "11/6/2025", "since_at": "08:00"})
    assert (answer.status_code, "11/6/2025" in answer.text) == (422, True)
    answer = client.post(reverse("notices:resume"), {"since_on": "10/6/2025", "since_at": "08:00"})
    assert (answer.status_code, Clock.objects.get().refused_at) == (302, None)


def test_where_nothing_is_held_the_page_says_so(client):
    client.force_login(make_registrar())
    page = client.get(reverse("notices:resume")).text
    assert ("Việc gửi không bị dừng" in page, "bản sao lưu" in page) == (True, False)


def test_the_same_database_is_no_restored_one():
    assert [tick(now=timezone.now()) for _twice in range(2)] == [True, True]
    assert Clock.objects.get().database
