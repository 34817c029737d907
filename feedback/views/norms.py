"""The rules of law that feedback follows: read by every officer, kept by Home Affairs."""

from __future__ import annotations

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

from agencies.views.access import OfficerRequest
from feedback.actions import norms as actions
from feedback.forms.norms import NormForm
from feedback.models import Norm
from feedback.models.norms import receiver_on
from feedback.permissions import may_keep_rules
from feedback.views.trails import to_handlings
from pages.views import ActionView, VerbView

COPIED = ("agency_kind", "amount", "unit", "address", "words", "legal_ground", "is_to_confirm")


class NormsView(TemplateView):
    """Each rule as it holds today, with its document; those to come and those of before beside it."""

    template_name = "feedback/norms.html"
    request: OfficerRequest
    extra_context = {"title": gettext_lazy("Rules of law for feedback")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, officer = timezone.localdate(), self.request.user
        rows = Norm.objects.visible_to(officer).select_related("agency_kind").order_by("-valid_from")
        versions: dict[str, list[Norm]] = {}
        for row in rows:
            versions.setdefault(row.code, []).append(row)
        held = Norm.objects.visible_to(officer).in_force(today)
        norms = [
            (code, label, held.get(code), [row for row in versions.get(code, []) if row != held.get(code)])
            for code, label in Norm.Code.choices
        ]
        return super().get_context_data(
            trail=to_handlings(),
            norms=norms,
            to_confirm=sum(row.is_to_confirm for row in held.values()),
            receiver=receiver_on(today),
            may_keep=may_keep_rules(officer),
            today=today,
            **kwargs,
        )


class SetNormView(ActionView):
    form_class = NormForm
    action_label = gettext_lazy("Save this version")
    done = gettext_lazy("Saved. What comes from its first day on follows it.")
    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep_rules(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def code(self) -> Norm.Code:
        try:
            return Norm.Code(self.kwargs["code"])
        except ValueError as error:
            raise Http404 from error

    @property
    def title(self) -> str:
        return str(self.code.label)

    @cached_property
    def newest(self) -> Norm | None:
        return Norm.objects.filter(code=self.code).order_by("-valid_from").first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self.code, "instance": None}

    def get_initial(self) -> dict[str, Any]:
        """As it stands: a new version seldom changes all of it."""
        if self.newest is None:
            return {}
        return {name: getattr(self.newest, name) for name in COPIED} | {"seen": self.newest.pk}

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Rules of law for feedback"), reverse("feedback:norms"))]

    def next_url(self, result: Norm) -> str:
        return reverse("feedback:norms")

    def act(self, form: NormForm) -> Norm:
        seen = form.cleaned_data["seen"]
        return actions.set_norm(self.code, seen=seen, **form.facts(), **self.acting())


class ConfirmNormView(VerbView):
    """Somebody has read it in the text of its document."""

    request: OfficerRequest
    done = gettext_lazy("It is confirmed.")

    def act(self) -> Norm:
        norm = get_object_or_404(Norm.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return actions.confirm_norm(norm, **self.acting())

    def back_url(self) -> str:
        return reverse("feedback:norms")
