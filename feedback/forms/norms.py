"""What is asked about a rule of law: what it sets, in which document, from which day on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import Norm
from feedback.models.norms import REFUSE
from records.forms import VietnameseDateField


class NormForm(forms.ModelForm):
    """A version that begins on a day. What its sort of rule does not set is not asked."""

    address = forms.URLField(label=_("address on the web"), assume_scheme="https", max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Norm
        fields = [
            *("agency_kind", "amount", "unit", "address", "words", "legal_ground"),
            *("valid_from", "valid_to", "is_to_confirm"),
        ]
        field_classes = {"valid_from": VietnameseDateField, "valid_to": VietnameseDateField}
        help_texts = {
            "legal_ground": _("Number of the document, article and clause."),
            "valid_from": _("What comes from this day on follows it; what came before keeps its own."),
            "valid_to": _("Leave it empty while it goes on."),
            "words": _("Offered to officers, and sent where they write nothing of their own."),
        }

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "agency_kind": code == Norm.Code.RECEIVER,
            "amount": code in Norm.LIMITS,
            "unit": code in Norm.LIMITS,
            "address": code == Norm.Code.LEGAL_TEXTS,
            "words": code.startswith(REFUSE),
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
            else:
                self.fields[name].required = True

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""
