"""Which records feed the figures of a form version: Home Affairs adds a source, ends one, lets it hold on."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from pages.views import ActionView
from reports.actions.sources import add_source, end_source
from reports.forms.sources import EndSourceForm, SourceForm
from reports.models import FigureSource, FormVersion
from reports.views.province import ManagerView


class SourceMixin(ManagerView, ActionView):
    @cached_property
    def version(self) -> FormVersion:
        return get_object_or_404(FormVersion, pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return [
            (gettext_lazy("Reporting regime"), reverse("reports:regime")),
            (self.version.name, reverse("reports:form", args=[self.version.pk])),
        ]


class AddSourceView(SourceMixin):
    form_class = SourceForm
    title = gettext_lazy("Let records feed a figure")
    lead = gettext_lazy(
        "Drafters then see what their agency's activities add up to, and take it or explain another number."
    )
    action_label = gettext_lazy("Add the source")
    done = gettext_lazy("Added the source.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"form_version": self.version}

    def act(self, form: SourceForm) -> FigureSource:
        return add_source(self.version, **form.cleaned_data, **self.acting())


class EndSourceView(SourceMixin):
    form_class = EndSourceForm
    title = gettext_lazy("Until when a source holds")
    action_label = gettext_lazy("Save the last day")
    done = gettext_lazy("Saved until when the source holds.")

    @cached_property
    def source(self) -> FigureSource:
        sources = FigureSource.objects.of_form(self.version)
        return get_object_or_404(sources, pk=self.kwargs["source"])

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.source.valid_to}

    @property
    def lead(self) -> str:
        return f"{self.source.figure.code} ← {self.source}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.source  # noqa: B018 -- asked first: what is no source of this form is not found
        return super().get_context_data(**kwargs)

    def changes(self) -> FigureSource:
        return self.source

    def act(self, form: EndSourceForm) -> FigureSource:
        return end_source(self.source, **form.cleaned_data, **self.acting())
