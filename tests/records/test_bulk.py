"""Other values in many rows, in one statement."""

import datetime as dt

import pytest

from notices.models import Obligation
from records.bulk import update_each
from tests.agencies.make import make_agency
from tests.notices.make import at, owe, registered

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_of_any_kind(django_assert_num_queries):
    with registered():
        of_any_kind(django_assert_num_queries)


def of_any_kind(django_assert_num_queries):
    rows = [owe(make_agency(), obligation=number) for number in (1, 2, 3)]
    for number, row in enumerate(rows):
        row.due_on = dt.date(2025, 7, 1 + number) if number else None
        row.params = {"name": f"Việc {number} 'đó'", "list": [number]}
        row.next_at = at(20 + number)
        row.counts_after = number == 1
        row.about = rows[0].agency
        row.role = ("drafter", "head", "clerk")[number]
    fields = ["due_on", "params", "next_at", "counts_after", "about", "role"]
    with django_assert_num_queries(1):
        update_each(rows, fields)
    saved = {row.pk: [getattr(row, name) for name in fields] for row in Obligation.objects.all()}
    assert saved == {row.pk: [getattr(row, name) for name in fields] for row in rows}


def test_of_none_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_each([], ["due_on"])
