"""Which year stands in a paper's date line: that of its date, where its titles say the year of its period."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from records.actions import store_attachment
from reports.actions.outgoing import Happened, move_outgoing
from reports.actions.signed_papers import record_official_paper
from reports.models import OutgoingPaper, PaperKind, Sending
from tests.agencies.make import make_kind, make_people
from tests.records.files import make_pdf
from tests.records.papers.read import styled
from tests.reports.going_out import issue_both
from tests.reports.make import at, make_open_period, make_report, send, send_and_accept

pytestmark = pytest.mark.django_db
JANUARY = dt.datetime(2027, 1, 6, 9, tzinfo=at(1, 1).tzinfo)


@pytest.fixture
def people():
    make_kind("lanh-dao-tinh")
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency, make_open_period("year"))


@pytest.fixture(autouse=True)
def _in_january(time_machine):
    time_machine.move_to(JANUARY)


def years(content: bytes) -> tuple[str, ...]:
    """The last words of the date line, of the reference above each annex, and of the title."""
    dated, *_ = styled(content, "PlaceDate")
    references = ["".join(line.split("năm ")[-1][:4]) for line in styled(content, "AnnexReference")]
    title = " ".join(styled(content, "Subject"))
    return (dated[-8:], *references, title[-8:])


def test_f6_an_agencys_paper_of_the_year_drafted_in_january_bears_the_new_year(client, people, report):
    client.force_login(people.drafter)
    drafted = client.get(reverse("reports:document", args=[report.pk])).content
    assert years(drafted) == ("năm 2027", "2027", "năm 2026")


def test_f6_a_paper_bears_the_year_of_its_approval_until_its_date_is_recorded(client, people, report):
    send(report, people.drafter, people.head, at(15, 12))
    client.force_login(people.drafter)
    url = reverse("reports:document", args=[report.pk])
    assert years(client.get(url).content) == ("năm 2026", "2026", "năm 2026")
    file = ContentFile(make_pdf(), name="a.pdf")
    paper = store_attachment(file, by=people.drafter, now=JANUARY)
    record_official_paper(
        Sending.objects.get(report=report),
        number="5/BC-STP", signed_on=dt.date(2027, 1, 4), signer="Lê Văn Ký", attachment=paper,
        by=people.drafter, now=JANUARY,
    )  # fmt: skip
    assert years(client.get(url).content) == ("năm 2027", "2027", "năm 2026")


@pytest.mark.parametrize("kind", PaperKind)
def test_f6_the_provinces_papers_drafted_and_issued_in_january_bear_the_new_year(
    client, people, report, kind
):
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    client.force_login(people.issuer)
    url = reverse("reports:paper-document", args=[report.period_id, kind])
    assert years(client.get(url).content) == ("năm 2027", "2027", "năm 2026")
    issue_both(report.period, people, JANUARY)
    assert years(client.get(url).getvalue()) == ("năm 2027", "2027", "năm 2026")


def test_f6_the_submission_bears_the_year_in_which_it_was_put_forward(client, people, report):
    send_and_accept(report, people.drafter, people.head, people.reviewer)
    issue_both(report.period, people, at(30, 12))
    outgoing = OutgoingPaper.objects.get(paper__kind=PaperKind.PROVINCE)
    client.force_login(people.reviewer)
    url = reverse("reports:submission", args=[outgoing.pk])
    assert years(client.get(url).content) == ("năm 2027", "năm 2026")
    happened = Happened(dt.date(2026, 12, 31), document="5/TTr-SNV")
    seen = outgoing.events.count()
    move_outgoing(outgoing, "to_office", happened, seen=seen, by=people.reviewer, now=JANUARY)
    assert years(client.get(url).content) == ("năm 2026", "năm 2026")
