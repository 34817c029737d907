"""Reminders due at once while workers are killed: how many arrive, how many twice.

python -m bench.kills [how many, 10000 when not said] [how often a worker is killed, 20 when not said]

Two real workers take ticks that two clocks send each second; now and then one of them gets SIGKILL, at a
moment drawn by chance, and another is started. Mails go to a server in this process that counts Message-IDs.
Uses the servers of DATABASE_URL and REDIS_URL (embedded ones when unset), and a database
of its own.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from bench.database import own_database, prepare

PATIENCE = 900  # seconds for all of it


class Counting:
    """Takes every mail and remembers its Message-ID; `reached` wakes who waits for so many."""

    def __init__(self):
        self.ids, self.more = [], threading.Condition()

    async def handle_DATA(self, server, session, envelope):
        head = envelope.content.partition(b"\r\n\r\n")[0].decode(errors="replace")
        found = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        with self.more:
            self.ids.append(found.partition(":")[2].strip())
            self.more.notify_all()
        return "250 OK"

    def wait_for(self, count, seconds):
        with self.more:
            return self.more.wait_for(lambda: len(self.ids) >= count, seconds)


def start_worker(environment):
    command = [sys.executable, "-m", "celery", "--app", "reformportal", "--quiet", "worker"]
    options = ["--concurrency", "1", "--include", "tests.notices.worker_room", "--loglevel", "CRITICAL"]
    return subprocess.Popen([*command, *options], env=environment, start_new_session=True)


def clock(over):
    from notices.tasks import deliver_due

    while not over.wait(1):
        deliver_due.apply_async(expires=55)


def main(count, kills):
    from django.db import connection
    from django.utils import timezone

    from notices.actions import About, announce
    from tests.notices.mailserver import MailServer
    from tests.notices.make import KIND, make_drafters, registered, states

    counting, over = Counting(), threading.Event()
    with own_database(), registered(), MailServer(counting) as server:
        name = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environment = os.environ | {
            "DATABASE_URL": name.geturl(),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(server.port),
            "EMAIL_SECURITY": "none",
        }
        abouts = [About(number, agency.pk) for number, agency in enumerate(make_drafters(count), 1)]
        announce(KIND, "mail-only", abouts, now=timezone.now())
        workers = [start_worker(environment) for _ in range(2)]
        clocks = [threading.Thread(target=clock, args=(over,)) for _ in range(2)]
        for one in clocks:
            one.start()
        start = time.monotonic()
        try:
            for _kill in range(kills):
                step = random.randint(1, max(2, count // kills - 1))  # noqa: S311 - no secret
                counting.wait_for(min(count, len(counting.ids) + step), 120)
                place = random.randrange(len(workers))  # noqa: S311
                os.killpg(workers[place].pid, signal.SIGKILL)
                workers[place].wait()
                workers[place] = start_worker(environment)
            while states() != {"sent": count} and time.monotonic() - start < PATIENCE:
                over.wait(1)
        finally:
            over.set()
            for one in workers:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()
            for one in clocks:
                one.join()
        seconds = time.monotonic() - start
        found = Counter(counting.ids)
        print(
            f"{count:,} reminders, {kills} workers killed, {seconds:.0f} s: {len(found):,} mails arrived, "
            f"{count - len(found)} lost, {found.total() - len(found)} repeated with the same Message-ID; "
            f"ledger {states()}"
        )
        if len(found) != count or states() != {"sent": count}:
            sys.exit("Some were lost, or stand otherwise than sent.")


if __name__ == "__main__":
    prepare()
    numbers = [int(one) for one in sys.argv[1:]]
    main(*(numbers + [10_000, 20][len(numbers) :]))
