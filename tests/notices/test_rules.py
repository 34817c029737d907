"""Home Affairs changes the rules of reminders from a day on; deadlines follow the rules of their own day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Post
from notices import obligations
from notices.actions import add_step, change_rule, deliver_due, end_rule, keep_obligations, take_back
from notices.ahead import ledger_of
from notices.models import Reminder, ReminderRule
from notices.obligations import Kind, Line, owes
from records.models import AuditEntry
from tests.agencies.make import make_people
from tests.notices.make import KIND, at, make_drafters, owe, tell

pytestmark = pytest.mark.django_db
SOON, LATER = dt.date(2025, 6, 16), dt.date(2025, 7, 16)
FROM = dt.date(2025, 7, 1)
GROUND = "Ý kiến của Giám đốc Sở ngày 10/6/2025"


@pytest.fixture
def people(time_machine):
    time_machine.move_to(at(3))
    return make_people()


@pytest.fixture
def two_deadlines(errands):
    """One before FROM and one after it."""
    (agency,) = make_drafters(1)
    owe(agency, obligation=1, due_on=SOON)
    owe(agency, obligation=2, due_on=LATER)


def rule(code: str = "before-5") -> ReminderRule:
    return ReminderRule.objects.standing().get(obligation_kind=KIND, code=code, valid_to=None)


def change(people, code="before-5", **fields) -> ReminderRule:
    defaults = {"offset": -7, "valid_from": FROM, "source": GROUND, "by": people.reviewer, "now": at(3)}
    return change_rule(rule(code), **(defaults | fields))


def steps(obligation: int, *codes: str) -> list[str]:
    """What was told and what is to come, to the drafter by e-mail."""
    return [
        f"{row.due_at.astimezone(at(1).tzinfo):%d/%m %H:%M} {row.state}"
        for row in ledger_of([obligation], KIND)
        if row.rule.code in codes and (row.channel, row.role) == ("email", "drafter")
    ]


def test_a_changed_rule_moves_deadlines_from_its_day_on_and_leaves_the_others(people, two_deadlines):
    new = change(people, send_at=dt.time(9, 30))
    assert steps(1, "before-5") == ["09/06 08:00 planned"]
    assert steps(2, "before-5") == ["07/07 09:30 planned"]
    old = ReminderRule.objects.get(obligation_kind=KIND, code="before-5", valid_from__lt=FROM)
    assert (old.valid_to, old.offset) == (dt.date(2025, 6, 30), -5)
    assert (new.valid_from, new.roles, new.source) == (FROM, old.roles, GROUND)
    entry = AuditEntry.objects.get(verb="change_rule")
    assert entry.changes["offset"] == ["-5", "-7"]


def test_a_step_that_the_change_moved_into_the_past_is_told_at_once(people, two_deadlines):
    """Else nobody would speak: the new moment is gone, the old one taken back."""
    change(people, offset=-20, valid_from=dt.date(2025, 6, 4))
    deliver_due(now=at(3))
    assert steps(1, "before-5") == ["19/05 08:00 sent"]


def test_an_ended_rule_takes_back_what_it_planned_for_later_deadlines(people, two_deadlines):
    end_rule(rule(), valid_from=FROM, source=GROUND, by=people.registrar, now=at(3))
    assert steps(1, "before-5") == ["09/06 08:00 planned"]
    assert steps(2, "before-5") == []


def test_an_added_step_is_planned_for_deadlines_from_its_day_on(people, two_deadlines):
    fields = {"name": "Trước hạn 3 ngày", "offset": -3, "send_at": dt.time(8), "channels": ["email"]}
    asked = {"valid_from": FROM, "source": GROUND, "by": people.reviewer, "now": at(3)}
    assert add_step(KIND, **fields, roles=["drafter"], **asked).code == "step-1"
    assert add_step(KIND, **fields, roles=["head"], **asked).code == "step-2"
    assert (steps(1, "step-1"), steps(2, "step-1")) == ([], ["11/07 08:00 planned"])


def test_an_added_step_whose_moment_has_passed_is_not_told(people, two_deadlines):
    fields = {"name": "Sớm", "offset": -40, "send_at": dt.time(8), "channels": ["email"]}
    asked = {"valid_from": FROM, "source": GROUND, "by": people.reviewer, "now": at(3)}
    add_step(KIND, **fields, roles=["drafter"], **asked)
    deliver_due(now=at(4))
    assert Reminder.objects.count() == 0


def test_a_repair_after_a_change_finds_nothing(people, two_deadlines):
    change(people)
    assert keep_obligations(now=at(3)).mended == 0


@pytest.mark.parametrize("role", ["issuer", "drafter", "head"])
def test_only_who_opens_periods_or_keeps_the_calendar_changes_rules(people, errands, role):
    with pytest.raises(PermissionDenied):
        change(people, by=getattr(people, role))
    with pytest.raises(PermissionDenied):
        end_rule(rule(), valid_from=FROM, source=GROUND, by=getattr(people, role), now=at(3))
    assert ReminderRule.objects.filter(obligation_kind=KIND, code="before-5").count() == 1


def test_a_rule_changes_from_a_day_to_come_and_once_a_version(people, errands):
    with pytest.raises(ValidationError, match="chưa đến"):
        change(people, valid_from=dt.date(2025, 6, 3))
    first = rule()
    change(people)
    with pytest.raises(ValidationError, match="vừa được sửa hoặc bỏ"):
        change_rule(first, offset=-9, valid_from=LATER, source=GROUND, by=people.reviewer, now=at(3))
    with pytest.raises(ValidationError, match="bắt đầu từ 1/7/2025"):
        change(people, valid_from=FROM)


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_the_page_leads_to_a_change_and_shows_both_versions(people, two_deadlines):
    client = signed_in(people.reviewer)
    page = client.get(reverse("notices:rules")).text
    url = reverse("notices:change_rule", args=[rule().pk])
    assert url in page
    assert 'value="08:00"' in client.get(url).text
    typed = {"name": "Nhắc sớm", "days": "7", "side": "before", "send_at": "07:45", "roles": ["drafter"]}
    typed |= {"channels": ["portal"], "valid_from": "1/7/2025", "source": GROUND}
    assert client.post(url, typed).url == f"{reverse('notices:rules')}?kind={KIND}"
    new = rule()
    assert (new.name, new.offset, new.send_at, new.channels) == ("Nhắc sớm", -7, dt.time(7, 45), ["portal"])
    page = " ".join(client.get(reverse("notices:rules")).text.split())
    before, after = "Trước hạn 5 ngày làm việc, 08:00", "Trước hạn 7 ngày làm việc, 07:45"
    assert 0 < page.index(before) < page.index(after)
    assert "từ 1/7/2025" in page
    assert "đến 30/6/2025" in page


def test_a_refused_change_keeps_what_was_typed(people, two_deadlines):
    url = reverse("notices:change_rule", args=[rule().pk])
    typed = {"name": "Nhắc sớm", "days": "7", "side": "before", "send_at": "07:45", "roles": ["drafter"]}
    answer = signed_in(people.reviewer).post(url, typed | {"channels": ["email"], "valid_from": "1/6/2025"})
    assert answer.status_code == 422
    assert 'value="Nhắc sớm"' in answer.text
    assert 'value="07:45"' in answer.text
    answer = signed_in(people.reviewer).post(
        url, typed | {"channels": ["email"], "valid_from": "1/6/2025", "source": GROUND}
    )
    assert (answer.status_code, "Chọn một ngày chưa đến." in answer.text) == (422, True)


def test_an_added_step_tells_the_agency_or_home_affairs_never_both(people, two_deadlines):
    client = signed_in(people.reviewer)
    url = reverse("notices:add_step", args=[KIND])
    typed = {
        "name": "Quá hạn 5 ngày",
        "days": "5",
        "side": "after",
        "send_at": "08:00",
        "channels": ["email"],
    }
    typed |= {"valid_from": "1/7/2025", "source": GROUND}
    refused = client.post(url, typed | {"roles": ["drafter", "issuer"]})
    assert (refused.status_code, "hãy thêm hai lần nhắc" in refused.text) == (422, True)
    client.post(url, typed | {"roles": ["issuer"]})
    added = rule("step-1")
    assert (added.offset, added.roles, added.audience) == (5, ["issuer"], "home_affairs")
    (row,) = [row for row in [*ledger_of([1], KIND), *ledger_of([2], KIND)] if row.rule == added]
    assert (row.agency, row.obligation_id, row.role) == (None, 2, "issuer")


def test_a_kind_without_deadlines_takes_no_step(people, errands):
    client = signed_in(people.reviewer)
    assert client.get(reverse("notices:add_step", args=["feedback.answer"])).status_code == 404
    assert client.get(reverse("notices:add_step", args=["nonsense"])).status_code == 404


def test_a_step_that_was_told_is_not_told_again_by_its_rules_next_version(people, two_deadlines):
    deliver_due(now=at(9, month=7))  # five working days before the 16th
    change(people, offset=-3, valid_from=dt.date(2025, 7, 10), now=at(9, month=7))
    assert steps(2, "before-5") == ["09/07 08:00 sent"]


def test_a_version_to_come_is_taken_back_and_the_one_before_goes_on(people, two_deadlines):
    before = steps(1, "before-5") + steps(2, "before-5")
    new = change(people)
    take_back(new, by=people.registrar, now=at(3))
    assert steps(1, "before-5") + steps(2, "before-5") == before
    assert rule().offset == -5
    assert AuditEntry.objects.filter(verb="take_back_rule").count() == 1


def test_an_end_to_come_is_taken_back_and_an_ended_rule_begins_again(people, two_deadlines):
    asked = {"source": GROUND, "by": people.reviewer, "now": at(3)}
    ended = end_rule(rule(), valid_from=FROM, **asked)
    take_back(ended, by=people.reviewer, now=at(3))
    assert steps(2, "before-5") == ["09/07 08:00 planned"]
    ended = end_rule(rule(), valid_from=FROM, **asked)
    again = change_rule(ended, valid_from=dt.date(2025, 7, 10), **asked)
    ended.refresh_from_db()
    assert (ended.valid_to, again.valid_from, again.offset) == (dt.date(2025, 6, 30), again.valid_from, -5)
    assert steps(2, "before-5") == ["09/07 08:00 planned"]


def test_what_is_taken_back_gives_the_version_before_the_end_it_had(people, two_deadlines):
    """A decision to end it, of before, holds again."""
    asked = {"source": GROUND, "by": people.reviewer, "now": at(3)}
    ended = end_rule(rule(), valid_from=FROM, **asked)
    take_back(change_rule(ended, valid_from=FROM, **asked), by=people.reviewer, now=at(3))
    ended.refresh_from_db()
    assert ended.valid_to == dt.date(2025, 6, 30)
    assert steps(2, "before-5") == []
    take_back(ended, by=people.reviewer, now=at(3))
    ended = end_rule(rule(), valid_from=dt.date(2025, 7, 15), **asked)
    take_back(change_rule(ended, valid_from=FROM, **asked), by=people.reviewer, now=at(3))
    ended.refresh_from_db()
    assert ended.valid_to == dt.date(2025, 7, 14)


def test_of_a_version_to_come_its_end_is_taken_back_before_itself(people, two_deadlines):
    new = change(people)
    end_rule(new, valid_from=dt.date(2025, 7, 10), source=GROUND, by=people.reviewer, now=at(3))
    take_back(new, by=people.reviewer, now=at(3))
    assert (rule().pk, rule().withdrawn_at) == (new.pk, None)
    take_back(new, by=people.reviewer, now=at(3))
    assert (rule().pk != new.pk, rule().offset) == (True, -5)


def test_what_failed_by_a_version_that_is_taken_back_stays_somebodys_task(people, two_deadlines):
    new = change(people, offset=-20, valid_from=dt.date(2025, 7, 10))
    Post.objects.filter(role="drafter").update(valid_to=dt.date(2025, 6, 10))
    deliver_due(now=at(18))
    failed = Reminder.objects.filter(rule=new, state="failed")
    assert failed.count() == 2
    take_back(new, by=people.reviewer, now=at(18))
    assert failed.count() == 2
    assert set(Reminder.objects.filter(rule=new).values_list("state", flat=True)) == {"failed"}


def test_a_step_moved_into_the_past_is_told_to_whom_and_how_its_new_version_says(people, two_deadlines):
    change(people, offset=-20, channels=["portal"], valid_from=dt.date(2025, 6, 4))
    deliver_due(now=at(3))
    rows = Reminder.objects.filter(obligation_id=1, rule__code="before-5")
    assert dict(rows.values_list("channel", "state")) == {"portal": "sent"}


def test_an_event_is_told_once_whichever_version_of_its_rule_told_it(people, two_deadlines, mailoutbox):
    (agency,) = make_drafters(1)
    tell(agency, rule="returned", obligation=9, now=at(3))
    change(people, code="returned", offset=None, valid_from=dt.date(2025, 6, 10))
    assert tell(agency, rule="returned", obligation=9, now=at(11)) == 0
    assert tell(agency, rule="returned", obligation=9, version=2, now=at(11)) == 2


def test_a_kind_that_fails_stops_no_other(people, two_deadlines, caplog):
    def fail(today, ids):
        raise RuntimeError("out of order")

    ReminderRule.objects.filter(obligation_kind=KIND, code="before-5").update(send_at=dt.time(10))
    broken = Kind("broken", "x", fail, lambda row, today: Line("x", "/"), rows=ReminderRule.objects.all)
    try:
        owes(broken)
        keep_obligations(now=at(3))
    finally:
        obligations.forget("broken")
    deliver_due(now=at(9, hour=10))
    assert (steps(1, "before-5"), "broken cannot be kept" in caplog.text) == (["09/06 10:00 sent"], True)


def test_a_rule_that_holds_or_has_told_somebody_is_not_taken_back(people, two_deadlines):
    with pytest.raises(ValidationError, match="đang có hiệu lực"):
        take_back(rule(), by=people.reviewer, now=at(3))
    new = change(people, offset=-20, valid_from=dt.date(2025, 7, 10))
    deliver_due(now=at(18))  # twenty working days before 16 July
    with pytest.raises(ValidationError, match="Đã có người được nhắc"):
        take_back(new, by=people.reviewer, now=at(18))
    with pytest.raises(PermissionDenied):
        take_back(new, by=people.issuer, now=at(18))


def test_rules_of_messages_to_many_are_not_changed_by_their_address(people):
    one = ReminderRule.objects.filter(obligation_kind="notices.announcement").first()
    for name in ("change_rule", "end_rule", "take_back_rule"):
        assert signed_in(people.registrar).post(reverse(f"notices:{name}", args=[one.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        end_rule(one, valid_from=FROM, source=GROUND, by=people.registrar, now=at(3))


def test_home_affairs_is_not_told_of_requests_about_personal_data(people):
    fields = {"name": "Báo Sở", "offset": 3, "send_at": dt.time(8), "channels": ["email"]}
    asked = {"valid_from": FROM, "source": GROUND, "by": people.reviewer, "now": at(3)}
    with pytest.raises(ValidationError) as refused:
        add_step("feedback.datarequest", **fields, roles=["reviewer"], audience="home_affairs", **asked)
    assert list(refused.value.error_dict) == ["roles"]
    page = signed_in(people.reviewer).get(reverse("notices:add_step", args=["feedback.datarequest"]))
    assert [role for role, _label in page.context["form"].fields["roles"].choices] == ["drafter", "head"]


def test_the_page_takes_back_and_begins_again(people, two_deadlines):
    client = signed_in(people.reviewer)
    new = change(people)
    page = client.get(reverse("notices:rules")).text
    url = reverse("notices:take_back_rule", args=[new.pk])
    assert url in page
    assert "của ngày 1/7/2025" in client.get(url).text
    assert client.post(url).url == f"{reverse('notices:rules')}?kind={KIND}"
    assert ReminderRule.objects.get(pk=new.pk).withdrawn_at
    assert url not in client.get(reverse("notices:rules")).text
    ReminderRule.objects.filter(pk=rule().pk).update(valid_to=dt.date(2025, 6, 2))
    assert "Dùng lại" in client.get(reverse("notices:rules")).text


def test_what_was_written_beside_a_change_is_put_right_within_the_hour(people, two_deadlines):
    ReminderRule.objects.filter(obligation_kind=KIND, code="before-5").update(send_at=dt.time(10))
    assert [keep_obligations(now=at(3)).mended for _twice in range(2)] == [2, 0]
    deliver_due(now=at(9, hour=9))
    assert steps(1, "before-5") == ["09/06 10:00 planned"]


@pytest.mark.parametrize(
    ("days", "side", "name", "saved"),
    [
        ("7", "before", "Trước hạn 5 ngày làm việc", "Trước hạn 7 ngày làm việc"),
        ("7", "before", "Nhắc sớm", "Nhắc sớm"),
        ("7", "after", "Trước hạn 5 ngày làm việc", None),
        ("0", "before", "Trước hạn 5 ngày làm việc", None),
        ("4", "before", "Trước hạn 10 ngày làm việc", None),
    ],
)
def test_the_name_of_a_reminder_says_the_time_it_has(people, two_deadlines, days, side, name, saved):
    url = reverse("notices:change_rule", args=[rule().pk])
    typed = {"name": name, "days": days, "side": side, "send_at": "7h45", "roles": ["drafter"]}
    typed |= {"channels": ["portal"], "valid_from": "1/7/2025", "source": GROUND}
    answer = signed_in(people.reviewer).post(url, typed)
    if saved is None:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])
    else:
        assert (rule().name, rule().send_at) == (saved, dt.time(7, 45))
