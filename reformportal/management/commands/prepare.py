"""Make an installation ready to serve: run at every start of the trial and at every upgrade in production."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from agencies.models import Agency
from feedback.actions.redacting import redact_what_waits
from reformportal.sample import sign_ins

AT_A_START = 60  # what takes longer goes on in the background


class Command(BaseCommand):
    help = (
        "Compiles the catalogs, migrates, in an empty trial loads the sample, "
        "installs the standard regime where there is none, and redacts what a better finder finds more in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-sample", action="store_true", help="leave an empty trial empty")

    def handle(self, *args: Any, **options: Any) -> None:
        if "messages" in get_commands():
            call_command("messages", "--compile", stdout=self.stderr)
        call_command("migrate", verbosity=0)
        if settings.TRIAL and not options["no_sample"]:
            self.load_sample()
        call_command("install_standard")
        redact_what_waits(seconds=AT_A_START)

    def load_sample(self) -> None:
        if not Agency.objects.exists():
            self.stderr.write("Loading the sample province ...", self.style.NOTICE)
            call_command("load_sample", stdout=self.stderr)
        self.stdout.write(sign_ins_text())


def sign_ins_text() -> str:
    """One line a desk, in columns."""
    rows = sign_ins()
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(2)]
    return "\n".join(f"{desk:{widths[0]}}  {email:{widths[1]}}  {password}" for desk, email, password in rows)
