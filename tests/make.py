"""A portal in the middle of its work: one of everything, for the tests that walk every address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from agencies.models import AgencyKind, CalendarDay, Officer, Post
from feedback.actions.answering import sign_answer, submit_answer, write_answer
from feedback.actions.breaches import record_breach
from feedback.actions.handling import accept, refuse
from feedback.actions.public_files import choose_file, look_at_file
from feedback.actions.publishing import approve_publication
from feedback.actions.requests import record_request
from feedback.models import Breach, ConsentWording, DataLimit, DataRequest, Handling, Norm, Publication
from notices.actions import claim_due
from notices.models import Announcement, Delivery, Reminder
from plans.actions.activities import add_proof, add_result
from plans.actions.agency_plans import add_item, begin_plan, record_plan_paper, submit_plan
from records.actions import store_attachment
from records.content.check import CheckedFile
from reports.actions.entry import Entry, add_evidence, fill_blanks
from reports.actions.issuing import amend_paper, issue_paper
from reports.actions.papers import blank_sections, paper_of, save_paper_text
from reports.actions.periods import generate_year, open_period
from reports.actions.reviewing import return_report
from reports.actions.sending import (
    hand_back_report,
    sign_report,
    submit_report,
    take_over,
)
from reports.actions.signed_papers import record_official_paper
from reports.answers import Answers
from reports.models import (
    DeadlineRule,
    Evidence,
    Figure,
    FigureLimit,
    FigureSource,
    Indicator,
    OutgoingPaper,
    PaperKind,
    Period,
    ProvincePaper,
    Report,
    Section,
    SectionFigure,
    SheetLine,
)
from tests.agencies.make import (
    People,
    make_agency,
    make_leave,
    make_officer,
    make_people,
    make_post,
    make_proposed_leave,
)
from tests.feedback.make import answer_one, approved, draft, make_regulation, make_rule, receive
from tests.notices.make import make_entry
from tests.plans.make import make_activity, make_duty, make_issued_plan, make_plan
from tests.records.files import make_docx, make_pdf, make_picture
from tests.reports.make import (
    at,
    feed,
    figure,
    fill,
    fresh,
    make_broken_check,
    make_regime,
    make_report,
    put,
    send,
    send_and_accept,
)

MARK = "kín-như-bưng"  # stands in everything that the other agency wrote and nobody outside may read
MARKED_NUMBER = 7_654_321
ROLES = [
    "drafter",
    "head",
    "reviewer",
    "issuer",
    "registrar",
    "clerk",
    "stranger",
    "leader",
    "press",
    "party",
    "postless",
]


@dataclass
class Everything:
    """`officers` by role; `things`: what an address is about, by the name the tables use."""

    people: People
    officers: dict[str, Officer]
    things: dict[str, list[Any]]
    secret_report_ids: set[int]
    secret_file_id: Any


def make_everything() -> Everything:
    people = make_people()
    officers = make_officers(people)
    periods = make_opened_periods()
    own = make_own_reports(people, periods)
    secret = make_secret_reports(people, officers["other_head"], periods)
    issue(periods["q1 2026"], people, PaperKind.HOME_AFFAIRS)
    issued = issue(periods["q1 2026"], people, PaperKind.PROVINCE)
    amend_paper(issued, reason="Bổ sung Sở Y tế", by=people.reviewer, now=at(21, 3))
    things = agency_things(people) | report_things(own) | period_things(periods) | notice_things(people)
    things |= plan_things(people)
    things |= feedback_things(people)
    evidence = Evidence.objects.get(report=secret[0], attachment__isnull=False)
    things["file of the stranger's draft"] = [evidence.attachment_id]
    things |= {"": [], "spent link": ["a", "b-c"]}
    for place, report in zip(["draft", "returned"], secret, strict=True):
        things[f"stranger's {place}"] = [report.pk]
    things["stranger's figure from records"] = [secret[0].pk, figure(secret[0], "TT28").pk]
    return Everything(people, officers, things, {report.pk for report in secret}, evidence.attachment_id)


def make_officers(people: People) -> dict[str, Officer]:
    """One officer a role; the stranger's head stands beside them."""
    leadership = make_agency("Lãnh đạo UBND tỉnh", "lanh-dao-tinh")
    found = {role: getattr(people, role) for role in ROLES if hasattr(people, role)}
    return found | {
        "clerk": make_post(
            make_officer("Lý Thị Thư"), people.agency, Post.Role.CLERK, title="Văn thư"
        ).officer,
        "leader": make_post(make_officer("Cao Văn Xem"), leadership, Post.Role.READER).officer,
        "press": make_post(make_officer("Bùi Thị Báo"), make_agency("Báo tỉnh", "bao-chi")).officer,
        "party": make_post(make_officer("Mai Văn Đảng"), make_agency("Ban Tuyên giáo", "dang")).officer,
        "postless": make_officer("Tạ Thị Nghỉ"),
        "other_head": make_post(make_officer("Hồ Văn Ký"), people.other_agency, Post.Role.HEAD).officer,
    }


def make_opened_periods() -> dict[str, Period]:
    """Two report years; the periods that the reports below stand in are open."""
    regime = make_regime()
    feed(regime.form_version, "TT28", "tin-bai-bao", "people", valid_from=dt.date(2026, 3, 15))
    periods = {}
    for year in (2025, 2026):
        for period in generate_year(regime, year, by=None, now=at(1, 2, year=year)):
            periods[f"{period.code} {year}"] = period
    for name in ["q1 2025", "h1 2025", "q3 2025", "year 2025", "q1 2026", "h1 2026", "q3 2026"]:
        period = periods[name]
        opened = at(period.opens_on.day, period.opens_on.month, year=period.opens_on.year)
        periods[name] = open_period(period, by=None, now=opened)
    return periods


def zeros(report: Report, by: Officer, **numbers: int) -> Report:
    """Everything answered: these numbers, 0 elsewhere, the required texts."""
    now = at(report.period.ends_on.day, report.period.ends_on.month, year=report.period.ends_on.year)
    put(report, by, now, **numbers)
    fill_blanks(report, Entry(number=Decimal(0)), by=by, now=now)
    return fill(report, by, now)


def make_own_reports(people: People, periods: dict[str, Period]) -> dict[str, Report]:
    """The drafter's agency has a report in each state."""
    drafter, head, reviewer = people.drafter, people.head, people.reviewer
    found = {name: make_report(people.agency, period) for name, period in periods.items() if period.opened_at}
    zeros(found["q1 2025"], drafter)
    send(found["q1 2025"], drafter, head)
    zeros(found["h1 2025"], drafter)
    sending = send(found["h1 2025"], drafter, head)
    reasons = {figure(found["h1 2025"], "TT05"): "Thiếu văn bản tháng 4."}
    return_report(found["h1 2025"], figures=reasons, sections={}, by=reviewer, now=sending.sent_at)
    take_over(found["q3 2025"], reason="Báo cáo giấy 12/BC", by=reviewer, now=at(20, 9, year=2025))
    zeros(found["q1 2026"], drafter, TT05=3)
    accepted = send_and_accept(found["q1 2026"], drafter, head, reviewer)
    paper = store_attachment(ContentFile(make_pdf(), name="125-BC.pdf"), by=drafter, now=accepted.sent_at)
    facts: dict[str, Any] = {"number": "125/BC-STP", "signed_on": at(14, 3).date(), "signer": "Lê Văn Ký"}
    record_official_paper(accepted, **facts, attachment=paper, by=drafter, now=accepted.sent_at)
    put(found["h1 2026"], drafter, TT05=4)
    add_file(found["h1 2026"], "TT05", drafter, title="Kế hoạch", name="ke-hoach.pdf", content=make_pdf())
    submit_report(zeros(found["q3 2026"], drafter), by=drafter, now=at(15, 9))
    return {
        "sent": found["q1 2025"],
        "returned": found["h1 2025"],
        "on behalf": found["q3 2025"],
        "not started": found["year 2025"],
        "accepted": found["q1 2026"],
        "draft": found["h1 2026"],
        "awaiting": found["q3 2026"],
    }


def add_file(report: Report, code: str, by: Officer, *, title: str, name: str, content: bytes) -> None:
    now = at(1, 6)
    attachment = store_attachment(ContentFile(content, name=name), by=by, now=now)
    add_evidence(report, figure=figure(report, code), title=title, attachment=attachment, by=by, now=now)


def make_secret_reports(people: People, head: Officer, periods: dict[str, Period]) -> list[Report]:
    """What the stranger's agency wrote and Home Affairs has not accepted: a draft and a returned report."""
    drafter = people.stranger
    draft = make_report(people.other_agency, periods["h1 2026"])
    write_marked(draft, drafter)
    add_file(
        draft,
        "TT05",
        drafter,
        title=f"Ảnh {MARK}",
        name=f"{MARK}.docx",
        content=make_docx(f"Trong tệp {MARK}"),
    )
    returned = make_report(people.other_agency, periods["q3 2026"])
    zeros(write_marked(returned, drafter), drafter)
    submit_report(returned, by=drafter, now=at(15, 9))
    hand_back_report(returned, reason=f"Chưa ký vì {MARK}", by=head, now=at(15, 9))
    submit_report(returned, by=drafter, now=at(15, 9))
    sign_report(returned, by=head, now=at(16, 9))
    reasons = {figure(returned, "TT05"): f"Trả lại vì {MARK}"}
    return_report(
        returned, figures=reasons, sections={}, note=f"Chung: {MARK}", by=people.reviewer, now=at(17, 9)
    )
    return [draft, returned]


def write_marked(report: Report, by: Officer) -> Report:
    from reports.actions.entry import save_text, save_value

    now = at(1, 6)
    entry = Entry(number=Decimal(MARKED_NUMBER), note=f"Ghi chú {MARK}")
    save_value(report, figure(report, "TT17"), entry, seen_version=0, by=by, now=now)
    section = next(row for row in Answers(fresh(report)).sections if not row.is_heading)
    save_text(report, section, f"Nội dung {MARK}", seen_version=0, by=by, now=now)
    return fresh(report)


def issue(period: Period, people: People, kind: str = PaperKind.HOME_AFFAIRS) -> ProvincePaper:
    paper = paper_of(period, kind)
    now = at(20, 3)
    for section in blank_sections(paper):
        save_paper_text(paper, section, "Nội dung.", seen_version=0, by=people.reviewer, now=now)
    return issue_paper(paper, by=people.issuer, now=now)


def agency_things(people: People) -> dict[str, list[Any]]:
    return {
        "agency": [people.agency.pk],
        "agency's version": [people.agency.versions.get().pk],
        "drafter": [people.drafter.pk],
        "drafter's post": [people.drafter.posts.get().pk],
        "leave": [make_leave(people.drafter.posts.get(), people.head.posts.get()).pk],
        "proposed leave": [make_proposed_leave(people).pk],
        "kind of agency": [AgencyKind.objects.get(code="so").pk],
        "day off": [CalendarDay.objects.get(day="2026-09-02").pk],
        "year": [2026],
    }


def report_things(own: dict[str, Report]) -> dict[str, list[Any]]:
    draft, accepted = own["draft"], own["accepted"]
    group = figure(draft, "TT05").indicator.group_id
    section = Section.objects.filter(form_version=draft.period.form_version_id, is_heading=False)[0]
    evidence = draft.evidence.get()
    paper = accepted.sendings.get().official_paper
    found: dict[str, list[Any]] = {name: [report.pk] for name, report in own.items()}
    found |= {
        "draft's group": [draft.pk, group],
        "draft's section": [draft.pk, section.pk],
        "draft's figure from records": [draft.pk, figure(draft, "TT28").pk],
        "draft's figure without records": [draft.pk, figure(draft, "TT05").pk],
        "draft's evidence": [draft.pk, evidence.pk],
        "accepted sending": [accepted.pk, 1],
        "sent sending": [own["sent"].pk, 1],
        "file of the draft": [evidence.attachment_id],
        "signed paper": [paper.attachment_id],
    }
    return found


def period_things(periods: dict[str, Period]) -> dict[str, list[Any]]:
    issued, going, planned = periods["q1 2026"], periods["h1 2026"], periods["year 2026"]
    section = blank_sections(paper_of(going, PaperKind.PROVINCE))[0]
    spoken = SectionFigure.objects.of_form(issued.form_version_id)[0]
    going_out = OutgoingPaper.objects.get(paper=paper_of(issued, PaperKind.HOME_AFFAIRS))
    dispatch, line = going_out.dispatches.all()[0], SheetLine.objects.all()[0]
    return {
        "issued": [issued.pk],
        "open period": [going.pk],
        "planned period": [planned.pk],
        "figure": [going.pk, Figure.objects.get(code="TT05").pk],
        "paper of a planned period": [planned.pk, PaperKind.HOME_AFFAIRS],
        "issued paper": [issued.pk, PaperKind.HOME_AFFAIRS],
        "issued paper's first issue": [issued.pk, PaperKind.HOME_AFFAIRS, 1],
        "open paper": [going.pk, PaperKind.PROVINCE],
        "begun amendment": [issued.pk, PaperKind.PROVINCE],
        "open paper's section": [going.pk, PaperKind.PROVINCE, section.pk],
        "issued file": [paper_of(issued, PaperKind.HOME_AFFAIRS).document_id],
        "form": [issued.form_version_id],
        "form's indicator": [issued.form_version_id, Indicator.objects.get(code="TT05").pk],
        "check that does not hold": [issued.pk, make_broken_check(issued, "TT05").pk],
        "form's section": [issued.form_version_id, spoken.section_id],
        "form's spoken figure": [issued.form_version_id, spoken.section_id, spoken.figure_id],
        "issued paper's key": [going_out.paper_id],
        "outgoing paper": [going_out.pk],
        "outgoing paper's step": [going_out.pk, "sign"],
        "dispatch": [dispatch.pk],
        "dispatch's step": [dispatch.pk, "send"],
        "sheet line": [issued.form_version_id, line.pk],
        "source": [issued.form_version_id, FigureSource.objects.get().pk],
        "limit": [issued.form_version_id, FigureLimit.objects.order_by("pk")[0].pk],
        "layout": [PaperKind.HOME_AFFAIRS],
        "rule": [DeadlineRule.objects.all()[0].pk],
    }


def plan_things(people: People) -> dict[str, list[Any]]:
    plan = make_plan(file=CheckedFile("quyet-dinh.pdf", "application/pdf", make_pdf()))
    duty = make_duty(plan, leads=[people.agency], partners=[people.other_agency])
    activity = make_activity(people.agency, topic="Giao ban báo chí", planned_on=at(1, 6).date())
    result = add_result(
        activity, measure="people", on=at(1, 6).date(), amount=30, by=people.drafter, now=at(2, 6)
    )
    photograph = CheckedFile("anh.pdf", "application/pdf", make_pdf())
    proof = add_proof(activity, file=photograph, by=people.drafter, now=at(2, 6))
    secret = make_activity(people.other_agency, topic=f"Hoạt động {MARK}", planned_on=at(1, 6).date())
    add_result(secret, measure="people", on=at(1, 6).date(), amount=MARKED_NUMBER, by=None, now=at(2, 6))
    issued = make_issued_plan(people, year=2025)
    paper = CheckedFile("ke-hoach.pdf", "application/pdf", make_pdf())
    facts: dict[str, Any] = {"number": "35/KH-STP", "signed_on": at(1, 6).date()}
    issued = record_plan_paper(issued, **facts, file=paper, by=people.drafter, now=at(2, 6))
    draft = begin_plan(people.agency, 2026, by=people.drafter, now=at(2, 6))
    line = add_item(draft, content="Tự bổ sung", by=people.drafter, now=at(2, 6))
    awaiting = begin_plan(people.agency, 2027, by=people.drafter, now=at(2, 6))
    add_item(awaiting, content="Chuẩn bị năm sau", by=people.drafter, now=at(2, 6))
    submit_plan(awaiting, by=people.drafter, now=at(2, 6))
    hidden = begin_plan(people.other_agency, 2026, by=people.stranger, now=at(2, 6))
    add_item(hidden, content=f"Bổ sung {MARK}", by=people.stranger, now=at(2, 6))
    return {
        "draft plan": [draft.pk],
        "awaiting plan": [awaiting.pk],
        "issued plan": [issued.pk],
        "line": [line.pk],
        "file of the issued plan": [issued.paper_id],
        "activity": [activity.pk],
        "result": [result.pk],
        "proof": [proof.pk],
        "file of the activity": [proof.attachment_id],
        "plan": [plan.pk],
        "decision": [plan.decisions.get().pk],
        "duty": [duty.pk],
        "assignment": [duty.assignments.get().pk],
        "file of the plan": [plan.decisions.get().document_id],
    }


PICTURE = CheckedFile("anh.png", "image/png", make_picture())


def feedback_things(people: People) -> dict[str, list[Any]]:
    """An item in each state that has a page of its own, and one that is hidden from all but its agency."""
    drafter, now = people.drafter, at(2, 6)
    make_regulation(people.agency)
    make_regulation(people.other_agency)
    receive(people.other_agency, content=f"Phản ánh {MARK} của người dân.", now=now)
    file = CheckedFile("don.pdf", "application/pdf", make_pdf())
    found = {
        name: Handling.objects.get(item=receive(people.agency, files=[file], now=now).item)
        for name in (
            "feedback",
            "feedback in hand",
            "feedback awaiting",
            "feedback answered",
            "refused feedback",
        )
    }
    for name in ("feedback in hand", "feedback awaiting", "feedback answered"):
        accept(found[name], kind="unfit", rule=None, officer=drafter, by=drafter, now=now)
        fields: dict[str, Any] = {"text": "Đã bỏ một giấy tờ.", "outcome": "put_right"}
        write_answer(found[name], **fields, seen_edits=0, by=drafter, now=now)
    for name in ("feedback awaiting", "feedback answered"):
        submit_answer(found[name], by=drafter, now=now)
    sign_answer(found["feedback answered"], seen_edits=1, by=people.head, now=now)
    refuse(
        found["refused feedback"], ground="question", words="Xin hỏi Bộ phận Một cửa.", by=drafter, now=now
    )
    drafted, shown = (publish_one(people, is_approved=approved, now=now) for approved in (False, True))
    opened, awaiting, removable = (
        choose_file(shown.handling, title="Ảnh", original=None, copy=PICTURE, by=drafter, now=now)
        for _ in range(3)
    )
    approved(opened, by=people.head, now=now)
    look_at_file(awaiting, by=people.head, now=now)
    return {name: [handling.pk] for name, handling in found.items()} | {
        "drafted feedback": [drafted.handling_id],
        "shown feedback": [shown.handling_id],
        "published feedback": [shown.handling.item.code, shown.handling_id],
        "opened file": [shown.handling.item.code, shown.handling_id, opened.pk],
        "public file": [shown.handling_id, awaiting.pk],
        "removable file": [shown.handling_id, removable.pk],
        "ending": ["csv"],
        "data request": [ask_about_data(people, now=now).pk],
        "matter of data": ["stop"],
        "data limit": [DataLimit.objects.get(matter="breach").pk],
        "breach": [find_breach(people, now=now).pk],
        "made up pass": ["made:up"],
        "reform rule": [make_rule().pk],
        "norm": [Norm.objects.order_by("pk")[0].pk],
        "norm code": ["transfer"],
        "file of the feedback": [(came_with := found["feedback"].item.files.get()).attachment_id],
        "feedback and its file": [found["feedback"].pk, came_with.pk],
    }


def find_breach(people: People, *, now: dt.datetime) -> Breach:
    found: dict[str, Any] = {"happened": "Gửi nhầm danh sách", "data": "Họ tên", "people": 3, "done": ""}
    return record_breach(found_at=now, **found, by=people.registrar, now=now)


def ask_about_data(people: People, *, now: dt.datetime) -> DataRequest:
    asked: dict[str, Any] = {"kind": "know", "code": "", "words": "Muốn biết cơ quan giữ gì"}
    return record_request(people.agency, **asked, received_on=now.date(), by=people.drafter, now=now)


def publish_one(people: People, *, is_approved: bool, now: dt.datetime) -> Publication:
    case = answer_one(people, now=now, consents=list(ConsentWording.objects.all()))
    made = draft(case, by=people.drafter, now=now)
    return approve_publication(made, seen_edits=1, by=people.head, now=now) if is_approved else made


def notice_things(people: People) -> dict[str, list[Any]]:
    entry: Delivery = make_entry(people.drafter)
    said = Announcement.objects.create(
        subject="Họp", text="Mời họp.", written_by=people.reviewer, written_at=at(2, 6)
    )
    said.agencies.add(people.agency)
    claim_due(at(2, 6))  # what fell due in spring was told of by then
    reminder = Reminder.objects.exclude(rule__anchor="event")[0]
    return {
        "notice": [entry.pk],
        "reminder": [reminder.pk],
        "reminder_rule": [reminder.rule_id],
        "kind_of_reminder": [reminder.obligation_kind],
        "announcement": [said.pk],
    }
