"""Reading the archive an Office file is, without trusting a number that stands in it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from records.content.refusals import Refused

MOST_ENTRIES = 1000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this an entry may shrink as well as it likes
_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_LISTED = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_DESCRIPTOR = 24
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800


@dataclass(frozen=True)
class Part:
    """One file of the archive: where its packed bytes lie and what they must come to."""

    name: str
    packed: memoryview
    method: int
    size: int
    crc: int

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes, never more than declared; Refused when they do not come out as declared."""
        count, crc = 0, 0
        for chunk in self._unpacked():
            count, crc = count + len(chunk), zlib.crc32(chunk, crc)
            if count > self.size:
                raise Refused("lying_archive")
            yield chunk
        if count != self.size or crc != self.crc:
            raise Refused("broken")

    def _unpacked(self) -> Iterator[bytes]:
        if self.method == zipfile.ZIP_STORED:
            yield bytes(self.packed)
            return
        unpack = zlib.decompressobj(-15)
        rest: bytes = b""
        for start in range(0, len(self.packed), _CHUNK):
            rest = bytes(self.packed[start : start + _CHUNK])
            while rest and not unpack.eof:
                try:
                    yield unpack.decompress(rest, _CHUNK)
                except zlib.error as error:
                    raise Refused("broken") from error
                rest = unpack.unconsumed_tail
        while not unpack.eof:
            more = unpack.decompress(rest, _CHUNK)
            if not more:
                raise Refused("broken")
            yield more
            rest = unpack.unconsumed_tail
        if unpack.unused_data:
            raise Refused("two_in_one", "ZIP")


def parts_of(data: bytes) -> list[Part]:
    """All files of an archive that fills `data` from its first byte to its last, none over another."""
    directory_at = _end_of_entries(data)
    refuse_excess(data)
    infos = _entries(data)
    _refuse_bad_names(infos)
    parts: list[Part] = []
    free_from = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        gap = info.header_offset - free_from
        if gap < 0 or gap > (_LONGEST_DESCRIPTOR if parts else 0):
            raise Refused("two_in_one", "ZIP")
        start = _start_of_data(data, info)
        free_from = start + info.compress_size
        packed = memoryview(data)[start:free_from]
        parts.append(Part(info.filename, packed, info.compress_type, info.file_size, info.CRC))
    if not parts or not 0 <= directory_at - free_from <= _LONGEST_DESCRIPTOR:
        raise Refused("two_in_one", "ZIP")
    return parts


def _end_of_entries(data: bytes) -> int:
    """Where the directory begins; it and its end record must close the file."""
    if len(data) < _END.size:
        raise Refused("broken")
    mark, _disk, _first, here, entries, size, offset, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06":
        raise Refused("two_in_one" if b"PK\x05\x06" in data else "incomplete", "ZIP")
    if here > MOST_ENTRIES or entries > MOST_ENTRIES:
        raise Refused("bomb")
    if comment or here != entries or offset + size != len(data) - _END.size:
        raise Refused("two_in_one", "ZIP")
    return int(offset)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise Refused("broken") from error


def refuse_excess(data: bytes, *, entries: int | None = None, unpacked: int | None = None) -> None:
    """Refused when the directory lists more files, or more bytes of them, than an archive may hold.

    Counts what the directory says, entry by entry, and stops at the limit; whether it is sound is another's
    question.
    """
    most_entries, most_bytes = entries or MOST_ENTRIES, unpacked or MOST_BYTES
    total = 0
    for number, (packed, size) in enumerate(_claims(data), start=1):
        total += size
        if number > most_entries or total > most_bytes or (size > SMALL and size > MOST_RATIO * packed):
            raise Refused("bomb")
    if total > SMALL and total > MOST_RATIO * len(data):
        raise Refused("bomb")


def _claims(data: bytes) -> Iterator[tuple[int, int]]:
    """The packed and the unpacked size of each file, as the directory gives them."""
    if data[-_END.size : -_END.size + 4] != b"PK\x05\x06":
        return
    at = _END.unpack(data[-_END.size :])[6]
    while data[at : at + 4] == b"PK\x01\x02" and at + _LISTED.size <= len(data):
        entry = _LISTED.unpack_from(data, at)
        yield entry[8], entry[9]
        at += _LISTED.size + sum(entry[10:13])


def _refuse_bad_names(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.orig_filename for info in infos]
    if len({name.casefold() for name in names}) != len(names):
        raise Refused("broken")
    for info in infos:
        name = info.orig_filename
        steps = name.split("/")
        if "\\" in name or "\x00" in name or ":" in name or not steps[0] or {"..", "."} & set(steps):
            raise Refused("broken")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("broken")


def _start_of_data(data: bytes, info: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin; what stands before them must say what the directory says."""
    try:
        header = _LOCAL.unpack_from(data, info.header_offset)
    except struct.error as error:
        raise Refused("broken") from error
    mark, _version, flags, method, _time, _date, crc, packed, size, name_length, extra_length = header
    if (flags | info.flag_bits) & _ENCRYPTED:
        raise Refused("password")
    if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("broken")
    name_at = info.header_offset + _LOCAL.size
    name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    same = (mark, method, data[name_at : name_at + name_length]) == (b"PK\x03\x04", info.compress_type, name)
    sizes = (crc, packed, size) == (info.CRC, info.compress_size, info.file_size)
    if not same or not (sizes or flags & _DESCRIPTOR):
        raise Refused("lying_archive")
    return int(name_at + name_length + extra_length)
