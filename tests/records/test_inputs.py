"""What officers type into boxes, and what comes back when it cannot be read."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from records.forms import CleanCharField, VietnameseDateField, VietnameseNumberField


class Sheet(forms.Form):
    name = CleanCharField(max_length=10)
    visits = VietnameseNumberField(decimals=0, minimum=0, maximum=1_000_000)
    spent = VietnameseNumberField(decimals=2, required=False)
    held_on = VietnameseDateField(required=False)


def make_sheet(**typed):
    return Sheet({"name": "Ba Tơ", "visits": "1.234", "spent": "", "held_on": "", **typed})


def errors_of(**typed):
    with translation.override("en"):
        return {name: list(messages) for name, messages in make_sheet(**typed).errors.items()}


def test_a_sheet_is_read():
    sheet = make_sheet(spent="1.234,5", held_on="03/04/2026")
    assert sheet.is_valid()
    assert sheet.cleaned_data == {
        "name": "Ba Tơ",
        "visits": Decimal(1234),
        "spent": Decimal("1234.5"),
        "held_on": dt.date(2026, 4, 3),
    }


def test_blank_zero_and_nothing_are_told_apart():
    sheet = make_sheet(visits="0")
    assert sheet.is_valid()
    assert (sheet.cleaned_data["visits"], sheet.cleaned_data["spent"]) == (Decimal(0), None)
    assert errors_of(visits="") == {"visits": ["This field is required."]}


@pytest.mark.parametrize("blank", [" ", "\u200b", "\u00a0", "\x00"])
def test_what_cannot_be_seen_is_missing(blank):
    assert errors_of(name=blank, visits=blank) == {
        "name": ["This field is required."],
        "visits": ["This field is required."],
    }


def test_length_is_counted_after_cleaning():
    decomposed = "o\u0323\u0302" * 10
    sheet = make_sheet(name=decomposed)
    assert sheet.is_valid()
    assert sheet.cleaned_data["name"] == "ộ" * 10
    assert list(errors_of(name="ộ" * 11)) == ["name"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "Must be 0 or more."),
        ("1.000.001", "Must be 1.000.000 or less."),
        (
            "1,234",
            "Only a whole number here: “1,234” has decimals. "
            "Thousands are grouped with a full stop, as in 1.234.",
        ),
        ("1.5", "“1.5”: only whole numbers are taken here, as in 37."),
        ("9" * 5000, "The number is too long: 24 digits at most."),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_a_reason(typed, message):
    assert errors_of(visits=typed) == {"visits": [message]}


@pytest.mark.parametrize("typed", ["1234,0", "1.234,00", "1 234", "1\u202f234,00", "1,234.00", "1.234 lượt"])
def test_e5_what_can_only_be_one_whole_number_is_taken(typed):
    field = VietnameseNumberField(decimals=0, typed_unit="lượt")
    assert str(field.clean(typed)) == "1234"


def test_too_many_decimals_are_refused():
    assert errors_of(spent="1,234") == {"spent": ["At most 2 digits after the comma."]}
    assert errors_of(spent="1,23") == {}


def test_what_was_typed_stays_in_the_box():
    sheet = make_sheet(visits="1.5")
    assert not sheet.is_valid()
    assert 'value="1.5"' in str(sheet["visits"])


def test_a_stored_number_stands_in_its_box_as_people_write_it():
    assert 'value="1.234,5"' in str(Sheet(initial={"spent": Decimal("1234.50")})["spent"])


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (Decimal("1234.50"), "1.234,5", False),
        (None, "", False),
        (None, "0", True),
        (Decimal(0), "", True),
        (Decimal(1), "x", True),
    ],
)
def test_a_number_has_changed_when_its_value_has(initial, typed, changed):
    assert VietnameseNumberField(required=False).has_changed(initial, typed) is changed


@pytest.mark.parametrize(
    "typed", ["03/04/2026", "3/4/2026", "3-4-2026", "3.4.2026", "2026-04-03", " 03/04/2026 ", "０３/04/2026"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_date_is_read_day_first(typed, language):
    with translation.override(language):
        assert VietnameseDateField().clean(typed) == dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1/1/26", "short_year"),
        ("31.12.26", "short_year"),
        ("31/2/2026", "no_such_day"),
        ("29/02/2027", "no_such_day"),
        ("12/31/2026", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("31/12", "invalid"),
        ("hôm nay", "invalid"),
        ("46022", "invalid"),
        ("31/12/2026T00:00+07", "invalid"),
        ("31/12/10000", "invalid"),
        ("01/01/0001", "range"),
        ("31/12/9999", "range"),
        ("9" * 5000, "invalid"),
    ],
)
def test_a_date_that_cannot_be_is_refused_by_its_reason(typed, code):
    with pytest.raises(ValidationError) as refusal:
        VietnameseDateField().clean(typed)
    assert [error.code for error in refusal.value.error_list] == [code]


def test_a_leap_day_is_read():
    assert VietnameseDateField().clean("29/02/2028") == dt.date(2028, 2, 29)


def test_a_stored_date_stands_in_its_box_day_first():
    assert 'value="03/04/2026"' in str(Sheet(initial={"held_on": dt.date(2026, 4, 3)})["held_on"])


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1.5", "“1.5”: ở đây chỉ ghi số nguyên, ví dụ 37."),
        ("1.0", "“1.0” có thể hiểu theo hai cách. Hãy ghi 1 hoặc 10, đúng theo ý mình."),
        (
            "1,234.56",
            "Ở đây chỉ ghi số nguyên: “1,234.56” có phần thập phân. "
            "Hàng nghìn ngăn cách bằng dấu chấm, ví dụ 1.234.",
        ),
        (",5", "“,5”: ở đây chỉ ghi số nguyên, ví dụ 37."),
        ("12%", "“12%”: ở đây chỉ ghi số nguyên, ví dụ 37."),
        ("12 34", None),
    ],
)
def test_where_decimals_are_refused_none_are_advised(typed, message):
    field = VietnameseNumberField(decimals=0)
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        field.clean(typed)
    said = refused.value.messages[0]
    assert not re.search(r"\d,\d", said.replace(f"“{typed}”", ""))
    assert message in (None, said)


def test_where_decimals_are_taken_both_readings_are_advised():
    with translation.override("vi"), pytest.raises(ValidationError, match=r"1,5 .* 15\b"):
        VietnameseNumberField(decimals=1).clean("1.5")


@pytest.mark.parametrize(("most", "room"), [(20, 180), (None, 200_100)])
def test_far_too_long_a_text_is_refused_before_it_is_cleaned(monkeypatch, most, room):
    field = CleanCharField(max_length=most)
    decomposed = "e\u0302\u0301" * (most or 1000)
    assert len(field.clean(decomposed)) == (most or 1000)
    cleaned = []
    monkeypatch.setattr("records.inputs.clean_text", lambda *_args, **_options: cleaned.append(1))
    with pytest.raises(ValidationError) as refused:
        field.clean("a" * (room + 1))
    assert (refused.value.code, cleaned) == ("far_too_long", [])
