"""How long the law on personal data allows: rows in force and to come, and how Home Affairs changes one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agencies.permissions import may_keep_register
from agencies.views.access import OfficerRequest
from feedback.actions.data_limits import confirm_data_limit, set_data_limit, set_retention
from feedback.forms.requests import DataLimitForm, RetentionForm
from feedback.models import DataLimit, Matter, RetentionRule
from feedback.permissions import may_keep_rules
from feedback.views.trails import to_handlings
from pages.views import ActionView, VerbView

Unit = DataLimit.Unit


def to_limits() -> list[tuple[Any, str]]:
    return [*to_handlings(), (_("Time limits of the law on personal data"), reverse("feedback:data-limits"))]


class LimitsView(TemplateView):
    template_name = "feedback/data_limits.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = list(DataLimit.objects.visible_to(self.request.user))
        return super().get_context_data(
            trail=to_handlings(),
            matters=[self._matter(matter, rows, today) for matter in Matter],
            retention=list(RetentionRule.objects.all()) if self.request.user.current_posts else [],
            may_keep=may_keep_rules(self.request.user),
            keeps_register=may_keep_register(self.request.user),
            today=today,
            **kwargs,
        )

    def _matter(self, matter: Matter, rows: list[DataLimit], today: dt.date) -> dict[str, Any]:
        """The newest first; what has begun and is not replaced is in force."""
        mine = [row for row in rows if row.matter == matter]
        begun = [row for row in mine if row.valid_from <= today]
        return {
            "matter": matter,
            "in_force": begun[0] if begun else None,
            "coming": [row for row in mine if row.valid_from > today],
            "before": begun[1:],
        }


class KeeperOfLimitsView(ActionView):
    """For who keeps the rules at Home Affairs."""

    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep_rules(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[Any, str]]:
        return to_limits()

    def next_url(self, result: Any) -> str:
        return reverse("feedback:data-limits")


class SetLimitView(KeeperOfLimitsView):
    form_class = DataLimitForm
    lead = gettext_lazy("What came before that day keeps the limit it came under.")
    action_label = gettext_lazy("Save this limit")
    done = gettext_lazy("The limit is set.")

    @cached_property
    def matter(self) -> Matter:
        if self.kwargs["matter"] not in Matter.values:
            raise Http404
        return Matter(self.kwargs["matter"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"title": self.matter.label, "lead": self.lead}

    def get_form_kwargs(self) -> dict[str, Any]:
        units = [Unit.HOURS] if self.matter == Matter.BREACH else [Unit.WORKING_DAYS, Unit.DAYS]
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        return super().get_form_kwargs() | {"units": units, "tomorrow": tomorrow}

    def get_initial(self) -> dict[str, Any]:
        row = DataLimit.objects.filter(matter=self.matter).first()
        if row is None:
            return {"seen": None}
        fields = ("amount", "unit", "legal_ground", "is_to_confirm")
        return {"seen": row.pk} | {name: getattr(row, name) for name in fields}

    def act(self, form: DataLimitForm) -> DataLimit:
        data = form.cleaned_data | {"amount": int(form.cleaned_data["amount"])}
        return set_data_limit(matter=self.matter, **data, **self.acting())


class ConfirmLimitView(VerbView):
    """A press by who has read the limit in its document."""

    request: OfficerRequest
    done = gettext_lazy("Confirmed: it was read in the document.")

    def act(self) -> DataLimit:
        if not may_keep_rules(self.request.user):
            raise PermissionDenied
        limit = get_object_or_404(DataLimit.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return confirm_data_limit(limit, **self.acting())

    def back_url(self) -> str:
        return reverse("feedback:data-limits")


class SetRetentionView(KeeperOfLimitsView):
    form_class = RetentionForm
    title = gettext_lazy("How long senders are kept")
    action_label = gettext_lazy("Save the time")
    done = gettext_lazy("The time is set.")

    def get_initial(self) -> dict[str, Any]:
        row, tomorrow = RetentionRule.objects.first(), timezone.localdate() + dt.timedelta(days=1)
        if row is None:
            return {"valid_from": tomorrow, "seen": None}
        fields = ("months", "legal_ground", "fixed_by")
        return {"valid_from": tomorrow, "seen": row.pk} | {name: getattr(row, name) for name in fields}

    def act(self, form: RetentionForm) -> RetentionRule:
        data = form.cleaned_data | {"months": int(form.cleaned_data["months"])}
        return set_retention(**data, **self.acting())
