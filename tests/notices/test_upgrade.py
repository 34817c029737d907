"""From reminders planned months ahead to rows that say when they are told next: nobody is told twice."""

import importlib

import pytest
from django.db import connection

from notices.actions import deliver_due, keep_obligations
from notices.ahead import ledger_of
from notices.models import Obligation, Reminder, ReminderRule
from tests.notices.make import KIND, at, make_drafters, make_reminder, owe, tell

pytestmark = pytest.mark.django_db
drop_planned = importlib.import_module("notices.migrations.0015_from_the_ledger").drop_planned


def rule(code: str) -> ReminderRule:
    return ReminderRule.objects.get(obligation_kind=KIND, code=code)


@pytest.fixture
def before(errands):
    """A deadline that has moved four times, as a database of before has it: told on the 9th, planned for the
    13th and after; what its former days had planned taken back; a return just said."""
    agency = make_drafters(1)[0]
    owe(agency)
    as_it_was = {"counted_from": None, "spoken_until": None, "next_at": None, "version": 2}
    Obligation.objects.update(**as_it_was)
    rows = (
        ("before-5", 5, "sent", 9),
        ("before-1", 5, "planned", 13),
        ("due", 5, "planned", 16),
        ("before-1", 4, "superseded", 11),
        ("late-1", 3, "cancelled", 6),
    )
    for code, version, state, day in rows:
        finished = None if state == "planned" else at(day)
        make_reminder(
            agency, rule=rule(code), version=version, state=state, due_at=at(day, 8), finished_at=finished
        )
    Reminder.objects.filter(state="planned").update(due_at=at(13, year=2126))
    tell(agency)
    return agency


def test_what_was_planned_goes_and_what_was_told_or_happened_stays(before):
    drop_planned(None, connection_editor())
    kept = Reminder.objects.order_by("pk").values_list("rule__code", "version", "state")
    assert list(kept) == [("before-5", 5, "sent"), ("mail-only", 1, "planned")]
    assert Obligation.objects.get(kind=KIND).version == 5


def test_the_upgrade_tells_nobody_anything_and_goes_on_where_it_stood(before, mailoutbox):
    drop_planned(None, connection_editor())
    before_it = Reminder.objects.count()
    assert keep_obligations(now=at(10), counts=False).mended == 0
    row = Obligation.objects.get(kind=KIND)
    assert (row.version, row.next_at, Reminder.objects.count()) == (5, at(13, 8), before_it)
    deliver_due(now=at(10))
    assert [mail.subject for mail in mailoutbox if "Việc" in mail.subject] == [
        "Việc 1: mail-only"
    ]  # which was under way
    ahead = [(one.rule.code, one.due_at) for one in ledger_of([1], KIND) if one.pk is None]
    assert dict(ahead) == {
        "before-1": at(13, 8),
        "due": at(16, 8),
        "late-1": at(17, 8),
        "late-3": at(19, 8),
        "late-3-home-affairs": at(19, 8),
    }


def test_asked_twice_it_changes_nothing(before):
    drop_planned(None, connection_editor())
    kept = list(Reminder.objects.values())
    drop_planned(None, connection_editor())
    assert list(Reminder.objects.values()) == kept


def connection_editor():
    class Editor:
        pass

    Editor.connection = connection
    return Editor
