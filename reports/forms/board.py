"""What a board may be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField

Choices = Iterable[tuple[Any, str | Promise]]


class BoardFilter(forms.Form):
    """Every part may be empty; a part that names nothing known is left out."""

    q = CleanCharField(label=_("Agency"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    reviewer = forms.ChoiceField(label=_("Responsible reviewer"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, kinds: Choices, states: Choices = (), reviewers: Choices = ()) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        for name, choices in (("kind", kinds), ("state", states), ("reviewer", reviewers)):
            field = self.fields[name]
            field.choices = [*everything, *choices]  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        """The parts that were filled in and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
