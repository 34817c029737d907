"""What a citizen or an organisation sent: the item, who sent it, what they agreed to, and the files with it.

Decree 20/2008/ND-CP, articles 5 to 7, as amended by Decree 92/2017/ND-CP. Who sent it stands apart from what
was sent: the one is shown to those who handle it alone and erased by rule, the other stays countable.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from feedback.models.rules import Rule
from feedback.redaction import NOBODY, Person
from feedback.sealing import (
    FinderVersionField,
    RedactedField,
    SealedCharField,
    SealedEmailField,
    SealedTextField,
    unseal,
)
from records.days import screen_day
from records.fields import CleanTextField, FoldedField
from records.models import Attachment

MOST_CONTENT = 5000
MOST_FILES = 5


TAKE_NUMBER = """
INSERT INTO feedback_daynumber (day, last) VALUES (%s, 1)
ON CONFLICT (day) DO UPDATE SET last = feedback_daynumber.last + 1
RETURNING last
"""


class DayNumber(models.Model):
    """The last number given on a day. Who takes one holds the row until their transaction ends."""

    day = models.DateField(_("day"), primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number of the day")
        verbose_name_plural = _("numbers of the days")

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"

    @classmethod
    def take(cls, day: dt.date) -> DayNumber:
        """The next number of the day, in one statement: every sending waits here for the one before it."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE_NUMBER, [day])
            return cls(day=day, last=int(cursor.fetchone()[0]))

    def give_back(self) -> None:
        """It was not needed after all; nobody took another one meanwhile, since they wait for this one."""
        DayNumber.objects.filter(pk=self.day).update(last=self.last - 1)


class Item(models.Model):
    """One piece of feedback as it came in; what the agencies do about it are its handlings.

    What was written is sealed (`feedback.words`); others read what is redacted of it, and search that.
    """

    class Channel(models.TextChoices):
        """Decree 20/2008/ND-CP, article 6, with the data messages of Decree 92/2017/ND-CP."""

        PORTAL = "portal", _("On this portal")
        TELEPHONE = "telephone", _("By telephone")
        LETTER = "letter", _("By letter")
        EMAIL = "email", _("By e-mail")
        VISIT = "visit", _("In person")
        OPINION = "opinion", _("On an opinion form")
        NATIONAL = "national", _("By the National Public Service Portal")

    code = models.CharField(_("code"), max_length=24, unique=True)
    received_at = models.DateTimeField(_("received"))
    received_on = models.DateField(_("came on"), editable=False)  # a letter comes before it is entered
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    register_number = SealedCharField(_("number in the agency's own register"), max_length=40, blank=True)
    register_number_redacted = RedactedField(source="register_number")
    content = SealedTextField(_("content"), max_length=MOST_CONTENT)
    content_redacted = RedactedField(source="content")
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("rule it is about")
    )
    rule_words = SealedCharField(_("the rule in the sender's words"), max_length=300, blank=True)
    rule_words_redacted = RedactedField(source="rule_words")
    redaction = FinderVersionField()
    asked_of = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent to")
    )
    secret_digest = models.CharField(max_length=64, editable=False)
    sending_digest = models.CharField(max_length=64, blank=True, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)  # of all that was sent
    is_doubtful = models.BooleanField(_("to be looked at for spam first"), default=False)
    entered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    search_key = FoldedField(sources=("code", "content_redacted", "register_number_redacted"))

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="portal") | Q(entered_by__isnull=False),
                name="who_enters_what_did_not_come_by_the_portal",
            ),
            models.UniqueConstraint(
                fields=["sending_digest"], condition=~Q(sending_digest=""), name="one_item_a_page_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rule_summary(self) -> str:
        """The rule it is about, the same way where it is in the sender's words."""
        return str(self.rule) if self.rule else self.rule_words_redacted or ""

    @property
    def summary(self) -> str:
        """What was written, for lists and exports: without what may tell who wrote it."""
        return self.content_redacted or ""

    @property
    def person(self) -> Person:
        """Who sent it, for redacting; nobody once they were erased. Asks for the sender, unless that row is
        at hand."""
        sender = getattr(self, "sender", None)
        return sender.person if sender else NOBODY


class Sender(models.Model):
    """Who sent an item, as article 7 asks. Erased by rule while the item stays."""

    class Kind(models.TextChoices):
        PERSON = "person", _("A person")
        ORGANISATION = "organisation", _("An organisation or a business")

    item = models.OneToOneField(Item, models.CASCADE, related_name="sender", verbose_name=_("feedback"))
    kind = models.CharField(_("who sends it"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = SealedCharField(_("full name"), max_length=150)
    address = SealedCharField(_("address"), max_length=250, blank=True)
    phone = SealedCharField(_("telephone"), max_length=30, blank=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_default="", default="", editable=False)
    email = SealedEmailField(_("e-mail address"), max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(_("e-mail address confirmed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", address="", phone="", email=""),
                name="nothing_is_left_of_an_erased_sender",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | ~(Q(phone="") & Q(email="") & Q(address="")),
                name="a_sender_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(phone_digest=""), name="an_erased_sender_is_found_no_more"
            ),
        ]
        indexes = [
            models.Index(fields=["phone_digest"], name="senders_by_telephone", condition=~Q(phone_digest="")),
        ]

    def __str__(self) -> str:
        return f"#{self.item_id}"

    @property
    def person(self) -> Person:
        """As `feedback.redaction` takes them; nobody once they were erased."""
        return Person(*map(unseal, (self.name, self.address, self.phone, self.email)))

    @property
    def is_told_by_post(self) -> bool:
        """Left a postal address and no other way, where no page of theirs tells them. Asks for the item."""
        reads = self.item.channel in (Item.Channel.PORTAL, Item.Channel.NATIONAL)
        return bool(self.address) and not (self.phone or self.email or reads)

    def clean(self) -> None:
        """Of what an officer enters, a telephone number or a postal address suffices (Decree 20/2008/ND-CP,
        article 7); who sends here is asked for both a postal address and a quick way to ask back."""
        is_sent_here = self.item.channel == Item.Channel.PORTAL
        if is_sent_here and not self.address:
            raise ValidationError({"address": _("Write your address.")})
        if is_sent_here and not (self.phone or self.email):
            said = _("Write a telephone number or an e-mail address, so that we can ask you.")
            raise ValidationError({"phone": said})
        if not (self.phone or self.email or self.address):
            said = _("Write a telephone number, an e-mail address or a postal address: one is enough.")
            raise ValidationError({"phone": said})


class ConsentWordingQuerySet(models.QuerySet["ConsentWording"]):
    def in_force(self, purpose: str, on: dt.date) -> Self:
        return self.filter(purpose=purpose, valid_from__lte=on).order_by("-valid_from", "-pk")[:1]


class ConsentWording(models.Model):
    """What is agreed to, word for word. A change is a new row: what was agreed to stays provable
    (Decree 356/2025/ND-CP, article 6.2)."""

    class Purpose(models.TextChoices):
        PUBLISH = "publish", _("Publish the content without name and address")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    text = CleanTextField(_("text"), max_length=1000)
    valid_from = models.DateField(_("used from"))

    objects = ConsentWordingQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "-valid_from"]
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "valid_from"], name="one_wording_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({screen_day(self.valid_from)})"


class Notice(models.Model):
    """What was told about personal data, word for word as a page showed it; the same text is the same row."""

    digest = models.CharField(_("digest of the text"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=10)
    text = CleanTextField(_("text"), max_length=10000)
    first_shown_at = models.DateTimeField(_("first agreed to"))

    class Meta:
        ordering = ["-first_shown_at", "-pk"]
        verbose_name = _("notice about personal data")
        verbose_name_plural = _("notices about personal data")

    def __str__(self) -> str:
        return f"#{self.pk} ({screen_day(self.first_shown_at)})"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self, purpose: str) -> Self:
        """Given and not withdrawn."""
        return self.filter(wording__purpose=purpose, withdrawn_at=None)


class Consent(models.Model):
    """What a sender agreed to, when, in which words and after which notice; it may be withdrawn at any time
    (Law 91/2025/QH15, article 9). Those given before notices were kept have none."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="consents", verbose_name=_("feedback"))
    wording = models.ForeignKey(ConsentWording, models.PROTECT, related_name="+", verbose_name=_("wording"))
    notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice"),
        db_index=False,  # notices are never deleted, nor asked who read them
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [models.UniqueConstraint(fields=["item", "wording"], name="one_consent_a_wording")]

    def __str__(self) -> str:
        return f"#{self.item_id}: {self.wording_id}"


class ItemFile(models.Model):
    """A file that came with an item, from its sender unless an officer added it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="files", verbose_name=_("feedback"))
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name=_("file"))
    added_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of feedback")
        verbose_name_plural = _("files of feedback")

    def __str__(self) -> str:
        return f"#{self.item_id}: {self.attachment_id}"
