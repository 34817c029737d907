"""Pages of the portal as a ratio to a bare view of 20 kB, and what a web worker holds after many of them.

python -m bench.pages [page ...] [agencies, 110 when not said] [mixed requests, 2,000] [pairs, 5]

Two gunicorns with two workers each on this machine, the portal in its production settings over a province
of so many agencies. Seconds of a page alternate with seconds of the bare view, one connection at a time; the
ratio is the median over the pairs.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from bench.database import own_database, prepare, settle, sizes

PAIRS = 5
HOST = "portal.example"
CSRF = secrets.token_hex(16)


def use_production_settings():
    os.environ |= {
        "PORTAL_TRIAL": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "PORTAL_URL": f"https://{HOST}",
        "PORTAL_PROVINCE": "Quảng Ngãi",
        "EMAIL_HOST": "mail.example",
    }


class Visitor:
    """One person asking one page over and over, each time over a new connection."""

    def __init__(self, port, path, session=None):
        self.port = port
        cookies = {"__Host-csrf": CSRF} | ({"__Host-session": session} if session else {})
        self.head = (
            f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\nOrigin: https://{HOST}\r\nConnection: close\r\n"
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
        )
        self.path = path

    def ask(self, form=None):
        body = urlencode(form or {}).encode()
        first = f"{'POST' if form else 'GET'} {self.path} HTTP/1.1\r\n{self.head}"
        if form:
            first += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(first.encode() + b"\r\n" + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        if not answer.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{self.path} answers {answer[:200]!r}")
        return answer.partition(b"\r\n\r\n")[2]

    __call__ = ask


class Typist(Visitor):
    """Saves one figure again and again, each time another number."""

    def __init__(self, port, path, session):
        super().__init__(port, path, session)
        page = self.ask().decode()
        self.path += "save/"
        self.field = re.search(r'name="(f\d+)-number"', page)[1]
        self.seen = re.search(rf'name="{self.field}-seen" value="([^"]*)"', page)[1]
        self.number = 0

    def __call__(self):
        self.number += 1
        values = {f"{self.field}-number": self.number, f"{self.field}-seen": self.seen}
        self.seen = json.loads(self.ask(values | {"csrfmiddlewaretoken": CSRF}))["version"]


@contextmanager
def served(application, environment, threads="1"):
    """gunicorn on a free port of this machine; gives the port and the master's process id."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", application]
    settings = {"WEB_WORKERS": "2", "WEB_THREADS": threads}
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], env=environment | settings)
    try:
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def people_and_pages(agencies):
    """The province with an open period; gives each page's name, path and officer."""
    from django.urls import reverse

    from agencies.models import Post
    from bench.province import fill
    from reports.actions.periods import generate_year, open_period
    from reports.models import FigureGroup, Regime, Report
    from reports.workflow import State
    from tests.agencies.make import make_home_affairs, make_officer, make_post
    from tests.reports.make import at

    fill(agencies - 1)
    reviewer = make_post(make_officer(), make_home_affairs(), Post.Role.REVIEWER).officer
    period = next(
        p for p in generate_year(Regime.objects.get(), 2026, by=None, now=at(2, 1)) if p.code == "q1"
    )
    open_period(period, by=None, now=at(2, 3))
    for place, report in enumerate(period.reports.all()):
        state = [State.NOT_STARTED, State.DRAFT, State.AWAITING_HEAD][place % 3]
        Report.objects.filter(pk=report.pk).update(state=state)
    report = period.reports.filter(state=State.DRAFT).first()
    drafter = make_post(make_officer(), report.agency).officer
    settle()
    group = reverse("reports:group", args=[report.pk, FigureGroup.objects.first().pk])
    return {
        "home, nobody signed in": (reverse("home"), None, Visitor),
        "sign-in": (reverse("account_login"), None, Visitor),
        "desk of a drafter": (reverse("desk"), drafter, Visitor),
        "report": (reverse("reports:report", args=[report.pk]), drafter, Visitor),
        "entry": (group, drafter, Visitor),
        "autosave": (group, drafter, Typist),
        f"board of {agencies} agencies": (reverse("reports:board", args=[period.pk]), reviewer, Visitor),
        "figures of the province": (reverse("reports:consolidated", args=[period.pk]), reviewer, Visitor),
    }


def session_of(officer):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(officer)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def visitors(port, pages):
    return {
        name: kind(port, path, *([session_of(officer)] if officer else []))
        for name, (path, officer, kind) in pages.items()
    }


def rate(ask):
    """Answers a second, over one second."""
    start, answers = time.perf_counter(), 0
    while time.perf_counter() - start < 1:
        ask()
        answers += 1
    return answers / (time.perf_counter() - start)


def compare(page, bare, pairs):
    for _warming in range(4):
        page(), bare()
    pairs = [(rate(page), rate(bare)) for _ in range(pairs)]
    return median(ours for ours, _ in pairs), median(ours / theirs for ours, theirs in pairs)


def worker_mb(master):
    """Resident memory of the largest worker (Linux)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    found = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1] for pid in children]
    return max(map(int, found)) / 1024


def measure(pages, bare_port, port, master, *, requests, pairs):
    everyone = visitors(port, pages)
    bare = Visitor(bare_port, "/")
    for name, page in everyone.items():
        a_second, ratio = compare(page, bare, pairs)
        print(f"{name}: {1000 / a_second:.1f} ms = {ratio:.3f} of the bare view", flush=True)
    mixed = list(everyone.values())
    for count in range(requests):
        if count == requests // 10:
            before = worker_mb(master)
        mixed[count % len(mixed)]()
    print(f"a worker after {requests:,} more mixed requests: {worker_mb(master):.0f} MB", end=" ")
    print(f"({worker_mb(master) - before:+.0f} MB since the first {requests // 10})")


def main(wanted=(), agencies=110, requests=2_000, pairs=PAIRS):
    from django.db import connection

    with tempfile.TemporaryDirectory() as static, own_database():
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environment = os.environ | {"DATABASE_URL": database.geturl(), "PORTAL_STATIC_DIR": static}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        pages = people_and_pages(agencies)
        pages = {name: page for name, page in pages.items() if not wanted or name.split()[0] in wanted}
        bare = environment | {"DJANGO_SETTINGS_MODULE": "bench.bare"}
        with (
            served("django.core.wsgi:get_wsgi_application()", bare) as (bare_port, _),
            served("reformportal.wsgi", environment) as (port, master),
        ):
            measure(pages, bare_port, port, master, requests=requests, pairs=pairs)


if __name__ == "__main__":
    use_production_settings()
    prepare()
    main([word for word in sys.argv[1:] if not word.isdecimal()], *sizes())
