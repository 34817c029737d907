from feedback.models.regulations import Regulation, Step, TimeLimit

__all__ = ["Regulation", "Step", "TimeLimit"]
