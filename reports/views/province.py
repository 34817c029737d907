"""What Home Affairs' pages share: who may come in."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View

from agencies.models import Officer
from agencies.permissions import is_home_affairs
from agencies.views.access import OfficerRequest
from reports.models import Period
from reports.permissions import may_manage_periods, may_see_province


class ProvinceView(View):
    """For Home Affairs and the provincial leadership."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(self.officer):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, officer: Officer) -> bool:
        return may_see_province(officer)

    @property
    def officer(self) -> Officer:
        return cast(OfficerRequest, self.request).user

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate()


class HomeAffairsView(ProvinceView):
    """For everyone with a post at Home Affairs."""

    def may_enter(self, officer: Officer) -> bool:
        return is_home_affairs(officer)


class ManagerView(ProvinceView):
    """For the reviewers of Home Affairs, who manage periods and the regime."""

    def may_enter(self, officer: Officer) -> bool:
        return may_manage_periods(officer)


class PeriodMixin(View):
    """`self.period` for the address's `pk`."""

    @cached_property
    def period(self) -> Period:
        return get_object_or_404(
            Period.objects.select_related("regime", "form_version", "open_slice"), pk=self.kwargs["pk"]
        )
