"""What Home Affairs' pages share: who may come in, and how one action answers a form."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from agencies.models import Officer
from agencies.permissions import is_home_affairs
from reports.models import Period
from reports.permissions import may_manage_periods, may_see_province
from reports.views.access import OfficerRequest


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


class ActionView(FormView):
    """A form that leads to one action. What the action refuses is told beside the fields it names."""

    template_name = "reports/form.html"
    title: Any = ""
    lead: Any = ""
    action_label: Any = ""
    done: Any = ""

    def act(self, form: Any, now: dt.datetime) -> Any:
        """Call the action."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.trail()[-1][1]

    def trail(self) -> list[tuple[Any, str]]:
        return []

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            self.act(form, timezone.now())
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = self.trail()
        page = {
            "title": self.title,
            "lead": self.lead,
            "trail": trail,
            "action_label": "",
            "submit_label": self.action_label,
            "cancel_url": trail[-1][1],
        }
        return super().get_context_data(**page | kwargs)


class ConfirmView(ActionView):
    """Asks again before a grave action, naming what will happen."""

    template_name = "reports/confirm.html"
    form_class = forms.Form

    def consequences(self) -> list[Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(consequences=self.consequences(), **kwargs)


def tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Put an action's refusal on the form: beside its field where the form has it, else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
