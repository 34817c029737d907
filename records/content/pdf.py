"""What a PDF does besides showing pages. Its bytes are never rewritten: they may bear a signature."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pikepdf.settings

from records.content.counting import MOST_OBJECTS
from records.content.kinds import has_markup
from records.content.refusals import Refused

MOST_PAGES = 2000
MOST_UNPACKED = 64 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    tiff_max_memory=MOST_UNPACKED,
)
_TAIL = 1024
_UNREAD = re.compile(r"error decoding stream|unfilterable stream")
_SUSPECT = re.compile(
    rb"/(?:JS|JavaScript|Launch|SubmitForm|ImportData|GoToE|Rendition|EmbeddedFiles?|EF|RichMedia|XFA|AA|OpenAction)\b"
)
_SCRIPTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"}
_CARRIERS = {"/EmbeddedFiles", "/EF", "/RichMediaContent"}
_HARMLESS = {"/GoTo", "/Named"}  # turning to a page when opened


def inspect(data: bytes) -> None:
    """Refused unless this is one whole, open PDF that runs nothing and carries nothing."""
    _refuse_two_in_one(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _refuse_size(pdf)
            for obj in pdf.objects:
                _refuse_object(obj)
            if any(_UNREAD.search(warning) for warning in pdf.get_warnings()):
                raise Refused("too_complex")  # what could not be unpacked was not looked at
    except pikepdf.PasswordError as error:
        raise Refused("password") from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise Refused("broken") from error


def _refuse_two_in_one(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end > _TAIL + 5:
        raise Refused("two_in_one" if end >= 0 else "incomplete", "PDF")
    head, tail = data[:_TAIL].partition(b"obj")[0], data[end + 5 :]
    if b"PK" in tail or has_markup(tail) or has_markup(head):
        raise Refused("two_in_one", "PDF")


def _refuse_size(pdf: pikepdf.Pdf) -> None:
    if not len(pdf.pages):
        raise Refused("broken")
    if len(pdf.pages) > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
        raise Refused("too_complex")


def _refuse_object(obj: pikepdf.Object) -> None:
    """Look closely only at an object that names something suspect, be it in a mere text."""
    if isinstance(obj, pikepdf.Stream):
        obj = obj.stream_dict
    if not isinstance(obj, pikepdf.Dictionary | pikepdf.Array) or not _SUSPECT.search(
        obj.unparse(resolved=True)
    ):
        return
    for key, value in _entries(obj):
        _refuse_entry(key, value)


def _refuse_entry(key: str, value: pikepdf.Object) -> None:
    named = str(value) if isinstance(value, pikepdf.Name) else ""
    if key == "/JS" or (key == "/S" and named in _SCRIPTS):
        raise Refused("script")
    if key in ("/OpenAction", "/AA") and _acts(value):
        raise Refused("script")
    if key in _CARRIERS or (key == "/Type" and named == "/EmbeddedFile"):
        raise Refused("attached")
    if key == "/XFA":
        raise Refused("xfa")


def _acts(value: pikepdf.Object) -> bool:
    """Whether an action that starts by itself does more than turn to a page."""
    actions = [value, *(inner for _key, inner in _entries(value))]
    kinds = [action.get("/S") for action in actions if isinstance(action, pikepdf.Dictionary)]
    return any(isinstance(kind, pikepdf.Name) and str(kind) not in _HARMLESS for kind in kinds)


def _entries(obj: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every key and value inside one object; objects it points at are visited on their own."""
    waiting = [obj]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Dictionary):
            pairs = [(str(key), current[key]) for key in current.keys()]  # noqa: SIM118 - no plain dict
        else:
            pairs = [("", value) for value in current] if isinstance(current, pikepdf.Array) else []
        for key, value in pairs:
            yield key, value
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                waiting.append(value)
