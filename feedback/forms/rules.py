"""What is asked about the register of rules and procedures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from feedback.models import Rule
from records.forms import CleanCharField, VietnameseDateField


class RuleFilter(FilterForm):
    q = CleanCharField(label=_("Words of the rule, its number or field"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind of rule"), required=False, choices=[("", _("Rules and procedures")), *Rule.Kind.choices]
    )
    all = forms.BooleanField(label=_("Those no longer in force too"), required=False)


class RuleForm(forms.ModelForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Rule
        fields = ["kind", "number", "title", "field", "issuing_body", "valid_from", "valid_to"]
        field_classes = {"valid_from": VietnameseDateField, "valid_to": VietnameseDateField}
        widgets = {"kind": forms.RadioSelect(), "title": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "number": _("For example 12/2024/QĐ-UBND, or the code of the procedure: 1.004227."),
            "field": _("For example Đất đai, Hộ tịch, Đăng ký doanh nghiệp."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Rule.Kind.choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""
