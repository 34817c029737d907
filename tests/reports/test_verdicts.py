"""Returning and accepting from the review page: once, by who may, on what was read."""

import pytest
from django.urls import reverse

from notices.models import Reminder
from reports.actions.reviewing import accept_report, decisions
from reports.models import OpenField, Period, Remark, Review, Section
from reports.workflow import State
from tests.agencies.make import make_people
from tests.reports.make import at, figure, fresh, make_report, send, send_and_accept
from tests.reports.pages import make_leader, make_second_reviewer

pytestmark = pytest.mark.django_db
NOW = at(17, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    report = make_report(people.agency)
    send(report, people.drafter, people.head, TT05=3)
    return fresh(report)


def post(client, officer, verb, report, **data):
    client.force_login(officer)
    data = {"seen": decisions(report)} | data
    return client.post(reverse(f"reports:{verb}", args=[report.pk]), data)


def on(report, code, reason, tick="on") -> dict[str, str]:
    """Tick a figure and give the reason, as the form names them."""
    pk = figure(report, code).pk
    return {f"return-figure-{pk}": tick, f"reason-figure-{pk}": reason}


def test_a_return_gives_its_reasons_to_the_agency(client, people, report):
    section = Section.objects.get(number="IV", form_version=report.period.form_version)
    reasons = on(report, "TT05", "Thiếu số ký hiệu") | {
        f"return-section-{section.pk}": "on",
        f"reason-section-{section.pk}": "Nêu nguồn",
    }
    answer = post(client, people.reviewer, "return", report, note="Gửi lại sớm", **reasons)
    assert answer.headers["Location"] == reverse("reports:board", args=[report.period_id])
    assert fresh(report).state == State.RETURNED
    assert set(Remark.objects.values_list("text", flat=True)) == {"Thiếu số ký hiệu", "Nêu nguồn"}
    assert Review.objects.get().note == "Gửi lại sớm"
    assert Reminder.objects.filter(rule__code="returned").exists()


def test_a_tick_without_a_reason_is_refused_and_keeps_everything_typed(client, people, report):
    data = on(report, "TT05", "") | on(report, "TT07", "Xem lại số này")
    page = post(client, people.reviewer, "return", report, note="Ghi chú", **data)
    assert page.status_code == 422
    form = page.context["return_form"]
    assert list(form.errors) == [f"reason-figure-{figure(report, 'TT05').pk}"]
    assert form[f"reason-figure-{figure(report, 'TT07').pk}"].value() == "Xem lại số này"
    assert form["note"].value() == "Ghi chú"
    assert page.content.decode().count(" checked") == 2
    assert fresh(report).state == State.SENT


def test_a_return_without_any_tick_is_refused(client, people, report):
    page = post(client, people.reviewer, "return", report, **on(report, "TT05", "Có lý do", tick=""))
    assert page.status_code == 422
    assert len(page.context["return_form"].non_field_errors()) == 1
    assert (fresh(report).state, OpenField.objects.count()) == (State.SENT, 0)


def test_accepting_counts_the_sending(client, people, report):
    assert post(client, people.reviewer, "accept", report, note="").status_code == 302
    assert fresh(report).state == State.ACCEPTED
    assert fresh(report).accepted_sending == report.latest_sending


def test_accepting_twice_by_a_double_click_accepts_once_and_looks_the_same(client, people, report):
    seen = decisions(report)
    answers = [post(client, people.reviewer, "accept", report, seen=seen) for _click in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [
        reverse("reports:board", args=[report.period_id])
    ] * 2
    assert Review.objects.count() == 1


def test_returning_twice_by_a_double_click_returns_once(client, people, report):
    seen, data = decisions(report), on(report, "TT05", "Xem lại")
    for _click in range(2):
        assert post(client, people.reviewer, "return", report, seen=seen, **data).status_code == 302
    assert Review.objects.count() == 1


@pytest.mark.parametrize("verb", ["accept", "return"])
def test_a_second_reviewer_is_told_who_decided_already(client, people, report, verb):
    seen = decisions(report)
    accept_report(report, by=people.reviewer, now=NOW)
    other = make_second_reviewer(people.home_affairs)
    page = post(client, other, verb, report, seen=seen, **on(report, "TT05", "Tôi thấy chưa đúng"))
    assert page.status_code == 422
    assert people.reviewer.full_name in page.context[f"{verb}_form"].non_field_errors()[0]
    assert "Tôi thấy chưa đúng" in page.content.decode() or verb == "accept"
    assert (fresh(report).state, Review.objects.count()) == (State.ACCEPTED, 1)


def test_s3_reasons_typed_are_sent_once_more_on_what_stands_now(client, people, report):
    seen, typed = decisions(report), on(report, "TT05", "Tôi thấy chưa đúng")
    accept_report(report, by=people.reviewer, now=NOW)
    other = make_second_reviewer(people.home_affairs)
    told = post(client, other, "return", report, seen=seen, **typed).context["return_form"]
    assert told.non_field_errors().data[0].code == "stale"
    assert {name: told[name].value() for name in typed} == {
        name: told.fields[name].widget.value_from_datadict(typed, {}, name) for name in typed
    }
    assert post(client, other, "return", report, seen=told["seen"].value(), **typed).status_code == 302
    assert fresh(report).state == State.RETURNED


def test_nobody_accepts_a_sending_they_have_not_read(client, people, report):
    page = post(client, people.reviewer, "accept", report, seen=decisions(report) - 1)
    assert page.status_code == 422
    assert fresh(report).state == State.SENT


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999"])
def test_a_page_that_does_not_say_what_it_showed_decides_nothing(client, people, report, seen):
    assert post(client, people.reviewer, "accept", report, seen=seen).status_code == 422
    assert fresh(report).state == State.SENT


def test_an_accepted_report_can_be_returned_until_the_period_is_issued(client, people, report):
    accept_report(report, by=people.reviewer, now=NOW)
    Period.objects.update(issued_at=NOW)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:review", args=[report.pk]))
    assert (page.context["may_accept"], page.context["may_return"]) == (False, False)
    assert post(client, people.reviewer, "return", report, **on(report, "TT05", "x")).status_code == 422
    Period.objects.update(issued_at=None)
    assert post(client, people.reviewer, "return", report, **on(report, "TT05", "x")).status_code == 302
    assert fresh(report).state == State.RETURNED


@pytest.mark.parametrize("verb", ["accept", "return"])
def test_a_verdict_is_posted_by_a_reviewer_who_took_no_part(client, people, report, verb):
    data = on(report, "TT05", "x")
    for officer, status in (
        (people.issuer, 403), (people.registrar, 403), (people.drafter, 403), (people.head, 403),
        (people.stranger, 404), (make_leader(), 404),
    ):  # fmt: skip
        assert post(client, officer, verb, report, **data).status_code == status
    client.force_login(people.reviewer)
    assert client.get(reverse(f"reports:{verb}", args=[report.pk])).status_code == 405
    assert (fresh(report).state, Review.objects.count()) == (State.SENT, 0)


def test_nothing_is_decided_before_a_sending(client, people):
    report = make_report(people.agency)
    for verb in ("accept", "return"):
        assert post(client, people.reviewer, verb, report).status_code == 422
    assert fresh(report).state == State.NOT_STARTED


def test_verdicts_of_earlier_sendings_stay_on_the_page(client, people, report):
    post(client, people.reviewer, "return", report, **on(report, "TT05", "Thiếu số"))
    client.force_login(people.issuer)
    page = client.get(reverse("reports:review", args=[report.pk]))
    assert [verdict.verdict for verdict in page.context["verdicts"]] == ["returned"]
    assert "Thiếu số" in page.content.decode()


def test_the_accepted_page_says_it_can_still_be_returned(client, people):
    report = make_report(people.agency)
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:review", args=[report.pk]))
    assert (page.context["may_accept"], page.context["may_return"]) == (False, True)
