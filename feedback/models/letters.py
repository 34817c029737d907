"""Mail to a sender that waits to leave, and what became of it. The address stands with the sender alone."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.handlings import Event
from feedback.models.items import Item

MOST_TRIES = 12
PAUSE = dt.timedelta(minutes=5)  # twice as long with every try: two weeks in all


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: dt.datetime) -> Self:
        return self.filter(sent_at=None, tries__lt=MOST_TRIES, leaves_at__lte=now)

    def stuck(self) -> Self:
        """What did not get through after many tries."""
        return self.filter(sent_at=None, tries__gte=MOST_TRIES)


class Letter(models.Model):
    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Asks to confirm the address")
        COPY = "copy", _("A copy of what was sent")
        NEWS = "news", _("There is news")
        SECRET = "secret", _("Offers a new secret")

    item = models.ForeignKey(Item, models.CASCADE, related_name="letters", verbose_name=_("feedback"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    event = models.OneToOneField(
        Event, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("event")
    )
    leaves_at = models.DateTimeField(_("leaves earliest"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mail to a sender")
        verbose_name_plural = _("mails to senders")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="news") & Q(event__isnull=False)) | (~Q(kind="news") & Q(event=None)),
                name="news_is_of_an_event",
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
