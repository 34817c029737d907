"""What is owed stands as rows: written by acts, by a new day, and by a repair that counts its mends."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Agency, Post
from notices import obligations
from notices.actions.keeping import differing, keep_obligations
from notices.actions.owing import follow, settle
from notices.models import Obligation
from notices.obligations import Kind, Line, Owed, all_kinds, kind_of
from notices.workflow import Outcome
from tests.agencies.make import make_agency
from tests.reports.make import at

pytestmark = pytest.mark.django_db
NOW = at(16, 3)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def owes(agency):
    """A kind of which this list says what is owed; of it alone, whatever other rooms owe."""
    listed: list[Owed] = []
    others = [kind.code for kind in all_kinds()]
    kept = {code: kind_of(code) for code in others}
    for code in others:
        obligations.forget(code)
    kind = Kind(
        code="test.thing",
        name="thing",
        owed=lambda today, ids: [one for one in listed if ids is None or one.object_id in ids],
        line=lambda row, today: Line("thing", "/"),
        rows=Agency.objects.all,
    )
    obligations.owes(kind)
    yield listed
    obligations.forget(kind.code)
    for found in kept.values():
        obligations.owes(found)


def thing(of, *, due=TODAY + 9 * DAY, **fields) -> Owed:
    defaults = {"role": Post.Role.DRAFTER, "agency": of.pk, "since": NOW, "visible_from": TODAY}
    return Owed(of.pk, due_on=due, **defaults | fields)


def put(owes, *things: Owed) -> None:
    owes[:] = things


def act(agency, **options) -> None:
    follow([agency.pk], "test.thing", now=options.pop("now", NOW), **options)


def rows() -> list[tuple]:
    fields = ("due_on", "version", "outcome")
    return list(Obligation.objects.order_by("pk").values_list(*fields))


def test_an_act_writes_what_is_owed_and_asked_again_changes_nothing(owes, agency, django_assert_num_queries):
    put(owes, thing(agency))
    act(agency)
    with django_assert_num_queries(1):
        act(agency, now=NOW + DAY)
    assert rows() == [(TODAY + 9 * DAY, 1, "")]


def test_a_day_that_moves_raises_the_version(owes, agency):
    put(owes, thing(agency))
    act(agency)
    put(owes, thing(agency, due=TODAY + 20 * DAY))
    act(agency)
    assert rows() == [(TODAY + 20 * DAY, 2, "")]


def test_what_is_owed_no_more_is_settled_and_owed_anew_counts_on(owes, agency):
    put(owes, thing(agency))
    act(agency)
    put(owes)
    act(agency, now=NOW + DAY)
    put(owes, thing(agency, since=NOW + 2 * DAY))
    act(agency, now=NOW + 2 * DAY)
    assert rows() == [(TODAY + 9 * DAY, 1, Outcome.DONE), (TODAY + 9 * DAY, 2, "")]
    settle([agency.pk], "test.thing", now=NOW + 3 * DAY)
    assert [outcome for _due, _version, outcome in rows()] == [Outcome.DONE, Outcome.VOID]


def test_what_another_place_owes_since_was_handed_on_there(owes, agency):
    heir = make_agency()
    put(owes, thing(agency))
    act(agency)
    put(owes, thing(agency, agency=heir.pk))
    act(agency, now=NOW + DAY)
    before, after = Obligation.objects.order_by("pk")
    assert (before.outcome, before.next_row_id) == (Outcome.HANDED_ON, after.pk)
    assert (after.agency_id, after.place, after.version) == (heir.pk, heir.pk, 2)


def test_the_repair_counts_what_acts_forgot_and_then_finds_nothing(owes, agency):
    put(owes, thing(agency))
    act(agency)
    put(owes, thing(agency, due=None))  # and nobody called `follow`
    assert keep_obligations(now=NOW).mended == 1
    assert keep_obligations(now=NOW) == keep_obligations(now=NOW + DAY)
    assert (keep_obligations(now=NOW).mended, rows()) == (0, [(None, 2, "")])
    assert Obligation.objects.get().is_mended


def test_the_first_rows_of_a_kind_are_no_mends(owes, agency):
    put(owes, thing(agency), thing(make_agency()))
    kept = keep_obligations(now=NOW)
    assert (kept.mended, kept.by_time, Obligation.objects.filter(is_mended=True).count()) == (0, 2, 0)


def test_what_somebody_did_meanwhile_is_not_undone(owes, agency, monkeypatch):
    """The comparison is asked again under the object's lock: a snapshot would settle what was just done."""
    put(owes, thing(agency))
    act(agency)
    put(owes, thing(agency, due=TODAY))
    found = differing(kind_of("test.thing"), TODAY)
    act(agency)  # the act comes between the comparison and the mend
    monkeypatch.setattr("notices.actions.keeping.differing", lambda kind, today, ids: found)
    assert (found, keep_obligations(now=NOW).mended) == ({agency.pk}, 0)


def test_a_kind_that_fails_stops_no_other(owes, agency, caplog):
    def fails(today, ids):
        raise RuntimeError("no answer")

    line = Line("", "")
    obligations.owes(Kind("test.broken", "broken", fails, lambda row, today: line, Agency.objects.all))
    try:
        put(owes, thing(agency))
        caplog.set_level("CRITICAL", "notices.actions.keeping")
        kept = keep_obligations(now=NOW)
        assert (kept.by_time, kept.failed) == (1, ("test.broken",))
    finally:
        obligations.forget("test.broken")


@pytest.mark.parametrize(
    "wrong",
    [
        {"at_home_affairs": True},
        {"agency_id": None},
        {"outcome": "done"},
        {"role": "nobody"},
        {"outcome": "handed_on", "settled_at": NOW},
        {"settled_at": NOW - DAY, "outcome": "void"},
        {"version": 0},
    ],
)
def test_the_database_refuses_a_row_that_says_nonsense(owes, agency, wrong):
    put(owes, thing(agency))
    act(agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.update(**wrong)


def test_one_thing_is_owed_once_at_a_place(owes, agency):
    put(owes, thing(agency))
    act(agency)
    row = Obligation.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
