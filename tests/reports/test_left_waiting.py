"""A report that awaits the head of an agency that is no more: Home Affairs takes it over and sends it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.actions import close_agency
from notices.models import Obligation
from records.models import AuditEntry
from reports.actions.reviewing import return_report
from reports.actions.sending import send_on_behalf, sign_report, submit_report, take_over
from reports.models import Report
from reports.reminders.report import REPORT
from reports.reminders.waiting import SIGNATURE
from reports.workflow import State
from tests.agencies.make import make_people
from tests.reports.make import at, figure, fill, fresh, make_open_period, make_report
from tests.reports.pages import make_second_reviewer

pytestmark = pytest.mark.django_db
NOW, LATER = at(16, 3), at(18, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def waiting(people) -> Report:
    report = make_report(people.agency, make_open_period())
    return submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)


def end(people) -> None:
    """On the day after the report went up to the head."""
    last_day = at(17, 3).date()
    close_agency(people.agency, last_day=last_day, document="NQ 60", by=people.registrar, now=at(17, 3))


def owed(report) -> set[tuple]:
    rows = Obligation.objects.open().of((REPORT, SIGNATURE), [report.pk])
    return set(rows.values_list("kind", "role", "at_home_affairs"))


def test_f15_home_affairs_takes_over_what_awaits_the_head_of_an_ended_agency(people, waiting, time_machine):
    time_machine.move_to(LATER, tick=False)
    end(people)
    taken = take_over(waiting, reason="Phường đã giải thể", by=people.reviewer, now=LATER)
    assert (taken.state, taken.is_on_behalf) == (State.DRAFT, True)
    trail = AuditEntry.objects.about(waiting).get(verb="take_over_waiting")
    assert (trail.actor_id, trail.changes["note"]) == (people.reviewer.pk, "Phường đã giải thể")
    assert owed(waiting) == {(REPORT, "reviewer", True)}
    assert Obligation.objects.get(kind=SIGNATURE, outcome="void").object_id == waiting.pk
    send_on_behalf(fresh(waiting), by=people.reviewer, now=LATER)
    assert fresh(waiting).state == State.SENT
    assert owed(waiting) == set()


def test_f15_one_of_an_agency_that_stands_is_its_heads_alone(people, waiting):
    with pytest.raises(ValidationError, match="lãnh đạo"):
        take_over(waiting, reason="Vội", by=people.reviewer, now=NOW)
    assert sign_report(waiting, by=people.head, now=NOW)


def test_f15_the_page_offers_it_asks_why_and_says_what_happens(people, waiting, client, time_machine):
    client.force_login(people.reviewer)
    url = reverse("reports:take-over", args=[waiting.pk])
    time_machine.move_to(NOW, tick=False)
    page = client.get(waiting.get_absolute_url())
    assert url not in [step.url for step in page.context["others"]]
    assert client.post(url, {"reason": "Vội"}).status_code == 422
    time_machine.move_to(LATER, tick=False)
    end(people)
    client.force_login(people.reviewer)
    page = client.get(waiting.get_absolute_url())
    assert ("Nhận làm tiếp báo cáo", url) in [(step.label, step.url) for step in page.context["others"]]
    asked = client.get(url)
    assert "Cơ quan không còn, không ai ở đó duyệt báo cáo nữa" in asked.text
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Đã sáp nhập"}).status_code == 302
    told = client.get(waiting.get_absolute_url()).context["history"][0]
    assert (str(told.text), told.note) == ("Sở Nội vụ nhận làm tiếp vì cơ quan không còn", "Đã sáp nhập")


def test_f15_what_was_returned_before_goes_back_to_what_was_asked(people, waiting, time_machine):
    sign_report(waiting, by=people.head, now=NOW)
    second = make_second_reviewer(people.home_affairs)
    return_report(fresh(waiting), figures={figure(waiting, "TT05"): "Sai"}, sections={}, by=second, now=NOW)
    submit_report(fresh(waiting), by=people.drafter, now=NOW)
    time_machine.move_to(LATER, tick=False)
    end(people)
    taken = take_over(fresh(waiting), reason="Đã sáp nhập", by=second, now=LATER)
    assert (taken.state, taken.is_on_behalf) == (State.RETURNED, True)
