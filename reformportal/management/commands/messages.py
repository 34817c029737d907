from argparse import ArgumentParser
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.reloader import translation_file_changed

from reformportal import catalogs


class Command(BaseCommand):
    help = "Bring the rooms' Vietnamese catalogs up to date with the code, check or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rooms", nargs="*", help="only these rooms (default: all)")
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--check", action="store_true", help="change nothing, fail on gaps and slips")
        doing.add_argument("--compile", action="store_true", help="write the .mo files that are out of date")

    def handle(self, *, rooms: list[str], check: bool, compile: bool, **options: object) -> None:
        unknown = set(rooms) - set(all_rooms())
        if unknown:
            raise CommandError(f"No such room: {', '.join(sorted(unknown))}.")
        work = self.check_catalogs if check else self.compile_catalogs if compile else self.merge_catalogs
        try:
            work(rooms or all_rooms())
        except (ValueError, SyntaxError) as slip:  # a text or a catalog that cannot be read, with its place
            raise CommandError(str(slip)) from slip

    def merge_catalogs(self, rooms: list[str]) -> None:
        for room in rooms:
            path = catalogs.catalog_path(root(), room)
            current = catalogs.read_catalog(path)
            merged = catalogs.merge(current, catalogs.extract(root(), room, all_rooms()))
            if not path.exists() or path.read_bytes() != merged:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(merged)
            self.stdout.write(
                f"{room}: {len(current)} messages, {catalogs.untranslated(current)} untranslated"
            )

    def compile_catalogs(self, rooms: list[str]) -> None:
        for room in rooms:
            path = catalogs.catalog_path(root(), room)
            if path.exists() and catalogs.compile_catalog(path):
                self.stdout.write(f"{room}: compiled")
                translation_file_changed(sender=None, file_path=path.with_suffix(".mo"))  # read anew here too

    def check_catalogs(self, rooms: list[str]) -> None:
        findings: list[catalogs.Finding] = []
        present = {room: catalogs.read_catalog(catalogs.catalog_path(root(), room)) for room in all_rooms()}
        for room in rooms:
            found = catalogs.extract(root(), room, all_rooms())
            findings += catalogs.check(room, found, present[room])
        findings += catalogs.disagreements(present)
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            raise CommandError(f"{len(findings)} to mend; `manage.py messages` adds and drops entries.")


def root() -> Path:
    return settings.BASE_DIR


def all_rooms() -> list[str]:
    """The apps that stand at the root of the repository, in the order in which Django prefers them."""
    return [app.name for app in apps.get_app_configs() if Path(app.path).parent == root()]
