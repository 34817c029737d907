"""The reminder ledger: what is told, who it concerns, and the messages that left.

A row is written when its moment has come. It concerns a role at an agency; who holds it is decided when the
row is claimed and written as `Recipient` rows. A recipient is then bound to a `Delivery`, the message itself:
one e-mail may carry several reminders of one person, and one reminder may reach several people.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyVersion, Officer, Post
from agencies.permissions import is_home_affairs
from notices.models.rules import ReminderRule
from notices.workflow import OPEN, Audience, Channel, DeliveryState, ReminderState, Rhythm


def locked(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The same rows, locked, without those another transaction holds: workers never wait for each other.

    Asked for first, and of this table alone: a row of a joined table that someone else holds hides nothing.
    """
    keys = [row.pk for row in rows.select_for_update(skip_locked=True, of=("self",)).only("pk")]
    return rows.model._default_manager.filter(pk__in=keys)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def about(self, kind: str, *obligation_ids: int) -> Self:
        return self.filter(obligation_kind=kind, obligation_id__in=obligation_ids)

    def visible_to(self, officer: Officer) -> Self:
        """Home Affairs sees the whole ledger, others what concerns their agencies."""
        if is_home_affairs(officer):
            return self
        return self.filter(agency__in={post.agency_id for post in officer.current_posts})

    def for_page(self) -> Self:
        """With all that the ledger's page prints, without a query a row."""
        newest = AgencyVersion.objects.filter(agency=OuterRef("agency")).order_by("-valid_from")
        recipients = Recipient.objects.select_related("officer", "delivery").order_by("officer__sort_key")
        return (
            self.select_related("rule")
            .annotate(agency_name=models.Subquery(newest.values("name")[:1]))
            .prefetch_related(models.Prefetch("recipients", recipients))
            .order_by("-due_at", "-pk")
        )

    def counts(self) -> dict[str, int]:
        """How many reminders stand in each state, also in those where none does."""
        found = dict(self.order_by().values_list("state").annotate(count=models.Count("pk")))
        return {state: found.get(state, 0) for state in ReminderState.values}

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def due(self, now: dt.datetime) -> Self:
        """Planned, and their moment has come, however long ago: what no worker has claimed yet."""
        return self.filter(state=ReminderState.PLANNED, due_at__lte=now)

    def settled(self) -> Self:
        """Claimed reminders that wait for no message any more."""
        waiting = Recipient.objects.filter(reminder=OuterRef("pk")).filter(
            Q(delivery=None) | Q(delivery__state=DeliveryState.PENDING)
        )
        return self.filter(~Exists(waiting), state=ReminderState.CLAIMED)


class Reminder(models.Model):
    """One row of the ledger: obligation, rule, role at an agency, channel, version of the deadline.

    `agency` None stands for the Home Affairs desk, whichever agency that is when the reminder is claimed.
    """

    recipients: models.Manager[Recipient]

    obligation_kind = models.SlugField(_("kind of obligation"), max_length=40, db_index=False)
    obligation_id = models.BigIntegerField(_("obligation"))
    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="reminders", verbose_name=_("rule"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=10, choices=Post.Role)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    version = models.PositiveIntegerField(_("version of the deadline"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=ReminderState, default=ReminderState.PLANNED)
    due_at = models.DateTimeField(_("to be sent at"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation_kind", "obligation_id", "rule", "agency", "role", "channel", "version"],
                name="one_reminder",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None)
                | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="reminder_finished_unless_open",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="reminder_due", condition=Q(state=ReminderState.PLANNED)),
            models.Index(
                fields=["claimed_at"], name="reminder_claimed", condition=Q(state=ReminderState.CLAIMED)
            ),
            models.Index(fields=["state", "-due_at"], name="reminder_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_kind} {self.obligation_id}: {self.rule_id}, {self.role}, {self.channel}"

    @property
    def reason_text(self) -> str:
        """The stored reason in the reader's language; a mail server's own words stay as they are."""
        return in_readers_language(self.reason) if self.reason else ""

    @property
    def due_on(self) -> dt.date:
        return timezone.localdate(self.due_at)

    @property
    def moment(self) -> tuple[dt.datetime, dt.date, str]:
        """By which an obligation's ledger is grouped: when, and the rule's name."""
        return self.due_at, self.due_on, self.rule.name

    @property
    def who(self) -> str:
        """The role that is told, and that it is Home Affairs' where it is."""
        role = self.get_role_display()
        return role if self.agency_id else f"{role} ({Audience.HOME_AFFAIRS.label})"

    @property
    def ear(self) -> tuple[object, ...]:
        """Of what, to whom and how."""
        return self.obligation_kind, self.obligation_id, self.agency_id, self.role, self.channel

    @property
    def step(self) -> tuple[object, ...]:
        """What is told once, whichever version of its rule tells it. Asks for the rule, unless that is at
        hand."""
        return *self.ear, self.rule.code, self.version


# Once for every mail, and plain: composing these takes longer than running them.
LOCK_PENDING = "SELECT 1 FROM notices_delivery WHERE id = %s AND state = %s FOR UPDATE SKIP LOCKED"
MARK_SENT = """
UPDATE notices_delivery SET state = %s, sent_at = %s, subject = %s, text = %s, failure = '' WHERE id = %s
"""


BIND = """
UPDATE notices_recipient SET delivery_id = bound.delivery
FROM unnest(%s::bigint[], %s::uuid[]) AS bound (recipient, delivery)
WHERE notices_recipient.id = bound.recipient
"""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self, now: dt.datetime) -> Self:
        """E-mails that may leave now: new ones, and those whose pause after an error is over."""
        return self.filter(state=DeliveryState.PENDING, next_try_at__lte=now)

    def inbox(self, officer: Officer) -> Self:
        """What the officer was told on the portal, unread first, then newest first."""
        return (
            self.filter(officer=officer, channel=Channel.PORTAL, state=DeliveryState.SENT)
            .annotate(is_read=Q(read_at__isnull=False))
            .order_by("is_read", "-created_at", "pk")
        )

    def unread(self, officer: Officer) -> Self:
        """What the bell counts."""
        return self.filter(officer=officer, channel=Channel.PORTAL, state=DeliveryState.SENT, read_at=None)

    def failed(self) -> Self:
        return self.filter(state=DeliveryState.FAILED).select_related("officer").order_by("-created_at", "pk")


class Delivery(models.Model):
    """A message to one officer. Its id is the local part of the Message-ID, so a repeat is recognisable."""

    recipients: models.Manager[Recipient]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="deliveries", verbose_name=_("officer"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.EmailField(_("address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    path = models.CharField(_("link"), max_length=300, blank=True)
    action = models.CharField(_("words of the link"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    rhythm = models.CharField(_("rhythm of mail"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next attempt at"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="delivery_pending", condition=Q(state=DeliveryState.PENDING)),
            models.Index(
                fields=["-created_at"], name="delivery_failed", condition=Q(state=DeliveryState.FAILED)
            ),
            models.Index(
                fields=["officer"], name="delivery_unread", condition=Q(channel=Channel.PORTAL, read_at=None)
            ),
            models.Index(fields=["officer", "-created_at"], name="delivery_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.subject or self.pk}"

    def lock_pending(self) -> bool:
        """Lock the row until the transaction ends; False where another worker holds it or it left already."""
        with connection.cursor() as cursor:
            cursor.execute(LOCK_PENDING, [self.pk, DeliveryState.PENDING.value])
            return cursor.fetchone() is not None

    def mark_sent(self, subject: str, text: str, *, now: dt.datetime) -> None:
        """It left with these words."""
        with connection.cursor() as cursor:
            cursor.execute(MARK_SENT, [DeliveryState.SENT.value, now, subject, text, self.pk])

    @property
    def created_on(self) -> dt.date:
        return timezone.localdate(self.created_at)


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def unbound(self) -> Self:
        """Decided to be told, but no message carries it yet."""
        return self.filter(delivery=None, reminder__state=ReminderState.CLAIMED)

    def bind(self, rows: Collection[Recipient]) -> None:
        """Save which message carries each of them."""
        with connection.cursor() as cursor:
            cursor.execute(BIND, [[row.pk for row in rows], [str(row.delivery_id) for row in rows]])


class Recipient(models.Model):
    """An officer a claimed reminder concerns, the post they hold, and the message that tells them."""

    reminder = models.ForeignKey(
        Reminder, models.PROTECT, related_name="recipients", verbose_name=_("reminder"), db_index=False
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("officer"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, related_name="recipients", verbose_name=_("message")
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.UniqueConstraint(fields=["reminder", "officer"], name="told_once_of_a_reminder")
        ]
        indexes = [models.Index(fields=["officer"], name="recipient_unbound", condition=Q(delivery=None))]

    def __str__(self) -> str:
        return f"{self.reminder_id} → {self.officer_id}"
