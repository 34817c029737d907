"""The register of rules and procedures: found with or without diacritics, kept by Home Affairs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from agencies.views.access import OfficerRequest
from feedback.actions import rules as actions
from feedback.forms.rules import RuleFilter, RuleForm
from feedback.models import Rule
from feedback.permissions import may_keep_rules
from feedback.views.trails import to_handlings
from pages.views import ActionView


class RulesView(ListView):
    template_name = "feedback/rules.html"
    context_object_name = "rules"
    paginate_by = 50
    request: OfficerRequest
    extra_context = {"title": gettext_lazy("Rules and procedures")}

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the filter asks; a field that cannot be read asks nothing and says so."""
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    @cached_property
    def filter(self) -> RuleFilter:
        return RuleFilter(self.request.GET or None)

    def get_queryset(self) -> QuerySet[Rule]:
        asked = self.asked
        rules = Rule.objects.visible_to(self.request.user).matching(asked.get("q", ""))
        if asked.get("kind"):
            rules = rules.filter(kind=asked["kind"])
        return (rules if asked.get("all") else rules.in_force(timezone.localdate())).in_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            trail=to_handlings(),
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            may_keep=may_keep_rules(self.request.user),
            **kwargs,
        )


class KeepRuleView(ActionView):
    """For those who keep the register."""

    form_class = RuleForm
    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_keep_rules(self.request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("Rules and procedures"), reverse("feedback:rules"))]

    def next_url(self, result: Rule) -> str:
        return reverse("feedback:rules")

    def fields_of(self, form: RuleForm) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in actions.FIELDS} | {
            "by": self.request.user,
            "now": timezone.now(),
        }


class AddRuleView(KeepRuleView):
    title = gettext_lazy("Add a rule or procedure")
    action_label = gettext_lazy("Add it")
    done = gettext_lazy("It stands in the register.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": None}

    def act(self, form: RuleForm) -> Rule:
        return actions.add_rule(**self.fields_of(form))


class ChangeRuleView(KeepRuleView):
    title = gettext_lazy("Change a rule or procedure")
    action_label = gettext_lazy("Save the change")
    done = gettext_lazy("It is changed.")

    @cached_property
    def rule(self) -> Rule:
        return get_object_or_404(Rule.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.rule}

    def get_initial(self) -> dict[str, Any]:
        return {"seen_version": self.rule.version}

    def act(self, form: RuleForm) -> Rule:
        seen = form.cleaned_data["seen_version"] or 0
        return actions.change_rule(self.rule, seen_version=seen, **self.fields_of(form))
