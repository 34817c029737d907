"""What the province's papers are called: a draft is one only until it is issued."""

import pytest
from django.urls import reverse

from reports.actions.issuing import amend_paper
from reports.actions.papers import paper_of
from reports.models import PaperKind
from tests.agencies.make import make_kind, make_people
from tests.reports.make import at, make_open_period, make_report, send_and_accept
from tests.reports.papers import issue

pytestmark = pytest.mark.django_db
DRAFT, ISSUED = "Dự thảo báo cáo của UBND tỉnh gửi Bộ Nội vụ", "Báo cáo của UBND tỉnh gửi Bộ Nội vụ"


@pytest.fixture
def people():
    make_kind("lanh-dao-tinh")
    return make_people()


@pytest.fixture
def period(people):
    period = make_open_period()
    own = make_report(people.agency, period)
    send_and_accept(own, people.drafter, people.head, people.reviewer, TT05=3)
    return period


def test_p8_what_is_issued_is_nowhere_called_a_draft(client, people, period):
    draft = paper_of(period, PaperKind.PROVINCE)
    addresses = [
        reverse("reports:paper", args=[period.pk, "province"]),
        reverse("reports:paper-excerpt", args=[period.pk, "province"]),
        reverse("reports:period", args=[period.pk]),
        reverse("reports:consolidated", args=[period.pk]),
    ]
    client.force_login(people.reviewer)
    assert [DRAFT in client.get(url).text for url in addresses] == [True] * 4
    assert str(draft).startswith(DRAFT)
    paper = issue(period, people, PaperKind.PROVINCE)
    addresses += [paper.outgoing.get_absolute_url(), reverse("desk")]
    pages = [client.get(url).text for url in addresses]
    assert [(DRAFT in page, ISSUED in page) for page in pages] == [(False, True)] * 6
    assert str(paper.outgoing).startswith(ISSUED)


def test_p8_a_new_issue_is_a_draft_again_and_the_first_stays_issued(people, period):
    first = issue(period, people, PaperKind.PROVINCE)
    again = amend_paper(first, reason="Sửa số", by=people.reviewer, now=at(22, 3))
    assert again.title == f"{DRAFT} (phát hành lần 2)"
    assert first.title == ISSUED
