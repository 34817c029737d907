"""The papers of the province say what its figures say: no sentence that nobody took, none denied."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from records.storage import path_of
from reports.actions.entry import save_text
from reports.actions.issuing import issue_paper
from reports.actions.papers import blank_sections, paper_of, save_paper_text
from reports.bases import footing
from reports.models import PaperKind, ProvincePaper, Section
from reports.paper_outline import PaperOutline
from tests.agencies.make import make_people
from tests.records.papers.read import texts
from tests.reports.make import at, fill, make_open_period, make_report, make_staff, send_and_accept

pytestmark = pytest.mark.django_db
NOW = at(25, 3)
NIL = "Không phát sinh trong kỳ."


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def period(people):
    period = make_open_period()
    send_and_accept(
        make_report(people.agency, period), people.drafter, people.head, people.reviewer,
        TT20=2, TT21=124, TT16=118,
    )  # fmt: skip
    return period


def section(period, number):
    return Section.objects.get(form_version=period.form_version_id, number=number)


def write(paper, number, text, by):
    row = paper.texts.filter(section__number=number).first()
    seen = row.version if row else 0
    save_paper_text(paper, section(paper.period, number), text, seen_version=seen, by=by, now=NOW)


def written(period, people, kind):
    """The paper with a text in each required section, the optional ones empty."""
    paper = paper_of(period, kind)
    for row in blank_sections(paper):
        write(paper, row.number, f"Nội dung mục {row.number}.", people.reviewer)
    return paper


def unsaid(paper):
    paper = ProvincePaper.objects.select_related("period").get(pk=paper.pk)
    return [told.section.number for told in PaperOutline(paper, footing(paper).province).unsaid]


@pytest.mark.parametrize("kind", [PaperKind.HOME_AFFAIRS, PaperKind.PROVINCE])
def test_p1_no_paper_is_issued_with_sections_empty_beside_figures(client, people, period, kind):
    paper = written(period, people, kind)
    assert unsaid(paper) == ["III.4", "III.5"]
    with pytest.raises(ValidationError) as refusal:
        issue_paper(paper, by=people.issuer, now=NOW)
    assert [error.code for error in refusal.value.error_list] == ["untrue", "untrue"]
    client.force_login(people.issuer)
    page = client.get(reverse("reports:paper", args=[period.pk, kind]))
    assert [told.section.number for told, _url in page.context["untrue"]] == ["III.4", "III.5"]
    assert reverse("reports:issue-paper", args=[period.pk, kind]) not in page.text
    draft = client.get(reverse("reports:paper-document", args=[period.pk, kind])).content
    said = [line for line in texts(draft) if "không phát sinh" in line.lower() or "không có" in line.lower()]
    assert said == []


def test_p1_the_provinces_nil_sentence_is_refused_beside_figures(people, period):
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    write(paper, "III.4", NIL, people.reviewer)
    write(paper, "III.5", "khong phat sinh", people.reviewer)
    with pytest.raises(ValidationError, match=r"III\.5"):
        issue_paper(paper, by=people.issuer, now=NOW)


def test_p1_a_sentence_for_the_province_is_shown_and_stays_tied_to_its_figures(client, people, period):
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    client.force_login(people.reviewer)
    url = reverse("reports:paper-section", args=[period.pk, paper.kind, section(period, "III.5").pk])
    page = client.get(url)
    (offer,) = page.context["offers"]
    assert offer.words == "Tổ chức 02 hội nghị với 124 lượt người tham dự."
    assert offer.words in page.text
    data = {"text": "", "version": 0, "take": f"figures:{offer.mark}"}
    assert client.post(url, data).url == url  # it is saved at once, and the page stays
    text = paper.texts.get(section__number="III.5").text
    assert text == "Tổ chức {TT20} hội nghị với {TT21} lượt người tham dự."
    write(paper, "III.4", "Đăng {TT16} bài.", people.reviewer)
    assert unsaid(paper) == []
    issued = issue_paper(paper, by=people.issuer, now=NOW)
    document = path_of(issued.document.stored_name).read_bytes()
    assert "Tổ chức 02 hội nghị với 124 lượt người tham dự." in texts(document)


def test_p1_the_province_is_offered_nil_only_for_what_somebody_has_answered(people, period):
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    outline = PaperOutline(paper, footing(paper).province)
    told = outline.told
    assert told[section(period, "III.7").pk].nil_sentence == NIL
    assert told[section(period, "III.2").pk].nil_sentence == ""  # those who own its figures sent nothing
    assert told[section(period, "III.5").pk].nil_sentence == ""
    assert told[section(period, "VIII").pk].nil_sentence == "Không có kiến nghị, đề xuất."


def speaks(agency, period, people, **sections):
    """The agency's accepted report with these texts (V="Mô hình …")."""
    drafter, head = make_staff(agency)
    report = fill(make_report(agency, period), drafter)
    for number, text in sections.items():
        save_text(report, section(period, number), text, seen_version=0, by=drafter, now=at(14, 3))
    send_and_accept(report, drafter, head, people.reviewer)


def outline_of(paper):
    stand = footing(paper)
    return PaperOutline(paper, stand.province, stand.basis)


@pytest.mark.parametrize(
    ("texts", "offered"),
    [
        ([], False),
        (["", "Không phát sinh trong kỳ."], True),
        (["Trong ky chua co mo hinh, cach lam hay moi. Cơ quan sẽ cố gắng."], True),
        (["", "Mô hình ngày không hẹn."], False),
        (["Không phát sinh trong kỳ. Riêng Tổ công nghệ số cộng đồng đã đến từng nhà."], False),
    ],
)
def test_p1_a_section_without_figures_is_nil_only_where_no_agency_says_something(people, texts, offered):
    period = make_open_period()
    for agency, text in zip((people.agency, people.other_agency), texts, strict=False):
        speaks(agency, period, people, V=text) if text else speaks(agency, period, people)
    told = outline_of(paper_of(period, PaperKind.HOME_AFFAIRS)).told[section(period, "V").pk]
    assert bool(told.nil_sentence) == offered


def test_p1_no_paper_says_nothing_arose_where_agencies_say_something(client, people):
    period = make_open_period()
    speaks(people.agency, period, people, V="Mô hình ngày không hẹn.", VIII="Đề nghị tập huấn.")
    speaks(people.other_agency, period, people, VIII="Đề nghị cấp kinh phí.")
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    write(paper, "V", "Trong kỳ chưa có mô hình, cách làm hay mới.", people.reviewer)
    write(paper, "VIII", "Không có kiến nghị, đề xuất.", people.reviewer)
    assert unsaid(paper) == ["V", "VIII"]
    with pytest.raises(ValidationError, match=r"V\. .* 1 cơ quan.*\n?.*"):
        issue_paper(paper, by=people.issuer, now=NOW)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:paper", args=[period.pk, paper.kind]))
    assert [told.voices.saying for told, _url in page.context["untrue"]] == [1, 2]
    editor = reverse("reports:paper-section", args=[period.pk, paper.kind, section(period, "VIII").pk])
    assert f"{editor}#theirs" in page.text
    own = client.get(editor)
    assert own.context["offers"] == []
    assert "2 cơ quan có nội dung ở mục này" in own.text
    write(paper, "V", "Có mô hình ngày không hẹn.", people.reviewer)
    write(paper, "VIII", "Đề nghị tập huấn, cấp kinh phí.", people.reviewer)
    assert unsaid(paper) == []
    issue_paper(paper, by=people.issuer, now=NOW)


def test_p1_the_second_paper_hears_the_agencies_that_its_figures_come_from(people):
    period = make_open_period()
    speaks(people.agency, period, people)
    issue_paper(written(period, people, PaperKind.HOME_AFFAIRS), by=people.issuer, now=NOW)
    speaks(people.other_agency, period, people, V="Mô hình ngày không hẹn.")
    paper = paper_of(period, PaperKind.PROVINCE)
    assert outline_of(paper).told[section(period, "V").pk].nil_sentence


def test_p1_no_offer_speaks_of_figures_in_a_section_without(client, people, period):
    client.force_login(people.reviewer)
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    url = reverse("reports:paper-section", args=[period.pk, paper.kind, section(period, "V").pk])
    pages = [client.get(url).text]
    report = make_report(people.other_agency, period)
    drafter = make_staff(people.other_agency)[0]
    client.force_login(drafter)
    pages.append(client.get(reverse("reports:section", args=[report.pk, section(period, "V").pk])).text)
    for text in pages:
        assert "Trong kỳ chưa có mô hình, cách làm hay mới." in text
        assert "Mọi số liệu của mục này" not in text
        assert "Mục này không có số liệu" in text


def test_p1_the_papers_sections_cost_the_same_however_many_agencies_speak(
    people, period, django_assert_num_queries
):
    speaks(people.other_agency, period, people, V="Mô hình.", VIII="Đề nghị.")
    outline = outline_of(paper_of(period, PaperKind.HOME_AFFAIRS))
    with django_assert_num_queries(5):
        assert outline.told


def test_p1_a_sentence_taken_over_a_colleagues_text_overwrites_nothing(client, people, period):
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    client.force_login(people.reviewer)
    url = reverse("reports:paper-section", args=[period.pk, paper.kind, section(period, "III.5").pk])
    (offer,) = client.get(url).context["offers"]
    write(paper, "III.5", "Của đồng nghiệp", people.reviewer)
    data = {"text": "Của tôi", "version": 0, "take": f"figures:{offer.mark}"}
    stale = client.post(url, data)
    assert stale.status_code == 409
    assert stale.context["form"]["text"].value() == f"Của tôi\n{offer.text}"
    assert "chưa được lưu" in stale.text
    assert paper.texts.get(section__number="III.5").text == "Của đồng nghiệp"


def test_p1_words_in_the_box_that_are_not_saved_are_said_to_be(client, people, period):
    paper = written(period, people, PaperKind.HOME_AFFAIRS)
    client.force_login(people.reviewer)
    url = reverse("reports:paper-section", args=[period.pk, paper.kind, section(period, "I").pk])
    assert 'data-unsaved="typed"' not in client.get(url).text
    saved = paper.texts.get(section__number="I")
    typed = client.post(url, {"text": saved.text, "version": saved.version, "insert": "{TT20}"})
    assert 'data-unsaved="typed"' in typed.text
    assert "chưa được lưu" in typed.text


@pytest.mark.parametrize(("number", "is_optional"), [("VI", False), ("VII", False), ("VIII", True)])
def test_p1_the_editor_calls_optional_what_the_list_does(client, people, period, number, is_optional):
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    client.force_login(people.reviewer)
    row = section(period, number)
    page = client.get(reverse("reports:paper-section", args=[period.pk, paper.kind, row.pk]))
    assert ("(không bắt buộc)" in page.text) == is_optional == (not row.is_required)
