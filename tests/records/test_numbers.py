"""Numbers as a Vietnamese reader means them; what could be two numbers is refused with both readings."""

import contextlib
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from records.numbers import (
    MAX_DIGITS,
    NumberFormatError,
    format_number,
    format_percent,
    in_words,
    parse_number,
)

READ = {
    "0": "0",
    "00": "0",
    "-0": "0",
    "0,0": "0.0",
    "5": "5",
    "007": "7",
    "12": "12",
    "999": "999",
    "1234": "1234",
    "1.234": "1234",
    "12.345": "12345",
    "123.456": "123456",
    "1.234.567": "1234567",
    "1.000.000.000": "1000000000",
    "1,5": "1.5",
    "0,5": "0.5",
    "0,05": "0.05",
    "1,234": "1.234",
    "1234,5": "1234.5",
    "1234,56": "1234.56",
    "1.234,5": "1234.5",
    "1.234,56": "1234.56",
    "12.345.678,901": "12345678.901",
    "-5": "-5",
    "−5": "-5",
    "-1.234,5": "-1234.5",
    "\u22121.234,5": "-1234.5",
    "１２３": "123",
    "１．２３４，５": "1234.5",
    "－７": "-7",
    " 12 ": "12",
    "\u00a012\t": "12",
    "2147483648": "2147483648",
    "1 234": "1234",
    "1\u00a0234": "1234",
    "1\u202f234,5": "1234.5",
    "1\u2009234\u2007567": "1234567",
    "1\u200b.234": "1234",
    "１　２３４": "1234",
    "1.234,00": "1234.00",
    "12,0": "12.0",
    "1,234.56": "1234.56",
    "1,234.5": "1234.5",
    "1,234.00": "1234.00",
    "12,345,678": "12345678",
    "1,234,567.89": "1234567.89",
    "-1,234.5": "-1234.5",
    "9223372036854775808": "9223372036854775808",
    "1" * MAX_DIGITS: "1" * MAX_DIGITS,
}
TWO_READINGS = {
    "1.5": ("1,5", "15"),
    "1.50": ("1,5", "150"),
    "12.34": ("12,34", "1.234"),
    "0.5": ("0,5", "5"),
    "0.123": ("0,123", "123"),
    "012.345": ("12,345", "12.345"),
    "1234.5": ("1.234,5", "12.345"),
    "1234.567": ("1.234,567", "1.234.567"),
    "1.2345": ("1,2345", "12.345"),
    "-1.5": ("-1,5", "-15"),
    "１.５": ("1,5", "15"),
}
WITH_ITS_UNIT = {
    ("37 người", "người"): "37",
    ("37người", "người"): "37",
    ("1.234 lượt người", "lượt người"): "1234",
    ("1\u00a0234 Lượt người", "lượt người"): "1234",
    ("12 cuốn", "tờ/cuốn"): "12",
    ("12 bài", "tin, bài"): "12",
    ("1.000.000 đồng", "đồng"): "1000000",
    ("1.000.000đ", "đồng"): "1000000",
    ("1.000.000 ₫", "đồng"): "1000000",
    ("1,000,000 VND", "đồng"): "1000000",
    ("1.000.000,00 vnđ", "đồng"): "1000000.00",
    ("12,5%", "%"): "12.5",
    ("12 ％", "%"): "12",
}
ASKED_OF_A_WHOLE = {  # what is typed where only whole numbers are taken: the readings
    "1,000": ("1", "1.000"),
    "12,000": ("12", "12.000"),
    "-1,000": ("-1", "-1.000"),
    "1,000 người": ("1", "1.000"),
    "1.0": ("1", "10"),
    "12.0": ("12", "120"),
}
EXAMPLES = {  # typed, unit: the number that the refusal shows
    ("37 người", ""): "37",
    ("37 người", "lượt người"): "37",
    ("100 cuộc họp", "cuộc"): "100",
    ("nhiều", "người"): "37",
    ("một", "đồng"): "5.000.000",
    ("5 triệu", "đồng"): "5.000.000",
    ("2 tỷ", "đồng"): "2.000.000.000",
    ("năm", "%"): "37",
}
HINTED = {
    "percent": ["12%", "12,5%", "12 %", "12 phần trăm"],
    "plus": ["+7", "+1.234"],
    "space": ["12 34", "1 23", "1234 567", "0 123", "1\u00a02345"],
    "full stop": ["1_000", "1_000_000"],
    "out in digits": ["1e3", "1E5", "1,5e3", "1e400", "1e-3"],
    "words or units": [
        "½",
        "²",
        *("5 triệu", "1tr2", "2 tỷ", "1.000đ", "1.000 đồng", "100 người", "3 lần", "năm", "một"),
        *("0x10", "NaN", "Infinity", "inf", "12a", "O", "l0"),
    ],
    "zero before the comma": [",5", "-,5"],
    "not a number": [
        *("1.2.3", "1.23.456", "1.234.56", "1..234", "1,,5", "1,2,3", "5,", "5.", ".", ",", "-", "--5", "5-"),
        *("1/2", "=1+1", "1;5", "1'234", "٣٤", "(5)", "1.234.", "٣", "१२"),
        *("1,234.567,8", "*", "$5", "5:3", "\\", "'", '"', "<1>", "1.234,5.6"),
    ],
}


@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_a_number_is_read(typed, meant):
    assert str(parse_number(typed)) == meant


@pytest.mark.parametrize(("typed", "readings"), TWO_READINGS.items())
def test_what_could_be_two_numbers_is_refused_with_both(typed, readings):
    with translation.override("en"), pytest.raises(NumberFormatError) as refusal:
        parse_number(typed)
    assert str(refusal.value).endswith("Write {} or {}, whichever is meant.".format(*readings))


@pytest.mark.parametrize(("typed", "meant"), WITH_ITS_UNIT.items())
def test_e5_a_number_is_read_with_its_own_unit_behind_it(typed, meant):
    text, unit = typed
    assert str(parse_number(text, unit=unit)) == meant
    with pytest.raises(NumberFormatError):
        parse_number(text, unit="lớp")


@pytest.mark.parametrize(("typed", "readings"), ASKED_OF_A_WHOLE.items())
def test_e5_what_could_be_two_whole_numbers_is_asked(typed, readings):
    with translation.override("en"), pytest.raises(NumberFormatError) as refusal:
        parse_number(typed, decimals=0, unit="người")
    assert str(refusal.value).endswith("Write {} or {}, whichever is meant.".format(*readings))


@pytest.mark.parametrize(("typed", "example"), EXAMPLES.items())
def test_e5_a_refusal_shows_an_example_of_the_units_size(typed, example):
    text, unit = typed
    with translation.override("vi"), pytest.raises(NumberFormatError) as refusal:
        parse_number(text, decimals=0, unit=unit)
    assert str(refusal.value).endswith(f"ví dụ {example}.")


@given(
    st.decimals(places=2, min_value=0, max_value=10**15), st.sampled_from(" \u00a0\u202f\u2009\u2007\u3000")
)
def test_e5_what_other_programs_write_is_read_back(number, space):
    english = f"{number:,.2f}"
    if number >= 1000:
        assert parse_number(english) == number
    assert parse_number(english.replace(",", space).replace(".", ",")) == number
    assert parse_number(f"{number:.2f}".replace(".", ",")) == number


@pytest.mark.parametrize(("hint", "typed"), [(hint, typed) for hint in HINTED for typed in HINTED[hint]])
def test_what_is_no_number_is_refused_with_a_hint(hint, typed):
    with translation.override("en"), pytest.raises(NumberFormatError, match=hint) as refusal:
        parse_number(typed)
    assert typed.strip().translate({0xA0: " "}) in str(refusal.value)


@pytest.mark.parametrize("typed", ["", " ", "\u00a0"])
def test_nothing_typed_asks_for_a_number(typed):
    with translation.override("en"), pytest.raises(NumberFormatError, match="Type a number"):
        parse_number(typed)


@pytest.mark.parametrize(
    "typed", ["9" * (MAX_DIGITS + 1), "9" * 5000, "0," + "3" * 40, "1." + "000." * 5000 + "000"]
)
def test_an_endless_number_is_refused(typed):
    with translation.override("en"), pytest.raises(NumberFormatError, match="too long"):
        parse_number(typed)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_what_is_shown_is_read_back(number):
    assert parse_number(format_number(number)) == number
    assert parse_number(format_number(number, 4)) == number


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(NumberFormatError):
        assert parse_number(text).is_finite()


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234, None, "1.234"),
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("1234.50"), 2, "1.234,50"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("1E-7"), None, "0,0000001"),
        (Decimal("0.00"), None, "0"),
        (2.5, 0, "3"),
        (-1234567, 0, "-1.234.567"),
        (None, 2, ""),
    ],
)
def test_a_number_is_shown(value, decimals, shown):
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (34, "ba mươi bốn"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1015, "một nghìn không trăm mười lăm"),
        (1234, "một nghìn hai trăm ba mươi bốn"),
        (10_000, "mười nghìn"),
        (100_021, "một trăm nghìn không trăm hai mươi mốt"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_001_000, "một triệu không trăm linh một nghìn"),
        (21_000_000, "hai mươi mốt triệu"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (
            1_234_567_891,
            "một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt",
        ),
        (2_000_000_000_000, "hai nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
        (-15, "âm mười lăm"),
    ],
)
def test_a_number_in_words(number, words):
    assert in_words(number) == words


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2, unique=True))
def test_two_numbers_are_never_read_alike(numbers):
    assert in_words(numbers[0]) != in_words(numbers[1])


def test_p8_a_percentage_is_written_in_one_way():
    values = [Decimal(2287), Decimal("92.31"), Decimal("100.00"), 0, None]
    assert [format_percent(value) for value in values] == ["2.287%", "92,31%", "100%", "0%", ""]
