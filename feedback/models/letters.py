"""Mail to a sender that waits to leave, letters on paper that wait to be posted, and what became of them. The
address stands with the sender alone."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from feedback.models.handlings import Event, Handling
from feedback.models.items import Item
from records.fields import CleanCharField

MOST_TRIES = 12
PAUSE = dt.timedelta(minutes=5)  # twice as long with every try: two weeks in all


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: dt.datetime) -> Self:
        mail = self.exclude(kind=Letter.Kind.POST)
        return mail.filter(sent_at=None, tries__lt=MOST_TRIES, leaves_at__lte=now)

    def to_post(self, handling: Handling | None = None) -> Self:
        """On paper, and not posted yet; of one handling, where it is named."""
        rows = self.filter(kind=Letter.Kind.POST, sent_at=None)
        return rows.filter(event__handling=handling) if handling else rows

    def stuck(self) -> Self:
        """What did not get through after many tries."""
        return self.filter(sent_at=None, tries__gte=MOST_TRIES)


class Letter(models.Model):
    """A letter on paper is sent once an officer recorded that it was posted: on which day, by whom, and the
    number it was registered under, if it was."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Asks to confirm the address")
        COPY = "copy", _("A copy of what was sent")
        NEWS = "news", _("There is news")
        SECRET = "secret", _("Offers a new secret")
        POST = "post", _("On paper, by post")

    item = models.ForeignKey(Item, models.CASCADE, related_name="letters", verbose_name=_("feedback"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    event = models.OneToOneField(
        Event, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("event")
    )
    leaves_at = models.DateTimeField(_("leaves earliest"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("left"), null=True, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posted by")
    )
    number = CleanCharField(_("registered number"), max_length=40, blank=True, db_default="", default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mail to a sender")
        verbose_name_plural = _("mails to senders")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["news", "post"], event__isnull=False)
                | (~Q(kind__in=["news", "post"]) & Q(event=None)),
                name="news_is_of_an_event",
            ),
            models.CheckConstraint(
                condition=~Q(kind="post")
                | Q(sent_at=None, posted_on=None, posted_by=None)
                | Q(sent_at__isnull=False, posted_on__isnull=False, posted_by__isnull=False),
                name="who_posted_a_letter_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["leaves_at"], name="letters_waiting", condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return f"#{self.item_id}: {self.kind}"


def put_off(letter: Letter, now: dt.datetime, *, is_final: bool) -> None:
    """Refused by the mail server: for good (5xx), or for now and again after a pause that grows."""
    tries = MOST_TRIES if is_final else F("tries") + 1
    Letter.objects.filter(pk=letter.pk).update(tries=tries, leaves_at=now + PAUSE * 2**letter.tries)
