"""Make an installation ready to serve: run at every start of the trial and at every upgrade in production."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.core.management.commands import migrate
from django.db.migrations import Migration
from django.db.models.signals import pre_migrate
from django.utils import timezone

from agencies.models import Agency
from feedback.actions.redacting import redact_what_waits
from notices.actions.keeping import keep_obligations
from reformportal import progress
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
            with progress.step("Catalogs"):
                call_command("messages", "--compile", stdout=StringIO())
        with progress.step("Migrations") as tell:
            call_command(Migrate(tell), verbosity=0)
        if settings.TRIAL and not options["no_sample"]:
            self.load_sample()
        call_command("install_standard")
        keep_obligations(now=timezone.now(), counts=False)
        redact_what_waits(seconds=AT_A_START)

    def load_sample(self) -> None:
        if not Agency.objects.exists():
            call_command("load_sample", stdout=self.stderr)
        self.stdout.write(sign_ins_text())


class Migrate(migrate.Command):
    """The same, telling of each migration before it is applied."""

    def __init__(self, tell: progress.Tell) -> None:
        super().__init__()
        self.tell, self.done, self.total = tell, 0, 0

    def handle(self, *args: Any, **options: Any) -> None:
        pre_migrate.connect(self.count)
        try:
            super().handle(*args, **options)
        finally:
            pre_migrate.disconnect(self.count)

    def count(self, *, plan: list[tuple[Migration, bool]], **_said: Any) -> None:
        self.total = len(plan)

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        if action == "apply_start":
            self.tell(self.done, self.total, str(migration))
        elif action == "apply_success":
            self.done += 1


def sign_ins_text() -> str:
    """One line a desk, in columns."""
    rows = sign_ins()
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(2)]
    return "\n".join(f"{desk:{widths[0]}}  {email:{widths[1]}}  {password}" for desk, email, password in rows)
