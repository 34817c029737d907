"""What is asked about an agency's regulation on feedback."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from feedback.deadlines import Limit, Unit
from feedback.models import Norm, Regulation, Step
from feedback.models.regulations import CONTACTS, NEEDED
from records.forms import CleanCharField, EvidenceFileField, VietnameseDateField


class ChannelFilter(FilterForm):
    OPEN, MISSING = "open", "missing"

    q = CleanCharField(label=_("Name of the agency"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[("", _("All agencies")), (OPEN, _("Open")), (MISSING, _("No regulation yet"))],
    )


class ContactsForm(forms.ModelForm):
    """Where feedback is received now."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Regulation
        fields = list(CONTACTS)
        help_texts = {
            "focal_unit": _("For example Văn phòng, bộ phận Một cửa."),
            "phone": _("The number that is published for feedback."),
        }

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class RegulationForm(ContactsForm):
    """A version of the regulation, with a limit for each step."""

    file = EvidenceFileField(label=_("Signed file"), required=False)

    class Meta(ContactsForm.Meta):
        fields = [
            *("number", "signed_on", "valid_from"),
            *CONTACTS,
            *("stops_while_waiting", "restarts_on_transfer"),
        ]
        field_classes = {"signed_on": VietnameseDateField, "valid_from": VietnameseDateField}
        help_texts = ContactsForm.Meta.help_texts | {
            "number": _("As on the document, for example 12/QĐ-STP."),
            "valid_from": _("It governs what is received from this day on."),
        }

    def __init__(self, *args: Any, most_to_transfer: Norm | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_to_transfer = most_to_transfer
        for step in Step:
            self._ask_limit(step)

    def _ask_limit(self, step: Step) -> None:
        amount = forms.IntegerField(
            label=step.label, min_value=1, max_value=365, required=step in NEEDED, localize=False
        )
        unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, initial=Unit.WORKING_DAYS)
        ground = CleanCharField(label=_("Legal ground"), max_length=200, required=False)
        unit.required = False
        if step == Step.TRANSFER and (most := self.most_to_transfer):
            amount.initial, unit.initial, ground.initial = most.amount, most.unit, most.legal_ground
            said = {"amount": most.amount, "unit": Unit(most.unit).label}
            amount.help_text = _("At most %(amount)d %(unit)s.") % said
        unit.hide_optional = ground.hide_optional = True  # type: ignore[attr-defined]
        self.fields |= {f"{step}_amount": amount, f"{step}_unit": unit, f"{step}_ground": ground}

    def asked_first(self) -> list[forms.BoundField]:
        """What is no limit."""
        return [self[name] for name in self.fields if name.partition("_")[0] not in Step.values]

    def limit_fields(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"{step}_amount"], self[f"{step}_unit"], self[f"{step}_ground"]) for step in Step]

    def limits(self) -> dict[str, Limit]:
        """What was written; without a ground of its own a limit rests on the regulation."""
        data = self.cleaned_data
        return {
            step.value: Limit(
                data[f"{step}_amount"],
                data.get(f"{step}_unit") or Unit.WORKING_DAYS,
                data.get(f"{step}_ground") or data["number"],
            )
            for step in Step
            if data.get(f"{step}_amount")
        }

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
