"""What is asked before something is published, and what the public may look for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency
from feedback.models import Answer, ItemFile, Publication, Regulation, Rule
from records.forms import CleanCharField, EvidenceFileField


class PublicationForm(forms.ModelForm):
    is_checked = forms.BooleanField(
        label=_("I read it: what is left tells nobody who sent it."), required=False
    )
    seen_edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Publication
        fields = ["title", "question", "answer"]
        widgets = {
            "question": forms.Textarea(attrs={"rows": 8}),
            "answer": forms.Textarea(attrs={"rows": 10}),
        }
        help_texts = {"title": _("What it is about, in one line.")}

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class PublicFileForm(forms.Form):
    """One of the sender's files as it is, or a copy in which names and numbers were covered."""

    title = CleanCharField(label=_("What it shows"), max_length=150)
    original = forms.ModelChoiceField(
        ItemFile.objects.none(),
        label=_("One of the sender's files, as it is"),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("None of them"),
    )
    copy = EvidenceFileField(
        label=_("Or a copy in which what tells who sent it is covered"),
        required=False,
        help_text=_("A PDF or a picture. What programs write into files about their makers is taken out."),
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`offered`: the sender's files, each with its name by its key."""
        super().__init__(*args, **kwargs)
        names = dict(offered)
        self.fields["original"].queryset = ItemFile.objects.filter(pk__in=names)  # type: ignore[attr-defined]
        self.fields["original"].label_from_instance = lambda row: names[row.pk]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["original"]
            self.fields["copy"].label, self.fields["copy"].required = _("File"), True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "copy" not in self.errors and bool(data.get("original")) == bool(data.get("copy")):
            said = _("Choose one of the sender's files, or attach a copy.")
            if data.get("copy"):
                said = _("You chose a file and attached a copy: send one of the two.")
            self.add_error("copy", said)
        return data


class ApproveForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TakeDownForm(forms.Form):
    note = CleanCharField(label=_("Why"), multiline=True, max_length=500)


class PublicFilter(FilterForm):
    q = CleanCharField(label=_("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("Every agency")
    )
    field = forms.ChoiceField(label=_("Field"), required=False)
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[("", _("Any outcome")), *Answer.Outcome.choices],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100, localize=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = Regulation.objects.values("agency")
        agencies = Agency.objects.filter(pk__in=channels)
        self.fields["agency"].queryset = agencies.with_label()  # type: ignore[attr-defined]
        names = Rule.objects.order_by("field").values_list("field", flat=True).distinct()
        self.fields["field"].choices = [("", _("Every field")), *((name, name) for name in names)]  # type: ignore[attr-defined]


class YearFilter(FilterForm):
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100, localize=False)
