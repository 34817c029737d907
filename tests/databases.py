"""Databases of a test process: copies of templates that are made once for all processes, and kept.

A template is named after a digest of everything that it is made of: code that changed finds none of its name
and makes one, in the place of the former. Who needs one while another process makes it waits for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test"
STANDARD_FROM = dt.date(2025, 1, 1)
SAMPLE_DAY = dt.date(2026, 11, 22)  # a Sunday
HOME = str(connection.settings_dict["NAME"])  # where a session stands while it makes others
_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_NOT_CODE = {".pyc", ".mo"}


Fill = Callable[[Path], None]  # the connection stands in the database; takes the folder of attachments


class Template(NamedTuple):
    kind: str
    name: str
    base: Template | None
    fill: Fill

    @property
    def files(self) -> Path:
        """Attachments of its rows."""
        return KEPT / self.name


# What a template is made of


def migrations() -> list[Path]:
    """Of all apps, Django's own among them."""
    return [path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")]


def code() -> list[Path]:
    """All of the portal: what a room does may change any row of the sample."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
    found = [path for folder in [*rooms, ROOT / "templates"] for path in folder.rglob("*")]
    return [ROOT / "requirements.txt", *(path for path in found if path.suffix not in _NOT_CODE)]


def digest(sources: list[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted({Path(__file__), *sources}):
        if path.is_file():
            found.update(os.fsencode(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name))
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def migrate(_files: Path) -> None:
    """Every table, and what migrations put in.

    Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses everywhere else. Keys begin
    above a thousand, as in a portal that has run for a while: nothing may print one as a quantity.
    """
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_auditentry DISABLE TRIGGER audit_is_never_emptied")
        cursor.execute(
            "SELECT setval(oid::regclass, 1000 + 7 * row_number() OVER (ORDER BY relname)) FROM pg_class"
            " WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        )


def keep_standard(_files: Path) -> None:
    """The standard regime in a schema of its own, beside empty tables, for `put_standard`."""
    from reports.actions.standard import install_standard

    with transaction.atomic(), connection.cursor() as cursor:
        empty = [table for table in _tables(cursor) if not _has_rows(cursor, table)]
        install_standard(province="Quảng Ngãi", valid_from=STANDARD_FROM)
        filled = [table for table in empty if _has_rows(cursor, table)]
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute("CREATE TABLE kept.kinds_of_agencies AS SELECT id, code FROM agencies_agencykind")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in filled:
            cursor.execute(f'CREATE TABLE kept."{table}" AS SELECT * FROM "{table}"')
            cursor.execute(f'DELETE FROM "{table}"')


def _tables(cursor: Any, schema: str = "public") -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
    return [name for (name,) in cursor.fetchall()]


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
    return cursor.fetchone()[0]


def load_sample(files: Path) -> None:
    """The whole province as it stands on the morning of SAMPLE_DAY."""
    from reformportal.sample.history import at
    from reformportal.sample.loading import load

    moment = at(SAMPLE_DAY, 9)  # what had been due by today would be dropped as well
    with override_settings(PORTAL_FILES_DIR=files), time_machine.travel(moment):
        load(day=SAMPLE_DAY)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _template(
    kind: str, sources: list[Path], base: Template | None, fill: Callable[[Path], None]
) -> Template:
    """Its name says what the files hold now: modules that are imported before an edit make what they were."""
    return Template(kind, f"{HOME}_{kind}_{digest(sources)}", base, fill)


TABLES = _template("tables", migrations(), None, migrate)
STANDARD = _template("standard", [*migrations(), *code()], TABLES, keep_standard)
SAMPLE = _template("sample", [*migrations(), *code()], TABLES, load_sample)


# Making and copying


def put_standard() -> bool:
    """Put in the rows that `install_standard` makes, in one go; no where it would make others, and in a
    database that is no copy, such as a bench's own.

    Their keys are free in every copy: making the template used them up.
    """
    others = "SELECT id, code FROM kept.kinds_of_agencies EXCEPT SELECT id, code FROM agencies_agencykind"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept.kinds_of_agencies') IS NULL")
        if cursor.fetchone()[0]:
            return False
        cursor.execute(f"SELECT EXISTS ({others}) OR EXISTS (SELECT FROM reports_regime)")
        if cursor.fetchone()[0]:
            return False
        rows = [f'INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in kept_tables(cursor)]
        cursor.execute(";".join(rows))
    return True


def kept_tables(cursor: Any) -> list[str]:
    return [table for table in _tables(cursor, "kept") if table != "kinds_of_agencies"]


def own(name: str = "") -> str:
    """What a database of this process is called."""
    return f"test_{HOME}_{_PROCESS}{name and '_'}{name}"


def copy(template: Template, to: str) -> str:
    """A new database like the template, which is made if need be; returns its name."""
    with _server() as server, _alone(server, template.kind):
        if not _exists(server, template):
            _make(server, template)
        _create(server, to, template.name)
    return to


@contextmanager
def made_meanwhile(template: Template) -> Iterator[None]:
    """Another process makes the template if need be; who asks for it before waits, and makes it if that
    failed."""
    ask = "import tests.conftest; from tests.databases import copy, drop, own; import tests.databases as all_"
    ask += f"; drop(copy(all_.{template.kind.upper()}, own('meanwhile')))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", ask], cwd=ROOT, env=environment, **quiet) as process:
        yield
        process.terminate()


def copy_files(template: Template, to: Path) -> None:
    """The attachments of a template's rows."""
    shutil.copytree(template.files, to)


def drop(name: str) -> None:
    """Whoever still stands in it is put out."""
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def standing_in(name: str) -> Iterator[None]:
    """Every thread's next connection is to this database; nobody may be in a transaction."""
    before = stand_in(name)
    try:
        yield
    finally:
        stand_in(before)


def stand_in(name: str) -> str:
    """Returns where the connection stood before."""
    assert not connection.in_atomic_block, "a transaction does not go along to another database"
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    return before


def _make(server: Any, template: Template) -> None:
    """Under another name until it is whole; the former ones of its kind go."""
    kind, draft = f"{HOME}_{template.kind}_", f"{HOME}_{template.kind}_draft"
    server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [kind])
    for (name,) in server.fetchall():
        drop(name)
        shutil.rmtree(KEPT / name, ignore_errors=True)
    if template.base:
        copy(template.base, draft)
    else:
        _create(server, draft, "template1")
    template.files.mkdir(parents=True)
    with standing_in(draft):
        template.fill(template.files)
    server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template.name}"')


def _create(server: Any, name: str, like: str) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}"')
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def _exists(server: Any, template: Template) -> bool:
    server.execute("SELECT FROM pg_database WHERE datname = %s", [template.name])
    return bool(server.rowcount) and template.files.is_dir()


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor of a session of its own, outside any transaction, as patient as need be."""
    place: dict[str, Any] = connection.get_connection_params() | {"dbname": HOME, "options": ""}
    session = connection.get_new_connection(place)
    session.autocommit = True
    try:
        yield session.cursor()
    finally:
        session.close()


@contextmanager
def _alone(server: Any, kind: str) -> Iterator[None]:
    """No other process makes or copies a template of this kind; the end of the session lets go, too."""
    server.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(f"{HOME}_{kind}".encode())])
    yield
    server.execute("SELECT pg_advisory_unlock_all()")
