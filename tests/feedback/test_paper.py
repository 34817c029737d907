"""The answer as an official letter: what a clerk prints, signs and posts."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.kinds import KINDS
from agencies.models import Agency
from agencies.papers import own_form
from feedback import words
from feedback.actions import answering
from feedback.actions.erasing import erase_sender
from feedback.actions.handling import accept
from feedback.models import Answer, Handling
from feedback.papers import answer_letter
from records.models import AuditEntry
from tests.agencies.make import make_agency, make_kind
from tests.feedback.make import NOW, answer_one, make_rule, receive
from tests.records.papers.read import as_pdf, styled, texts

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_spring(time_machine, settings):
    time_machine.move_to("2026-03-16T10:00:00Z")
    settings.PORTAL_PROVINCE, settings.PORTAL_URL = "Quảng Ngãi", "https://cchc.example.vn"


def test_signed_answer_becomes_a_letter_to_who_sent_it(people):
    case = answer_one(people, rule=make_rule(number="1.001193"))
    letter = answering.write_letter(case, by=people.drafter, now=NOW)
    agency = str(people.agency)
    assert styled(letter, "TypeName") == []
    assert styled(letter, "LetterSubject") == [f"V/v trả lời phản ánh, kiến nghịmã {case.item.code}"]
    assert styled(letter, "ParentBody") == ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"]
    assert styled(letter, "Addressee") == ["Kính gửi: Ông (Bà) Nguyễn Thị Dân (12 Lê Lợi, phường Cẩm Thành)"]
    assert styled(letter, "Mark") == []
    assert styled(letter, "Body") == [
        f"{agency} nhận được phản ánh, kiến nghị của Ông (Bà) ngày 16 tháng 3 năm 2026 về thủ tục Đăng ký "
        f"khai sinh (mã 1.001193), mã {case.item.code}. Sau khi xem xét, {agency} trả lời như sau:",
        "Đã bỏ một giấy tờ.",
        "Kết quả xử lý: Chấn chỉnh việc thực hiện.",
        "Góp ý đối với văn bản quy phạm pháp luật, Ông (Bà) còn có thể gửi tại https://phapluat.gov.vn "
        "(Quyết định 48/2025/QĐ-TTg).",
        f"{agency} trả lời để Ông (Bà) biết. Nếu câu trả lời chưa giải quyết được vấn đề, Ông (Bà) nói lại "
        "tại https://cchc.example.vn bằng mã và mã bí mật đã được cấp./.",
    ]
    assert [line for line in styled(letter, "Signature") if line][-1] == "Lê Văn Ký"


def test_number_the_officer_gave_is_printed_else_the_clerk_gives_one(people):
    case = answer_one(people)
    assert styled(answering.write_letter(case, by=people.drafter, now=NOW), "Sign")[0].startswith("Số:      ")
    Answer.objects.update(number="152/STP-VP")
    assert styled(answering.write_letter(case, by=people.drafter, now=NOW), "Sign") == ["Số: 152/STP-VP"]


def test_draft_says_that_it_is_one_and_organisations_are_named_as_such(people):
    sender = {"kind": "organisation", "name": "Công ty Mẫu", "address": "Lô 1", "phone": "0905123456"}
    case = Handling.objects.get(item=receive(people.agency, sender=sender).item)
    with pytest.raises(ValidationError):
        answering.write_letter(case, by=people.drafter, now=NOW)
    accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    fields = {"text": "Đang xem xét.", "outcome": "recommended", "proposal": "Bỏ giấy xác nhận."}
    answering.write_answer(case, **fields, seen_edits=0, by=people.drafter, now=NOW)
    letter = answering.write_letter(case, by=people.drafter, now=NOW)
    assert styled(letter, "Mark") == ["DỰ THẢO"]
    assert styled(letter, "Addressee") == ["Kính gửi: Công ty Mẫu (Lô 1)"]
    assert "Kiến nghị của cơ quan đối với quy định: Bỏ giấy xác nhận." in texts(letter)
    assert [line for line in styled(letter, "Signature") if line][-1] == "Lê Văn Ký"


def test_it_is_for_who_handles_it_and_each_one_is_recorded(people):
    case = answer_one(people)
    drafter = Client()
    drafter.force_login(people.drafter)
    answered = drafter.post(reverse("feedback:letter", args=[case.pk]))
    code = case.item.code.lower().replace(".", "-")
    named = f'attachment; filename="tra-loi-phan-anh-{code}.docx"'
    assert answered.headers["Content-Disposition"] == named
    assert answered.headers["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.about(case.item).filter(verb="look_at_sender").count() == 1
    with pytest.raises(PermissionDenied):
        answering.write_letter(case, by=people.stranger, now=NOW)
    erase_sender(case.item_id, rule=None, now=LATER)
    refused = drafter.post(reverse("feedback:letter", args=[case.pk]), follow=True)
    assert "không còn ai để gửi" in refused.text


def test_signature_stays_the_one_it_was_signed_with(people):
    case = answer_one(people)
    post = Answer.objects.get(handling=case).signed_post
    assert (post.officer, post.agency) == (people.head, people.agency)
    type(post).objects.filter(pk=post.pk).update(valid_to=NOW.date())
    letter = answering.write_letter(case, by=people.drafter, now=LATER)
    assert [line for line in styled(letter, "Signature") if line][-1] == "Lê Văn Ký"


def test_short_letter_takes_one_page(people, tmp_path):
    letter = answering.write_letter(answer_one(people), by=people.drafter, now=NOW)
    assert len(as_pdf(letter, tmp_path).pages) == 1


def test_p3_without_a_signer_every_kind_of_agency_drafts_under_its_own_authority(people):
    case = answer_one(people)
    answer = Answer.objects.select_related("handling__item__rule").get()
    asked: dict[str, Any] = {"by": people.drafter, "now": NOW}
    who, said = words.who_sent(case, **asked), words.read(case, purpose=words.Purpose.LETTER, **asked)
    facts: dict[str, Any] = {
        "head": None,
        "today": NOW.date(),
        "province": "Quảng Ngãi",
        "portal_url": "https://cchc.example.vn",
    }
    for kind in KINDS:
        version = make_agency(f"Cơ quan {kind.code}", kind.code).versions.select_related("kind").get()
        letter = answer_letter(answer, who, said, version=version, **facts)
        signature = [line for line in styled(letter, "Signature") if line]
        assert (kind.code, signature) == (kind.code, kind.authority.splitlines() or ["THỦ TRƯỞNG CƠ QUAN"])


def test_f7_letters_stand_under_a_state_parent_only_and_a_party_body_has_none(people):
    case = answer_one(people)
    under = {}
    for kind in KINDS:
        people.agency.versions.update(kind=make_kind(kind.code), name="Báo Quảng Ngãi")
        fresh = Handling.objects.get(pk=case.pk)
        try:
            letter = answering.write_letter(fresh, by=people.drafter, now=NOW)
        except ValidationError as refused:
            under[kind.code] = refused.code
        else:
            under[kind.code] = " ".join(styled(letter, "ParentBody"))
    committee = "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"
    below = dict.fromkeys(("van-phong", "so-noi-vu", "so-tai-chinh", "so", "ban-quan-ly"), committee)
    assert under == dict.fromkeys((kind.code for kind in KINDS), "") | below | {"dang": "form"}


def test_f7_a_party_body_is_told_which_form_its_answer_follows(people):
    case = answer_one(people)
    people.agency.versions.update(kind=make_kind("dang"))
    drafter = Client()
    drafter.force_login(people.drafter)
    page = drafter.get(case.get_absolute_url()).text
    url = reverse("feedback:letter", args=[case.pk])
    assert (url in page, "36-HD/VPTW" in page) == (False, True)
    answer = drafter.post(url, follow=True)
    assert [str(said) for said in answer.context["messages"]] == [own_form(make_kind("dang"))]
    assert not AuditEntry.objects.about(case.item).filter(verb="look_at_sender").exists()


def test_f8_a_letter_names_its_drafting_unit_in_sign_and_foot_and_its_number_has_a_zero(people):
    case = answer_one(people)
    Agency.objects.filter(pk=people.agency.pk).update(drafting_unit="VP")
    people.agency.versions.update(sign="STP")
    letter = answering.write_letter(Handling.objects.get(pk=case.pk), by=people.drafter, now=NOW)
    assert styled(letter, "Sign")[0].endswith("/STP-VP")
    assert styled(letter, "Recipient") == ["- Như trên;", "- Lưu: VT, VP."]
    Answer.objects.update(number="5/STP-TTr")
    numbered = answering.write_letter(Handling.objects.get(pk=case.pk), by=people.drafter, now=NOW)
    assert styled(numbered, "Sign") == ["Số: 05/STP-TTr"]


def test_f6_a_letter_bears_the_year_of_its_approval_else_the_one_it_is_made_in(people):
    case = answer_one(people)
    january = NOW.replace(year=2027, month=1)

    def dated() -> str:
        letter = answering.write_letter(Handling.objects.get(pk=case.pk), by=people.drafter, now=january)
        return styled(letter, "PlaceDate")[0][-8:]

    assert dated() == "năm 2026"
    Answer.objects.update(signed_at=None, signed_by=None, signed_post=None)
    assert dated() == "năm 2027"
