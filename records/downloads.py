"""Files that are made while someone waits for them."""

from django.http import HttpResponse

from records.content.check import MEDIA_TYPES

TYPES = {"csv": "text/csv; charset=utf-8", **MEDIA_TYPES}


def download(content: bytes, name: str) -> HttpResponse:
    """The file under that name, without diacritics; its ending says what it is. No cache keeps it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
