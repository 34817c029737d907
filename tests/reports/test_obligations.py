"""Who owes a period: every agency in force on its closing date whose kind owes, derived until closing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from agencies.actions import change_agency, create_agency
from agencies.models import AgencyKind
from notices.actions import deliver_due
from notices.models import Reminder
from reports.actions.periods import (
    derive_obligations,
    excuse_report,
    open_due_periods,
    open_period,
    owe_again,
    rederive_open_periods,
)
from reports.answers import Answers
from reports.models import Period, Report
from tests.agencies.make import make_agency, make_people, make_version
from tests.notices.make import to_be_told
from tests.reports.make import at, free_reports, fresh, make_open_period, make_periods, make_report, put

pytestmark = pytest.mark.django_db


def names(period) -> set[str]:
    return set(period.reports.values_list("version__name", flat=True))


def test_kinds_that_owe_nothing_get_no_report():
    make_agency("Sở Tư pháp")
    make_agency("Báo Quảng Ngãi", "bao-chi")
    make_agency("Ủy ban nhân dân tỉnh", "lanh-dao-tinh")
    assert names(make_open_period()) == {"Sở Tư pháp", "Báo Quảng Ngãi"}


def test_press_is_asked_only_for_the_figures_it_owns_and_others_for_all_but_those():
    people = make_people()
    press = make_agency("Báo Quảng Ngãi", "bao-chi")
    period = make_open_period()
    own = [row.code for row in Answers(make_report(press, period)).typed]
    assert own == ["TT06", "TT08", "TT09", "TT10", "TT12"]
    others = {row.code for row in Answers(make_report(people.agency, period)).typed}
    assert others.isdisjoint({*own, "TT24"})
    assert len(others) == 41
    assert Answers(make_report(press, period)).sections == []


def test_the_agency_in_force_on_the_closing_date_owes_under_its_name_then():
    agency = make_agency("Sở Cũ", valid_to=dt.date(2026, 2, 28))
    make_version(agency, name="Sở Mới", valid_from=dt.date(2026, 3, 1))
    gone = make_agency("Huyện Bình Sơn", valid_to=dt.date(2026, 3, 13))
    period = make_open_period()
    assert names(period) == {"Sở Mới"}
    assert not Report.objects.filter(agency=gone).exists()


def test_an_agency_added_before_closing_gets_its_report_and_its_deadline():
    people = make_people()
    period = make_open_period()
    agency = create_agency(
        name="Ban Quản lý mới",
        kind=AgencyKind.objects.get(code="ban-quan-ly"),
        valid_from=dt.date(2026, 3, 5),
        legal_basis="QĐ 1/QĐ-UBND",
        by=people.registrar,
        now=at(4, 3),
    )
    report = period.reports.get(agency=agency)
    assert report.due_on == dt.date(2026, 3, 17)
    assert report.deadline_changes.get().cause == "rule"


def test_an_agency_closed_before_closing_owes_no_more_unless_it_has_written():
    people = make_people()
    period = make_open_period()
    wrote = make_report(people.agency, period)
    put(wrote, people.drafter, at(3, 3), TT05=1)
    for agency in (people.agency, people.other_agency):
        agency.versions.update(valid_to=dt.date(2026, 3, 10))
    derive_obligations(period, now=at(10, 3))
    assert names(period) == {"Sở Tư pháp", "Sở Nội vụ"}
    open_kinds = Reminder.objects.filter(agency=people.other_agency, state="planned")
    assert not open_kinds.exists()


def test_after_closing_who_owes_is_settled():
    people = make_people()
    period = make_open_period()
    change_agency(
        people.other_agency, name="Sở Y tế và Dân số", valid_from=dt.date(2026, 3, 1), legal_basis="QĐ 2",
        by=people.registrar, now=at(20, 3),
    )  # fmt: skip
    assert period.reports.get(agency=people.other_agency).version.name == "Sở Y tế"


def test_opening_twice_makes_one_report_each():
    make_people()
    period = make_open_period()
    open_period(period, by=None, now=at(5, 3))
    assert period.reports.count() == 3
    assert Period.objects.get(pk=period.pk).opened_at == period.opened_at


def test_periods_open_by_themselves_on_their_day_or_later_never_before():
    make_people()
    make_periods()
    assert open_due_periods(now=at(27, 2, 23)) == 0
    assert open_due_periods(now=at(9, 3)) == 1
    assert open_due_periods(now=at(9, 3)) == 0
    assert list(Period.objects.open().values_list("code", flat=True)) == ["q1"]


def test_periods_made_long_after_they_closed_do_not_open_by_themselves():
    make_people()
    make_periods()
    assert open_due_periods(now=at(22, 11)) == 0
    assert open_due_periods(now=at(28, 11)) == 0
    assert open_due_periods(now=at(1, 12)) == 1
    assert list(Period.objects.open().values_list("code", flat=True)) == ["year"]


def test_opening_is_home_affairs_business():
    people = make_people()
    with pytest.raises(PermissionDenied):
        open_period(make_periods()["q1"], by=people.head, now=at(5, 3))
    assert Report.objects.count() == 0


def test_not_applicable_is_recorded_with_a_reason_and_ends_reminders():
    people = make_people()
    report = make_report(people.agency)
    with pytest.raises(ValidationError):
        excuse_report(report, reason="", by=people.reviewer, now=at(5, 3))
    excuse_report(report, reason="Mới thành lập", by=people.reviewer, now=at(5, 3))
    assert not Report.objects.owed().filter(pk=report.pk).exists()
    assert not fresh(report).is_editable
    assert to_be_told("reports.report", report.pk) == []
    deliver_due(now=at(30, 3))
    assert not Reminder.objects.about("reports.report", report.pk).exists()


def test_what_was_not_applicable_can_be_asked_for_again():
    people = make_people()
    report = make_report(people.agency)
    excuse_report(report, reason="Mới thành lập", by=people.reviewer, now=at(5, 3))
    with pytest.raises(PermissionDenied):
        owe_again(report, reason="Ghi nhầm", by=people.head, now=at(6, 3))
    owe_again(report, reason="Ghi nhầm", by=people.reviewer, now=at(6, 3))
    assert fresh(report).is_editable
    assert {row.rule.code for row in to_be_told("reports.report", report.pk)} == {
        "before-5",
        "before-1",
        "due",
        "late-1",
        "late-3",
        "late-3-home-affairs",
    }
    with pytest.raises(ValidationError):
        owe_again(report, reason="Lần nữa", by=people.reviewer, now=at(6, 3))


@pytest.mark.django_db(transaction=True)
def test_nobody_begins_a_report_while_it_is_decided_who_owes():
    make_people()
    period = make_open_period()
    with transaction.atomic():
        rederive_open_periods(by=None, now=at(5, 3))
        assert free_reports() == []
    assert period.reports.count() == 3
