"""The sample's plans: every clause is a duty of the right owner."""

import datetime as dt

import pytest

from agencies.models import Agency, AgencyVersion, Succession
from plans.models import Assignment, Plan, Wording
from tests.reformportal.sample.rows import DAY

DISTRICT_TIME, TODAY_PLAN = "2074/QĐ-UBND", "1886/QĐ-UBND"
EVERYONE = {"van-phong", "so-noi-vu", "so-tai-chinh", "so", "ban-quan-ly", "phuong", "xa", "dac-khu"}
# The clauses of the province's plan, part IV, one line an obligation: words that must stand in the duty, and
# whose it is: a body's code, or every department and commune.
CLAUSES = [
    ("Mục IV.5, ý 1", ["kế hoạch kiểm tra", "hằng năm", "sở, ngành, địa phương"], "SNV"),
    ("Mục IV.5, ý 2", ["tiêu chí", "thi đua, khen thưởng"], "SNV"),
    ("Mục IV.5, ý 3", ["báo cáo kết quả", "UBND tỉnh", "Bộ Nội vụ"], "SNV"),
    ("Mục IV.6", ["kế hoạch kinh phí", "Sở Nội vụ", "hằng năm"], "STC"),
    ("Mục IV.7, ý 1 (xây dựng kế hoạch)", ["Xây dựng kế hoạch", "tổ chức"], EVERYONE),
    ("Mục IV.7, ý 1 (kinh phí)", ["đủ kinh phí"], EVERYONE),
    ("Mục IV.7, ý 1 (trách nhiệm người đứng đầu)", ["trực tiếp chỉ đạo", "trách nhiệm cá nhân"], EVERYONE),
    ("Mục IV.7, ý 2", ["quý, 6 tháng và năm", "qua Sở Nội vụ"], EVERYONE),
    ("Mục IV.7, ý 3", ["đầy đủ, kịp thời, chính xác", "trang thông tin điện tử"], EVERYONE),
    ("Mục IV.7, ý 4 (kênh tiếp nhận)", ["tiếp nhận, phản hồi", "cá nhân, tổ chức"], EVERYONE),
    ("Mục IV.7, ý 4 (quy chế)", ["quy chế"], EVERYONE),
    ("Mục IV, các cơ quan phối hợp, điểm a, ý 1", ["báo cáo viên", "tập huấn"], "BTGDVTU"),
    ("Mục IV, các cơ quan phối hợp, điểm a, ý 2", ["ban tuyên giáo", "định hướng"], "BTGDVTU"),
    ("Mục IV, các cơ quan phối hợp, điểm a, ý 3", ["cơ quan báo chí", "đẩy mạnh"], "BTGDVTU"),
]


def duties_of(number: str, day: dt.date) -> dict[str, Wording]:
    wordings = Wording.objects.in_force(day).filter(duty__plan__decisions__number=number).with_addressees()
    return {row.clause: row for row in wordings}


@pytest.mark.parametrize(("clause", "said", "owner"), CLAUSES, ids=[row[0] for row in CLAUSES])
def test_every_clause_of_the_plan_is_a_duty_of_the_right_owner(province, clause, said, owner):
    for number, day in ((DISTRICT_TIME, dt.date(2025, 12, 1)), (TODAY_PLAN, DAY)):
        duty = duties_of(number, day)[clause]
        assert [words for words in said if words not in duty.content] == []
        codes = {row.versions.in_force(day).get().code for row in duty.leads.all()}
        kinds = {kind.code for kind in duty.kinds.all()}
        assert (codes, kinds) == (({owner}, set()) if isinstance(owner, str) else (set(), owner))


def test_no_duty_of_the_long_plan_lacks_its_clause(province):
    assert set(duties_of(TODAY_PLAN, DAY)) == {row[0] for row in CLAUSES}


def test_a_duty_of_every_department_and_commune_reaches_each_of_them(province):
    duty = duties_of(TODAY_PLAN, DAY)["Mục IV.7, ý 2"].duty
    expected = (
        AgencyVersion.objects.in_force(DAY).filter(kind__code__in=EVERYONE).values_list("agency", flat=True)
    )
    assert set(Assignment.objects.filter(duty=duty).open().values_list("agency", flat=True)) == set(expected)
    assert len(expected) == 111


def test_districts_had_the_duties_until_they_ended_and_communes_took_over(province):
    duty = duties_of(DISTRICT_TIME, dt.date(2025, 3, 10))["Mục IV.7, ý 2"].duty
    assert "huyen" in {kind.code for kind in duty.wordings.order_by("pk")[0].kinds.all()}
    districts = Agency.objects.filter(versions__kind__code="huyen")
    last_days = Assignment.objects.filter(duty=duty, agency__in=districts).values_list("ends_on", flat=True)
    assert set(last_days) == {dt.date(2025, 6, 30)}
    successors = Succession.objects.filter(predecessor__in=districts).values("successor")
    heirs = Assignment.objects.filter(duty=duty, agency__in=successors, inherited_from=None)
    assert set(heirs.values_list("starts_on", flat=True)) == {dt.date(2025, 7, 1)}


def test_a_year_has_the_usual_duties_of_every_desk(province):
    plan = Plan.objects.get(first_year=2026, last_year=2026)
    duties = Wording.objects.in_force(DAY).filter(duty__plan=plan)
    assert (plan.parent.years, duties.count()) == ("2026–2030", 13)
    assert duties.filter(duty__assignments=None).count() == 0
