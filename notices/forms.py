"""The filters above the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind, AgencyVersion, Post
from records.forms import CleanCharField
from records.text import fold

from .models import ReminderQuerySet
from .registry import registered_kinds
from .workflow import Channel, ReminderState, Rhythm

EVERYTHING = ("", _("All"))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, in_readers_language(kind.name)) for kind in registered_kinds()]


class AnnouncementForm(forms.Form):
    """A message to many, and to whom."""

    subject = CleanCharField(label=_("Subject"), max_length=150)
    text = CleanCharField(label=_("Message"), multiline=True, max_length=3000)
    kinds = forms.ModelMultipleChoiceField(
        AgencyKind.objects.none(),
        label=_("To which kinds of agencies?"),
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.MultipleChoiceField(
        label=_("To whom there?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(Post.Role.DRAFTER, Post.Role.DRAFTER.label), (Post.Role.HEAD, Post.Role.HEAD.label)],
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = AgencyVersion.objects.in_force(today).values("kind")
        kinds = AgencyKind.objects.filter(pk__in=standing).exclude(desk=AgencyKind.Desk.HOME_AFFAIRS)
        self.fields["kinds"].queryset = kinds  # type: ignore[attr-defined]

    def agencies(self, on: dt.date) -> list[int]:
        rows = AgencyVersion.objects.in_force(on).filter(kind__in=self.cleaned_data["kinds"])
        return list(rows.values_list("agency", flat=True))


class PreferenceForm(forms.Form):
    """How often mail comes, for each kind of obligation that rooms registered."""

    def __init__(self, *args: Any, chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in _kinds():
            self.fields[code] = forms.ChoiceField(
                label=name, choices=Rhythm.choices, initial=chosen.get(code, Rhythm.AT_ONCE)
            )


class LedgerFilter(forms.Form):
    """Says nothing about what it cannot read: an unknown choice filters nothing."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[EVERYTHING, *ReminderState.choices])
    kind = forms.ChoiceField(label=_("About"), required=False, choices=lambda: [EVERYTHING, *_kinds()])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[EVERYTHING, *Channel.choices])
    agency = CleanCharField(label=_("Agency"), required=False, max_length=100)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined] # nobody expects a filter to be required

    def narrow(self, reminders: ReminderQuerySet) -> ReminderQuerySet:
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        agency = given.pop("agency", "")
        if "kind" in given:
            given["obligation_kind"] = given.pop("kind")
        if agency:
            named = AgencyVersion.objects.filter(search_key__contains=fold(agency))
            reminders = reminders.filter(agency__in=named.values("agency"))
        return reminders.filter(**given)
