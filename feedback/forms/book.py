"""Which days and whose the register book shows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency
from feedback.models import Regulation
from records.forms import VietnameseDateField


class BookFilter(FilterForm):
    """`agencies` are those one may choose from; None: every agency that ever had a channel."""

    first = VietnameseDateField(label=_("From"), required=False)
    last = VietnameseDateField(label=_("To"), required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("Every agency")
    )

    def __init__(self, *args: Any, agencies: Collection[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        if agencies is None:
            chosen = Agency.objects.filter(pk__in=Regulation.objects.values("agency"))
        else:
            chosen = Agency.objects.filter(pk__in=agencies)
        self.fields["agency"].queryset = chosen.with_label()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day comes after the first."))
        return data
