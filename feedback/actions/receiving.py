"""A piece of feedback is received: numbered, kept with its sender and files, and given to its agency."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from feedback import keys
from feedback.actions.clocks import set_deadlines
from feedback.actions.letters import ask_to_confirm
from feedback.actions.reminding import in_step
from feedback.models import (
    Consent,
    ConsentWording,
    DayNumber,
    Event,
    Handling,
    Item,
    ItemFile,
    KeptFile,
    Notice,
    Regulation,
    Rule,
    Sender,
)
from feedback.models.items import MOST_FILES
from feedback.models.norms import receiver_on
from feedback.permissions import may_handle_at
from feedback.sealing import unseal
from feedback.workflow import State
from records.actions import audit, store_attachment
from records.content.check import CheckedFile
from records.days import screen_day
from records.models import Attachment

# Who sends here, calls or comes has the code, or hears it, at once; a letter and a mail are confirmed later.
TOLD_AT_ONCE = (Item.Channel.PORTAL, Item.Channel.TELEPHONE, Item.Channel.VISIT)


ALIKE = dt.timedelta(hours=1)  # how long the same words of the same person are taken for the same


class Agreed(NamedTuple):
    """What the sender agreed to, and the notice they were shown."""

    wordings: Sequence[ConsentWording]
    notice: str = ""


class Received(NamedTuple):
    """What the sender takes home, the item's code and the secret that is shown this once, and where it is."""

    item: Item
    secret: str
    handling: Handling


@transaction.atomic
def receive_from_portal(
    *,
    sending_key: str,
    sender: dict[str, Any],
    content: str,
    agency: Agency | None = None,
    rule: Rule | None = None,
    rule_words: str = "",
    files: Sequence[CheckedFile] = (),
    kept: Sequence[KeptFile] = (),
    consents: Sequence[ConsentWording] = (),
    notice: str = "",
    is_doubtful: bool = False,
    is_meant: bool = True,
    now: dt.datetime,
) -> Received:
    """What a citizen sends from the portal's form, with the `notice` about their data that it showed. Sent
    again from the same page it is the same item, and the same receipt comes back.

    ValidationError when the agency has no channel open today (without an agency it goes to whom the rule
    of that day names);
    of code `spent` when something else was sent from the same page already; and, unless it `is_meant`, of
    code `alike` when the same person sent the same words from another page within the hour.
    """
    if not is_meant:
        _refuse_alike(sending_key, content, sender, now)
    item = Item(
        received_at=now,
        channel=Item.Channel.PORTAL,
        content=content,
        rule=rule,
        rule_words="" if rule else rule_words,
        asked_of=agency,
        is_doubtful=is_doubtful,
    )
    attachments = _attachments(files, kept, by=None, now=now)
    told = _told(item, sender, attachments[len(attachments) - len(files) :])
    agreed = Agreed(consents, notice)
    return _receive(item, sending_key, told, sender, attachments, agreed=agreed, by=None, now=now)


@transaction.atomic
def enter_item(
    agency: Agency,
    *,
    sending_key: str,
    channel: str,
    sender: dict[str, Any],
    content: str,
    received_on: dt.date,
    register_number: str = "",
    rule: Rule | None = None,
    rule_words: str = "",
    files: Sequence[CheckedFile] = (),
    kept: Sequence[KeptFile] = (),
    is_meant: bool = False,
    by: Officer,
    now: dt.datetime,
) -> Received:
    """What came by telephone, letter, e-mail, opinion form or in person, entered in full by an officer
    (Decision 31/2021/QD-TTg, article 43). Its time counts from the day it came, not from the day it is
    entered; entered again from the same page it is the same item.

    ValidationError for a day to come; of code `late`, unless it `is_meant`, for a day by which its answer is
    late already: however old, it is taken.
    """
    if not may_handle_at(by, agency.pk):
        raise PermissionDenied
    today = timezone.localdate(now)
    if received_on > today:
        raise ValidationError({"received_on": _("This day is still to come.")})
    item = Item(
        received_at=now,
        channel=channel,
        register_number=register_number,
        content=content,
        rule=rule,
        rule_words="" if rule else rule_words,
        asked_of=agency,
        entered_by=by,
    )
    attachments = _attachments(files, kept, by=by, now=now)
    told = _told(item, sender, attachments[len(attachments) - len(files) :])
    received = _receive(item, sending_key, told, sender, attachments, received_on=received_on, by=by, now=now)
    if not is_meant:
        _say_late(received.handling, received_on, today)
    return received


def _say_late(handling: Handling, received_on: dt.date, today: dt.date) -> None:
    """What its age means is said before it is taken."""
    due_on = handling.answer_due_on
    if due_on is None or due_on >= today:
        return
    said = _(
        "It came on %(came)s: its answer was due by %(due)s, so it is late from the start and counts as "
        "late. That is no reason to refuse it. If the day is right, press once more."
    )
    days = {"came": screen_day(received_on), "due": screen_day(due_on)}
    raise ValidationError({"received_on": ValidationError(said % days, code="late")})


def _told(item: Item, sender: dict[str, Any], chosen: Sequence[Attachment]) -> str:
    """Of what was typed and chosen, but for files kept with the page: the first sending takes those along."""
    said = map(unseal, (item.register_number, item.content, item.rule_words))
    told = [item.channel, *said, item.rule_id, item.asked_of_id]
    sums = [attachment.sha256 for attachment in chosen]
    return json.dumps([*told, sorted(sender.items()), sums], ensure_ascii=False)


def _attachments(
    files: Sequence[CheckedFile], kept: Sequence[KeptFile], *, by: Officer | None, now: dt.datetime
) -> list[Attachment]:
    """Those kept with the page first. Written before anyone waits for the number of the day."""
    if len(files) + len(kept) > MOST_FILES:
        raise ValidationError({"uploads": _("At most %(count)d files.") % {"count": MOST_FILES}})
    return _take_kept(kept) + [store_attachment(file, by=by, now=now) for file in files]


def _take_kept(kept: Sequence[KeptFile]) -> list[Attachment]:
    """Of those nobody took meanwhile: the same page may have been sent twice."""
    if not kept:
        return []
    rows = KeptFile.objects.filter(pk__in=[row.pk for row in kept]).select_related("attachment")
    taken = list(rows.select_for_update(of=("self",)))
    KeptFile.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return [row.attachment for row in taken]


def _receive(
    item: Item,
    sending_key: str,
    told: str,
    sender: dict[str, Any],
    attachments: Sequence[Attachment],
    *,
    agreed: Agreed | None = None,
    received_on: dt.date | None = None,
    by: Officer | None,
    now: dt.datetime,
) -> Received:
    first = item.received_on = received_on or timezone.localdate(now)
    agency = item.asked_of or _receiver(first)
    number = DayNumber.take(timezone.localdate(now))  # from here on others wait for their numbers
    if before := _sent_before(sending_key, told):
        return _nothing_new(before, number, attachments)
    item.code = f"PAKN.{number.day:%Y%m%d}.{number.last:04}"
    item.secret_digest = keys.digest(keys.FINDING, keys.secret_for(sending_key))
    item.sending_digest = keys.digest(keys.SENDING, sending_key)
    item.content_digest = keys.digest(keys.SENT, told)
    item.clean_fields(exclude=["entered_by", "asked_of", "rule"])
    person = _clean_sender(item, sender)  # known before what was written is redacted
    item.save()
    person.save()
    ask_to_confirm(person, now=now)
    ItemFile.objects.bulk_create(
        ItemFile(item=item, attachment=attachment, added_by=by, added_at=now) for attachment in attachments
    )
    if agreed:
        _keep_consents(item, agreed, now)
    handling = begin_handling(item, agency, counts_from=first, by=by, now=now)
    audit(item, "receive", by=by, now=now, changes={"channel": item.channel, "agency": agency.pk})
    return Received(item, keys.secret_for(sending_key), handling)


def _keep_consents(item: Item, agreed: Agreed, now: dt.datetime) -> None:
    """Each with the notice that was shown, word for word."""
    if not agreed.wordings:
        return
    notice = keep_notice(agreed.notice, now=now) if agreed.notice else None
    Consent.objects.bulk_create(
        Consent(item=item, wording=wording, notice=notice, given_at=now) for wording in agreed.wordings
    )


def keep_notice(text: str, *, now: dt.datetime) -> Notice:
    """The version of the notice with this very text, in the language it was shown in."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    shown = {"language": get_language() or "", "text": text, "first_shown_at": now}
    return Notice.objects.get_or_create(digest=digest, defaults=shown)[0]


def _clean_sender(item: Item, sender: dict[str, Any]) -> Sender:
    person = Sender(item=item, **sender)
    person.clean_fields(exclude=["item"])
    person.clean()
    person.phone_digest = keys.phone_digest(unseal(person.phone))
    return person


def _refuse_alike(sending_key: str, content: str, sender: dict[str, Any], now: dt.datetime) -> None:
    """Whoever goes back after sending, and finds their words in a page that was opened anew, is told."""
    sent_by = {f"sender__{name}__same": sender.get(name, "") for name in ("name", "phone", "email")}
    since = now - ALIKE
    days = {timezone.localdate(moment) for moment in (since, now)}
    of_days = reduce(or_, (Q(code__startswith=f"PAKN.{day:%Y%m%d}.") for day in days))
    lately = Item.objects.filter(of_days, received_at__gt=since).exclude(handlings__state=State.WITHDRAWN)
    known = lately.filter(content__same=content, **sent_by)
    other = known.exclude(sending_digest__in=keys.digests(keys.SENDING, sending_key)).first()
    if other is not None:
        said = _(
            "These very words were sent at %(time)s already, code %(code)s. If that was you, all is done: "
            "see where it stands by your code and secret. To send them as another piece, press once more."
        )
        moment = f"{timezone.localtime(other.received_at):%H:%M}"
        raise ValidationError(said % {"time": moment, "code": other.code}, code="alike")


def _sent_before(sending_key: str, told: str) -> Received | None:
    """What came from the same page already. Asked under the lock of the day, so that nothing comes twice.

    Who went back to a page and wrote something else, maybe somebody else, neither loses it nor reads the
    other's secret: the page is spent.
    """
    known = Item.objects.filter(sending_digest__in=keys.digests(keys.SENDING, sending_key)).first()
    if known is None:
        return None
    if known.content_digest and not keys.matches(keys.SENT, told, known.content_digest):
        said = _("Something else was sent from this page before. Send once more: this is a piece of its own.")
        raise ValidationError(said, code="spent")
    return Received(known, keys.secret_for(sending_key), known.handlings.get(came_from=None))


def _nothing_new(before: Received, number: DayNumber, attachments: Sequence[Attachment]) -> Received:
    """The number goes back, so that the next one follows without a gap, and so do the files."""
    number.give_back()
    for attachment in attachments:
        attachment.delete()
    return before


def _receiver(on: dt.date) -> Agency:
    found = receiver_on(on)
    if found is None:
        raise ValidationError({"agency": _("Choose the agency that shall receive it.")})
    return found


def _regulation_of(agency: Agency, on: dt.date) -> Regulation | None:
    return Regulation.objects.in_force(on).filter(agency=agency).prefetch_related("limits").first()


def begin_handling(
    item: Item,
    agency: Agency,
    *,
    counts_from: dt.date,
    came_from: Handling | None = None,
    is_part: bool = False,
    by: Officer | None,
    now: dt.datetime,
) -> Handling:
    """The agency has it from now on, under the regulation in force on the day it came; one that has none and
    is passed an item handles it under the regulation of the agency it came from."""
    regulation = _regulation_of(agency, counts_from) if came_from is None else None
    regulation = regulation or _regulation_of(agency, timezone.localdate(now))
    if regulation is None and came_from is not None:
        regulation = came_from.regulation
    if regulation is None:
        raise ValidationError(
            {"agency": _("This agency has not opened its channel yet. Choose another, or leave it open.")}
        )
    handling = Handling(
        item=item,
        agency=agency,
        regulation=regulation,
        came_from=came_from,
        is_part=is_part,
        began_at=now,
        counts_from=counts_from,
        told_on=timezone.localdate(now) if came_from or item.channel in TOLD_AT_ONCE else None,
    )
    set_deadlines(handling)
    handling.save()
    Event.objects.create(handling=handling, verb="receive", by=by, at=now)
    in_step([handling.pk], now=now, opens=True)
    return handling
