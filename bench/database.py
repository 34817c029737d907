"""A database for one measurement, on the server of DATABASE_URL; dropped at the end."""

import os
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

    django.setup()


@contextmanager
def own_database():
    """Migrated and empty; two measurements at once do not meet, nor do they meet tests."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def settle():
    """What the server does by itself within the hour: statistics for its planner."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
