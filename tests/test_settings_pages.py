"""Pages on which one officer changes what governs all: who saves a page of before is told what stands now."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import AgencyKind
from reports.models import DeadlineRule, FiguresSheet, Period, Section
from tests.agencies.make import make_people
from tests.plans.make import make_plan
from tests.reports.make import make_open_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    people = make_people()
    make_open_period()
    return people


def as_typed(value):
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


def whole(form) -> dict:
    """What the page of a form sends when nothing is typed."""
    fields = {field.html_name: as_typed(field.value()) for field in form}
    return {name: "" if value is None else value for name, value in fields.items() if value is not False}


def forms_of(page) -> list:
    formset = page.context.get("formset")
    return [*formset.forms, formset.management_form] if formset else [page.context["form"]]


def sent_by(page) -> dict:
    fields = {name: value for form in forms_of(page) for name, value in whole(form).items()}
    return fields | {"as-seen": page.context.get("as_seen", "")}


def typed(page, ending: str, value: str) -> dict:
    """The page's own data with one field changed: the first whose name ends so."""
    data = sent_by(page)
    name = next(name for name in data if name.endswith(ending))
    reason = {"reason": "Theo công văn"} if "reason" in data else {}
    return data | reason | {name: value}


@pytest.mark.parametrize(
    ("who", "page", "mine", "theirs"),
    [
        ("reviewer", "layout", ("subject", "Của tôi"), ("place", "Kon Tum")),
        ("reviewer", "regime", ("legal_basis", "Của tôi"), ("legal_basis", "Của họ")),
        ("reviewer", "roads", ("0-source", "Của tôi"), ("0-days", "17")),
        ("reviewer", "periods", ("0-source", "Của tôi"), ("0-opens_days_before", "17")),
        ("reviewer", "sheet", ("name", "Của tôi"), ("source", "Của họ")),
        ("reviewer", "line", ("name", "Của tôi"), ("code", "BNV.1")),
        ("registrar", "kind", ("name", "Của tôi"), ("authority", "CỦA HỌ")),
        ("reviewer", "rule", ("source", "Của tôi"), ("working_days", "7")),
        ("reviewer", "jumps", ("factor", "7"), ("least", "77")),
        ("reviewer", "sentence", ("nil_sentence", "Của tôi"), ("nil_sentence", "Của họ")),
        ("reviewer", "window", ("opens_on", "11/02/2026"), ("opens_on", "12/02/2026")),
        ("reviewer", "deadline", ("due_on", "27/03/2026"), ("due_on", "28/03/2026")),
        ("registrar", "officer", ("full_name", "Của tôi"), ("email", "cua.ho@tinh.example")),
        ("registrar", "version", ("name", "Của tôi"), ("short_name", "Của họ")),
        ("drafter", "unit", ("drafting_unit", "CUATOI"), ("drafting_unit", "CUAHO")),
        ("reviewer", "heading", ("title", "Của tôi"), ("title", "Của họ")),
    ],
)
def test_what_another_saved_meanwhile_is_told_before_it_is_overwritten(
    client, people, who, page, mine, theirs
):
    sheet = FiguresSheet.objects.get()
    url = {
        "layout": reverse("reports:change-layout", args=["agency"]),
        "regime": reverse("reports:change-regime"),
        "roads": reverse("reports:roads"),
        "periods": reverse("reports:period-kinds"),
        "sheet": reverse("reports:change-sheet", args=[sheet.form_version_id]),
        "line": reverse("reports:change-sheet-line", args=[sheet.form_version_id, sheet.lines.first().pk]),
        "kind": reverse("agencies:change_kind", args=[AgencyKind.objects.first().pk]),
        "rule": reverse("reports:change-rule", args=[DeadlineRule.objects.first().pk]),
        "jumps": reverse("reports:set-jumps", args=[sheet.form_version_id]),
        "sentence": reverse(
            "reports:form-section",
            args=[sheet.form_version_id, Section.objects.filter(is_heading=False).first().pk],
        ),
        "window": reverse("reports:set-window", args=[Period.objects.get(code="q1").pk]),
        "deadline": reverse("reports:set-deadline", args=[Period.objects.get(code="q1").pk]),
        "officer": reverse("agencies:change_officer", args=[people.drafter.pk]),
        "version": reverse("agencies:correct", args=[people.agency.versions.get().pk]),
        "unit": reverse("agencies:drafting_unit", args=[people.agency.pk]),
        "heading": reverse("plans:correct", args=[make_plan().pk]),
    }[page]
    client.force_login(getattr(people, who))
    of_before = client.get(url)
    assert client.post(url, typed(client.get(url), *theirs)).status_code == 302
    again = client.post(url, typed(of_before, *mine))
    assert again.status_code == 422
    assert "vừa được người khác lưu" in again.text
    assert (mine[1] in again.text, theirs[1] in again.text) == (True, True)
    assert client.post(url, sent_by(again)).status_code == 302
    assert mine[1] in [str(value) for value in sent_by(client.get(url)).values()]
