"""What every test stands on: real servers, a real Celery worker, a real browser."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import django
import pytest
from django.conf import settings
from django.db import connection

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


def compile_catalogs() -> None:
    """Pages speak Vietnamese in tests too, also after `git pull`."""
    for catalog in ROOT.glob("*/locale/*/LC_MESSAGES/django.po"):
        catalogs.compile_catalog(catalog)


use_test_servers()
settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]  # a second process may have read its settings before
compile_catalogs()
django.setup()  # now: a conftest of a room may define models


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses everywhere else.

    Keys begin above a thousand, as in a portal that has run for a while: nothing may print one as a quantity.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_auditentry DISABLE TRIGGER audit_is_never_emptied")
        cursor.execute(
            "SELECT setval(oid::regclass, 1000 + 7 * row_number() OVER (ORDER BY relname)) FROM pg_class"
            " WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        )


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


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory):
    """`tests.make.make_everything()`, made once for a module and gone after it."""
    from django.db import transaction
    from django.test import override_settings

    from tests.make import make_everything

    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(PORTAL_FILES_DIR=folder), transaction.atomic():
        yield make_everything(), folder
        transaction.set_rollback(True)


@pytest.fixture
def everything(furnished, db, settings):
    """One of everything; what a test changes is undone after it. Its module is marked django_db."""
    made, settings.PORTAL_FILES_DIR = furnished
    return made


@pytest.fixture
def visitors(everything, caplog):
    """Each role at a browser of its own (tests.visitors); refusals are expected and not logged."""
    from tests.visitors import Visitors

    caplog.set_level("CRITICAL", "django.request")
    return Visitors(everything)
