"""Secret addresses of calendar feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer

SALT = "notices.feed"


class CalendarFeed(models.Model):
    """An officer's deadlines, read by a calendar program under an address that only they know. Kept is the
    keyed digest of its secret; making another one, or none, closes the former."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="calendar_feed", verbose_name=_("officer")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"#{self.officer_id}"


def digest_of(token: str, *, key: str | None = None) -> str:
    return salted_hmac(SALT, token, secret=key, algorithm="sha256").hexdigest()


def officer_of(token: str) -> Officer | None:
    """Whose feed has this address; None for a closed one, and for an officer who may not sign in any more."""
    digests = [digest_of(token, key=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    feed = CalendarFeed.objects.select_related("officer").filter(token_digest__in=digests).first()
    return feed.officer if feed and feed.officer.is_active else None
