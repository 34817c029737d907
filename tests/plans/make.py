"""Plans for tests, entered through the actions by the installation itself."""

import datetime as dt
import itertools
from typing import Any

from django.test import Client
from django.urls import reverse

from agencies.models import Agency, AgencyKind
from plans.actions.activities import finish_activity, plan_activity
from plans.actions.agency_plans import add_item, approve_plan, begin_plan, submit_plan
from plans.actions.decisions import adjust_plan, create_plan
from plans.actions.keeping import add_duty, reword_duty
from plans.models import Activity, ActivityForm, AgencyPlan, Decision, Duty, Plan, Wording
from tests.agencies.make import People, make_agency, make_kind

NOW = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 16)
_numbers = itertools.count(1)


def make_plan(title: str | None = None, *, year: int = 2026, now: dt.datetime = NOW, **fields: Any) -> Plan:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "title": title or f"Kế hoạch {number}",
        "first_year": year,
        "last_year": year,
        "number": f"{number}/KH-UBND",
        "signed_on": min(dt.date(year, 1, 9), now.date()),
        "takes_effect_on": dt.date(year, 1, 9),
        "signer": "Nguyễn Văn Chủ",
        "by": None,
    }
    return create_plan(now=now, **(defaults | fields))


def adjust(plan: Plan, takes_effect_on: dt.date, *, now: dt.datetime = NOW, **fields: Any) -> Decision:
    defaults: dict[str, Any] = {
        "number": f"{next(_numbers)}/QĐ-UBND",
        "signed_on": min(takes_effect_on, now.date()),
        "takes_effect_on": takes_effect_on,
        "signer": "Nguyễn Văn Chủ",
        "by": None,
    }
    return adjust_plan(plan, now=now, **(defaults | fields))


def kinds(*codes: str) -> list[AgencyKind]:
    return [make_kind(code) for code in codes]


def make_duty(plan: Plan | None = None, *, now: dt.datetime = NOW, **fields: Any) -> Duty:
    """A duty of every department, unless `fields` say whose."""
    plan = plan or make_plan()
    if not fields.get("kinds") and not fields.get("leads"):
        fields["kinds"] = kinds("so")
    defaults: dict[str, Any] = {"clause": f"Ý {next(_numbers)}", "content": "Đăng tin, bài", "by": None}
    return add_duty(plan, now=now, **(defaults | fields))


def newest(duty: Duty) -> Wording:
    return Wording.objects.filter(duty=duty).newest().get()


def fields_of(duty: Duty, **changes: Any) -> dict[str, Any]:
    """What the duty says now, with changes, as `reword_duty` takes it."""
    wording = newest(duty)
    plain = ["clause", "content", "product", "schedule", "due_on", "form", "target", "unit", "cost_line"]
    found: dict[str, Any] = {name: getattr(wording, name) for name in plain}
    found |= {name: list(getattr(wording, name).all()) for name in ("kinds", "leads", "partners")}
    return found | changes


def reword(duty: Duty, *, now: dt.datetime = NOW, **changes: Any) -> Wording:
    wording = newest(duty)
    return reword_duty(
        duty, seen=(wording.pk, wording.version), by=None, now=now, **fields_of(duty, **changes)
    )


def make_activity(
    agency: Agency | None = None, form: str = "tin-bai-bao", *, now: dt.datetime = NOW, **fields: Any
) -> Activity:
    """An activity to come, of an agency's own accord unless `duty` is given."""
    defaults: dict[str, Any] = {"topic": f"Bài số {next(_numbers)}", "planned_on": TODAY, "by": None}
    return plan_activity(
        agency or make_agency(), form=ActivityForm.objects.get(code=form), now=now, **(defaults | fields)
    )


def make_done(
    agency: Agency, form: str = "tin-bai-bao", *, on: dt.date = TODAY, count: int = 1, **fields: Any
) -> Activity:
    activity = make_activity(agency, form, planned_on=on, **fields)
    return finish_activity(activity, on=on, amounts={"count": count}, by=None, now=NOW)


def make_draft(people: People, *, year: int = 2026, now: dt.datetime = NOW) -> AgencyPlan:
    """A draft of the drafter's agency, with every duty it has in the year and one addition."""
    plan = begin_plan(people.agency, year, by=people.drafter, now=now)
    add_item(plan, content="Tự bổ sung", budget=1_000_000, by=people.drafter, now=now)
    plan.refresh_from_db()
    return plan


def make_issued_plan(people: People, *, year: int = 2026, now: dt.datetime = NOW) -> AgencyPlan:
    """The same, submitted and approved by the head."""
    plan = submit_plan(make_draft(people, year=year, now=now), by=people.drafter, now=now)
    return approve_plan(plan, seen_edits=plan.edits, by=people.head, now=now)


def on_desk(client: Client, side: str = "owed") -> list[Any]:
    """The lines of this room on the start page of whoever is signed in."""
    lines = getattr(client.get(reverse("desk")).context["desk"], side)
    return [line for line in lines if line.url.startswith(reverse("plans:list"))]
