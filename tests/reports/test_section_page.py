"""Writing the text of a section."""

import pytest
from django.urls import reverse

from reports.actions.entry import save_text
from reports.actions.periods import open_period
from reports.models import Narrative, Section
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import at, make_report, send

pytestmark = pytest.mark.django_db
NOW = at(10, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


@pytest.fixture
def page(client, people, report):
    client.force_login(people.drafter)
    return client.get(url_of(report))


def section(report, number="I"):
    return Section.objects.get(form_version=report.period.form_version_id, number=number)


def url_of(report, number="I"):
    return reverse("reports:section", args=[report.pk, section(report, number).pk])


def write(client, page, report, text, **more):
    return client.post(url_of(report), {"s-text": text, "s-seen": page.context["seen"], **more})


def test_a_text_is_saved_with_its_lines_and_in_one_spelling(client, page, report):
    answer = write(client, page, report, "Dòng một\r\nDo\u0300ng hai\x00\u200b", then="next")
    assert answer.url == page.context["next"].url
    assert Narrative.objects.get().text == "Dòng một\nDòng hai"


def test_a_stale_save_keeps_both_texts_and_asks(client, people, page, report):
    colleague = make_post(make_officer("Ngô Thị Hai"), people.agency).officer
    save_text(report, section(report), "Của đồng nghiệp", seen_version=0, by=colleague, now=NOW)
    again = write(client, page, report, "Của tôi")
    assert again.status_code == 200
    assert "Của tôi" in again.text
    assert "Của đồng nghiệp" in again.text
    assert Narrative.objects.get().text == "Của đồng nghiệp"
    asked = {"s-conflict": "1"}
    assert write(client, again, report, "Của tôi", **asked).status_code == 200
    assert write(client, again, report, "Của tôi", **asked, **{"s-choice": "mine"}).status_code == 302
    assert Narrative.objects.get().text == "Của tôi"


def test_a_change_is_saved_without_a_button(client, people, page, report):
    data = {"s-text": "Nội dung", "s-seen": page.context["seen"]}
    answer = client.post(f"{url_of(report)}save/", data)
    assert (answer.status_code, Narrative.objects.get().text) == (200, "Nội dung")
    colleague = make_post(make_officer("Ngô Thị Hai"), people.agency).officer
    save_text(report, section(report), "Khác", seen_version=1, by=colleague, now=NOW)
    stale = client.post(f"{url_of(report)}save/", {"s-text": "Tôi", "s-seen": answer.json()["version"]})
    assert (stale.status_code, stale.json()["theirs"]) == (409, {"s-text": "Khác"})


def test_too_long_a_text_is_refused_and_kept_in_the_box(client, page, report):
    text = "a" * 20001
    again = write(client, page, report, text)
    assert (again.status_code, again.context["form"]["text"].value()) == (200, text)
    assert Narrative.objects.count() == 0


def test_what_stood_there_last_time_is_at_hand(client, people, report):
    send(report, people.drafter, people.head)
    period = open_period(report.period.regime.periods.get(code="h1"), by=None, now=at(1, 6))
    later = make_report(people.agency, period)
    client.force_login(people.drafter)
    offers = {offer.origin: offer for offer in client.get(url_of(later)).context["offers"]}
    assert offers["last_time"].text == "Nội dung mục I."


def test_a_heading_has_no_page(client, people, report):
    client.force_login(people.drafter)
    assert client.get(url_of(report, "III")).status_code == 404


def test_who_owes_figures_alone_has_no_sections(client):
    press = make_agency("Báo Quảng Ngãi", "bao-chi")
    drafter = make_post(make_officer(), press).officer
    report = make_report(press)
    client.force_login(drafter)
    assert client.get(report.get_absolute_url()).context["progress"].section_parts == []
    assert client.get(url_of(report)).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads", "saves"), [("head", 200, 403), ("reviewer", 200, 403), ("stranger", 404, 404)]
)
def test_who_else_reads_and_nobody_else_writes(client, people, report, who, reads, saves):
    client.force_login(getattr(people, who))
    assert client.get(url_of(report)).status_code == reads
    for url in (url_of(report), f"{url_of(report)}save/"):
        assert client.post(url, {"s-text": "x", "s-seen": "0.x"}).status_code == saves
    assert Narrative.objects.count() == 0
