"""A file as the public may have it: without what its maker's program wrote into it about the maker."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.content import inspector
from records.content.check import MEDIA_TYPES, CheckedFile, told
from records.content.refusals import Refused

PUBLISHABLE = (MEDIA_TYPES["pdf"], MEDIA_TYPES["png"], MEDIA_TYPES["jpg"])


def without_maker(file: CheckedFile, *, name: str) -> CheckedFile:
    """The file under another name, a PDF without author, history, signature, notes and what pictures hide.

    ValidationError for Word and Excel files, whose hidden parts are too many. Pictures were redrawn when they
    came in and carry nothing.
    """
    if file.media_type not in PUBLISHABLE:
        raise ValidationError(
            _("“%(name)s” may carry names inside. Save it as a PDF or a picture and take that."),
            code="unpublishable",
            params={"name": file.name},
        )
    data = file.data
    if file.media_type == MEDIA_TYPES["pdf"]:
        try:
            _verdict, data = inspector.ask(inspector.ANONYMOUS, data)
        except Refused as refusal:
            raise told(refusal, file, file.name) from refusal
    return CheckedFile(f"{name}.{_ending(file.media_type)}", file.media_type, data)


def _ending(media_type: str) -> str:
    return next(ending for ending, known in MEDIA_TYPES.items() if known == media_type)
