"""Where a page of this room stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Activity, Duty, Plan


def to_plans() -> list[tuple[Any, str]]:
    return [(_("Plans"), reverse("plans:list"))]


def to_plan(plan: Plan) -> list[tuple[Any, str]]:
    return [*to_plans(), (plan.title, plan.get_absolute_url())]


def to_duty(duty: Duty, clause: str) -> list[tuple[Any, str]]:
    return [*to_plan(duty.plan), (clause, duty.get_absolute_url())]


def to_activities() -> list[tuple[Any, str]]:
    return [(_("Activities"), reverse("plans:activities"))]


def to_activity(activity: Activity) -> list[tuple[Any, str]]:
    return [*to_activities(), (activity.topic, activity.get_absolute_url())]


def to_agency_plans() -> list[tuple[Any, str]]:
    return [*to_plans(), (_("Agencies' plans"), reverse("plans:agency-plans"))]
