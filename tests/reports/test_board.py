"""The board of a period: counted, sorted, narrowed, exported, at a constant price."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Report, ReviewerAssignment
from tests.agencies.make import make_agency, make_people
from tests.reports.make import make_open_period
from tests.reports.pages import due_in, make_agencies, make_leader, stand

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def people():
    return make_people()


def board(client, officer, period, **query):
    client.force_login(officer)
    return client.get(reverse("reports:board", args=[period.pk]), query)


def names(page) -> list[str]:
    return [row.name for row, _address in page.context["rows"]]


def of(period, name) -> Report:
    return Report.objects.select_related("version").get(period=period, version__name=name)


@pytest.fixture
def period(people):
    """Six agencies: accepted in time, returned, extended and late, overdue drafts, one not applicable."""
    make_agencies(3)
    period = make_open_period()
    due = due_in(period, -3)
    Report.objects.filter(period=period, version__name="Sở Y tế").update(due_on=due + 2 * DAY)
    stand(of(period, "Sở Tư pháp"), "accepted", sent_on=due)
    stand(of(period, "Sở Y tế"), "sent", sent_on=due + DAY)
    stand(of(period, "UBND xã Ba Tơ"), "sent", sent_on=due + 2 * DAY, reviewer=people.reviewer)
    stand(of(period, "UBND xã Đức Phổ"), "draft")
    stand(of(period, "UBND xã Ăn Phú"), "not_started", excused_at=timezone.now(), excused_reason="Mới lập")
    return period


def test_the_counts_stand_on_top(client, people, period):
    standing = board(client, people.reviewer, period).context["standing"]
    assert (standing.owed, standing.handed_in, standing.accepted, standing.overdue) == (5, 3, 1, 2)
    assert (standing.on_time, standing.extended, standing.late, standing.excused) == (1, 1, 1, 1)
    assert (standing.not_started, standing.completeness, standing.timeliness) == (1, 60, 40)


def test_each_agency_shows_its_state_in_words(client, people, period):
    rows = {row.name: row for row, _address in board(client, people.reviewer, period).context["rows"]}
    assert {name: row.state for name, row in rows.items()} == {
        "Sở Nội vụ": "overdue",
        "Sở Tư pháp": "accepted",
        "Sở Y tế": "sent",
        "UBND xã Ăn Phú": "not_applicable",
        "UBND xã Ba Tơ": "sent",
        "UBND xã Đức Phổ": "overdue",
    }
    assert rows["UBND xã Đức Phổ"].own_state != ""
    assert [rows[name].timeliness for name in ("Sở Tư pháp", "Sở Y tế", "UBND xã Ba Tơ")] == [
        "on_time", "extended", "late",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (
            "name",
            ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế", "UBND xã Ăn Phú", "UBND xã Ba Tơ", "UBND xã Đức Phổ"],
        ),
        ("-name", ["UBND xã Đức Phổ", "UBND xã Ba Tơ", "UBND xã Ăn Phú"]),
        (
            "state",
            ["Sở Nội vụ", "UBND xã Đức Phổ", "Sở Y tế", "UBND xã Ba Tơ", "Sở Tư pháp", "UBND xã Ăn Phú"],
        ),
        ("sent", ["Sở Tư pháp", "Sở Y tế", "UBND xã Ba Tơ"]),
        ("-sent", ["UBND xã Ba Tơ", "Sở Y tế", "Sở Tư pháp"]),
        ("-due", ["Sở Y tế"]),
        ("reviewer", ["UBND xã Ba Tơ"]),
        ("password", ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế", "UBND xã Ăn Phú"]),
    ],
)
def test_columns_sort_in_vietnamese_order_and_unknown_ones_do_nothing(client, people, period, sort, first):
    assert names(board(client, people.reviewer, period, sort=sort))[: len(first)] == first


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "duc pho"}, ["UBND xã Đức Phổ"]),
        ({"q": "ĐỨC"}, ["UBND xã Đức Phổ"]),
        ({"q": "%"}, []),
        ({"state": "accepted"}, ["Sở Tư pháp"]),
        ({"state": "overdue"}, ["Sở Nội vụ", "UBND xã Đức Phổ"]),
        ({"state": "excused"}, ["UBND xã Ăn Phú"]),
        ({"state": "not_sent"}, ["Sở Nội vụ", "UBND xã Đức Phổ"]),
        ({"state": "handed_in"}, ["Sở Tư pháp", "Sở Y tế", "UBND xã Ba Tơ"]),
        ({"state": "draft"}, ["UBND xã Đức Phổ"]),
        ({"reviewer": "none", "state": "sent"}, ["Sở Y tế"]),
        ({"kind": "99999"}, None),
        ({"state": "'; drop"}, None),
    ],
)
def test_the_board_is_narrowed(client, people, period, query, shown):
    everything = names(board(client, people.reviewer, period))
    assert names(board(client, people.reviewer, period, **query)) == (everything if shown is None else shown)


def test_the_board_is_narrowed_by_kind_and_reviewer(client, people, period):
    xa = of(period, "UBND xã Ba Tơ").version.kind_id
    assert len(names(board(client, people.reviewer, period, kind=xa))) == 3
    assert names(board(client, people.reviewer, period, reviewer=people.reviewer.pk)) == ["UBND xã Ba Tơ"]


def test_a_row_leads_to_the_review_of_what_was_sent_and_else_to_the_report(client, people, period):
    rows = {row.name: address for row, address in board(client, people.issuer, period).context["rows"]}
    sent, draft = of(period, "Sở Y tế"), of(period, "UBND xã Đức Phổ")
    assert rows["Sở Y tế"] == reverse("reports:review", args=[sent.pk])
    assert rows["UBND xã Đức Phổ"] == reverse("reports:report", args=[draft.pk])


def test_leadership_reads_the_board_and_opens_accepted_reports_only(client, people, period):
    rows = {row.name: address for row, address in board(client, make_leader(), period).context["rows"]}
    accepted = of(period, "Sở Tư pháp")
    assert {name: address for name, address in rows.items() if address} == {
        "Sở Tư pháp": reverse("reports:report", args=[accepted.pk])
    }


@pytest.mark.parametrize("name", ["board", "board-xlsx", "board-csv"])
def test_an_agency_sees_no_board(client, people, period, name):
    for officer in (people.drafter, people.head, people.stranger):
        client.force_login(officer)
        assert client.get(reverse(f"reports:{name}", args=[period.pk])).status_code == 403


def test_the_current_board_is_of_the_period_opened_last(client, people, period):
    client.force_login(people.reviewer)
    answer = client.get(reverse("reports:board"))
    assert answer.headers["Location"] == reverse("reports:board", args=[period.pk])


def test_what_is_narrowed_is_exported_as_excel(client, people, period):
    client.force_login(people.reviewer)
    answer = client.get(
        reverse("reports:board-xlsx", args=[period.pk]), {"state": "handed_in", "sort": "-name"}
    )
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    body = [row for row in rows if isinstance(row[0], int)]
    assert [row[1] for row in body] == ["UBND xã Ba Tơ", "Sở Y tế", "Sở Tư pháp"]
    assert body[0][8] == people.reviewer.full_name
    assert isinstance(body[0][4], dt.datetime)


def test_the_csv_cannot_become_a_formula(client, people):
    make_agency("=HYPERLINK(1)", "xa")
    period = make_open_period()
    client.force_login(people.reviewer)
    content = client.get(reverse("reports:board-csv", args=[period.pk])).content.decode("utf-8-sig")
    cells = [row[1] for row in csv.reader(StringIO(content), delimiter=";")]
    assert "'=HYPERLINK(1)" in cells


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_few_and_for_many(client, people, django_assert_num_queries, count):
    for agency in make_agencies(count):
        ReviewerAssignment.objects.create(agency=agency, reviewer=people.reviewer)
    period = make_open_period()
    for report in period.reports.filter(version__kind__code="xa"):
        stand(report, "sent", sent_on=report.due_on)
    client.force_login(people.reviewer)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("reports:board", args=[period.pk]), {"q": "xa", "sort": "sent"})


QUERIES = 12


def test_above_two_hundred_agencies_there_are_pages_that_keep_the_question(client, people, monkeypatch):
    make_agencies(3)
    period = make_open_period()
    monkeypatch.setattr("reports.views.board.BoardView.paginate_by", 2)
    page = board(client, people.reviewer, period, sort="name", page=2)
    assert names(page) == ["Sở Y tế", "UBND xã Ăn Phú"]
    assert 'href="?sort=name&amp;page=3"' in page.content.decode()
