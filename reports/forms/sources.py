"""What is typed about the records that feed a figure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import ActivityForm, Result
from records.forms import VietnameseDateField
from reports.models import Figure, FormVersion
from reports.progress import figure_title


class FigureChoice(forms.ModelChoiceField):
    def label_from_instance(self, figure: Any) -> str:
        return figure_title(figure)


class SourceForm(forms.Form):
    figure = FigureChoice(label=_("Figure"), queryset=Figure.objects.none())
    form = forms.ModelChoiceField(
        label=_("Form of work"),
        queryset=ActivityForm.objects.all(),
        required=False,
        empty_label=_("Every form"),
    )
    measure = forms.ChoiceField(label=_("What is added up"), choices=Result.Measure.choices)
    counts_joint = forms.BooleanField(
        label=_("Also of work that another agency leads"),
        required=False,
        help_text=_("Only where each agency has a part of its own, as with what it spent."),
    )
    valid_from = VietnameseDateField(
        label=_("Holds from"), help_text=_("From the first period that begins on this day or later.")
    )

    def __init__(self, *args: Any, form_version: FormVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flows = Figure.objects.of_form(form_version).filter(time_rule=Figure.TimeRule.SUM)
        self.fields["figure"].queryset = flows.exclude(kind=Figure.Kind.YES_NO)  # type: ignore[attr-defined]


class EndSourceForm(forms.Form):
    last_day = VietnameseDateField(
        label=_("Last day"),
        required=False,
        help_text=_("Periods that close after this day are fed by it no more. Left empty, it holds on."),
    )
