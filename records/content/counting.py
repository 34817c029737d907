"""What a file claims to hold, counted from its headers before anything of it is decoded.

Each count costs a glance over the bytes, whatever stands in them; no reader of pictures, documents or
archives is called.
"""

from __future__ import annotations

import re
import struct

from records.content.archives import refuse_excess
from records.content.kinds import JPEG, PDF, PNG, ZIP
from records.content.refusals import Refused

# 200 million: the largest sensor of a telephone, decoded at a fraction of its size. A PNG is decoded whole.
MOST_PIXELS = {JPEG: 200_000_000, PNG: 40_000_000}
MOST_PASSES = 2_500_000_000  # pixels times scans: a progressive picture goes over all of them ten times
MOST_OBJECTS = 200_000
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_BARE = {0x01, *range(0xD0, 0xD9)}
_SCAN, _END = 0xDA, 0xD9
_MOST_CHUNKS = 1000
_MOST_SEGMENTS = 2000  # a picture of a telephone with its depth map has some hundred
_MOST_STREAMS = 5000  # each holds a hundred objects and more
_FILLING = re.compile(rb"\xff*")
_PACKED = re.compile(rb"/N\s+(\d{1,9})")
_AROUND = 400  # how far from its kind the number of a packed stream's objects stands


def count_pixels(data: bytes, kind: str) -> int:
    """The pixels of a picture, 0 of anything else; Refused when one file claims more than it may hold."""
    if kind == ZIP:
        refuse_excess(data)
    if kind == PDF:
        _refuse_objects(data)
    if kind not in MOST_PIXELS:
        return 0
    pixels = _pixels_of_png(data) if kind == PNG else _pixels_of_jpeg(data)
    if pixels > MOST_PIXELS[kind]:
        raise Refused("too_many_pixels", str(MOST_PIXELS[kind] // 1_000_000))
    return pixels


def _pixels_of_png(data: bytes) -> int:
    """Refused as well for a picture that moves."""
    if data[12:16] != b"IHDR" or len(data) < 29:
        raise Refused("broken")
    width, height = struct.unpack_from(">2L", data, 16)
    at = 8
    for _chunk in range(_MOST_CHUNKS):
        if len(data) < at + 12 or data[at + 4 : at + 8] == b"IDAT":
            break
        if data[at + 4 : at + 8] == b"acTL" and struct.unpack_from(">L", data, at + 8)[0] > 1:
            raise Refused("animated")
        at += 12 + int(struct.unpack_from(">L", data, at)[0])
    return int(width * height)


def _pixels_of_jpeg(data: bytes) -> int:
    """Refused as well when its scans go over the pixels too often. Further pictures behind the first, as
    some telephones write them, are never read."""
    at, pixels = 2, 0
    for _segment in range(_MOST_SEGMENTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            break
        at = _behind_filling(data, at)
        marker = data[at + 1] if at + 1 < len(data) else _END
        if marker in (_SCAN, _END):
            break
        if marker in _FRAMES and at + 9 <= len(data):
            height, width = struct.unpack_from(">2H", data, at + 5)
            pixels = max(pixels, height * width)
        at += _length(data, at, marker)
    else:
        raise Refused("too_complex")
    if not pixels:
        raise Refused("broken")
    end = data.find(bytes([0xFF, _END]), at)
    scans = data.count(bytes([0xFF, _SCAN]), at, end if end > 0 else len(data))
    if pixels * scans > MOST_PASSES:
        raise Refused("too_complex")
    return pixels


def _behind_filling(data: bytes, at: int) -> int:
    """A marker may stand behind any number of filling bytes: where the last of them is."""
    found = _FILLING.match(data, at)
    return found.end() - 1 if found else at


def _length(data: bytes, at: int, marker: int) -> int:
    """Of one segment; a marker may stand alone."""
    if marker in _BARE or at + 4 > len(data):
        return 2
    return 2 + int(struct.unpack_from(">H", data, at + 2)[0])


def _refuse_objects(data: bytes) -> None:
    """Objects that stand in the open, and those that packed streams say they hold."""
    count = data.count(b"obj") - data.count(b"endobj")
    for number, place in enumerate(re.finditer(rb"/ObjStm", data)):
        if count > MOST_OBJECTS or number > _MOST_STREAMS:
            raise Refused("too_complex")
        said = _PACKED.search(data, max(0, place.start() - _AROUND), place.end() + _AROUND)
        count += int(said[1]) if said else 0
    if count > MOST_OBJECTS:
        raise Refused("too_complex")
