"""What is typed about the regime, and who reviews whom."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, AgencyKind, Officer
from pages.forms import RowForm
from records.forms import CleanCharField, VietnameseDateField
from reports.models import (
    ApprovalRule,
    DeadlineRule,
    Dispatch,
    Indicator,
    PaperKind,
    PaperLayout,
    PeriodCode,
    PeriodKind,
    Regime,
)

COMMON_YEAR = 2025
LONGEST_ADDRESSEE = Dispatch._meta.get_field("addressee").max_length or 0
Form = DeadlineRule.Form


class RegimeForm(forms.ModelForm):
    class Meta:
        model = Regime
        fields = ["legal_basis", "roll", "floor_days", "floor_source"]
        help_texts = {"legal_basis": _("One document a line.")}


class PeriodKindForm(RowForm):
    """One period of the year: on or off, its window. `opens_days_before` counts calendar days."""

    class Meta:
        model = PeriodKind
        fields = [
            "is_on", "start_day", "start_month", "starts_year_before", "end_day", "end_month",
            "opens_days_before", "source",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = {
            "start_day": (_("From day"), 1, 31),
            "start_month": (_("Month"), 1, 12),
            "end_day": (_("To day"), 1, 31),
            "end_month": (_("Month"), 1, 12),
            "opens_days_before": (_("Opens this many days before closing"), 0, 90),
        }
        for name, (label, least, most) in bounds.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=most)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for end in ("start", "end"):
            name = f"{end}_day"
            if (data.get(name) or 0) > _days_in_every_year(data.get(f"{end}_month")):
                self.add_error(name, _("There is no such day in every year."))
        if not self.errors and not self._closes_after_it_starts():
            self.add_error("end_day", _("The window closes after it starts."))
        return data

    def _closes_after_it_starts(self) -> bool:
        data = self.cleaned_data
        start, end = (data["start_month"], data["start_day"]), (data["end_month"], data["end_day"])
        return data["starts_year_before"] or start <= end


def _days_in_every_year(month: int | None) -> int:
    return calendar.monthrange(COMMON_YEAR, month)[1] if month else 31


PeriodKindFormSet = forms.modelformset_factory(PeriodKind, form=PeriodKindForm, extra=0)


class ApprovalRuleForm(forms.Form):
    """What an agency owes, from which day on, and by which document."""

    needs = forms.ChoiceField(
        label=_("What counts as sent"), choices=ApprovalRule.Needs.choices, widget=forms.RadioSelect
    )
    source = CleanCharField(label=_("Ground"), max_length=300, help_text=_("Document, article."))
    valid_from = VietnameseDateField(
        label=_("Valid from"), help_text=_("Periods that close on this day or later follow it.")
    )


class RenewForm(forms.Form):
    legal_basis = CleanCharField(
        label=_("Legal basis"),
        max_length=500,
        help_text=_("The document by which the province reports on this form."),
    )


class GuidanceForm(forms.ModelForm):
    """What drafters read beside an indicator."""

    class Meta:
        model = Indicator
        fields = ["guidance", "example"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("guidance", "example")}
        help_texts = {
            "guidance": _("What is counted, of which time, and who counts it."),
            "example": _("Numbers worked through, as drafters meet them."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guidance"].required = True


class LayoutForm(forms.ModelForm):
    """The fields of a layout that its kind of paper prints."""

    UNPRINTED = {
        "agency": ["issuing_body", "signature_lines"],  # the agency's own name, its head's lines
        "submission": ["subject", "grounds", "signature_lines"],  # of the draft that goes with it
        PaperKind.HOME_AFFAIRS: [],
        PaperKind.PROVINCE: [],
    }

    class Meta:
        model = PaperLayout
        fields = [
            "parent_body", "issuing_body", "sign", "place", "subject", "addressees", "grounds", "recipients",
            "signature_lines", "source",
        ]  # fmt: skip
        labels = {"sign": pgettext_lazy("of a number", "Sign"), "source": _("Ground of this layout")}
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("addressees", "grounds", "recipients", "signature_lines")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.UNPRINTED[self.instance.kind]:
            del self.fields[name]
        if "issuing_body" in self.fields:
            self.fields["issuing_body"].required = True

    def clean_addressees(self) -> str:
        """Each line becomes a body that the paper goes out to."""
        lines = [line.strip() for line in self.cleaned_data["addressees"].splitlines() if line.strip()]
        for line in lines:
            if len(line) > LONGEST_ADDRESSEE:
                raise forms.ValidationError(
                    _("“%(start)s…” is longer than %(most)d letters: write one body a line."),
                    params={"start": line[:40], "most": LONGEST_ADDRESSEE},
                )
        return "\n".join(lines)


class DeadlineRuleForm(forms.Form):
    """Which agencies and periods a rule is for, and one of three forms of deadline."""

    agency_kind = forms.ModelChoiceField(
        label=_("Kind of agency"),
        queryset=AgencyKind.objects.exclude(owes=AgencyKind.Owes.NOTHING),
        required=False,
        empty_label=_("Every kind that no rule of its own is for"),
    )
    period_code = forms.ChoiceField(
        label=_("Period"), choices=[("", _("Every period")), *PeriodCode.choices], required=False
    )
    form = forms.ChoiceField(
        label=_("How the deadline follows"), choices=Form.choices, widget=forms.RadioSelect
    )
    working_days = forms.IntegerField(
        label=_("Working days after the closing date"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("For “Working days after closing”. The closing date itself is not counted."),
    )
    day_of_month = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("For “Fixed day of a month”. In a shorter month, its last day."),
    )
    months_after = forms.IntegerField(
        label=_("Months after the month of closing"),
        min_value=0,
        max_value=12,
        required=False,
        help_text=_("For “Fixed day of a month”: 0 is the month of the closing date itself."),
    )
    on_date = VietnameseDateField(
        label=_("Date"), required=False, help_text=_("For “Explicit date”: it holds for that year alone.")
    )
    is_asked = forms.BooleanField(
        label=_("Only asked: nobody is late"),
        required=False,
        help_text=_(
            "For whom the plan asks without binding, as bodies of the Party: the day is asked for, they are "
            "in no count of who is missing or late, and nobody is reminded after it."
        ),
    )
    source = CleanCharField(label=_("Source"), max_length=300, help_text=_("Document, article."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]  # which are needed follows from the form

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen form needs, and drop what it does not."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        needs: dict[str, str] = {
            Form.WORKING_DAYS: "working_days",
            Form.FIXED_DAY: "day_of_month",
            Form.EXPLICIT: "on_date",
        }
        wanted = needs.get(data.get("form", ""))
        if wanted and data.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("This form of deadline needs it."))
        for name in needs.values():
            if name != wanted:
                data[name] = None
        data["months_after"] = data.get("months_after") or 0
        return data


class AssignForm(forms.Form):
    """Agencies and the reviewer who becomes responsible for them."""

    agencies = forms.ModelMultipleChoiceField(
        label=_("Agencies"),
        queryset=Agency.objects.none(),
        error_messages={"required": _("Tick at least one agency.")},
    )
    reviewer = forms.ModelChoiceField(
        label=_("Assign to"),
        queryset=Officer.objects.none(),
        empty_label=_("Choose a reviewer"),
        error_messages={"required": _("Choose the reviewer.")},
    )

    def __init__(self, *args: Any, agencies: Iterable[int], reviewers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.filter(pk__in=agencies)  # type: ignore[attr-defined]
        self.fields["reviewer"].queryset = Officer.objects.filter(pk__in=reviewers).order_by("sort_key")  # type: ignore[attr-defined]
