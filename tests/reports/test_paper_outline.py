"""The papers of the province say what its figures say: no sentence that nobody took, none denied."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from records.storage import path_of
from reports.actions.issuing import issue_paper
from reports.actions.papers import blank_sections, paper_of, save_paper_text
from reports.bases import footing
from reports.models import PaperKind, ProvincePaper, Section
from reports.paper_outline import PaperOutline
from tests.agencies.make import make_people
from tests.records.papers.read import texts
from tests.reports.make import at, make_open_period, make_report, send_and_accept

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
    taken = client.post(url, data)
    assert paper.texts.filter(section__number="III.5").count() == 0  # it stands in the box, not saved yet
    text = taken.context["form"]["text"].value()
    assert text == "Tổ chức {TT20} hội nghị với {TT21} lượt người tham dự."
    client.post(url, {"text": text, "version": 0})
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
    assert told[section(period, "III.6").pk].nil_sentence == ""  # those who own its figures sent nothing
    assert told[section(period, "III.5").pk].nil_sentence == ""
    assert told[section(period, "VIII").pk].nil_sentence == "Không có kiến nghị, đề xuất."
