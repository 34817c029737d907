"""A PDF without what its maker's program wrote into it about the maker, made under an inspection's limits."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from records.content.refusals import Refused

DCT = "/DCTDecode"
START_OF_SCAN = 0xDA
TELLING_MARKERS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}  # APPn but 0, 2 and 14; comments


def anonymous_pdf(data: bytes) -> bytes:
    """Written anew: what earlier versions of it held is left behind too, and so are forms, signatures, notes
    and files inside it. What a form or a note shows becomes part of its page."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for page in pdf.pages:
            _drop(page.obj, "/Annots")
        _drop(pdf.Root, "/AcroForm", "/Perms", "/Names", "/Outlines", "/OpenAction", "/AA", "/AF")
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                _drop(thing, "/Metadata", "/PieceInfo", "/LastModified")
            if isinstance(thing, pikepdf.Stream):
                _clear_picture(thing)
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def _drop(holder: pikepdf.Object, *keys: str) -> None:
    for key in keys:
        if key in holder:
            del holder[key]


def _clear_picture(stream: pikepdf.Stream) -> None:
    """A JPEG keeps within its bytes where and with what it was taken."""
    filters = [str(name) for name in _as_list(stream.get("/Filter"))]
    if "/JPXDecode" in filters or (DCT in filters and filters != [DCT]):
        raise Refused("telling_picture")
    if filters == [DCT]:
        parameters: Any = stream.get("/DecodeParms")
        plain = without_markers(stream.read_raw_bytes())
        stream.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _as_list(value: pikepdf.Object | None) -> list[pikepdf.Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def without_markers(jpeg: bytes) -> bytes:
    """The JPEG without EXIF, XMP, IPTC and comments; colour (APP0, APP2, APP14) stays. As it is from where it
    is not a JPEG any more."""
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != START_OF_SCAN:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] not in TELLING_MARKERS:
            kept += jpeg[at:end]
        at = end
    return bytes(kept + jpeg[at:])
