from plans.models.activities import Activity, ActivityUpdate, Proof, Result
from plans.models.duties import ActivityForm, Assignment, Duty, Schedule, Wording
from plans.models.plans import Decision, Plan

__all__ = [
    "Activity",
    "ActivityForm",
    "ActivityUpdate",
    "Assignment",
    "Decision",
    "Duty",
    "Plan",
    "Proof",
    "Result",
    "Schedule",
    "Wording",
]
