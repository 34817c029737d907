"""A database whose form is of before takes up the standard form, for periods to come."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse

from plans.models import ActivityForm
from reports.actions.editions import renew_form
from reports.actions.periods import open_period
from reports.consolidation import consolidate
from reports.models import Figure, FigureSource, FormVersion, Period, Regime
from tests.agencies.make import make_people
from tests.reports.make import at, make_open_period, make_report, send_and_accept

pytestmark = pytest.mark.django_db
BASIS = "Công văn mẫu của Sở Nội vụ"


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def of_before():
    """A year under a form that knows no columns of feedback, its first quarter opened."""
    period = make_open_period("q1")
    later = Figure.objects.filter(code__in=[f"TT33.{place}" for place in range(6, 11)])
    later.update(code=Concat(Value("X"), F("code")))  # by which nothing knows them
    ActivityForm.objects.filter(code="tin-bai-gui").delete()
    return period


def renewed(people):
    return renew_form(Regime.objects.get(), legal_basis=BASIS, by=people.reviewer, now=at(20, 3))


def test_periods_that_are_not_opened_report_on_it_and_others_stay(people, of_before):
    old = of_before.form_version
    new = renewed(people)
    assert (new.legal_basis, str(new.valid_from)) == (BASIS, "2026-03-15")
    forms = dict(Period.objects.values_list("code", "form_version"))
    assert forms.pop("q1") == old.pk
    assert set(forms.values()) == {new.pk}
    assert Regime.objects.get().form_version == new
    fed = FigureSource.objects.of_form(new).filter(figure__code="TT07")
    assert fed.get().form.code == "tin-bai-gui"


def test_totals_go_over_both_by_code(people, of_before):
    first = make_report(people.agency, of_before)
    send_and_accept(first, people.drafter, people.head, people.reviewer, TT31_1=3)
    renewed(people)
    half = open_period(Period.objects.get(code="h1"), by=None, now=at(1, 6))
    report = make_report(people.agency, half)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT31_1=4)
    found = consolidate(half)
    (row,) = (row for row in found.figures if row.code == "TT31.1")
    assert found.total(row).cumulative == 7


def test_it_is_taken_up_once_and_only_where_a_period_is_to_come(people, of_before):
    renewed(people)
    with pytest.raises(ValidationError, match="biểu mẫu chuẩn"):
        renewed(people)
    assert FormVersion.objects.count() == 2


def test_without_a_period_to_come_nothing_is_made(people, of_before):
    Period.objects.update(opened_at=at(1, 3))
    with pytest.raises(ValidationError):
        renewed(people)
    assert FormVersion.objects.count() == 1


def test_the_page_of_the_regime_offers_it_where_the_form_is_of_before(client, people, of_before):
    client.force_login(people.reviewer)
    address = reverse("reports:renew-form")
    assert address in client.get(reverse("reports:regime")).content.decode()
    assert client.post(address, {"legal_basis": BASIS}).status_code == 302
    assert address not in client.get(reverse("reports:regime")).content.decode()
