"""The sample's channels, feedback, requests about data and the breach."""

from collections import Counter

from django.db.models import F, Max

from agencies.models import AgencyVersion
from feedback.models import (
    Breach,
    Consent,
    DataRequest,
    Event,
    Handling,
    Item,
    Publication,
    Regulation,
    Rule,
    Sender,
)
from feedback.sealing import unseal
from reformportal.sample.history import at
from tests.reformportal.sample.rows import DAY


def test_most_agencies_have_an_open_channel_and_some_have_none(province):
    owing = AgencyVersion.objects.in_force(DAY).filter(kind__owes="whole")
    has = set(Regulation.objects.in_force(DAY).values_list("agency", flat=True))
    missing = owing.exclude(agency__in=has)
    assert (owing.count(), 3 <= missing.count() <= 15) == (111, True)
    assert {"STP", "21025", "SNV"} & set(missing.values_list("code", flat=True)) == set()
    kinds = Counter(Rule.objects.in_force(DAY).values_list("kind", flat=True))
    assert (kinds["procedure"], kinds["document"]) == (12, 2)


def test_f11_requests_about_data_stand_in_every_state_and_none_lies_ahead(province):
    rows = DataRequest.objects.all()
    assert {row.state for row in rows} == {"received", "in_hand", "done"}
    assert (rows.overdue(DAY).count(), rows.filter(extended_by=10).count()) == (2, 1)
    assert set(rows.closed().values_list("outcome", flat=True)) == {"done", "partly"}
    assert rows.filter(answered_on__gt=F("due_on")).count() == 1
    withdrawn = rows.get(kind="withdraw")
    assert withdrawn.item.consents.get().withdrawn_at is not None
    days = rows.aggregate(Max("received_on"), Max("answered_on"), Max("extended_on"), Max("done_on"))
    assert max(days.values()) < DAY


def test_f12_every_consent_keeps_the_notice_of_its_agency(province):
    assert Consent.objects.filter(notice=None).count() == 0
    told = Consent.objects.filter(item__asked_of__versions__code="STP").values_list("notice__text", flat=True)
    assert {"Sở Tư pháp, cơ quan ông/bà đã chọn." in text for text in told} == {True}


def test_f12_one_breach_of_the_past_has_its_record(province):
    breach = Breach.objects.get()
    assert (breach.state, breach.people, breach.is_report_late(at(DAY, 8))) == ("closed", 38, False)
    assert [entry.kind for entry in breach.entries.all()] == ["done", "learned", "reported", "told", "closed"]
    assert breach.closed_at < at(DAY, 0)


def test_citizens_sent_feedback_and_agencies_dealt_with_it(province):
    """Each desk of the list of sign-ins has some, in several states, and nothing lies in the future."""
    states = set(Handling.objects.values_list("state", flat=True))
    assert states >= {"received", "in_hand", "awaiting_head", "answered", "not_accepted", "transferred"}
    assert Item.objects.filter(received_at__date__gte=DAY).count() == 0
    assert Event.objects.filter(at__date__gte=DAY).count() == 0
    for code in ("STP", "21025", "SNV"):
        agency = AgencyVersion.objects.in_force(DAY).get(code=code).agency_id
        assert Handling.objects.filter(agency=agency).count() >= 4
    assert Publication.objects.public().count() > 5
    names = [unseal(name) for name in Sender.objects.values_list("name", flat=True)]
    assert [name for name in names if not name.endswith("(mẫu)")] == []
