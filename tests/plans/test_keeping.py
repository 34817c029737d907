"""The province's plan is entered, adjusted, its duties reworded and dropped; nothing said before is lost."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plans.actions.keeping import drop_duty, reword_duty
from plans.models import ActivityForm, Decision, Plan, Wording
from records.models import AuditEntry
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
