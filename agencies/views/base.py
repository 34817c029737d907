"""Who asks for a page of the register, and who may."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from agencies.models import Officer
from agencies.permissions import may_keep_register
from pages.views import ConfirmActionView, FormActionView


class OfficerRequest(HttpRequest):
    """A request that has passed the sign-in check."""

    user: Officer


class KeeperView(View):
    """For the register administrator alone."""

    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep_register(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ActionView(KeeperView, FormActionView):
    """A form and its action, for the register administrator alone."""

    request: OfficerRequest


class ConfirmView(KeeperView, ConfirmActionView):
    """The same before a grave action."""

    request: OfficerRequest
