"""What the pages about one handling share: who may act on it, and how an action answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agencies.views.access import OfficerRequest
from feedback import keys
from feedback.models import Handling
from feedback.permissions import may_handle
from feedback.views.trails import to_handling
from pages.views import ActingView, ActionView, VerbView


class OfHandling(ActingView):
    """About the handling of the address, for the drafters and heads of its agency: 403 for who follows it,
    404 for strangers."""

    request: OfficerRequest
    tells_sender = False

    @cached_property
    def handling(self) -> Handling:
        rows = Handling.objects.visible_to(self.request.user).select_related("item", "regulation")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_handle(self.request.user, self.handling):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_told_by_post(self) -> bool:
        return self.handling.item.sender.is_told_by_post

    def respond(self, result: Any) -> HttpResponse:
        """Nobody is to think that a sender was told whose letter is still to be posted."""
        if self.tells_sender and self.is_told_by_post():
            self.done = _("It is written. Post it to the sender, then record that it was posted.")
        return super().respond(result)

    def trail(self) -> list[tuple[Any, str]]:
        return to_handling(self.handling)

    def back_url(self) -> str:
        return self.handling.get_absolute_url()


class OfficeView(OfHandling, ActionView):
    """A form about the handling."""

    request: OfficerRequest

    def at_agency(self) -> dict[str, Any]:
        return {"agency": self.handling.agency_id, "today": timezone.localdate()}


class OfficeVerbView(OfHandling, VerbView):
    """A press that concerns the handling."""


def show_secret(request: HttpRequest, found: Handling, secret: str) -> HttpResponse:
    """The page an officer reads to the sender, or prints for them; no cache keeps it."""
    context = {"trail": to_handling(found), "handling": found, "secret": keys.grouped(secret)}
    response = render(request, "feedback/secret.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
