"""The province's plan is entered, adjusted, its duties reworded and dropped; nothing said before is lost."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plans.actions.decisions import correct_decision, correct_plan
from plans.actions.keeping import drop_duty, reword_duty
from plans.models import ActivityForm, Assignment, Decision, Plan, Wording
from records.models import AuditEntry
from tests.agencies.make import make_agency
from tests.plans.make import NOW, TODAY, adjust, fields_of, make_duty, make_plan, newest, reword

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 1)


def words(duty, day) -> list[str]:
    return [row.content for row in Wording.objects.in_force(day).filter(duty=duty)]


def test_a_yearly_plan_stays_within_the_plan_it_carries_out():
    parent = make_plan(first_year=2026, last_year=2030)
    assert make_plan(year=2027, parent=parent).parent == parent
    with pytest.raises(ValidationError) as refusal:
        make_plan(year=2031, parent=parent)
    assert list(refusal.value.message_dict) == ["parent"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_year": 2027, "last_year": 2026}, "__all__"),
        ({"first_year": 1999, "last_year": 2026}, "__all__"),
        ({"title": " "}, "title"),
        ({"number": ""}, "number"),
        ({"signer": ""}, "signer"),
        ({"signed_on": dt.date(2026, 1, 10)}, "__all__"),  # after it takes effect
    ],
)
def test_a_plan_that_cannot_be_is_refused_whole(fields, field):
    with pytest.raises(ValidationError) as refusal:
        make_plan(**fields)
    assert list(refusal.value.message_dict) == [field]
    assert (Plan.objects.count(), Decision.objects.count()) == (0, 0)


def test_an_adjustment_adds_words_and_keeps_the_former_ones():
    plan = make_plan()
    duty = make_duty(plan, content="Một bài mỗi quý")
    adjust(plan, MARCH)
    reword(duty, content="Hai bài mỗi quý")
    assert words(duty, MARCH - dt.timedelta(days=1)) == ["Một bài mỗi quý"]
    assert words(duty, MARCH) == ["Hai bài mỗi quý"]
    assert words(duty, dt.date(2026, 1, 1)) == []


def test_a_slip_in_the_newest_decision_is_corrected_with_both_texts_on_the_trail():
    duty = make_duty(content="Một bài")
    reword(duty, content="Một bài, sửa lỗi")
    assert words(duty, TODAY) == ["Một bài, sửa lỗi"]
    entry = AuditEntry.objects.about(duty).get(verb="reword_duty")
    assert entry.changes["content"] == ["Một bài", "Một bài, sửa lỗi"]


def test_what_someone_else_changed_meanwhile_is_not_overwritten():
    duty = make_duty(content="Một bài")
    wording = newest(duty)
    seen = (wording.pk, wording.version)
    reword(duty, content="Của người khác")
    with pytest.raises(ValidationError) as refusal:
        reword_duty(duty, seen=seen, by=None, now=NOW, **fields_of(duty, content="Của tôi"))
    assert refusal.value.code == "stale"
    assert words(duty, TODAY) == ["Của người khác"]


def test_a_dropped_duty_keeps_what_it_said():
    plan = make_plan()
    duty = make_duty(plan, content="Một bài")
    adjust(plan, MARCH)
    drop_duty(duty, by=None, now=NOW)
    assert (words(duty, MARCH - dt.timedelta(days=1)), words(duty, MARCH)) == (["Một bài"], [])
    assert duty.assignments.open().count() == 0
    with pytest.raises(ValidationError):
        drop_duty(duty, by=None, now=NOW)


def test_decisions_follow_each_other_in_time():
    plan = make_plan()
    adjust(plan, MARCH)
    with pytest.raises(ValidationError) as refusal:
        adjust(plan, MARCH)
    assert list(refusal.value.message_dict) == ["takes_effect_on"]


def test_a_slip_in_a_plan_is_mended_with_both_texts_on_the_trail(people):
    plan = make_plan("Kế hoặch năm 2026")
    correct_plan(
        plan, title="Kế hoạch năm 2026", first_year=2026, last_year=2026, by=people.reviewer, now=NOW
    )
    assert Plan.objects.get().title == "Kế hoạch năm 2026"
    entry = AuditEntry.objects.about(plan).get(verb="correct_plan")
    assert entry.changes == {"title": ["Kế hoặch năm 2026", "Kế hoạch năm 2026"]}


def test_the_years_of_a_plan_keep_what_stands_in_them():
    parent = make_plan(first_year=2026, last_year=2030)
    make_plan(year=2026, parent=parent)
    own = make_plan(year=2026)
    make_duty(own, schedule="by_date", due_on=dt.date(2026, 6, 30), clause="Mục I")
    with pytest.raises(ValidationError, match="Mục I"):
        correct_plan(own, first_year=2025, last_year=2025, by=None, now=NOW)
    with pytest.raises(ValidationError) as refused:
        correct_plan(parent, first_year=2027, last_year=2030, by=None, now=NOW)
    assert list(refused.value.error_dict) == ["parent"]
    assert set(Plan.objects.values_list("first_year", flat=True)) == {2026}


def test_plans_are_two_deep():
    parent = make_plan(first_year=2026, last_year=2030)
    yearly = make_plan(year=2026, parent=parent)
    for plan, above in ((parent, make_plan(first_year=2021, last_year=2030)), (yearly, yearly)):
        with pytest.raises(ValidationError) as refused:
            correct_plan(plan, parent=above, by=None, now=NOW)
        assert list(refused.value.error_dict) == ["parent"]


def test_a_plan_typed_with_last_years_number_of_the_year_reaches_its_agencies_once_mended():
    agency = make_agency("so")
    plan = make_plan(year=2025)
    make_duty(plan)
    assert not Assignment.objects.exists()
    correct_plan(plan, first_year=2026, last_year=2026, by=None, now=NOW)
    assert Assignment.objects.get().agency == agency


def test_a_slip_in_a_decision_is_mended_in_its_place(people):
    make_agency("so")
    plan = make_plan()
    first = plan.decisions.get()
    second = adjust(plan, dt.date(2026, 3, 1))
    for decision, day in ((first, dt.date(2026, 3, 1)), (second, dt.date(2026, 1, 9))):
        with pytest.raises(ValidationError) as refused:
            correct_decision(decision, takes_effect_on=day, by=None, now=NOW)
        assert list(refused.value.error_dict) == ["takes_effect_on"]
    with pytest.raises(ValidationError):
        correct_decision(second, number=first.number, signed_on=first.signed_on, by=None, now=NOW)
    make_duty(plan)
    correct_decision(second, takes_effect_on=dt.date(2026, 4, 1), number="9/QĐ", by=people.reviewer, now=NOW)
    assert not Assignment.objects.open().exists()  # the duty was added by a decision not yet in effect
    entry = AuditEntry.objects.about(second).get(verb="correct_decision")
    assert entry.changes["takes_effect_on"] == ["2026-03-01", "2026-04-01"]


def test_a_number_and_day_name_one_decision():
    plan = make_plan()
    first = plan.decisions.get()
    with pytest.raises(ValidationError):
        adjust(plan, MARCH, number=first.number, signed_on=first.signed_on)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kinds": [], "leads": []}, "kinds"),
        ({"clause": ""}, "clause"),
        ({"content": ""}, "content"),
        ({"schedule": "by_date"}, "__all__"),
        ({"due_on": MARCH}, "__all__"),
        ({"target": 3}, "__all__"),
        ({"schedule": "sometimes"}, "schedule"),
    ],
)
def test_a_duty_that_cannot_be_is_refused(fields, field):
    duty = make_duty()
    with pytest.raises(ValidationError) as refusal:
        reword(duty, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert newest(duty).version == 0


def test_duties_stand_in_the_order_in_which_they_came():
    plan = make_plan()
    duties = [make_duty(plan) for _ in range(3)]
    reword(duties[0], content="Sửa")
    in_order = Wording.objects.in_force(TODAY).filter(duty__plan=plan).in_plan_order()
    assert [row.duty for row in in_order] == duties


@pytest.mark.parametrize("role", ["drafter", "head", "registrar", "stranger"])
def test_only_home_affairs_reviewers_and_issuers_keep_the_plan(people, role):
    officer = getattr(people, role)
    duty = make_duty()
    for act in (
        lambda: make_plan(by=officer),
        lambda: adjust(duty.plan, MARCH, by=officer),
        lambda: make_duty(duty.plan, by=officer),
        lambda: drop_duty(duty, by=officer, now=NOW),
        lambda: reword_duty(duty, seen=(1, 0), by=officer, now=NOW, **fields_of(duty)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_search_finds_words_without_diacritics():
    duty = make_duty(content="Đối thoại với người dân", clause="Mục IV.7", product="Biên bản")
    for typed in ("doi thoai", "muc iv.7", "biên bản", "dân đối"):
        assert [row.duty for row in Wording.objects.matching(typed)] == [duty]
    assert list(Wording.objects.matching("khảo sát")) == []


def test_the_forms_of_activity_stand_in_every_database():
    assert ActivityForm.objects.filter(code__in=["tap-huan", "tin-bai-bao", "khao-sat"]).count() == 3


def test_a_decision_is_not_signed_on_a_day_to_come():
    plan = make_plan()
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(ValidationError) as refusal:
        adjust(plan, tomorrow, signed_on=tomorrow)
    assert list(refusal.value.message_dict) == ["signed_on"]
    assert adjust(plan, tomorrow, signed_on=TODAY).takes_effect_on == tomorrow


def test_a_duty_falls_due_within_the_years_of_its_plan():
    plan = make_plan(first_year=2026, last_year=2027)
    by_date = {"schedule": "by_date", "due_on": dt.date(2027, 12, 31)}
    duty = make_duty(plan, **by_date)
    beyond = by_date | {"due_on": dt.date(2028, 1, 1)}
    for enter in (lambda: make_duty(plan, **beyond), lambda: reword(duty, **beyond)):
        with pytest.raises(ValidationError) as refusal:
            enter()
        assert list(refusal.value.message_dict) == ["due_on"]
    assert newest(duty).due_on == by_date["due_on"]
