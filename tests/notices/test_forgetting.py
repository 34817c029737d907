"""Rows of what was owed go with their object, in batches; what is still owed stays."""

import pytest

from notices.actions import forgetting
from notices.actions.forgetting import forget, forget_gone
from notices.models import AddressTrouble, Obligation
from notices.tasks import forget_gone as run_forget_gone
from notices.troubles import ADDRESS, UNSEEN
from notices.workflow import Outcome
from tests.agencies.make import make_agency, make_officer
from tests.reports.make import at

pytestmark = pytest.mark.django_db
NOW = at(16, 3)


def make_row(of: int, *, kind: str = ADDRESS, settled: bool = True, **fields) -> Obligation:
    ended = {"settled_at": NOW, "outcome": Outcome.DONE} if settled else {}
    named = {"kind": kind, "object_id": of, "role": "registrar", "at_home_affairs": True}
    days = {"since": NOW, "visible_from": NOW.date()}
    return Obligation.objects.create(**named | days | ended | fields)


def left() -> list[tuple[int, str]]:
    return list(Obligation.objects.order_by("pk").values_list("object_id", "outcome"))


def test_f15_settled_rows_of_these_objects_go_and_no_others(monkeypatch):
    """In batches of two, of which one ends between a row and the one it was handed on to."""
    monkeypatch.setattr(forgetting, "BATCH", 2)
    make_row(1)
    following = make_row(1, settled=False, slot="b")
    for slot in "cd":
        make_row(1, slot=slot, outcome=Outcome.HANDED_ON, next_row=following)
    make_row(1, kind=UNSEEN)
    make_row(2)
    assert forget([1], ADDRESS) == 3
    assert left() == [(1, ""), (1, "done"), (2, "done")]
    assert forget([1], ADDRESS) == 0


def test_f15_nothing_names_what_is_gone():
    """Neither whose address works again, nor what was deleted. Home Affairs itself is no object."""
    officer = make_officer("Trần Thị Soạn")
    trouble = AddressTrouble.objects.create(officer=officer, address=officer.email, said="550", since=NOW)
    gone = trouble.pk
    trouble.delete()
    make_row(gone, params={"officer": officer.full_name})
    make_row(gone, settled=False, slot="still")  # the hourly pass ends it first
    agency = make_agency()
    make_row(agency.pk, kind=UNSEEN)
    make_row(0, kind=UNSEEN)
    assert forget_gone() == 1
    run_forget_gone()
    assert left() == [(gone, ""), (agency.pk, "done"), (0, "done")]
