"""What a migration may not do to a portal in use, read from the statements it would run.

Old code works on the new schema until it is restarted: it fills no new column, and still reads every old one.
And no table that grows stays locked while somebody goes through its rows.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from unittest.mock import patch

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What an office enters by hand, or what the register holds: thousands of rows at most. All others grow.
SMALL = {
    "reformportal": "KnownNetwork",
    "reports": "FormVersion Section FigureGroup Indicator Figure SectionFigure CrossCheck CrossCheckTerm"
    " Regime PeriodKind DeadlineRule ApprovalRule Slice Period FigureLimit PaperLayout ProvincePaper"
    " PaperText RoadStep FigureSource OutgoingPaper",
    "plans": "Plan Decision ActivityForm Duty Wording",
    "feedback": "Rule ConsentWording Notice Regulation TimeLimit Norm RetentionRule Breach"
    " BreachEntry DataLimit",
    "notices": "ReminderRule Announcement OfficeHours",
    "agencies": "CalendarDay AgencyKind Agency AgencyVersion Succession Officer Post Leave",
}
BREAKS_OLD_CODE = {
    r"DROP COLUMN": "drops a column that old code reads",
    r"RENAME COLUMN": "renames a column that old code reads",
    r"RENAME TO": "renames a table that old code reads",
    r"DROP TABLE": "drops a table that old code reads",
    r"SET NOT NULL": "asks for a value that old code may leave out",
    r"ADD COLUMN (?!.*\bDEFAULT\b).* NOT NULL": "adds a column that old code leaves out: null or db_default",
    r"ALTER COLUMN \S+ DROP DEFAULT": "takes a default that old code needs: db_default",
}
SCANS = {
    r"ADD CONSTRAINT .*\bCHECK\b(?!.*NOT VALID)": "checks every row under a lock: AddConstraintNotValid",
    r"ADD CONSTRAINT .*\b(?:UNIQUE|EXCLUDE)\b": "builds an index under a lock: a unique index first",
    r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)": "builds an index under a lock: AddIndexConcurrently",
    r"ALTER COLUMN \S+ TYPE": "may write every row anew under a lock: another column beside it",
    r"SET NOT NULL": "reads every row under a lock",
}
TABLE = re.compile(
    r"(?:(?:CREATE|ALTER|DROP) TABLE (?:IF (?:NOT )?EXISTS )?(?:ONLY )?"
    r"|CREATE (?:UNIQUE )?INDEX .*? ON (?:ONLY )?|CREATE .*?TRIGGER .*? ON "
    r'|INSERT INTO |UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?)"?(\w+)"?',
    re.DOTALL,
)
WRITES = re.compile(r"(?:UPDATE|DELETE FROM|INSERT INTO) ")


def statements(migration: Migration, before: ProjectState) -> list[str]:
    """What it would run on PostgreSQL, a statement each; nothing is run."""
    beside = patch.object(connection, "in_atomic_block", False)  # a test's transaction is none of its own
    with beside, connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(before.clone(), editor, collect_sql=True)
    return [line.strip() for line in editor.collected_sql if not line.startswith("--")]


def slips(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What is unsafe in it, a sentence each, with the table."""
    texts = statements(migration, before)
    made = {table_of(text) for text in texts if text.startswith("CREATE TABLE")}
    there = [text for text in texts if table_of(text) not in made]
    growing = [text for text in there if table_of(text) not in small_tables()]
    yield from found(BREAKS_OLD_CODE, there)
    yield from found(SCANS, growing)
    yield from _fills(migration, growing)


def found(rules: dict[str, str], texts: list[str]) -> Iterator[str]:
    for text in texts:
        for pattern, what in rules.items():
            if re.search(pattern, text):
                yield f"{table_of(text)}: {what}"


def _fills(migration: Migration, growing: list[str]) -> Iterator[str]:
    """Filling is done in batches, each a transaction of its own, by a migration that alters nothing."""
    locked = {table_of(text) for text in growing if text.startswith("ALTER TABLE")}
    written = {table_of(text) for text in growing if WRITES.match(text)}
    named = {table for one in migration.operations for table in tables_named(one)} - small_tables()
    for table in sorted(written | named):
        if migration.atomic:
            yield f"{table}: filled in one transaction: atomic = False, and batches"
    if (locked and any(fills(one) for one in migration.operations)) or locked & written:
        yield f"{', '.join(sorted(locked))}: altered where something is filled: a migration for each"


def fills(operation: Operation) -> bool:
    return isinstance(operation, RunPython)


def tables_named(operation: Operation) -> set[str]:
    """The tables that the module of a function asks for by `get_model`."""
    if not isinstance(operation, RunPython):
        return set()
    source = inspect.getsource(importlib.import_module(operation.code.__module__))
    return {
        f"{room}_{model}".lower()
        for room, model in re.findall(r"""get_model\(\s*["'](\w+)["'],\s*["'](\w+)["']""", source)
    }


def table_of(text: str) -> str:
    match = TABLE.match(text)
    return match[1] if match else ""


def small_tables() -> set[str]:
    """With the tables of their many-to-many fields."""
    models = [apps.get_model(room, name) for room, names in SMALL.items() for name in names.split()]
    joined = [field.remote_field.through for model in models for field in model._meta.local_many_to_many]
    return {model._meta.db_table for model in (*models, *joined)}
