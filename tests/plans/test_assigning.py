"""A duty reaches every agency it is addressed to, through mergers, splits and rewordings."""

import datetime as dt

import pytest

from agencies.actions import close_agency, record_succession
from agencies.actions.register import SuccessionRow, create_agency
from agencies.models import Agency, Succession
from plans.models import Assignment
from plans.tasks import derive_assignments
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_kind, make_people
from tests.plans.make import NOW, adjust, kinds, make_duty, make_plan, reword

pytestmark = pytest.mark.django_db
JULY = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
KIND = Succession.Kind


def has(duty) -> dict[str, str]:
    """Who has the duty, each with whom it was taken over from."""
    rows = Assignment.objects.filter(duty=duty).open().with_agency_label()
    return {str(row.agency): str(row.inherited_from or "") for row in rows}


def succeed(kind: str, predecessor: Agency, *successors: Agency, on=JULY, close=True) -> None:
    rows = [SuccessionRow(predecessor, successor, kind) for successor in successors]
    record_succession(rows, on=on.date(), document="Nghị quyết 1", close=close, by=None, now=on)


def test_every_agency_of_a_kind_has_the_duty_and_no_other():
    for name, kind in [("Sở Một", "so"), ("Sở Hai", "so"), ("Xã Ba", "xa"), ("Báo Bốn", "bao-chi")]:
        make_agency(name, kind)
    make_agency("Sở Cũ", "so", valid_to=dt.date(2025, 2, 28))
    duty = make_duty(kinds=kinds("so", "xa"))
    assert has(duty) == {"Sở Một": "", "Sở Hai": "", "Xã Ba": ""}


def test_a_lead_named_has_it_and_partners_have_not():
    lead, partner = make_agency("Sở Tài chính"), make_agency("Sở Nội vụ")
    assert has(make_duty(leads=[lead], partners=[partner])) == {"Sở Tài chính": ""}


def test_an_agency_named_and_of_a_kind_named_has_it_once():
    lead = make_agency("Sở Một")
    assert has(make_duty(kinds=kinds("so"), leads=[lead])) == {"Sở Một": ""}


def test_an_agency_founded_later_gets_the_duty_at_once():
    duty = make_duty(kinds=kinds("so"))
    fields = {"name": "Sở Mới", "kind": make_kind("so"), "valid_from": NOW.date()}
    create_agency(**fields, by=None, now=NOW)
    assert has(duty) == {"Sở Mới": ""}


def test_the_successor_takes_over_what_the_plan_named_the_predecessor_for():
    before, after = make_agency("Sở Cũ"), make_agency("Sở Kế tục", "xa")
    duty = make_duty(leads=[before])
    succeed(KIND.MERGE, before, after)
    assert has(duty) == {"Sở Kế tục": "Sở Cũ"}
    ended = Assignment.objects.get(duty=duty, agency=before)
    assert (ended.starts_on, ended.ends_on) == (NOW.date(), dt.date(2026, 6, 30))


def test_a_split_hands_the_duty_of_a_kind_to_each_part():
    district = make_agency("Huyện Sơn Hà", "huyen")
    communes = [make_agency("Xã Sơn Hạ", "xa"), make_agency("Xã Sơn Linh", "xa")]
    make_agency("Xã Xa", "xa")
    duty = make_duty(kinds=kinds("huyen"))
    succeed(KIND.SPLIT, district, *communes)
    assert has(duty) == {"Xã Sơn Hạ": "Huyện Sơn Hà", "Xã Sơn Linh": "Huyện Sơn Hà"}


def test_an_heir_that_the_plan_names_later_has_the_duty_in_its_own_right():
    before, after = make_agency("Sở Cũ"), make_agency("Sở Kế tục", "xa")
    plan = make_plan()
    duty = make_duty(plan, leads=[before])
    succeed(KIND.MERGE, before, after)
    adjust(plan, JULY.date(), now=JULY)
    reword(duty, leads=[after], now=JULY)
    assert has(duty) == {"Sở Kế tục": ""}


def test_agencies_gone_before_the_decision_hand_nothing_on():
    before, after = (
        make_agency("Huyện Xưa", "huyen", valid_to=dt.date(2025, 6, 30)),
        make_agency("Xã Nay", "xa"),
    )
    Succession.objects.create(
        predecessor=before, successor=after, kind=KIND.SPLIT, on=dt.date(2025, 7, 1), document="NQ"
    )
    assert has(make_duty(kinds=kinds("huyen"))) == {}


def test_transferred_functions_carry_no_duty_along():
    before, after = make_agency("Sở Cũ"), make_agency("Xã Kế tục", "xa")
    duty = make_duty(leads=[before])
    succeed(KIND.TRANSFER, before, after, close=False)
    assert has(duty) == {"Sở Cũ": ""}


def test_an_agency_that_is_closed_without_heir_ends_with_the_register():
    agency = make_agency("Sở Cũ")
    duty = make_duty(leads=[agency])
    close_agency(agency, last_day=dt.date(2026, 6, 29), document="QĐ 1", by=None, now=JULY)
    assert has(duty) == {}


def test_the_clock_catches_what_begins_by_date_alone(time_machine):
    agency = make_agency("Sở Đến hạn", valid_to=dt.date(2026, 6, 30))
    duty = make_duty(kinds=kinds("so"))
    later = make_agency("Sở Sắp có", "so", valid_from=dt.date(2026, 7, 1))
    assert has(duty) == {str(agency): ""}
    time_machine.move_to(JULY)
    derive_assignments()
    assert has(duty) == {str(later): ""}
    rows, entries = list(Assignment.objects.values()), AuditEntry.objects.count()
    derive_assignments()
    assert (list(Assignment.objects.values()), AuditEntry.objects.count()) == (rows, entries)


def test_who_comes_back_has_the_same_assignment_again():
    people = make_people()
    plan = make_plan()
    duty = make_duty(plan, leads=[people.agency])
    adjust(plan, dt.date(2026, 3, 1))
    reword(duty, leads=[people.other_agency])
    assert has(duty) == {"Sở Y tế": ""}
    reword(duty, leads=[people.agency])
    assert has(duty) == {"Sở Tư pháp": ""}
    assert Assignment.objects.filter(duty=duty).count() == 2


def test_a_decision_to_come_changes_nobody_before_its_day(time_machine):
    people = make_people()
    plan = make_plan()
    duty = make_duty(plan, leads=[people.agency])
    adjust(plan, dt.date(2026, 7, 1))
    reword(duty, leads=[people.other_agency])
    assert has(duty) == {"Sở Tư pháp": ""}
    time_machine.move_to(JULY)
    derive_assignments()
    assert has(duty) == {"Sở Y tế": ""}


def test_plans_gone_by_are_left_as_they_were():
    agency = make_agency("Sở Một")
    past = dt.datetime(2025, 3, 1, 3, 0, tzinfo=dt.UTC)
    duty = make_duty(make_plan(year=2025, now=past), leads=[agency], now=past)
    close_agency(agency, last_day=dt.date(2026, 3, 1), document="QĐ 1", by=None, now=NOW)
    assert has(duty) == {"Sở Một": ""}


def test_what_changed_stands_on_the_trail():
    one, two = make_agency("Sở Một"), make_agency("Sở Hai", "xa")
    duty = make_duty(leads=[one])
    succeed(KIND.MERGE, one, two)
    entries = AuditEntry.objects.about(duty).filter(verb="assign")
    assert [entry.changes for entry in entries] == [
        {"added": [one.pk]},
        {"added": [two.pk], "ended": [one.pk]},
    ]


def test_deriving_costs_the_same_however_many_agencies(django_assert_num_queries):
    from plans.actions.assigning import derive_assignments as derive

    make_duty(kinds=kinds("so"))
    for count in (1, 3):
        for _ in range(count):
            make_agency()
        derive(by=None, now=NOW)
        with django_assert_num_queries(10):
            derive(by=None, now=NOW)
