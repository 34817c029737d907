"""The databases of tests: templates are made once, what a test does in a copy stays there."""

import http.client
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from agencies.models import Officer
from records.models import Attachment
from records.storage import path_of
from reports.models import Period
from tests import databases
from tests.databases import Template


@pytest.fixture
def probe(django_db_setup, django_db_blocker, monkeypatch, tmp_path):
    """Makes copies of a template with one table, and counts how often that is filled."""
    monkeypatch.setattr(databases, "KEPT", tmp_path)
    kind, filled = databases.own("probe"), []

    def fill(files: Path) -> None:
        filled.append(files)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE probe AS SELECT 1 AS number")

    def copy(digest: str, name: str) -> int:
        template = Template(kind, f"{databases.HOME}_{kind}_{digest}", None, fill)
        own = databases.own(name)
        with databases.standing_in(databases.copy(template, own)), connection.cursor() as cursor:
            cursor.execute("UPDATE probe SET number = number + 1 RETURNING number")
            (number,) = cursor.fetchone()
        databases.drop(own)
        return number

    with django_db_blocker.unblock():
        yield copy, filled
        for digest in ("a", "b"):
            databases.drop(f"{databases.HOME}_{kind}_{digest}")


def test_a_template_is_made_once_and_nobody_changes_it(probe):
    copy, filled = probe
    assert ([copy("a", "one"), copy("a", "two")], len(filled)) == ([2, 2], 1)


def test_other_code_makes_its_own_and_the_former_goes(probe, tmp_path):
    copy, filled = probe
    numbers = [copy(digest, "one") for digest in ("a", "b", "a")]
    assert (numbers, len(filled), len(list(tmp_path.iterdir()))) == ([2, 2, 2], 3, 1)


def test_the_digest_follows_what_files_say_and_where_they_lie(tmp_path):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text("x = 1")
    before = databases.digest([first])
    second.write_text("x = 1")
    found = [databases.digest([second]), databases.digest([first, second]), databases.digest([first])]
    first.write_text("x = 2")
    assert len({before, *found, databases.digest([first])}) == 4


def test_nobody_moves_away_from_a_transaction(db):
    with pytest.raises(AssertionError, match="a transaction does not go along"):
        databases.stand_in(databases.HOME)


def test_the_province_is_changed_in_a_transaction_and_has_its_files(province):
    assert (connection.in_atomic_block, Period.objects.exclude(opened_at=None).count()) == (True, 8)
    assert connection.settings_dict["NAME"] == databases.own("sample")
    kept = Attachment.objects.all()
    assert (kept.count() > 10, [row.pk for row in kept if not path_of(row.stored_name).exists()]) == (
        True,
        [],
    )


def test_what_is_committed_to_the_province_is_seen_by_a_server(committed_province, live_server, client):
    Officer.objects.filter(email="soan.stp@quangngai.example").update(full_name="Người Vừa Đổi")
    client.force_login(Officer.objects.get(email="soan.stp@quangngai.example"))
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
    asked = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=60)
    asked.request("GET", reverse("desk"), headers={"Cookie": cookies})
    page = asked.getresponse().read().decode()
    asked.close()
    assert "Người Vừa Đổi" in page
