"""script/server: everything starts together, ends together, and says in one sentence what is in its way."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from reformportal.embedded import places
from tests.processes import end_group, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SESSION = (
    "from django.contrib.sessions.models import Session;"
    "from django.contrib.sessions.backends.db import SessionStore; s = SessionStore();"
)
NOT_COPIED = shutil.ignore_patterns(".*", "var", "tests", "bench", "docs", "__pycache__")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    with copied(tmp_path) as checkout:
        yield checkout


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> Iterator[Path]:
    """One checkout for all tests that start its servers: whoever comes first makes its database."""
    with copied(tmp_path_factory.mktemp("started")) as checkout:
        yield checkout


@contextlib.contextmanager
def copied(place: Path) -> Iterator[Path]:
    """A copy of the checkout, in a folder with a space in its name below a private one."""
    (place / "private").mkdir(mode=0o700)
    checkout = place / "private" / "bản sao"
    shutil.copytree(ROOT, checkout, ignore=NOT_COPIED)
    (checkout / ".venv").symlink_to(Path(sys.prefix))
    yield checkout
    if os.geteuid() == 0:
        shutil.rmtree(places.home_of(checkout / "var"), ignore_errors=True)


def environment() -> dict[str, str]:
    """Nothing of this test run's servers."""
    ours = ("DATABASE_URL", "REDIS_URL", "PORTAL_TRIAL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextlib.contextmanager
def server(checkout: Path, port: int) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "script/server.py", "--port", str(port), "--no-sample"]
    process = subprocess.Popen(
        command,
        cwd=checkout,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            end_group(process)


def read_until(process: subprocess.Popen, sign: str) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if sign in line:
            return said
    raise AssertionError(f"ended without saying {sign!r}: {said}")


def manage(checkout: Path, code: str) -> str:
    """A second terminal: plain manage.py beside the running servers."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        command, cwd=checkout, env=environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def processes() -> Iterator[tuple[int, Path, str]]:
    """Number, folder and command of every process that can be looked at."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while it is looked at
            command = (process / "cmdline").read_text().replace("\0", " ")
            yield int(process.name), (process / "cwd").readlink(), command


def children(checkout: Path) -> list[str]:
    """Commands that work in this checkout or on its data."""
    places_of_ours = (checkout, places.home_of(checkout / "var"))
    return [
        command
        for _pid, folder, command in processes()
        if any(folder.is_relative_to(place) for place in places_of_ours)
    ]


STARTED = pytest.mark.xdist_group("started")  # in one process, so that there is one


@STARTED
def test_it_starts_and_ends_as_a_whole(started):
    port = free_port()
    with server(started, port) as process:
        read_until(process, f"The portal is at http://127.0.0.1:{port}/")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
        running = " ".join(children(started))
        assert [name for name in ("gunicorn", "worker", "beat", "valkey") if name not in running] == []
        theirs = manage(started, "from django.db import connection as c; print(c.settings_dict['HOST'])")
        assert f"unix_socket_directories={theirs} " in running
        manage(started, f"{SESSION} s['kept'] = 'giữ'; s.create()")
        process.send_signal(signal.SIGINT)
        assert (process.wait(60), children(started)) == (0, [])

    began = time.monotonic()
    with server(started, port) as process:
        read_until(process, "The portal is at")
        assert time.monotonic() - began < 30
        kept = "print([o.get_decoded() for o in Session.objects.all() if 'kept' in o.get_decoded()])"
        assert manage(started, f"{SESSION} {kept}") == "[{'kept': 'giữ'}]"
        process.send_signal(signal.SIGTERM)
        assert (process.wait(60), children(started)) == (0, [])


@STARTED
def test_if_one_part_ends_all_end(started):
    with server(started, free_port()) as process:
        read_until(process, "The portal is at")
        os.kill(pid_of("beat", started), signal.SIGKILL)
        read_until(process, "The beat ended by itself (exit code -9), so everything was ended.")
        assert (process.wait(60), children(started)) == (1, [])


def pid_of(part: str, checkout: Path) -> int:
    return next(pid for pid, folder, command in processes() if folder == checkout and f" {part} " in command)


def test_a_taken_port_is_said_in_one_sentence(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with server(checkout, taken.getsockname()[1]) as process:
            said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(r"Cannot listen on 127\.0\.0\.1:\d+ \(.*\); choose another with --port\.\n", said)


def test_an_old_python_is_said_in_one_sentence(checkout, tmp_path):
    (tmp_path / "bin").mkdir()
    for name in ("bash", "dirname", "pwd", "cd"):
        found = shutil.which(name)
        if found:
            (tmp_path / "bin" / name).symlink_to(found)
    old = tmp_path / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        [checkout / "script/server"], env={"PATH": str(tmp_path / "bin")}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The portal needs Python 3.11 or newer, and none was found; name one with PYTHON=/path/to/python3.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_missing_write_access_is_said_in_one_sentence(checkout):
    (checkout / ".venv").unlink()
    checkout.chmod(0o500)
    done = subprocess.run([checkout / "script/server"], capture_output=True, text=True)
    checkout.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.startswith(f"No write access to {checkout}")
    assert done.stderr.count("\n") == 1
