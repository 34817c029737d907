"""What is asked about a data subject's request, and about what the law allows for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import FilterForm
from feedback.models import DataLimit, DataRequest
from records.forms import CleanCharField, VietnameseDateField, VietnameseNumberField


def short() -> forms.Textarea:
    """A box for a few lines."""
    return forms.Textarea({"rows": 4})


class RequestFilter(FilterForm):
    OPEN, OVERDUE, DONE = "open", "overdue", "done"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any state")),
            (OPEN, _("Not carried out yet")),
            (OVERDUE, _("Overdue")),
            (DONE, _("Closed")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("What is asked"), required=False, choices=[("", _("Everything")), *DataRequest.Kind.choices]
    )


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is asked?"), widget=forms.RadioSelect, choices=DataRequest.Kind.choices
    )
    code = CleanCharField(
        label=_("Code of the feedback"),
        max_length=40,
        required=False,
        help_text=_("If it is about one. First make sure who asks."),
    )
    words = CleanCharField(label=_("What was said"), multiline=True, widget=short(), max_length=2000)
    received_on = VietnameseDateField(label=_("Received on"))


class AnswerRequestForm(forms.Form):
    answer = CleanCharField(
        label=_("What was the person told?"),
        multiline=True,
        widget=short(),
        max_length=2000,
        help_text=_("That it came, what will be done, by when, and where to complain."),
    )
    answered_on = VietnameseDateField(label=_("Responded on"))
    is_through_processor = forms.BooleanField(
        label=_("A processor or a third party must act too"),
        required=False,
        help_text=_("Then there is the longer limit to carry it out."),
    )


class ExtendRequestForm(forms.Form):
    amount = VietnameseNumberField(label=_("How many days more?"), decimals=0, minimum=1)
    reason = CleanCharField(
        label=_("Why does it take longer?"), multiline=True, widget=short(), max_length=2000
    )
    extended_on = VietnameseDateField(label=_("The person was told of it on"))

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("At most %(count)d, once.") % {"count": most}


class CarryOutForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it?"), widget=forms.RadioSelect, choices=DataRequest.Outcome.choices
    )
    carried_out = CleanCharField(
        label=_("What was carried out, or why not?"), multiline=True, widget=short(), max_length=2000
    )
    done_on = VietnameseDateField(label=_("Carried out on"))
    erases = forms.BooleanField(label=_("Erase who sent the feedback, now and for good"), required=False)

    def __init__(self, *args: Any, may_erase: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_erase:
            del self.fields["erases"]

    def clean(self) -> dict[str, Any]:
        return {"erases": False} | (super().clean() or {})


class DataLimitForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amount = VietnameseNumberField(label=_("How long?"), decimals=0, minimum=0, maximum=365)
    unit = forms.ChoiceField(label=_("Counted in"), widget=forms.RadioSelect, choices=DataLimit.Unit.choices)
    legal_ground = CleanCharField(
        label=_("Legal ground"),
        max_length=300,
        help_text=_("Number of the document, article, clause."),
    )
    is_to_confirm = forms.BooleanField(
        label=_("Still to be confirmed: nobody has read it in the document yet"), required=False
    )
    valid_from = VietnameseDateField(
        label=_("Holds for what comes from"),
        help_text=_("A day still to come; earlier requests keep theirs."),
    )

    def __init__(self, *args: Any, units: list[str], tomorrow: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [pair for pair in DataLimit.Unit.choices if pair[0] in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("valid_from", tomorrow)


class RetentionForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    months = VietnameseNumberField(
        label=_("How many months after closing?"), decimals=0, minimum=1, maximum=600
    )
    legal_ground = CleanCharField(label=_("Legal ground"), max_length=300)
    fixed_by = CleanCharField(
        label=_("Document that fixes the time"),
        max_length=300,
        required=False,
        help_text=_("Number and date. While it is empty, senders are told that no document fixes the time."),
    )
    valid_from = VietnameseDateField(label=_("Holds from"), help_text=_("A day still to come."))
