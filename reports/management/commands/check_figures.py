"""Adds up every consolidated figure a second time; names each that differs and exits with 1."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.models import Period
from reports.recount import Difference, differences


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="only the periods of this report year")

    def handle(self, *args: Any, year: int | None, **options: Any) -> None:
        periods = Period.objects.exclude(opened_at=None).order_by("ends_on", "code")
        if year:
            periods = periods.filter(year=year)
        wrong = 0
        for period in periods:
            found = differences(period)
            wrong += len(found)
            for difference in found:
                self.stderr.write(f"{period.year} {period.code} {_line(difference)}")
        if wrong:
            raise CommandError(f"{wrong} figures are not what their parts add up to.")
        self.stdout.write(f"{len(periods)} periods: every figure is what its parts add up to.")


def _line(difference: Difference) -> str:
    found, expected = difference.consolidated, difference.recounted
    of_kind = f" kind {difference.kind}" if difference.kind else ""
    return (
        f"{difference.figure.code}{of_kind}: consolidated {found.in_slice} / {found.cumulative} of "
        f"{found.reporting} agencies, recounted {expected.in_slice} / {expected.cumulative} of "
        f"{expected.reporting}"
    )
