"""The audit trail only grows: the database itself refuses everything else."""

import pytest
from django.db import DatabaseError, connection, transaction

from records.actions import audit, changes_between
from records.models import AuditEntry
from tests.records.make import NOW, Someone

pytestmark = pytest.mark.django_db


def make_entry(**kwargs):
    return audit(Someone(pk=3), "rename", by=Someone(pk=7), now=NOW, **kwargs)


def refused(statement):
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_entry_keeps_ids_verb_and_changes():
    entry = make_entry(post=Someone(pk=70), changes={"name": ["A", "B"]})
    entry.refresh_from_db()
    assert (entry.at, entry.actor_id, entry.post_id, entry.verb) == (NOW, 7, 70, "rename")
    assert (entry.subject_type, entry.subject_id, entry.changes) == (
        "letters.someone",
        "3",
        {"name": ["A", "B"]},
    )


def test_the_clock_acts_without_officer_or_post():
    entry = audit(Someone(pk=3), "close", by=None, now=NOW)
    assert (entry.actor_id, entry.post_id, entry.changes) == (None, None, {})


def test_entries_about_one_thing_come_oldest_first():
    first, second = make_entry(), make_entry()
    audit(Someone(pk=33), "rename", by=None, now=NOW)
    assert list(AuditEntry.objects.about(Someone(pk=3))) == [first, second]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_auditentry SET actor_id = 8",
        "UPDATE records_auditentry SET changes = '{}' WHERE id = (SELECT max(id) FROM records_auditentry)",
        "DELETE FROM records_auditentry",
    ],
)
def test_an_entry_is_never_changed_or_removed(statement):
    make_entry(changes={"name": ["A", "B"]})
    refused(statement)
    assert list(AuditEntry.objects.values_list("actor_id", "changes")) == [(7, {"name": ["A", "B"]})]


def test_the_trail_is_never_emptied():
    make_entry()
    with connection.cursor() as cursor:  # the suite turns this one trigger off to clean up after itself
        cursor.execute("ALTER TABLE records_auditentry ENABLE TRIGGER audit_is_never_emptied")
    refused("TRUNCATE records_auditentry")
    assert AuditEntry.objects.count() == 1


def test_saving_an_entry_again_is_refused():
    entry = make_entry()
    entry.verb = "approve"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        entry.save()


def test_changes_name_old_and_new_but_of_a_person_only_that():
    before = {"title": "Chuyên viên", "phone": "0905000001", "email": "a@x.example", "parent": None}
    after = {"title": "Phó Giám đốc", "phone": "0905000002", "email": "a@x.example", "parent": 5}
    assert changes_between(before, after, personal=("phone", "email")) == {
        "title": ["Chuyên viên", "Phó Giám đốc"],
        "phone": None,
        "parent": [None, "5"],
    }
