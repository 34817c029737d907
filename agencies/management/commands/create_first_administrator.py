"""Makes the first register administrator of an empty installation and prints their sign-in link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from agencies.actions import create_agency, create_officer, give_post, issue_link
from agencies.models import Agency, AgencyKind, AgencyVersion, Officer, Post


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument(
            "--agency-name", default="Sở Nội vụ", help="used when there is no Home Affairs yet"
        )

    def handle(self, *args: Any, email: str, name: str, agency_name: str, **options: Any) -> None:
        if Post.objects.filter(role=Post.Role.REGISTRAR).exists():
            raise CommandError("There is a register administrator already; they add officers on the portal.")
        try:
            link = create_first_administrator(email, name, agency_name, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{name} ({email}) now keeps the register.")
        self.stdout.write(
            f"They choose a password here; the address works once:\n{settings.PORTAL_URL}{link}"
        )


@transaction.atomic
def create_first_administrator(email: str, name: str, agency_name: str, *, now: dt.datetime) -> str:
    today = timezone.localdate(now)
    agency = _home_affairs(today) or create_agency(
        kind=AgencyKind.objects.get(code="so-noi-vu"), name=agency_name, valid_from=today, by=None, now=now
    )
    officer: Officer = create_officer(email=email, full_name=name, by=None, now=now)
    for role in (Post.Role.REGISTRAR, Post.Role.REVIEWER):
        give_post(officer, agency=agency, role=role, title="Chuyên viên", valid_from=today, by=None, now=now)
    return issue_link(officer, by=None, now=now)


def _home_affairs(today: dt.date) -> Agency | None:
    at_desk = AgencyVersion.objects.in_force(today).filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    version = at_desk.select_related("agency").first()
    return version.agency if version else None
