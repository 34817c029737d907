"""A reviewer's verdict: which fields go back and why; and what Home Affairs does to one agency's report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField, VietnameseDateField
from reports.forms.periods import ReasonForm
from reports.models import Figure, Section

RETURN = "return-form"  # the fields stand beside what they speak of, outside the form's own element


class SeenForm(forms.Form):
    """`seen` says which sending and verdict the page showed: nobody decides on what they have not read."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(SeenForm):
    note = CleanCharField(
        label=_("Note to the agency"),
        required=False,
        multiline=True,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )


class ReturnForm(SeenForm):
    """A tick and a reason for each figure and section that may be returned."""

    note = CleanCharField(
        label=_("General note"),
        required=False,
        multiline=True,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self, data: Any = None, *, figures: Iterable[Figure], sections: Iterable[Section], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.targets: dict[str, Figure | Section] = {f"figure-{row.pk}": row for row in figures}
        self.targets |= {f"section-{row.pk}": row for row in sections}
        for key, target in self.targets.items():
            name = target.code if isinstance(target, Figure) else str(target)
            self.fields[f"return-{key}"] = forms.BooleanField(
                label=_("Return"),
                required=False,
                widget=forms.CheckboxInput({"class": "form-check-input return-tick", "form": RETURN}),
            )
            self.fields[f"reason-{key}"] = CleanCharField(
                label=_("Reason (%(field)s)") % {"field": name},
                required=False,
                multiline=True,
                max_length=1000,
                widget=forms.Textarea({"rows": 2, "class": "form-control", "form": RETURN}),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        ticked = [key for key in self.targets if data.get(f"return-{key}")]
        for name in (f"reason-{key}" for key in ticked):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Say what is wrong and what would be right."))
        if not ticked:
            raise forms.ValidationError(_("Tick at least one figure or section and give the reason."))
        return data

    def _returned(self) -> Iterable[tuple[Figure | Section, str]]:
        for key, target in self.targets.items():
            if self.cleaned_data.get(f"return-{key}"):
                yield target, self.cleaned_data[f"reason-{key}"]

    @property
    def figures(self) -> dict[Figure, str]:
        return {target: reason for target, reason in self._returned() if isinstance(target, Figure)}

    @property
    def sections(self) -> dict[Section, str]:
        return {target: reason for target, reason in self._returned() if isinstance(target, Section)}


class ExtendForm(ReasonForm):
    field_order = ["due_on", "reason"]

    due_on = VietnameseDateField(label=_("New deadline"))


class PaperForm(forms.Form):
    reason = CleanCharField(
        label=_("The paper the figures come from"),
        max_length=300,
        help_text=_(
            "Number, date, how it came; as in “Báo cáo 12/BC-UBND ngày 10/3/2026, gửi qua bưu điện”."
        ),
    )
