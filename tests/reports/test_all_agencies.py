"""Agencies of every sort type their figures into the pages; the totals equal a sum of what was typed."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from agencies.models import Agency, Officer, Post
from reports.actions.reviewing import accept_report
from reports.actions.sending import sign_report
from reports.answers import Answers
from reports.consolidation import consolidate
from reports.models import Figure, Narrative, Report, Section
from reports.standard import LIMITS
from reports.workflow import State
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import at, fresh, make_open_period

DEPARTMENTS, COMMUNES = 5, 8
NOW = at(16, 3)

# What must agree within a report: (figure, the figure it may not exceed).
MOST = {row.figure: row.commune for row in LIMITS if row.commune < 5_000}  # what a commune can hold
NOT_ABOVE = [
    ("TT03", "TT02"),
    ("TT31.2", "TT31.1"),
    ("TT32.2", "TT31.2"),
    ("TT32.1", "TT32.2"),
    ("TT34.2", "TT34.1"),
    ("TT27.1", "TT27.2"),
]
ORGANISED = {"TT20", "TT22", "TT25"}  # beside which attendances are counted


def as_typed(number: int) -> str:
    """1234567 as a Vietnamese officer types it, with dots or without."""
    return f"{number:,}".replace(",", ".") if number % 2 else str(number)


def invented(figures: list[Figure], chance: random.Random) -> dict[str, int | None]:
    """A number for each typed figure, None for not applicable; cross-checks hold."""
    numbers: dict[str, int] = {}
    for figure in figures:
        most = min({"yes_no": 1, "money": 900_000_000}.get(figure.kind, 5_000), MOST.get(figure.code, 5_000))
        numbers[figure.code] = chance.randint(int(figure.code in ORGANISED), most)
    for part, whole in NOT_ABOVE:
        if part in numbers and whole in numbers:
            numbers[part] = min(numbers[part], numbers[whole])
    if "TT33.1" in numbers:
        numbers["TT33.6"] = chance.randint(0, 5)
        most = MOST["TT33.5"] - numbers["TT33.1"] - numbers["TT33.6"]
        numbers["TT33.2"] = max(0, min(numbers["TT33.2"], most))
        left = numbers["TT33.1"] + numbers["TT33.2"] + numbers["TT33.6"]
        for place in (3, 4, 7, 8, 9, 10):
            numbers[f"TT33.{place}"] = chance.randint(0, min(left, MOST["TT33.5"]))
            left -= numbers[f"TT33.{place}"]
        numbers["TT33.5"] = left
    skipped = {"TT11": None} if "TT11" in numbers and chance.random() < 0.3 else {}
    return numbers | skipped


def form_data(figures: list[Figure], numbers: dict[str, int | None]) -> dict[str, str]:
    data: dict[str, str] = {}
    for figure in figures:
        name, number = f"f{figure.pk}", numbers[figure.code]
        data[f"{name}-seen"] = "0."
        if figure.kind == Figure.Kind.YES_NO:
            data[f"{name}-answer"] = str(number)
        elif number is None:
            data[f"{name}-na"] = "on"
        else:
            data[f"{name}-number"] = as_typed(number)
    return data


def type_report(client, report: Report, drafter, chance: random.Random) -> dict[str, int | None]:
    """Type every group of figures into its page, and send the report to the head."""
    answers = Answers(report)
    numbers = invented(answers.typed, chance)
    client.force_login(drafter)
    groups = {figure.indicator.group_id for figure in answers.typed}
    for group in groups:
        own = [figure for figure in answers.typed if figure.indicator.group_id == group]
        url = reverse("reports:group", args=[report.pk, group])
        assert client.post(url, form_data(own, numbers)).status_code == 302
    write_texts(report, drafter, [row for row in answers.sections if not row.is_heading])
    client.post(reverse("reports:submit", args=[report.pk]))
    return numbers


def write_texts(report: Report, drafter: Officer, sections: list[Section]) -> None:
    """Only figures are typed here: the texts beside them are put in at once."""
    Narrative.objects.bulk_create(
        Narrative(
            report=report,
            section=section,
            text=f"Mục {section.number}.",
            version=1,
            saved_by=drafter,
            saved_at=NOW,
        )
        for section in sections
    )


def staff(agency: Agency) -> tuple[Officer, Officer]:
    return make_post(make_officer(), agency).officer, make_post(
        make_officer(), agency, Post.Role.HEAD
    ).officer


def learn_sizes() -> None:
    """Within one transaction the planner would go on believing that the tables are empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.django_db
def test_totals_of_all_agencies_equal_a_sum_of_what_was_typed(client):
    people = make_people()
    chance = random.Random(20260314)  # noqa: S311 -- answers, not secrets
    agencies = [make_agency(f"Sở Số {place}") for place in range(1, DEPARTMENTS + 1)]
    agencies += [make_agency(f"Ủy ban nhân dân xã {place}", "xa") for place in range(1, COMMUNES + 1)]
    agencies.append(make_agency("Báo Quảng Ngãi", "bao-chi"))
    period = make_open_period()
    typed: dict[str, list[int]] = {}
    for place, agency in enumerate(agencies):
        if place % 10 == 0:
            learn_sizes()
        drafter, head = staff(agency)
        report = fresh(period.reports.get(agency=agency))
        for code, number in type_report(client, report, drafter, chance).items():
            if number is not None:
                typed.setdefault(code, []).append(number)
        sign_report(report, by=head, now=NOW)
        accept_report(report, by=people.reviewer, now=NOW)
    assert period.reports.filter(state=State.ACCEPTED).count() == len(agencies)
    province = consolidate(period)
    found = {row.code: province.total(row) for row in province.figures}
    added = [row for row in province.figures if not row.parts and row.agency_rule != "none"]
    expected = {row.code: sum(typed[row.code]) for row in added if row.code in typed}
    assert {code: found[code].cumulative for code in expected} == expected
    assert {code: found[code].reporting for code in typed} == {
        code: len(rows) for code, rows in typed.items()
    }
    share = Decimal(100 * sum(typed["TT03"])) / sum(typed["TT02"])
    assert found["TT04"].cumulative == round(share, 2)
    assert found["TT18"].cumulative is None
