"""Installs the standard regime and report form, once; a later run changes nothing."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.actions.standard import install_standard
from reports.models import PeriodCode, PeriodKind
from reports.standard import PERIODS


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        begins = report_year_begins(timezone.localdate())
        install_standard(
            province=settings.PORTAL_PROVINCE,
            valid_from=begins,
            records_from=begins,
            feedback_from=begins,
        )


def report_year_begins(today: dt.date) -> dt.date:
    """The first day of the report year of that day, by the window with which the standard regime starts."""
    year = PeriodKind(**next(row for row in PERIODS if row.code == PeriodCode.YEAR)._asdict())
    first, last = year.window(today.year)
    return first if today <= last else year.window(today.year + 1)[0]
