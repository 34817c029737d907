"""What a sender may do by code and secret, on the page that shows where theirs stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.sending import ManyFilesField
from feedback.models.items import MOST_FILES
from records.forms import CleanCharField


class PassForm(forms.Form):
    """Carries the proof that code and secret were right a little while ago; no cookie does."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=200)


class AddForm(PassForm):
    words = CleanCharField(label=_("What do you want to add?"), multiline=True, max_length=2000)
    uploads = ManyFilesField(label=_("Files or photographs"), required=False, most=MOST_FILES)


class WithdrawForm(PassForm):
    words = CleanCharField(
        label=_("Why, if you like to say"), required=False, multiline=True, max_length=1000
    )


class RateForm(PassForm):
    YES, NO = "yes", "no"

    helped = forms.ChoiceField(
        label=_("Did the answer help?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Yes, it is settled")), (NO, _("No, something is missing"))],
    )
    words = CleanCharField(
        label=_("What is missing?"),
        required=False,
        multiline=True,
        max_length=1000,
        help_text=_("Needed if you choose “No”: the agency takes it up again, once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].hide_optional = True  # type: ignore[attr-defined]  # "no" needs it

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("helped") == self.NO and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write what is missing, so that it can be answered."))
        return data
