"""Mail to senders: one that asks to confirm the address, and after that the copy and the news; to a sender
with a postal address alone, letters on paper, which an officer posts.

Nothing else ever goes to an address that nobody confirmed: whoever writes another's address into the form
makes the portal send that one question and no more.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feedback import keys
from feedback.models import Answer, Event, Handling, Item, Letter, Sender
from feedback.models.letters import put_off
from feedback.words import address_of, for_sender
from records.actions import audit

NEWS = frozenset(
    {
        "ask",
        "tell",
        "transfer",
        "hand_on",
        "join",
        "refuse",
        "mark_duplicate",
        "extend",
        "sign",
        "reopen",
        "reconsider",
        "replace_secret",
    }
)
# What a sender who is told by post alone gets a letter of.
POSTED = frozenset(
    {
        "ask",
        "tell",
        "transfer",
        "pass_part",
        "refuse",
        "mark_duplicate",
        "extend",
        "approve",
        "reopen",
        "reconsider",
    }
)
BATCH = 200
log = logging.getLogger(__name__)


def ask_to_confirm(sender: Sender, *, now: dt.datetime) -> None:
    if sender.email:
        Letter.objects.create(item_id=sender.item_id, kind=Letter.Kind.CONFIRM, leaves_at=now)


@transaction.atomic
def confirm_address(item: Item, email: str, *, now: dt.datetime) -> Sender:
    """The address is the sender's; the copy of what they sent leaves for it. Again it changes nothing.

    ValidationError when the item has another address by now, or none.
    """
    sender = Sender.objects.select_for_update().get(item=item)
    if not sender.email or sender.email != email:
        raise ValidationError(_("This feedback has another address by now."), code="address")
    if sender.email_confirmed_at is None:
        sender.email_confirmed_at = now
        sender.save(update_fields=["email_confirmed_at"])
        Letter.objects.create(item=item, kind=Letter.Kind.COPY, leaves_at=now)
        audit(item, "confirm_address", by=None, now=now)
    return sender


@transaction.atomic
def offer_new_secret(code: str, email: str, *, now: dt.datetime) -> bool:
    """To the address that its sender confirmed, and to no other; nothing tells the asker which it was."""
    confirmed = Sender.objects.filter(email_confirmed_at__isnull=False, erased_at=None)
    sender = confirmed.filter(item__code=code).first()
    if sender is None or not email or address_of(sender).casefold() != email.casefold():
        return False
    kind = Letter.Kind.SECRET
    if not Letter.objects.filter(item=sender.item_id, kind=kind, sent_at=None).exists():
        Letter.objects.create(item_id=sender.item_id, kind=kind, leaves_at=now)
        audit(sender.item, "offer_new_secret", by=None, now=now)
    return True


def tell_sender(event: Event, *, now: dt.datetime) -> bool:
    """By mail, that there is news, where they confirmed their address; where they left a postal address
    alone, by a letter that an officer is to post. Says whether it is to be posted."""
    if event.verb not in NEWS | POSTED:
        return False
    sender = Sender.objects.select_related("item").filter(item=event.handling.item_id).first()
    if sender is None or sender.erased_at is not None:
        return False
    if sender.is_told_by_post:
        is_theirs = event.by_id is not None and event.verb in POSTED
        if is_theirs:
            Letter.objects.create(item=sender.item, kind=Letter.Kind.POST, event=event, leaves_at=now)
        return is_theirs
    if event.is_public and event.verb in NEWS and sender.email and sender.email_confirmed_at:
        Letter.objects.create(item=sender.item, kind=Letter.Kind.NEWS, event=event, leaves_at=now)
    return False


def take_back_letter(handling: Handling) -> None:
    """The answer that waits to be posted does not go out: it is a draft again, to be approved anew."""
    take_off_signature(handling)
    Letter.objects.to_post(handling).filter(event__verb="approve").delete()
    handling.owes_post = Letter.objects.to_post(handling).exists()
    handling.save(update_fields=["owes_post"])


def take_off_signature(handling: Handling) -> None:
    """The answer is a draft again, which goes on from what was signed."""
    answer = Answer.objects.select_for_update().get(handling=handling)
    answer.signed_by, answer.signed_post, answer.signer_name, answer.signed_at = None, None, "", None
    answer.edits += 1
    answer.save(update_fields=["signed_by", "signed_post", "signer_name", "signed_at", "edits"])


def send_letters(*, now: dt.datetime) -> int:
    """Send what waits, each in its own transaction over one connection; returns how many left."""
    waiting = list(Letter.objects.waiting(now).values_list("pk", flat=True)[:BATCH])
    if not waiting:
        return 0
    connection = get_connection()
    sent, pk = 0, None
    try:
        connection.open()
        for pk in waiting:
            sent += _send(pk, connection, now)
    except OSError as error:  # the server, not a letter: the others wait, however long
        log.warning("Letters to senders wait for the mail server: %s", type(error).__name__)
        if pk:  # the one it broke off at waits longer, so that it holds up no other
            put_off(Letter.objects.get(pk=pk), now, is_final=False)
    finally:
        connection.close()
    return sent


@transaction.atomic
def _send(pk: int, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    rows = Letter.objects.waiting(now).select_for_update(skip_locked=True, of=("self",))
    letter = rows.select_related("item__sender", "event").filter(pk=pk).first()
    if letter is None:
        return False
    if not _may_leave(letter):
        letter.delete()
        return False
    mail = mail_of(letter)
    mail.connection = connection
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        log.warning("Letter %s to a sender was refused: %s", letter.pk, code)  # the trace holds the address
        put_off(letter, now, is_final=code >= 500)
        return False
    except smtplib.SMTPDataError as error:
        log.warning("Letter %s to a sender was not taken: %s", letter.pk, error.smtp_code)
        put_off(letter, now, is_final=error.smtp_code >= 500)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=now)
    return True


def _may_leave(letter: Letter) -> bool:
    """The one question while nobody confirmed the address, everything else only after."""
    sender = letter.item.sender
    is_confirmed = sender.email_confirmed_at is not None
    return bool(sender.email) and is_confirmed == (letter.kind != Letter.Kind.CONFIRM)


def mail_of(letter: Letter) -> EmailMessage:
    """In Vietnamese. The Message-ID follows from the row: a repeat after a crash is recognised as one."""
    with translation.override("vi"):
        subject, text = _words(letter)
    host = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    return EmailMessage(
        subject,
        text,
        to=[address_of(letter.item.sender)],
        headers={"Message-ID": f"<feedback-{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def _words(letter: Letter) -> tuple[str, str]:
    item = letter.item
    names = {"code": item.code, "follow": _address("feedback:follow")}
    if letter.kind == Letter.Kind.CONFIRM:
        token = keys.make_confirmation(item.code, address_of(item.sender))
        names["url"] = _address("feedback:confirm", token)
        return _("Is this your address? %(code)s") % names, _(
            "Someone sent feedback to an agency of the province and wrote this address.\n\n"
            "If it was you, open this page and press the button; then you get a copy and hear when there is "
            "news:\n%(url)s\n\n"
            "If it was not you, do nothing: no more mail will come.\n"
        ) % names
    if letter.kind == Letter.Kind.COPY:
        names["content"] = for_sender(item).content
        return _("Your feedback %(code)s") % names, _(
            "Your address is confirmed. You wrote:\n\n%(content)s\n\n"
            "See where it stands with code and secret:\n%(follow)s\n"
        ) % names
    if letter.kind == Letter.Kind.SECRET:
        token = keys.make_pass(item.code, item.secret_digest, purpose=keys.RENEWING)
        names["url"] = _address("feedback:renew", token)
        return _("A new secret for %(code)s") % names, _(
            "Someone asked for a new secret for your feedback %(code)s. If it was you, open this page "
            "within the hour and press the button:\n%(url)s\n\n"
            "If it was not you, do nothing: your secret stays as it is.\n"
        ) % names
    return _("News of your feedback %(code)s") % names, _(
        "There is news of your feedback %(code)s. Read it with code and secret:\n%(follow)s\n"
    ) % names


def _address(name: str, *args: str) -> str:
    """From the configured address, never from a request's Host header."""
    return settings.PORTAL_URL.rstrip("/") + reverse(name, args=args)
