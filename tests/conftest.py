"""What every test stands on: real servers, a real Celery worker, a real browser."""

import copy
import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlencode

import django
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import override_settings

from reformportal import catalogs, embedded
from tests.processes import end_group

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def use_test_servers() -> None:
    """Before the settings are read: embedded servers unless named, and a broker for each process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "reformportal.settings"
    os.environ.setdefault("PORTAL_TRIAL", "1")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        for name, url in embedded.ensure(ROOT / "var" / "test", durable=False).items():
            os.environ[name] = os.environ.get(name) or url
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], process)


def numbered(redis_url: str, number: int) -> str:
    """The same broker, another of its 16 databases."""
    if redis_url.startswith("redis+socket:"):
        return f"{redis_url.partition('?')[0]}?virtual_host={number}"
    address, _, _database = redis_url.partition("://")[2].partition("/")
    return f"redis://{address}/{number}"


def hash_quickly() -> None:
    """The portal's own hasher, which is slow on purpose: a fifth of a second each time adds up here."""
    for name, value in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
        setattr(Argon2PasswordHasher, name, value)


def compile_catalogs() -> None:
    """Pages speak Vietnamese in tests too, also after `git pull`."""
    for catalog in ROOT.glob("*/locale/*/LC_MESSAGES/django.po"):
        catalogs.compile_catalog(catalog)


use_test_servers()
settings.CLOCK_MAY_DIFFER = None  # tests travel in time, their database does not
settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]  # a second process may have read its settings before
compile_catalogs()
hash_quickly()
django.setup()  # now: a conftest of a room may define models

from tests import databases  # noqa: E402 -- apps must be known


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, those on the sample come later than a third of the others:
    meanwhile it is made, and nobody waits for it."""
    samples = {"_in_sample", "_in_committed_sample"}
    late = [item for item in items if samples & set(getattr(item, "fixturenames", ()))]
    if not late or not hasattr(config, "workerinput"):
        return
    if config.workerinput["workerid"] == "gw0":
        making = ExitStack()
        making.enter_context(databases.made_meanwhile(databases.SAMPLE))
        config.add_cleanup(making.close)
    others = [item for item in items if item not in set(late)]
    first = len(others) // 3
    items[:] = [*others[:first], *late, *others[first:]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again cost a fourteenth of the
    processor's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the slow part costs stands at the end of a run, in seconds of all its processes together."""
    every = [row for rows in terminalreporter.stats.values() for row in rows]
    reports = [row for row in every if isinstance(row, pytest.TestReport)]  # not one of a broken file
    slow = [report for report in reports if "slow" in report.keywords]
    tests = sum(report.when == "call" for report in slow)
    if tests:
        seconds, whole = (sum(report.duration for report in part) for part in (slow, reports))
        terminalreporter.write_line(f"slow part: {tests} tests, {seconds:.0f} s of {whole:.0f} s")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Every table, migrated once for all processes and runs; each process has its copy (tests.databases)."""
    with django_db_blocker.unblock():
        home = databases.stand_in(databases.copy(databases.STANDARD, databases.own()))
    yield
    databases.stand_in(home)
    databases.drop(databases.own())


@pytest.fixture(scope="session")
def sample_copy(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of this process that holds the sample; nobody commits to it."""
    with django_db_blocker.unblock():
        name = databases.copy(databases.SAMPLE, databases.own("sample"))
    yield name
    databases.drop(name)


@pytest.fixture(scope="class")  # which is a test outside a class, but before its `db`
def _in_sample(sample_copy) -> Iterator[None]:
    with databases.standing_in(sample_copy):
        yield


@pytest.fixture
def province(_in_sample, db, files_dir: Path) -> None:
    """The whole sample province on the morning of `tests.databases.SAMPLE_DAY`, attachments included.

    A test may change what it likes, with Django's client too: its changes are rolled back. Each process has
    the sample, so that no group of tests needs to stay together. Loading it takes a minute and a half, once
    for each state of the portal's code: templates are made anew when any file of a room changes.
    The clock is the machine's: a test that asks what is due travels to the day.
    """
    databases.copy_files(databases.SAMPLE, files_dir)


@pytest.fixture(scope="class")
def _in_committed_sample(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        name = databases.copy(databases.SAMPLE, databases.own("committed"))
    with databases.standing_in(name):
        yield
    databases.drop(name)


@pytest.fixture
def committed_province(_in_committed_sample, transactional_db, files_dir: Path) -> None:
    """The same, committed in a copy for this test alone: for `page`, `live_server`, workers and threads.

    The copy takes about a second: walk many pages in one test rather than one in each.
    """
    databases.copy_files(databases.SAMPLE, files_dir)


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path: Path) -> Path:
    """Attachments of a test go to a folder of its own."""
    settings.PORTAL_FILES_DIR = tmp_path / "files"
    return settings.PORTAL_FILES_DIR


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which another process sees the database of this test."""
    found = connection.settings_dict
    user = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}" if found["PASSWORD"] else quote(found["USER"])
    place = {"host": found["HOST"]} | ({"port": found["PORT"]} if found["PORT"] else {})
    url = f"postgres://{user}@/{quote(found['NAME'])}?{urlencode(place)}"
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def start_worker(
    process_environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start real Celery workers that see this test's database: start_worker("--concurrency", "1")."""
    from reformportal import celery_app

    workers: list[subprocess.Popen] = []

    def start(*options: str) -> subprocess.Popen:
        name = f"test{os.getpid()}x{len(workers)}@localhost"
        command = [sys.executable, "-m", "celery", "--app", "reformportal", "--quiet", "worker"]
        command += ["--hostname", name, "--loglevel", "INFO", *options]
        said = tmp_path / f"{name}.log"
        with said.open("wb") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=process_environment, stdout=log, stderr=log, start_new_session=True
            )
        workers.append(worker)
        wait_until_ready(worker, f"{name} ready.", said)
        return worker

    celery_app.control.purge()
    yield start
    for worker in workers:
        end_group(worker)
    celery_app.control.purge()


def wait_until_ready(worker: subprocess.Popen, words: str, said: Path) -> None:
    """A worker takes seconds to start, and much longer on a busy machine."""
    until = time.monotonic() + 180
    while words not in said.read_text():
        assert worker.poll() is None, f"the worker ended while starting: {said.read_text()}"
        assert time.monotonic() < until, f"the worker does not get ready: {said.read_text()}"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, driven by Playwright."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("NO BROWSER: install the package chromium")
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's own loop runs in this thread, idle
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser, live_server) -> Iterator[Callable]:
    """A person at a browser of their own: new_page(viewport=..., java_script_enabled=False)."""
    contexts = []

    def make(**options):
        defaults = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "base_url": live_server.url}
        context = browser.new_context(**defaults | options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture(scope="session")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory):
    """`tests.make.make_everything()`, made once for this process in a database of its own."""
    from tests.make import make_everything

    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        name = databases.copy(databases.STANDARD, databases.own("furnished"))
        with databases.standing_in(name), override_settings(PORTAL_FILES_DIR=folder), transaction.atomic():
            made = make_everything()
        with databases.standing_in(name), connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum would, a minute later
    yield name, made, folder
    databases.drop(name)


@pytest.fixture(scope="class")
def _in_furnished(furnished) -> Iterator[None]:
    with databases.standing_in(furnished[0]):
        yield


@pytest.fixture
def everything(_in_furnished, furnished, db, settings):
    """One of everything; what a test changes, rows or objects, is undone after it."""
    _name, made, settings.PORTAL_FILES_DIR = furnished
    return copy.deepcopy(made)


@pytest.fixture
def visitors(everything, caplog):
    """Each role at a browser of its own (tests.visitors); refusals are expected and not logged."""
    from tests.visitors import Visitors

    caplog.set_level("CRITICAL", "django.request")
    return Visitors(everything.officers)
