"""Writing a report down: limits, three kinds of nothing, stale saves, who may write."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from records.models import AuditEntry
from reports.actions.entry import Entry, StaleSave, add_evidence, fill_blanks, save_text, save_value
from reports.actions.reviewing import return_report
from reports.actions.sending import submit_report
from reports.answers import Answers
from reports.models import FigureValue, Section
from reports.permissions import has_written
from reports.workflow import State
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import at, figure, fill, free_reports, fresh, make_open_period, make_report, put, send

pytestmark = pytest.mark.django_db
NOW = at(10, 3)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def save(report, code, entry, by, seen=0):
    return save_value(report, figure(report, code), entry, seen_version=seen, by=by, now=NOW)


def test_the_first_save_starts_the_report(people, report):
    save(report, "TT05", Entry(Decimal(3)), people.drafter)
    assert fresh(report).state == State.DRAFT


def test_blank_zero_and_not_applicable_are_three_things(people, report):
    save(report, "TT05", Entry(Decimal(0)), people.drafter)
    save(report, "TT07", Entry(is_not_applicable=True), people.drafter)
    rows = {row.figure.code: (row.number, row.is_not_applicable) for row in FigureValue.objects.all()}
    assert rows == {"TT05": (0, False), "TT07": (None, True)}
    blank = {row.code for row in Answers(fresh(report)).blank_figures}
    assert "TT13" in blank
    assert blank.isdisjoint({"TT05", "TT07"})


@pytest.mark.parametrize(
    ("code", "entry", "says"),
    [
        ("TT05", Entry(Decimal(-1)), "0"),
        ("TT05", Entry(Decimal("1.5")), "12"),
        ("TT14", Entry(Decimal(2)), ""),
        ("TT05", Entry(Decimal(1), is_not_applicable=True), ""),
    ],
)
def test_a_value_outside_its_limits_is_refused_and_stores_nothing(people, report, code, entry, says):
    with pytest.raises(ValidationError) as refused:
        save(report, code, entry, people.drafter)
    assert says in refused.value.messages[0]
    assert not FigureValue.objects.exists()


def test_a_stale_save_never_overwrites_and_names_who_saved(people, report):
    colleague = make_post(make_officer("Ngô Thị Cùng"), people.agency).officer
    save(report, "TT05", Entry(Decimal(3)), people.drafter)
    with pytest.raises(StaleSave) as stale:
        save(report, "TT05", Entry(Decimal(4)), colleague, seen=0)
    assert stale.value.saved.number == 3
    assert "Trần Thị Soạn" in stale.value.messages[0]
    assert FigureValue.objects.get().number == 3


def test_saving_what_already_stands_is_no_conflict(people, report):
    save(report, "TT05", Entry(Decimal(3)), people.drafter)
    again = save(report, "TT05", Entry(Decimal(3)), people.drafter, seen=0)
    assert again.version == 1


def test_a_save_that_changes_nothing_neither_starts_the_report_nor_counts_as_writing(people, report):
    section = next(row for row in Answers(report).sections if not row.is_heading)
    save(report, "TT05", Entry(), people.drafter)
    save_text(report, section, "", seen_version=0, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        save(report, "TT05", Entry(Decimal(-1)), people.drafter)
    assert fresh(report).state == State.NOT_STARTED
    assert not FigureValue.objects.exists()
    assert not has_written(people.drafter, report)


def test_who_saves_what_already_stands_has_not_written(people, report):
    colleague = make_post(make_officer("Ngô Thị Cùng"), people.agency).officer
    section = next(row for row in Answers(report).sections if not row.is_heading)
    for officer in (people.drafter, colleague):
        now = NOW if officer == people.drafter else at(11, 3)
        asked = figure(report, "TT05")
        save_value(report, asked, Entry(Decimal(3)), seen_version=1, by=officer, now=now)
        save_text(report, section, "Nội dung.", seen_version=1, by=officer, now=now)
    assert (has_written(people.drafter, report), has_written(colleague, report)) == (True, False)


@pytest.mark.parametrize("what", ["text", "proof"])
def test_a_text_and_a_proof_count_as_writing_too(people, report, what):
    section = next(row for row in Answers(report).sections if not row.is_heading)
    if what == "text":
        save_text(report, section, "Nội dung.", seen_version=0, by=people.drafter, now=NOW)
    else:
        url = "https://quangngai.gov.vn/cchc"
        add_evidence(report, section=section, title="Trang tin", url=url, by=people.drafter, now=NOW)
    assert fresh(report).state == State.DRAFT
    assert has_written(people.drafter, report)


def test_each_save_is_in_the_trail_without_its_content(people, report):
    save(report, "TT05", Entry(Decimal(3), note="bí mật"), people.drafter)
    entry = AuditEntry.objects.get(verb="save")
    assert (entry.actor_id, entry.changes) == (people.drafter.pk, {"figure": "TT05", "version": 1})


def test_only_the_agencys_drafters_write(people, report):
    for officer in (people.head, people.stranger, people.reviewer):
        with pytest.raises(PermissionDenied):
            save(report, "TT05", Entry(Decimal(3)), officer)
        with pytest.raises(PermissionDenied):
            save_text(report, Section.objects.first(), "x", seen_version=0, by=officer, now=NOW)
    assert fresh(report).state == State.NOT_STARTED


def test_nothing_is_written_while_the_head_has_it(people, report):
    submit_report(fill(report, people.drafter, NOW), by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        save(report, "TT05", Entry(Decimal(3)), people.drafter, seen=1)


def test_an_owners_figure_is_not_taken_from_others(people, report):
    with pytest.raises(PermissionDenied):
        save(report, "TT06", Entry(Decimal(3)), people.drafter)


BY_HAND = ["TT01", "TT02", "TT03", "TT14", "TT18", "TT27.2", "TT33.1", "TT33.5", "TT34.1"]


def test_zero_is_recorded_in_one_step_for_what_did_not_happen_and_for_no_state(people, report):
    put(report, people.drafter, NOW, TT05=3)
    asked = len(Answers(fresh(report)).typed)
    assert fill_blanks(report, Entry(Decimal(0)), by=people.drafter, now=NOW) == asked - 1 - len(BY_HAND)
    assert [figure.code for figure in Answers(fresh(report)).blank_figures] == BY_HAND
    assert FigureValue.objects.get(figure__code="TT05").number == 3


def test_not_applicable_is_recorded_in_one_step_for_every_blank(people, report):
    asked = len(Answers(fresh(report)).typed)
    assert fill_blanks(report, Entry(is_not_applicable=True), by=people.drafter, now=NOW) == asked
    assert Answers(fresh(report)).blank_figures == []


def test_a_yearly_figure_is_asked_once_a_year(people):
    send(make_report(people.agency, make_open_period("q1")), people.drafter, people.head, TT01=1)
    later = make_report(people.agency, make_open_period("h1"))
    assert "TT01" not in {row.code for row in Answers(later).blank_figures}
    answer = next(row for row in Answers(later).answers if row.figure.code == "TT01")
    assert (answer.in_slice, answer.cumulative) == (None, 1)


def test_what_stands_beside_a_figure(people):
    send(
        make_report(people.agency, make_open_period("q1", 2025)), people.drafter, people.head, TT05=1, TT02=9
    )
    send(
        make_report(people.agency, make_open_period("year", 2025)),
        people.drafter,
        people.head,
        TT05=2,
        TT02=8,
    )
    report = make_report(people.agency, make_open_period("q1"))
    put(report, people.drafter, TT05=5, TT02=7, TT03=3)
    beside = {row.figure.code: row for row in Answers(fresh(report)).answers}
    assert (beside["TT05"].last_slice, beside["TT05"].last_year, beside["TT05"].cumulative) == (2, 1, 5)
    assert beside["TT04"].cumulative == Decimal("42.86")


def test_the_shared_slice_is_typed_once(people):
    on = "q1 q2 h1 q3 year"
    quarter = make_report(people.agency, make_open_period("q2", on=on))
    half = make_report(people.agency, make_open_period("h1", on=on))
    send(quarter, people.drafter, people.head, TT05=3)
    answers = Answers(fresh(half))
    assert answers.blank_figures == []
    assert answers.open_figures == set()
    assert answers.sibling == quarter
    with pytest.raises(PermissionDenied):
        save(half, "TT05", Entry(Decimal(4)), people.drafter, seen=1)


def test_a_returned_report_is_not_mended_through_the_one_that_shares_its_slice(people):
    on = "q1 q2 h1 q3 year"
    quarter = make_report(people.agency, make_open_period("q2", on=on))
    half = make_report(people.agency, make_open_period("h1", on=on))
    sending = send(quarter, people.drafter, people.head, TT05=3)
    returned = {figure(quarter, "TT07"): "Xem lại"}
    return_report(quarter, figures=returned, sections={}, by=people.reviewer, now=sending.sent_at)
    with pytest.raises(PermissionDenied):
        put(half, people.drafter, TT05=99)
    put(quarter, people.drafter, sending.sent_at, TT07=1)
    numbers = dict(FigureValue.objects.values_list("figure__code", "number"))
    assert (numbers["TT05"], numbers["TT07"]) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_leave_one_value_and_one_conflict(people, report):
    put(report, people.drafter, NOW, TT05=1)
    colleague = make_post(make_officer("Ngô Thị Cùng"), people.agency).officer
    start, outcomes = threading.Barrier(2), []

    def write(officer, number):
        start.wait()
        try:
            save(report, "TT05", Entry(Decimal(number)), officer, seen=1)
            outcomes.append(number)
        except StaleSave:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in ((people.drafter, 7), (colleague, 8))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) in (["7", "stale"], ["8", "stale"])
    assert str(FigureValue.objects.get().number.normalize()) in map(str, outcomes)


@pytest.mark.django_db(transaction=True)
def test_a_save_holds_the_reports_that_share_the_figures_and_no_others(people):
    """So that two people who type the same figure in two reports meet each other as in one."""
    for code in ("q1", "q2", "h1"):
        period = make_open_period(code, on="q1 q2 h1 q3 year")
    half = make_report(people.agency, period)
    with transaction.atomic():
        save(half, "TT05", Entry(Decimal(1)), people.drafter)
        free = free_reports()
    assert [row.period.code for row in free if row.agency == people.agency] == ["q1"]
