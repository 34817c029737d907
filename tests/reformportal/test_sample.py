"""The sample province as it stands on a Sunday in November 2026."""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Count, F, Max

from agencies.models import Agency, AgencyVersion, Officer, Post, Succession
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
from notices.health import by_day
from notices.models import Delivery, Reminder
from plans.actions.activities import FIELDS, add_proof, finish_activity, plan_activity
from plans.actions.agency_plans import missing_duties
from plans.models import Activity, AgencyPlan, Assignment, Plan, PlanItem, Wording
from plans.progress import progress_of
from records.models import AuditEntry
from records.workflow import HANDED_BACK
from reformportal import sample
from reformportal.sample.bodies import COUNCIL_2025
from reformportal.sample.cast import Cast
from reformportal.sample.communes import COMMUNES
from reformportal.sample.figures import Office
from reformportal.sample.history import at
from reformportal.sample.narratives import texts
from reformportal.sample.notes import OF_FLOW
from reformportal.sample.outline import Earlier, Outline
from reformportal.sample.register import people_of
from reformportal.sample.successions import COMMUNES_OF_DISTRICT
from reformportal.sample.work import agreed
from reformportal.sample.writing import Form, Story, write
from reports.accounts import NOTHING
from reports.actions.papers import write_paper
from reports.answers import Answers
from reports.bases import footing, later_than
from reports.consolidation import by_agency, consolidate
from reports.models import (
    Basis,
    Dispatch,
    Figure,
    FigureValue,
    OutgoingPaper,
    Period,
    ProvincePaper,
    Report,
    Sending,
    SendingFigure,
)
from reports.reconciling import disagreements
from reports.recorded import moved_since, recorded_figures
from reports.recount import differences, recount
from reports.rules import percentage
from reports.workflow import State
from tests.databases import SAMPLE_DAY
from tests.records.papers import read
from tests.reformportal.sample_rows import by_actions, rows_of

DAY = SAMPLE_DAY


def period(code: str, year: int = 2026) -> Period:
    return Period.objects.select_related("open_slice").get(code=code, year=year)


def in_force(day: dt.date) -> Counter:
    return Counter(AgencyVersion.objects.in_force(day).values_list("kind__code", flat=True))


# Agencies


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


# People


def test_every_address_ends_in_example(province):
    addresses = Officer.objects.values_list("email", flat=True)
    assert [email for email in addresses if not email.endswith("@quangngai.example")] == []
    assert [email for email in addresses if not email.isascii()] == []


def test_every_agency_that_owes_has_a_drafter_a_head_and_a_deputy(province):
    owing = AgencyVersion.objects.in_force(DAY).exclude(kind__owes="nothing")
    posts = Post.objects.in_force(DAY).filter(agency__in=owing.values("agency"))
    drafters = posts.filter(role="drafter").values("agency").distinct().count()
    heads = posts.filter(role="head").values("agency").annotate(count=Count("pk"))
    assert (owing.count(), drafters, set(heads.values_list("count", flat=True))) == (113, 113, {2})


def test_deputies_sign_under_their_own_lines(province):
    lines = Post.objects.filter(
        officer__email__in=["pho.stp@quangngai.example", "pho.xa-binh-minh@quangngai.example"]
    )
    assert list(lines.order_by("officer__email").values_list("signature_lines", flat=True)) == [
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    ]


def test_one_left_one_helps_a_neighbour_one_stands_in(province):
    left = Officer.objects.get(is_active=False)
    assert (left.email, left.posts.get().valid_to) == ("soan.syt@quangngai.example", dt.date(2025, 9, 30))
    helper = Officer.objects.get(email="soan.phuong-cam-thanh@quangngai.example")
    assert helper.posts.in_force(DAY).count() == 2
    substitute = Post.objects.in_force(DAY).get(substitutes__isnull=False)
    assert substitute.substitutes.officer.email == "soan.sct@quangngai.example"


def test_people_of_the_highlands_bear_names_of_their_own():
    assert [people_of(code) for code in ("21085", "21484", "23527")] == ["kinh", "hre", "gia-rai"]


def test_one_officer_of_every_desk_can_sign_in(province, client):
    assert [email for _desk, email, _password in sample.sign_ins()] == [
        email for _desk, email in sample.DESKS
    ]
    desk, email, password = sample.sign_ins()[0]
    assert desk == "Chuyên viên sở"
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    assert answer.headers["Location"] == "/desk/"


# Periods and reports


def test_periods_run_from_report_year_2025_to_the_reference_day(province):
    rows = Period.objects.exclude(opened_at=None).order_by("ends_on")
    found = [(row.year, row.code, row.reports.count(), row.issued_at is not None) for row in rows]
    assert found == [
        (2025, "q1", 31, True),
        (2025, "h1", 30, True),
        (2025, "q3", 113, True),
        (2025, "year", 113, True),
        (2026, "q1", 113, True),
        (2026, "h1", 113, True),
        (2026, "q3", 113, False),
        (2026, "year", 113, False),
    ]


@pytest.mark.parametrize(
    ("code", "year", "due_on"),
    [
        ("q1", 2026, dt.date(2026, 3, 17)),
        ("h1", 2026, dt.date(2026, 6, 16)),
        ("q3", 2026, dt.date(2026, 9, 16)),
        ("year", 2026, dt.date(2026, 12, 16)),
        ("q1", 2025, dt.date(2025, 3, 18)),
    ],
)
def test_deadlines_follow_the_rule_and_the_calendar(province, code, year, due_on):
    communes_and_departments = period(code, year).reports.filter(version__kind__owes="whole")
    assert set(communes_and_departments.values_list("rule_due_on", flat=True)) == {due_on}


def test_the_periods_under_way_hold_work_for_every_desk(province):
    reviewing = Counter(period("q3").reports.owed().values_list("state", flat=True))
    collecting = Counter(period("year").reports.owed().values_list("state", flat=True))
    assert set(reviewing) == set(State.values)
    assert set(collecting) == {State.NOT_STARTED, State.DRAFT, State.AWAITING_HEAD}


def test_e3_what_a_head_handed_back_stands_on_the_drafters_desk(province, client):
    client.force_login(Officer.objects.get(email="soan.bqn@quangngai.example"))
    back = Report.objects.get(period=period("year"), version__code="BQN")
    assert back.state == State.DRAFT
    (line,) = [
        line
        for line in client.get("/desk/").context["desk"].owed
        if line.url.startswith(f"/reports/{back.pk}/")
    ]
    assert line.state == HANDED_BACK
    assert "Chưa thấy tính các tin phát lại" in client.get(back.get_absolute_url()).text


def test_past_periods_hold_every_sort_of_report(province):
    reports = Report.objects.filter(period__issued_at__isnull=False)
    assert set(reports.exclude(timeliness="").values_list("timeliness", flat=True)) == {
        "on_time", "extended", "late", "asked",
    }  # fmt: skip
    assert reports.exclude(excused_at=None).count() == 6
    assert reports.filter(is_on_behalf=True, state=State.ACCEPTED).count() == 6
    assert reports.owed().filter(accepted_sending=None).count() == 12
    assert Sending.objects.filter(kind=Sending.Kind.CORRECTION).count() == 1


def test_both_papers_of_every_issued_period_are_there(province):
    issued = Period.objects.exclude(issued_at=None).count()
    papers = ProvincePaper.objects.filter(state="issued")
    first = papers.filter(issue_number=1)
    assert (issued, first.count(), papers.filter(document=None).count()) == (6, 12, 0)
    assert {paper.basis.number for paper in first.select_related("basis")} == {1}


def test_p5_the_corrected_period_was_issued_once_more_on_a_set_of_its_own(province):
    again = ProvincePaper.objects.select_related("basis").exclude(issue_number=1).get()
    assert (again.period.code, again.state, again.basis.number, later_than(again.basis)) == (
        "h1", "issued", 2, [],
    )  # fmt: skip
    first = Basis.objects.get(period=again.period_id, number=1)
    assert len(later_than(first)) == 1


def test_p2_the_papers_say_their_figures_by_code_and_print_them(province):
    texts = [row for paper in ProvincePaper.objects.issued() for row in paper.texts.all()]
    tied = [row for row in texts if "{" in row.text]
    assert len(tied) >= 60
    assert not any("{" in row.issued_text or "…" in row.issued_text for row in tied)


def missing_in(answers: Answers) -> list:
    unsettled = [finding.words for finding in answers.stopping]
    return [answers.blank_figures, answers.blank_sections, answers.unsaid, unsettled]


def test_p7_every_issued_paper_went_out_to_whom_it_is_for(province):
    rows = OutgoingPaper.objects.all()
    assert (rows.count(), rows.filter(state="numbered").count()) == (13, 12)
    assert [row.paper.issue_number for row in rows.open()] == [2]  # issued once more, its number to come
    typed = Dispatch.objects.filter(wants_figures=True)
    assert (typed.count(), typed.filter(figures_code="").count()) == (6, 0)
    assert Officer.objects.filter(posts__role="clerk", is_sample=False).count() == 0


def test_accepted_reports_are_complete_and_agree_with_themselves(province):
    kinds = Report.objects.filter(state=State.ACCEPTED).order_by("period_id", "version__kind_id", "pk")
    chosen = kinds.distinct("period_id", "version__kind_id").select_related(
        "period__open_slice", "period__regime", "version__kind"
    )
    found = [(str(report), missing) for report in chosen if any(missing := missing_in(Answers(report)))]
    assert (len(chosen), found) == (64, [])


def test_feedback_left_open_is_what_the_next_slice_begins_with(province):
    numbers = defaultdict(dict)
    rows = FigureValue.objects.filter(figure__code__in=["TT33.1", "TT33.5"]).exclude(
        slice__closing_periods__code="year", slice__year=2026
    )
    for agency, closing, code, number in rows.order_by("slice__ends_on").values_list(
        "agency", "slice__ends_on", "figure__code", "number"
    ):
        numbers[agency].setdefault(closing, {})[code] = number
    closings = sorted({closing for by_closing in numbers.values() for closing in by_closing})
    broken = [
        (agency, before)
        for agency, by_closing in numbers.items()
        for before, after in itertools.pairwise(closings)
        if before in by_closing
        and after in by_closing
        and {"TT33.1", "TT33.5"} <= by_closing[before].keys() & by_closing[after].keys()
        and by_closing[before]["TT33.5"] != by_closing[after]["TT33.1"]
    ]
    assert broken == []


# Consolidation, computed a second time


def independent_total(figure: Figure, asked: Period) -> Decimal | None:
    """A figure over the whole period by its rule, from accepted sendings, in plain Python."""
    if figure.parts:
        return percentage(*(independent_total(part, asked) for part in figure.parts))
    numbers: dict[int, dict[dt.date, Decimal]] = defaultdict(dict)
    rows = SendingFigure.objects.filter(
        figure__code=figure.code, sending__in=Report.objects.values("accepted_sending"), number__isnull=False
    ).select_related("sending__report", "slice")
    for row in rows:
        if asked.starts_on <= row.slice.starts_on and row.slice.ends_on <= asked.ends_on:
            numbers[row.sending.report.agency_id][row.slice.ends_on] = row.number or Decimal(0)
    found = [one for agency, by_closing in numbers.items() for one in _one(figure, agency, by_closing, asked)]
    return sum(found, Decimal(0)) if found else None


def _one(figure: Figure, agency: int, by_closing: dict[dt.date, Decimal], asked: Period) -> list[Decimal]:
    versions = AgencyVersion.objects.filter(agency=agency)
    is_here = versions.in_force(asked.ends_on).exists()
    if figure.time_rule == "sum":
        return list(by_closing.values())
    if figure.time_rule == "last":
        return [by_closing[asked.ends_on]] if is_here and asked.ends_on in by_closing else []
    if figure.time_rule == "yearly":
        return [by_closing[max(by_closing)]] if is_here else []
    existed = versions.filter(valid_from__lte=asked.starts_on).exists()
    return [by_closing[min(by_closing)]] if existed else []


@pytest.mark.parametrize(("code", "year"), [("year", 2025), ("q1", 2026), ("q3", 2026)])
@pytest.mark.parametrize("figure", ["TT03", "TT04", "TT06", "TT13", "TT26.1", "TT34.2"])
def test_totals_equal_an_independent_sum(province, code, year, figure):
    asked = period(code, year)
    row = Figure.objects.of_form(asked.form_version_id).get(code=figure)
    assert consolidate(asked).total(row).cumulative == independent_total(row, asked)


OPENED = [(year, code) for year in (2025, 2026) for code in ("q1", "h1", "q3", "year")]


@pytest.mark.parametrize(("year", "code"), OPENED)
def test_f2_every_figure_is_what_its_parts_add_up_to_and_every_stock_closes(province, year, code):
    """By the recount; whose numbers are in a total is told beside it."""
    asked = period(code, year)
    found = consolidate(asked)
    assert differences(asked) == []
    assert disagreements(asked, found) == []
    total = {row.code: found.total(row).cumulative or Decimal(0) for row in found.figures}
    came = total["TT33.1"] + total["TT33.2"] + total["TT33.6"]
    left = sum(total[f"TT33.{place}"] for place in (3, 4, 7, 8, 9, 10))
    assert came - left == total["TT33.5"]
    typed = [row for row in found.figures if not row.parts]
    given = by_agency(asked, [row.pk for row in typed])
    counted = {row.code: sum(one.cumulative is not None for one in given[row.pk].values()) for row in typed}
    assert {row.code: found.total(row).reporting for row in typed} == counted


def test_f2_every_number_of_every_issued_annex_is_recounted(province):
    """The newest issue of each paper as .docx, read back, against the recount."""
    papers = [row for row in ProvincePaper.objects.issued() if row.basis and not later_than(row.basis)]
    assert len(papers) >= 10
    for paper in papers:
        counted = recount(paper.period)
        figures = {row.code: row for row in Figure.objects.of_form(paper.period.form_version_id)}
        rows = annex_rows(paper)
        assert rows.keys() == figures.keys()
        for code, (in_slice, over, agencies) in rows.items():
            row = figures[code]
            if row.parts:
                numbers = [counted.get((part.pk, None), NOTHING) for part in row.parts]
                shares = (percentage(*(one.in_slice for one in numbers)),
                          percentage(*(one.cumulative for one in numbers)))  # fmt: skip
                assert (in_slice, over, agencies) == (*shares, min(one.reporting for one in numbers)), code
                continue
            total = counted.get((row.pk, None), NOTHING)
            if row.agency_rule == "none":
                assert (in_slice, over, agencies) == (None, None, total.reporting), code
                continue
            wanted = None if row.time_rule == "yearly" else total.in_slice
            assert (in_slice, over, agencies) == (wanted, total.cumulative, total.reporting), (paper, code)


def annex_rows(paper: ProvincePaper) -> dict[str, tuple[Decimal | None, Decimal | None, int]]:
    """In the slice, over the period, of how many agencies: by code, as printed."""
    content = write_paper(paper, footing(paper), post=paper.issued_post, today=DAY, is_issued=True)
    table = read.open_docx(content).tables[-1]
    found = {}
    for row in table.rows:
        cells = [cell.text.strip() for cell in row.cells]
        if len(cells) >= 7 and cells[1].startswith("TT"):
            found[cells[1]] = (_printed(cells[4]), _printed(cells[5]), int(cells[6]))
    return found


def _printed(text: str) -> Decimal | None:
    plain = text.replace(".", "").replace(",", ".")
    return Decimal(plain) if plain.replace(".", "").isdigit() else None


# What leaves the portal


def test_no_mail_leaves_and_nothing_past_is_planned(province):
    assert set(Delivery.objects.values_list("channel", "state")) == {("portal", "sent")}
    assert mail.outbox == []
    open_rows = Reminder.objects.open().order_by("due_at")
    assert open_rows.filter(due_at__lte=at(DAY, 23, 59)).count() == 0
    assert open_rows.first().due_at == at(dt.date(2026, 11, 23), 8)  # feedback, and what waits for a head
    planned = open_rows.filter(obligation_kind="plans.assignment")
    assert planned.first().due_at == at(dt.date(2026, 11, 27), 8)  # a working day before 30 November


def test_the_last_two_weeks_were_told_on_the_portal(province):
    told = Delivery.objects.order_by("created_at")
    assert at(DAY, 0) - dt.timedelta(days=14) <= told.first().created_at < told.last().created_at < at(DAY, 0)
    assert {row.read_at is None for row in told} == {True, False}
    assert any(day.sent for day in by_day(DAY))


def test_it_does_not_load_twice(province):
    with pytest.raises(CommandError, match=r"^The sample is loaded already; "):
        call_command("load_sample")


# Many reports written at once leave the very rows that the actions leave one by one


STEPS = {
    "saved_at": at(dt.date(2026, 12, 15), 8),
    "submitted_at": at(dt.date(2026, 12, 15), 9),
    "sent_at": at(dt.date(2026, 12, 17), 10),  # a day late
    "accepted_at": at(dt.date(2026, 12, 18), 9),
}


# Where the portal asks: more than the records say, as many as the year had before.
WORDS = {"TT16": "3 bài của đoàn thể", "TT33.2": OF_FLOW, "TT33.3": OF_FLOW}


def make_story(report: Report, steps: int) -> Story:
    cast = Cast(dt.date(2026, 12, 15))
    invented = Office(report.version.code, report.version.kind.code).numbers(2026, 3)
    asked = {figure.pk: figure for figure in Form(report.period.form_version).asked(report.version.kind)}
    recorded = recorded_figures(report, asked.values())
    numbers = agreed(invented, {asked[pk].code: row.number for pk, row in recorded.items()})
    numbers["TT16"] = (numbers["TT16"] or Decimal(0)) + 3
    written = texts(
        report.version.code, name=report.version.name, sign="UBND", year=2026, place=3, month=1,
        numbers=numbers, people="kinh",
    )  # fmt: skip
    if report.version.kind.owes == "whole":
        outline = Outline(report.period.form_version)
        over = Earlier(report.period).over(report.agency_id, numbers, outline.figures)
        written = outline.taken(written, {figure.code for figure in asked.values()}, over)
    return Story(
        report=report,
        numbers=numbers,
        texts=written,
        drafter=cast.drafter(report.agency_id),
        head=cast.head(report.agency_id, deputy=True),
        reviewer=cast.reviewer("duyet2.snv@quangngai.example"),
        recorded=recorded,
        notes={code: words for code, words in WORDS.items() if code in {row.code for row in asked.values()}},
        **dict(list(STEPS.items())[:steps]),
    )


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["xa", "so", "dang"])
def test_many_at_once_leave_what_the_actions_leave(province, kind, steps):
    chosen = Report.objects.filter(period=period("year"), state=State.NOT_STARTED, version__kind__code=kind)
    found = []
    for store in (by_actions, lambda story, form: write([story], form)):
        report = chosen.select_related(
            "period__open_slice", "period__regime", "version__kind", "reviewer"
        ).first()
        with transaction.atomic():
            store(make_story(report, steps), Form(report.period.form_version))
            found.append(rows_of(report))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert [bool(found[0][name]) for name in ("values", "sendings", "reviews")] == [
        True, steps > 2, steps > 3,
    ]  # fmt: skip


# The plans

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


# Activities


def test_every_agency_with_duties_did_something_and_some_is_still_to_do(province):
    have = Assignment.objects.open().filter(duty__plan__first_year=2026).values_list("agency", flat=True)
    year = Activity.objects.between(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert set(year.values_list("agency", flat=True)) == set(have)
    states = Counter(Activity.objects.values_list("state", flat=True))
    assert (set(states), states["done"] > 300) == ({"done", "planned"}, True)
    assert Activity.objects.overdue(DAY).count() > 0
    assert Activity.objects.filter(planned_on__gt=DAY, state="planned").count() > 0


def test_activities_serve_duties_their_agency_has(province):
    assigned = set(Assignment.objects.values_list("duty", "agency"))
    assert set(Activity.objects.exclude(duty=None).values_list("duty", "agency")) <= assigned


def test_what_was_sent_is_what_the_records_say_or_says_why_not(province):
    fed = SendingFigure.objects.filter(recorded__isnull=False)
    otherwise = fed.exclude(number=F("recorded")).exclude(is_not_applicable=True, recorded=0)
    assert otherwise.filter(note="").count() == 0
    assert 0 < otherwise.count() < fed.count() / 100
    assert fed.filter(number__gt=0).values("figure").distinct().count() > 20


def test_the_records_say_today_what_they_said_when_it_was_sent(province):
    sendings = Sending.objects.filter(report__period__year=2026).select_related(
        "report__period__open_slice", "report__version__kind"
    )
    chosen = sendings.order_by("report__period_id", "report__version__kind_id", "pk")
    for sending in chosen.distinct("report__period_id", "report__version__kind_id"):
        typed = Figure.objects.of_form(sending.report.period.form_version_id).typed()
        assert moved_since(sending, recorded_figures(sending.report, typed)) == []


def test_joint_work_of_others_is_there_and_feeds_nothing(province):
    joint = Activity.objects.exclude(led_by=None)
    assert joint.done().count() > 10
    assert set(joint.values_list("led_by__versions__code", flat=True)) == {"SNV"}


def activity_rows(activity: Activity) -> dict[str, object]:
    """Every row about it, without the ids that differ between two runs."""
    entries = AuditEntry.objects.about(activity)
    url = str(activity.pk)
    return {
        "activity": {
            field.name: getattr(activity, field.name)
            for field in Activity._meta.fields
            if field.name not in ("id", "search_key")
        },
        "updates": list(activity.updates.values_list("on", "state", "note", "by", "at")),
        "results": list(activity.results.values_list("measure", "on", "amount", "by", "at")),
        "proofs": [proof.url.replace(url, "") for proof in activity.proofs.all()],
        "trail": [
            (row.at, row.actor_id, row.verb, {k: v for k, v in row.changes.items() if k != "proof"})
            for row in entries
        ],
    }


@pytest.mark.parametrize("state", ["done", "planned"])
def test_activities_written_at_once_are_what_the_actions_leave(province, state):
    for written in Activity.objects.filter(state=state).order_by("pk")[:5]:
        entry = AuditEntry.objects.about(written).first()
        by = Officer.objects.get(pk=entry.actor_id)
        by.current_posts = list(Post.objects.in_force(DAY).filter(officer=by).with_agency(DAY))
        fields = {name: getattr(written, name) for name in FIELDS}
        slow = plan_activity(written.agency, **fields, by=by, now=entry.at)
        if state == "done":
            amounts = dict(written.results.values_list("measure", "amount"))
            slow = finish_activity(slow, on=written.done_on, amounts=amounts, by=by, now=entry.at)
            url = written.proofs.get().url.replace(str(written.pk), str(slow.pk))
            add_proof(slow, url=url, by=by, now=entry.at)
        assert activity_rows(Activity.objects.get(pk=slow.pk)) == activity_rows(written)


# Agencies' own plans


def test_most_agencies_have_issued_their_plan_some_have_not(province):
    states = Counter(AgencyPlan.objects.filter(year=2026).values_list("state", flat=True))
    assert set(states) == {"draft", "awaiting_head", "issued"}
    assert states["issued"] > 80
    assert sum(states.values()) < 110


def test_a_plan_that_waits_stands_on_its_heads_desk(province, client):
    client.force_login(Officer.objects.get(email="truong.phuong-cam-thanh@quangngai.example"))
    plan = AgencyPlan.objects.get(agency__versions__code="21025", year=2026)
    assert plan.state == "awaiting_head"
    assert plan.get_absolute_url() in [line.url for line in client.get("/desk/").context["desk"].owed]


def test_no_duty_is_missing_in_an_approved_plan(province):
    for plan in AgencyPlan.objects.filter(state="issued").order_by("pk")[:5]:
        assert missing_duties(plan) == []


def test_most_duties_due_by_a_day_were_done_and_some_are_overdue(province):
    running = Assignment.objects.running(DAY).due_before(DAY)
    found = progress_of(running, DAY).values()
    by_day = Counter(one.state for one in found if one.wording.due_on)
    assert (set(by_day), by_day["done"] > by_day["overdue"]) == ({"done", "overdue"}, True)
    again = Counter(one.state for one in found if not one.wording.due_on)
    assert 0 < again["overdue"] < sum(again.values()) / 3
    assert set(progress_of(Assignment.objects.running(DAY), DAY)) > {row.pk for row in running}


def test_no_agency_acts_before_it_began(province):
    began = dict(AgencyVersion.objects.order_by("-valid_from").values_list("agency", "valid_from"))
    acts = Activity.objects.values_list("agency", "planned_on")
    assert [(agency, day) for agency, day in acts if day < began[agency]] == []


# Feedback


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
