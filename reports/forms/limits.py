"""What is typed about how large a figure can be, and which change is asked about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind
from records.forms import CleanCharField, VietnameseDateField, VietnameseNumberField
from reports.forms.sources import FigureChoice
from reports.models import CrossCheck, Figure, FormVersion


class LimitForm(forms.Form):
    figure = FigureChoice(label=_("Figure"), queryset=Figure.objects.none())
    kind = forms.ModelChoiceField(
        label=_("Kind of agency"),
        queryset=AgencyKind.objects.exclude(owes=AgencyKind.Owes.NOTHING),
        required=False,
        empty_label=_("Every kind without a limit of its own"),
    )
    least = VietnameseNumberField(label=_("Least"), decimals=2, required=False)
    most = VietnameseNumberField(
        label=_("Most"), decimals=2, required=False, help_text=_("In one closing, not over the year.")
    )
    severity = forms.ChoiceField(
        label=_("A number beyond it"), choices=CrossCheck.Severity.choices, widget=forms.RadioSelect
    )
    ground = CleanCharField(label=_("Ground"), max_length=300, help_text=_("Document, or how it was found."))
    valid_from = VietnameseDateField(
        label=_("Holds from"), help_text=_("In the periods that close on this day or later.")
    )

    def __init__(self, *args: Any, form_version: FormVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = Figure.objects.of_form(form_version).typed().exclude(kind=Figure.Kind.YES_NO)
        self.fields["figure"].queryset = typed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = data.get("least"), data.get("most")
        if least is None and most is None and not {"least", "most"} & set(self.errors):
            self.add_error("most", _("Give the least, the most, or both."))
        elif least is not None and most is not None and most < least:
            self.add_error("most", _("The most cannot be less than the least."))
        return data


class EndLimitForm(forms.Form):
    last_day = VietnameseDateField(
        label=_("Last day"), help_text=_("Periods that close after this day know it no more.")
    )


class JumpsForm(forms.Form):
    factor = forms.IntegerField(
        label=_("Ask about a number beyond so many times those before"),
        min_value=2,
        max_value=100,
        help_text=_(
            "Those before: last time, the most of the year, a year ago. A state at a date is also "
            "asked about when it falls so far."
        ),
    )
    least = forms.IntegerField(
        label=_("Smaller numbers count as"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("So that from 1 to 4 is no jump."),
    )
