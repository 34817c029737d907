"""Files that came with a page which could not be taken yet: they wait for it to come again."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import keys
from records.models import Attachment


class KeptFileQuerySet(models.QuerySet["KeptFile"]):
    def of(self, sending_key: str) -> Self:
        """What came with that page; only who has the page knows its key."""
        return self.filter(sending_digest__in=keys.digests(keys.SENDING, sending_key))


class KeptFile(models.Model):
    """One file; it goes into the item when the page is sent, or is forgotten after some days."""

    sending_digest = models.CharField(max_length=64, db_index=True, editable=False)
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name=_("file"))
    kept_at = models.DateTimeField(_("kept"))

    objects = KeptFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a page not sent yet")
        verbose_name_plural = _("files of pages not sent yet")

    def __str__(self) -> str:
        return self.attachment.original_name
