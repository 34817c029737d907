"""Who there is: agencies with their history, officers, the posts that join them, the working calendar."""

from agencies.models.calendar import CalendarDay
from agencies.models.leaves import Leave
from agencies.models.officers import Officer, Post
from agencies.models.register import Agency, AgencyKind, AgencyVersion, Succession

__all__ = [
    "Agency",
    "AgencyKind",
    "AgencyVersion",
    "CalendarDay",
    "Leave",
    "Officer",
    "Post",
    "Succession",
]
