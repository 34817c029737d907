"""How large a form's figures can be: Home Affairs sets a limit, ends one, says what a jump is."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from reports.actions.limits import end_limit, set_jumps, set_limit
from reports.forms.limits import EndLimitForm, JumpsForm, LimitForm
from reports.models import CrossCheck, FigureLimit, FormVersion
from reports.progress import figure_title
from reports.views.sources import SourceMixin
from reports.words import limit_words


class SetLimitView(SourceMixin):
    form_class = LimitForm
    title = gettext_lazy("Limit a figure")
    lead = gettext_lazy(
        "Drafters are told while they type; the limit that held until then ends the day before."
    )
    action_label = gettext_lazy("Save the limit")
    done = gettext_lazy("Saved the limit.")

    def get_initial(self) -> dict[str, Any]:
        return {"severity": CrossCheck.Severity.BLOCK}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"form_version": self.version}

    def act(self, form: LimitForm) -> FigureLimit:
        return set_limit(self.version, **form.cleaned_data, **self.acting())


class EndLimitView(SourceMixin):
    form_class = EndLimitForm
    title = gettext_lazy("Until when a limit holds")
    action_label = gettext_lazy("Save the last day")
    done = gettext_lazy("Saved until when the limit holds.")

    @cached_property
    def limit(self) -> FigureLimit:
        return get_object_or_404(FigureLimit.objects.of_form(self.version), pk=self.kwargs["limit"])

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.limit.valid_to}

    @property
    def lead(self) -> str:
        return f"{figure_title(self.limit.figure)}: {limit_words(self.limit)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.limit  # noqa: B018 -- asked first: what is no limit of this form is not found
        return super().get_context_data(**kwargs)

    def changes(self) -> FigureLimit:
        return self.limit

    def act(self, form: EndLimitForm) -> FigureLimit:
        return end_limit(self.limit, **form.cleaned_data, **self.acting())


class SetJumpsView(SourceMixin):
    form_class = JumpsForm
    title = gettext_lazy("Which change is asked about")
    lead = gettext_lazy("The drafter is asked for a word while typing; the head and the reviewer read it.")
    action_label = gettext_lazy("Save")
    done = gettext_lazy("Saved which change is asked about.")

    def get_initial(self) -> dict[str, Any]:
        return {"factor": self.version.jump_factor, "least": self.version.jump_least}

    def changes(self) -> FormVersion:
        return self.version

    def act(self, form: JumpsForm) -> FormVersion:
        return set_jumps(self.version, **form.cleaned_data, **self.acting())
