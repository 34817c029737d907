"""Migrations that are newer than the first release of these rules are safe on a portal in use; and the rules
catch those that are not."""

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
)
from django.db import migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from records.fields import CleanTextField
from tests.house.migrations import slips
from tests.house.rules import ROOMS

pytestmark = pytest.mark.django_db
# The newest migrations that no portal in use was ever upgraded by: these rules hold for those after them.
BEFORE = {
    "records": "0003",
    "agencies": "0008",
    "notices": "0009",
    "plans": "0008",
    "feedback": "0029",
    "reports": "0026",
    "reformportal": "0002",
}
KNOWN: dict[tuple[str, str], dict[str, str]] = {}  # by migration: what is found in it, and why it may stay


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def later(loader: MigrationLoader) -> list[Migration]:
    rows = loader.disk_migrations
    return [
        rows[room, name] for room, name in sorted(rows) if room in ROOMS and name[:4] > BEFORE.get(room, "")
    ]


def test_f15_a_migration_is_safe_while_the_portal_is_used(loader):
    unsafe = {}
    for migration in later(loader):
        key = (migration.app_label, migration.name)
        found = set(slips(migration, loader.project_state(key, at_end=False)))
        if found != KNOWN.get(key, {}).keys():
            unsafe[key] = sorted(found ^ KNOWN.get(key, {}).keys())
    assert unsafe == {}, "see “Writing a migration” in docs/operations.md"


# What is caught


def judged(loader: MigrationLoader, *operations, atomic: bool = True) -> list[str]:
    """Of a migration with these operations after all that are there."""
    state = loader.project_state()
    room = "reports"
    example = type("Example", (Migration,), {"operations": list(operations), "atomic": atomic})
    migration = example("9999_example", room)
    return list(slips(migration, state))


def fill(apps, schema_editor):
    apps.get_model("reports", "FigureValue").objects.filter(note="").update(note="-")


def nothing(apps, schema_editor):
    pass


VALUE, FIGURE = "reports_figurevalue", "reports_figure"
SIGN = models.CheckConstraint(condition=models.Q(id__gte=0), name="example")
INDEX = models.Index(fields=["note"], name="example")
CASES = {
    "a column that may be empty": (
        [migrations.AddField("figurevalue", "extra", models.DateField(null=True))],
        [],
    ),
    "a column with a default of the database": (
        [migrations.AddField("figurevalue", "extra", models.IntegerField(default=0, db_default=0))],
        [],
    ),
    "a column with a default of the code alone": (
        [migrations.AddField("figurevalue", "extra", models.IntegerField(default=0))],
        [f"{VALUE}: takes a default that old code needs: db_default"],
    ),
    "a column dropped": (
        [migrations.RemoveField("figure", "label")],
        [f"{FIGURE}: drops a column that old code reads"],
    ),
    "a column renamed": (
        [migrations.RenameField("figurevalue", "note", "remark")],
        [f"{VALUE}: renames a column that old code reads"],
    ),
    "a table dropped": (
        [migrations.DeleteModel("Contribution")],
        ["reports_contribution: drops a table that old code reads"],
    ),
    "a table renamed": (
        [migrations.RenameModel("Contribution", "Share")],
        ["reports_contribution: renames a table that old code reads"],
    ),
    "a value asked for": (
        [migrations.AlterField("figurevalue", "number", models.IntegerField())],
        [
            f"{VALUE}: asks for a value that old code may leave out",
            f"{VALUE}: may write every row anew under a lock: another column beside it",
            f"{VALUE}: reads every row under a lock",
        ],
    ),
    "words alone": (
        [migrations.AlterField("figurevalue", "note", CleanTextField("words", max_length=500, blank=True))],
        [],
    ),
    "a constraint that is checked at once": (
        [migrations.AddConstraint("figurevalue", SIGN)],
        [f"{VALUE}: checks every row under a lock: AddConstraintNotValid"],
    ),
    "the same of a small table": ([migrations.AddConstraint("figure", SIGN)], []),
    "a constraint for new rows": ([AddConstraintNotValid("figurevalue", SIGN)], []),
    "an index beside which nobody writes": (
        [migrations.AddIndex("figurevalue", INDEX)],
        [f"{VALUE}: builds an index under a lock: AddIndexConcurrently"],
    ),
    "a new table with its indexes": (
        [
            migrations.CreateModel(
                "Example",
                [("id", models.BigAutoField(primary_key=True)), ("note", models.CharField(max_length=9))],
                options={"indexes": [INDEX], "constraints": [SIGN]},
            )
        ],
        [],
    ),
    "rows filled in one transaction": (
        [migrations.RunPython(fill)],
        [f"{VALUE}: filled in one transaction: atomic = False, and batches"],
    ),
    "rows filled by a statement": (
        [migrations.RunSQL("UPDATE reports_figurevalue SET note = ''")],
        [f"{VALUE}: filled in one transaction: atomic = False, and batches"],
    ),
}
ALTERS = migrations.AddField("figurevalue", "extra", models.DateField(null=True))


@pytest.mark.parametrize(("operations", "found"), CASES.values(), ids=CASES)
def test_f15_what_locks_or_breaks_is_caught(loader, operations, found):
    assert sorted(set(judged(loader, *operations))) == found


@pytest.mark.parametrize(
    "filling", [migrations.RunPython(fill), migrations.RunSQL("UPDATE reports_figurevalue SET note = ''")]
)
def test_f15_filling_where_something_is_altered_is_caught(loader, filling):
    found = judged(loader, ALTERS, filling)
    assert f"{VALUE}: altered where something is filled: a migration for each" in found


def test_f15_what_takes_no_long_lock_passes_outside_a_transaction(loader):
    beside = [AddIndexConcurrently("figurevalue", INDEX), migrations.RunPython(fill)]
    assert judged(loader, *beside, atomic=False) == []
