"""What the register starts with. A table that holds any row is left as the province made it."""

from agencies.holidays import ALL_DAYS
from agencies.kinds import KINDS
from agencies.models import AgencyKind, CalendarDay


def install_kinds() -> None:
    if not AgencyKind.objects.exists():
        AgencyKind.objects.bulk_create(
            AgencyKind(position=position, **kind._asdict()) for position, kind in enumerate(KINDS, start=1)
        )


def install_calendar() -> None:
    if not CalendarDay.objects.exists():
        CalendarDay.objects.bulk_create(CalendarDay(**day._asdict()) for day in ALL_DAYS)
