"""A file as the public may have it: without what its maker's program wrote into it about the maker."""

from __future__ import annotations

import io

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.content.check import MEDIA_TYPES, CheckedFile

PUBLISHABLE = (MEDIA_TYPES["pdf"], MEDIA_TYPES["png"], MEDIA_TYPES["jpg"])


def without_maker(file: CheckedFile, *, name: str) -> CheckedFile:
    """The file under another name, a PDF without author, history and names of who commented.

    ValidationError for Word and Excel files, whose hidden parts are too many. Pictures were redrawn when they
    came in and carry nothing.
    """
    if file.media_type not in PUBLISHABLE:
        raise ValidationError(
            _("“%(name)s” may carry names inside. Save it as a PDF or a picture and take that."),
            code="unpublishable",
            params={"name": file.name},
        )
    data = _anonymous_pdf(file.data) if file.media_type == MEDIA_TYPES["pdf"] else file.data
    return CheckedFile(f"{name}.{_ending(file.media_type)}", file.media_type, data)


def _ending(media_type: str) -> str:
    return next(ending for ending, known in MEDIA_TYPES.items() if known == media_type)


def _anonymous_pdf(data: bytes) -> bytes:
    """Written anew: what earlier versions of it held is left behind too."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for holder in [pdf.Root, *(page.obj for page in pdf.pages)]:
            for key in ("/Metadata", "/PieceInfo"):
                if key in holder:
                    del holder[key]
        for page in pdf.pages:
            for note in page.obj.get("/Annots", []):
                if note.get("/Subtype") != "/Widget" and "/T" in note:
                    del note["/T"]
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()
