"""Forms of the province's papers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind
from records.inputs import CleanCharField
from reports.models import PaperText


class KindFilter(forms.Form):
    kind = forms.ModelChoiceField(
        AgencyKind.objects.all(), required=False, label=_("Kind of agency"), empty_label=_("All agencies")
    )
    kind.hide_optional = True  # type: ignore[attr-defined]  # read by the field's template

    def __init__(self, data: Any, *, kinds: QuerySet[AgencyKind]) -> None:
        super().__init__(data)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]


class ExplainCheckForm(forms.Form):
    """`numbers` are those that the page showed."""

    text = CleanCharField(
        label=_("Why it is so"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed under the annex beside the numbers. It counts as long as they stay these."),
    )
    numbers = forms.CharField(widget=forms.HiddenInput, max_length=500)


class PaperTextForm(forms.ModelForm):
    """One section's text; `version` is what the page showed, so that a stale save is seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = PaperText
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, is_required: bool, **kwargs: Any) -> None:
        """A section that needs a text may be saved empty, but is not called optional."""
        super().__init__(*args, **kwargs)
        self.fields["text"].hide_optional = is_required  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    """The button, what the page showed, and a tick where typed numbers have come loose from their figures."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    keeps_numbers = forms.BooleanField(
        label=_("Keep these numbers as they are typed"),
        error_messages={"required": _("Tick this to keep the numbers, or go back and mend the text.")},
    )

    authority = forms.ChoiceField(
        label=_("Who will sign it"),
        help_text=_("These lines stand at its end; the name is left empty."),
        widget=forms.RadioSelect,
        required=False,
    )
    authority.hide_optional = True  # type: ignore[attr-defined]  # the first is chosen already

    def __init__(self, *args: Any, has_loose: bool, authorities: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_loose:
            del self.fields["keeps_numbers"]
        if not authorities:
            del self.fields["authority"]
            return
        self.fields["authority"].choices = [(words, words) for words in authorities]  # type: ignore[attr-defined]
        self.fields["authority"].initial = authorities[0]


class AmendForm(forms.Form):
    reason = CleanCharField(
        label=_("Why is the report issued once more?"),
        help_text=_("The new issue prints it, as in: the figures of Sở Y tế were corrected on 25/3/2026."),
        multiline=True,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the report is issued once more; the new issue prints it.")},
    )
