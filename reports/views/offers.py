"""A press on a proposal, from whichever page shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports.offers import Offer


def pressed(request: HttpRequest, offers: Iterable[Offer]) -> Offer | None:
    """The proposal whose button was pressed; a page older than what is proposed by now takes nothing."""
    taken = request.POST.get("take", "")
    for offer in offers:
        if taken == f"{offer.origin}:{offer.mark}":
            return offer
    text = _("What was proposed has changed just now. Read it once more before you take it.")
    messages.warning(request, text)
    return None
