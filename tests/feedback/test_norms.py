"""What documents set for feedback is data, with document and days: limits, doors, who receives, grounds."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import AgencyKind, CalendarDay
from feedback.actions import answering, handling
from feedback.actions.clocks import clocks_of, most_to_transfer
from feedback.actions.norms import FIELDS, confirm_norm, set_norm
from feedback.actions.reference import install_norms
from feedback.deadlines import Limit, Unit
from feedback.forms.sending import SendForm
from feedback.models import Handling, Norm, Step
from feedback.models.handlings import Kind
from feedback.models.norms import receiver_on
from feedback.workflow import State
from records.days import screen_day
from records.models import AuditEntry
from tests.agencies.make import make_agency
from tests.feedback.make import LIMITS, NOW, TODAY, answer_one, make_regulation, receive
from tests.house.rules import ROOT

pytestmark = pytest.mark.django_db
Code = Norm.Code
LATER = dt.date(2026, 4, 1)


def url(name: str, *args) -> str:
    return reverse(f"feedback:{name}", args=args)


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def set_by(people, code: str = Code.TRANSFER, *, valid_from: dt.date = LATER, now=NOW, **fields) -> Norm:
    newest = Norm.objects.filter(code=code).order_by("-valid_from").first()
    kept = {name: getattr(newest, name) for name in ("agency_kind", "amount", "unit", "words", "address")}
    kept |= {"legal_ground": "Nghị định 1/2026/NĐ-CP, Điều 2", "valid_to": None, "is_to_confirm": False}
    seen = newest.pk if newest else None
    return set_norm(code, valid_from=valid_from, seen=seen, by=people.reviewer, now=now, **(kept | fields))


@pytest.fixture
def office(people):
    """The focal point by the decree, its channel open."""
    agency = make_agency("Văn phòng UBND tỉnh", kind="van-phong")
    make_regulation(agency)
    make_regulation(people.home_affairs)
    return agency


def test_f10_what_names_no_agency_goes_to_whom_the_rule_names(people, office):
    assert receive().handling.agency == office


def test_f10_while_that_agency_has_no_channel_home_affairs_receives_it(people):
    make_agency("Văn phòng UBND tỉnh", kind="van-phong")
    make_regulation(people.home_affairs)
    assert receive().handling.agency == people.home_affairs


def test_f10_who_receives_changes_from_a_day_on(people, office):
    kind = AgencyKind.objects.get(code="so-noi-vu")
    set_by(people, Code.RECEIVER, agency_kind=kind)
    days = (TODAY, LATER - dt.timedelta(days=1), LATER)
    assert [receiver_on(day) for day in days] == [office, office, people.home_affairs]


def test_f10_a_portal_where_feedback_came_in_before_changes_who_receives_from_today_on(people, office):
    receive(people.agency)
    Norm.objects.all().delete()
    before = receive().handling.agency
    install_norms(now=NOW + dt.timedelta(days=1))
    install_norms(now=NOW + dt.timedelta(days=9))
    assert (before, receiver_on(TODAY)) == (people.home_affairs, people.home_affairs)
    assert receiver_on(TODAY + dt.timedelta(days=1)) == office
    row = Norm.objects.get(code=Code.RECEIVER)
    assert (row.is_to_confirm, row.valid_from) == (True, TODAY + dt.timedelta(days=1))


def test_f10_the_form_names_who_finds_the_right_agency(people, office):
    form = SendForm(today=TODAY, receiver=receiver_on(TODAY))
    assert form.fields["agency"].empty_label == "Tôi không rõ: nhờ Văn phòng UBND tỉnh chuyển đúng nơi"
    assert "nhờ Văn phòng UBND tỉnh chuyển đúng nơi" in Client().get(url("send")).text


def test_f10_no_regulation_takes_longer_to_pass_on_than_the_law_of_its_first_day(people):
    with pytest.raises(ValidationError) as refused:
        make_regulation(
            people.agency, limits=LIMITS | {Step.TRANSFER.value: Limit(6, Unit.WORKING_DAYS, "QC")}
        )
    assert "Nghị định 92/2017/NĐ-CP" in refused.value.message_dict["transfer_amount"][0]
    set_by(people, amount=7)
    longer = LIMITS | {Step.TRANSFER.value: Limit(7, Unit.WORKING_DAYS, "Quy chế")}
    assert make_regulation(people.agency, valid_from=LATER, limits=longer).limits.count() == 3


def test_f10_what_came_before_keeps_the_limit_of_its_day(people):
    old = receive(people.agency).handling
    set_by(people, amount=2)
    new = receive(people.agency, now=dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)).handling
    found = [most_to_transfer(case).amount for case in (old, new)]
    assert found == [5, 2]
    days = CalendarDay.objects.working_days(TODAY)
    clocks = [clocks_of(case, days, most=most_to_transfer(case))[Step.TRANSFER] for case in (old, new)]
    assert [clock.due_on for clock in clocks] == [dt.date(2026, 3, 23), dt.date(2026, 4, 3)]


def test_f10_a_rule_begins_today_at_the_earliest_and_replaces_what_was_to_begin(people):
    with pytest.raises(ValidationError) as refused:
        set_by(people, valid_from=TODAY - dt.timedelta(days=1))
    assert list(refused.value.message_dict) == ["valid_from"]
    set_by(people, amount=3)
    set_by(people, amount=4, valid_from=dt.date(2026, 3, 20))
    rows = Norm.objects.filter(code=Code.TRANSFER).order_by("valid_from").values_list("amount", flat=True)
    assert list(rows) == [5, 4]
    assert AuditEntry.objects.filter(verb="set_norm").count() == 2


def test_f10_home_affairs_alone_keeps_and_confirms_the_rules(people):
    row = Norm.objects.get(code=Code.RECEIVER)
    with pytest.raises(PermissionDenied):
        confirm_norm(row, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        set_norm(Code.CONTENT, valid_from=LATER, seen=None, legal_ground="x", by=people.head, now=NOW)
    assert confirm_norm(row, by=people.reviewer, now=NOW).is_to_confirm is False


def test_f10_who_saves_a_page_of_before_is_told(people):
    newest = Norm.objects.get(code=Code.CONTENT)
    set_by(people, Code.CONTENT)
    with pytest.raises(ValidationError) as refused:
        set_norm(
            Code.CONTENT, valid_from=LATER, seen=newest.pk, legal_ground="Mới", by=people.reviewer, now=NOW
        )
    assert refused.value.code == "stale"


def test_f10_the_page_lists_each_rule_with_document_and_days_and_says_what_is_to_be_confirmed(people, office):
    page = signed_in(people.drafter).get(url("norms"))
    assert [code for code, *_rest in page.context["norms"]] == Code.values
    said = " ".join(page.text.split())
    for part in (
        "Nghị định 92/2017/NĐ-CP",
        "5 ngày làm việc",
        "136/2025/QH15",
        "phapluat.gov.vn",
        "Cần xác nhận",
    ):
        assert part in said
    assert ("set-norm" in page.text, url("set-norm", Code.TRANSFER) in page.text) == (False, False)
    keeper = signed_in(people.reviewer)
    shown = keeper.get(url("norms"))
    assert url("set-norm", Code.TRANSFER) in shown.text
    row = Norm.objects.get(code=Code.RECEIVER)
    assert keeper.post(url("confirm-norm", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.is_to_confirm is False


def test_f10_home_affairs_adds_a_version_on_the_page(people):
    keeper = signed_in(people.reviewer)
    page = keeper.get(url("set-norm", Code.TRANSFER))
    form = page.context["form"]
    assert sorted(form.fields) == sorted(
        [
            "seen",
            "amount",
            "unit",
            "legal_ground",
            "valid_from",
            "valid_to",
            "is_to_confirm",
        ]
    )
    day = screen_day(timezone.localdate() + dt.timedelta(days=9))
    typed = {name: form[name].value() or "" for name in form.fields if name != "is_to_confirm"}
    refused = keeper.post(url("set-norm", Code.TRANSFER), typed | {"amount": "", "valid_from": day})
    assert list(refused.context["form"].errors) == ["amount"]
    typed |= {"amount": "3", "legal_ground": "Nghị định mới", "valid_from": day}
    assert keeper.post(url("set-norm", Code.TRANSFER), typed).url == url("norms")
    assert Norm.objects.filter(code=Code.TRANSFER).first().amount == 3
    assert keeper.get(url("set-norm", "khong-co")).status_code == 404


def test_f10_the_doors_follow_their_rules(people):
    assert (
        "trong 90 ngày kể từ ngày ông/bà nhận được hoặc biết được quyết định, hành vi"
        in Client().get(url("start")).text
    )
    set_by(people, Code.COMPLAINT, amount=120, valid_from=timezone.localdate(), now=timezone.now())
    text = Client().get(url("start")).text
    assert ("trong 120 ngày" in text, "trong 90 ngày" in text, "Nghị định 1/2026/NĐ-CP" in text) == (1, 0, 1)


def test_f13_complaints_are_of_acts_too_and_by_the_law_as_amended(people):
    text = Client().get(url("start")).text
    assert ("hành vi" in text, "136/2025/QH15" in text) == (True, True)
    norms = [Norm.objects.of(Code.COMPLAINT, day) for day in (dt.date(2026, 6, 30), dt.date(2026, 7, 1))]
    assert ["136/2025" in norm.legal_ground for norm in norms] == [False, True]


def test_f13_the_national_system_for_legal_documents_is_named_with_its_address(people):
    assert 'href="https://phapluat.gov.vn"' in Client().get(url("start")).text


def test_f13_a_remark_on_a_legal_document_is_no_ground_for_refusing(people):
    case = receive(people.agency).handling
    with pytest.raises(ValidationError) as refused:
        handling.refuse(case, ground="legal_text", words="Xin gửi nơi khác.", by=people.drafter, now=NOW)
    assert list(refused.value.message_dict) == ["ground"]
    page = signed_in(people.drafter).get(url("refuse", case.pk))
    values = [value for value, _label in page.context["form"].fields["ground"].choices]
    assert values == ["incomplete", "complaint", "denunciation", "question", "spam"]
    assert "https://phapluat.gov.vn" in page.text


def test_f13_treaties_are_among_the_kinds(people):
    case = receive(people.agency).handling
    by = people.drafter
    handling.accept(case, kind="treaty", rule=None, officer=by, by=by, now=NOW)
    assert Handling.objects.get(pk=case.pk).kind == Kind.TREATY


def test_f13_grounds_their_words_and_their_law_are_data(people):
    set_by(people, Code.REFUSE_SPAM, words="Lời mới của tỉnh.", valid_from=TODAY)
    case = handling.refuse(receive(people.agency).handling, ground="spam", by=people.drafter, now=NOW)
    assert (case.state, case.events.get(verb="refuse").words == "Lời mới của tỉnh.") == (
        State.NOT_ACCEPTED,
        True,
    )
    page = signed_in(people.drafter).get(case.get_absolute_url())
    assert "Nghị định 1/2026/NĐ-CP, Điều 2" in page.text
    set_by(people, Code.REFUSE_SPAM, valid_from=TODAY, valid_to=TODAY)
    tomorrow = NOW + dt.timedelta(days=1)
    with pytest.raises(ValidationError):
        handling.refuse(receive(people.agency).handling, ground="spam", by=people.drafter, now=tomorrow)


def test_f13_the_answer_to_a_remark_on_a_rule_names_the_national_system(people):
    case = answer_one(people)
    paper = ZipFile(BytesIO(answering.write_letter(case, by=people.drafter, now=NOW))).read(
        "word/document.xml"
    )
    assert "https://phapluat.gov.vn" in paper.decode()


def test_f13_its_sender_reads_by_which_law_it_was_refused_and_where_else_to_write(people):
    refused = receive(people.agency)
    handling.refuse(refused.handling, ground="complaint", by=people.drafter, now=timezone.now())
    page = Client().post(url("follow"), {"code": refused.item.code, "secret": refused.secret}).text
    assert "Luật Khiếu nại 02/2011/QH13, Điều 9, sửa đổi bởi Luật 136/2025/QH15" in page
    assert ("trong 90 ngày kể từ ngày nhận được" in page, "phapluat.gov.vn" in page) == (True, False)
    sent, by = receive(people.agency), people.drafter
    handling.accept(sent.handling, kind="treaty", rule=None, officer=by, by=by, now=NOW)
    answering.write_answer(sent.handling, text="Đã rõ.", outcome="explained", seen_edits=0, by=by, now=NOW)
    answering.submit_answer(sent.handling, by=by, now=NOW)
    answering.sign_answer(sent.handling, seen_edits=1, by=people.head, now=NOW)
    page = Client().post(url("follow"), {"code": sent.item.code, "secret": sent.secret}).text
    assert 'href="https://phapluat.gov.vn"' in page


def test_f10_nothing_says_any_more_that_the_plan_names_who_receives(people):
    said = (ROOT / "feedback/actions/receiving.py").read_text("utf-8") + (
        ROOT / "feedback/models/norms.py"
    ).read_text("utf-8")
    assert "part IV" not in said


def test_f10_who_is_refused_reads_the_time_to_complain_of_the_day():
    """The words of the ground take it from the rule of its own, so that the two never differ."""
    day = dt.date(2026, 11, 30)
    assert "trong 90 ngày kể từ" in Norm.objects.grounds(day)["complaint"].words
    Norm.objects.filter(code=Norm.Code.COMPLAINT).update(amount=120)
    assert "trong 120 ngày kể từ" in Norm.objects.grounds(day)["complaint"].words


def test_f10_what_names_no_agency_goes_to_one(people):
    kind = AgencyKind.objects.get(code="so")
    newest = Norm.objects.filter(code=Norm.Code.RECEIVER).order_by("-valid_from").first()
    fields = {name: getattr(newest, name) for name in FIELDS} | {"agency_kind": kind}
    now = dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)
    with pytest.raises(ValidationError) as refused:
        set_norm(
            Norm.Code.RECEIVER, valid_from=now.date(), seen=newest.pk, by=people.reviewer, now=now, **fields
        )
    assert list(refused.value.message_dict) == ["agency_kind"]
