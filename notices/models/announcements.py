"""What Home Affairs tells many agencies at once."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from agencies.permissions import is_home_affairs
from notices.models.ledger import Recipient
from notices.workflow import ANNOUNCEMENT
from records.fields import CleanCharField, CleanTextField


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, officer: Officer) -> Self:
        """Home Affairs, the agencies it was for, and whoever was told of it."""
        if is_home_affairs(officer):
            return self
        told = Recipient.objects.filter(officer=officer, reminder__obligation_kind=ANNOUNCEMENT)
        mine = {post.agency_id for post in officer.current_posts}
        return self.filter(
            models.Q(agencies__in=mine) | models.Q(pk__in=told.values("reminder__obligation_id"))
        ).distinct()


class Announcement(models.Model):
    """A message, and the agencies it is for. Never changed: what was said stays."""

    subject = CleanCharField(_("subject"), max_length=150)
    text = CleanTextField(_("message"), max_length=3000)
    agencies = models.ManyToManyField(Agency, related_name="+", verbose_name=_("agencies"))
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("notices:announcement", args=[self.pk])

    @property
    def written_on(self) -> dt.date:
        return timezone.localdate(self.written_at)
