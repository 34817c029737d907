"""Installs the standard regime and report form, once; a later run changes nothing."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.actions.standard import install_standard


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
    """Report years begin on 15 December (Decree 09/2019/ND-CP, article 12)."""
    this_year = dt.date(today.year, 12, 15)
    return this_year if today >= this_year else dt.date(today.year - 1, 12, 15)
