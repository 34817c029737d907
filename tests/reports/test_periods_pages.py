"""The report year and one period: shown, made, opened and moved by hand."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Reminder
from records.models import AuditEntry
from reports.models import Period, Report
from tests.agencies.make import make_people
from tests.reports.make import make_periods
from tests.reports.pages import due_in, make_agencies, make_leader

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


def get(client, officer, name, *args, **query):
    client.force_login(officer)
    return client.get(reverse(f"reports:{name}", args=args), query)


def post(client, officer, name, *args, **data):
    client.force_login(officer)
    return client.post(reverse(f"reports:{name}", args=args), data)


def test_the_year_lists_its_periods_in_the_order_of_their_closing(client, people):
    periods = make_periods()
    page = get(client, people.issuer, "periods", year=2026)
    assert [line.period for line in page.context["lines"]] == [
        periods["q1"], periods["h1"], periods["q3"], periods["year"],
    ]  # fmt: skip
    assert [line.deadline for line in page.context["lines"]] == [
        "17/3/2026",
        "16/6/2026",
        "16/9/2026",
        "16/12/2026",
    ]
    assert {line.stage for line in page.context["lines"]} == {"not_opened"}


def test_an_unknown_year_shows_the_one_going_on(client, people):
    make_periods(2025)
    for asked in ("1999", "x", ""):
        assert get(client, people.reviewer, "periods", year=asked).context["year"] == 2025


def test_without_a_regime_the_page_says_so(client, people):
    page = get(client, people.reviewer, "periods")
    assert page.status_code == 200
    assert page.context["regime"] is None


def test_a_period_is_open_until_its_last_deadline_then_closed_then_issued(client, people):
    period = make_periods()["q1"]
    post(client, people.reviewer, "open-period", period.pk)

    def stage():
        return get(client, people.reviewer, "period", period.pk).context["stage"]

    due_in(period, 0)
    assert stage() == "open"
    due_in(period, -1)
    assert stage() == "closed"
    Period.objects.update(issued_at=timezone.now())
    assert stage() == "issued"


def test_opening_asks_first_naming_how_many_are_told(client, people):
    period = make_periods()["q1"]
    page = get(client, people.reviewer, "open-period", period.pk)
    assert page.context["consequences"][0].startswith("3 ")
    assert Report.objects.count() == 0
    assert post(client, people.reviewer, "open-period", period.pk).status_code == 302
    assert Report.objects.count() == 3
    deliver_due(now=timezone.now())
    assert set(Reminder.objects.values_list("rule__code", flat=True)) == {"opened"}


def test_s3_a_period_is_opened_on_the_deadlines_that_its_page_named(client, people):
    period = make_periods()["q1"]
    opened = get(client, people.reviewer, "open-period", period.pk)
    named = list(opened.context["consequences"])
    Period.objects.filter(pk=period.pk).update(ends_on=dt.date(2026, 3, 20))  # a colleague moves the window
    seen = {"as-seen": opened.context["as_seen"]}
    told = post(client, people.reviewer, "open-period", period.pk, **seen)
    assert (told.status_code, told.context["form"].non_field_errors().data[0].code) == (422, "stale")
    assert told.context["consequences"] != named
    assert Report.objects.count() == 0
    again = {"as-seen": told.context["as_seen"]}
    assert post(client, people.reviewer, "open-period", period.pk, **again).status_code == 302
    assert Report.objects.count() == 3


def test_opening_twice_opens_once(client, people):
    period = make_periods()["q1"]
    seen = {"as-seen": get(client, people.reviewer, "open-period", period.pk).context["as_seen"]}
    for _click in range(2):
        assert post(client, people.reviewer, "open-period", period.pk, **seen).status_code == 302
    assert AuditEntry.objects.about(period).filter(verb="open").count() == 1


@pytest.mark.parametrize("name", ["open-period", "set-window", "set-deadline"])
def test_only_reviewers_of_home_affairs_change_a_period(client, people, name):
    period = make_periods()["q1"]
    before = Period.objects.values().get(pk=period.pk)
    for officer in (people.issuer, people.registrar, people.drafter, people.head, make_leader()):
        assert get(client, officer, name, period.pk).status_code == 403
        assert post(client, officer, name, period.pk, reason="x", by_rule="1").status_code == 403
    assert Period.objects.values().get(pk=period.pk) == before


@pytest.mark.parametrize("name", ["periods", "period"])
def test_home_affairs_reads_periods_and_no_one_else(client, people, name):
    args = [make_periods()["q1"].pk] if name == "period" else []
    for officer, status in (
        (people.issuer, 200),
        (people.registrar, 200),
        (people.drafter, 403),
        (make_leader(), 403),
    ):
        assert get(client, officer, name, *args).status_code == status


def test_a_window_is_set_by_hand_with_a_reason_that_stays(client, people):
    period = make_periods()["q1"]
    dates = {"starts_on": "15/12/2025", "ends_on": "20/3/2026", "opens_on": "1/3/2026"}
    refused = post(client, people.reviewer, "set-window", period.pk, **dates, reason="")
    assert refused.status_code == 422
    assert refused.context["form"]["ends_on"].value() == "20/3/2026"
    assert (
        post(client, people.reviewer, "set-window", period.pk, **dates, reason="CV 12/SNV").status_code == 302
    )
    period.refresh_from_db()
    assert (period.ends_on, period.override_reason) == (dt.date(2026, 3, 20), "CV 12/SNV")
    [act] = get(client, people.reviewer, "period", period.pk).context["acts"]
    assert act.who == people.reviewer.full_name
    assert act.details[-1].endswith("CV 12/SNV")
    assert any("14/3/2026 → 20/3/2026" in detail for detail in act.details)


def test_a_window_that_closes_before_it_starts_is_refused_with_what_was_typed(client, people):
    period = make_periods()["q1"]
    dates = {"starts_on": "15/3/2026", "ends_on": "1/3/2026", "opens_on": "1/3/2026"}
    page = post(client, people.reviewer, "set-window", period.pk, **dates, reason="thử")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["ends_on"]


def test_one_deadline_for_all_moves_open_reports_and_goes_back_to_the_rule(client, people):
    period = make_periods()["year"]
    post(client, people.reviewer, "open-period", period.pk)
    post(
        client,
        people.reviewer,
        "set-deadline",
        period.pk,
        by_rule="",
        due_on="21/12/2026",
        reason="Tết Dương lịch",
    )
    assert set(period.reports.values_list("due_on", flat=True)) == {dt.date(2026, 12, 21)}
    post(client, people.reviewer, "set-deadline", period.pk, by_rule="1", due_on="", reason="Rút lại")
    assert set(period.reports.values_list("due_on", flat=True)) == {dt.date(2026, 12, 16)}


def test_a_deadline_needs_a_date_or_the_rule(client, people):
    period = make_periods()["q1"]
    page = post(client, people.reviewer, "set-deadline", period.pk, by_rule="", due_on="", reason="x")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["due_on"]


def test_the_next_year_is_made_once(client, people):
    make_periods()
    year = timezone.localdate().year + 1
    for _click in range(2):
        assert post(client, people.reviewer, "generate-year", year).status_code == 302
        assert Period.objects.filter(year=year).count() == 4


def test_a_year_far_away_is_not_made(client, people):
    make_periods()
    post(client, people.reviewer, "generate-year", 2099)
    assert Period.objects.filter(year=2099).count() == 0
    assert post(client, people.issuer, "generate-year", timezone.localdate().year + 1).status_code == 403


@pytest.mark.parametrize("on", ["year", "q1 h1 year"])
def test_the_year_costs_the_same_for_one_period_and_for_three(client, people, django_assert_num_queries, on):
    make_periods(on=on)
    client.force_login(people.reviewer)
    with django_assert_num_queries(QUERIES_OF_A_YEAR):
        client.get(reverse("reports:periods"), {"year": 2026})


@pytest.mark.parametrize("count", [1, 3])
def test_a_period_costs_the_same_for_one_agency_and_for_three(
    client, people, django_assert_num_queries, count
):
    make_agencies(count)
    period = make_periods()["q1"]
    post(client, people.reviewer, "open-period", period.pk)
    with django_assert_num_queries(QUERIES_OF_A_PERIOD):
        client.get(reverse("reports:period", args=[period.pk]))


QUERIES_OF_A_YEAR = 13
QUERIES_OF_A_PERIOD = 13
