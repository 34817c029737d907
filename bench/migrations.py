"""How long migrations hold locks that pages wait for, on tables of so many rows.

python -m bench.migrations [rows, 200,000 when not said] [room.name ...]

The newest migration of each room, or those named with what came after them. They are taken back in a
database of its own, the tables that they touch are filled, and they run again while a second connection looks
who holds what. One that cannot be taken back cannot be measured, and says so.
"""

import sys
import threading
import time

from bench.database import own_database, prepare, settle, sizes

ROWS, GOAL = 200_000, 3
LOOK = 0.005  # seconds between two looks
LOCKS = """
SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
WHERE l.pid = %s AND l.granted
  AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')
"""


class Watch(threading.Thread):
    """The longest time in a row that each table was locked against writers by one session."""

    def __init__(self, session):
        super().__init__()
        self.session, self.over = session, threading.Event()
        self.since, self.longest = {}, {}

    def run(self):
        from django.db import connection  # of this thread

        with connection.cursor() as cursor:
            while not self.over.wait(LOOK):
                cursor.execute(LOCKS, [self.session])
                self.note({table for (table,) in cursor.fetchall()}, time.perf_counter())
        connection.close()

    def note(self, held, now):
        self.since = {table: self.since.get(table, now) for table in held}
        for table, since in self.since.items():
            self.longest[table] = max(self.longest.get(table, 0), now - since)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.join()


def newest(executor):
    from tests.house.rules import ROOMS

    return [key for key in executor.loader.graph.leaf_nodes() if key[0] in ROOMS]


def take_back(executor, keys):
    """Undo these and what depends on them; gives all that is to be done again, in its order."""
    before = [parent(executor, key) for key in keys]
    applied = set(executor.loader.applied_migrations)
    executor.migrate(before)
    executor.loader.build_graph()
    undone = applied - set(executor.loader.applied_migrations)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan if (migration.app_label, migration.name) in undone]


def parent(executor, key):
    """The one before it in its room."""
    nodes = executor.loader.graph.node_map[key].parents
    return next((node.key for node in nodes if node.key[0] == key[0]), (key[0], None))


def touched(executor, migration):
    """The tables, there before it, that it names in statements or functions."""
    from tests.house.migrations import statements, table_of, tables_named

    before = executor.loader.project_state((migration.app_label, migration.name), at_end=False)
    texts = statements(migration, before)
    made = {table_of(text) for text in texts if text.startswith("CREATE TABLE")}
    named = {table for operation in migration.operations for table in tables_named(operation)}
    return {table_of(text) for text in texts} - made - {""} | named


def measure(rows, names=()):
    from django.db import IntegrityError, connection
    from django.db.migrations.exceptions import IrreversibleError
    from django.db.migrations.executor import MigrationExecutor

    from bench.rows import ask, fill
    from tests.house.migrations import small_tables

    executor = MigrationExecutor(connection)
    keys = [tuple(name.split(".")) for name in names] or newest(executor)
    try:
        plan = take_back(executor, keys)
    except IrreversibleError as reason:
        sys.exit(f"Not measured: {reason}")
    small, filled = small_tables(), {}
    for table in sorted(set().union(*(touched(executor, migration) for migration in plan))):
        fill(table, rows, lambda table: table not in small, filled)
    settle()
    ((session,),) = ask("SELECT pg_backend_pid()", [])
    for migration in plan:
        try:
            with Watch(session) as watch:
                MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
        except IntegrityError as reason:
            sys.exit(f"{migration}: generated rows do not hold, see OF_COLUMN in bench/rows.py: {reason}")
        for table in sorted(set(watch.longest) & set(filled)) or [""]:
            tell(migration, table, watch.longest.get(table))


def tell(migration, table, seconds):
    what = f"{table} locked for {seconds:.2f} s, {count(table)} rows" if table else "no table locked"
    print(f"{migration.app_label}.{migration.name}: {what} (goal: under {GOAL} s)", flush=True)


def count(table):
    from bench.rows import ask

    ((found,),) = ask(f'SELECT count(*) FROM "{table}"', [])  # noqa: S608
    return found


def main(rows=ROWS, *_more):
    measure(rows, [word for word in sys.argv[1:] if not word.isdecimal()])


if __name__ == "__main__":
    prepare()
    with own_database():
        main(*sizes())
