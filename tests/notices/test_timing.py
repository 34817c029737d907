"""Mail leaves in office hours, and as often as its reader chose; a digest is what has not left yet."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import CalendarDay, Post
from notices.actions import choose_rhythms, claim_due, compose, deliver_due
from notices.models import Delivery, OfficeHours, Preference
from notices.models.choices import EVERY_KIND
from notices.workflow import Rhythm
from tests.agencies.make import make_people, make_post
from tests.notices.make import KIND, at, make_drafters, owe, registered, states, tell
from tests.reports.make import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_hours(settings):
    settings.MAIL_IN_OFFICE_HOURS = True


@pytest.fixture
def drafter(errands) -> Post:
    (agency,) = make_drafters(1)
    return Post.objects.select_related("officer", "agency").get(agency=agency)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (at(2, hour=6), False),
        (at(2, hour=7), True),
        (at(2, hour=16), True),
        (at(2, hour=17), False),
        (at(7), False),  # a Saturday
        (at(8), False),
        (at(30, month=4), False),  # 30 April, a holiday
    ],
)
def test_mail_leaves_within_office_hours_alone(in_hours, drafter, mailoutbox, now, leaves):
    CalendarDay.objects.get_or_create(
        day=dt.date(2025, 4, 30), defaults={"kind": "holiday", "name": "Nghỉ lễ", "source": "Luật"}
    )
    tell(drafter.agency, rule="returned", now=now)
    deliver_due(now=now)
    assert len(mailoutbox) == leaves
    assert Delivery.objects.inbox(drafter.officer).count() == 1  # on the portal it is said at once


def test_what_came_in_the_night_is_one_mail_in_the_morning(in_hours, drafter, mailoutbox):
    for hour, obligation in ((18, 1), (20, 2), (23, 3)):
        tell(drafter.agency, obligation=obligation, now=at(2, hour=hour))
        deliver_due(now=at(2, hour=hour))
    assert mailoutbox == []
    assert [deliver_due(now=at(3, hour=7)), deliver_due(now=at(3, hour=8))] == [1, 0]
    assert mailoutbox[0].subject == "3 việc cần anh/chị xử lý"
    assert states() == {"sent": 3}


def test_later_hours_hold_from_their_day(in_hours, drafter, mailoutbox):
    OfficeHours.objects.create(
        opens_at=dt.time(8, 30), closes_at=dt.time(16), valid_from=dt.date(2025, 6, 3), source="QĐ 1"
    )
    tell(drafter.agency, now=at(2, hour=8))
    deliver_due(now=at(2, hour=8))
    tell(drafter.agency, obligation=2, now=at(3, hour=8))
    deliver_due(now=at(3, hour=8))
    assert len(mailoutbox) == 1
    deliver_due(now=at(3, hour=9))
    assert len(mailoutbox) == 2


def test_a_daily_digest_holds_all_that_has_not_left_however_old(drafter, mailoutbox):
    choose_rhythms(drafter.officer, {KIND: Rhythm.DAILY})
    tell(drafter.agency, obligation=1, now=at(2, hour=9))
    assert deliver_due(now=at(2, hour=9)) == 1  # the first of the day
    for obligation, hour in ((2, 10), (3, 15)):
        tell(drafter.agency, obligation=obligation, now=at(2, hour=hour))
        assert deliver_due(now=at(2, hour=hour)) == 0
    # nothing ran for two days
    tell(drafter.agency, obligation=4, now=at(4, hour=8))
    assert [deliver_due(now=at(5, hour=9)), deliver_due(now=at(5, hour=10))] == [1, 0]
    assert mailoutbox[-1].subject == "3 việc cần anh/chị xử lý"
    assert states() == {"sent": 4}


def test_a_weekly_digest_leaves_once_a_week_and_leaves_out_what_is_done(errands, drafter, mailoutbox):
    choose_rhythms(drafter.officer, {KIND: Rhythm.WEEKLY})
    tell(drafter.agency, obligation=1, now=at(2))
    assert deliver_due(now=at(2)) == 1
    for obligation in (2, 3):
        tell(drafter.agency, obligation=obligation, now=at(3))
    assert [deliver_due(now=at(day)) for day in (3, 5, 8)] == [0, 0, 0]  # 8 June is the Sunday
    errands.over = {2}
    assert deliver_due(now=at(9)) == 1
    assert mailoutbox[-1].subject == "Việc 3: mail-only"
    assert states() == {"cancelled": 1, "sent": 2}


def test_one_kind_may_come_at_once_and_another_once_a_week(errands, drafter, mailoutbox):
    with registered("chore"):
        choose_rhythms(drafter.officer, {KIND: Rhythm.WEEKLY})
        tell(drafter.agency, obligation=1, now=at(2))
        deliver_due(now=at(2))
        tell(drafter.agency, obligation=2, now=at(3))
        from notices.actions import About, announce

        announce("chore", "mail-only", [About(9, drafter.agency_id)], now=at(3))
        assert deliver_due(now=at(3)) == 1
    assert mailoutbox[-1].subject == "Việc 9: mail-only"


def test_each_chooses_for_themselves_on_a_page(errands, drafter):
    colleague = make_post(agency=drafter.agency).officer
    client = Client()
    client.force_login(drafter.officer)
    url = reverse("notices:preferences")
    form = client.get(url).context["form"]
    data = {bound.name: bound.initial for bound in form}
    assert {name: value for name, value in data.items() if value} == {
        "language": "vi",
        "every": Rhythm.AT_ONCE,
    }
    assert client.post(url, data | {KIND: "weekly"}).status_code == 302
    assert client.get(url).context["form"].fields[KIND].initial == "weekly"
    assert not Preference.objects.filter(officer=colleague).exists()
    assert client.post(url, data | {"language": "en"}).status_code == 302
    drafter.officer.refresh_from_db()
    assert drafter.officer.language == "en"
    assert "<details >" in client.get(url).text  # no exception is chosen, none is shown
    refused = client.post(url, data | {KIND: "hourly"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [KIND])


def test_one_choice_holds_for_all_mail_but_for_the_exceptions(errands, drafter, mailoutbox):
    """Whoever reads mail once a week says so once, and may still hear of one kind at once."""
    choose_rhythms(drafter.officer, {EVERY_KIND: "weekly"})
    tell(drafter.agency, now=at(2))
    assert deliver_due(now=at(2)) == 1  # the first of its week
    tell(drafter.agency, obligation=2, now=at(3))
    assert deliver_due(now=at(3)) == 0
    choose_rhythms(drafter.officer, {KIND: Rhythm.AT_ONCE})
    assert deliver_due(now=at(4)) == 1
    choose_rhythms(drafter.officer, {KIND: ""})
    tell(drafter.agency, obligation=3, now=at(4))
    assert deliver_due(now=at(4)) == 0


def test_a_digest_tells_a_deadline_once_however_many_steps_waited(drafter, mailoutbox):
    """The same words: of due, of one day late and of three days late."""
    choose_rhythms(drafter.officer, {"reports.report": "weekly"})
    people = make_people()
    choose_rhythms(people.drafter, {"reports.report": "weekly"})
    make_report(people.agency)
    for day in (16, 17, 18, 20):  # March 2026; due on the 17th, the first digest of the week on the 16th
        mailoutbox.clear()
        deliver_due(now=at(day, month=3, year=2026))
    mailoutbox.clear()
    deliver_due(now=at(23, month=3, year=2026))
    (mail,) = [mail for mail in mailoutbox if mail.to == [people.drafter.email]]
    assert mail.body.count("chưa gửi báo cáo") == 1


def test_who_holds_two_roles_reads_it_once(errands, drafter, mailoutbox):
    make_post(drafter.officer, drafter.agency, Post.Role.HEAD)
    owe(drafter.agency, now=at(2))
    deliver_due(now=at(16))
    assert [mail.subject for mail in mailoutbox] == ["Việc 1: due"]
    assert Delivery.objects.inbox(drafter.officer).count() == 1
    assert states(rule__code="due") == {"sent": 4}


def test_a_digest_that_was_cancelled_is_none(errands, drafter, mailoutbox):
    choose_rhythms(drafter.officer, {KIND: "weekly"})
    tell(drafter.agency, now=at(2))
    claim_due(at(2))
    compose(at(2))
    errands.over = {1}
    assert deliver_due(now=at(2)) == 0
    tell(drafter.agency, obligation=2, now=at(3))
    assert deliver_due(now=at(3)) == 1
