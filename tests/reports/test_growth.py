"""What may not grow with the province: queries, and the work of one more row of a paper."""

import sys

import pytest

from bench.consolidation import ours, plain
from bench.province import fill
from records.papers.official import AnnexTable, write_docx
from records.papers.sheets import Sheet, write_xlsx
from reports.actions.periods import open_period
from reports.consolidation import consolidate
from tests.agencies.make import make_agency, make_kind
from tests.records.papers.make import make_paper, make_table
from tests.reports.make import at, make_periods


@pytest.mark.parametrize("agencies", [3, 30])
@pytest.mark.django_db
def test_consolidating_costs_the_same_queries_however_many_agencies(agencies, django_assert_num_queries):
    period = fill(agencies)[2025, "year"]
    with django_assert_num_queries(7):
        province = consolidate(period)
    assert province.total(province.figures[0]).reporting == agencies
    assert ours(period) == plain(period)


@pytest.mark.parametrize(("kinds", "agencies"), [(1, 1), (1, 3), (12, 24)])
@pytest.mark.django_db
def test_opening_a_period_costs_the_same_statements_however_many_agencies_and_kinds(
    kinds, agencies, django_assert_num_queries
):
    """Two of them are the savepoint that stands for the transaction."""
    for number in range(kinds):
        make_kind(f"loai-{number}", owes="owned" if number % 2 else "whole")
    for number in range(agencies):
        make_agency(f"Cơ quan {number}", f"loai-{number % kinds}")
    period = make_periods()["q1"]
    with django_assert_num_queries(24):
        open_period(period, by=None, now=at(28, 2))
    assert period.reports.count() == sum(not (number % kinds) % 2 for number in range(agencies))


def paper(rows):
    return make_paper(annexes=[AnnexTable("Số liệu", make_table(rows))])


WRITERS = {
    "docx": lambda rows: write_docx(paper(rows)),
    "xlsx": lambda rows: write_xlsx([Sheet("Số liệu", make_table(rows), title="Số liệu")]),
}


def calls(write, count):
    """How many Python functions writing so many rows calls: its work, whatever else the machine does."""
    made = 0

    def note(_frame, event, _argument):
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        write([(1, "Xã Bình Sơn", 37)] * count)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("kind", WRITERS)
def test_a_row_costs_the_same_in_a_long_table(kind):
    write = WRITERS[kind]
    calls(write, 10)  # fills what is kept between papers
    few, some, many = (calls(write, count) for count in (100, 200, 300))
    assert few < some
    assert many - some == pytest.approx(some - few, rel=0.01)  # a collector's callback may come between
