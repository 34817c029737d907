"""Reads a mail that came back, as the mail server pipes it in: `| manage.py record_bounce`."""

import email
import email.policy
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notices.actions import record_bounce


class Command(BaseCommand):
    help = "Marks the address of an officer whose mail came back; the report is read from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        report = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        officer = record_bounce(report, now=timezone.now())
        self.stdout.write(f"Marked: {officer.email}" if officer else "None of ours, or only delayed.")
