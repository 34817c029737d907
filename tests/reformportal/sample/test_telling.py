"""What the sample's portal told, and that no mail leaves."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError

from notices.health import by_day
from notices.models import Delivery, Obligation, Reminder
from reformportal.sample.history import at
from tests.reformportal.sample.rows import DAY


def test_no_mail_leaves_and_nothing_past_is_planned(province):
    assert set(Delivery.objects.values_list("channel", "state")) == {("portal", "sent")}
    assert mail.outbox == []
    assert Reminder.objects.open().count() == 0
    coming = Obligation.objects.coming()
    assert coming.filter(next_at__lte=at(DAY, 23, 59)).count() == 0
    assert coming.first().next_at == at(dt.date(2026, 11, 23), 8)  # feedback, and what waits for a head
    duties = coming.filter(kind="plans.assignment")
    assert duties.first().next_at == at(dt.date(2026, 11, 27), 8)  # a working day before 30 November


def test_the_last_two_weeks_were_told_on_the_portal(province):
    told = Delivery.objects.order_by("created_at")
    assert at(DAY, 0) - dt.timedelta(days=14) <= told.first().created_at < told.last().created_at < at(DAY, 0)
    assert {row.read_at is None for row in told} == {True, False}
    assert any(day.sent for day in by_day(at(DAY, 12)))


def test_it_does_not_load_twice(province):
    with pytest.raises(CommandError, match=r"^The sample is loaded already; "):
        call_command("load_sample")
