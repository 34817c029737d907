from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from records.days import screen_day

KNOWN = "reformportal.known-network"


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


class KnownNetworkQuerySet(models.QuerySet["KnownNetwork"]):
    def knows(self, account: str, network: str, *, today: dt.date) -> bool:
        """Whether this account signed in from there within the last months."""
        since = today - KnownNetwork.REMEMBERED_FOR
        return self.filter(key_digest__in=digests_of(account, network), seen_on__gte=since).exists()

    def forgotten(self, today: dt.date) -> Self:
        return self.filter(seen_on__lt=today - KnownNetwork.REMEMBERED_FOR)


class KnownNetwork(models.Model):
    """An account signed in from a network. Only a keyed digest of the two together is kept."""

    REMEMBERED_FOR = dt.timedelta(days=90)

    key_digest = models.CharField(max_length=64, unique=True)
    seen_on = models.DateField(_("last seen on"))

    objects = KnownNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("known network")
        verbose_name_plural = _("known networks")
        indexes = [models.Index(fields=["seen_on"], name="known_networks_by_day")]

    def __str__(self) -> str:
        return screen_day(self.seen_on)


def digests_of(account: str, network: str) -> list[str]:
    """Under today's key and under the ones before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    words = f"{account} {network}"
    return [salted_hmac(KNOWN, words, secret=key, algorithm="sha256").hexdigest() for key in keys]
