"""What each section of a form version speaks of, in which words, and its sentence where nothing arose."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.views import ActionView, ConfirmView
from reports.actions.outline import change_nil_sentence, put_section_figure, remove_section_figure
from reports.actions.regimes import change_guidance
from reports.forms.outline import AddFigureForm, NilSentenceForm, PhraseForm
from reports.forms.regimes import GuidanceForm
from reports.models import FormVersion, Indicator, Section, SectionFigure
from reports.progress import figure_title
from reports.views.province import ManagerView
from reports.views.sources import SourceMixin


class OutlineMixin(ManagerView, ActionView):
    @cached_property
    def version(self) -> FormVersion:
        return get_object_or_404(FormVersion, pk=self.kwargs["pk"])

    @cached_property
    def section(self) -> Section:
        sections = Section.objects.filter(form_version=self.version, is_heading=False)
        return get_object_or_404(sections, pk=self.kwargs["section"])

    @cached_property
    def row(self) -> SectionFigure:
        rows = SectionFigure.objects.of_form(self.version).filter(section=self.section)
        return get_object_or_404(rows, figure=self.kwargs["figure"])

    @property
    def own_url(self) -> str:
        return reverse("reports:form-section", args=[self.version.pk, self.section.pk])

    def trail(self) -> list[tuple[Any, str]]:
        return [
            (gettext_lazy("Reporting regime"), reverse("reports:regime")),
            (self.version.name, reverse("reports:form", args=[self.version.pk])),
            *([] if self.is_section else [(str(self.section), self.own_url)]),
        ]

    is_section = False


class FormSectionView(OutlineMixin):
    """One section: its figures in the order of its sentences, and what it says where nothing arose."""

    template_name = "reports/form_section.html"
    form_class = NilSentenceForm
    action_label = gettext_lazy("Save the sentence")
    done = gettext_lazy("Saved the sentence.")
    is_section = True

    @property
    def title(self) -> str:
        return str(self.section)

    def get_initial(self) -> dict[str, Any]:
        return {"nil_sentence": self.section.nil_sentence}

    def next_url(self, result: Any) -> str:
        return self.own_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = SectionFigure.objects.of_form(self.version).filter(section=self.section)
        return super().get_context_data(
            version=self.version,
            section=self.section,
            spoken=[(row, figure_title(row.figure)) for row in rows],
            **kwargs,
        )

    def changes(self) -> FormVersion:
        return self.version

    def act(self, form: NilSentenceForm) -> Section:
        return change_nil_sentence(self.section, **form.cleaned_data, **self.acting())


class AddSectionFigureView(OutlineMixin):
    form_class = AddFigureForm
    title = gettext_lazy("Let the section speak of a figure")
    lead = gettext_lazy("Where the figure is more than 0, the section cannot stay empty any more.")
    action_label = gettext_lazy("Add the figure")
    done = gettext_lazy("Added the figure.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"section": self.section}

    def act(self, form: AddFigureForm) -> SectionFigure:
        return put_section_figure(self.section, **form.cleaned_data, **self.acting())


class ChangePhraseView(OutlineMixin):
    form_class = PhraseForm
    title = gettext_lazy("How the section says a figure")
    action_label = gettext_lazy("Save the words")
    done = gettext_lazy("Saved the words.")

    @property
    def lead(self) -> str:
        return figure_title(self.row.figure)

    def get_initial(self) -> dict[str, Any]:
        return {"phrase": self.row.phrase, "province_phrase": self.row.province_phrase}

    def changes(self) -> FormVersion:
        return self.version

    def act(self, form: PhraseForm) -> SectionFigure:
        return put_section_figure(self.section, self.row.figure, **form.cleaned_data, **self.acting())


class RemoveSectionFigureView(OutlineMixin, ConfirmView):
    is_danger = False
    title = gettext_lazy("The section speaks of a figure no more")
    action_label = gettext_lazy("Remove the figure from the section")
    done = gettext_lazy("Removed the figure from the section.")

    def consequences(self) -> list[str]:
        names = {"section": self.section, "figure": figure_title(self.row.figure)}
        return [
            _("“%(section)s” may stay empty although “%(figure)s” is more than 0.") % names,
            _("The figure itself, and what was written, stay as they are."),
        ]

    def changes(self) -> FormVersion:
        return self.version

    def act(self, form: Any) -> None:
        remove_section_figure(self.row, **self.acting())


class ChangeGuidanceView(SourceMixin):
    """What drafters read beside an indicator of the form."""

    form_class = GuidanceForm
    lead = gettext_lazy("Drafters read it beside the field as soon as it is saved.")
    action_label = gettext_lazy("Save the guidance")
    done = gettext_lazy("Saved the guidance.")

    @cached_property
    def indicator(self) -> Indicator:
        of_form = Indicator.objects.filter(group__form_version=self.version)
        return get_object_or_404(of_form, pk=self.kwargs["indicator"])

    @property
    def title(self) -> str:
        return str(self.indicator)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.indicator}

    def changes(self) -> Indicator:
        return self.indicator

    def act(self, form: GuidanceForm) -> Indicator:
        return change_guidance(self.indicator, form.cleaned_data, **self.acting())
