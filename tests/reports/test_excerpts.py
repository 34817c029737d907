"""The communications part of the general reform report: what was sent or issued, and nothing else."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from agencies.models import Post
from reports.models import FigureValue, PaperKind, ProvincePaper, SectionFigure
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.make import issue
from tests.records.papers.read import styled
from tests.reports.make import make_open_period, make_report, send, send_and_accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def period(people):
    return make_open_period()


@pytest.fixture
def accepted(people, period):
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=12, TT15=3456)
    return report


def asked(client, officer, name, *args):
    client.force_login(officer)
    return client.get(reverse(f"reports:{name}", args=args))


def numbers(page) -> dict[str, list[str]]:
    """The rows as the page shows them: in the slice and over the period, by the figure's code."""
    return {row[1]: row[4:] for row in page.context["excerpt"].rows}


def test_p11_an_agencys_part_holds_the_accepted_sending_alone(client, people, accepted):
    page = asked(client, people.drafter, "excerpt", accepted.pk)
    assert (numbers(page)["TT05"], numbers(page)["TT15"]) == (["12", "12"], ["3.456", "3.456"])
    tied = set(SectionFigure.objects.values_list("section", flat=True))
    sending = accepted.sendings.get()
    texts = [
        text for section, text in sending.texts.values_list("section", "text") if section in tied and text
    ]
    assert texts
    said = page.context["excerpt"].paragraph
    assert all(" ".join(text.split()).rstrip(".") in said for text in texts if not text.startswith("Không "))
    assert "Sở Nội vụ đã tiếp nhận" in page.text


def test_p11_what_is_typed_after_the_sending_is_not_in_the_part(client, people, period):
    report = make_report(people.agency, period)
    empty = asked(client, people.drafter, "excerpt", report.pk)
    assert (empty.context["excerpt"], "Cơ quan chưa gửi lần nào" in empty.text) == (None, True)
    assert asked(client, people.drafter, "excerpt-document", report.pk).status_code == 404
    send(report, people.drafter, people.head, TT05=12)
    page = asked(client, people.drafter, "excerpt", report.pk)
    assert (numbers(page)["TT05"], "Sở Nội vụ chưa tiếp nhận" in page.text) == (["12", "12"], True)


def test_p11_the_slices_before_come_from_accepted_sendings(client, people, accepted):
    later = make_open_period("h1")
    report = make_report(people.agency, later)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=5)
    # The working copy of the slice before has gone on since.
    FigureValue.objects.filter(slice=accepted.period.open_slice, figure__code="TT05").update(number=999)
    page = asked(client, people.drafter, "excerpt", report.pk)
    assert numbers(page)["TT05"] == ["5", "17"]


def test_p11_the_file_holds_what_the_page_shows(client, people, accepted):
    page = asked(client, people.drafter, "excerpt", accepted.pk)
    content = asked(client, people.drafter, "excerpt-document", accepted.pk).content
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(content)).tables[0].rows]
    excerpt = page.context["excerpt"]
    assert rows == [[column.heading for column in excerpt.columns], *excerpt.rows]
    assert styled(content, "Body") == [excerpt.paragraph]
    assert [line.startswith("Lấy từ bản gửi lần 1") for line in styled(content, "Note")] == [True]


def test_p11_the_provinces_part_says_whether_it_is_issued_and_then_stays(client, people, period, accepted):
    kind = PaperKind.HOME_AFFAIRS
    page = asked(client, people.reviewer, "paper-excerpt", period.pk, kind)
    assert (numbers(page)["TT05"], "bản dự thảo" in page.text) == (["12", "12"], True)
    issue(period, people)
    paper = ProvincePaper.objects.get(period=period, kind=kind)
    other = make_report(people.other_agency, period)
    drafter = make_post(make_officer(), people.other_agency).officer
    head = make_post(make_officer(), people.other_agency, Post.Role.HEAD).officer
    send_and_accept(other, drafter, head, people.reviewer, TT05=100)
    leader = make_post(make_officer(), make_agency("UBND tỉnh", "lanh-dao-tinh"), Post.Role.READER).officer
    page = asked(client, leader, "paper-excerpt", period.pk, kind)
    assert (numbers(page)["TT05"], "phát hành lúc" in page.text) == (["12", "12"], True)
    assert paper.issued_at


def test_p11_the_pages_lead_to_it(client, people, period, accepted):
    report = asked(client, people.drafter, "report", accepted.pk)
    assert reverse("reports:excerpt", args=[accepted.pk]) in report.text
    paper = asked(client, people.reviewer, "paper", period.pk, PaperKind.PROVINCE)
    assert reverse("reports:paper-excerpt", args=[period.pk, PaperKind.PROVINCE]) in paper.text
    figures = asked(client, people.reviewer, "consolidated", period.pk)
    assert reverse("reports:paper-excerpt", args=[period.pk, PaperKind.HOME_AFFAIRS]) in figures.text
