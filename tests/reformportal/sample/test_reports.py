"""The sample's periods, reports and issued papers."""

import datetime as dt
import itertools
from collections import Counter, defaultdict

import pytest

from agencies.models import Officer
from records.workflow import HANDED_BACK
from reports.answers import Answers
from reports.bases import later_than
from reports.models import (
    Basis,
    Dispatch,
    FigureValue,
    OutgoingPaper,
    Period,
    ProvincePaper,
    Report,
    Sending,
)
from reports.workflow import State
from tests.reformportal.sample.rows import period


def test_periods_run_from_report_year_2025_to_the_reference_day(province):
    rows = Period.objects.exclude(opened_at=None).order_by("ends_on")
    found = [(row.year, row.code, row.reports.count(), row.issued_at is not None) for row in rows]
    assert found == [
        (2025, "q1", 31, True),
        (2025, "h1", 30, True),
        (2025, "q3", 113, True),
        (2025, "year", 113, True),
        (2026, "q1", 113, True),
        (2026, "h1", 113, True),
        (2026, "q3", 113, False),
        (2026, "year", 113, False),
    ]


@pytest.mark.parametrize(
    ("code", "year", "due_on"),
    [
        ("q1", 2026, dt.date(2026, 3, 17)),
        ("h1", 2026, dt.date(2026, 6, 16)),
        ("q3", 2026, dt.date(2026, 9, 16)),
        ("year", 2026, dt.date(2026, 12, 16)),
        ("q1", 2025, dt.date(2025, 3, 18)),
    ],
)
def test_deadlines_follow_the_rule_and_the_calendar(province, code, year, due_on):
    communes_and_departments = period(code, year).reports.filter(version__kind__owes="whole")
    assert set(communes_and_departments.values_list("rule_due_on", flat=True)) == {due_on}


def test_the_periods_under_way_hold_work_for_every_desk(province):
    reviewing = Counter(period("q3").reports.owed().values_list("state", flat=True))
    collecting = Counter(period("year").reports.owed().values_list("state", flat=True))
    assert set(reviewing) == set(State.values)
    assert set(collecting) == {State.NOT_STARTED, State.DRAFT, State.AWAITING_HEAD}


def test_e3_what_a_head_handed_back_stands_on_the_drafters_desk(province, client):
    client.force_login(Officer.objects.get(email="soan.bqn@quangngai.example"))
    back = Report.objects.get(period=period("year"), version__code="BQN")
    assert back.state == State.DRAFT
    (line,) = [
        line
        for line in client.get("/desk/").context["desk"].owed
        if line.url.startswith(f"/reports/{back.pk}/")
    ]
    assert line.state == HANDED_BACK
    assert "Chưa thấy tính các tin phát lại" in client.get(back.get_absolute_url()).text


def test_past_periods_hold_every_sort_of_report(province):
    reports = Report.objects.filter(period__issued_at__isnull=False)
    assert set(reports.exclude(timeliness="").values_list("timeliness", flat=True)) == {
        "on_time", "extended", "late", "asked",
    }  # fmt: skip
    assert reports.exclude(excused_at=None).count() == 6
    assert reports.filter(is_on_behalf=True, state=State.ACCEPTED).count() == 6
    assert reports.owed().filter(accepted_sending=None).count() == 12
    assert Sending.objects.filter(kind=Sending.Kind.CORRECTION).count() == 1


def test_both_papers_of_every_issued_period_are_there(province):
    issued = Period.objects.exclude(issued_at=None).count()
    papers = ProvincePaper.objects.filter(state="issued")
    first = papers.filter(issue_number=1)
    assert (issued, first.count(), papers.filter(document=None).count()) == (6, 12, 0)
    assert {paper.basis.number for paper in first.select_related("basis")} == {1}


def test_p5_the_corrected_period_was_issued_once_more_on_a_set_of_its_own(province):
    again = ProvincePaper.objects.select_related("basis").exclude(issue_number=1).get()
    assert (again.period.code, again.state, again.basis.number, later_than(again.basis)) == (
        "h1", "issued", 2, [],
    )  # fmt: skip
    first = Basis.objects.get(period=again.period_id, number=1)
    assert len(later_than(first)) == 1


def test_p2_the_papers_say_their_figures_by_code_and_print_them(province):
    texts = [row for paper in ProvincePaper.objects.issued() for row in paper.texts.all()]
    tied = [row for row in texts if "{" in row.text]
    assert len(tied) >= 60
    assert not any("{" in row.issued_text or "…" in row.issued_text for row in tied)


def missing_in(answers: Answers) -> list:
    unsettled = [finding.words for finding in answers.stopping]
    return [answers.blank_figures, answers.blank_sections, answers.unsaid, unsettled]


def test_p7_every_issued_paper_went_out_to_whom_it_is_for(province):
    rows = OutgoingPaper.objects.all()
    assert (rows.count(), rows.filter(state="numbered").count()) == (13, 12)
    assert [row.paper.issue_number for row in rows.open()] == [2]  # issued once more, its number to come
    typed = Dispatch.objects.filter(wants_figures=True)
    assert (typed.count(), typed.filter(figures_code="").count()) == (6, 0)
    assert Officer.objects.filter(posts__role="clerk", is_sample=False).count() == 0


def test_accepted_reports_are_complete_and_agree_with_themselves(province):
    kinds = Report.objects.filter(state=State.ACCEPTED).order_by("period_id", "version__kind_id", "pk")
    chosen = kinds.distinct("period_id", "version__kind_id").select_related(
        "period__open_slice", "period__regime", "version__kind"
    )
    found = [(str(report), missing) for report in chosen if any(missing := missing_in(Answers(report)))]
    assert (len(chosen), found) == (64, [])


def test_feedback_left_open_is_what_the_next_slice_begins_with(province):
    numbers = defaultdict(dict)
    rows = FigureValue.objects.filter(figure__code__in=["TT33.1", "TT33.5"]).exclude(
        slice__closing_periods__code="year", slice__year=2026
    )
    for agency, closing, code, number in rows.order_by("slice__ends_on").values_list(
        "agency", "slice__ends_on", "figure__code", "number"
    ):
        numbers[agency].setdefault(closing, {})[code] = number
    closings = sorted({closing for by_closing in numbers.values() for closing in by_closing})
    broken = [
        (agency, before)
        for agency, by_closing in numbers.items()
        for before, after in itertools.pairwise(closings)
        if before in by_closing
        and after in by_closing
        and {"TT33.1", "TT33.5"} <= by_closing[before].keys() & by_closing[after].keys()
        and by_closing[before]["TT33.5"] != by_closing[after]["TT33.1"]
    ]
    assert broken == []
