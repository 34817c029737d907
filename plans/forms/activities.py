"""What is asked about an agency's activities. Short enough for a telephone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency
from plans.models import Activity, ActivityForm, AssignmentUpdate, Duty, Result
from plans.workflow import MOVES, State
from records.forms import CleanCharField, EvidenceFileField, VietnameseDateField, VietnameseNumberField

Measure = Result.Measure
MOST = 1_000_000_000
MOST_COST = 1_000_000_000_000
UNITS = {Measure.PEOPLE: "lượt người", Measure.REACH: "lượt", Measure.MINUTES: "phút", Measure.COST: "đồng"}


def amount_field(label: Any, *, most: int = MOST, required: bool = False, **kwargs: Any) -> Any:
    return VietnameseNumberField(
        label=label, decimals=0, minimum=0, maximum=most, required=required, **kwargs
    )


class ActivityFilter(FilterForm):
    OVERDUE = "overdue"

    q = CleanCharField(label=_("Words of the activity"), required=False, max_length=100)
    form = forms.ModelChoiceField(
        ActivityForm.objects.all(), label=_("Form of work"), required=False, empty_label=_("Every form")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *State.choices, (OVERDUE, _("Overdue"))],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100, localize=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("Every agency")
    )

    def __init__(self, *args: Any, with_agency: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_agency:
            self.fields["agency"].queryset = Agency.objects.with_label()  # type: ignore[attr-defined]
        else:
            del self.fields["agency"]


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Any) -> str:
        return f"{duty.clause}: {duty.content}"


class AboutForm(forms.ModelForm):
    """The facts of an activity that do not depend on whether it has taken place."""

    duty = DutyChoice(
        Duty.objects.none(),
        label=_("For which duty"),
        required=False,
        empty_label=_("None of them: our own addition"),
    )

    class Meta:
        model = Activity
        fields = ["duty", "form", "topic", "audience", "place", "unit_name", "person_name", "led_by"]
        labels = {"form": _("Form of work")}
        help_texts = {
            "topic": _("For example Hướng dẫn nộp hồ sơ trực tuyến."),
            "audience": _("For example cán bộ xã, người dân, doanh nghiệp."),
            "led_by": _("For joint work: its leader counts it in the reports, you do not."),
        }

    def __init__(self, *args: Any, agency: int, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = Duty.objects.open_at(agency, today.year)
        if self.instance.duty_id:
            duties = duties | Duty.objects.filter(pk=self.instance.duty_id)
        self.fields["duty"].queryset = duties  # type: ignore[attr-defined]
        leaders = Agency.objects.in_force(today) | Agency.objects.filter(pk=self.instance.led_by_id)
        leader = self.fields["led_by"]
        leader.queryset = leaders.exclude(pk=agency).with_label()  # type: ignore[attr-defined]
        leader.empty_label = _("None: our own agency leads")  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class PlannedForm(AboutForm):
    """An activity to come."""

    planned_quantity = amount_field(_("How many, by plan"), help_text=_("In the unit of the form."))
    planned_cost = amount_field(_("Cost by plan, in đồng"), most=MOST_COST, typed_unit=UNITS[Measure.COST])

    field_order = ["duty", "form", "topic", "planned_on", "planned_quantity", "planned_cost", "audience"]

    class Meta(AboutForm.Meta):
        fields = [*AboutForm.Meta.fields, "planned_on", "planned_quantity", "planned_cost"]
        field_classes = {"planned_on": VietnameseDateField}
        labels = AboutForm.Meta.labels | {"planned_on": _("Planned for")}

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


class AmountsForm(forms.Form):
    """What an activity brought; the quantity is what reports count."""

    count = amount_field(
        _("How many"),
        required=True,
        help_text=_("In the unit of the form: items, courses, broadcasts …"),
    )
    people = amount_field(_("People taking part"), typed_unit=UNITS[Measure.PEOPLE])
    reach = amount_field(_("Reach, interactions"), typed_unit=UNITS[Measure.REACH])
    minutes = amount_field(_("Minutes broadcast"), typed_unit=UNITS[Measure.MINUTES])
    cost = amount_field(_("Cost in đồng"), most=MOST_COST, typed_unit=UNITS[Measure.COST])

    def amounts(self) -> dict[str, int | None]:
        data = self.cleaned_data
        return {measure.value: int(data[measure]) if data.get(measure) else None for measure in Measure}


class DoneForm(AmountsForm, AboutForm):
    """An activity that has taken place: four answers will do, the rest is optional."""

    done_on = VietnameseDateField(label=_("Done on"))
    url = forms.URLField(
        label=_("Link that proves it"), max_length=500, required=False, assume_scheme="https"
    )
    file = EvidenceFileField(
        label=_("Photograph or file that proves it"),
        help_text=_("Place and time are removed from photographs."),
        required=False,
    )

    FIRST = ["duty", "form", "topic", "done_on", "count", "url", "file"]

    field_order = [*FIRST, "people", "reach", "minutes", "cost"]

    class Meta(AboutForm.Meta):
        pass

    def asked_first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def asked_after(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.FIRST]

    def has_more(self) -> bool:
        """Whether something was typed, or is wrong, beyond what is asked first."""
        return any(field.value() or field.errors for field in self.asked_after())

    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in AboutForm.Meta.fields}


class FinishForm(AmountsForm):
    on = VietnameseDateField(label=_("Done on"))
    note = CleanCharField(label=_("Note"), multiline=True, max_length=1000, required=False)

    field_order = ["on"]


class UpdateForm(forms.Form):
    """How an activity stands; it is finished on a page of its own, which asks what it brought."""

    verb = forms.ChoiceField(label=_("How does it stand?"), widget=forms.RadioSelect)
    on = VietnameseDateField(label=_("As of"))
    planned_on = VietnameseDateField(
        label=_("Postponed to"), required=False, help_text=_("Only when it is postponed.")
    )
    note = CleanCharField(label=_("Note"), multiline=True, max_length=1000, required=False)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = [verb for verb in MOVES.verbs(activity.state) if verb != "finish"]
        self.fields["verb"].choices = [(verb, MOVES.label(verb)) for verb in verbs]  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    measure = forms.ChoiceField(label=_("What"), choices=Measure.choices)
    amount = VietnameseNumberField(label=_("How many"), decimals=0, minimum=1, maximum=MOST_COST)
    on = VietnameseDateField(label=_("On the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measure = self.data.get(self.add_prefix("measure"), "")
        self.fields["amount"].typed_unit = UNITS.get(measure, "")  # type: ignore[attr-defined]


class ProofForm(forms.Form):
    title = CleanCharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Left empty, the file's own name.")
    )
    url = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    file = EvidenceFileField(
        label=_("Or a photograph or file"),
        help_text=_("Place and time are removed from photographs."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("url")) == bool(data.get("file")):
            raise forms.ValidationError(_("Choose a file or give a link: one of the two."))
        return data


class DutyUpdateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How does it stand?"), widget=forms.RadioSelect, choices=AssignmentUpdate.State.choices
    )
    on = VietnameseDateField(label=_("As of"))
    note = CleanCharField(label=_("Note"), multiline=True, max_length=1000, required=False)
