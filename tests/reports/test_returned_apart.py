"""Who sent and got the report back is never counted or named among those who did not send."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions.reviewing import return_report
from reports.actions.sending import submit_report
from reports.annexes import received_in_words
from reports.bases import footing_on, received
from reports.models import Basis, BasisMember
from reports.standing import Reception
from tests.agencies.make import make_people
from tests.reports.make import at, figure, fresh, make_open_period, make_report, put, send
from tests.reports.papers import issue

pytestmark = pytest.mark.django_db
NAME = "Bị trả lại, chưa gửi lại"


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def period(people):
    """One of three agencies sent in time and got it back."""
    period = make_open_period()
    report = make_report(people.agency, period)
    send(report, people.drafter, people.head)
    asked = {figure(report, "TT05"): "Thiếu số"}
    return_report(fresh(report), figures=asked, sections={}, by=people.reviewer, now=at(17, 3))
    return period


def page(client, officer, name, *args, **query):
    client.force_login(officer)
    return client.get(reverse(name, args=args), query)


def test_p6_a_returned_report_stands_apart_on_the_board_and_stays_in_time(client, people, period):
    board = page(client, people.reviewer, "reports:board", period.pk)
    counts = {str(words): count for words, count, _share, _state in board.context["boxes"]}
    assert (counts[NAME], counts["Chưa gửi"], counts["Đúng hạn, kể cả gia hạn"]) == (1, 2, 1)
    standing = board.context["standing"]
    assert standing.owed == sum(standing.of(name) for name in Reception)
    assert standing.handed_in == standing.on_time + standing.extended + standing.late
    shown = page(client, people.reviewer, "reports:board", period.pk, state="sent_back")
    assert [row.name for row, _url in shown.context["rows"]] == ["Sở Tư pháp"]
    shown = page(client, people.reviewer, "reports:board", period.pk, state="not_sent")
    assert "Sở Tư pháp" not in [row.name for row, _url in shown.context["rows"]]


@pytest.mark.parametrize(
    ("name", "args"),
    [("desk", False), ("reports:period", True), ("reports:consolidated", True), ("reports:paper", True)],
)
def test_p6_every_page_tells_returned_from_not_sent(client, people, period, name, args):
    of_paper = ["home_affairs"] if name == "reports:paper" else []
    found = page(client, people.issuer, name, *([period.pk, *of_paper] if args else []))
    assert "1 bị trả lại chưa gửi lại, 2 chưa gửi" in found.text


def test_p6_what_waits_for_its_head_again_was_still_sent_once(people, period):
    report = make_report(people.agency, period)
    put(report, people.drafter, at(18, 3), TT05=4)
    submit_report(fresh(report), by=people.drafter, now=at(18, 3))
    assert received(period).counted == {
        Reception.ACCEPTED: 0,
        Reception.UNREAD: 0,
        Reception.SENT_BACK: 1,
        Reception.NOT_SENT: 2,
    }


def test_p6_the_annex_and_the_frozen_set_name_it_as_returned(people, period):
    basis = issue(period, people).basis
    assert received_in_words(footing_on(basis).received)[1:] == [
        f"{NAME}: 1 cơ quan (Sở Tư pháp).",
        "Chưa gửi: 2 cơ quan (Sở Nội vụ; Sở Y tế).",
    ]


def test_p6_a_set_frozen_before_names_as_returned_what_had_been_sent(people, period):
    made = timezone.now()
    basis = Basis.objects.create(period=period, number=1, made_at=made, made_by=people.issuer)
    for report in period.reports.all():
        BasisMember.objects.create(basis=basis, report=report, reception="not_sent")
    outside = footing_on(basis).received.outside
    assert [row.version.name for row in outside[Reception.SENT_BACK]] == ["Sở Tư pháp"]
