"""Run the whole portal for trial and end all of it together."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reformportal import embedded  # noqa: E402 the checkout is on the path only now

PATIENCE = 15  # seconds a child may take to end before it is killed
PR_SET_PDEATHSIG = 1
ROOT_IS_FINE = "ignore::RuntimeWarning:celery.platforms"  # Celery's advice is for production
DIE_WITH_PARENT = ctypes.CDLL(None).prctl


class Stop(BaseException):
    """Ctrl-C or SIGTERM."""


def main() -> None:
    options = read_options()
    os.chdir(ROOT)
    require_free_port(options.host, options.port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    children: dict[str, subprocess.Popen] = {}
    try:
        set_environment(options)
        sign_ins = prepare(options)
        start(children, options)
        wait_for_web(children, options)
        print(f"\nThe portal is at {address(options)}   (Ctrl-C ends it)\n{sign_ins}", flush=True)
        complaint = wait_for_an_end(children)
    except (Stop, embedded.EmbeddedError, subprocess.CalledProcessError) as reason:
        complaint = complain(reason)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # ending is under way; a second Ctrl-C must not cut it short
    end(children)
    embedded.leave()
    sys.exit(complaint or 0)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--no-sample", action="store_true", help="leave an empty database empty")
    parser.add_argument("--port", default=8000, type=int, help="port to listen on (8000)")
    return parser.parse_args()


def require_free_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        sys.exit(f"Cannot listen on {host}:{port} ({error}); choose another with --port.")


def stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def complain(reason: BaseException) -> str:
    if isinstance(reason, subprocess.CalledProcessError):
        return f"The portal was not started: {' '.join(reason.cmd[1:])} failed, as said above."
    return str(reason)


def set_environment(options: argparse.Namespace) -> None:
    """A trial, whatever else the environment says, that knows its own address."""
    os.environ["PORTAL_TRIAL"] = "1"
    os.environ.setdefault("PORTAL_URL", address(options).rstrip("/"))
    if options.host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("ALLOWED_HOSTS", "*")  # reached from elsewhere, under a name nobody told us
    embedded.set_trial(os.environ)


def prepare(options: argparse.Namespace) -> str:
    """Bring the database up to date; returns the sample's sign-ins, ready to print."""
    command = [sys.executable, "manage.py", "prepare", *(["--no-sample"] if options.no_sample else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, start_new_session=True)
    return done.stdout


def start(children: dict[str, subprocess.Popen], options: argparse.Namespace) -> None:
    celery = ["celery", "--app", "reformportal", "--quiet"]
    host = f"[{options.host}]" if ":" in options.host else options.host
    commands = {
        "web server": [
            "gunicorn",
            "--config",
            "deploy/gunicorn.py",
            "--bind",
            f"{host}:{options.port}",
            "reformportal.wsgi",
        ],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
    }
    for name, command in commands.items():
        children[name] = subprocess.Popen(
            [sys.executable, "-W", ROOT_IS_FINE, "-m", *command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches this process alone, which then ends them in order
            preexec_fn=end_with_parent,  # one system call; there are no threads
        )


def end_with_parent() -> None:
    DIE_WITH_PARENT(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for_web(children: dict[str, subprocess.Popen], options: argparse.Namespace) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and all(child.poll() is None for child in children.values()):
        try:
            with urllib.request.urlopen(f"{address(options)}healthz", timeout=5):  # noqa: S310 our own address
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)


def address(options: argparse.Namespace) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(options.host, options.host)  # noqa: S104 compared only
    return f"http://{host}:{options.port}/"


def wait_for_an_end(children: dict[str, subprocess.Popen]) -> str:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return f"The {name} ended by itself (exit code {child.returncode}), so everything was ended."
        time.sleep(0.5)


def end(children: dict[str, subprocess.Popen]) -> None:
    for child in children.values():
        signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children.values():
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            signal_group(child, signal.SIGKILL)
            child.wait()
        signal_group(child, signal.SIGKILL)  # whatever it may have left behind


def signal_group(child: subprocess.Popen, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    main()
