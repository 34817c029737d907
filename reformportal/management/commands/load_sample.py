"""Loads the sample province into an empty trial."""

import datetime as dt
import gc
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.days import screen_day
from reformportal import progress
from reformportal.sample.loading import FIRST_DAY, load, why_not


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day like 2026-11-22.") from None


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=day, help="the day up to which the sample lived (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["day"] or timezone.localdate()
        if until < FIRST_DAY:
            raise CommandError(
                f"The sample begins on {screen_day(FIRST_DAY)}: choose that day or a later one."
            )
        if reason := why_not(is_trial=settings.TRIAL):
            raise CommandError(reason)
        gc.set_threshold(50_000, 20)  # hundreds of thousands of rows pass through, few of them in circles
        with progress.step("Sample province") as tell:
            loaded = load(day=until, tell=tell)
        self.stdout.write(loaded.summary())
