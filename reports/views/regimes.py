"""The reporting regime as data: its periods, its deadlines, its form, who reviews whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from pages.views import ActionView, ConfirmView, RowsView
from reports.actions.editions import lacks_standard_figures, renew_form
from reports.actions.regimes import (
    change_layout,
    change_regime,
    remove_deadline_rule,
    save_deadline_rule,
    set_approval_rule,
    set_period_kinds,
)
from reports.forms.regimes import (
    ApprovalRuleForm,
    DeadlineRuleForm,
    LayoutForm,
    PeriodKindFormSet,
    RegimeForm,
    RenewForm,
)
from reports.models import (
    ApprovalRule,
    CrossCheck,
    DeadlineRule,
    Figure,
    FigureLimit,
    FigureSource,
    FiguresSheet,
    FormVersion,
    PaperLayout,
    Period,
    Regime,
    Section,
)
from reports.permissions import may_manage_periods
from reports.trail import acts
from reports.views.province import HomeAffairsView, ManagerView, ProvinceView
from reports.words import check_words, limit_words, limits_words, rule_words, window_words

REGIME = gettext_lazy("Reporting regime")


class RegimeMixin(ProvinceView):
    @cached_property
    def regime(self) -> Regime:
        regime = Regime.objects.in_force(self.today)
        if regime is None:
            raise Http404
        return regime

    def trail(self) -> list[tuple[Any, str]]:
        return [
            (gettext_lazy("Report periods"), reverse("reports:periods")),
            (REGIME, reverse("reports:regime")),
        ]


class RegimeView(HomeAffairsView, RegimeMixin, TemplateView):
    template_name = "reports/regime.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = self.regime.deadline_rules.select_related("agency_kind").order_by(
            "agency_kind__position", "period_code", "pk"
        )
        return super().get_context_data(
            title=self.regime.name,
            trail=self.trail()[:1],
            regime=self.regime,
            kinds=[(kind, window_words(kind)) for kind in self.regime.period_kinds.all()],
            rules=[(rule, rule_words(rule)) for rule in rules],
            road_steps=self.regime.road_steps.select_related("agency_kind").order_by("paper_kind", "pk"),
            approval_rules=self.regime.approval_rules.all(),
            layouts=self.regime.layouts.order_by("pk"),
            acts=acts(self.regime),
            may_manage=may_manage_periods(self.officer),
            is_of_before=lacks_standard_figures(self.regime.form_version),
            **kwargs,
        )


class ChangeRegimeView(ManagerView, RegimeMixin, ActionView):
    form_class = RegimeForm
    title = gettext_lazy("Legal basis and days off")
    lead = gettext_lazy(
        "Open deadlines that have not passed follow a changed rule; those concerned are told."
    )
    action_label = gettext_lazy("Save the regime")
    done = gettext_lazy("Saved the regime.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.regime}

    def changes(self) -> Regime:
        return self.regime

    def act(self, form: RegimeForm) -> Regime:
        return change_regime(self.regime, **form.cleaned_data, **self.acting())


class RenewFormView(ManagerView, RegimeMixin, ActionView):
    """Takes up the standard form as it is now, for periods to come."""

    form_class = RenewForm
    title = gettext_lazy("Take up the standard form as it is now")
    lead = gettext_lazy(
        "Periods that are not opened yet get it; those that are go on with theirs. Limits, guidance, "
        "sources and wordings that you changed in the form of before are not taken over: look through them "
        "afterwards."
    )
    action_label = gettext_lazy("Take up the form")
    done = gettext_lazy("New periods report on the standard form as it is now.")

    def act(self, form: RenewForm) -> FormVersion:
        return renew_form(self.regime, **form.cleaned_data, **self.acting())


class ApprovalRuleView(ManagerView, RegimeMixin, ActionView):
    """Whether the portal's approval suffices or the signed paper is needed too, from a day on."""

    form_class = ApprovalRuleForm
    title = gettext_lazy("What counts as sent")
    lead = gettext_lazy("Approving in the portal is no signature: that is given in the document system.")
    action_label = gettext_lazy("Save what counts")
    done = gettext_lazy("Saved what counts as sent.")

    def get_initial(self) -> dict[str, Any]:
        rule = self.regime.approval_rules.last()
        return {"needs": rule.needs, "source": rule.source} if rule else {}

    def changes(self) -> Regime:
        return self.regime

    def act(self, form: ApprovalRuleForm) -> ApprovalRule:
        return set_approval_rule(self.regime, **form.cleaned_data, **self.acting())


class LayoutView(ManagerView, RegimeMixin, ActionView):
    """Head, foot and addressees of one kind of paper."""

    form_class = LayoutForm
    lead = gettext_lazy("Drafts follow what you save here; what was already sent or issued stays as it is.")
    action_label = gettext_lazy("Save the layout")
    done = gettext_lazy("Saved the layout; drafts follow it.")

    @cached_property
    def layout(self) -> PaperLayout:
        return get_object_or_404(PaperLayout, regime=self.regime, kind=self.kwargs["kind"])

    @property
    def title(self) -> str:
        return _("Layout: %(paper)s") % {"paper": self.layout}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.layout}

    def changes(self) -> PaperLayout:
        return self.layout

    def act(self, form: LayoutForm) -> PaperLayout:
        return change_layout(self.layout, form.cleaned_data, **self.acting())


class PeriodKindsView(ManagerView, RegimeMixin, RowsView):
    """The seven periods of a year on one form; saving makes the unopened periods follow."""

    template_name = "reports/period_kinds.html"
    title = gettext_lazy("Periods and their windows")
    done = gettext_lazy("Saved the periods; those that nobody opened yet follow.")

    def formset(self, data: Any = None) -> Any:
        return PeriodKindFormSet(data, queryset=self.regime.period_kinds.all())

    def changes(self) -> Regime:
        return self.regime

    def act(self, forms: Sequence[Any]) -> None:
        """With the stored kinds: the forms' own rows already carry what was typed."""
        stored = {kind.pk: kind for kind in self.regime.period_kinds.all()}
        rows = {stored[form.instance.pk]: form.cleaned_data for form in forms}
        set_period_kinds(self.regime, rows, **self.acting())


class RuleView(ManagerView, RegimeMixin, ActionView):
    """Adds a deadline rule; with a `pk` changes that one."""

    form_class = DeadlineRuleForm
    action_label = gettext_lazy("Save the deadline rule")
    done = gettext_lazy("Saved the rule; open deadlines follow it.")
    lead = gettext_lazy("Open deadlines that have not passed follow the rule; those concerned are told.")

    @cached_property
    def rule(self) -> DeadlineRule | None:
        pk = self.kwargs.get("pk")
        return get_object_or_404(DeadlineRule, regime=self.regime, pk=pk) if pk is not None else None

    @property
    def title(self) -> str:
        return _("Change a deadline rule") if self.rule else _("Add a deadline rule")

    def get_initial(self) -> dict[str, Any]:
        if self.rule is None:
            return {"form": DeadlineRule.Form.WORKING_DAYS, "months_after": 0}
        names = DeadlineRuleForm.base_fields
        return {name: getattr(self.rule, f"{name}_id" if name == "agency_kind" else name) for name in names}

    def changes(self) -> Regime | None:
        return self.regime if self.rule else None

    def act(self, form: forms.Form) -> DeadlineRule:
        return save_deadline_rule(self.regime, self.rule, form.cleaned_data, **self.acting())


class RemoveRuleView(ManagerView, RegimeMixin, ConfirmView):
    is_danger = False
    title = gettext_lazy("Remove a deadline rule")
    action_label = gettext_lazy("Remove the rule")
    done = gettext_lazy("Removed the rule; open deadlines follow the rules that remain.")

    @cached_property
    def rule(self) -> DeadlineRule:
        rules = DeadlineRule.objects.select_related("regime", "agency_kind")
        return get_object_or_404(rules, regime=self.regime, pk=self.kwargs["pk"])

    def consequences(self) -> list[str]:
        kind = self.rule.agency_kind or _("every kind that no rule of its own is for")
        return [
            _("“%(rule)s” for %(kind)s holds no more.") % {"rule": rule_words(self.rule), "kind": kind},
            _("What it governed falls to the next rule that fits, or else to the days that the regime sets."),
            _("Open deadlines that have not passed follow, and those concerned are told."),
        ]

    def changes(self) -> Regime:
        return self.regime

    def act(self, form: Any) -> None:
        remove_deadline_rule(self.rule, **self.acting())


class FormView(HomeAffairsView, TemplateView):
    """A form version, to be read: its outline, its figures with their rules, its cross-checks in words."""

    template_name = "reports/form_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = get_object_or_404(FormVersion, pk=self.kwargs["pk"])
        figures = Figure.objects.of_form(version).prefetch_related("owner_kinds")
        checks = CrossCheck.objects.filter(form_version=version).prefetch_related("terms__figure")
        return super().get_context_data(
            title=version.name,
            trail=[(REGIME, reverse("reports:regime"))],
            version=version,
            sections=Section.objects.filter(form_version=version).prefetch_related("spoken__figure"),
            figures=[(figure, limits_words(figure)) for figure in figures],
            checks=[(check, check_words(check)) for check in checks],
            sources=FigureSource.objects.of_form(version),
            limits=[(limit, limit_words(limit)) for limit in FigureLimit.objects.of_form(version)],
            has_sheet=FiguresSheet.objects.filter(form_version=version).exists(),
            may_manage=may_manage_periods(self.officer),
            acts=acts(version),
            periods=Period.objects.filter(form_version=version),
            **kwargs,
        )
