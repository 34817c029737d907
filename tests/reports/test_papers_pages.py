"""The province's figures and papers on pages: who may see them, what they say, how they are issued."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from agencies.models import Post
from records.storage import path_of
from reports.models import Figure, PaperKind, ProvincePaper, Section
from reports.workflow import PaperState
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.make import issue
from tests.records.papers.read import csv_rows, open_docx, texts
from tests.reports.make import make_open_period, make_report, make_staff, send, send_and_accept

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


def press_issue(client, period, kind=PAPER):
    """As the issuer does: open the page that asks again, and press."""
    url = reverse("reports:issue-paper", args=[period.pk, kind])
    return client.post(url, client.get(url).context["form"].initial)


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
    with django_assert_num_queries(19):
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
    assert rows == [("Sở Không", "0,00"), ("Sở Trống", "–")]
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
    press_issue(client, period)
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
    assert press_issue(client, period).status_code == 302
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
    press_issue(client, period)
    paper = ProvincePaper.objects.get(kind=PAPER)
    file = client.get(document, follow=True)
    assert paper.document.original_name in file["Content-Disposition"]
    assert any("VŨ VĂN PHÁT" in line.upper() for line in texts(b"".join(file.streaming_content)))


def test_leadership_finds_the_issued_paper_on_its_desk(client, people, period, leader):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    press_issue(client, period)
    client.force_login(leader)
    line = client.get(reverse("desk")).context["desk"].at_hand[0]
    assert (line.url, line.state) == (reverse("reports:paper", args=[period.pk, PAPER]), "issued")
    assert client.get(line.url).status_code == 200


def section_url(period, number, kind=PAPER):
    section = Section.objects.get(form_version=period.form_version, number=number)
    return reverse("reports:paper-section", args=[period.pk, kind, section.pk])


def accept_more(people, period, **numbers):
    drafter, head = make_staff(people.other_agency)
    send_and_accept(make_report(people.other_agency, period), drafter, head, people.reviewer, **numbers)


def test_p2_a_press_puts_a_figure_into_the_text_and_saves_nothing(client, people, period):
    client.force_login(people.reviewer)
    url = section_url(period, "II")
    answer = client.post(url, {"text": "Ban hành", "version": 0, "insert": "{TT05}"})
    assert answer.context["form"]["text"].value() == "Ban hành {TT05}"
    assert answer.context["preview"] == "Ban hành 1.234"
    assert not ProvincePaper.objects.get(kind=PAPER).texts.exists()


def test_p2_a_tied_number_follows_what_is_accepted_until_issue(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.post(section_url(period, "II"), {"text": "Ban hành {TT05} văn bản.", "version": 1})
    paper_url = reverse("reports:paper", args=[period.pk, PAPER])
    assert "Ban hành 1.234 văn bản." in client.get(paper_url).content.decode()
    accept_more(people, period, TT05=6)
    assert "Ban hành 1.240 văn bản." in client.get(paper_url).content.decode()
    client.force_login(people.issuer)
    press_issue(client, period)
    paper = ProvincePaper.objects.get(kind=PAPER)
    assert "Ban hành 1.240 văn bản." in client.get(paper_url).content.decode()
    lines = texts(path_of(paper.document.stored_name).read_bytes())
    assert "Ban hành 1.240 văn bản." in lines
    rows = {row[1]: row for row in table_rows(path_of(paper.document.stored_name).read_bytes())}
    assert rows["TT05"][5] == "1.240"


def table_rows(content):
    annex = open_docx(content).tables[-1]
    return [[cell.text for cell in row.cells] for row in annex.rows]


@pytest.mark.parametrize(("typed", "said"), [("{TT99}", "TT99"), ("{TT07}", "không cộng"), ("{TT05", "{")])
def test_p2_a_placeholder_that_says_nothing_is_refused_and_the_text_kept(client, people, period, typed, said):
    over = Figure.AgencyRule.NONE
    Figure.objects.filter(code="TT07").update(agency_rule=over)
    client.force_login(people.reviewer)
    answer = client.post(section_url(period, "II"), {"text": f"Có {typed} việc", "version": 0})
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["text"])
    assert answer.context["form"]["text"].value() == f"Có {typed} việc"
    assert not ProvincePaper.objects.get(kind=PAPER).texts.exists()


def test_p2_numbers_typed_by_hand_that_came_loose_are_listed_and_kept_only_by_a_tick(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    said = "Ngày 15/3/2026 có 1.234 văn bản, 4321 việc khác."
    client.post(section_url(period, "II"), {"text": said, "version": 1})
    accept_more(people, period, TT05=6)
    client.force_login(people.issuer)
    url = reverse("reports:issue-paper", args=[period.pk, PAPER])
    page = client.get(url)
    loose = [
        (row.section.number, row.shown, {(one.figure.code, one.shown) for one in row.figures})
        for row, _url in page.context["loose"]
    ]
    assert loose == [("II", "1.234", {("TT05", "1.240")})]
    initial = page.context["form"].initial
    refused = client.post(url, initial)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["keeps_numbers"])
    assert client.post(url, initial | {"keeps_numbers": "on"}).status_code == 302
    assert ProvincePaper.objects.get(kind=PAPER).state == PaperState.ISSUED


def test_s3_a_tick_that_was_missing_does_not_hide_that_a_text_was_rewritten(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    url = reverse("reports:issue-paper", args=[period.pk, PAPER])
    client.force_login(people.issuer)
    opened = client.get(url).context["form"].initial
    client.force_login(people.reviewer)
    client.post(section_url(period, "II"), {"text": "Có 1.234 văn bản.", "version": 1})
    accept_more(people, period, TT05=6)  # the number typed comes loose: a tick that the page did not ask
    client.force_login(people.issuer)
    asked = client.post(url, opened)
    assert list(asked.context["form"].errors) == ["keeps_numbers"]
    typed = {"seen": asked.context["form"]["seen"].value(), "keeps_numbers": "on"}
    told = client.post(url, typed)
    assert (told.status_code, told.context["form"].non_field_errors().data[0].code) == (422, "stale")
    assert (told.context["form"]["keeps_numbers"].value(), told.context["standing"]) == (True, [])
    assert ProvincePaper.objects.get(kind=PAPER).state == PaperState.DRAFT
    assert client.post(url, typed | {"seen": told.context["form"]["seen"].value()}).status_code == 302
    assert ProvincePaper.objects.get(kind=PAPER).state == PaperState.ISSUED


def test_a_number_that_stood_in_the_text_before_keeps_what_it_was(client, people, period):
    """Mending a word beside it does not make a loose number forget its figure."""
    client.force_login(people.reviewer)
    url = section_url(period, "II")
    client.post(url, {"text": "Có 1.234 văn bản", "version": 0})
    accept_more(people, period, TT05=6)
    client.post(url, {"text": "Có 1.234 văn bản.", "version": 1})
    assert [row.shown for row, _url in client.get(url).context["loose"]] == ["1.234"]
    client.post(url, {"text": "Có {TT05} văn bản.", "version": 2})
    assert client.get(url).context["loose"] == []


def test_a_figure_nobody_reported_keeps_a_paper_from_being_issued(client, people):
    period = make_open_period()
    client.force_login(people.reviewer)
    write_all(period, client)
    client.post(section_url(period, "II"), {"text": "Ban hành {TT05} văn bản.", "version": 1})
    client.force_login(people.issuer)
    refused = press_issue(client, period)
    assert refused.status_code == 422
    assert "{TT05}" in str(refused.context["form"].non_field_errors())


def test_p5_pages_say_on_which_set_they_stand_and_what_came_later(client, people, period, leader):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    press_issue(client, period)
    accept_more(people, period, TT05=6)
    client.force_login(leader)
    url = reverse("reports:consolidated", args=[period.pk])
    page = client.get(url)
    assert (page.context["standpoint"].basis.number, len(page.context["standpoint"].later)) == (1, 1)
    assert "1 báo cáo tiếp nhận sau bộ số liệu số 1" in page.content.decode()
    assert "1.240" not in page.content.decode()
    assert "1.240" in client.get(url, {"basis": "now"}).content.decode()
    for asked, status in {"1": 200, "2": 404, "x": 404, "99999": 404}.items():
        assert client.get(url, {"basis": asked}).status_code == status
    figure = Figure.objects.get(code="TT05")
    behind = reverse("reports:behind", args=[period.pk, figure.pk])
    assert [row.cumulative for row in client.get(behind).context["rows"]] == ["1.234"]
    for name in ("board", "paper"):
        args = [period.pk] if name == "board" else [period.pk, PAPER]
        assert "ộ số liệu số 1" in client.get(reverse(f"reports:{name}", args=args)).content.decode()


def test_p5_exports_say_on_which_set_they_stand(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    csv, xlsx = (reverse(f"reports:figures-{name}", args=[period.pk]) for name in ("csv", "xlsx"))
    assert {row[-1] for row in csv_rows(client.get(csv).content)[1:]} == {"chưa chốt"}
    client.force_login(people.issuer)
    press_issue(client, period)
    accept_more(people, period, TT05=6)
    rows = csv_rows(client.get(csv).content)
    assert {row[-1] for row in rows[1:]} == {"số 1"}
    assert next(row for row in rows if row[0] == "TT05")[4] == "1234"
    now = csv_rows(client.get(csv, {"basis": "now"}).content)
    assert next(row for row in now if row[0] == "TT05")[4] == "1240"
    book = openpyxl.load_workbook(BytesIO(client.get(xlsx).content))
    for sheet in book:
        said = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value]
        assert any("bộ số liệu số 1" in text for text in said)


def test_p5_a_paper_is_issued_once_more_by_pages(client, people, period, leader):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    press_issue(client, period)
    accept_more(people, period, TT05=6)
    paper_url = reverse("reports:paper", args=[period.pk, PAPER])
    amend = reverse("reports:amend-paper", args=[period.pk, PAPER])
    assert client.get(paper_url).context["amend_url"] == amend
    assert client.post(amend, {"reason": ""}).status_code == 422
    assert client.post(amend, {"reason": "Bổ sung Sở Y tế"}).status_code == 302
    assert client.post(amend, {"reason": "Lần nữa"}).status_code == 422
    assert client.get(paper_url).context["paper"].issue_number == 2
    client.force_login(leader)  # reads what was issued meanwhile
    assert client.get(paper_url).context["paper"].issue_number == 1
    client.force_login(people.issuer)
    assert press_issue(client, period).status_code == 302
    client.force_login(leader)
    newest = client.get(paper_url)
    assert (newest.context["paper"].issue_number, newest.context["standpoint"].basis.number) == (2, 2)
    assert "Bổ sung Sở Y tế" in newest.content.decode()
    earlier = client.get(reverse("reports:paper-issue", args=[period.pk, PAPER, 1]))
    assert (earlier.status_code, earlier.context["is_replaced"]) == (200, True)
    file = client.get(earlier.context["document_url"])
    assert (file.status_code, b"".join(file.streaming_content)[:2]) == (200, b"PK")


def test_s3_what_a_colleague_wrote_since_is_not_deleted_unseen(client, people, period):
    client.force_login(people.reviewer)
    write_all(period, client)
    client.force_login(people.issuer)
    press_issue(client, period)
    client.post(reverse("reports:amend-paper", args=[period.pk, PAPER]), {"reason": "Bổ sung"})
    url = reverse("reports:drop-amendment", args=[period.pk, PAPER])
    opened = client.get(url)
    client.force_login(people.reviewer)
    client.post(section_url(period, "II"), {"text": "Viết lại cả mục.", "version": 1})
    client.force_login(people.issuer)
    told = client.post(url, opened.context["form"].initial)
    assert (told.status_code, told.context["form"].non_field_errors().data[0].code) == (422, "stale")
    draft = ProvincePaper.objects.get(kind=PAPER, state=PaperState.DRAFT)
    at = draft.texts.latest("saved_at").saved_at.astimezone()
    assert told.context["consequences"][1:] == [
        f"Số mục đã có lời văn: {draft.texts.count()}. {people.reviewer.full_name} lưu lần cuối lúc "
        f"{at:%H:%M} {at.day}/{at.month}/{at.year}."
    ]
    assert client.post(url, {"seen": told.context["form"]["seen"].value()}).status_code == 302
    assert not ProvincePaper.objects.filter(pk=draft.pk).exists()


def test_p6_the_counts_stand_apart_on_every_page(client, people, period):
    drafter, head = make_staff(people.other_agency)
    send(make_report(people.other_agency, period), drafter, head)
    client.force_login(people.issuer)
    three = "Trong 3 cơ quan: 1 đã tiếp nhận, 1 đã gửi chưa xem xét, 0 bị trả lại chưa gửi lại, 1 chưa gửi"
    pages = {
        "consolidated": [period.pk], "period": [period.pk], "paper": [period.pk, PAPER], "desk": [],
    }  # fmt: skip
    for name, args in pages.items():
        url = reverse(name if name == "desk" else f"reports:{name}", args=args)
        assert (name, three in client.get(url).content.decode()) == (name, True)
    boxes = client.get(reverse("reports:board", args=[period.pk])).context["boxes"]
    assert [(str(words), count) for words, count, _share, _state in boxes[:4]] == [
        ("Đã tiếp nhận", 1),
        ("Đã gửi, chưa xem xét", 1),
        ("Bị trả lại, chưa gửi lại", 0),
        ("Chưa gửi", 1),
    ]


def test_p6_the_annex_names_both_lists_apart(client, people, period):
    drafter, head = make_staff(people.other_agency)
    send(make_report(people.other_agency, period), drafter, head)
    client.force_login(people.reviewer)
    lines = texts(client.get(reverse("reports:paper-document", args=[period.pk, PAPER])).content)
    assert lines[-3:] == [
        "Đã tiếp nhận: 1 trên 3 cơ quan phải báo cáo.",
        "Đã gửi, chưa được xem xét: 1 cơ quan (Sở Y tế).",
        "Chưa gửi: 1 cơ quan (Sở Nội vụ).",
    ]
