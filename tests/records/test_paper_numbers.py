"""Numbers of papers: one digit has its leading zero, however it was typed and whenever it was kept."""

import datetime as dt

import pytest
from django.db import connection

from feedback.models import Rule
from plans.models import Decision
from records.forms import PaperNumberField
from records.text import number_spellings, paper_number
from tests.feedback.make import make_rule
from tests.plans.make import make_plan

KNOWN = {
    "5": "05",
    "5/BC-SNV": "05/BC-SNV",
    "05/BC-SNV": "05/BC-SNV",
    " 5-BC/BTGDVTU": "05-BC/BTGDVTU",
    "15/BC-SNV": "15/BC-SNV",
    "105/2026/NĐ-CP": "105/2026/NĐ-CP",
    "1.001193": "1.001193",  # a procedure's code is no number of a paper
    "BC-SNV": "BC-SNV",
    "0/BC": "0/BC",
    "": "",
}


@pytest.mark.parametrize(("typed", "written"), KNOWN.items())
def test_f8_a_number_of_one_digit_gets_its_zero_and_no_other(typed, written):
    assert paper_number(typed) == written
    assert paper_number(written) == written


def test_f8_both_spellings_of_a_number_are_asked_for():
    assert number_spellings("5/BC") == number_spellings("05/BC") == ["5/BC", "05/BC"]
    assert number_spellings("15/BC") == ["15/BC"]


def test_f8_forms_take_both_spellings_for_one():
    assert PaperNumberField().clean("5/KH-STP") == PaperNumberField().clean("05/KH-STP") == "05/KH-STP"


@pytest.mark.django_db
def test_f8_what_was_kept_before_is_read_and_found_with_its_zero():
    plan = make_plan(number="7/KH-UBND", signed_on=dt.date(2026, 1, 9))
    decision = Decision.objects.get(plan=plan)
    assert decision.number == "07/KH-UBND"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_decision SET number = '7/KH-UBND'")
    assert Decision.objects.get(pk=decision.pk).number == "07/KH-UBND"


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["8/2026/QĐ-UBND", "08/2026/QĐ-UBND"])
@pytest.mark.parametrize("typed", ["8/2026/QĐ-UBND", "08/2026/qđ-ubnd"])
def test_f8_a_rule_is_found_by_either_spelling(stored, typed):
    rule = make_rule(number=stored)
    assert Rule.objects.named(typed) == rule
    assert list(Rule.objects.matching(typed)) == [rule]
