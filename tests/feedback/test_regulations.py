"""An agency's regulation: versions that never change what came in before, limits the law bounds."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feedback.actions.regulations import change_contacts, record_regulation
from feedback.deadlines import Limit
from feedback.models import Regulation, TimeLimit
from records.content.check import CheckedFile
from records.models import AuditEntry
from tests.agencies.make import make_agency
from tests.feedback.make import LIMITS, NOW, TODAY, make_regulation
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def in_force(agency, on: dt.date = TODAY) -> Regulation | None:
    return Regulation.objects.in_force(on).filter(agency=agency).first()


def test_each_day_has_the_version_that_began_last():
    agency = make_agency()
    make_regulation(make_agency())
    first = make_regulation(agency, valid_from=dt.date(2026, 1, 5))
    second = make_regulation(agency, valid_from=dt.date(2026, 4, 1))
    days = [dt.date(2026, 1, 4), dt.date(2026, 1, 5), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
    assert [in_force(agency, day) for day in days] == [None, first, first, second]


def test_it_keeps_its_limits_its_file_and_who_recorded_it(people):
    file = CheckedFile("quy-che.pdf", "application/pdf", make_pdf())
    regulation = make_regulation(people.agency, file=file, by=people.drafter)
    assert [(row.step, row.amount, row.unit) for row in regulation.limits.all()] == [
        ("classify", 2, "working_days"),
        ("transfer", 5, "working_days"),
        ("answer", 20, "days"),
    ]
    assert (regulation.document.original_name, regulation.recorded_by) == ("quy-che.pdf", people.drafter)
    entry = AuditEntry.objects.about(regulation).get()
    assert entry.changes == {"number": regulation.number, "valid_from": "2026-01-05"}


@pytest.mark.parametrize("step", ["classify", "transfer", "answer"])
def test_the_steps_the_law_and_the_plan_name_need_a_limit(step):
    limits = {name: limit for name, limit in LIMITS.items() if name != step}
    with pytest.raises(ValidationError) as refusal:
        make_regulation(make_agency(), limits=limits)
    assert list(refusal.value.message_dict) == [f"{step}_amount"]
    assert Regulation.objects.count() == 0


@pytest.mark.parametrize(("amount", "unit"), [(6, "working_days"), (5, "days"), (3, "days")])
def test_a_transfer_takes_five_working_days_at_most(amount, unit):
    limits = LIMITS | {"transfer": Limit(amount, unit, "Quy chế")}
    with pytest.raises(ValidationError) as refusal:
        make_regulation(make_agency(), limits=limits)
    assert list(refusal.value.message_dict) == ["transfer_amount"]


def test_a_version_begins_neither_twice_a_day_nor_before_it_is_signed_nor_before_one_in_force():
    agency = make_agency()
    make_regulation(agency, valid_from=dt.date(2026, 1, 5))
    for wrong in (
        {"valid_from": dt.date(2026, 1, 5)},
        {"valid_from": dt.date(2025, 12, 1)},
        {"valid_from": dt.date(2026, 4, 1), "signed_on": dt.date(2026, 4, 2)},
    ):
        with pytest.raises(ValidationError):
            make_regulation(agency, **wrong)
    assert Regulation.objects.count() == 1


@pytest.mark.parametrize("role", ["reviewer", "registrar", "stranger"])
def test_only_the_agency_records_its_own(people, role):
    with pytest.raises(PermissionDenied):
        make_regulation(people.agency, by=getattr(people, role))
    regulation = make_regulation(people.agency)
    with pytest.raises(PermissionDenied):
        change_contacts(regulation, seen_version=0, phone="113", by=getattr(people, role), now=NOW)


def test_contacts_change_without_a_new_regulation_and_the_trail_keeps_the_old_ones(people):
    regulation = make_regulation(people.agency)
    changed = change_contacts(regulation, seen_version=0, phone="0255 1", by=people.head, now=NOW)
    assert (changed.phone, changed.email, changed.version) == ("0255 1", "pakn@stp.example", 1)
    entry = AuditEntry.objects.about(regulation).get(verb="change_contacts")
    assert entry.changes == {"phone": ["0255 3822 000", "0255 1"]}
    with pytest.raises(ValidationError) as refusal:
        change_contacts(regulation, seen_version=0, phone="2", by=people.head, now=NOW)
    assert refusal.value.code == "stale"


def test_what_is_typed_wrong_changes_nothing(people):
    with pytest.raises(ValidationError) as refusal:
        record_regulation(
            people.agency,
            number="1/QĐ",
            signed_on=TODAY,
            valid_from=TODAY,
            focal_unit="",
            address="x",
            phone="1",
            email="không phải",
            limits=LIMITS,
            by=None,
            now=NOW,
        )
    assert set(refusal.value.message_dict) == {"focal_unit", "email"}
    assert (Regulation.objects.count(), TimeLimit.objects.count()) == (0, 0)
