"""After issue: up to the signer, to the clerk's number, to whom the paper is for, until they have it."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import Post
from notices.models import Reminder
from records.content.check import CheckedFile
from records.storage import path_of
from reformportal.desk import desk_tasks
from reports.actions.outgoing import (
    add_dispatch,
    begin_outgoing,
    move_dispatch,
    move_outgoing,
    number_outgoing,
    record_figures,
)
from reports.actions.papers import paper_of
from reports.actions.roads import set_roads
from reports.models import Dispatch, OutgoingEvent, OutgoingPaper, PaperKind, RoadStep
from reports.reminders.outgoing import OUTGOING
from reports.roads import Happened, Roads
from reports.workflow import DISPATCH_MOVES, ROAD_MOVES, DispatchState, RoadState
from tests.agencies.make import make_agency, make_kind, make_officer, make_people, make_post
from tests.notices.make import to_be_told
from tests.records.files import make_pdf
from tests.records.make import make_upload
from tests.reports.going_out import issue_both
from tests.reports.make import at, make_report

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 16)
PDF = CheckedFile("125-BC-UBND.pdf", "application/pdf", make_pdf())
NUMBER: dict[str, Any] = {"number": "125/BC-UBND", "signer": "Trần Phước Hiền"}
FOR_TESTS = {RoadState.NUMBERED: {"number": "1/BC", "signer": "A", "dated_on": MONDAY}}


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.PORTAL_FILES_DIR = tmp_path


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def papers(people):
    """Both papers of a period, issued on that Monday; their way out has begun."""
    report = make_report(people.agency)
    issue_both(report.period, people, at(16, 3))
    return {row.paper.kind: row for row in OutgoingPaper.objects.with_names()}


@pytest.fixture
def going_up(papers) -> OutgoingPaper:
    """The paper of the Committee."""
    return papers[PaperKind.PROVINCE]


@pytest.fixture
def clerk(people):
    return make_post(make_officer("Lý Thị Thư"), people.home_affairs, Post.Role.CLERK).officer


def seen(outgoing: OutgoingPaper) -> int:
    return outgoing.events.count()


def go(outgoing, verb, people, day=MONDAY, note="", hour=10) -> OutgoingPaper:
    what = Happened(day, note=note)
    told = {"seen": seen(outgoing), "by": people.reviewer, "now": at(20, 3, hour)}
    return move_outgoing(outgoing, verb, what, **told)


def number(outgoing, by, day=MONDAY) -> OutgoingPaper:
    told = {"seen": seen(outgoing), "by": by, "now": at(20, 3, 11)}
    return number_outgoing(outgoing, PDF, dated_on=day, **NUMBER, **told)


def signed(outgoing, people) -> OutgoingPaper:
    for verb in ("to_office", "to_signer", "sign"):
        outgoing = go(outgoing, verb, people)
    return outgoing


def tell(dispatch, verb, by, day=MONDAY, **fields) -> Dispatch:
    what = Happened(day, document=fields.pop("document", ""), note=fields.pop("note", ""))
    told = {"seen": seen(dispatch.outgoing), "by": by, "now": at(20, 3, 12)}
    return move_dispatch(dispatch, verb, what, **fields, **told)


def planned(outgoing) -> list[tuple[str, str, dt.date]]:
    rows = to_be_told(OUTGOING, outgoing.pk)
    told = sorted(rows, key=lambda row: (row.due_at, row.role, row.rule.code))
    return [(row.rule.code, row.role, row.due_on) for row in told]


def titles(officer, side="owed") -> list[tuple[str, str]]:
    officer = type(officer).objects.get(pk=officer.pk)
    work = desk_tasks(officer, dt.date(2026, 3, 20))
    return [(line.url, line.state) for line in getattr(work, side) if "/outgoing/" in line.url]


# Where a paper is


def test_p9_the_plain_road_goes_by_the_office_to_the_signer_and_the_clerk(going_up, people, clerk):
    outgoing = go(going_up, "to_office", people)
    assert outgoing.get_state_display() == "Đang ở Văn phòng UBND tỉnh"
    outgoing = go(outgoing, "remark", people, dt.date(2026, 3, 17), note="Bổ sung mục V")
    outgoing = go(outgoing, "to_office", people, dt.date(2026, 3, 18))
    for verb in ("to_signer", "sign"):
        outgoing = go(outgoing, verb, people, dt.date(2026, 3, 19))
    outgoing = number(outgoing, clerk, dt.date(2026, 3, 20))
    assert [(event.verb, event.state, event.note, event.document) for event in outgoing.events.all()] == [
        ("to_office", "at_office", "", ""),
        ("remark", "remarked", "Bổ sung mục V", ""),
        ("to_office", "at_office", "", ""),
        ("to_signer", "at_signer", "", ""),
        ("sign", "signed", "", ""),
        ("number", "numbered", "", "125/BC-UBND"),
    ]
    assert (outgoing.number, outgoing.dated_on, outgoing.signer) == (
        "125/BC-UBND",
        dt.date(2026, 3, 20),
        "Trần Phước Hiền",
    )


def test_p7_the_signed_file_is_kept_byte_for_byte(going_up, people, clerk):
    outgoing = number(signed(going_up, people), clerk)
    assert path_of(outgoing.attachment.stored_name).read_bytes() == PDF.data


def test_p7_home_affairs_own_paper_is_signed_there_and_goes_to_its_addressees(papers, people, clerk):
    own = papers[PaperKind.HOME_AFFAIRS]
    assert Roads().of(own).verbs(own.state) == ["sign"]
    assert [row.addressee for row in own.dispatches.all()] == ["Ủy ban nhân dân tỉnh Quảng Ngãi"]
    own = number(go(own, "sign", people), clerk)
    assert own.state == RoadState.NUMBERED


ROAD_VERBS = sorted({move.verb for move in ROAD_MOVES})


@pytest.mark.parametrize("state", RoadState.values)
def test_p9_every_move_of_the_road_is_walked_and_every_absent_one_refused(going_up, people, state):
    """With every step taken or left out, as each move needs."""
    walked = set()
    for verb, office, signer in product(ROAD_VERBS, (True, False), (True, False)):
        RoadStep.objects.filter(step="office").update(is_on=office)
        RoadStep.objects.filter(step="signer").update(is_on=signer)
        with transaction.atomic():
            facts = FOR_TESTS.get(state, {"number": "", "signer": "", "dated_on": None})
            file = going_up.paper.document_id if state == RoadState.NUMBERED else None
            OutgoingPaper.objects.filter(pk=going_up.pk).update(state=state, attachment=file, **facts)
            going_up.refresh_from_db()
            try:
                if verb == "number":
                    number(going_up, people.reviewer)
                else:
                    go(going_up, verb, people, note="Sửa")
            except ValidationError:
                pass
            else:
                walked.add((verb, OutgoingPaper.objects.get(pk=going_up.pk).state))
            transaction.set_rollback(True)
    assert walked == {(move.verb, move.target) for move in ROAD_MOVES if move.source == state}


@pytest.mark.parametrize("state", DispatchState.values)
def test_p7_every_move_of_a_dispatch_is_walked_and_every_absent_one_refused(going_up, people, clerk, state):
    outgoing = number(signed(going_up, people), clerk)
    row = outgoing.dispatches.get()
    walked = set()
    for verb in sorted({move.verb for move in DISPATCH_MOVES}):
        with transaction.atomic():
            Dispatch.objects.filter(pk=row.pk).update(state=state, channel="exchange")
            row.refresh_from_db()
            try:
                moved = tell(row, verb, clerk, note="Sai thẩm quyền", channel="exchange")
            except ValidationError:
                pass
            else:
                walked.add((verb, moved.state))
            transaction.set_rollback(True)
    assert walked == {(move.verb, move.target) for move in DISPATCH_MOVES if move.source == state}


def test_p9_a_road_without_the_office_goes_straight_to_the_signer(going_up, people):
    step = RoadStep.objects.get(paper_kind=PaperKind.PROVINCE, step="office")
    told = {"is_on": False, "agency_kind": step.agency_kind, "days": 3, "source": "Quy chế 12"}
    set_roads(step.regime, {step: told}, by=people.reviewer, now=at(16, 3))
    assert Roads().of(going_up).verbs(going_up.state) == ["to_signer"]
    with pytest.raises(ValidationError, match="không qua bước đó"):
        go(going_up, "to_office", people)
    assert go(going_up, "to_signer", people).state == RoadState.AT_SIGNER


def test_p9_remarks_need_words_and_days_go_forward(going_up, people):
    outgoing = go(going_up, "to_office", people, dt.date(2026, 3, 17))
    with pytest.raises(ValidationError, match="ý kiến"):
        go(outgoing, "remark", people, dt.date(2026, 3, 18))
    with pytest.raises(ValidationError, match="17/3/2026"):
        go(outgoing, "to_signer", people, dt.date(2026, 3, 16))
    with pytest.raises(ValidationError, match="sau hôm nay"):
        go(outgoing, "to_signer", people, dt.date(2026, 3, 21))


def test_p7_a_stale_page_and_a_second_press_record_nothing(client, going_up, people):
    client.force_login(people.reviewer)
    url = reverse("reports:move-outgoing", args=[going_up.pk, "to_office"])
    form = {"happened_on": "17/3/2026", "document": "45/TTr-SNV", "seen": "0"}
    assert client.post(url, form).url == going_up.get_absolute_url()
    again = client.post(url, form)
    assert (again.status_code, "Hãy xem lại tình trạng hiện tại" in again.text) == (422, True)
    assert again.context["form"]["document"].value() == "45/TTr-SNV"
    assert list(going_up.events.values_list("verb", "document")) == [("to_office", "45/TTr-SNV")]


def test_p7_what_happened_is_appended_and_never_changed(going_up, people):
    go(going_up, "to_office", people)
    for change in (lambda rows: rows.update(note="khác"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(OutgoingEvent.objects.all())


# Who may what


def test_p7_the_way_is_home_affairs_to_record_and_the_number_its_clerks(going_up, people, clerk):
    for stranger in (people.drafter, people.head, clerk):
        told = {"seen": 0, "by": stranger, "now": at(16, 3, 10)}
        with pytest.raises(PermissionDenied):
            move_outgoing(going_up, "to_office", Happened(MONDAY), **told)
    outgoing = signed(going_up, people)
    for stranger in (people.drafter, people.head, people.registrar):
        with pytest.raises(PermissionDenied):
            number(outgoing, stranger)
    assert number(outgoing, clerk).state == RoadState.NUMBERED


def test_p7_the_clerk_of_the_place_that_gives_the_number_sees_and_numbers_that_paper_alone(
    client, papers, people
):
    office = make_agency("Văn phòng UBND tỉnh", make_kind("van-phong"))
    step = RoadStep.objects.get(paper_kind=PaperKind.PROVINCE, step="number")
    step.agency_kind = office.versions.get().kind
    step.save()
    theirs = make_post(make_officer("Võ Thị Văn"), office, Post.Role.CLERK).officer
    ours = make_post(make_officer("Lê Thị Sở"), people.agency, Post.Role.CLERK).officer
    province, own = papers[PaperKind.PROVINCE], papers[PaperKind.HOME_AFFAIRS]
    client.force_login(theirs)
    codes = [client.get(row.get_absolute_url()).status_code for row in (province, own)]
    assert codes == [200, 404]
    file = client.get(reverse("records:file", args=[province.paper.document_id]))
    assert (file.status_code, b"".join(file.streaming_content)[:2]) == (200, b"PK")
    client.force_login(ours)
    assert client.get(province.get_absolute_url()).status_code == 404
    assert number(signed(province, people), theirs).state == RoadState.NUMBERED


def test_p7_number_date_and_file_come_by_the_page(client, going_up, people, clerk):
    signed(going_up, people)
    client.force_login(clerk)
    url = reverse("reports:number-outgoing", args=[going_up.pk])
    form = {**NUMBER, "dated_on": "16/3/2026", "seen": str(seen(going_up))}
    wrong = client.post(url, form | {"upload": make_upload("anh.docx")})
    assert (wrong.status_code, wrong.context["form"]["number"].value()) == (422, "125/BC-UBND")
    assert client.post(url, form | {"upload": make_upload("125.pdf", make_pdf())}).status_code == 302
    page = client.get(going_up.get_absolute_url()).text
    assert ("125/BC-UBND" in page, "16/3/2026" in page, "125.pdf" in page) == (True, True, True)


# With whom it is


def test_p7_nothing_is_sent_before_it_has_its_number(going_up, people, clerk):
    with pytest.raises(ValidationError, match="chưa có số"):
        tell(going_up.dispatches.get(), "send", clerk, channel="exchange")


def test_p7_a_dispatch_says_how_when_and_with_what_receipt(client, going_up, people, clerk):
    outgoing = number(signed(going_up, people), clerk)
    client.force_login(clerk)
    row = outgoing.dispatches.get()
    url = reverse("reports:move-dispatch", args=[row.pk, "send"])
    form = {"happened_on": "17/3/2026", "happened_at": "8h30", "seen": str(seen(outgoing))}
    assert client.post(url, form).status_code == 422  # how?
    assert client.post(url, form | {"channel": "exchange"}).url == outgoing.get_absolute_url()
    tell(row, "arrive", clerk, dt.date(2026, 3, 17))
    tell(row, "register", clerk, dt.date(2026, 3, 18), document="Đến số 512")
    page = client.get(outgoing.get_absolute_url()).text
    for words in ("Trục liên thông văn bản", "08:30", "Đến số 512", "Đã tiếp nhận, vào sổ"):
        assert words in page


def test_p7_a_refusal_says_why_and_the_paper_is_sent_again(going_up, people, clerk):
    row = number(signed(going_up, people), clerk).dispatches.get()
    for verb in ("send", "arrive"):
        row = tell(row, verb, clerk, channel="exchange")
    with pytest.raises(ValidationError, match="lý do"):
        tell(row, "refuse", clerk)
    row = tell(row, "refuse", clerk, note="Thiếu phụ lục")
    assert tell(row, "send", clerk, channel="mail").state == DispatchState.SENT


def test_p7_one_more_that_the_paper_is_for_is_a_row_of_its_own(client, going_up, people, clerk):
    client.force_login(clerk)
    url = reverse("reports:add-dispatch", args=[going_up.pk])
    assert client.post(url, {"addressee": "Thanh tra Chính phủ"}).status_code == 302
    again = client.post(url, {"addressee": "Thanh tra Chính phủ"})
    assert (again.status_code, going_up.dispatches.count()) == (422, 2)


def test_p9_the_receipt_of_figures_holds_up_no_true_day_of_the_paper(going_up, people, clerk):
    outgoing = number(signed(going_up, people), clerk)
    row = tell(outgoing.dispatches.get(), "send", clerk, channel="exchange")
    friday = dt.date(2026, 3, 20)
    told = {"seen": seen(outgoing), "by": people.reviewer, "now": at(20, 3, 13)}
    record_figures(row, None, on=friday, code="BNV-1", **told)
    assert tell(row, "arrive", clerk, dt.date(2026, 3, 18)).state == DispatchState.ARRIVED


def test_p9_a_paper_that_came_back_is_not_stuck_when_its_steps_are_taken_off(going_up, people):
    outgoing = go(go(going_up, "to_office", people), "remark", people, note="Sửa phụ lục")
    RoadStep.objects.filter(step__in=RoadStep.OPTIONAL).update(is_on=False)
    assert go(outgoing, "sign", people).state == RoadState.SIGNED


# The obligation


def test_p7_the_way_out_is_reminded_of_until_everybody_has_the_paper(going_up, people, clerk):
    assert planned(going_up) == [
        ("late-1", "clerk", dt.date(2026, 3, 19)),
        ("number-1", "clerk", dt.date(2026, 3, 19)),
        ("late-1", "reviewer", dt.date(2026, 3, 19)),
        ("late-3", "issuer", dt.date(2026, 3, 23)),
        ("late-3", "reviewer", dt.date(2026, 3, 23)),
        ("late-8", "reviewer", dt.date(2026, 3, 30)),
        ("late-13", "reviewer", dt.date(2026, 4, 6)),
        ("late-18", "reviewer", dt.date(2026, 4, 13)),
        ("late-23", "reviewer", dt.date(2026, 4, 20)),
    ]
    outgoing = number(signed(going_up, people), clerk)
    row = outgoing.dispatches.get()
    for verb in ("send", "arrive", "register"):
        row = tell(row, verb, clerk, channel="exchange")
    assert ({code for code, _role, _day in planned(outgoing)}, row.is_complete) == (
        {"number-1", *(f"late-{days}" for days in (1, 3, 8, 13, 18, 23))},
        False,  # the figures are still to be typed
    )
    told = {"seen": seen(outgoing), "by": people.reviewer, "now": at(20, 3, 13)}
    record_figures(row, None, on=MONDAY, code="BNV-2026-77", **told)
    assert (planned(outgoing), outgoing in OutgoingPaper.objects.open()) == ([], False)


def test_p7_the_paper_stands_on_the_desk_of_who_does_the_next_step(going_up, papers, people, clerk):
    url = going_up.get_absolute_url()
    own = papers[PaperKind.HOME_AFFAIRS].get_absolute_url()
    assert titles(people.reviewer) == [(own, "preparing"), (url, "preparing")]
    outgoing = go(going_up, "to_office", people)
    assert (url, "at_office") in titles(people.reviewer, "waiting")
    assert titles(clerk) == []
    for verb in ("to_signer", "sign"):
        outgoing = go(outgoing, verb, people)
    assert titles(clerk) == [(url, "signed")]
    number(outgoing, clerk)
    assert ((url, "numbered") in titles(clerk), (url, "numbered") in titles(people.issuer)) == (True, True)


def test_p7_a_paper_issued_before_there_was_a_record_gets_one_by_a_press(client, going_up, people):
    paper = going_up.paper
    Reminder.objects.all().delete()
    going_up.dispatches.all().delete()
    going_up.delete()
    client.force_login(people.reviewer)
    page = reverse("reports:paper", args=[paper.period_id, paper.kind])
    url = reverse("reports:begin-outgoing", args=[paper.pk])
    assert url in client.get(page).text
    first, second = client.post(url), client.post(url)
    assert (first.url, OutgoingPaper.objects.filter(paper=paper).count()) == (second.url, 1)
    assert first.url in client.get(page).text


def test_p7_each_issued_paper_has_one_way_out(papers, people):
    again = begin_outgoing(
        paper_of(papers[PaperKind.PROVINCE].paper.period, PaperKind.PROVINCE),
        by=people.issuer,
        now=at(17, 3),
    )
    assert (again, OutgoingPaper.objects.count()) == (papers[PaperKind.PROVINCE], 2)


def test_p7_adding_a_body_that_has_the_paper_not_opens_it_again(going_up, people, clerk):
    outgoing = number(signed(going_up, people), clerk)
    row = outgoing.dispatches.get()
    for verb in ("send", "arrive", "register", "finish"):
        row = tell(row, verb, clerk, channel="hand")
    told = {"seen": seen(outgoing), "by": clerk, "now": at(20, 3, 13)}
    record_figures(row, PDF, on=MONDAY, code="", **told)
    assert outgoing not in OutgoingPaper.objects.open()
    add_dispatch(outgoing, "Văn phòng Chính phủ", by=clerk, now=at(20, 3, 14))
    assert outgoing in OutgoingPaper.objects.open()


def test_p7_without_a_clerk_the_number_is_home_affairs_to_owe(going_up, people):
    url = going_up.get_absolute_url()
    signed(going_up, people)
    assert (url, "signed") in titles(people.reviewer)


def test_p7_who_reviews_and_is_clerk_owes_both_parts(going_up, people):
    make_post(people.reviewer, people.home_affairs, Post.Role.CLERK)
    url = going_up.get_absolute_url()
    assert (url, "preparing") in titles(people.reviewer)
    signed(going_up, people)
    assert ((url, "signed") in titles(people.reviewer), titles(people.issuer)[1:]) == (True, [])
