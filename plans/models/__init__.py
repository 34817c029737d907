from plans.models.duties import ActivityForm, Assignment, Duty, Schedule, Wording
from plans.models.plans import Decision, Plan

__all__ = ["ActivityForm", "Assignment", "Decision", "Duty", "Plan", "Schedule", "Wording"]
