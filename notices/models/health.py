"""Addresses that mail does not reach."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer


class AddressTroubleQuerySet(models.QuerySet["AddressTrouble"]):
    def current(self) -> Self:
        """Of officers who may sign in, and whose address is still the one that failed."""
        return self.filter(address=F("officer__email"), officer__is_active=True)


class AddressTrouble(models.Model):
    """A mail server refused the officer's address for good, or a mail to it came back. Over when a mail is
    taken there again, after one that came back a few days later at the earliest, since a relay takes all and
    says so later; or when the officer has another address."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="address_trouble", verbose_name=_("officer")
    )
    address = models.EmailField(_("address"), max_length=254)
    said = models.CharField(_("the server said"), max_length=300)
    since = models.DateTimeField(_("since"))
    bounced_at = models.DateTimeField(_("last came back"), null=True, blank=True)

    objects = AddressTroubleQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("address that does not work")
        verbose_name_plural = _("addresses that do not work")

    def __str__(self) -> str:
        return f"{self.address}: {self.said}"
