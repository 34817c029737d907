"""What a regime is made of is changed as it was read: whoever read what no longer stands is refused."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from reports.actions.explaining import explain_check
from reports.actions.regimes import RULE_FIELDS, remove_deadline_rule, save_deadline_rule
from reports.actions.roads import change_sheet, remove_sheet_line, save_sheet_line
from reports.models import CheckExplanation, DeadlineRule, FiguresSheet
from tests.agencies.make import make_people
from tests.reports.make import (
    at,
    make_broken_check,
    make_open_period,
    make_regime,
    make_report,
    send_and_accept,
)

pytestmark = pytest.mark.django_db
NOON = at(16, 3)
NUMBERS = "Lũy kế từ 15/12/2025 đến hết 14/3/2026: 3 > 0"


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def regime():
    return make_regime()


def values_of(rule, **changes):
    return {name: getattr(rule, name) for name in RULE_FIELDS} | changes


def refusal(act, *given, **more) -> str:
    with pytest.raises(ValidationError) as refused:
        act(*given, now=NOON, **more)
    return str(refused.value.code)


def test_s3_two_who_hold_the_same_rule_do_not_overwrite_each_other(people, regime):
    mine, theirs = (DeadlineRule.objects.filter(regime=regime).first() for _reader in range(2))
    save_deadline_rule(regime, theirs, values_of(theirs, source="QĐ 2"), by=people.reviewer, now=NOON)
    values = values_of(mine, source="QĐ 3")
    assert refusal(save_deadline_rule, regime, mine, values, by=people.reviewer) == "stale"
    assert refusal(remove_deadline_rule, mine, by=people.reviewer) == "stale"
    assert DeadlineRule.objects.get(pk=mine.pk).source == "QĐ 2"


def test_s3_a_rule_that_somebody_removed_does_not_come_back(people, regime):
    mine, theirs = (DeadlineRule.objects.filter(regime=regime).first() for _reader in range(2))
    remove_deadline_rule(theirs, by=people.reviewer, now=NOON)
    assert refusal(save_deadline_rule, regime, mine, values_of(mine), by=people.reviewer) == "gone"
    assert refusal(remove_deadline_rule, mine, by=people.reviewer) == "gone"
    assert not DeadlineRule.objects.filter(pk=mine.pk).exists()


def test_s3_the_ministrys_sheet_is_changed_as_it_was_read(people, regime):
    mine, theirs = FiguresSheet.objects.get(), FiguresSheet.objects.get()
    values = {"name": "Biểu A", "addressee": "Bộ Nội vụ", "source": "CV 1"}
    change_sheet(theirs, values, by=people.reviewer, now=NOON)
    assert refusal(change_sheet, mine, values | {"name": "Biểu B"}, by=people.reviewer) == "stale"
    assert FiguresSheet.objects.get().name == "Biểu A"


def test_s3_a_line_of_the_sheet_is_changed_as_it_was_read(people, regime):
    sheet = FiguresSheet.objects.get()
    mine, theirs = sheet.lines.first(), sheet.lines.first()
    values = {name: getattr(theirs, name) for name in ("position", "code", "figure", "part")}
    save_sheet_line(sheet, theirs, values | {"name": "Một"}, by=people.reviewer, now=NOON)
    given = {"by": people.reviewer}
    assert refusal(save_sheet_line, sheet, mine, values | {"name": "Hai"}, **given) == "stale"
    assert refusal(remove_sheet_line, mine, **given) == "stale"
    assert sheet.lines.get(pk=mine.pk).name == "Một"


def test_s3_an_explanation_replaces_the_one_that_was_read(people):
    period = make_open_period("q1")
    report = make_report(people.agency, period)
    send_and_accept(report, people.drafter, people.head, people.reviewer, TT05=3)
    check = make_broken_check(period, "TT05")
    given = {"numbers": NUMBERS, "by": people.reviewer}
    explain_check(period, check, text="Số đúng.", now=NOON, **given)
    assert refusal(explain_check, period, check, text="Khác.", **given) == "stale"
    assert CheckExplanation.objects.get().text == "Số đúng."
    explain_check(period, check, text="Rõ hơn.", instead_of="Số đúng.", now=NOON, **given)
    assert CheckExplanation.objects.get().text == "Rõ hơn."


@pytest.mark.django_db(transaction=True)
def test_s3_of_two_who_save_a_rule_at_once_one_is_refused():
    people, regime = make_people(), make_regime()
    rule_id = DeadlineRule.objects.filter(regime=regime).first().pk
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def save(source: str) -> None:
        try:
            rule = DeadlineRule.objects.get(pk=rule_id)
            start.wait(timeout=10)
            save_deadline_rule(regime, rule, values_of(rule, source=source), by=people.reviewer, now=NOON)
            outcomes.append(source)
        except ValidationError as refused:
            outcomes.append(str(refused.code))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(source,)) for source in ("QĐ 2", "QĐ 3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == [DeadlineRule.objects.get(pk=rule_id).source, "stale"]
