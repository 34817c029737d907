"""The sample's agencies' own plans, and how far duties are."""

from collections import Counter

from agencies.models import AgencyVersion, Officer
from plans.actions.agency_plans import missing_duties
from plans.models import Activity, AgencyPlan, Assignment
from plans.progress import progress_of
from tests.reformportal.sample.rows import DAY


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
