"""The door every uploaded file passes: its content decides what it is, its name must agree."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File

from records.content import budget, waiting
from records.content.counting import count_pixels
from records.content.inspector import inspect
from records.content.kinds import kind_of
from records.content.messages import KEPT_MESSAGES, MESSAGES
from records.content.names import clean_file_name, ending_of
from records.content.refusals import Refused

MOST_BYTES = 20 * 1024 * 1024
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
ENDINGS = [*MEDIA_TYPES, "jpeg"]


@dataclass(frozen=True)
class CheckedFile:
    """A file the office may keep. Only `check_file` makes one."""

    name: str
    media_type: str
    data: bytes


def check_file(upload: File) -> CheckedFile:
    """Judge an uploaded file by its content; ValidationError says what is wrong and what to do.

    Pictures come back redrawn from their pixels; documents come back byte for byte. What a file claims to
    hold is counted first and charged to its request; within a request a file is judged once.
    """
    with budget.current() as request:
        checked: CheckedFile = request.once(upload, lambda: _check(upload, request))
    return checked


def _check(upload: File, request: budget.Budget) -> CheckedFile:
    name = clean_file_name(upload.name or "")
    try:
        data = _read(upload, name)
        kind = kind_of(data)
        request.charge(len(data))
        request.charge_pixels(count_pixels(data, kind))
        ending, kept = inspect(data, kind)
        _refuse_wrong_name(name, ending)
    except Refused as refusal:
        raise told(refusal, upload, name) from refusal
    return CheckedFile(name, MEDIA_TYPES[ending], kept)


def told(refusal: Refused, upload: object, name: str) -> ValidationError:
    """A refusal in words, for the person who sent the file. One that was not looked at waits, if it can."""
    is_kept = refusal.code in KEPT_MESSAGES and waiting.keep(upload)
    if refusal.code not in KEPT_MESSAGES:
        waiting.let_go(upload)
    words = (KEPT_MESSAGES if is_kept else MESSAGES)[refusal.code]
    return ValidationError(words, code=refusal.code, params={"name": name, "detail": refusal.detail})


def _read(upload: File, name: str) -> bytes:
    if getattr(upload, "is_forgotten", False):
        raise Refused("forgotten")
    if not name:
        raise Refused("nameless")
    try:
        upload.seek(0)
        data = upload.read(MOST_BYTES + 1)
    except FileNotFoundError as error:  # its time was over just now
        raise Refused("forgotten") from error
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big", str(MOST_BYTES // 1024 // 1024))
    return data


def _refuse_wrong_name(name: str, ending: str) -> None:
    named = "jpg" if ending_of(name) == "jpeg" else ending_of(name)
    if named != ending:
        raise Refused("wrong_name", ending)
