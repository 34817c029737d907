"""Numbers of a text that are tied to the province's figures."""

from decimal import Decimal

import pytest

from reports.consolidation import Province, Total
from reports.models import Figure, Indicator
from reports.placeholders import (
    placeholder,
    problems,
    render,
    tied_numbers,
    without_number,
    without_placeholders,
)

RATIO = Figure.Kind.RATIO


def make_figure(pk, code, *, kind=Figure.Kind.COUNT, over=Figure.AgencyRule.ADD, parts=(None, None)):
    return Figure(
        pk=pk, code=code, label="", unit="", kind=kind, agency_rule=over,
        indicator=Indicator(code=code, name=f"Chỉ tiêu {code}"), numerator=parts[0], denominator=parts[1],
    )  # fmt: skip


@pytest.fixture
def province():
    documents, budget = make_figure(1, "TT05"), make_figure(2, "TT34.1", kind=Figure.Kind.MONEY)
    done, planned = make_figure(3, "TT03"), make_figure(4, "TT02")
    share = make_figure(5, "TT04", kind=RATIO, parts=(done, planned))
    level, empty = make_figure(6, "TT07", over=Figure.AgencyRule.NONE), make_figure(7, "TT08")
    totals = {
        (1, None): Total(Decimal(7), Decimal(1234), 2),
        (2, None): Total(Decimal(5), Decimal(5), 2),
        (3, None): Total(Decimal(1), Decimal(12), 2),
        (4, None): Total(Decimal(3), Decimal(13), 2),
        (6, None): Total(Decimal(3), Decimal(3), 2),
    }
    return Province([documents, budget, done, planned, share, level, empty], totals)


def test_p2_a_placeholder_says_the_figure_over_the_period_or_in_the_closing_slice(province):
    text = "Ban hành {TT05} văn bản, lần này {TT05 lần chốt này} văn bản; đạt {TT04}%."
    said = "Ban hành 1.234 văn bản, lần này 07 văn bản; đạt 92,31%."
    assert render(text, tied_numbers(province)) == said


def test_money_has_no_zero_in_front(province):
    assert render("{TT34.1} đồng", tied_numbers(province)) == "5 đồng"


@pytest.mark.parametrize("typed", ["{tt05}", "{ TT05 }", "{TT05  Lan Chot Nay}", "{TT05 lần chốt này}"])
def test_a_placeholder_is_read_whatever_its_case_spaces_and_diacritics(province, typed):
    numbers = tied_numbers(province)
    assert problems(typed, province.figures) == []
    assert render(typed, numbers) in ("1.234", "07")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{TT99}", "“{TT99}” không phải là chỉ tiêu của biểu mẫu"),
        ("{}", "“{}” không phải là chỉ tiêu của biểu mẫu"),
        ("{TT05", "“{” không phải là chỉ tiêu của biểu mẫu"),
        ("{TT07}", "chỉ tiêu “Chỉ tiêu TT07” không cộng toàn tỉnh"),
        ("{TT05 quý trước}", "Ghi {TT05} cho số lũy kế của kỳ, {TT05 lần chốt này} cho số của lần chốt này"),
    ],
)
def test_what_stands_in_braces_and_says_nothing_is_refused(province, typed, said):
    found = problems(f"Có {typed} và {{TT05}}.", province.figures)
    assert len(found) == 1
    assert said in found[0]


def test_a_figure_nobody_reported_is_shown_as_open_and_named_before_issue(province):
    text = "{TT08} tin, {TT05} văn bản, {TT08} bài"
    assert render(text, tied_numbers(province)) == "… tin, 1.234 văn bản, … bài"
    assert without_number(text, tied_numbers(province)) == ["{TT08}"]


def test_every_figure_that_has_a_total_can_be_said_twice(province):
    rows = [(row.placeholder, row.shown) for row in tied_numbers(province) if row.figure.code == "TT05"]
    assert rows == [(placeholder("TT05"), "1.234"), (placeholder("TT05", of_slice=True), "07")]
    assert "TT07" not in {row.figure.code for row in tied_numbers(province)}


def test_what_is_typed_by_hand_is_the_text_without_its_placeholders(province):
    assert without_placeholders("885 nhiệm vụ, {TT05} văn bản") == "885 nhiệm vụ,   văn bản"
