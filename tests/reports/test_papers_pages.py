"""The province's figures and papers on pages: who may see them, what they say, how they are issued."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from agencies.models import Post
from reports.models import Figure, PaperKind, ProvincePaper, Section
from reports.workflow import PaperState
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.make import issue
from tests.records.papers.read import csv_rows, texts
from tests.reports.make import make_open_period, make_report, send_and_accept

pytestmark = pytest.mark.django_db
PAPER = PaperKind.HOME_AFFAIRS


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def period(people):
    period = make_open_period()
    send_and_accept(
        make_report(people.agency, period), people.drafter, people.head, people.reviewer, TT05=1234, TT18=7
    )
    return period


@pytest.fixture
def leader():
    return make_post(make_officer(), make_agency("UBND tỉnh", "lanh-dao-tinh"), Post.Role.READER).officer


def write_all(period, client):
    for section in Section.objects.filter(form_version=period.form_version, is_required=True):
        url = reverse("reports:paper-section", args=[period.pk, PAPER, section.pk])
        client.post(url, {"text": f"Nội dung {section.number}", "version": 0})


def test_consolidated_shows_totals_and_who_is_missing(client, people, period):
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:consolidated", args=[period.pk])).content.decode()
    assert "1.234" in page
    assert page.count("Sở Y tế") == 1


def test_the_figures_are_narrowed_by_the_periods_own_kinds_alone(client, people, period):
    make_agency("Báo của tỉnh", "bao-chi")  # a kind that came after the period was derived
    client.force_login(people.reviewer)
    form = client.get(reverse("reports:consolidated", args=[period.pk])).context["form"]
    shown = set(form.fields["kind"].queryset)
    assert shown == {report.version.kind for report in period.reports.select_related("version__kind")}
    assert "bao-chi" not in {kind.code for kind in shown}


@pytest.mark.parametrize("agencies", [1, 3])
def test_consolidated_costs_the_same_however_many_agencies(
    client, people, period, agencies, django_assert_num_queries
):
    more = [make_agency() for _count in range(agencies)]
    later = make_open_period("h1")
    for agency in more:
        drafter = make_post(make_officer(), agency).officer
        head = make_post(make_officer(), agency, Post.Role.HEAD).officer
        send_and_accept(make_report(agency, later), drafter, head, people.reviewer)
    client.force_login(people.reviewer)
    with django_assert_num_queries(12):
        client.get(reverse("reports:consolidated", args=[later.pk]))


def test_a_figure_opens_into_the_agencies_behind_it(client, people, period):
    client.force_login(people.reviewer)
    figure = Figure.objects.get(code="TT05")
    response = client.get(reverse("reports:behind", args=[period.pk, figure.pk]))
    assert [(row.version.name, row.cumulative) for row in response.context["rows"]] == [
        ("Sở Tư pháp", "1.234")
    ]


def figures_pages(client, officer, period):
    """Every figure's page of the period as the officer gets it, by the figure's code."""
    client.force_login(officer)
    return {
        row.code: client.get(reverse("reports:behind", args=[period.pk, row.pk]))
        for row in Figure.objects.of_form(period.form_version_id)
    }


@pytest.mark.parametrize(
    ("stage", "role"),
    [("nothing accepted", "reviewer"), ("two that answer 0", "reviewer"), ("issued", "leader")],
)
def test_p0_every_figure_of_a_period_opens_for_all_who_may(client, people, leader, stage, role):
    period = make_open_period()
    if stage != "nothing accepted":
        for agency in (people.agency, people.other_agency):
            drafter = make_post(make_officer(), agency).officer
            head = make_post(make_officer(), agency, Post.Role.HEAD).officer
            send_and_accept(make_report(agency, period), drafter, head, people.reviewer)
    if stage == "issued":
        issue(period, people)
    pages = figures_pages(client, leader if role == "leader" else people.reviewer, period)
    assert {code for code, page in pages.items() if page.status_code != 200} == set()
    ratios = {code for code, page in pages.items() if page.context["figure"].parts}
    drawn = {code for code, page in pages.items() if page.context["largest"]}
    assert len(ratios) > 1
    assert drawn & ratios == set()  # 0 of 0 is unknown, and unknown is no bar


def test_p0_what_is_unknown_stands_below_what_is_zero_and_has_no_bar(client, people):
    agencies = {"Sở Không": {"TT27.2": 9}, "Sở Trống": {}}
    made = {name: make_agency(name) for name in agencies}
    period = make_open_period()
    for name, parts in agencies.items():
        drafter = make_post(make_officer(), made[name]).officer
        head = make_post(make_officer(), made[name], Post.Role.HEAD).officer
        send_and_accept(make_report(made[name], period), drafter, head, people.reviewer, **parts)
    page = figures_pages(client, people.reviewer, period)["TT27"]
    rows = [(row.version.name, row.cumulative) for row in page.context["rows"]]
    assert rows == [("Sở Không", "0"), ("Sở Trống", "–")]
    assert [name for name, *_rest in page.context["largest"]] == ["Sở Không"]


def test_agencies_do_not_see_the_province_and_leadership_reads_it(client, people, period, leader):
    urls = [
        reverse("reports:consolidated", args=[period.pk]),
        reverse("reports:figures-xlsx", args=[period.pk]),
        reverse("reports:figures-csv", args=[period.pk]),
    ]
    for url in urls:
        client.force_login(people.drafter)
        assert client.get(url).status_code == 403
        client.force_login(leader)
        assert client.get(url).status_code == 200


def test_leadership_sees_a_paper_once_it_is_issued(client, people, period, leader):
    url = reverse("reports:paper", args=[period.pk, PAPER])
    client.force_login(leader)
    assert client.get(url).status_code == 404
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    client.post(reverse("reports:issue-paper", args=[period.pk, PAPER]))
    client.force_login(leader)
    page = client.get(url)
    assert page.status_code == 200
    assert "Nội dung VII" in page.content.decode()


def test_the_workbook_holds_real_numbers_of_province_and_agencies(client, people, period):
    client.force_login(people.reviewer)
    content = client.get(reverse("reports:figures-xlsx", args=[period.pk])).content
    book = openpyxl.load_workbook(BytesIO(content))
    totals = {row[0].value: row[4].value for row in book["Toàn tỉnh"].iter_rows()}
    assert totals["TT05"] == 1234
    assert totals["TT18"] is None
    by_agency = [[cell.value for cell in row] for row in book["Theo cơ quan"].iter_rows()]
    heading = next(row for row in by_agency if row[0] == "Cơ quan")
    own = next(row for row in by_agency if row[0] == "Sở Tư pháp")
    assert own[next(place for place, text in enumerate(heading) if text and text.startswith("TT05"))] == 1234
    missing = [row[0].value for row in book["Chưa có số liệu"].iter_rows()]
    assert {"Sở Y tế", "Sở Nội vụ"} <= set(missing)
    assert "Sở Tư pháp" not in missing


def test_the_csv_reads_back(client, people, period):
    client.force_login(people.reviewer)
    rows = csv_rows(client.get(reverse("reports:figures-csv", args=[period.pk])).content)
    assert next(row for row in rows if row[0] == "TT05")[4] == "1234"


def test_a_section_is_written_beside_the_agencies_texts(client, people, period):
    client.force_login(people.reviewer)
    section = Section.objects.get(form_version=period.form_version, number="VI")
    url = reverse("reports:paper-section", args=[period.pk, PAPER, section.pk])
    assert "Nội dung mục VI." in client.get(url).content.decode()
    answer = client.post(url, {"text": "Toàn tỉnh …", "version": 0, "next": "1"})
    following = Section.objects.get(form_version=period.form_version, number="VII")
    assert answer.url == reverse("reports:paper-section", args=[period.pk, PAPER, following.pk])


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(client, people, period):
    colleague = make_post(make_officer("Ngô Văn Hai"), people.home_affairs, Post.Role.REVIEWER).officer
    section = Section.objects.get(form_version=period.form_version, number="VI")
    url = reverse("reports:paper-section", args=[period.pk, PAPER, section.pk])
    client.force_login(colleague)
    client.post(url, {"text": "Của đồng nghiệp", "version": 0})
    client.force_login(people.reviewer)
    answer = client.post(url, {"text": "Của tôi", "version": 0})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Của đồng nghiệp" in page
    assert "Của tôi" in page
    assert ProvincePaper.objects.get(kind=PAPER).texts.get().text == "Của đồng nghiệp"
    version = answer.context["form"]["version"].value()
    assert client.post(url, {"text": "Của tôi", "version": version}).status_code == 302
    assert ProvincePaper.objects.get(kind=PAPER).texts.get().text == "Của tôi"


def test_only_the_issuer_gets_to_issue_and_is_asked_again(client, people, period):
    url = reverse("reports:issue-paper", args=[period.pk, PAPER])
    client.force_login(people.reviewer)
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    write_all(period, client)
    client.force_login(people.issuer)
    assert "Sở Y tế" in client.get(url).content.decode()
    assert ProvincePaper.objects.get(kind=PAPER).state == PaperState.DRAFT
    assert client.post(url).status_code == 302
    assert ProvincePaper.objects.get(kind=PAPER).state == PaperState.ISSUED
    again = client.post(url)
    assert again.status_code == 422


def test_the_issued_file_is_the_frozen_one(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    document = reverse("reports:paper-document", args=[period.pk, PAPER])
    draft = client.get(document).content
    assert any("TỔNG HỢP SỐ LIỆU" in line.upper() for line in texts(draft))
    client.force_login(people.issuer)
    client.post(reverse("reports:issue-paper", args=[period.pk, PAPER]))
    paper = ProvincePaper.objects.get(kind=PAPER)
    file = client.get(document, follow=True)
    assert paper.document.original_name in file["Content-Disposition"]
    assert any("VŨ VĂN PHÁT" in line.upper() for line in texts(b"".join(file.streaming_content)))


def test_leadership_finds_the_issued_paper_on_its_desk(client, people, period, leader):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    client.post(reverse("reports:issue-paper", args=[period.pk, PAPER]))
    client.force_login(leader)
    line = client.get(reverse("desk")).context["desk"].at_hand[0]
    assert (line.url, line.state) == (reverse("reports:paper", args=[period.pk, PAPER]), "issued")
    assert client.get(line.url).status_code == 200
