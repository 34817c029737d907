"""Reminders due at once while everything around them dies: how many arrive, how many twice.

python -m bench.kills [how many, 10000 when not said] [how often a worker is killed, 20 when not said]

Two real workers take what two real beats send each second. Now and then a worker gets SIGKILL, at a moment
drawn by chance, and another is started; on the way PostgreSQL and Valkey are restarted once each. Mails go
to a server in this process that counts Message-IDs. Runs servers of its own, on sockets in a private folder.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.database import own_database, prepare, sizes
from reformportal.embedded import keeper
from reformportal.embedded.places import binaries, home_of

PATIENCE = 900  # seconds for all of it


class Servers:
    """A PostgreSQL and a Valkey that can be restarted; both keep what they were told (durable)."""

    def __init__(self, home, sockets):
        self.home, self.sockets = home, sockets
        self.install, self.valkey = binaries()
        self.running = {}

    def start(self, name):
        stack = ExitStack()
        if name == "postgres":
            server = stack.enter_context(keeper.run_postgres(self.home, True, self.install, self.sockets))
            keeper.wait(server, self.home / "postgres.log", lambda: keeper.accepts_sessions(self.home))
        else:
            server = stack.enter_context(keeper.run_valkey(self.home, True, self.valkey, self.sockets))
            keeper.wait(server, self.home / "valkey.log", lambda: keeper.answers(self.sockets / "valkey"))
        self.running[name] = stack

    def stop(self, name):
        self.running.pop(name).close()

    def restart(self, name):
        self.stop(name)
        self.start(name)


@contextmanager
def own_servers():
    home = home_of(Path("var/kills").resolve())
    with keeper.socket_folder() as sockets:
        servers = Servers(home, sockets)
        os.environ.update(keeper.addresses(sockets))
        for name in ("postgres", "valkey"):
            servers.start(name)
        try:
            yield servers
        finally:
            for name in list(servers.running):
                servers.stop(name)
            shutil.rmtree(home, ignore_errors=True)


class Counting:
    """Takes every mail and remembers its Message-ID; `more` wakes who waits for so many."""

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


def celery(environment, *words):
    """What it says when a server is gone stands beside what is measured, never in it."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--app", "bench.fast_beat", "--quiet", *words]
    command += ["--loglevel", "CRITICAL"]
    return subprocess.Popen(command, env=environment, stdout=sys.stderr, start_new_session=True)


def start_worker(environment):
    options = ["--concurrency", "1", "--include", "tests.notices.worker_room"]
    return celery(environment, "worker", *options)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def peak_mb(group):
    """The greatest memory a process of the group has held so far."""
    peaks = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                lines = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
                peaks += [int(line.split()[1]) for line in lines]
        except OSError:
            continue
    return max(peaks) / 1024


def settled(count):
    """Is every reminder sent? Asked over a new connection: the one before may have lost its server."""
    from django.db import connection

    from tests.notices.make import states

    connection.close()
    return states() == {"sent": count}


def disturb(servers, workers, environment, counting, count, kills):
    """Kill workers one by one at moments drawn by chance; a third and two thirds on, restart a server."""
    restarts = {kills // 3: "postgres", 2 * kills // 3: "valkey"}
    peak = 0
    for turn in range(1, kills + 1):
        step = random.randint(1, max(2, count // kills - 1))  # noqa: S311 - no secret
        counting.wait_for(min(count, len(counting.ids) + step), 120)
        place = random.randrange(len(workers))  # noqa: S311
        peak = max(peak, peak_mb(workers[place].pid))
        kill(workers[place])
        workers[place] = start_worker(environment)
        if turn in restarts:
            servers.restart(restarts[turn])
    return peak


def main(servers, count, kills):
    from django.db import connection
    from django.utils import timezone

    from notices.actions import About, announce
    from tests.notices.mailserver import MailServer
    from tests.notices.make import KIND, make_drafters, registered

    counting = Counting()
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
        beats = [celery(environment, "beat", "--pidfile", "") for _ in range(2)]
        start = time.monotonic()
        try:
            peak = disturb(servers, workers, environment, counting, count, kills)
            while not settled(count) and time.monotonic() - start < PATIENCE:
                time.sleep(1)
            peak = max(peak, *(peak_mb(worker.pid) for worker in workers))
        finally:
            for process in [*workers, *beats]:
                kill(process)
        seconds = time.monotonic() - start
        found = Counter(counting.ids)
        print(
            f"{count:,} reminders, {kills} workers killed, PostgreSQL and Valkey restarted, {seconds:.0f} s: "
            f"{len(found):,} mails arrived, {count - len(found)} lost, "
            f"{found.total() - len(found)} repeated with the same Message-ID; "
            f"a worker took {peak:.0f} MB at most"
        )
        if len(found) != count or not settled(count):
            sys.exit("Some were lost, or stand otherwise than sent.")


if __name__ == "__main__":
    with own_servers() as own:
        prepare()
        main(own, *sizes(10_000, 20))
