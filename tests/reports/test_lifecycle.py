"""One report from opening to acceptance, returned once on the way."""

import pytest

from reports.actions.reviewing import accept_report, return_report
from reports.actions.sending import sign_report, submit_report
from reports.answers import Answers
from reports.consolidation import behind, consolidate
from reports.workflow import State
from tests.agencies.make import make_people
from tests.reports.make import (
    at,
    figure,
    fresh,
    make_report,
    put,
    send,
)

pytestmark = pytest.mark.django_db


def test_a_report_is_sent_returned_on_a_figure_sent_again_and_accepted():
    people = make_people()
    report = make_report(people.agency)
    send(report, people.drafter, people.head, TT05=3)
    return_report(
        report,
        figures={figure(report, "TT05"): "Thiếu văn bản tháng 2"},
        sections={},
        by=people.reviewer,
        now=at(17, 3),
    )
    assert fresh(report).state == State.RETURNED
    assert Answers(fresh(report)).open_figures == {figure(report, "TT05").pk}
    put(report, people.drafter, at(17, 3, 10), TT05=4)
    submit_report(report, by=people.drafter, now=at(17, 3, 11))
    second = sign_report(report, by=people.head, now=at(17, 3, 12))
    accept_report(report, by=people.reviewer, now=at(17, 3, 13))
    assert fresh(report).state == State.ACCEPTED
    assert fresh(report).accepted_sending_id == second.pk
    numbers = [row.figures.get(figure__code="TT05").number for row in report.sendings.all()]
    assert numbers == [3, 4]
    assert consolidate(report.period).total(figure(report, "TT05")).cumulative == 4
    assert behind(report.period, figure(report, "TT05")).keys() == {people.agency.pk}
