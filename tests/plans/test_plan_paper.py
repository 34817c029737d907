"""An agency's own plan as a paper that is signed: what it says, under whose head, with whose signature."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from agencies.models import Agency
from agencies.papers import own_form
from plans.actions.agency_plans import change_item, write_plan
from plans.models import AgencyPlan
from tests.agencies.make import make_kind, make_people
from tests.plans.make import make_draft, make_duty, make_issued_plan, make_plan
from tests.records.papers.read import styled, texts

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 16)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


def annex(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(BytesIO(content)).tables[-1].rows]


def test_p8_a_plan_has_a_paper_under_its_agencys_head(people):
    people.agency.versions.update(sign="STP")
    make_duty(leads=[people.agency], content="Đối thoại với dân")
    content = write_plan(make_issued_plan(people), today=TODAY)
    assert styled(content, "IssuingBody") == ["SỞ TƯ PHÁP"]
    assert styled(content, "TypeName") == ["KẾ HOẠCH"]
    assert styled(content, "Sign") == ["Số:        /KH-STP"]
    assert styled(content, "Mark") == []
    signed = [line for line in styled(content, "Signature") if line]
    assert (signed[0], signed[-1]) == ("GIÁM ĐỐC", people.head.full_name)
    assert styled(content, "Recipient") == ["- Sở Nội vụ;", "- Lưu: VT."]


def test_p8_a_plan_that_is_not_approved_is_a_draft(people):
    make_duty(leads=[people.agency])
    assert styled(write_plan(make_draft(people), today=TODAY), "Mark") == ["DỰ THẢO"]


def test_p8_the_lines_of_a_plan_are_its_annex_and_the_body_refers_to_it(people):
    plan = make_plan(number="15/KH-UBND", signed_on=dt.date(2026, 1, 9))
    make_duty(plan, leads=[people.agency], content="Đối thoại với dân", clause="Phụ lục, số 5")
    draft = make_draft(people)
    item = draft.items.exclude(duty=None).get()
    fields = {"unit_name": "Văn phòng Sở", "budget": 84_500_000, "due_on": dt.date(2026, 6, 5)}
    change_item(item, seen_version=item.version, schedule="by_date", by=people.drafter, now=_now(), **fields)
    content = write_plan(draft, today=TODAY)
    rows = annex(content)
    line = next(row for row in rows if row[1] == "Đối thoại với dân")
    assert line[2:7] == ["Phụ lục, số 5", "", "Đến ngày 05/6/2026", "Văn phòng Sở", "84.500.000"]
    assert rows[-1][1::5] == ["Tổng cộng", "85.500.000"]
    body = " ".join(styled(content, "Body"))
    assert "tại Phụ lục kèm theo" in body
    assert "85.500.000 đồng (bằng chữ: tám mươi lăm triệu năm trăm nghìn đồng)" in body
    assert [text for text in styled(content, "Ground") if "Kế hoạch số 15/KH-UBND ngày 09 tháng 01" in text]
    assert not [text for text in texts(content) if "Không" in text]


def test_the_page_of_a_plan_leads_to_its_paper(people, client):
    make_duty(leads=[people.agency])
    plan = make_issued_plan(people)
    client.force_login(people.drafter)
    document = reverse("plans:agency-plan-document", args=[plan.pk])
    assert document in client.get(plan.get_absolute_url()).text
    answer = client.get(document)
    assert answer["Content-Disposition"] == 'attachment; filename="ke-hoach-2026-so-tu-phap.docx"'


def test_f7_a_party_body_is_told_which_form_its_plan_follows(people, client):
    make_duty(leads=[people.agency])
    plan = make_issued_plan(people)
    people.agency.versions.update(kind=make_kind("dang"))
    client.force_login(people.drafter)
    document = reverse("plans:agency-plan-document", args=[plan.pk])
    page = client.get(plan.get_absolute_url()).text
    assert (document in page, "36-HD/VPTW" in page) == (False, True)
    answer = client.get(document, follow=True)
    assert answer.redirect_chain == [(plan.get_absolute_url(), 302)]
    assert [str(said) for said in answer.context["messages"]] == [own_form(make_kind("dang"))]


def test_f7_the_plan_of_a_press_body_stands_under_nobody_of_the_state(people):
    make_duty(leads=[people.agency])
    plan = make_issued_plan(people)
    under = {}
    for code in ("so", "bao-chi", "nganh-doc"):
        people.agency.versions.update(kind=make_kind(code))
        under[code] = " ".join(styled(write_plan(plan, today=TODAY), "ParentBody"))
    assert under == {"so": "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "bao-chi": "", "nganh-doc": ""}


def test_f6_a_plan_bears_the_year_of_its_date_else_of_its_approval_else_of_its_making(people):
    make_duty(leads=[people.agency])
    january = dt.date(2027, 1, 6)

    def dated(plan) -> tuple[str, str]:
        content = write_plan(AgencyPlan.objects.get(pk=plan.pk), today=january)
        assert " ".join(styled(content, "Subject")).endswith("năm 2026")
        return styled(content, "PlaceDate")[0][-8:], styled(content, "AnnexReference")[0].split("năm ")[1][:4]

    plan = make_issued_plan(people)
    assert dated(plan) == ("năm 2026", "2026")
    AgencyPlan.objects.update(paper_number="5/KH-STP", paper_signed_on=dt.date(2027, 1, 4))
    assert dated(plan) == ("năm 2027", "2027")
    printed = write_plan(AgencyPlan.objects.get(pk=plan.pk), today=january)
    assert styled(printed, "Sign") == ["Số: 05/KH-STP"]
    assert dated(make_draft(people)) == ("năm 2027", "2027")


def test_f8_a_plan_names_the_agencys_own_drafting_unit(people):
    make_duty(leads=[people.agency])
    plan = make_issued_plan(people)
    Agency.objects.filter(pk=people.agency.pk).update(drafting_unit="TH")
    printed = write_plan(AgencyPlan.objects.get(pk=plan.pk), today=TODAY)
    assert styled(printed, "Recipient") == ["- Sở Nội vụ;", "- Lưu: VT, TH."]


def _now() -> dt.datetime:
    return dt.datetime(2026, 3, 16, 2, tzinfo=dt.UTC)
