"""Adding, changing, closing and succeeding agencies."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from agencies.actions import (
    SuccessionRow,
    change_agency,
    close_agency,
    correct_version,
    create_agency,
    record_succession,
)
from agencies.models import Agency, AgencyVersion, Succession
from records.models import AuditEntry
from tests.agencies.make import LONG_AGO, NOW, make_agency, make_kind, make_post, make_version


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def verbs(subject) -> list[str]:
    return [entry.verb for entry in AuditEntry.objects.about(subject)]


def errors(caught) -> dict[str, list[str]]:
    return caught.value.message_dict


def test_a_new_agency_has_one_version_and_a_line_in_the_trail(people, told):
    agency = create_agency(
        kind=make_kind("phuong"), name="Phường Cẩm Thành", code="21025", valid_from=day("2025-07-01"),
        legal_basis="Nghị quyết 1677/NQ-UBTVQH15", by=people.registrar, now=NOW,
    )  # fmt: skip

    assert [(v.name, v.code, v.valid_to) for v in agency.versions.all()] == [
        ("Phường Cẩm Thành", "21025", None)
    ]
    entry = AuditEntry.objects.about(agency).get()
    assert (entry.verb, entry.actor_id, entry.changes["code"]) == (
        "create_agency", people.registrar.pk, "21025",
    )  # fmt: skip
    assert told == ["register"]


@pytest.mark.parametrize("who", ["drafter", "head", "reviewer", "issuer", "stranger"])
def test_only_the_register_administrator_changes_the_register(people, told, who):
    by = getattr(people, who)
    with pytest.raises(PermissionDenied):
        create_agency(kind=make_kind(), name="Sở Mới", valid_from=LONG_AGO, by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        change_agency(people.agency, valid_from=day("2026-01-01"), name="Sở Mới", by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        close_agency(people.agency, last_day=day("2026-01-01"), document="QĐ", by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        correct_version(people.agency.versions.get(), name="Sở Mới", by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        record_succession([], on=day("2026-01-01"), document="QĐ", by=by, now=NOW)
    assert (Agency.objects.count(), AuditEntry.objects.count(), told) == (3, 0, [])


def test_a_code_means_one_agency_of_a_tier_at_a_time(people):
    make_agency("Phường Nguyễn Nghiêm", "phuong", code="21025", valid_to=day("2025-06-30"))
    new = {"kind": make_kind("xa"), "code": "21025", "by": people.registrar, "now": NOW}

    with pytest.raises(ValidationError) as caught:
        create_agency(name="Xã Mới", valid_from=day("2025-06-30"), **new)

    assert list(errors(caught)) == ["code"]
    assert str(create_agency(name="Xã Mới", valid_from=day("2025-07-01"), **new)) == "Xã Mới"


def test_a_code_may_stand_at_two_tiers_at_once(people):
    make_agency("Thành phố Huế", "huyen", code="474")

    assert create_agency(
        kind=make_kind("xa"), name="Xã Một", code="474", valid_from=LONG_AGO, by=people.registrar, now=NOW
    ).versions.count() == 1  # fmt: skip


def test_a_change_starts_a_version_and_ends_the_one_before(people, told):
    change_agency(
        people.agency, valid_from=day("2025-03-01"), name="Sở Tư pháp và Nội chính",
        legal_basis="Quyết định 12", by=people.registrar, now=NOW,
    )  # fmt: skip

    versions = people.agency.versions.order_by("valid_from")
    assert [(v.name, v.code, v.valid_from, v.valid_to, v.legal_basis) for v in versions] == [
        ("Sở Tư pháp", "STP", LONG_AGO, day("2025-02-28"), ""),
        ("Sở Tư pháp và Nội chính", "STP", day("2025-03-01"), None, "Quyết định 12"),
    ]
    assert verbs(people.agency) == ["change_agency"]
    assert told == ["register"]


def test_a_change_follows_the_latest_version(people):
    with pytest.raises(ValidationError) as caught:
        change_agency(people.agency, valid_from=LONG_AGO, name="Sở Mới", by=people.registrar, now=NOW)

    assert list(errors(caught)) == ["valid_from"]
    assert people.agency.versions.count() == 1


def test_a_closed_agency_is_not_changed_after_its_last_day(people):
    gone = make_agency("Huyện Sơn Hà", "huyen", valid_to=day("2025-06-30"))

    with pytest.raises(ValidationError) as caught:
        change_agency(gone, valid_from=day("2025-07-01"), name="Xã Sơn Hà", by=people.registrar, now=NOW)

    assert list(errors(caught)) == ["valid_from"]


def test_versions_of_one_agency_never_share_a_day(db):
    agency = make_agency(valid_from=day("2024-01-01"), valid_to=day("2024-12-31"))
    other = make_agency(valid_from=day("2024-01-01"))
    with pytest.raises(IntegrityError, match="one_version_of_an_agency_a_day"), transaction.atomic():
        make_version(agency, valid_from=day("2024-12-31"))
    make_version(agency, valid_from=day("2025-01-01"))

    assert AgencyVersion.objects.in_force(day("2024-12-31")).filter(agency__in=[agency, other]).count() == 2
    assert AgencyVersion.objects.in_force(day("2025-01-01")).filter(agency__in=[agency, other]).count() == 2


def test_a_correction_keeps_dates_and_leaves_the_old_text_in_the_trail(people, told):
    version = correct_version(people.agency.versions.get(), name="Sở Tư Pháp", by=people.registrar, now=NOW)

    assert (version.name, version.valid_from, people.agency.versions.count()) == ("Sở Tư Pháp", LONG_AGO, 1)
    assert AuditEntry.objects.about(people.agency).get().changes == {"name": ["Sở Tư pháp", "Sở Tư Pháp"]}
    assert told == ["register"]


def test_closing_ends_the_agency_and_the_posts_there(people, told):
    standing = people.drafter.posts.get()
    ended = make_post(agency=people.agency, valid_to=day("2021-01-01"))
    to_come = make_post(agency=people.agency, valid_from=day("2026-01-01"))

    close_agency(people.agency, last_day=day("2025-06-30"), document="NQ 1677", by=people.registrar, now=NOW)

    version = people.agency.versions.get()
    assert (version.valid_to, version.closed_by) == (day("2025-06-30"), "NQ 1677")
    assert people.agency.posts.filter(pk=to_come.pk).exists() is False
    assert {p.pk: p.valid_to for p in people.agency.posts.filter(pk__in=[standing.pk, ended.pk])} == {
        standing.pk: day("2025-06-30"),
        ended.pk: day("2021-01-01"),
    }
    assert Agency.objects.in_force(day("2025-06-30")).filter(pk=people.agency.pk).exists() is True
    assert Agency.objects.in_force(day("2025-07-01")).filter(pk=people.agency.pk).exists() is False
    assert verbs(standing) == ["end_post"]
    assert told == ["register"]


def test_an_agency_cannot_end_before_its_latest_version(people):
    with pytest.raises(ValidationError) as caught:
        close_agency(people.agency, last_day=day("2019-12-31"), document="QĐ", by=people.registrar, now=NOW)

    assert list(errors(caught)) == ["last_day"]


def test_the_register_administrator_does_not_close_their_own_agency(people):
    with pytest.raises(ValidationError):
        close_agency(
            people.home_affairs, last_day=day("2026-12-31"), document="QĐ", by=people.registrar, now=NOW
        )

    assert people.home_affairs.versions.get().valid_to is None


def district_and_communes() -> list[Agency]:
    district = make_agency("Huyện Sơn Hà", "huyen", code="528")
    return [
        district,
        *(make_agency(name, "xa", valid_from=day("2025-07-01")) for name in ("Xã Một", "Xã Hai")),
    ]


def test_a_district_is_succeeded_by_several_communes_and_ends_the_day_before(people, told):
    district, *communes = district_and_communes()

    record_succession(
        [SuccessionRow(district, commune, Succession.Kind.SPLIT) for commune in communes],
        on=day("2025-07-01"), document="NQ 1677", close=True, by=people.registrar, now=NOW,
    )  # fmt: skip

    assert [s.successor for s in district.successions_out.order_by("pk")] == communes
    assert district.versions.get().valid_to == day("2025-06-30")
    assert verbs(district) == ["close_agency", "record_succession", "record_succession"]
    assert told == ["register"]


def test_both_sides_of_a_succession_exist_around_its_day(people):
    district, commune, _ = district_and_communes()
    gone = make_agency("Huyện Cũ", "huyen", valid_to=day("2024-12-31"))
    rules = {"document": "NQ 1677", "by": people.registrar, "now": NOW}

    with pytest.raises(ValidationError) as too_late:
        record_succession([SuccessionRow(gone, commune, "split")], on=day("2025-07-01"), **rules)
    with pytest.raises(ValidationError) as too_early:
        record_succession([SuccessionRow(district, commune, "split")], on=day("2025-06-30"), **rules)
    with pytest.raises(ValidationError) as still_there:
        record_succession([SuccessionRow(district, commune, "merge")], on=day("2025-07-01"), **rules)

    assert [list(errors(e)) for e in (too_late, too_early, still_there)] == [
        ["predecessor"], ["successor"], ["predecessor"],
    ]  # fmt: skip
    assert Succession.objects.count() == 0


def test_one_bad_row_keeps_the_whole_succession_out(people, told):
    district, commune, _ = district_and_communes()
    rows = [SuccessionRow(district, commune, "split"), SuccessionRow(district, district, "split")]

    with pytest.raises(ValidationError):
        record_succession(rows, on=day("2025-07-01"), document="NQ", close=True, by=people.registrar, now=NOW)

    assert (Succession.objects.count(), district.versions.get().valid_to, told) == (0, None, [])
