"""Drafting, approving and overseeing agencies' plans, page by page."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import AgencyPlan, Duty
from plans.workflow import PlanState
from records.models import AuditEntry
from tests.agencies.make import make_agency
from tests.plans.make import (
    make_activity,
    make_done,
    make_draft,
    make_duty,
    make_issued_plan,
    make_plan,
    on_desk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


def url(name: str, *args: object) -> str:
    return reverse(f"plans:{name}", args=args)


def test_two_who_change_one_line_are_told_and_nothing_typed_is_lost(people, client):
    make_duty(leads=[people.agency], content="Đối thoại với dân")
    item = make_draft(people).items.exclude(duty=None).get()
    client.force_login(people.drafter)
    page = client.get(url("change-item", item.pk))
    seen = {"seen_version": str(page.context["form"]["seen_version"].value()), "schedule": "continuous"}
    assert client.post(url("change-item", item.pk), seen | {"quantity": "3"}).status_code == 302
    answer = client.post(url("change-item", item.pk), seen | {"quantity": "8"})
    assert (answer.status_code, 'value="8"' in answer.text) == (422, True)
    assert "Có người vừa sửa dòng này" in answer.text
    assert [(field.name, field.value()) for field in answer.context["standing"]] == [("quantity", "3")]
    item.refresh_from_db()
    assert (item.quantity, item.version) == (3, 1)
    entry = AuditEntry.objects.about(item.plan).get(verb="change_item")
    assert entry.changes == {"item": item.pk, "quantity": [None, "3"]}


def test_who_has_seen_what_stands_there_puts_theirs_in_its_place_and_no_third_ones(people, client):
    make_duty(leads=[people.agency])
    item = make_draft(people).items.exclude(duty=None).get()
    client.force_login(people.drafter)
    address, typed = url("change-item", item.pk), {"schedule": "continuous", "seen_version": "0"}
    client.post(address, typed | {"quantity": "3"})
    clash = client.post(address, typed | {"quantity": "8"})
    seen = {"seen_version": str(clash.context["form"]["seen_version"].value())}
    client.post(address, typed | {"seen_version": "1", "quantity": "5"})
    assert client.post(address, typed | seen | {"quantity": "8"}).status_code == 422
    again = client.post(address, typed | {"quantity": "8"})
    seen = {"seen_version": str(again.context["form"]["seen_version"].value())}
    assert client.post(address, typed | seen | {"quantity": "8"}).status_code == 302
    item.refresh_from_db()
    assert (item.quantity, item.version) == (8, 3)


def test_p0_a_plan_without_estimates_does_not_say_that_it_costs_nothing(people, client):
    make_duty(leads=[people.agency])
    plan = make_draft(people)
    plan.items.filter(duty=None).delete()  # the one line that has an estimate
    client.force_login(people.drafter)
    page = client.get(plan.get_absolute_url())
    assert page.context["budget"] is None
    assert "chưa có dự toán" in page.text
    client.post(url("change-item", plan.items.get().pk), {"schedule": "continuous", "budget": "0"})
    page = client.get(plan.get_absolute_url())
    assert page.context["budget"] == 0
    assert "dự toán 0 đồng" in page.text


def test_from_duties_to_an_approved_plan(people, client):
    make_duty(leads=[people.agency], content="Đối thoại với dân")
    client.force_login(people.drafter)
    assert client.get(url("agency-plans")).context["rows"][0]["may_begin"]
    answer = client.post(url("begin-plan", people.agency.pk), {"year": "2026"})
    plan = AgencyPlan.objects.get()
    assert answer.url == plan.get_absolute_url()
    line = plan.items.get()
    filled = {"quantity": "2", "schedule": "quarterly", "budget": "15.000.000", "unit_name": "Văn phòng"}
    assert client.post(url("change-item", line.pk), filled).status_code == 302
    added = {"content": "Cuộc thi ảnh", "schedule": "by_date", "due_on": "30/9/2026"}
    assert client.post(url("add-item", plan.pk), added).status_code == 302
    assert client.post(url("submit-plan", plan.pk)).status_code == 302
    client.force_login(people.head)
    desk = client.get("/desk/").content.decode()
    assert plan.get_absolute_url() in desk
    page = client.get(plan.get_absolute_url())
    assert page.context["budget"] == 15_000_000
    seen = AgencyPlan.objects.get().edits
    asked = client.get(url("approve-plan", plan.pk), {"seen": seen})
    assert "15.000.000" in asked.content.decode()
    assert client.post(url("approve-plan", plan.pk), {"seen": seen}).status_code == 302
    for verb in ("approve-plan", "hand-back-plan"):  # as after the browser's Back
        back = client.get(url(verb, plan.pk), follow=True)
        assert back.redirect_chain == [(plan.get_absolute_url(), 302)]
        assert "Kế hoạch hiện không chờ người đứng đầu." in back.text
    client.force_login(people.reviewer)
    (row,) = client.get(url("agency-plans"), {"state": "issued"}).context["rows"]
    assert (row["name"], row["plan"].signer_name) == ("Sở Tư pháp", "Lê Văn Ký")
    assert "Cuộc thi ảnh" in client.get(plan.get_absolute_url()).content.decode()


def test_s3_who_read_the_plan_as_it_is_now_approves_it_without_opening_the_page_anew(people, client):
    plan = make_draft(people)
    seen = AgencyPlan.objects.get().edits
    client.force_login(people.drafter)
    client.post(url("add-item", plan.pk), {"content": "Cuộc thi ảnh", "schedule": "continuous"})
    client.post(url("submit-plan", plan.pk))
    client.force_login(people.head)
    address = f"{url('approve-plan', plan.pk)}?seen={seen}"
    opened = client.get(address).context["form"]["seen"].value()
    told = client.post(address, {"seen": opened}).context["form"]
    assert told.non_field_errors().data[0].code == "stale"
    assert AgencyPlan.objects.get().state == PlanState.AWAITING_HEAD
    assert told["seen"].value() == AgencyPlan.objects.get().edits
    assert client.post(address, {"seen": told["seen"].value()}).status_code == 302
    assert AgencyPlan.objects.get().state == PlanState.ISSUED


def test_s3_a_plan_mended_and_sent_up_again_is_not_handed_back_unread(people, client):
    plan = make_draft(people)
    client.force_login(people.drafter)
    client.post(url("add-item", plan.pk), {"content": "Cuộc thi ảnh", "schedule": "continuous"})
    client.post(url("submit-plan", plan.pk))
    line = plan.items.latest("pk")
    client.force_login(people.head)
    address = url("hand-back-plan", plan.pk)
    typed = {"reason": "Thiếu dự toán", line.place_name: "Bao nhiêu?"}
    opened = client.get(address).context["form"].initial
    client.force_login(people.drafter)
    client.post(url("withdraw-plan", plan.pk))
    client.force_login(people.head)
    early = client.post(address, opened | typed)  # it is with the drafter by now
    assert (early.status_code, early.context["form"]["reason"].value()) == (422, "Thiếu dự toán")
    client.force_login(people.drafter)
    client.post(url("remove-item", line.pk))
    client.post(url("submit-plan", plan.pk))
    client.force_login(people.head)
    told = client.post(address, opened | typed)
    form = told.context["form"]
    assert (told.status_code, form.non_field_errors().data[0].code) == (422, "stale")
    assert ({name: form[name].value() for name in typed}, told.context["standing"]) == (typed, [])
    assert AgencyPlan.objects.get().state == PlanState.AWAITING_HEAD
    assert client.post(address, typed | {"seen": form["seen"].value()}).status_code == 302
    assert AgencyPlan.objects.get().state == PlanState.DRAFT


def test_a_line_refused_keeps_what_was_typed(people, client):
    plan = make_draft(people)
    client.force_login(people.drafter)
    wrong = {"content": "Cuộc thi ảnh", "schedule": "by_date", "budget": "mười triệu"}
    answer = client.post(url("add-item", plan.pk), wrong)
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["budget", "due_on"]
    assert "mười triệu" in answer.content.decode()


def test_the_head_hands_back_and_the_drafter_reads_why(people, client):
    plan = make_draft(people)
    client.force_login(people.drafter)
    client.post(url("submit-plan", plan.pk))
    client.force_login(people.head)
    seen = client.get(url("hand-back-plan", plan.pk)).context["form"].initial
    assert client.post(url("hand-back-plan", plan.pk), seen | {"reason": ""}).status_code == 422
    assert client.post(url("hand-back-plan", plan.pk), seen | {"reason": "Thiếu dự toán"}).status_code == 302
    client.force_login(people.drafter)
    assert client.get(plan.get_absolute_url()).context["handed_back"].reason == "Thiếu dự toán"
    client.post(url("submit-plan", plan.pk))
    client.post(url("withdraw-plan", plan.pk))
    assert client.get(plan.get_absolute_url()).context["handed_back"] is None
    assert AgencyPlan.objects.get().state == PlanState.DRAFT


def test_the_page_says_which_duties_have_no_activity_yet(people, client):
    plan = make_plan()
    busy = make_duty(plan, leads=[people.agency])
    idle = make_duty(plan, leads=[people.agency])
    draft = make_draft(people)
    make_done(people.agency, duty=busy)
    client.force_login(people.drafter)
    page = client.get(draft.get_absolute_url())
    assert page.context["without"] == {draft.items.get(duty=idle).pk}


def test_duties_that_came_later_are_offered(people, client):
    draft = make_draft(people)
    make_duty(leads=[people.agency])
    client.force_login(people.drafter)
    assert len(client.get(draft.get_absolute_url()).context["missing"]) == 1
    client.post(url("submit-plan", draft.pk))
    assert AgencyPlan.objects.get().state == PlanState.DRAFT
    client.post(url("take-up", draft.pk))
    assert client.get(draft.get_absolute_url()).context["missing"] == []


def test_home_affairs_sees_who_has_issued_a_plan_and_who_has_not(people, client):
    make_issued_plan(people)
    client.force_login(people.reviewer)

    def names(**query: object) -> list[str]:
        return [row["name"] for row in client.get(url("agency-plans"), query).context["rows"]]

    assert names() == ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế"]
    assert names(state="issued") == ["Sở Tư pháp"]
    assert names(state="not_issued") == ["Sở Nội vụ", "Sở Y tế"]
    assert names(state="issued", year=2025) == []


def test_the_desk_names_activities_whose_day_has_gone_by(people, client):
    late = make_activity(people.agency, planned_on=dt.date(2026, 3, 13))
    make_activity(people.agency, planned_on=dt.date(2026, 3, 16))
    make_activity(people.other_agency, planned_on=dt.date(2026, 3, 13))
    client.force_login(people.drafter)
    (line,) = on_desk(client)
    assert (line.url, line.title, line.is_late) == (late.get_absolute_url(), late.topic, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(people, client, rows):
    plan = make_plan()
    for _ in range(rows):
        make_duty(plan, leads=[people.agency])
        make_agency()
    draft = make_draft(people)
    costs = []
    for officer, address in (
        (people.drafter, draft.get_absolute_url()),
        (people.drafter, url("agency-plans")),
        (people.reviewer, url("agency-plans")),
    ):
        client.force_login(officer)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs == [13, 8, 7]  # the first names the kind, which says whether there is a Word file


def test_a_line_falls_due_in_the_year_of_the_plan_or_when_its_duty_does(people, client):
    province = make_plan(first_year=2026, last_year=2028)
    due = {"schedule": "by_date", "due_on": dt.date(2028, 6, 30)}
    make_duty(province, leads=[people.agency], **due)
    plan = make_draft(people)
    client.force_login(people.drafter)
    typed = {"content": "Cuộc thi ảnh", "schedule": "by_date", "due_on": "5/12/2031"}
    answer = client.post(url("add-item", plan.pk), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["due_on"])
    assert client.post(url("add-item", plan.pk), typed | {"due_on": "5/12/2026"}).status_code == 302
    line = url("change-item", plan.items.exclude(duty=None).get().pk)
    kept = {"schedule": "by_date", "due_on": "30/6/2028", "quantity": "1", "seen_version": "0"}
    assert client.post(line, kept).status_code == 302
    answer = client.post(line, kept | {"due_on": "30/6/2027", "seen_version": "1"})
    assert list(answer.context["form"].errors) == ["due_on"]


def test_who_adds_a_duty_is_told_when_its_agencies_have_it(people, client):
    told = {}
    for day in (dt.date(2026, 3, 16), dt.date(2026, 5, 4)):
        plan = make_plan(takes_effect_on=day)
        client.force_login(people.reviewer)
        fields = {
            "clause": "Ý 1",
            "content": "Đăng tin",
            "leads": [people.agency.pk],
            "schedule": "continuous",
        }
        answer = client.post(url("add-duty", plan.pk), fields, follow=True)
        told[day.month] = str(next(iter(answer.context["messages"])))
        assert (Duty.objects.get(plan=plan).assignments.count(), answer.status_code) == (
            int(day.month == 3),
            200,
        )
    assert "đã giao cho các cơ quan" in told[3]
    assert "4/5/2026" in told[5]
