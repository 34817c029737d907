"""Breaches of personal data: recorded when found, the authority notified in its hours, nothing rewritten."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from feedback.actions.breaches import add_entry, record_breach
from feedback.actions.data_limits import set_data_limit
from feedback.models import Breach, BreachEntry, DataLimit
from feedback.reminders.breach import BREACH
from notices.actions import deliver_due, keep_obligations
from notices.ahead import ledger_of
from notices.models import ReminderRule
from tests.feedback.make import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)  # NOW is Monday 16/3/2026, 16:30 in Vietnam


def found(people, /, **fields) -> Breach:
    defaults: dict[str, Any] = {
        "found_at": NOW - HOUR,
        "happened": "Danh sách gửi nhầm địa chỉ thư",
        "data": "Họ tên, điện thoại",
        "people": 12,
        "done": "Đã yêu cầu người nhận xóa",
        "by": people.registrar,
        "now": NOW,
    }
    return record_breach(**(defaults | fields))


def add(people, breach, kind: str, /, *, at: dt.datetime = NOW, **fields) -> BreachEntry:
    defaults: dict[str, Any] = {"words": "Công văn 5/SNV", "by": people.registrar, "now": at}
    return add_entry(breach, kind=kind, at=at, **(defaults | fields))


def told(breach: Breach) -> set[tuple[str, str, dt.date, str]]:
    rows = [row for row in ledger_of([breach.pk], BREACH) if row.channel == "email"]
    return {(row.rule.code, row.role, row.due_on, row.state) for row in rows}


def test_f12_the_hours_run_from_the_moment_it_was_found(people):
    breach = found(people)
    assert breach.report_by == NOW + 71 * HOUR
    assert (breach.hours_left(NOW), breach.hours_left(NOW + 72 * HOUR)) == (71, -1)
    assert [breach.is_report_late(NOW + more * HOUR) for more in (71, 72)] == [False, True]


def test_f12_the_hours_are_those_of_the_day_it_was_found(people):
    fields = {"legal_ground": "Nghị định mới", "is_to_confirm": False, "by": people.reviewer, "now": NOW}
    tomorrow = NOW.date() + dt.timedelta(days=1)
    seen = DataLimit.objects.get(matter="breach").pk
    set_data_limit(seen=seen, matter="breach", amount=24, unit="hours", valid_from=tomorrow, **fields)
    later = NOW + 24 * HOUR
    assert found(people, found_at=later, now=later).report_by == later + 24 * HOUR
    assert found(people, now=later).report_by == NOW + 71 * HOUR


def test_f12_the_register_administrator_is_reminded_until_the_authority_was_notified(people, mailoutbox):
    breach = found(people, happened="Lộ danh sách Nguyễn Thị Dân")
    steps = {("found", 16), ("before-1", 18), ("due", 19), ("late-1", 20)}
    planned = {(code, "registrar", dt.date(2026, 3, day), "planned") for code, day in steps}
    assert told(breach) == planned
    deliver_due(now=NOW + HOUR)
    assert {mail.to[0] for mail in mailoutbox} <= {people.registrar.email}
    deliver_due(now=NOW + 20 * HOUR)
    said = " ".join(mail.subject + mail.body for mail in mailoutbox)
    assert ("15:30" in said, "Dân" in said, len(mailoutbox) > 0) == (True, False, True)
    add(people, breach, "reported", at=NOW + 30 * HOUR)
    assert {state for *_row, state in told(breach)} <= {"sent", "cancelled", "claimed"}
    before = told(breach)
    keep_obligations(now=NOW + 31 * HOUR)
    assert told(breach) == before


def test_f12_home_affairs_changes_when_but_nobody_else_is_told(people, client, time_machine):
    time_machine.move_to(NOW)
    client.force_login(people.reviewer)
    rule = ReminderRule.objects.get(obligation_kind=BREACH, code="before-1")
    pages = [
        reverse("notices:change_rule", args=[rule.pk]),
        reverse("notices:add_step", args=[BREACH]),
    ]
    offered = [client.get(page).context["form"].fields["roles"].choices for page in pages]
    assert [[role for role, _label in choices] for choices in offered] == [["registrar"], ["registrar"]]
    asked = {"name": "Trước hạn 2 ngày làm việc", "days": "2", "side": "before", "send_at": "08:00"}
    asked |= {"roles": ["registrar"], "channels": ["email"], "valid_from": "20/3/2026", "source": "Sở"}
    assert client.post(pages[1], asked).status_code == 302
    step = ReminderRule.objects.get(obligation_kind=BREACH, offset=-2)
    assert (step.roles, step.audience) == (["registrar"], "home_affairs")


def test_f12_what_was_done_follows_in_order_and_the_list_reads_it(people):
    breach = found(people)
    add(people, breach, "learned", at=NOW + HOUR, people=40)
    add(people, breach, "reported", at=NOW + 2 * HOUR)
    add(people, breach, "told", at=NOW + 3 * HOUR)
    add(people, breach, "told", at=NOW + 4 * HOUR)
    add(people, breach, "closed", at=NOW + 5 * HOUR)
    breach.refresh_from_db()
    reached = (breach.people, breach.reported_at, breach.told_at, breach.closed_at, breach.state)
    assert reached == (40, NOW + 2 * HOUR, NOW + 3 * HOUR, NOW + 5 * HOUR, "closed")
    kinds = [entry.kind for entry in breach.entries.all()]
    assert kinds == ["done", "learned", "reported", "told", "told", "closed"]
    with pytest.raises(ValidationError) as refused:
        add(people, breach, "learned", at=NOW + 6 * HOUR)
    assert refused.value.code == "state"


def test_f12_senseless_moments_and_a_second_notice_are_refused(people):
    with pytest.raises(ValidationError) as ahead:
        found(people, found_at=NOW + HOUR)
    assert list(ahead.value.error_dict) == ["found_on"]
    breach = found(people)
    for at, now in ((NOW - 2 * HOUR, NOW), (NOW + HOUR, NOW)):
        with pytest.raises(ValidationError) as refused:
            add(people, breach, "learned", at=at, now=now)
        assert list(refused.value.error_dict) == ["on"]
    add(people, breach, "reported")
    with pytest.raises(ValidationError) as twice:
        add(people, breach, "reported", at=NOW + HOUR)
    assert list(twice.value.error_dict) == ["kind"]


def test_f12_one_closed_without_notifying_is_not_late_and_reminds_nobody(people):
    breach = found(people)
    add(people, breach, "closed", words="Không có dữ liệu nào lộ ra ngoài cơ quan")
    breach.refresh_from_db()
    assert not breach.is_report_late(NOW + 100 * HOUR)
    assert Breach.objects.to_report().count() == 0
    assert told(breach) == set()


def test_f12_the_database_refuses_to_rewrite_what_was_recorded(people):
    breach = found(people)
    tries = [
        lambda: BreachEntry.objects.update(words="Khác"),
        lambda: BreachEntry.objects.all().delete(),
        lambda: Breach.objects.update(happened="Khác"),
        lambda: Breach.objects.update(found_at=NOW),
        lambda: Breach.objects.filter(pk=breach.pk)._raw_delete("default"),
    ]
    for attempt in tries:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (Breach.objects.get().happened, BreachEntry.objects.get().words) == (
        "Danh sách gửi nhầm địa chỉ thư",
        "Đã yêu cầu người nhận xóa",
    )


def test_f12_nobody_but_the_register_administrator_keeps_it(people):
    for officer in (people.reviewer, people.issuer, people.head, people.stranger):
        with pytest.raises(PermissionDenied):
            found(people, by=officer)
        assert Breach.objects.visible_to(officer).count() == 0
    breach = found(people)
    with pytest.raises(PermissionDenied):
        add(people, breach, "done", by=people.reviewer)


def test_f12_from_the_page_and_its_export_and_the_desk(people, client, time_machine):
    time_machine.move_to(NOW)
    client.force_login(people.registrar)
    data = {"found_on": "16/3/2026", "found_time": "8h30", "happened": "Mất máy tính", "which_data": "Họ tên"}
    added = client.post(reverse("feedback:record-breach"), data | {"people": "1.200", "done": ""})
    breach = Breach.objects.get()
    assert (added.url, breach.people, breach.entries.count()) == (breach.get_absolute_url(), 1200, 0)
    assert "trước 08:30 ngày 19/3/2026" in client.get(reverse("desk")).text
    page = reverse("feedback:add-breach-entry", args=[breach.pk])
    entry = {"kind": "reported", "on": "16/3/2026", "time": "16:00", "words": "Công văn 7/SNV", "people": ""}
    assert client.post(page, entry).url == added.url
    assert "Công văn 7/SNV" in client.get(added.url).text
    assert "vi phạm dữ liệu cá nhân trước" not in client.get(reverse("desk")).text
    answer = client.get(reverse("feedback:export-breaches"))
    rows = [row for row in load_workbook(io.BytesIO(answer.content)).active.values if row[0] == 1]
    assert [(row[1], row[4], row[7]) for row in rows] == [("08:30 16/3/2026", 1200, "16:00 16/3/2026")]
    wrong = client.post(page, entry | {"kind": "done", "on": "15/3/2026"})
    assert (wrong.status_code, "Công văn 7/SNV" in wrong.text) == (422, True)


@pytest.mark.parametrize("count", [1, 3])
def test_f12_the_register_costs_the_same_however_long(people, time_machine, django_assert_num_queries, count):
    time_machine.move_to(NOW)
    for _ in range(count):
        found(people)
    keeper = Client()
    keeper.force_login(people.registrar)
    keeper.get(reverse("feedback:breaches"))
    with django_assert_num_queries(7):
        assert len(keeper.get(reverse("feedback:breaches")).context["rows"]) == count
