"""The plan as everyone reads it, as Home Affairs enters it, and what it asks of one's own agency."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AgencyKind
from plans.models import Assignment, Duty, Plan, Wording
from tests.agencies.make import make_agency, make_post
from tests.plans.make import adjust, kinds, make_duty, make_plan, newest, reword
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


@pytest.fixture
def reviewer(people, client):
    client.force_login(people.reviewer)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"plans:{name}", args=args)


PLAN = {
    "title": "Kế hoạch năm 2026",
    "first_year": "2026",
    "last_year": "2026",
    "number": "15/KH-UBND",
    "signed_on": "9/1/2026",
    "takes_effect_on": "9/1/2026",
    "signer": "Nguyễn Văn Chủ",
    "objectives": "Mọi người dân đều biết.",
}


def duty_data(**changes: object) -> dict[str, object]:
    return {
        "clause": "Mục IV.7",
        "content": "Đăng tin, bài hằng quý",
        "kinds": [AgencyKind.objects.get(code="so").pk],
        "schedule": "quarterly",
    } | changes


def test_what_was_mistyped_in_a_plan_is_corrected_from_its_page(people, reviewer):
    plan = make_plan("Kế hoặch năm 2026")
    decision = plan.decisions.get()
    page = reviewer.get(url("plan", plan.pk)).text
    assert url("correct", plan.pk) in page
    assert url("correct-decision", decision.pk) in page
    heading = {"title": "Kế hoạch năm 2026", "first_year": "2026", "last_year": "2026"}
    assert reviewer.post(url("correct", plan.pk), heading).url == url("plan", plan.pk)
    shown = reviewer.get(url("correct-decision", decision.pk)).context["form"]
    assert shown["number"].value() == decision.number
    file = SimpleUploadedFile("kh.pdf", make_pdf())
    data = {name: PLAN[name] for name in ("number", "signed_on", "takes_effect_on", "signer", "objectives")}
    assert reviewer.post(url("correct-decision", decision.pk), data | {"file": file}).status_code == 302
    page = reviewer.get(url("plan", plan.pk)).text
    assert "<h1>Kế hoạch năm 2026</h1>" in page
    assert "15/KH-UBND ngày 09/01/2026" in page
    assert "Bản đã ký" in page
    reviewer.post(url("correct-decision", decision.pk), data)
    decision.refresh_from_db()
    assert decision.document  # left empty, the file stays
    late = reviewer.post(url("correct-decision", decision.pk), data | {"signed_on": "17/3/2026"})
    assert list(late.context["form"].errors) == ["signed_on"]


def test_a_plan_is_entered_with_its_signed_file_and_duties(people, reviewer):
    content = make_pdf()
    file = SimpleUploadedFile("kh.pdf", content)
    answer = reviewer.post(url("create"), PLAN | {"file": file})
    plan = Plan.objects.get()
    assert answer.url == url("plan", plan.pk)
    assert (
        reviewer.post(url("add-duty", plan.pk), duty_data(target="1.200", unit="tin, bài")).status_code == 302
    )
    wording = Wording.objects.get()
    assert (wording.target, wording.duty.assignments.count()) == (1200, 2)
    page = reviewer.get(answer.url).content.decode()
    assert "15/KH-UBND" in page
    assert "1.200 tin, bài" in page
    assert (
        reviewer.get(reverse("records:file", args=[plan.decisions.get().document_id])).getvalue() == content
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_year": "2025"}, "__all__"),
        ({"takes_effect_on": "8/1/2026"}, "__all__"),
        ({"signed_on": "9/1/26"}, "signed_on"),
        ({"title": ""}, "title"),
    ],
)
def test_a_plan_refused_comes_back_with_everything_typed(reviewer, changes, field):
    answer = reviewer.post(url("create"), PLAN | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Mọi người dân đều biết." in answer.content.decode()
    assert Plan.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"schedule": "by_date"}, "due_on"),
        ({"due_on": "31/3/2026"}, "due_on"),
        ({"target": "3"}, "unit"),
        ({"target": "ba", "unit": "lớp"}, "target"),
        ({"content": ""}, "content"),
    ],
)
def test_a_duty_refused_says_where_and_keeps_what_was_typed(reviewer, changes, field):
    plan = make_plan()
    answer = reviewer.post(url("add-duty", plan.pk), duty_data(product="Bài có ảnh", **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Bài có ảnh" in answer.content.decode()
    assert Duty.objects.count() == 0


def test_an_adjustment_is_entered_and_the_duty_changed_under_it(people, reviewer):
    plan = make_plan()
    duty = make_duty(plan, content="Một bài mỗi quý", leads=[people.agency])
    decision = {
        "number": "99/QĐ-UBND",
        "signed_on": "1/3/2026",
        "takes_effect_on": "1/3/2026",
        "signer": "Nguyễn Văn Chủ",
        "summary": "Nâng số bài.",
    }
    assert reviewer.post(url("adjust", plan.pk), decision).status_code == 302
    page = reviewer.get(url("reword", duty.pk))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert reviewer.post(url("reword", duty.pk), data | {"content": "Hai bài mỗi quý"}).status_code == 302
    page = reviewer.get(url("duty", duty.pk)).content.decode()
    assert "Hai bài mỗi quý" in page
    assert "Một bài mỗi quý" in page
    assert "Nâng số bài." in reviewer.get(url("plan", plan.pk)).content.decode()


def test_a_change_made_meanwhile_is_told_and_nothing_typed_is_lost(people, reviewer):
    duty = make_duty(leads=[people.agency])
    wording = newest(duty)
    stale = duty_data(content="Của tôi", seen=f"{wording.pk}-{wording.version}")
    reword(duty, content="Của người khác")
    answer = reviewer.post(url("reword", duty.pk), stale)
    assert answer.status_code == 422
    assert "Của tôi" in answer.content.decode()
    assert newest(duty).content == "Của người khác"
    theirs = {field.name: field.value() for field in answer.context["standing"]}
    assert theirs["content"] == "Của người khác"
    seen = answer.context["form"]["seen"].value()
    assert reviewer.post(url("reword", duty.pk), stale | {"seen": seen}).status_code == 302
    assert newest(duty).content == "Của tôi"


def test_who_owes_a_duty_records_it_from_its_page(people, client):
    duty = make_duty(leads=[people.agency, people.other_agency])
    (mine,) = Assignment.objects.filter(duty=duty, agency=people.agency)
    ways = [
        f"{url('record-activity', people.agency.pk)}?duty={duty.pk}",
        f"{url('plan-activity', people.agency.pk)}?duty={duty.pk}",
        url("update-duty", mine.pk),
    ]
    for person in (people.drafter, people.head):
        client.force_login(person)
        page = client.get(url("duty", duty.pk))
        assert page.context["own"] == [mine]
        assert [way in page.text for way in ways] == [True] * 3
        assert client.get(ways[0]).context["form"]["duty"].value() == str(duty.pk)
    client.force_login(people.reviewer)
    page = client.get(url("duty", duty.pk))
    assert [way in page.text for way in ways] == [False] * 3


def test_a_duty_of_a_year_gone_by_is_not_recorded_any_more(people, client, time_machine):
    duty = make_duty(leads=[people.agency])
    time_machine.move_to("2027-01-05T02:00:00Z")
    client.force_login(people.drafter)
    assert client.get(url("duty", duty.pk)).context["own"] == []


def test_a_duty_is_dropped_after_asking(people, reviewer):
    duty = make_duty(leads=[people.agency])
    assert newest(duty).clause in reviewer.get(url("drop", duty.pk)).content.decode()
    assert reviewer.post(url("drop", duty.pk)).url == url("duty", duty.pk)
    assert newest(duty).is_dropped
    assert reviewer.get(url("duty", duty.pk)).status_code == 200
    assert reviewer.get(url("reword", duty.pk)).status_code == 404


def test_our_duties_are_those_of_this_year_and_those_we_help_with(people, client):
    long_plan = make_plan("Kế hoạch dài", first_year=2026, last_year=2030)
    plan = make_plan("Kế hoạch năm", parent=long_plan)
    make_duty(long_plan, content="Của mọi sở")
    make_duty(plan, content="Của Sở Tư pháp", leads=[people.agency])
    make_duty(plan, content="Cùng làm", leads=[people.other_agency], partners=[people.agency])
    make_duty(plan, content="Của Sở Y tế", leads=[people.other_agency])
    make_duty(make_plan("Năm sau", year=2027), content="Năm sau")
    make_duty(make_plan("Năm trước", year=2025), content="Năm trước")
    client.force_login(people.drafter)
    (mine,) = client.get(url("mine")).context["agencies"]
    assert [duty["wording"].content for duty in mine["duties"]] == ["Của mọi sở", "Của Sở Tư pháp"]
    assert [wording.content for wording in mine["helps"]] == ["Cùng làm"]


def test_an_officer_of_two_agencies_sees_both_apart(people, client):
    make_post(people.drafter, people.other_agency)
    plan = make_plan()
    make_duty(plan, content="Một", leads=[people.agency])
    make_duty(plan, content="Hai", leads=[people.other_agency])
    client.force_login(people.drafter)
    agencies = client.get(url("mine")).context["agencies"]
    assert {row["name"]: [duty["wording"].content for duty in row["duties"]] for row in agencies} == {
        "Sở Tư pháp": ["Một"],
        "Sở Y tế": ["Hai"],
    }


def test_duties_are_found_by_words_and_by_agency(people, client):
    plan = make_plan()
    make_duty(plan, content="Đối thoại với người dân", leads=[people.agency])
    make_duty(plan, content="Khảo sát", leads=[people.other_agency])
    client.force_login(people.drafter)

    def shown(**query: object) -> list[str]:
        return [row.content for row in client.get(url("plan", plan.pk), query).context["duties"]]

    assert shown() == ["Đối thoại với người dân", "Khảo sát"]
    assert shown(q="doi thoai") == ["Đối thoại với người dân"]
    assert shown(agency=people.other_agency.pk) == ["Khảo sát"]
    assert shown(agency="x") == ["Đối thoại với người dân", "Khảo sát"]


def test_a_plan_to_come_is_shown_with_its_duties(people, client):
    plan = make_plan(year=2027)
    make_duty(plan, content="Của năm sau")
    client.force_login(people.drafter)
    assert [row.content for row in client.get(url("plan", plan.pk)).context["duties"]] == ["Của năm sau"]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(people, client, rows):
    plan = make_plan()
    for _ in range(rows):
        agency = make_agency()
        make_duty(plan, kinds=kinds("so"), leads=[agency], partners=[people.other_agency])
        yearly = make_plan(parent=make_plan())
        adjust(yearly, dt.date(2026, 3, 1))
    duty = make_duty(plan, leads=[people.agency])
    client.force_login(people.drafter)
    addresses = [url("list"), url("mine"), url("plan", plan.pk), url("duty", duty.pk)]
    costs = []
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs == [7, 15, 13, 22]
