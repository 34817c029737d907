"""What sections of a form speak of is data: Home Affairs changes it on a page, and the trail tells."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from reports.actions.outline import change_nil_sentence, put_section_figure, remove_section_figure
from reports.answers import Answers
from reports.models import Figure, Section, SectionFigure
from reports.offers import Offers
from tests.agencies.make import make_people
from tests.reports.make import at, fill, fresh, make_report, put

pytestmark = pytest.mark.django_db
NOW = at(15, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return fill(make_report(people.agency), people.drafter)


@pytest.fixture
def section(report):
    return Section.objects.get(form_version=report.period.form_version_id, number="III.5")


@pytest.fixture
def conferences(section):
    return SectionFigure.objects.get(section=section, figure__code="TT20")


def url(name, section, *args):
    return reverse(f"reports:{name}", args=[section.form_version_id, section.pk, *args])


def test_p1_changed_words_make_the_next_proposal(client, people, report, section, conferences):
    client.force_login(people.reviewer)
    change = url("change-phrase", section, conferences.figure_id)
    phrase = "Đã họp {TT20} cuộc[, {TT21} lượt người]"
    assert client.post(change, {"phrase": phrase, "province_phrase": ""}).status_code == 302
    put(report, people.drafter, TT20=2, TT21=124)
    answers = Answers(fresh(report))
    assert Offers(answers).from_figures(answers.told[section.pk]).text == "Đã họp 02 cuộc, 124 lượt người."
    page = client.get(reverse("reports:form", args=[section.form_version_id]))
    assert "nói về một số liệu" in page.text  # among the changes, with figure and words
    assert phrase in page.text


@pytest.mark.parametrize(
    "phrase", ["Tổ chức {TT20 cuộc", "Họp [với [{TT21}] lượt]", "Họp {TT99} cuộc", "Họp {}"]
)
def test_p1_words_that_cannot_be_filled_are_refused_and_kept(client, people, section, conferences, phrase):
    client.force_login(people.reviewer)
    change = url("change-phrase", section, conferences.figure_id)
    answer = client.post(change, {"phrase": phrase, "province_phrase": ""})
    assert (answer.status_code, answer.context["form"]["phrase"].value()) == (422, phrase)
    conferences.refresh_from_db()
    assert conferences.phrase.startswith("Tổ chức {TT20} hội nghị")


def test_p1_a_figure_that_a_section_speaks_of_no_more_stops_nothing(
    client, people, report, section, conferences
):
    put(report, people.drafter, TT20=2)
    assert [told.section for told in Answers(fresh(report)).unsaid] == [section]
    client.force_login(people.reviewer)
    remove = url("remove-section-figure", section, conferences.figure_id)
    assert "Hội nghị" in client.get(remove).text
    client.post(remove)
    assert Answers(fresh(report)).unsaid == []
    add = url("add-section-figure", section)
    client.post(add, {"figure": conferences.figure_id, "phrase": "", "province_phrase": ""})
    answers = Answers(fresh(report))
    offer = Offers(answers).from_figures(answers.unsaid[0])
    assert offer.text == "Số hội nghị, hội thảo, tọa đàm có nội dung CCHC: 02 cuộc."


def test_p1_the_nil_sentence_is_changed_for_what_is_taken_from_now_on(client, people, report, section):
    client.force_login(people.reviewer)
    client.post(url("form-section", section), {"nil_sentence": "Chưa tổ chức trong kỳ."})
    assert Answers(fresh(report)).told[section.pk].nil_sentence == "Chưa tổ chức trong kỳ."
    client.post(url("form-section", section), {"nil_sentence": ""})
    assert Answers(fresh(report)).told[section.pk].nil_sentence == ""


def test_p1_nobody_but_home_affairs_reviewers_changes_what_sections_say(people, section, conferences):
    figure = Figure.objects.get(code="TT05")
    for officer in (people.drafter, people.head, people.issuer, people.stranger):
        with pytest.raises(PermissionDenied):
            put_section_figure(section, figure, phrase="", province_phrase="", by=officer, now=NOW)
        with pytest.raises(PermissionDenied):
            change_nil_sentence(section, nil_sentence="", by=officer, now=NOW)
        with pytest.raises(PermissionDenied):
            remove_section_figure(conferences, by=officer, now=NOW)
