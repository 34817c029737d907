"""The sample's agencies: which there were and are, under which names and on which papers."""

import datetime as dt
from collections import defaultdict

from agencies.models import Agency, AgencyVersion, Officer, Succession
from feedback.models import (
    Regulation,
)
from notices.models import Reminder
from plans.models import PlanItem
from reformportal.sample.bodies import COUNCIL_2025
from reformportal.sample.communes import COMMUNES
from reformportal.sample.successions import COMMUNES_OF_DISTRICT
from reports.models import (
    Report,
    SendingFigure,
)
from tests.reformportal.sample.rows import DAY, in_force, period


def test_today_there_are_14_bodies_a_board_press_party_and_96_communes(province):
    assert in_force(DAY) == {
        "lanh-dao-tinh": 1,
        "van-phong": 1,
        "so-noi-vu": 1,
        "so-tai-chinh": 1,
        "so": 11,
        "ban-quan-ly": 1,
        "bao-chi": 1,
        "dang": 1,
        "xa": 86,
        "phuong": 9,
        "dac-khu": 1,
    }


def test_districts_end_on_30_june_2025_with_their_successors(province):
    before, after = in_force(dt.date(2025, 6, 30)), in_force(dt.date(2025, 7, 1))
    assert (before["huyen"], before["huyen-kon-tum"], before["xa"]) == (13, 10, 0)
    assert (after["huyen"], after["huyen-kon-tum"], after["xa"]) == (0, 0, 86)
    districts = AgencyVersion.objects.filter(kind__tier="district")
    assert set(districts.values_list("valid_to", flat=True)) == {dt.date(2025, 6, 30)}
    found = defaultdict(set)
    rows = Succession.objects.filter(on=dt.date(2025, 7, 1))
    for before, after in rows.values_list("predecessor__versions__code", "successor__versions__code"):
        found[before].add(after)
    assert found == {code: set(communes) for code, communes in COMMUNES_OF_DISTRICT.items()}


def test_the_communes_stand_under_their_statistics_codes(province):
    versions = AgencyVersion.objects.in_force(DAY).filter(kind__tier="commune")
    assert dict(versions.values_list("code", "kind__code")) == {row.code: row.kind for row in COMMUNES}
    known = {"21025": "Phường Cẩm Thành", "21109": "Xã Đông Sơn", "21548": "Đặc khu Lý Sơn"}
    named = versions.filter(code__in=known)
    assert dict(named.values_list("code", "short_name")) == known
    assert [code for code, communes in COMMUNES_OF_DISTRICT.items() if "21109" in communes] == ["522", "524"]
    assert sum(len(communes) for communes in COMMUNES_OF_DISTRICT.values()) == 97  # one stands on two
    assert {code for communes in COMMUNES_OF_DISTRICT.values() for code in communes} == {
        row.code for row in COMMUNES
    }


def test_departments_merged_on_1_march_2025(province):
    rows = Succession.objects.filter(on=dt.date(2025, 3, 1), successor__versions__code="SNV")
    assert list(rows.values_list("predecessor__versions__name", "kind").distinct()) == [
        ("Sở Lao động - Thương binh và Xã hội", "merge")
    ]
    home_affairs = AgencyVersion.objects.filter(code="SNV").order_by("valid_from")
    assert list(home_affairs.values_list("name", "valid_from", "valid_to")) == [
        ("Sở Nội vụ", dt.date(2024, 12, 15), dt.date(2025, 2, 28)),
        ("Sở Nội vụ", dt.date(2025, 3, 1), dt.date(2025, 6, 30)),
        ("Sở Nội vụ", dt.date(2025, 7, 1), None),
    ]
    ended = AgencyVersion.objects.filter(valid_to=dt.date(2025, 2, 28)).exclude(
        agency__versions__valid_to=None
    )
    assert ended.count() == 7


def test_section_4_the_paper_took_over_the_broadcaster_on_19_may_2025(province):
    committee = Agency.objects.get(versions__code="UBND", versions__valid_to=None).pk
    versions = AgencyVersion.objects.filter(kind__code="bao-chi").order_by("code", "valid_from")
    assert list(versions.values_list("name", "parent", "valid_from", "valid_to")) == [
        ("Báo Quảng Ngãi", None, dt.date(2024, 12, 15), dt.date(2025, 5, 18)),
        ("Báo Quảng Ngãi", None, dt.date(2025, 5, 19), None),
        (
            "Đài Phát thanh và Truyền hình tỉnh Quảng Ngãi",
            committee,
            dt.date(2024, 12, 15),
            dt.date(2025, 5, 18),
        ),
    ]
    row = Succession.objects.get(on=dt.date(2025, 5, 19))
    assert (row.predecessor, row.successor) == tuple(
        Agency.objects.filter(versions__code=code).distinct().get() for code in ("PTTH", "BQN")
    )
    reported = {
        code: set(reports.values_list("version__code", flat=True))
        for code in ("q1", "h1")
        if (reports := Report.objects.filter(period=period(code, 2025), version__kind__code="bao-chi"))
    }
    assert reported == {"q1": {"BQN", "PTTH"}, "h1": {"BQN"}}
    broadcast = SendingFigure.objects.filter(
        sending__report__period=period("q1", 2025), figure__code__in=["TT06", "TT09", "TT10", "TT12"],
        sending__report__version__kind__code="bao-chi", is_not_applicable=True,
    )  # fmt: skip
    assert {(row.sending.report.version.code, row.figure.code) for row in broadcast} == {
        ("BQN", "TT09"), ("BQN", "TT10"), ("BQN", "TT12"), ("PTTH", "TT06"),
    }  # fmt: skip


def test_section_4_departments_stand_on_the_councils_resolution_and_the_board_under_its_name(province):
    merged = AgencyVersion.objects.filter(valid_from=dt.date(2025, 3, 1)).exclude(kind__code="dang")
    assert {version.legal_basis for version in merged} == {COUNCIL_2025}
    assert COUNCIL_2025.startswith("Nghị quyết của HĐND tỉnh ngày 19/02/2025")
    assert COUNCIL_2025.endswith("thống nhất ngày 18/02/2025")
    board = AgencyVersion.objects.in_force(DAY).get(kind__code="ban-quan-ly")
    assert board.name == "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi"
    assert str(board.parent) == "Ủy ban nhân dân tỉnh Quảng Ngãi"


def test_section_4_no_department_has_an_office_of_the_council(province):
    focal = Regulation.objects.filter(focal_unit__contains="HĐND").values("agency")
    lines = PlanItem.objects.filter(unit_name__contains="Văn hóa").values("plan__agency")
    for agencies in (focal, lines):
        there = AgencyVersion.objects.in_force(DAY).filter(agency__in=agencies)
        assert set(there.values_list("kind__tier", flat=True)) == {"commune"}


def test_section_4_the_party_body_is_asked_and_never_late(province):
    reports = Report.objects.filter(version__kind__code="dang")
    assert (reports.count(), reports.exclude(is_asked=True).count()) == (8, 0)
    assert set(reports.values_list("timeliness", flat=True)) <= {"", "asked"}
    assert Report.objects.filter(is_asked=True).exclude(version__kind__code="dang").count() == 0
    late = Reminder.objects.filter(
        obligation_kind="reports.report", obligation_id__in=reports.values("pk"), rule__offset__gt=0
    )
    assert late.count() == 0


def test_f8_every_agency_that_writes_papers_names_its_own_drafting_unit(province):
    versions = AgencyVersion.objects.in_force(DAY).select_related("agency")
    units = {version.code: version.agency.drafting_unit for version in versions}
    assert (units["SNV"], units["STP"], units["21025"], units["BQN"]) == ("CCHC", "VP", "VP", "")
    assert {code for code, unit in units.items() if not unit} == {"UBND", "BTGDVTU", "BQN"}


def test_every_agency_and_officer_says_that_it_is_sample_data(province):
    assert Agency.objects.filter(is_sample=False).count() == 0
    assert Officer.objects.filter(is_sample=False).count() == 0
