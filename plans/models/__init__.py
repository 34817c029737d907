from plans.models.activities import Activity, ActivityUpdate, Proof, Result
from plans.models.agency_plans import AgencyPlan, PlanItem
from plans.models.duties import ActivityForm, Assignment, AssignmentUpdate, Duty, Schedule, Wording
from plans.models.plans import Decision, Plan

__all__ = [
    "Activity",
    "ActivityForm",
    "ActivityUpdate",
    "AgencyPlan",
    "Assignment",
    "AssignmentUpdate",
    "Decision",
    "Duty",
    "Plan",
    "PlanItem",
    "Proof",
    "Result",
    "Schedule",
    "Wording",
]
