"""Dates and numbers as Vietnam writes them, in both languages, in fields that know nothing of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

LANGUAGES = ["vi", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/04/2026", dt.date(2026, 4, 3)),
        ("31/12/2026", dt.date(2026, 12, 31)),
        ("3/4/2026", dt.date(2026, 4, 3)),
        ("3-4-2026", dt.date(2026, 4, 3)),
        ("3.4.2026", dt.date(2026, 4, 3)),
        ("2026-04-03", dt.date(2026, 4, 3)),
    ],
)
def test_a_plain_date_field_reads_the_day_first(language, typed, meant):
    with translation.override(language):
        assert forms.DateField().clean(typed) == meant


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["31/12/26", "12/31/2026", "29/02/2027", "31/12", "4 March 2026", "46022"])
def test_a_plain_date_field_refuses_the_rest(language, typed):
    with translation.override(language), pytest.raises(ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_dates_and_numbers_the_vietnamese_way(language):
    page = Template("{{ day }} {{ moment }} {{ whole }} {{ part }}")
    values = {
        "day": dt.date(2026, 4, 3),
        "moment": dt.datetime(2026, 4, 3, 16, 42),
        "whole": 1234567,
        "part": Decimal("1234.50"),
    }
    with translation.override(language):
        assert page.render(Context(values)) == "3/4/2026 16:42, 3/4/2026 1.234.567 1.234,50"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_goes_back_into_its_box_as_it_is_read(language):
    with translation.override(language):
        assert forms.DateInput().format_value(dt.date(2026, 4, 3)) == "03/04/2026"
