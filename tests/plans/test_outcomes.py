"""What an agency's records say it brought about between two days; nothing counts twice."""

import datetime as dt

import pytest

from agencies.models import Succession
from plans.actions.activities import add_result, update_activity
from plans.actions.agency_plans import approve_plan, begin_plan, submit_plan
from plans.outcomes import Outcome, outcomes, plan_on, results_between
from tests.agencies.make import make_agency
from tests.plans.make import NOW, TODAY, make_activity, make_done, make_issued_plan

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2025, 12, 15), dt.date(2026, 3, 14)
DAY = dt.timedelta(days=1)


def amounts(agency, first: dt.date = FIRST, last: dt.date = LAST) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in outcomes(agency.pk, first, last):
        found[one.measure] = found.get(one.measure, 0) + one.amount
    return found


def test_results_are_added_by_form_and_measure():
    agency = make_agency()
    first = make_done(agency, "tap-huan", on=LAST, count=2)
    add_result(first, measure="people", on=LAST, amount=40, by=None, now=NOW)
    course = make_done(agency, "tap-huan", on=FIRST, count=1).form_id
    meeting = make_done(agency, "hoi-nghi", on=FIRST, count=5).form_id
    assert sorted(outcomes(agency.pk, FIRST, LAST), key=lambda one: (one.form, one.measure)) == sorted(
        [Outcome(course, "count", 3), Outcome(course, "people", 40), Outcome(meeting, "count", 5)],
        key=lambda one: (one.form, one.measure),
    )


def test_each_day_belongs_to_one_slice_only():
    agency = make_agency()
    series = make_activity(agency, planned_on=FIRST)
    for on, amount in [(FIRST - DAY, 1), (FIRST, 10), (LAST, 100), (LAST + DAY, 1000)]:
        add_result(series, measure="count", on=on, amount=amount, by=None, now=NOW)
    assert amounts(agency) == {"count": 110}
    assert amounts(agency, LAST + DAY, LAST + 90 * DAY) == {"count": 1000}
    assert amounts(agency, FIRST - 90 * DAY, FIRST - DAY) == {"count": 1}


def test_what_was_cancelled_and_what_others_did_does_not_count():
    agency = make_agency()
    activity = make_activity(agency)
    add_result(activity, measure="count", on=LAST, amount=3, by=None, now=NOW)
    update_activity(activity, "cancel", on=TODAY, by=None, now=NOW)
    make_done(make_agency(), on=LAST)
    assert outcomes(agency.pk, FIRST, LAST) == []


def test_joint_work_that_another_agency_leads_is_told_apart():
    leader, agency = make_agency(), make_agency()
    make_done(leader, "hoi-nghi", on=LAST, count=1)
    joint = make_done(agency, "hoi-nghi", on=LAST, count=1, led_by=leader)
    own = make_done(agency, "hoi-nghi", on=LAST, count=4)
    assert sorted(outcomes(agency.pk, FIRST, LAST), key=lambda one: one.amount) == [
        Outcome(joint.form_id, "count", 1, is_joint=True),
        Outcome(own.form_id, "count", 4),
    ]
    assert [one.is_joint for one in outcomes(leader.pk, FIRST, LAST)] == [False]


# Successors


def hand_on(before, *after, on: dt.date, kind: str = "merge") -> None:
    for one in after:
        Succession.objects.create(predecessor=before, successor=one, on=on, kind=kind, document="NQ 1")


def test_what_an_absorbed_agency_recorded_counts_with_its_successor_and_is_marked():
    merged_on = dt.date(2026, 2, 1)
    before = make_agency(valid_to=merged_on - DAY)
    after = make_agency(valid_from=merged_on)
    hand_on(before, after, on=merged_on)
    make_done(before, on=dt.date(2026, 1, 10), count=3)
    make_done(after, on=dt.date(2026, 3, 1), count=4)
    found = outcomes(after.pk, FIRST, LAST)
    assert {(one.amount, one.is_taken_over) for one in found} == {(3, True), (4, False)}


def test_before_the_merger_each_counts_its_own():
    merged_on = LAST + DAY
    before, after = make_agency(valid_to=LAST), make_agency()
    hand_on(before, after, on=merged_on)
    make_done(before, on=LAST, count=3)
    make_done(after, on=LAST, count=4)
    assert (amounts(before), amounts(after)) == ({"count": 3}, {"count": 4})


def test_what_was_split_counts_with_none_of_its_heirs():
    split_on = dt.date(2026, 2, 1)
    before = make_agency(valid_to=split_on - DAY)
    heirs = [make_agency(), make_agency()]
    hand_on(before, *heirs, on=split_on, kind="split")
    make_done(before, on=dt.date(2026, 1, 10), count=3)
    assert [amounts(heir) for heir in heirs] == [{}, {}]


def test_an_agency_that_split_something_off_and_stands_keeps_its_own_count():
    before, part = make_agency(), make_agency()
    hand_on(before, part, on=dt.date(2026, 2, 1), kind="split")
    make_done(before, on=dt.date(2026, 1, 10), count=3)
    assert (amounts(before), amounts(part)) == ({"count": 3}, {})


def test_what_went_into_an_agency_stays_with_it_when_it_splits_something_off():
    before = make_agency(valid_to=dt.date(2026, 1, 9))
    whole, part = make_agency(), make_agency()
    hand_on(before, whole, on=dt.date(2026, 1, 10))
    hand_on(whole, part, on=dt.date(2026, 2, 1), kind="split")
    make_done(before, on=dt.date(2026, 1, 5), count=5)
    assert (amounts(whole), amounts(part)) == ({"count": 5}, {})


def test_one_that_had_split_something_off_is_absorbed_whole_later():
    before = make_agency(valid_to=dt.date(2026, 1, 31))
    part, after = make_agency(), make_agency()
    hand_on(before, part, on=dt.date(2024, 3, 1), kind="split")
    hand_on(before, after, on=dt.date(2026, 2, 1))
    make_done(before, on=dt.date(2026, 1, 5), count=5)
    assert (amounts(part), amounts(after)) == ({}, {"count": 5})


def test_transferred_functions_carry_no_records():
    before, after = make_agency(), make_agency()
    hand_on(before, after, on=dt.date(2026, 2, 1), kind="transfer")
    make_done(before, on=dt.date(2026, 1, 10), count=3)
    assert amounts(after) == {}


def test_any_number_of_records_takes_the_same_few_queries(django_assert_num_queries):
    merged_on = dt.date(2026, 2, 1)
    agency = make_agency()
    for _ in range(3):
        before = make_agency(valid_to=merged_on - DAY)
        hand_on(before, agency, on=merged_on)
        make_done(before, on=dt.date(2026, 1, 10))
        make_done(agency, on=LAST)
    with django_assert_num_queries(2):
        assert amounts(agency) == {"count": 6}
    assert results_between(agency.pk, FIRST, LAST).count() == 6


# The agency's plan


def test_the_plan_of_a_day_is_the_version_approved_last_by_then(people):
    first = make_issued_plan(people)
    later = NOW + 30 * DAY
    second = begin_plan(people.agency, 2026, by=people.drafter, now=later)
    assert plan_on(people.agency.pk, 2026, NOW.date()) == first
    second = submit_plan(second, by=people.drafter, now=later)
    second = approve_plan(second, seen_edits=second.edits, by=people.head, now=later)
    assert plan_on(people.agency.pk, 2026, NOW.date()) == first
    assert plan_on(people.agency.pk, 2026, later.date()) == second
    assert plan_on(people.agency.pk, 2026, NOW.date() - DAY) is None
    assert plan_on(people.agency.pk, 2027, later.date()) is None
