"""Form fields that every room may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.content import waiting
from records.content.check import ENDINGS, CheckedFile, check_file
from records.content.messages import MESSAGES
from records.inputs import (
    CleanCharField,
    PaperNumberField,
    VietnameseDateField,
    VietnameseNumberField,
    VietnameseTimeField,
)

__all__ = [
    "CleanCharField",
    "EvidenceFileField",
    "FileInput",
    "PaperNumberField",
    "VietnameseDateField",
    "VietnameseNumberField",
    "VietnameseTimeField",
    "WaitingFileField",
    "waiting_name",
]


class FileInput(forms.FileInput):
    """Chooses a file; the one that came with the page before waits beside it, to be left out or replaced."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return chosen or waiting.take(data.get(waiting_name(name), ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and waiting_name(name) not in data

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        uploads = value if isinstance(value, list) else [value]
        kept = [upload for upload in uploads if _waits(upload)]
        lost = [upload for upload in uploads if getattr(upload, "is_good", False) and upload not in kept]
        for upload in kept:
            upload.is_shown = True
        context = {"name": waiting_name(name), "kept": kept, "lost": lost}
        box = render_to_string("components/waiting_files.html", context)
        return format_html("{}{}", box, super().render(name, value, dict(attrs or {}), renderer))


def waiting_name(name: str) -> str:
    """Under which name a page sends back the tokens of the files that wait for a field."""
    return f"{name}-waiting"


def _waits(upload: Any) -> bool:
    """Is it kept already, or good and kept now?"""
    return bool(waiting.token_of(upload)) or (getattr(upload, "is_good", False) and waiting.keep(upload))


class WaitingFileField(forms.FileField):
    """One file, which may wait with a page that comes back."""

    widget = FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_empty_file", True)  # the content check says it better
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial


class EvidenceFileField(WaitingFileField):
    """One file that proves something, judged by its content; cleans to a CheckedFile for `store_attachment`.

    A file that was chosen but did not arrive whole is an error, never silence: keep the field required
    wherever sending a file is what the form is for.
    """

    default_error_messages = {"required": MESSAGES["missing"], "invalid": MESSAGES["missing"]}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(f".{ending}" for ending in ENDINGS)}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if upload is None or upload == "":
            return None
        if not isinstance(upload, File):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        checked = check_file(upload)
        upload.is_good = True  # type: ignore[attr-defined]  # it waits if the page comes back
        return checked
