"""Who asks for a page, and who may see the register administrator's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from agencies.models import Officer
from agencies.permissions import may_keep_register


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
