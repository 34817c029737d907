"""Handing out files, to those a gate lets through."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from records import storage
from records.content.names import ascii_name
from records.models import Attachment
from records.permissions import may_open


@require_safe
def file(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The stored bytes as a download: a browser shows or runs nothing of it. Strangers get 404."""
    attachment = get_object_or_404(Attachment, pk=pk)
    if not may_open(request.user, attachment):
        raise Http404
    return serve(attachment)


def serve(attachment: Attachment, *, name: str = "") -> FileResponse:
    """The file to whom the caller lets through, under another name than its own where one is given;
    404 when the disk does not have it."""
    try:
        stream = storage.path_of(attachment.stored_name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, content_type=attachment.media_type)
    for header, value in _headers(attachment, name or attachment.original_name).items():
        response[header] = value
    return response


def _headers(attachment: Attachment, name: str) -> dict[str, str]:
    plain, full = ascii_name(name), quote(name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}",
        "Content-Length": str(attachment.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
