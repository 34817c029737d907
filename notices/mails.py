"""How a reminder looks as an e-mail: plain text and HTML, one link for each thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Delivery
from .topics import Message


def subject_of(messages: Sequence[Message]) -> str:
    """One line, whatever a name in it held: a subject is a mail header."""
    if len(messages) == 1:
        return " ".join(messages[0].subject.split())[:300]
    return ngettext("%(count)d matter for you", "%(count)d matters for you", len(messages)) % {
        "count": len(messages)
    }


def url_of(path: str) -> str:
    """From the configured address, never from a request's Host header."""
    return settings.PORTAL_URL.rstrip("/") + path


def mail_of(delivery: Delivery, messages: Sequence[Message]) -> EmailMultiAlternatives:
    """The Message-ID follows from the delivery, so that a repeat after a crash is recognised as one."""
    greeting = _("Dear %(name)s,") % {"name": delivery.officer.full_name}
    parts = [(message, url_of(message.path)) for message in messages]
    closing = _("This message was sent by the portal. Please do not reply to it.")
    mail = EmailMultiAlternatives(
        subject_of(messages),
        _text_of(greeting, parts, closing),
        to=[delivery.address],
        headers={"Message-ID": f"<{delivery.pk}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )
    words = {"greeting": greeting, "parts": parts, "closing": closing, "language": delivery.language}
    mail.attach_alternative(render_to_string("notices/mail.html", words), "text/html")
    return mail


def _host() -> str:
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"


def _text_of(greeting: str, parts: Sequence[tuple[Message, str]], closing: str) -> str:
    blocks = [greeting]
    for message, url in parts:
        title = [message.subject] if len(parts) > 1 else []
        blocks.append("\n".join([*title, *message.lines, f"{message.action}: {url}"]))
    return "\n\n".join([*blocks, closing]) + "\n"
