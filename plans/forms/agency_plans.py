"""What is asked about an agency's own plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm, OnPlacesForm
from plans.models import PlanItem, Schedule
from records.forms import (
    CleanCharField,
    EvidenceFileField,
    PaperNumberField,
    VietnameseDateField,
    VietnameseNumberField,
)

MOST = 10_000_000
MOST_BUDGET = 1_000_000_000_000


class YearFilter(FilterForm):
    ISSUED, NOT_ISSUED = "issued", "not_issued"

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100, localize=False)
    state = forms.ChoiceField(
        label=_("Plan"),
        required=False,
        choices=[("", _("All agencies")), (ISSUED, _("Has issued it")), (NOT_ISSUED, _("Has not yet"))],
    )


class ItemForm(forms.ModelForm):
    """A line of the plan. A duty's content is the province's and is not asked."""

    quantity = VietnameseNumberField(
        label=_("How many, by plan"),
        decimals=0,
        minimum=0,
        maximum=MOST,
        required=False,
        help_text=_("In the unit of the form."),
    )
    budget = VietnameseNumberField(
        label=_("Budget estimate, in đồng"),
        decimals=0,
        minimum=0,
        maximum=MOST_BUDGET,
        required=False,
        typed_unit="đồng",
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = PlanItem
        fields = ["content", "form", "quantity", "schedule", "due_on", "unit_name", "budget", "note"]
        field_classes = {"due_on": VietnameseDateField}
        labels = {"form": _("Form of work")}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "schedule": forms.RadioSelect(),
        }
        help_texts = {"due_on": _("Only for what is due by a day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schedule"].choices = Schedule.choices  # type: ignore[attr-defined]
        self.fields["due_on"].hide_optional = True  # type: ignore[attr-defined]  # a duty by a day needs it
        if self.instance.duty_id:
            del self.fields["content"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_by_date = data.get("schedule") == Schedule.BY_DATE
        if is_by_date and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Write the day by which it is due, as in 31/12/2026."))
        if not is_by_date and data.get("due_on"):
            self.add_error("due_on", _("Leave this empty, or choose “By a day” as the time."))
        return data

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class HandBackForm(OnPlacesForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = CleanCharField(label=_("What is to be changed"), multiline=True, max_length=1000)


class ApproveForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PaperForm(forms.Form):
    number = PaperNumberField(
        label=_("Number and sign"), max_length=50, help_text=_("For example 35/KH-STP.")
    )
    signed_on = VietnameseDateField(label=_("Signed on"))
    file = EvidenceFileField(label=_("Signed file"))
