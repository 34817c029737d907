from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer


class PasswordLinkQuerySet(models.QuerySet["PasswordLink"]):
    def forgotten(self, now: dt.datetime) -> Self:
        """Asked for so long ago that nobody waits for the mail any more."""
        return self.filter(asked_at__lt=now - PasswordLink.WAITED_FOR)


class PasswordLink(models.Model):
    """An officer asked for a link to set a new password; the row goes when the mail has left.

    The link itself is made on sending and kept nowhere.
    """

    WAITED_FOR = dt.timedelta(hours=1)

    officer = models.OneToOneField(Officer, models.CASCADE, verbose_name=_("officer"))
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))

    objects = PasswordLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to set a password")
        verbose_name_plural = _("links to set a password")

    def __str__(self) -> str:
        return str(self.officer)
