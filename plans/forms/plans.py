"""What the plan's pages ask, and how they lay it out. What a plan may become is the actions' business."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from agencies.models import Agency
from plans.models import Decision, Plan, Schedule, Wording
from records.forms import CleanCharField, EvidenceFileField, VietnameseDateField, VietnameseNumberField


class PlanFilter(FilterForm):
    q = CleanCharField(label=_("Words of a duty"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Whose duty"), required=False, empty_label=_("Every agency")
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.in_force(today).with_label(today)  # type: ignore[attr-defined]


class DecisionForm(forms.ModelForm):
    """A decision's own fields; the signed file may follow on paper only."""

    file = EvidenceFileField(label=_("Signed file"), required=False)

    class Meta:
        model = Decision
        fields = ["number", "signed_on", "takes_effect_on", "signer", "summary", "objectives"]
        field_classes = {"signed_on": VietnameseDateField, "takes_effect_on": VietnameseDateField}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "objectives": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {"number": _("As on the document, for example 2074/QĐ-UBND.")}


class HeadingForm(forms.Form):
    """What the plan is called, and its years."""

    title = CleanCharField(label=_("Title of the plan"), max_length=300)
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100, localize=False)
    last_year = forms.IntegerField(label=_("Last year"), min_value=2000, max_value=2100, localize=False)
    parent = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Carries out the plan"),
        required=False,
        empty_label=_("None: it stands by itself"),
        help_text=_("For a yearly plan: the multi-year plan it belongs to."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Plan.objects.filter(parent=None)  # type: ignore[attr-defined]


class PlanForm(HeadingForm, DecisionForm):
    """A new plan together with the decision that issues it."""

    field_order = ["title", "first_year", "last_year", "parent", "number", "signed_on", "takes_effect_on"]

    class Meta(DecisionForm.Meta):
        fields = ["number", "signed_on", "takes_effect_on", "signer", "objectives"]


class CorrectDecisionForm(DecisionForm):
    """A decision as it was typed, to be mended."""

    file = EvidenceFileField(
        label=_("Signed file"), required=False, help_text=_("Left empty, the file that is there stays.")
    )

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class DutyForm(forms.ModelForm):
    """One duty as the plan's table has it: what, whose, when, how much, paid from what."""

    MOST = 10_000_000

    target = VietnameseNumberField(label=_("Target"), decimals=0, minimum=1, maximum=MOST, required=False)

    class Meta:
        model = Wording
        fields = [
            "clause",
            "content",
            "product",
            "kinds",
            "leads",
            "partners",
            "schedule",
            "due_on",
            "form",
            "target",
            "unit",
            "cost_line",
        ]
        field_classes = {"due_on": VietnameseDateField}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "product": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.CheckboxSelectMultiple() for name in ("kinds", "leads", "partners")},
            "schedule": forms.RadioSelect(),
        }
        help_texts = {
            "clause": _("Where it stands in the document, for example Mục IV.7, ý 2."),
            "product": _("What there is to see when it is done."),
            "kinds": _("The duty goes to each agency of these kinds, those founded later too."),
            "due_on": _("Only for a duty due by a day."),
            "unit": _("For example lớp, tin, bài."),
            "cost_line": _("For example Ngân sách tỉnh, kinh phí thường xuyên."),
        }

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = set()
        if self.instance.pk:
            for name in ("leads", "partners"):
                named |= {row.pk for row in getattr(self.instance, name).all()}
        agencies = (Agency.objects.in_force(today) | Agency.objects.filter(pk__in=named)).with_label()
        for name in ("leads", "partners"):
            self.fields[name].queryset = agencies  # type: ignore[attr-defined]
        self.fields["schedule"].choices = Schedule.choices  # type: ignore[attr-defined]
        for name in ("kinds", "leads", "due_on", "unit"):
            self.fields[name].hide_optional = True  # type: ignore[attr-defined]  # `clean` says when it is needed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("kinds") or data.get("leads")) and not self.errors.keys() & {"kinds", "leads"}:
            self.add_error("kinds", _("Say whose duty it is: a kind of agency, or agencies by name."))
        is_by_date = data.get("schedule") == Schedule.BY_DATE
        if is_by_date and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Write the day by which it is due, as in 31/12/2026."))
        if not is_by_date and data.get("due_on"):
            self.add_error("due_on", _("Leave this empty, or choose “By a day” as the time."))
        if data.get("target") and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Write what the target counts."))
        return data

    def _post_clean(self) -> None:
        """The action checks the row it writes; the one behind this form stays as it was read."""


class RewordForm(DutyForm):
    """A duty's new words, and which words the person had before them."""

    seen = forms.RegexField(r"^[0-9]{1,18}-[0-9]{1,9}$", widget=forms.HiddenInput)

    def seen_wording(self) -> tuple[int, int]:
        wording, version = self.cleaned_data["seen"].split("-")
        return int(wording), int(version)
