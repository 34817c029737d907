"""What is asked about a data subject's request."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import DataRequest
from records.forms import CleanCharField, VietnameseDateField


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
    words = CleanCharField(label=_("What was said"), multiline=True, max_length=2000)
    received_on = VietnameseDateField(label=_("Received on"))


class AnswerRequestForm(forms.Form):
    answer = CleanCharField(label=_("What was answered and done"), multiline=True, max_length=2000)
    answered_on = VietnameseDateField(label=_("Answered on"))
    erases = forms.BooleanField(label=_("Erase who sent the feedback, now and for good"), required=False)
