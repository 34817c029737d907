"""Files that are made while someone waits for them, and what they are called."""

import re

from django.http import HttpResponse

from records.content.check import MEDIA_TYPES
from records.text import fold

TYPES = {"csv": "text/csv; charset=utf-8", **MEDIA_TYPES}
LONGEST = 120


def file_name(*words: object, ending: str) -> str:
    """The one way a made file gets its name: "Báo cáo", "quý 3 2026", "Sở Tư pháp" and "docx" become
    bao-cao-quy-3-2026-so-tu-phap.docx. Pass words people use, never a key or a code of ours."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(" ".join(map(str, words)))).strip("-")
    return f"{stem[:LONGEST].rstrip('-')}.{ending}"


def attached(name: str) -> dict[str, str]:
    """The header that makes a browser keep the answer under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def download(content: bytes, name: str) -> HttpResponse:
    """The file under a name that `file_name` made; its ending says what it is. No cache keeps it."""
    headers = attached(name) | {"Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
