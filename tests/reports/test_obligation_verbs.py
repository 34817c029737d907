"""What a reviewer does to one agency's obligation: more time, not applicable, entered from paper."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions.sending import take_over
from reports.permissions import may_enter
from tests.agencies.make import make_people
from tests.reports.make import fresh, make_open_period, make_report, send
from tests.reports.pages import due_in, make_leader

pytestmark = pytest.mark.django_db
VERBS = ["extend", "excuse", "take-over"]


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    period = make_open_period()
    due_in(period, 3)
    return make_report(people.agency, period)


def post(client, officer, verb, report, **data):
    client.force_login(officer)
    return client.post(reverse(f"reports:{verb}", args=[report.pk]), data)


def in_days(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%d/%m/%Y}"


def test_a_deadline_is_extended_for_one_agency_with_a_reason(client, people, report):
    answer = post(client, people.reviewer, "extend", report, due_on=in_days(9), reason="Bão số 9")
    assert answer.headers["Location"] == reverse("reports:report", args=[report.pk])
    moved = fresh(report)
    assert moved.due_on == timezone.localdate() + dt.timedelta(days=9)
    assert moved.rule_due_on == report.rule_due_on
    assert moved.deadline_changes.last().reason == "Bão số 9"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"due_on": in_days(2), "reason": "x"}, "due_on"),
        ({"due_on": "", "reason": "x"}, "due_on"),
        ({"due_on": in_days(9), "reason": " "}, "reason"),
        ({"due_on": "31/02/2027", "reason": "x"}, "due_on"),
    ],
)
def test_what_is_wrong_with_an_extension_is_said_beside_its_field(client, people, report, data, field):
    page = post(client, people.reviewer, "extend", report, **data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert fresh(report).due_on == report.due_on


def test_not_applicable_is_recorded_with_a_reason_and_shown_on_the_board(client, people, report):
    assert post(client, people.reviewer, "excuse", report, reason="").status_code == 422
    assert post(client, people.reviewer, "excuse", report, reason="Mới thành lập").status_code == 302
    page = client.get(reverse("reports:board", args=[report.period_id]), {"state": "excused"})
    assert [(row.name, row.excused_reason) for row, _url in page.context["rows"]] == [
        ("Sở Tư pháp", "Mới thành lập")
    ]


def test_a_paper_report_is_taken_over_after_asking(client, people, report):
    client.force_login(people.reviewer)
    assert len(client.get(reverse("reports:take-over", args=[report.pk])).context["consequences"]) == 3
    post(client, people.reviewer, "take-over", report, reason="BC 12/BC-STP")
    assert may_enter(people.reviewer, fresh(report))
    assert not may_enter(people.drafter, fresh(report))


def test_a_report_taken_over_is_given_back_with_a_reason_and_the_page_offers_it(client, people, report):
    take_over(report, reason="BC 12/BC-STP", by=people.reviewer, now=timezone.now())
    url = reverse("reports:give-back", args=[report.pk])
    client.force_login(people.reviewer)
    assert url in [step.url for step in client.get(report.get_absolute_url()).context["others"]]
    page = post(client, people.reviewer, "give-back", report, reason=" ")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    assert fresh(report).is_on_behalf
    assert post(client, people.reviewer, "give-back", report, reason="Cơ quan tự nhập").status_code == 302
    assert may_enter(people.drafter, fresh(report))
    page = client.get(report.get_absolute_url())
    assert url not in [step.url for step in page.context["others"]]
    told = page.context["history"][0]
    assert (str(told.text), told.note) == ("Sở Nội vụ giao lại cho cơ quan", "Cơ quan tự nhập")


def test_what_was_sent_is_neither_extended_nor_excused_nor_taken_over(client, people, report):
    send(report, people.drafter, people.head)
    data = {"due_on": in_days(20), "reason": "x"}
    for verb in VERBS:
        assert post(client, people.reviewer, verb, report, **data).status_code == 422
    after = fresh(report)
    assert (after.due_on, after.excused_at, after.is_on_behalf) == (report.due_on, None, False)


@pytest.mark.parametrize("verb", VERBS)
def test_only_reviewers_do_it_and_strangers_find_nothing(client, people, report, verb):
    data = {"due_on": in_days(20), "reason": "x"}
    for officer, status in (
        (people.issuer, 403), (people.drafter, 403), (people.head, 403), (people.stranger, 404),
        (make_leader(), 404),
    ):  # fmt: skip
        assert post(client, officer, verb, report, **data).status_code == status
        assert client.get(reverse(f"reports:{verb}", args=[report.pk])).status_code == status
    after = fresh(report)
    assert (after.due_on, after.excused_at, after.is_on_behalf) == (report.due_on, None, False)


def test_the_report_page_offers_these_steps_to_reviewers_alone(client, people, report):
    addresses = [reverse(f"reports:{verb}", args=[report.pk]) for verb in VERBS]
    for officer, expected in ((people.reviewer, addresses), (people.issuer, []), (people.drafter, [])):
        client.force_login(officer)
        page = client.get(reverse("reports:report", args=[report.pk])).content.decode()
        assert [address for address in addresses if f'href="{address}"' in page] == expected
