"""Proofs and signed papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import CleanCharField, EvidenceFileField, PaperNumberField, VietnameseDateField


class EvidenceForm(forms.Form):
    """A file, or a link to what is already published."""

    title = CleanCharField(
        label=_("Name of the document"),
        help_text=_("As colleagues would look for it. Left empty, the file's own name."),
        max_length=200,
        required=False,
    )
    upload = EvidenceFileField(
        label=_("File"), help_text=_("PDF, DOCX, XLSX, PNG or JPG, 20 MB at most."), required=False
    )
    url = forms.URLField(
        label=_("Or a link"),
        help_text=_("For what is published, as in https://quangngai.gov.vn/…"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        upload, url = cleaned.get("upload"), cleaned.get("url")
        if bool(upload) == bool(url):
            raise forms.ValidationError(_("Choose a file or give a link: one of the two."))
        return cleaned

    @property
    def title_or_url(self) -> str:
        return str(self.cleaned_data["title"] or self.cleaned_data["url"])[:200]


class OfficialPaperForm(forms.Form):
    number = PaperNumberField(
        label=_("Number and sign"), help_text=_("As on the paper, for example 125/BC-STP."), max_length=40
    )
    signed_on = VietnameseDateField(label=_("Date of signing"), help_text=_("Day/month/year."))
    signer = CleanCharField(label=_("Signer"), max_length=100)
    upload = EvidenceFileField(
        label=_("Signed paper"), help_text=_("The signed PDF, kept as it is. 20 MB at most.")
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("number", "signed_on", "signer")}


class PaperReportForm(OfficialPaperForm):
    """The paper that goes with a report, and what the page showed of that report."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
