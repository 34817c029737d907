"""F1 to F6: each number of an annex can be added up by hand from what agencies sent."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.models import Succession
from records.storage import path_of
from reports.actions.explaining import explain_check
from reports.actions.issuing import issue_paper
from reports.actions.papers import paper_of, save_paper_text
from reports.actions.reviewing import accept_report, return_report
from reports.answers import Answers
from reports.bases import footing_now, footing_on
from reports.consolidation import by_agency, consolidate
from reports.models import CheckExplanation, Figure, Indicator, PaperKind, Period, Section
from reports.recount import differences
from reports.standard import GROUPS
from tests.agencies.make import make_agency, make_people
from tests.records.papers import read
from tests.reports.make import (
    answer_earlier,
    at,
    explain,
    figure,
    fresh,
    make_broken_check,
    make_open_period,
    make_report,
    make_staff,
    put,
    send,
    send_and_accept,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


def totals(period, *codes):
    province = consolidate(period)
    rows = {row.code: province.total(row) for row in province.figures}
    return [(rows[code].cumulative, rows[code].reporting) for code in codes]


def assert_counts_are_true(period):
    """Beside each total stands how many agencies' numbers are in it."""
    province = consolidate(period)
    typed = [row for row in province.figures if not row.parts]
    given = by_agency(period, [row.pk for row in typed])
    for row in typed:
        numbers = [one.cumulative for one in given[row.pk].values() if one.cumulative is not None]
        total = province.total(row)
        assert total.reporting == len(numbers), row.code
        if row.agency_rule != Figure.AgencyRule.NONE:
            assert total.cumulative == (sum(numbers) if numbers else None), row.code


def test_f1_whose_number_is_not_in_the_total_is_not_counted(people):
    """Who answered a quarter and not the slice that closes is in sums, not in states."""
    drafter, head = make_staff(people.other_agency)
    numbers = {"TT05": 2, "TT02": 9, "TT01": 1}
    first = make_open_period("q1")
    send_and_accept(make_report(people.other_agency, first), drafter, head, people.reviewer, **numbers)
    send_and_accept(
        make_report(people.agency, first), people.drafter, people.head, people.reviewer, **numbers
    )
    period = make_open_period("h1")
    assert totals(period, "TT05", "TT02", "TT01") == [(4, 2), (None, 0), (2, 2)]
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=1, TT02=8)
    assert totals(period, "TT05", "TT02", "TT01") == [(5, 2), (8, 1), (2, 2)]
    assert_counts_are_true(period)


# Three communes over two years: An goes on, Ba becomes Hoa Ba with a stock of 2 on 1 July, Ca misses a report
# and has one returned.


def stock(opening, came, in_time, closing, **more):
    return {"TT33_1": opening, "TT33_2": came, "TT33_3": in_time, "TT33_5": closing} | more


REPORTED = {
    (2025, "q1"): {"an": stock(1, 4, 3, 2, TT05=1, TT02=8, TT01=1, TT18=100), "ba": stock(0, 3, 1, 2, TT05=2),
                   "ca": stock(2, 1, 1, 2, TT05=4, TT02=5, TT01=1), "bao": {"TT06": 5, "TT08": 2}},
    (2025, "h1"): {"an": stock(2, 0, 1, 1, TT05=1, TT02=9), "ba": stock(2, 1, 1, 2, TT05=2, TT02=7),
                   "bao": {"TT06": 6, "TT08": 3}},
    (2025, "q3"): {"an": stock(1, 2, 2, 1, TT05=1, TT02=9), "hoa": stock(2, 0, 1, 1, TT05=8, TT02=3),
                   "ca": stock(3, 0, 1, 2, TT05=4, TT02=5)},
    (2025, "year"): {"an": stock(1, 1, 0, 2, TT05=1, TT02=9, TT18=150),
                     "hoa": stock(1, 5, 4, 2, TT05=8, TT02=4), "ca": stock(2, 2, 4, 0, TT05=4, TT02=6)},
    (2026, "q1"): {"an": stock(2, 0, 2, 0, TT05=1, TT02=1, TT01=0), "hoa": stock(2, 0, 0, 2, TT05=1)},
}  # fmt: skip


@pytest.fixture
def two_years(people):
    """Everything reported and accepted; Ca's report of quarter I of 2026 is returned."""
    agencies = {
        "bao": make_agency("Báo tỉnh", "bao-chi"),
        "an": make_agency("Xã An", "xa"),
        "ba": make_agency("Xã Ba", "xa", valid_to=at(30, 6, year=2025).date()),
        "hoa": make_agency("Xã Hòa Ba", "xa", valid_from=at(1, 7, year=2025).date()),
        "ca": make_agency("Xã Ca", "xa"),
    }
    Succession.objects.create(
        predecessor=agencies["ba"], successor=agencies["hoa"], on=at(1, 7, year=2025).date(),
        kind=Succession.Kind.RENAME, document="Nghị quyết",
    )  # fmt: skip
    staff = {name: make_staff(agency) for name, agency in agencies.items()}
    for (year, code), rows in REPORTED.items():
        period = make_open_period(code, year)
        for name, numbers in rows.items():
            sending = send(make_report(agencies[name], period), *staff[name], None, **numbers)
            accept_report(sending.report, by=people.reviewer, now=sending.sent_at)
    period = make_open_period("q1", 2026)
    report = make_report(agencies["ca"], period)
    sending = send(report, *staff["ca"], None, **stock(0, 9, 9, 0, TT05=99))
    returned = {figure(report, "TT05"): "Xem lại"}
    return_report(fresh(report), figures=returned, sections={}, by=people.reviewer, now=sending.sent_at)
    return agencies


# Sum, last, yearly, first / sum / sum / last of the stock, not added up; of an owner what happened and the
# state; with whose numbers are in it.
BY_HAND = {
    # Ca's quarter I: all three are there.
    (2025, "q1"): [(7, 3), (13, 3), (2, 3), (3, 3), (8, 3), (5, 3), (6, 3), (None, 3), (5, 1), (2, 1)],
    # Ca has not reported the second quarter: out of states and of the whole stock, in what happened.
    (2025, "h1"): [(10, 3), (16, 2), (2, 3), (1, 2), (8, 2), (6, 2), (3, 2), (None, 2), (11, 1), (3, 1)],
    (2025, "q3"): [(13, 3), (17, 3), (2, 3), (6, 3), (2, 3), (4, 3), (4, 3), (None, 3), (None, 0), (None, 0)],
    # The year: An whole; Ba goes on in Hòa Ba; of Ca what follows the missing report.
    (2025, "year"): [
        (36, 4),
        (19, 3),
        (2, 3),
        (4, 3),
        (18, 4),
        (18, 4),
        (4, 3),
        (None, 3),
        (11, 1),
        (None, 0),
    ],
    # Ca's is returned; a new year begins with its own answers.
    (2026, "q1"): [(2, 2), (1, 2), (0, 2), (4, 2), (0, 2), (2, 2), (2, 2), (None, 2), (None, 0), (None, 0)],
}
CODES = ("TT05", "TT02", "TT01", "TT33.1", "TT33.2", "TT33.3", "TT33.5", "TT18", "TT06", "TT08")


def test_f2_three_communes_over_two_years_by_hand(two_years):
    for (year, code), expected in BY_HAND.items():
        period = Period.objects.get(year=year, code=code)
        assert totals(period, *CODES) == expected, (year, code)
        opening, came, done, closing = (row[0] for row in expected[3:7])
        assert opening + came - done == closing
        assert_counts_are_true(period)
        assert differences(period) == []


def test_f2_who_is_left_out_is_named_with_the_numbers_under_the_annex(two_years):
    half, year = (Period.objects.get(year=2025, code=code) for code in ("h1", "year"))
    numbers = "Xã Ca (TT33.1: 2, TT33.2: 1, TT33.3: 1, TT33.5: 2)"
    (line,) = [note for note in footing_now(half).notes if "TT33" in note]
    assert line == f"Không cộng vào TT33 (chưa có số của khoảng chốt cuối kỳ): {numbers}."
    (line,) = [note for note in footing_now(year).notes if "TT33" in note]
    assert line == f"Không cộng vào TT33 (thiếu số của khoảng chốt liền sau): {numbers}."


def test_f2_the_lines_are_frozen_with_the_figures_and_printed(two_years, people):
    period = Period.objects.get(year=2025, code="h1")
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    for section in Section.objects.filter(is_heading=False):
        save_paper_text(paper, section, "Nội dung.", seen_version=0, by=people.reviewer, now=at(20, 6))
    issued = issue_paper(paper, by=people.issuer, now=at(20, 6))
    notes = footing_on(issued.basis).notes
    assert notes == footing_now(period).notes != []
    document = path_of(issued.document.stored_name).read_bytes()
    assert notes[0] in "\n".join(read.texts(document))


def broken(people, **numbers):
    period = make_open_period("q1")
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3, **numbers)
    return period, make_broken_check(period, "TT05")


def issued(people, period):
    paper = paper_of(period, PaperKind.HOME_AFFAIRS)
    for section in Section.objects.filter(is_heading=False):
        save_paper_text(paper, section, "Nội dung.", seen_version=0, by=people.reviewer, now=at(20, 3))
    return issue_paper(paper, by=people.issuer, now=at(20, 3))


NUMBERS = "Lũy kế từ 15/12/2025 đến hết 14/3/2026: 3 > 0"


def test_f2_what_the_provinces_figures_do_not_hold_stops_the_issue_until_it_is_explained(people):
    period, check = broken(people)
    with pytest.raises(ValidationError, match="TT05 phải bằng 0"):
        issued(people, period)
    explain_check(period, check, text="Số đúng.", numbers=NUMBERS, by=people.reviewer, now=at(19, 3))
    basis = issued(people, period).basis
    assert basis.notes.splitlines() == [f"TT05 phải bằng 0 ({NUMBERS}). Giải trình: Số đúng."]


def test_f2_an_explanation_is_of_its_numbers_alone(people):
    period, check = broken(people)
    explain_check(period, check, text="Số đúng.", numbers=NUMBERS, by=people.reviewer, now=at(19, 3))
    drafter, head = make_staff(people.other_agency)
    other = make_report(people.other_agency, period)
    send_and_accept(other, drafter, head, people.reviewer, TT05=4)
    assert [row.is_settled for row in footing_now(period).disagreements] == [False]
    with pytest.raises(ValidationError, match="7 > 0"):
        explain_check(period, check, text="Khác.", numbers=NUMBERS, by=people.reviewer, now=at(20, 3))
    assert CheckExplanation.objects.get().text == "Số đúng."


@pytest.mark.parametrize("note", ["", "Đã rà lại, đúng."])
def test_f2_what_the_agencies_that_break_a_check_explained_themselves_is_explained(people, note):
    """A word in the note of one of its figures, by each agency that breaks it."""
    period = make_open_period("q1")
    report = make_report(people.agency, period)
    if note:
        put(report, people.drafter, TT05=3)
        explain(report, people.drafter, "TT05", note=note)
    send_and_accept(report, people.drafter, people.head, people.reviewer, **({} if note else {"TT05": 3}))
    check = make_broken_check(period, "TT05")
    check.is_of_province = False
    check.save()
    (row,) = footing_now(period).disagreements
    told = f"Sở Tư pháp (3 > 0: {note})" if note else "Sở Tư pháp (3 > 0)"
    assert (row.is_settled, row.agencies) == (bool(note), (told,))


def test_f2_explaining_is_for_who_writes_the_papers(client, people):
    period, check = broken(people)
    address = reverse("reports:explain-check", args=[period.pk, check.pk])
    client.force_login(people.reviewer)
    page = client.get(address)
    assert page.context["form"].initial["numbers"] == NUMBERS
    answer = client.post(address, {"text": "Số đúng.", "numbers": "cũ"})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (422, "Số đúng.")
    assert client.post(address, {"text": "Số đúng.", "numbers": NUMBERS}).status_code == 302
    shown = client.get(reverse("reports:consolidated", args=[period.pk])).content.decode()
    assert "Giải trình: Số đúng." in shown


def test_s3_an_empty_explanation_does_not_hide_that_the_figures_changed(client, people):
    period, check = broken(people)
    address = reverse("reports:explain-check", args=[period.pk, check.pk])
    client.force_login(people.reviewer)
    empty = client.post(address, {"text": "", "numbers": "cũ"})
    assert (empty.status_code, empty.context["form"]["numbers"].value()) == (422, "cũ")
    told = client.post(address, {"text": "Số đúng.", "numbers": "cũ"})
    assert told.context["form"].non_field_errors().data[0].code == "stale"
    typed = {name: told.context["form"][name].value() for name in ("text", "numbers")}
    assert typed == {"text": "Số đúng.", "numbers": NUMBERS}
    assert client.post(address, typed).status_code == 302


def test_f2_who_explains_what_holds_by_now_is_told_and_led_back(client, people):
    period, check = broken(people)
    check.terms.all().delete()  # nothing breaks it any more
    client.force_login(people.reviewer)
    address = reverse("reports:explain-check", args=[period.pk, check.pk])
    answer = client.post(address, {"text": "Số đúng.", "numbers": NUMBERS}, follow=True)
    assert answer.redirect_chain == [(reverse("reports:consolidated", args=[period.pk]), 302)]
    assert "Số liệu nay đã khớp, không còn gì phải giải trình." in answer.content.decode()
    assert client.get(reverse("reports:explain-check", args=[period.pk, 0])).status_code == 404


def test_f4_who_counts_what_stands_beside_every_figure_with_an_example():
    rows = [row for _title, group in GROUPS for row in group]
    assert len(rows) == 34
    assert [row.code for row in rows if not row.guidance or not row.example] == []
    for code in ("TT20", "TT21", "TT22", "TT23", "TT25", "TT28", "TT31"):
        (guidance,) = [row.guidance for row in rows if row.code == code]
        assert guidance.startswith("Chỉ cơ quan"), code


def test_f4_attendances_without_what_was_organised_ask_for_a_word(people):
    report = make_report(people.agency, make_open_period("q1"))
    put(report, people.drafter, TT20=0, TT21=45)
    (found,) = Answers(fresh(report)).findings
    assert found.words.endswith("45 trong khi số kia là 0")
    assert not found.blocks
    put(report, people.drafter, TT20=1)
    assert Answers(fresh(report)).findings == []


def test_f4_whoever_organises_a_contest_reports_its_entries(people):
    report = make_report(people.agency, make_open_period("q1"))
    assert {"TT26.1", "TT26.2"} <= {row.code for row in Answers(report).typed}


def test_f4_people_who_took_part_are_no_more_than_entries_counted(people):
    period = make_open_period("q1")
    report = make_report(people.agency, period)
    numbers = {"TT25": 1, "TT26_1": 4, "TT27_1": 5, "TT27_2": 20}
    send_and_accept(report, people.drafter, people.head, people.reviewer, **numbers)
    (row,) = footing_now(period).disagreements
    assert (row.check.code, row.is_settled, row.agencies) == ("entrants-within-entries", False, ())
    assert row.numbers.endswith("5 > 4")


def test_f5_five_and_then_eighteen_of_twenty_cannot_be(people):
    report = make_report(people.agency, make_open_period("year"))
    answer_earlier(report, people.drafter, TT27_1=[5, 0, 0], TT27_2=[20, 20, 20])
    put(report, people.drafter, TT27_1=18, TT27_2=20)
    (found,) = (one for one in Answers(fresh(report)).stopping if one.blocks)
    assert "23 > 20" in found.words
    put(report, people.drafter, TT27_1=13)
    assert Answers(fresh(report)).stopping == []


def test_f5_what_was_spent_since_the_year_began_is_at_most_what_was_allocated_or_needs_a_word(people):
    report = make_report(people.agency, make_open_period("h1"))
    answer_earlier(report, people.drafter, TT34_2=[30_000_000], TT34_1=[40_000_000])
    put(report, people.drafter, TT34_1=40_000_000, TT34_2=20_000_000)
    (found,) = Answers(fresh(report)).stopping
    assert (found.blocks, "50.000.000 > 40.000.000" in found.words) == (False, True)
    put(report, people.drafter, TT34_1=50_000_000)
    assert Answers(fresh(report)).stopping == []


def test_f5_satisfied_are_a_share_of_those_who_were_asked(people):
    period = make_open_period("q1")
    numbers = {"TT31_1": 200, "TT31_2": 185, "TT32_2": 100, "TT32_1": 92}
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, **numbers)
    assert totals(period, "TT32") == [(Decimal(92), 1)]


def test_f6_a_number_of_the_year_stands_in_no_slice(client, people):
    period = make_open_period("q1")
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT01=1)
    client.force_login(people.reviewer)
    groups = client.get(reverse("reports:consolidated", args=[period.pk])).context["groups"]
    lines = {line.figure.code: line for _group, rows in groups for line in rows}
    assert (lines["TT01"].in_slice, lines["TT01"].cumulative) == ("cả năm", "1")


def test_the_guidance_is_changed_on_its_page(client, people):
    period = make_open_period("q1")
    indicator = Indicator.objects.get(code="TT20")
    client.force_login(people.reviewer)
    address = reverse("reports:change-guidance", args=[period.form_version_id, indicator.pk])
    said = {"guidance": "Chỉ nơi chủ trì tính.", "example": "Chủ trì 2: ghi 2."}
    assert client.post(address, said).status_code == 302
    indicator.refresh_from_db()
    assert {name: getattr(indicator, name) for name in said} == said
    client.force_login(people.drafter)
    report = make_report(people.agency, period)
    page = client.get(reverse("reports:group", args=[report.pk, indicator.group_id])).content.decode()
    assert all(words in page for words in said.values())
