import pytest
from django.db import OperationalError, connection

ALIVE = "/healthz"
READY = "/readyz"


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    response = client.get(ALIVE)
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_every_migration_is_there(client):
    response = client.get(READY)
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = client.get(READY)
    assert (response.status_code, response.content) == (503, b"not ready\n")


def test_not_ready_without_a_database_and_no_detail_told(client, monkeypatch):
    def refuse(*args):
        raise OperationalError("connection to server at 10.0.0.5 failed")

    monkeypatch.setattr("reformportal.health.MigrationExecutor", refuse)
    response = client.get(READY)
    assert (response.status_code, response.content) == (503, b"not ready\n")


def test_health_is_never_cached(client):
    assert "no-store" in client.get(ALIVE).headers["Cache-Control"].split(", ")


def test_health_is_only_read(client):
    assert client.post(ALIVE).status_code == 405
