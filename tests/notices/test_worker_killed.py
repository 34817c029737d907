"""Real workers, a real broker, a real mail server: a worker killed in the middle loses nothing.

A repeat is possible only for the mail in flight at that moment, and carries the same Message-ID.
"""

import asyncio
import os
import signal
import threading
from collections import Counter

import pytest

from notices.actions import About, announce, deliver_due
from notices.models import Delivery, Reminder
from notices.tasks import deliver_due as deliver_due_task
from tests.notices.mailserver import MailServer, Recorder
from tests.notices.make import KIND, at, make_drafters, registered, states

MAILS = 120
WORKER = ("--concurrency", "1", "--include", "tests.notices.worker_room")
PATIENCE = 120  # seconds; a slow machine needs some of them, a fast one hardly any


class Watched(Recorder):
    """Tells when the n-th mail is there, and when all are; may keep its yes to the n-th back."""

    def __init__(self, at_mail: int, *, keep_back: bool) -> None:
        super().__init__()
        self.at_mail, self.keep_back = at_mail, keep_back
        self.reached, self.complete = threading.Event(), threading.Event()

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
    pause = threading.Event()
    for _ in range(PATIENCE * 10):
        if states() == {"sent": MAILS}:
            return
        pause.wait(0.1)
    raise AssertionError(f"not all reminders are settled: {states()}")


@pytest.mark.parametrize("keep_back", [True, False], ids=["before its yes", "anywhere"])
def test_a_killed_worker_loses_nothing_and_repeats_only_what_was_in_flight(
    due, process_environment, start_worker, keep_back
):
    recorder = Watched(at_mail=40, keep_back=keep_back)
    with MailServer(recorder) as server:
        process_environment |= sends_to(server)
        worker = start_worker(*WORKER)
        deliver_due_task.delay()
        assert recorder.reached.wait(PATIENCE)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        assert 40 <= len(recorder.mails) < MAILS

        start_worker(*WORKER)
        deliver_due_task.delay()
        assert recorder.complete.wait(PATIENCE)
        wait_until_settled()
        assert deliver_due(now=at(3)) == 0

    delivered = Counter(recorder.message_ids)
    assert set(delivered) == {f"<{pk}@127.0.0.1>" for pk in Delivery.objects.values_list("pk", flat=True)}
    assert len(delivered) == MAILS == Reminder.objects.count()
    repeats = delivered.total() - MAILS
    assert repeats == 1 if keep_back else repeats <= 1


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
