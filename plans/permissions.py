"""Who keeps the province's plan, and who reads it, from the posts in force today."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from agencies.models import AgencyKind, Officer, Post
from agencies.permissions import posts_of
from plans.models import Activity, AgencyPlan, Decision, Proof
from plans.workflow import PlanState
from records.models import Attachment

Role = Post.Role


def may_keep_plans(officer: Officer) -> bool:
    """Enters and adjusts the province's plan: Home Affairs, which prepares it (plan, part IV, section 5)."""
    return bool(posts_of(officer, Role.REVIEWER, Role.ISSUER, desk=AgencyKind.Desk.HOME_AFFAIRS))


def require_plan_keeper(by: Officer | None) -> None:
    """Refuse whoever does not keep the plan; None is the installation itself."""
    if by is not None and not may_keep_plans(by):
        raise PermissionDenied


def may_work_at(officer: Officer, agency_id: int) -> bool:
    """Plans and records the agency's activities: its drafters and heads."""
    return bool(posts_of(officer, Role.DRAFTER, Role.HEAD, agency=agency_id))


def may_keep_paper(officer: Officer, agency_id: int) -> bool:
    """Enters number, date and file of the agency's signed plan: its clerk, or who works on the plan."""
    return bool(posts_of(officer, Role.CLERK, agency=agency_id)) or may_work_at(officer, agency_id)


def drafting_post(officer: Officer, agency_id: int) -> Post | None:
    return next(iter(posts_of(officer, Role.DRAFTER, agency=agency_id)), None)


def signing_post(officer: Officer, agency_id: int) -> Post | None:
    return next(iter(posts_of(officer, Role.HEAD, agency=agency_id)), None)


def may_approve(officer: Officer, plan: AgencyPlan) -> bool:
    """The head approves what awaits them, never what they wrote in themselves."""
    return (
        plan.state == PlanState.AWAITING_HEAD
        and signing_post(officer, plan.agency_id) is not None
        and not plan.writers.filter(pk=officer.pk).exists()
    )


def may_open_file(officer: Officer, attachment: Attachment) -> bool:
    """A plan's signed decision opens to everyone the plan is addressed to, whoever holds a post; a proof to
    those who see its activity, a signed plan of an agency to those who see that plan."""
    if AgencyPlan.objects.visible_to(officer).filter(paper=attachment).exists():
        return True
    if Proof.objects.filter(
        attachment=attachment, activity__in=Activity.objects.visible_to(officer)
    ).exists():
        return True
    return bool(officer.current_posts) and Decision.objects.filter(document=attachment).exists()
