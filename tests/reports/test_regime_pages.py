"""The regime as data: read by Home Affairs, changed by its reviewers, followed by what is still open."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import AgencyKind, CalendarDay
from records.models import AuditEntry
from reports.actions.periods import open_period
from reports.deadlines import deadline_of
from reports.models import DeadlineChange, DeadlineRule, Period, PeriodKind, Report
from tests.agencies.make import make_people
from tests.reports.make import at, make_periods, make_report, put
from tests.reports.pages import make_leader

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def periods(people):
    """The report year that is going on, so that what is still open can follow."""
    return make_periods(this_year())


def this_year() -> int:
    return (timezone.localdate() + dt.timedelta(days=17)).year


@pytest.fixture
def reviewer(client, people):
    client.force_login(people.reviewer)
    return people.reviewer


def rule_data(**changes) -> dict[str, str]:
    blank = dict.fromkeys(("agency_kind", "period_code", "working_days", "day_of_month", "on_date"), "")
    return blank | {"form": "working_days", "months_after": "0", "source": "QĐ 1"} | changes


def kinds_data(**changes) -> dict[str, str]:
    """The periods' form as it is stored, with `changes` such as q2__is_on="on"."""
    kinds = list(PeriodKind.objects.all())
    data = {"form-TOTAL_FORMS": str(len(kinds)), "form-INITIAL_FORMS": str(len(kinds))}
    for place, kind in enumerate(kinds):
        row = {name: str(getattr(kind, name)) for name in (
            "id", "start_day", "start_month", "end_day", "end_month", "opens_days_before", "source",
        )}  # fmt: skip
        row |= {name: "on" for name in ("is_on", "starts_year_before") if getattr(kind, name)}
        for key, value in changes.items():
            code, name = key.split("__")
            if code == kind.code:
                row[name] = value
        data |= {f"form-{place}-{name}": value for name, value in row.items() if value}
    return data


def test_home_affairs_reads_the_regime_and_no_one_else(client, people, periods):
    form = periods["q1"].form_version_id
    for name, args in (("regime", []), ("form", [form])):
        for officer, status in ((people.issuer, 200), (people.drafter, 403), (make_leader(), 403)):
            client.force_login(officer)
            assert client.get(reverse(f"reports:{name}", args=args)).status_code == status


@pytest.mark.parametrize("name", ["change-regime", "period-kinds", "add-rule", "change-rule", "remove-rule"])
def test_only_reviewers_change_the_regime(client, people, periods, name):
    args = [DeadlineRule.objects.first().pk] if name in ("change-rule", "remove-rule") else []
    before = AuditEntry.objects.count()
    for officer in (people.issuer, people.drafter, make_leader()):
        client.force_login(officer)
        assert client.get(reverse(f"reports:{name}", args=args)).status_code == 403
        assert client.post(reverse(f"reports:{name}", args=args), rule_data()).status_code == 403
    assert AuditEntry.objects.count() == before


def test_the_form_is_shown_with_its_rules_in_words(client, reviewer, periods):
    page = client.get(reverse("reports:form", args=[periods["q1"].form_version_id]))
    words = {check.code: text for check, text in page.context["checks"]}
    assert "TT03 ≤ TT02" in words.values()
    assert any(" = " in text for text in words.values())
    shown = re.findall(r'<th scope="row">\s*(TT[\d.]+)\s', page.text)
    codes = [figure.code for figure, _words in page.context["figures"]]
    assert shown[: len(codes)] == codes


def test_the_regime_shows_rules_and_windows_in_words(client, reviewer, periods):
    page = client.get(reverse("reports:regime"))
    assert {words for _rule, words in page.context["rules"]} == {
        "2 ngày làm việc sau ngày chốt số liệu",
        "ngày 18 của tháng chốt số liệu",
        "ngày 18 của tháng chốt số liệu, chỉ đề nghị",
    }
    windows = {kind.code: words for kind, words in page.context["kinds"]}
    assert windows["q2"] == "15/3 – 14/6"
    assert windows["q1"] == "15/12 năm trước – 14/3"


def test_switching_a_period_on_makes_it(client, reviewer, periods):
    answer = client.post(reverse("reports:period-kinds"), kinds_data(q2__is_on="on", q4__is_on="on"))
    assert answer.status_code == 302
    assert set(Period.objects.filter(year=this_year()).values_list("code", flat=True)) == {
        "q1", "q2", "h1", "q3", "q4", "year",
    }  # fmt: skip
    [act] = [act for act in client.get(reverse("reports:regime")).context["acts"] if act.details != []][:1]
    assert act.who == reviewer.full_name


def test_switching_a_period_off_takes_it_away_until_it_is_opened(client, reviewer, periods):
    client.post(reverse("reports:period-kinds"), kinds_data(q1__is_on=""))
    assert not Period.objects.filter(pk=periods["q1"].pk).exists()


def test_a_changed_window_moves_unopened_periods_but_not_those_set_by_hand(client, reviewer, periods):
    Period.objects.filter(pk=periods["q3"].pk).update(override_reason="CV 5")
    client.post(reverse("reports:period-kinds"), kinds_data(year__end_day="10", q3__end_day="10"))
    year, q3 = Period.objects.get(pk=periods["year"].pk), Period.objects.get(pk=periods["q3"].pk)
    assert (year.ends_on.day, q3.ends_on.day) == (10, 14)
    assert year.opens_on == year.ends_on - dt.timedelta(days=14)


def test_an_opened_period_keeps_its_window(client, reviewer, periods):
    open_period(periods["year"], by=None, now=timezone.now())
    client.post(reverse("reports:period-kinds"), kinds_data(year__end_day="10"))
    assert Period.objects.get(pk=periods["year"].pk).ends_on.day == 14


def test_what_would_divide_figures_is_refused_and_nothing_changes(client, people, reviewer):
    periods = make_periods(this_year(), on="h1 year")
    open_period(periods["h1"], by=None, now=at(1, 6, year=this_year()))
    report = make_report(people.agency, periods["h1"])
    put(report, people.drafter, TT05=3)
    page = client.post(reverse("reports:period-kinds"), kinds_data(q1__is_on="on"))
    assert page.status_code == 422
    assert len(page.context["formset"].forms[0].non_field_errors()) == 1
    assert PeriodKind.objects.get(code="q1").is_on is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"q1__end_month": "13"}, "end_month"),
        ({"q1__end_day": "30", "q1__end_month": "2"}, "end_day"),
        ({"q3__end_month": "5"}, "end_day"),
        ({"q1__start_day": "x"}, "start_day"),
    ],
)
def test_a_window_that_cannot_be_is_refused_beside_its_field(client, reviewer, periods, changes, field):
    page = client.post(reverse("reports:period-kinds"), kinds_data(**changes))
    assert page.status_code == 422
    assert [list(form.errors) for form in page.context["formset"] if form.errors] == [[field]]


def test_a_rule_for_one_kind_moves_its_open_deadlines_and_no_others(client, people, reviewer, periods):
    open_period(periods["year"], by=None, now=timezone.now())
    kind = AgencyKind.objects.get(code="so")
    answer = client.post(reverse("reports:add-rule"), rule_data(agency_kind=kind.pk, working_days="5"))
    assert answer.status_code == 302
    moved = Report.objects.filter(deadline_changes__cause=DeadlineChange.Cause.RULE, deadline_version=2)
    assert {report.version.kind.code for report in moved} == {"so"}
    assert len({report.due_on for report in moved}) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "working_days"}, "working_days"),
        ({"form": "fixed_day", "working_days": "3"}, "day_of_month"),
        ({"form": "explicit"}, "on_date"),
        ({"form": "explicit", "on_date": "31/02/2026"}, "on_date"),
        ({"form": "working_days", "working_days": "0"}, "working_days"),
        ({"form": "working_days", "working_days": "2", "source": ""}, "source"),
    ],
)
def test_a_rule_needs_what_its_form_needs(client, reviewer, periods, changes, field):
    page = client.post(reverse("reports:add-rule"), rule_data(**changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_a_rule_is_changed_and_drops_what_its_form_does_not_need(client, reviewer, periods):
    rule = DeadlineRule.objects.first()
    data = rule_data(form="fixed_day", day_of_month="20", working_days="9")
    client.post(reverse("reports:change-rule", args=[rule.pk]), data)
    rule.refresh_from_db()
    assert (rule.form, rule.day_of_month, rule.working_days) == ("fixed_day", 20, None)


def test_a_removed_rule_falls_back_on_one_working_day(client, reviewer, periods):
    for rule in DeadlineRule.objects.all():
        assert client.get(reverse("reports:remove-rule", args=[rule.pk])).status_code == 200
        client.post(reverse("reports:remove-rule", args=[rule.pk]))
    assert not DeadlineRule.objects.exists()
    page = client.get(reverse("reports:periods"), {"year": this_year()})
    lines = {line.period.code: line.deadline for line in page.context["lines"]}
    assert lines["year"] == f"15/12/{this_year()}"


def test_f10_how_long_after_closing_a_report_is_due_without_a_rule_is_data(client, reviewer, periods):
    period = Period.objects.filter(opened_at=None).select_related("regime").order_by("ends_on").last()
    days = CalendarDay.objects.working_days()
    kind = AgencyKind.objects.get(code="so")
    floors = [deadline_of(period, kind, rules=[], days=days)]
    data = {"legal_basis": "Quyết định 10/QĐ-UBND", "roll": "next"}
    data |= {"floor_days": "4", "floor_source": "Quyết định 10/QĐ-UBND, Điều 5"}
    assert client.post(reverse("reports:change-regime"), data).status_code == 302
    period = Period.objects.select_related("regime").get(pk=period.pk)
    floors.append(deadline_of(period, kind, rules=[], days=days))
    assert floors == [days.after(period.ends_on, 1), days.after(period.ends_on, 4)]
    page = client.get(reverse("reports:regime")).text
    assert "hạn là 4 ngày làm việc sau ngày chốt (Quyết định 10/QĐ-UBND, Điều 5)" in page
    assert client.post(reverse("reports:change-regime"), data | {"floor_days": "0"}).status_code == 422


@pytest.mark.parametrize(
    ("month", "day", "year"), [(12, 14, 2026), (12, 15, 2027), (1, 1, 2026), (12, 31, 2027)]
)
def test_f10_the_report_year_is_that_of_the_window_of_the_year(periods, month, day, year):
    regime = Period.objects.first().regime
    assert regime.year_of(dt.date(2026, month, day)) == year
    window = {"start_day": 1, "end_day": 31, "start_month": 1, "starts_year_before": False}
    regime.period_kinds.filter(code="year").update(**window)
    assert regime.year_of(dt.date(2026, month, day)) == 2026


def test_the_legal_basis_and_the_roll_are_changed(client, reviewer, periods):
    data = {"legal_basis": "Quyết định 10/QĐ-UBND", "roll": "previous"}
    data |= {"floor_days": "1", "floor_source": "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5"}
    assert client.post(reverse("reports:change-regime"), data).status_code == 302
    regime = Period.objects.first().regime
    assert (regime.legal_basis, regime.roll) == ("Quyết định 10/QĐ-UBND", "previous")
    assert client.post(reverse("reports:change-regime"), data | {"roll": "x"}).status_code == 422
