"""Forms of the province's papers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind
from reports.models import PaperText


class KindFilter(forms.Form):
    kind = forms.ModelChoiceField(
        AgencyKind.objects.all(), required=False, label=_("Kind of agency"), empty_label=_("All agencies")
    )
    kind.hide_optional = True  # type: ignore[attr-defined]  # read by the field's template

    def __init__(self, data: Any, *, kinds: QuerySet[AgencyKind]) -> None:
        super().__init__(data)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]


class PaperTextForm(forms.ModelForm):
    """One section's text; `version` is what the page showed, so that a stale save is seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = PaperText
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
