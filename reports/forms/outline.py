"""What is typed about the sections of a form: their sentences, and the figures they speak of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField
from reports.forms.sources import FigureChoice
from reports.models import Figure, Section

PHRASE_HELP = _(
    "Figures stand in braces: {TT20}. What stands in square brackets is left out where its figure is 0: "
    "[với {TT21} lượt]. {hoạt động} names the recorded activities. Left empty, the figure's name and number."
)


class NilSentenceForm(forms.Form):
    nil_sentence = CleanCharField(
        label=_("Sentence where nothing arose"),
        max_length=200,
        required=False,
        help_text=_("Offered where all its figures are 0 or not applicable. Left empty, none is offered."),
    )


class PhraseForm(forms.Form):
    phrase = CleanCharField(
        label=_("In an agency's report"), max_length=300, required=False, help_text=PHRASE_HELP
    )
    province_phrase = CleanCharField(
        label=_("In the province's papers"),
        max_length=300,
        required=False,
        help_text=_("Left empty, the same words as in an agency's report."),
    )


class AddFigureForm(PhraseForm):
    figure = FigureChoice(label=_("Figure"), queryset=Figure.objects.none())
    field_order = ["figure", "phrase", "province_phrase"]

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = section.spoken.values("figure")
        figures = Figure.objects.of_form(section.form_version_id).exclude(pk__in=spoken)
        self.fields["figure"].queryset = figures  # type: ignore[attr-defined]
