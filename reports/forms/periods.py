"""What is typed about a period: its window, its deadline, the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField, VietnameseDateField


class ReasonForm(forms.Form):
    reason = CleanCharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Name the document if there is one. It stays in the history."),
    )


class WindowForm(ReasonForm):
    field_order = ["starts_on", "ends_on", "opens_on", "reason"]

    starts_on = VietnameseDateField(label=_("The data window starts on"))
    ends_on = VietnameseDateField(label=_("The data window closes on"))
    opens_on = VietnameseDateField(
        label=_("The period opens on"), help_text=_("Agencies are told on this day.")
    )


class DeadlineForm(ReasonForm):
    """One deadline for all agencies, or none: back to the rule."""

    field_order = ["by_rule", "due_on", "reason"]

    by_rule = forms.TypedChoiceField(
        label=_("Deadline"),
        choices=[("", _("One date for all agencies")), ("1", _("By the regime's rules again"))],
        widget=forms.RadioSelect,
        coerce=bool,
        required=False,
    )
    due_on = VietnameseDateField(label=_("Date"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("by_rule", "due_on"):
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("by_rule"):
            data["due_on"] = None
        elif not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the date, or go back to the regime's rules."))
        return data
