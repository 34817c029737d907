"""What is typed about a paper on its way out, about its road, and about the ministry's sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.forms import RowForm
from records.forms import (
    CleanCharField,
    EvidenceFileField,
    PaperNumberField,
    VietnameseDateField,
    VietnameseTimeField,
)
from reports.models import Dispatch, Figure, FiguresSheet, RoadStep, SheetLine
from reports.roads import Happened


def _note(label: Any, **fields: Any) -> CleanCharField:
    return CleanCharField(label=label, max_length=2000, widget=forms.Textarea({"rows": 4}), **fields)


class SeenEventsForm(forms.Form):
    """`seen` is how many events the page showed, so that a stale page is told."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StepForm(SeenEventsForm):
    """A step that happened: on which day, at which hour where it is known."""

    happened_on = VietnameseDateField(label=_("On which day"), help_text=_("Day/month/year."))
    happened_at = VietnameseTimeField(label=_("At which hour"), required=False)
    document = CleanCharField(label=_("Number of the paper or receipt"), max_length=100, required=False)
    note = _note(_("Remarks"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"happened_on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    @property
    def what(self) -> Happened:
        data = self.cleaned_data
        return Happened(
            data["happened_on"], data.get("happened_at"), data.get("document", ""), data.get("note", "")
        )


class PutForwardForm(StepForm):
    document = CleanCharField(
        label=_("Number of the submission"), help_text=_("For example 45/TTr-SNV."), max_length=100,
        required=False,
    )  # fmt: skip


class RemarkForm(StepForm):
    document = None  # type: ignore[assignment]  # remarks come without a number
    note = _note(_("What was remarked"))


class RefusedForm(StepForm):
    note = _note(_("Why it was refused"))


class SendForm(StepForm):
    field_order = ["channel", "happened_on", "happened_at", "document", "note", "seen"]

    channel = forms.ChoiceField(
        label=_("How it was sent"), choices=Dispatch.Channel.choices, widget=forms.RadioSelect
    )


class NumberForm(SeenEventsForm):
    number = PaperNumberField(
        label=_("Number and sign"), help_text=_("As on the paper, for example 125/BC-UBND."), max_length=40
    )
    dated_on = VietnameseDateField(label=_("Date of the paper"), help_text=_("Day/month/year."))
    signer = CleanCharField(label=_("Signer"), max_length=100)
    upload = EvidenceFileField(
        label=_("Signed paper"), help_text=_("The signed PDF, kept as it is. 20 MB at most.")
    )


class AddresseeForm(forms.Form):
    addressee = CleanCharField(label=_("To whom"), max_length=200)


class FiguresReceiptForm(SeenEventsForm):
    on = VietnameseDateField(label=_("Figures typed on"), help_text=_("Day/month/year."))
    code = CleanCharField(label=_("Code of the receipt"), max_length=100, required=False)
    upload = EvidenceFileField(
        label=_("File of the receipt"), help_text=_("A PDF or a picture of the screen."), required=False
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("code") and not data.get("upload"):
            self.add_error("code", _("Give the code of the receipt, or its file."))
        return data


class RoadStepForm(RowForm):
    days = forms.IntegerField(label=_("Working days it may take"), min_value=0, max_value=60)

    class Meta:
        model = RoadStep
        fields = ["is_on", "agency_kind", "days", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.step not in RoadStep.OPTIONAL:
            del self.fields["is_on"]  # every paper takes it


RoadFormSet = forms.modelformset_factory(RoadStep, form=RoadStepForm, extra=0)


class SheetForm(forms.ModelForm):
    class Meta:
        model = FiguresSheet
        fields = ["name", "addressee", "source"]


class SheetLineForm(forms.ModelForm):
    position = forms.IntegerField(label=_("Place in the sheet"), min_value=1, max_value=500)

    class Meta:
        model = SheetLine
        fields = ["position", "code", "name", "figure", "part"]
        widgets = {"part": forms.RadioSelect}

    def __init__(self, *args: Any, figures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["figure"]
        field.queryset = figures
        field.label_from_instance = _figure_words


def _figure_words(figure: Figure) -> str:
    return f"{figure.code} {figure.indicator.name}: {figure.label}"
