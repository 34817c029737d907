"""Real workers, a real broker, a real mail server: a worker killed in the middle loses nothing.

A repeat is possible only for the mail in flight at that moment, and carries the same Message-ID.
"""

import asyncio
import datetime as dt
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from agencies.models import CalendarDay
from notices.actions import About, announce, deliver_due
from notices.models import Delivery, Reminder
from notices.tasks import deliver_due as deliver_due_task
from tests.notices.mailserver import MailServer, Recorder
from tests.notices.make import KIND, at, make_drafters, owe, registered, states

MAILS, FIRST_KILL, SECOND_KILL = 500, 120, 320
WORKER = ("--concurrency", "1", "--include", "tests.notices.worker_room")
PATIENCE = 120  # seconds; a slow machine needs some of them, a fast one hardly any


class Watched(Recorder):
    """Tells when the n-th mail is there, and when all are; may keep its yes to the n-th back."""

    def __init__(self, at_mail: int, *, keep_back: bool) -> None:
        super().__init__()
        self.keep_back = keep_back
        self.complete = threading.Event()
        self.watch_for(at_mail)

    def watch_for(self, at_mail: int) -> None:
        self.at_mail, self.reached = at_mail, threading.Event()

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(set(self.message_ids)) == MAILS:
            self.complete.set()
        if len(self.mails) == self.at_mail:
            self.reached.set()
            if self.keep_back:
                await asyncio.sleep(PATIENCE)  # the test kills the worker meanwhile
        return answer


@pytest.fixture
def due(transactional_db):
    """As many reminders as MAILS, each for another person, due now."""
    with registered():
        abouts = [About(number, agency.pk) for number, agency in enumerate(make_drafters(MAILS))]
        announce(KIND, "mail-only", abouts, now=at(2))
        yield


def sends_to(server: MailServer) -> dict[str, str]:
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_SECURITY": "none"}


def wait_until_settled() -> None:
    """The last yes of the mail server comes before our commit."""
    wait_until(lambda: states() == {"sent": MAILS})


def wait_until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE * 10):
        if is_so():
            return
        pause.wait(0.1)
    raise AssertionError(f"it does not come to that: {states()}")


@pytest.mark.parametrize("keep_back", [True, False], ids=["before its yes", "anywhere"])
def test_killed_workers_lose_nothing_and_repeat_only_what_was_in_flight(
    due, process_environment, start_worker, keep_back
):
    recorder = Watched(at_mail=FIRST_KILL, keep_back=keep_back)
    with MailServer(recorder) as server:
        process_environment |= sends_to(server)
        for at_mail in (FIRST_KILL, SECOND_KILL):
            recorder.watch_for(at_mail)
            worker = start_worker(*WORKER)
            deliver_due_task.delay()
            assert recorder.reached.wait(PATIENCE)
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            assert at_mail <= len(recorder.mails) < MAILS

        start_worker(*WORKER)
        deliver_due_task.delay()
        assert recorder.complete.wait(PATIENCE)
        wait_until_settled()
        assert deliver_due(now=at(3)) == 0

    delivered = Counter(recorder.message_ids)
    assert set(delivered) == {f"<{pk}@127.0.0.1>" for pk in Delivery.objects.values_list("pk", flat=True)}
    assert len(delivered) == MAILS == Reminder.objects.count()
    repeats = delivered.total() - MAILS
    assert repeats == 2 if keep_back else repeats <= 2


def test_several_workers_and_too_many_ticks_change_nothing(due, process_environment, start_worker):
    recorder = Watched(at_mail=0, keep_back=False)
    with MailServer(recorder) as server:
        process_environment |= sends_to(server)
        for _ in range(5):
            deliver_due_task.delay()
        for _ in range(2):
            start_worker(*WORKER)
        assert recorder.complete.wait(PATIENCE)
        wait_until_settled()
    assert len(recorder.mails) == MAILS


def test_three_days_without_workers_are_one_mail_a_person(
    transactional_db, process_environment, start_worker
):
    """Due soon, due and late since: the newest word of each obligation, all in one mail."""
    now = timezone.now()
    calendar = CalendarDay.objects.working_days()
    recorder = Recorder()
    with registered(), MailServer(recorder) as server:
        process_environment |= sends_to(server)
        (agency,) = make_drafters(1)
        for obligation, ago in ((1, 1), (2, 2), (3, 3)):
            due_on = calendar.after(timezone.localdate(now), -ago)
            owe(agency, obligation=obligation, due_on=due_on, now=now - dt.timedelta(days=30))
        start_worker(*WORKER)
        deliver_due_task.delay()
        deliver_due_task.delay()
        wait_until(lambda: bool(recorder.mails) and not Reminder.objects.due(now).exists())
    (mail,) = recorder.mails
    assert mail["Subject"] == "3 việc cần anh/chị xử lý"
    told = Delivery.objects.filter(channel="email").count()
    newest = Reminder.objects.filter(channel="email", role="drafter")
    assert (told, newest.count()) == (1, 3)
