"""Form fields that every room may use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from records.content.check import ENDINGS, CheckedFile, check_file
from records.content.messages import MESSAGES
from records.inputs import CleanCharField, VietnameseDateField, VietnameseNumberField, VietnameseTimeField

__all__ = [
    "CleanCharField",
    "EvidenceFileField",
    "VietnameseDateField",
    "VietnameseNumberField",
    "VietnameseTimeField",
]


class EvidenceFileField(forms.FileField):
    """One file that proves something, judged by its content; cleans to a CheckedFile for `store_attachment`.

    A file that was chosen but did not arrive whole is an error, never silence: keep the field required
    wherever sending a file is what the form is for.
    """

    widget = forms.FileInput
    default_error_messages = {"required": MESSAGES["missing"], "invalid": MESSAGES["missing"]}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_empty_file", True)  # the content check says it better
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(f".{ending}" for ending in ENDINGS)}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if upload is None or upload == "":
            return None
        if not isinstance(upload, File):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return check_file(upload)
