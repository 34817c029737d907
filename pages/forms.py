"""Forms that every room may use."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NoForm(forms.Form):
    """Asks nothing but whether it is meant."""


class RowForm(forms.ModelForm):
    """One row of a form set: it brings back what it showed, and tells what somebody else saved meanwhile.

    The page that comes back keeps what was typed; sent once more it takes its place. Validate it under the
    lock of what holds the rows.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = forms.model_to_dict(self.instance, self._meta.fields)
        digest = hashlib.sha256(repr(sorted(self.stored.items())).encode()).hexdigest()
        self.initial["seen"] = digest if self.instance.pk else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen, stands = data.pop("seen", ""), self.initial["seen"]
        if seen and seen != stands:
            shown: Any = self.data
            self.data = shown.copy()
            self.data[self.add_prefix("seen")] = stands  # type: ignore[index]  # a copy may be changed
            self.add_error(None, ValidationError(self._what_stands(), code="stale"))
        return data

    def _what_stands(self) -> str:
        names = [name for name in self.changed_data if name in self.stored]
        stands = "; ".join(f"{self.fields[name].label}: {self._said(name) or '…'}" for name in names)
        said = _(
            "Somebody saved this since you opened the page. What stands now: %(stands)s. Save once more to "
            "put yours in its place."
        )
        return said % {"stands": stands}

    def _said(self, name: str) -> str:
        field, value = self.fields[name], self.stored[name]
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        choices = dict(getattr(field, "choices", ()))
        return str(choices.get(value, value) if value is not None else "")
