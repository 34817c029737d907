"""What kind of file some bytes are, told from their first bytes alone."""

from __future__ import annotations

import re

from records.content.refusals import Refused

PDF, ZIP, PNG, JPEG = "pdf", "zip", "png", "jpeg"

_KEPT = {b"%PDF-": PDF, b"PK\x03\x04": ZIP, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = [
    (0, b"MZ", "program", ""),
    (0, b"\x7fELF", "program", ""),
    (0, b"#!", "program", ""),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "program", ""),
    (0, b"PK", "archive", "ZIP"),
    (0, b"Rar!", "archive", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive", "7-Zip"),
    (0, b"\x1f\x8b", "archive", "GZIP"),
    (0, b"BZh", "archive", "BZIP2"),
    (0, b"\xfd7zXZ", "archive", "XZ"),
    (257, b"ustar", "archive", "TAR"),
    (0x8001, b"CD001", "archive", "ISO"),
    (0, b"{\\rtf", "other_document", "RTF"),
    (0, b"GIF8", "other_image", "GIF"),
    (0, b"BM", "other_image", "BMP"),
    (0, b"II*\x00", "other_image", "TIFF"),
    (0, b"MM\x00*", "other_image", "TIFF"),
    (8, b"WEBP", "other_image", "WebP"),
    (4, b"ftyphei", "heic", ""),
    (4, b"ftyphev", "heic", ""),
    (4, b"ftypmif1", "heic", ""),
    (4, b"ftypavif", "other_image", "AVIF"),
    (4, b"ftyp", "video", ""),
]
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|\?xml|!--)", re.IGNORECASE)
_MAIL = re.compile(rb"(?:From|Received|Return-Path|MIME-Version|Message-ID|Subject|Date): ", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """PDF, ZIP, PNG or JPEG; anything else raises Refused, by its name where it has one."""
    kept = next((kind for start, kind in _KEPT.items() if data.startswith(start)), None)
    if kept is not None:
        return kept
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    for offset, mark, code, detail in _KNOWN:
        if data[offset : offset + len(mark)] == mark:
            raise Refused(code, detail)
    raise _refuse_text(data[:1024])


def _refuse_ole(data: bytes) -> Refused:
    """Old Office files and encrypted new ones share a container; a stream's name tells them apart."""
    encrypted = "EncryptedPackage".encode("utf-16-le") in data
    return Refused("password" if encrypted else "old_office")


def _refuse_text(start: bytes) -> Refused:
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _MARKUP.match(plain)
    if found:
        return Refused("svg" if b"<svg" in plain.lower() else "web_page")
    if b"%PDF-" in start:
        return Refused("two_in_one", "PDF")
    if _MAIL.match(plain):
        return Refused("other_document", "EML")
    return Refused("unknown")


def has_markup(data: bytes) -> bool:
    """Whether a browser that guesses could take this for a web page."""
    return bool(_MARKUP.search(data))
