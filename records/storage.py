"""Where the bytes of attachments lie: outside the web root, under random names, known to no one else."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MODE = 0o640
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def path_of(stored_name: str) -> Path:
    if not _NAME.fullmatch(stored_name):
        raise ValueError(f"{stored_name!r} is no name of a stored file.")
    return Path(settings.PORTAL_FILES_DIR) / stored_name


def write(data: bytes) -> str:
    """Put the bytes on the disk for good and return their new random name; OSError leaves nothing behind."""
    key = secrets.token_hex(16)
    path = path_of(f"{key[:2]}/{key}")
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            os.fchmod(descriptor, MODE)
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        _sync_folder(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return f"{key[:2]}/{key}"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(stored_name: str) -> None:
    path_of(stored_name).unlink(missing_ok=True)


def names_older_than(moment: float) -> Iterator[str]:
    """Stored names last written before a moment (seconds of the epoch), whether a row knows them or not."""
    for path in Path(settings.PORTAL_FILES_DIR).glob("[0-9a-f][0-9a-f]/*"):
        name = f"{path.parent.name}/{path.name}"
        with contextlib.suppress(FileNotFoundError):
            if _NAME.fullmatch(name) and path.stat().st_mtime < moment:
                yield name
