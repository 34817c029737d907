"""The words that some verbs need."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField
from reports.models import Figure, Section
from reports.progress import figure_title


class HandBackForm(forms.Form):
    reason = CleanCharField(
        label=_("What has to change?"),
        help_text=_("The drafters read this first. Name the figure or the section."),
        multiline=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what has to change, as in: TT05 lacks the document of 12 March.")},
    )


class ConfirmForm(forms.Form):
    """Nothing but the button."""


class SeenForm(forms.Form):
    """Nothing but the button, and what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class BlanksForm(forms.Form):
    fill = forms.ChoiceField(
        label=_("Record all of them as"),
        choices=[
            ("zero", _("0: nothing arose in the period")),
            ("na", _("Not applicable: the agency has no such work")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose 0 or not applicable.")},
    )

    @property
    def entry(self) -> dict[str, Any]:
        if self.cleaned_data["fill"] == "zero":
            return {"number": Decimal(0)}
        return {"is_not_applicable": True}


class CorrectionForm(forms.Form):
    """A reason beside each field; a reason chooses its field."""

    def __init__(
        self, *args: Any, figures: Sequence[Figure], sections: Sequence[Section], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"figure-{figure.pk}": figure for figure in figures}
        self.texts = {f"section-{section.pk}": section for section in sections}
        labels = {name: figure_title(row) for name, row in self.rows.items()}
        labels |= {name: str(row) for name, row in self.texts.items()}
        for name, label in labels.items():
            self.fields[name] = CleanCharField(label=label, required=False, max_length=1000)
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Give the reason beside at least one figure or section."))
        return cleaned

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rows]

    @property
    def section_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.texts]

    @property
    def figures(self) -> dict[Figure, str]:
        return {row: self.cleaned_data[name] for name, row in self.rows.items() if self.cleaned_data[name]}

    @property
    def sections(self) -> dict[Section, str]:
        return {row: self.cleaned_data[name] for name, row in self.texts.items() if self.cleaned_data[name]}
