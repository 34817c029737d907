"""What the portal does for a person who cannot sign in."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from agencies.actions import first_link
from agencies.models import Officer
from reformportal.models import KnownNetwork, PasswordLink, digests_of

log = logging.getLogger(__name__)


def ask_for_link(officer: Officer, *, language: str, now: dt.datetime) -> None:
    """The mail leaves with the next tick, not inside the request. Asking twice sends one."""
    PasswordLink.objects.update_or_create(officer=officer, defaults={"language": language, "asked_at": now})


def note_network(account: str, network: str, *, today: dt.date) -> None:
    """This account signed in from there; once a day is enough."""
    KnownNetwork.objects.update_or_create(
        key_digest=digests_of(account, network)[0], defaults={"seen_on": today}
    )


def forget_networks(*, today: dt.date) -> int:
    """Those nobody came from for months; returns how many rows went."""
    return KnownNetwork.objects.forgotten(today).delete()[0]


def send_links(*, now: dt.datetime) -> int:
    """Send what is still waited for; returns how many mails left. What fails is tried again next time."""
    PasswordLink.objects.forgotten(now).delete()
    return sum(_send_link(pk) for pk in list(PasswordLink.objects.values_list("pk", flat=True)))


@transaction.atomic
def _send_link(pk: int) -> bool:
    rows = PasswordLink.objects.select_for_update(skip_locked=True, of=("self",))
    link = rows.select_related("officer").filter(pk=pk, officer__is_active=True).first()
    if link is None:
        return False
    try:
        _mail(link).send()
    except OSError:
        log.exception("The link for officer %s could not be mailed", link.officer_id)
        return False
    link.delete()
    return True


def _mail(link: PasswordLink) -> EmailMessage:
    words = {"password_reset_url": settings.PORTAL_URL + first_link(link.officer)}
    with translation.override(link.language):
        return EmailMessage(
            render_to_string("account/email/password_reset_key_subject.txt").strip(),
            render_to_string("account/email/password_reset_key_message.txt", words),
            to=[link.officer.email],
        )
