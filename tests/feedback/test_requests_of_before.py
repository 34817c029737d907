"""Requests recorded before there were two clocks get both when a database is brought up to date."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback.models import DataRequest
from tests.agencies.make import make_people

BEFORE = [("feedback", "0024_letters_on_paper_are_sure")]
ROW = """
INSERT INTO feedback_datarequest
    (agency_id, kind, words, received_on, due_on, answered_on, answer, answer_redacted,
     recorded_by_id, recorded_at)
VALUES (%s, %s, 'Xin', %s, %s, %s, %s, %s, %s, now())
"""


@pytest.mark.django_db(transaction=True)
def test_f11_answered_requests_of_before_are_carried_out_and_open_ones_have_both_days():
    people = make_people()
    came, due, answered = dt.date(2026, 3, 13), dt.date(2026, 3, 17), dt.date(2026, 3, 16)
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        with connection.cursor() as cursor:
            for kind, on, said in (("erase", answered, "Đã xóa"), ("object", None, ""), ("know", None, "")):
                values = [people.agency.pk, kind, came, due, on, said, said, people.drafter.pk]
                cursor.execute(ROW, values)
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    fields = ("due_on", "answered_on", "carry_out_due_on", "done_on", "outcome", "carried_out_redacted")
    found = {row.kind: tuple(getattr(row, name) for name in fields) for row in DataRequest.objects.all()}
    assert found == {
        "erase": (due, answered, dt.date(2026, 4, 2), answered, "done", "Đã xóa"),
        "object": (due, None, dt.date(2026, 3, 30), None, "", None),
        "know": (due, None, dt.date(2026, 3, 23), None, "", None),
    }
    assert DataRequest.objects.open().filter(carried_out="").count() == 2
