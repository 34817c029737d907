"""What is owed says when its rules speak next; the ledger gets a row of it when that moment has come."""

import datetime as dt
from types import SimpleNamespace

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction

from agencies.models import CalendarDay, Post
from notices.actions import (
    announce,
    choose_rhythms,
    claim_due,
    count_anew,
    deliver_due,
    drop_past,
    follow,
    install_rules,
    keep_obligations,
    speak_from,
)
from notices.actions.following import follow_calendar
from notices.ahead import ledger_of
from notices.models import Obligation, Reminder, ReminderRule
from notices.workflow import Rhythm
from tests.agencies.make import make_agency, make_home_affairs, make_officer, make_people, make_post
from tests.notices.make import (
    KIND,
    ROOMS,
    at,
    make_drafters,
    make_reminder,
    make_rule,
    owe,
    owe_no_more,
    states,
    tell,
    told,
)

pytestmark = pytest.mark.django_db


def ahead(obligation: int = 1, *, role: str = "drafter") -> list[str]:
    """What the pages say is to come, for one role by e-mail."""
    rows = [row for row in ledger_of([obligation], KIND) if row.pk is None]
    return [
        f"{row.rule.code} {row.due_at.astimezone(at(1).tzinfo):%d/%m %H:%M}"
        for row in rows
        if row.channel == "email" and row.role == role
    ]


def change(obligation: int, *, now: dt.datetime, **fields) -> None:
    """Owed as before, but for these."""
    owed = ROOMS[KIND].owed
    owed[obligation] = owed[obligation]._replace(**fields)
    follow([obligation], KIND, now=now)


def day_off(day: dt.date, now: dt.datetime) -> None:
    CalendarDay.objects.create(day=day, kind="holiday", name="Nghỉ", source="QĐ")
    follow_calendar(by=None, now=now)


def test_reminders_leave_around_the_deadline_at_eight(errands):
    row = owe(make_agency(), opens=True)
    assert ahead() == [
        "opened 02/06 09:00",
        "before-5 09/06 08:00",
        "before-1 13/06 08:00",
        "due 16/06 08:00",
        "late-1 17/06 08:00",
        "late-3 19/06 08:00",
    ]
    assert (row.next_at, Reminder.objects.count()) == (at(2), 0)  # nothing is written ahead


def test_each_step_is_written_when_its_moment_has_come_and_the_next_is_known(errands):
    agency = make_agency()
    owe(agency)
    seen = []
    for moment in (at(9, 7), at(9, 8), at(13, 8), at(16, 8), at(17, 8), at(19, 8), at(30)):
        claim_due(moment)
        seen.append((Obligation.objects.get().next_at, Reminder.objects.count()))
    assert seen == [
        (at(9, 8), 0),
        (at(13, 8), 2),  # the drafter, by e-mail and on the portal
        (at(16, 8), 6),
        (at(17, 8), 10),
        (at(19, 8), 14),
        (None, 20),
        (None, 20),
    ]


def test_each_role_and_channel_has_its_own_row(errands):
    agency = make_agency()
    owe(agency)
    claim_due(at(16))
    rows = Reminder.objects.filter(rule__code="due").values_list("agency", "role", "channel")
    assert sorted(rows) == sorted(
        (agency.pk, role, channel) for role in ("drafter", "head") for channel in ("email", "portal")
    )


def test_the_last_step_goes_to_the_home_affairs_desk_whichever_agency_that_is(errands):
    owe(make_agency())
    claim_due(at(19))
    rows = Reminder.objects.filter(rule__code="late-3-home-affairs").values_list("agency", "role", "channel")
    assert sorted(rows, key=str) == [(None, "reviewer", "email"), (None, "reviewer", "portal")]


def test_days_off_are_not_counted(errands):
    CalendarDay.objects.create(day=dt.date(2025, 6, 12), kind="holiday", name="Nghỉ", source="QĐ")
    owe(make_agency())
    assert ahead()[:2] == ["before-5 06/06 08:00", "before-1 13/06 08:00"]


def test_of_a_deadline_on_a_day_off_the_day_before_is_told(errands):
    owe(make_agency(), due_on=dt.date(2025, 6, 15))
    assert "due 13/06 08:00" in ahead()


def test_a_step_that_has_passed_is_not_told(errands):
    owe(make_agency(), now=at(13, hour=10))
    assert ahead() == ["due 16/06 08:00", "late-1 17/06 08:00", "late-3 19/06 08:00"]


def test_of_a_day_that_does_not_bind_nobody_is_reminded_once_it_has_passed(errands):
    owe(make_agency(), counts_after=False)
    assert ahead() == ["before-5 09/06 08:00", "before-1 13/06 08:00", "due 16/06 08:00"]


def test_what_has_no_day_to_count_from_speaks_never(errands):
    assert owe(make_agency(), counted_from=None).next_at is None
    claim_due(at(30))
    assert (ahead(), Reminder.objects.count()) == ([], 0)


def test_asked_again_nothing_changes(errands):
    agency = make_agency()
    first = owe(agency, opens=True)
    again = owe(agency, now=at(3))
    assert (again.version, again.next_at, again.opened_at) == (1, first.next_at, at(2))
    claim_due(at(9))
    before = list(Reminder.objects.values())
    claim_due(at(9))
    assert list(Reminder.objects.values()) == before


def test_a_moved_deadline_counts_from_its_new_day(errands):
    agency = make_agency()
    owe(agency)
    row = owe(agency, due_on=dt.date(2025, 6, 23), now=at(3))
    assert row.version == 2
    assert ahead()[:3] == ["before-5 16/06 08:00", "before-1 20/06 08:00", "due 23/06 08:00"]


def test_what_was_about_to_be_told_when_the_deadline_moved_is_told_still(errands):
    agency = make_drafters(1)[0]
    owe(agency, opens=True)
    owe(agency, due_on=dt.date(2025, 6, 23), now=at(2, hour=10))
    deliver_due(now=at(2, hour=11))
    assert states(rule__code="opened", role="drafter") == {"sent": 2}


def test_what_was_sent_stays_sent_when_the_deadline_moves(errands):
    agency = make_drafters(1)[0]
    owe(agency)
    deliver_due(now=at(9))
    owe(agency, due_on=dt.date(2025, 6, 23), now=at(10))
    deliver_due(now=at(16))
    assert [states(version=1), states(version=2)] == [{"sent": 2}, {"sent": 2}]


def test_what_has_not_left_is_replaced_when_the_deadline_moves(errands):
    agency = make_drafters(1)[0]
    owe(agency)
    claim_due(at(9))
    owe(agency, due_on=dt.date(2025, 6, 23), now=at(10))
    assert states() == {"superseded": 2}
    assert set(Reminder.objects.values_list("reason", flat=True)) == {"The deadline has moved."}


def test_a_changed_calendar_moves_what_is_to_come(errands):
    owe(make_drafters(1)[0])
    deliver_due(now=at(9))
    day_off(dt.date(2025, 6, 13), now=at(10))
    assert ahead()[:2] == ["before-1 12/06 08:00", "due 16/06 08:00"]
    assert Obligation.objects.get().next_at == at(12, 8)
    assert states() == {"sent": 2}


def test_a_step_that_a_day_off_brings_before_now_is_told_at_once(errands):
    owe(make_drafters(1)[0])
    deliver_due(now=at(9))
    day_off(dt.date(2025, 6, 13), now=at(12, hour=10))
    deliver_due(now=at(12, hour=11))
    assert states(rule__code="before-1", role="drafter") == {"sent": 2}


def test_a_step_that_was_told_is_not_told_again_when_a_day_off_moves_it(errands):
    owe(make_drafters(1)[0])
    deliver_due(now=at(16))
    day_off(dt.date(2025, 6, 16), now=at(16, hour=10))  # the day itself moves to the Friday before
    CalendarDay.objects.all().delete()
    follow_calendar(by=None, now=at(16, hour=11))
    deliver_due(now=at(16, hour=12))
    assert states(rule__code="due", role="drafter") == {"sent": 2}


def test_counting_anew_costs_as_many_queries_for_many_rows_as_for_one(errands, django_assert_num_queries):
    for count in (1, 3):
        for number in range(count):
            owe(make_agency(), obligation=count * 10 + number)
        with django_assert_num_queries(4):
            count_anew(now=at(3))


def test_what_is_owed_again_is_told_what_lies_ahead(errands):
    agency = make_drafters(1)[0]
    owe(agency)
    deliver_due(now=at(9))
    owe_no_more(now=at(10))
    assert ahead() == []
    row = owe(agency, now=at(16, hour=9))
    assert (row.version, ahead()) == (2, ["late-1 17/06 08:00", "late-3 19/06 08:00"])


def test_what_is_over_takes_back_what_has_not_left(errands):
    owe(make_agency())
    make_drafters(1)
    agency = make_drafters(1)[0]
    owe(agency, obligation=2)
    tell(agency, obligation=2)
    claim_due(at(9))
    owe_no_more(2, now=at(10))
    assert states(obligation_id=2) == {"claimed": 1, "cancelled": 2}  # what happened is its room's to say
    assert states(obligation_id=1) == {"failed": 2}


def test_versions_count_on_from_what_the_ledger_told_before_there_were_rows(errands):
    agency = make_agency()
    rule = ReminderRule.objects.get(obligation_kind=KIND, code="due")
    make_reminder(agency, rule=rule, version=7, state="sent", finished_at=at(1))
    assert owe(agency).version == 8


def test_a_rule_not_in_force_says_nothing(errands):
    ReminderRule.objects.filter(code="due").update(valid_to=dt.date(2025, 5, 31))
    owe(make_agency())
    assert not any(one.startswith("due ") for one in ahead())


@pytest.mark.parametrize("count", [1, 3])
def test_many_rows_cost_no_more_queries_than_one(errands, django_assert_num_queries, count):
    for number, agency in enumerate(make_drafters(count), 1):
        owe(agency, obligation=number)
    with django_assert_num_queries(29):
        claim_due(at(9))


def test_a_tick_with_nothing_due_asks_two_questions(errands, django_assert_num_queries):
    owe(make_agency())
    with django_assert_num_queries(4):  # in two short transactions
        claim_due(at(3))


def test_an_event_is_told_once_a_version(errands):
    agency = make_agency()
    assert [tell(agency, version=1), tell(agency, version=1), tell(agency, version=2)] == [1, 0, 1]


def test_an_unknown_event_is_a_mistake_and_an_ended_rule_is_silence(errands):
    agency = make_agency()
    with pytest.raises(LookupError):
        announce(KIND, "retruned", [], now=at(2))
    ReminderRule.objects.filter(code="returned").update(valid_to=dt.date(2025, 5, 31))
    assert tell(agency, rule="returned") == 0


def test_a_loaded_history_sends_nothing(errands):
    agency = make_drafters(1)[0]
    owe(agency)
    tell(agency)
    drop_past(now=at(16, hour=7), reason="Dữ liệu mẫu")
    speak_from(at(16, hour=7))
    assert states() == {"cancelled": 1}
    assert ahead() == ["due 16/06 08:00", "late-1 17/06 08:00", "late-3 19/06 08:00"]


def test_what_is_told_goes_with_its_obligation_to_another_agency(errands):
    """What the first was told is not said again; what found nobody there is said to the heir."""
    first, second = make_drafters(1)[0], make_drafters(1)[0]
    owe(first)
    deliver_due(now=at(9))
    claim_due(at(16))  # the head's place is empty
    owe(second, now=at(17, hour=7))
    deliver_due(
        now=at(
            17,
            hour=7,
        )
    )
    assert states(agency=second, role="drafter") == {"sent": 2}
    row = Obligation.objects.open().get()
    assert (row.agency_id, row.version, row.next_at) == (second.pk, 2, at(17, 8))


def test_who_heard_a_step_does_not_hear_it_again_where_it_is_handed_on_for_others(errands):
    """The head's place was empty. Home Affairs takes the matter over and gives it back."""
    agency, home_affairs = make_drafters(1)[0], make_home_affairs()
    make_post(make_officer(), home_affairs, Post.Role.REVIEWER)
    owe(agency, opens=True, about=agency.pk)
    deliver_due(now=at(19))
    heard = [("late-3", "drafter"), ("late-3-home-affairs", "reviewer")]
    sent = Reminder.objects.filter(state="sent").order_by("rule__code", "role", "channel")
    assert sorted(set(sent.values_list("rule__code", "role"))) == heard
    for there in (None, agency.pk):
        change(1, agency=there, role="reviewer" if there is None else "drafter", now=at(20, hour=7))
        deliver_due(now=at(20, hour=7))
    assert sent.filter(role__in=("drafter", "reviewer"), version=1).count() == sent.count() == 4
    make_post(make_officer(), agency, Post.Role.HEAD)
    change(1, agency=None, role="reviewer", now=at(20, hour=8))
    deliver_due(now=at(20, hour=8))
    assert set(sent.filter(version__gt=1).values_list("rule__code", "role")) == {("late-3", "head")}


def test_what_waits_for_a_digest_is_told_of_the_next_month_when_this_one_ends(errands):
    agency = make_drafters(1)[0]
    choose_rhythms(agency.posts.get().officer, {KIND: Rhythm.WEEKLY})
    owe(agency, slot="2025-06")
    claim_due(at(16))
    waiting = Reminder.objects.filter(channel="email", rule__code="due", role="drafter")
    assert waiting.get().state == "claimed"
    errands.owed[1] = errands.owed[1]._replace(slot="2025-07", due_on=dt.date(2025, 7, 16))
    follow([1], KIND, now=at(17))
    assert (waiting.get().state, waiting.get().version) == (
        "claimed",
        Obligation.objects.open().get().version,
    )


def test_what_is_owed_elsewhere_by_now_waits_to_be_handed_on(errands):
    """An agency ended in the night; the tick comes before the pass that hands its things on."""
    first, second = make_drafters(1)[0], make_drafters(1)[0]
    owe(first)
    errands.owed[1] = errands.owed[1]._replace(agency=second.pk)
    deliver_due(now=at(16))
    assert not Reminder.objects.exists()
    keep_obligations(now=at(16, hour=10))
    deliver_due(now=at(16, hour=10))
    assert states(agency=second, role="drafter") == {"sent": 2}


def test_what_opens_without_a_rule_that_says_so_is_no_mend(errands):
    ReminderRule.objects.filter(anchor="opening").delete()
    owe(make_drafters(1)[0], opens=True)
    assert (keep_obligations(now=at(3)).mended, Obligation.objects.get(kind=KIND).opened_at) == (0, None)


def test_a_repair_writes_what_lies_ahead_and_never_what_lies_behind(errands):
    agency = make_drafters(1)[0]
    owe(agency)
    Obligation.objects.all().delete()
    keep_obligations(now=at(14))
    deliver_due(now=at(14))
    assert (Reminder.objects.count(), ahead()[0]) == (0, "due 16/06 08:00")


def test_days_without_workers_are_told_by_the_newest_step_alone(errands):
    people = make_people()
    owe(people.agency)
    make_home_affairs()
    deliver_due(now=at(30))
    assert sorted(set(Reminder.objects.values_list("rule__code", "role"))) == [
        ("late-3", "drafter"),
        ("late-3", "head"),
        ("late-3-home-affairs", "reviewer"),
    ]
    assert told() == sorted([people.drafter.email, people.head.email, people.reviewer.email])


def test_the_database_keeps_a_reminder_single():
    first = make_reminder(agency=make_agency())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reminder(agency=first.agency)
    home_affairs = {"obligation_id": 2, "role": "reviewer", "rule": first.rule}
    Reminder.objects.create(obligation_kind=KIND, agency=None, channel="email", due_at=at(2), **home_affairs)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            obligation_kind=KIND, agency=None, channel="email", due_at=at(3), **home_affairs
        )


def test_a_rule_counts_days_from_a_deadline_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(anchor="event", offset=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(anchor="deadline", offset=None)


def test_installing_rules_again_keeps_what_the_office_changed(errands):
    ReminderRule.objects.filter(obligation_kind="errand", code="due").update(
        send_at=dt.time(7, 30), valid_to=dt.date(2025, 12, 31)
    )
    install_rules()
    rule = ReminderRule.objects.get(obligation_kind="errand", code="due")
    assert (rule.send_at, rule.valid_to) == (dt.time(7, 30), dt.date(2025, 12, 31))


def test_a_tick_whose_time_is_over_blames_no_room(errands, monkeypatch, caplog):
    owe(make_drafters(1)[0])

    def takes_too_long(today, ids):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(errands, "owed", SimpleNamespace(items=lambda: takes_too_long(None, None)))
    with pytest.raises(SoftTimeLimitExceeded):
        claim_due(at(9))
    assert "cannot say" not in caplog.text
    monkeypatch.undo()
    assert Obligation.objects.get().next_at == at(9, 8)


def test_of_a_room_out_of_order_nothing_is_lost(errands, monkeypatch, caplog):
    owe(make_drafters(1)[0])

    def fails():
        raise RuntimeError("out of order")

    monkeypatch.setattr(errands, "owed", SimpleNamespace(items=fails))
    claim_due(at(9))
    assert (Reminder.objects.count(), "errand cannot say what is owed" in caplog.text) == (0, True)
    monkeypatch.undo()
    claim_due(at(9, hour=9))
    assert states() == {"claimed": 2}
