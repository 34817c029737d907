"""F2: figures that are counted against each other are of the same agencies; who is not in them is named."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.accounts import Account, Entry, Reason, TakenOver, booked
from reports.models import Figure

OPENING, CAME, DONE, CLOSING = (
    Figure(pk=place, code=f"X{place}", time_rule=rule)
    for place, rule in enumerate(("first", "sum", "sum", "last"), start=1)
)
STOCK = Account({row.pk: row for row in (OPENING, CAME, DONE, CLOSING)}, {1: 1}, {4: 1})
LAST_PLACE = 4  # the slice that closes the period


def entry(agency, place, opening, came, done, *, in_force=True, new=False):
    """One slice of an agency; what is open after it follows."""
    numbers = [opening, came, done, opening + came - done]
    return Entry(
        agency=agency,
        kind=1,
        place=place,
        ends_on=dt.date(2026, 3 * place, 14),
        is_open=place == LAST_PLACE,
        is_in_force=in_force,
        is_new=new,
        numbers={pk: Decimal(number) for pk, number in enumerate(numbers, start=1)},
    )


def totals(found):
    """Opening, came, done, closing over the period."""
    rows = [found.contributions(row).values() for row in STOCK.figures.values()]
    return [sum(row.cumulative or 0 for row in given) for given in rows]


def left_out(found):
    return {(row.agency, tuple(one.place for one in row.entries)): row.reason for row in found.left_out}


def balances(found):
    opening, came, done, closing = totals(found)
    return opening + came - done == closing


WHOLE = [entry(1, 1, 2, 3, 4), entry(1, 2, 1, 0, 0), entry(1, 3, 1, 5, 2), entry(1, 4, 4, 0, 1)]


def test_f2_an_agency_that_goes_on_is_in_with_all_its_slices():
    assert totals(booked(STOCK, WHOLE, [])) == [2, 8, 7, 3]


def test_f2_who_fell_out_of_the_last_slice_is_in_none_and_named():
    gone = [entry(2, 1, 5, 1, 0), entry(2, 2, 6, 0, 2)]
    found = booked(STOCK, [*WHOLE, *gone], [])
    assert totals(found) == [2, 8, 7, 3]
    assert left_out(found) == {(2, (1, 2)): Reason.NOT_REPORTED}
    (row,) = found.left_out
    assert [row.number(figure) for figure in STOCK.figures.values()] == [5, 1, 2, 4]


def test_f2_what_stands_before_a_missing_slice_is_left_out():
    gap = [entry(2, 1, 5, 1, 0), entry(2, 3, 7, 0, 2), entry(2, 4, 5, 1, 1)]
    found = booked(STOCK, [*WHOLE, *gap], [])
    assert totals(found) == [2 + 7, 8 + 1, 7 + 3, 3 + 5]
    assert left_out(found) == {(2, (1,)): Reason.GAP}


def test_f2_what_stands_before_another_beginning_than_the_last_end_is_left_out():
    broken = [entry(2, 2, 5, 1, 0), entry(2, 3, 4, 0, 2), entry(2, 4, 2, 1, 1)]
    found = booked(STOCK, [*WHOLE, *broken], [])
    assert totals(found) == [2 + 4, 8 + 1, 7 + 3, 3 + 2]
    assert left_out(found) == {(2, (2,)): Reason.BROKEN}


def test_f2_who_ended_goes_on_in_who_took_over_the_same_number():
    ended = [entry(2, 1, 5, 1, 2, in_force=False), entry(2, 2, 4, 2, 1, in_force=False)]
    begun = [entry(3, 3, 3, 1, 1, new=True), entry(3, 4, 3, 0, 1, new=True)]
    other = [entry(4, 3, 2, 1, 1, new=True), entry(4, 4, 2, 0, 0, new=True)]
    day = dt.date(2026, 7, 1)
    found = booked(STOCK, [*WHOLE, *ended, *begun, *other], [TakenOver(2, 3, day), TakenOver(2, 4, day)])
    assert totals(found) == [2 + 5, 8 + 3 + 1 + 1, 7 + 3 + 2 + 1, 3 + 2 + 2]
    assert left_out(found) == {}


def test_f2_who_ended_with_another_number_than_was_taken_over_is_left_out_and_the_heir_begins_with_its_own():
    ended = [entry(2, 2, 4, 2, 1, in_force=False)]
    begun = [entry(3, 3, 4, 1, 1, new=True), entry(3, 4, 4, 0, 1, new=True)]
    found = booked(STOCK, [*WHOLE, *ended, *begun], [TakenOver(2, 3, dt.date(2026, 7, 1))])
    assert totals(found) == [2 + 4, 8 + 1, 7 + 2, 3 + 3]
    assert left_out(found) == {(2, (2,)): Reason.ENDED}


def test_f2_who_ended_is_left_out_where_its_heir_did_not_report_to_the_end():
    ended = [entry(2, 2, 4, 2, 1, in_force=False)]
    begun = [entry(3, 3, 5, 1, 1, new=True)]
    found = booked(STOCK, [*WHOLE, *ended, *begun], [TakenOver(2, 3, dt.date(2026, 7, 1))])
    assert totals(found) == [2, 8, 7, 3]
    assert left_out(found) == {(2, (2,)): Reason.HEIR, (3, (3,)): Reason.NOT_REPORTED}


def test_f2_an_agency_that_goes_on_may_take_over_in_between():
    ended = [entry(2, 1, 1, 1, 0, in_force=False), entry(2, 2, 2, 0, 0, in_force=False)]
    taking = [entry(3, 2, 1, 0, 1), entry(3, 3, 2, 0, 1), entry(3, 4, 1, 0, 0)]
    found = booked(STOCK, [*WHOLE, *ended, *taking], [TakenOver(2, 3, dt.date(2026, 7, 1))])
    assert totals(found) == [2 + 1 + 1, 8 + 1, 7 + 2, 3 + 1]
    assert left_out(found) == {}


def test_f2_who_ended_with_nothing_left_needs_no_heir():
    found = booked(STOCK, [*WHOLE, entry(2, 1, 1, 1, 2, in_force=False)], [])
    assert totals(found) == [2 + 1, 8 + 1, 7 + 2, 3]


def test_f2_what_was_split_off_one_that_goes_on_does_not_stand_twice():
    split = [entry(2, 4, 2, 0, 0, new=True)]
    found = booked(STOCK, [*WHOLE, *split], [TakenOver(1, 2, dt.date(2026, 10, 1))])
    assert totals(found) == [2, 8, 7, 3]
    assert left_out(found) == {(2, (4,)): Reason.TWICE}


def test_f2_zeros_that_are_left_out_are_not_named():
    assert booked(STOCK, [*WHOLE, entry(2, 1, 0, 0, 0)], []).left_out == []


@st.composite
def histories(draw):
    """Agencies that report some slices, end, begin, go on rightly or not, and take over from each other."""
    entries = []
    for agency in range(1, draw(st.integers(1, 6)) + 1):
        begins, ends = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        left = draw(st.integers(0, 3))
        for place in range(begins, max(begins, ends) + 1):
            if draw(st.integers(0, 5)) == 0:
                continue
            opening = left if draw(st.integers(0, 3)) else draw(st.integers(0, 3))
            came = draw(st.integers(0, 3))
            left = draw(st.integers(0, opening + came))
            in_force = ends >= LAST_PLACE or draw(st.booleans())
            entries.append((agency, place, opening, came, opening + came - left, begins > 1))
            forces = in_force
        entries = [row if len(row) == 7 else (*row, forces) for row in entries]
    days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    agencies = sorted({row[0] for row in entries}) or [1]
    pairs = st.tuples(st.sampled_from(agencies), st.sampled_from(agencies), days)
    between = [TakenOver(*row) for row in draw(st.lists(pairs, max_size=5)) if row[0] != row[1]]
    rows = [
        entry(agency, place, opening, came, done, in_force=forces, new=new)
        for agency, place, opening, came, done, new, forces in entries
    ]
    return rows, between


@settings(max_examples=400, deadline=None)
@given(histories())
def test_f2_every_account_closes_and_loses_nothing(history):
    """Whatever is reported: opening + came - done = closing, and each slice is in all figures or in none."""
    rows, between = history
    found = booked(STOCK, rows, between)
    assert balances(found)
    outside = {one.key for row in found.left_out for one in row.entries}
    inside = {one.key for one in found.counted}
    assert not inside & outside
    lost = {one.key for one in rows} - inside - outside
    assert all(not any(one.numbers.values()) for one in rows if one.key in lost) or lost == set()
    for agency in {one.agency for one in found.counted}:
        places = sorted(one.place for one in found.counted if one.agency == agency)
        assert all(after - before == 1 for before, after in pairwise(places))


STATE = Account({CAME.pk: CAME, CLOSING.pk: CLOSING})


def test_f2_parts_of_a_ratio_are_of_the_agencies_that_stand_at_the_closing_date():
    gone = [entry(2, 1, 0, 40, 0, in_force=False), entry(3, 1, 0, 7, 0)]
    found = booked(STATE, [*WHOLE, *gone], [])
    assert {agency: row.cumulative for agency, row in found.contributions(CAME).items()} == {1: 8}
    assert {agency: row.cumulative for agency, row in found.contributions(CLOSING).items()} == {1: 3}
    assert left_out(found) == {(2, (1,)): Reason.CLOSED, (3, (1,)): Reason.NOT_REPORTED}
