from feedback.models.regulations import Regulation, Step, TimeLimit
from feedback.models.rules import Rule

__all__ = ["Regulation", "Rule", "Step", "TimeLimit"]
