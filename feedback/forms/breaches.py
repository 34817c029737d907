"""What is asked about a breach of personal data: no names, but days, hours, numbers and what was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.forms.requests import short
from feedback.models import BreachEntry
from records.forms import CleanCharField, VietnameseDateField, VietnameseNumberField, VietnameseTimeField

NO_NAMES = _("Write no name and no number of anybody: how many and which kind is enough.")


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def people_field() -> VietnameseNumberField:
    return VietnameseNumberField(
        label=_("How many people does it concern?"),
        required=False,
        decimals=0,
        minimum=0,
        maximum=100_000_000,
        help_text=_("As far as is known; leave it empty while nobody knows."),
    )


class BreachForm(forms.Form):
    found_on = VietnameseDateField(label=_("On which day was it found?"))
    found_time = VietnameseTimeField(
        label=_("At what time?"), help_text=_("The hours run from here, also at night and on days off.")
    )
    happened = CleanCharField(
        label=_("What happened?"), multiline=True, widget=short(), max_length=3000, help_text=NO_NAMES
    )
    which_data = CleanCharField(label=_("Which data?"), multiline=True, widget=short(), max_length=1000)
    people = people_field()
    done = CleanCharField(
        label=_("What was done at once?"), multiline=True, widget=short(), max_length=3000, required=False
    )

    def fields_of_breach(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        found_at = moment(data.pop("found_on"), data.pop("found_time"))
        people, which = data.pop("people"), data.pop("which_data")
        known = None if people is None else int(people)
        return data | {"found_at": found_at, "people": known, "data": which}


class BreachEntryForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is recorded?"), widget=forms.RadioSelect, choices=BreachEntry.Kind.choices
    )
    on = VietnameseDateField(label=_("On which day was it?"))
    time = VietnameseTimeField(label=_("At what time?"))
    words = CleanCharField(
        label=_("What, by whom, with which paper?"),
        multiline=True,
        widget=short(),
        max_length=3000,
        help_text=_("Whom the authority is, and the number of the notice. Closed without notifying: why."),
    )
    people = people_field()

    def fields_of_entry(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        at, people = moment(data.pop("on"), data.pop("time")), data.pop("people")
        return data | {"at": at, "people": None if people is None else int(people)}
