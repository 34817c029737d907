"""The words that some verbs need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.forms import NamedPlace, OnPlacesForm
from records.forms import CleanCharField
from reports.answers import Answers
from reports.models import Figure, Section
from reports.progress import figure_title, place_name


@dataclass(frozen=True)
class PlaceOfReport(NamedPlace):
    row: Figure | Section


def places_of(answers: Answers) -> list[PlaceOfReport]:
    """The figures and sections of a report that a form may speak of."""
    figures = [
        PlaceOfReport(place_name(row), figure_title(row), row.indicator.group.title, row)
        for row in answers.typed
    ]
    sections = [row for row in answers.sections if not row.is_heading]
    return figures + [PlaceOfReport(place_name(row), str(row), gettext("Text"), row) for row in sections]


class CorrectionForm(OnPlacesForm):
    """A reason beside each field; a reason chooses its field."""

    places: Sequence[PlaceOfReport]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Give the reason beside at least one figure or section."))
        return cleaned

    @property
    def figures(self) -> dict[Figure, str]:
        """The figures named, each with its reason."""
        return {place.row: words for place, words in self._named() if isinstance(place.row, Figure)}

    @property
    def sections(self) -> dict[Section, str]:
        return {place.row: words for place, words in self._named() if isinstance(place.row, Section)}

    def _named(self) -> list[tuple[PlaceOfReport, str]]:
        remarks = self.remarks
        return [(place, remarks[place.name]) for place in self.places if place.name in remarks]


class HandBackForm(OnPlacesForm):
    """What has to change, and where, as far as the head likes to name it; `seen` is what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = CleanCharField(
        label=_("What has to change?"),
        help_text=_("The drafters read this first. Places may be named below."),
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


class BlanksForm(SeenForm):
    """What the blank figures are recorded as; `seen` are those that the page named."""

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
