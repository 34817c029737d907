"""Loading the sample: only into an empty trial, the same for the same day."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from agencies.models import Agency, Officer
from notices.models import Reminder
from records.models import AuditEntry
from reformportal import sample
from reformportal.sample.history import at
from reformportal.sample.loading import load
from reports.models import Report, Sending
from tests.agencies.make import make_agency, make_officer

pytestmark = pytest.mark.django_db


def test_without_the_sample_nobody_is_named():
    assert sample.sign_ins() == []


def test_it_loads_only_in_a_trial(settings):
    settings.TRIAL = False
    with pytest.raises(
        CommandError, match=r"^The sample loads in the trial mode only .*never into production\.$"
    ):
        call_command("load_sample")
    assert Agency.objects.count() == 0


def test_it_does_not_load_beside_a_real_agency():
    make_agency()
    with pytest.raises(CommandError, match=r"^The sample does not load beside real agencies or officers: "):
        call_command("load_sample")
    assert Agency.objects.count() == 1


def test_it_does_not_load_beside_a_real_officer():
    make_officer()
    with pytest.raises(CommandError, match=r"^The sample does not load beside real agencies or officers: "):
        call_command("load_sample")


def test_it_begins_on_1_july_2025():
    with pytest.raises(CommandError, match=r"^The sample begins on 1/7/2025: "):
        call_command("load_sample", "--day", "2025-06-30")


def fingerprint() -> list:
    """Rows that hold what is random, without the ids."""
    return [
        list(Officer.objects.order_by("email").values_list("email", "full_name")),
        list(Report.objects.order_by("pk").values_list("period__code", "version__code", "state", "due_on")),
        list(Sending.objects.order_by("pk").values_list("agency_name", "sent_at", "signer_name")),
        list(Sending.objects.filter(files=None).order_by("pk").values_list("sha256")),
        list(AuditEntry.objects.order_by("pk").values_list("at", "verb", "subject_type")),
        list(Reminder.objects.order_by("pk").values_list("rule__code", "role", "state", "due_at")),
    ]


def loaded(day: dt.date) -> list:
    """The sample as of a day, which tells each part before it begins and nothing of what comes after."""
    told: list[tuple[int, int, str]] = []
    load(day=day, communes=2, tell=lambda *news: told.append(news))
    first, *parts = told
    assert first == (0, 0, "register")
    assert [part[:2] for part in parts] == [(number, len(parts)) for number in range(len(parts))]
    names = [part[2] for part in parts]
    assert ("plans of the province" in names, names[-1]) == (True, "what people were told")
    assert Report.objects.filter(first_sent_at__gte=at(day, 0)).count() == 0
    assert AuditEntry.objects.filter(at__gt=at(day, 23, 59)).count() == 0
    return fingerprint()


def test_the_same_day_gives_the_same_rows_and_f15_each_part_is_told_before_it_begins():
    found = []
    for _time in range(2):
        with transaction.atomic():
            found.append(loaded(dt.date(2025, 12, 20)))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0][1]) == 99


def test_its_first_day_loads_too():
    loaded(dt.date(2025, 7, 1))
