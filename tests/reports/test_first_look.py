"""What a head sees first of a report that awaits them, and that the rest is all there."""

import pytest

from reports.actions.reviewing import return_report
from reports.actions.sending import hand_back_report, submit_report
from reports.answers import Answers
from reports.first_look import SHOWN_AT_ONCE, first_look
from reports.progress import place_name
from tests.agencies.make import make_people
from tests.reports.make import at, figure, fill, fresh, make_report, put, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def pointed(report) -> dict[str, list[str]]:
    look = first_look(Answers(fresh(report)))
    return {one.figure.code: [why.words for why in one.why] for one in look.figures}


def test_e6_a_report_that_nothing_points_at_says_so(client, people, report):
    submit_report(fill(report, people.drafter), by=people.drafter, now=at(16, 3))
    assert pointed(report) == {}
    client.force_login(people.head)
    assert "Không có gì thay đổi" in client.get(report.get_absolute_url()).text


def test_e6_what_changed_since_it_was_sent_is_looked_at_first_with_what_it_was(people, report):
    send(report, people.drafter, people.head, TT05=7)
    asked = figure(report, "TT05")
    return_report(fresh(report), figures={asked: "Sai"}, sections={}, by=people.reviewer, now=at(18, 3))
    put(report, people.drafter, at(18, 3, 10), TT05=8)
    submit_report(fresh(report), by=people.drafter, now=at(18, 3, 11))
    assert pointed(report) == {"TT05": ["đã sửa so với lần gửi trước, trước đó là 7"]}


def test_e6_what_the_head_wrote_when_handing_it_back_comes_again_with_its_place(people, report):
    submit_report(fill(report, people.drafter), by=people.drafter, now=at(16, 3))
    remarks = {place_name(figure(report, "TT05")): "Thiếu tháng 2"}
    hand_back_report(fresh(report), reason="Sửa", remarks=remarks, by=people.head, now=at(16, 3, 10))
    submit_report(fresh(report), by=people.drafter, now=at(16, 3, 11))
    assert pointed(report) == {"TT05": ["Ý kiến lúc trả lại: Thiếu tháng 2"]}


def test_e6_nothing_is_hidden_from_the_head(client, people, report):
    submit_report(fill(report, people.drafter, TT05=7), by=people.drafter, now=at(16, 3))
    client.force_login(people.head)
    page = client.get(report.get_absolute_url())
    answers = Answers(fresh(report))
    listed = {row.figure.pk for _group, rows, _count in page.context["look"].groups for row in rows}
    assert listed == {figure.pk for figure in answers.figures}
    main = page.text[page.text.index("<main") :]
    assert [section.number for section in answers.sections if str(section) not in main] == []
    assert len(page.context["look"].first) <= SHOWN_AT_ONCE
