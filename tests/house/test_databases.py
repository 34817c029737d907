"""The databases of tests: templates are made once, what a test does in a copy stays there."""

import http.client
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse

from agencies.models import AgencyKind, Officer
from records.models import Attachment
from records.storage import path_of
from reports.actions.standard import install_standard
from reports.models import Period, Regime
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


def rows_of_the_standard() -> dict[str, list[dict]]:
    """Of every table that it fills; a key is the place of its row in its table."""
    with connection.cursor() as cursor:
        kept = databases.kept_tables(cursor)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in kept]
    places: dict[Any, dict] = {
        model: {
            key: place
            for place, key in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True))
        }
        for model in models
    }
    found: dict[str, list[dict]] = {}
    for model in models:
        targets: dict[str, Any] = {"id": model} | {
            row.attname: row.related_model for row in model._meta.fields if row.is_relation
        }
        found[model._meta.db_table] = [
            {name: places.get(targets.get(name), {}).get(value, value) for name, value in row.items()}
            for row in model._default_manager.order_by("pk").values()
        ]
    return found


def test_the_standard_that_is_put_in_is_what_installing_it_makes(db):
    found = []
    for make in (databases.put_standard, install_standard_as_kept):
        with transaction.atomic():
            assert make()
            found.append(rows_of_the_standard())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert (len(found[0]) > 15, [table for table, rows in found[0].items() if not rows]) == (True, [])


def install_standard_as_kept():
    return install_standard(province="Quảng Ngãi", valid_from=databases.STANDARD_FROM)


@pytest.mark.parametrize("other", ["another regime", "another kind"])
def test_where_installing_would_make_others_nothing_is_put_in(db, other):
    if other == "another regime":
        install_standard_as_kept()
    else:
        AgencyKind.objects.filter(code="xa").update(code="xa-moi")
    assert (databases.put_standard(), Regime.objects.count()) == (False, int(other == "another regime"))


def test_a_database_that_is_no_copy_installs_the_standard_itself(db):
    """A bench makes its own database, in which nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA kept RENAME TO kept_elsewhere")
    assert databases.put_standard() is False


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
