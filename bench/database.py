"""What every measurement stands on: a database of its own on the server of DATABASE_URL, and its sizes."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path


def prepare():
    """Settings and servers: those of the environment, embedded ones where it names none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformportal.settings")
    os.environ.setdefault("PORTAL_TRIAL", "1")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        from reformportal import embedded

        for name, url in embedded.ensure(Path("var/test").resolve(), durable=False).items():
            os.environ[name] = os.environ.get(name) or url
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()  # the pages' answers say what they were made of


def sizes(*usual):
    """The numbers of the command line in their order; the usual ones for what it does not say."""
    said = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    return [*said, *usual[len(said) :]]


@contextmanager
def own_database():
    """Migrated and empty; two measurements at once do not meet, nor do they meet tests. BENCH_TEMPLATE may
    name a migrated database to copy, which nobody is connected to."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    template = os.environ.get("BENCH_TEMPLATE")
    connection.settings_dict["TEST"] |= {"NAME": f"bench_{os.getpid()}", "TEMPLATE": template}
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def settle():
    """What the server does by itself within the hour: statistics for its planner. In a transaction no more
    than that is possible."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
