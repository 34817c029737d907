"""Files whose page came back: they wait for it to come again, so that nobody chooses them a second time.

What waits may not have been inspected: it is only ever read to be judged by `check_file`, never served. Its
token stands on the page alone, and serves only whom the page was for.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from records.content import budget
from records.storage import MODE

LASTS = dt.timedelta(hours=12)
MOST_FILES, MOST_BYTES = 400, 2 * 1024**3  # strangers fill half of it at most
SALT = "records.content.waiting"
NOWHERE = Path("/nowhere")
_NAME = re.compile(r"[0-9a-f]{32}")

logger = logging.getLogger(__name__)


class WaitingFile(UploadedFile):
    """A file that came with the page before, read from the disk each time; `is_forgotten` when it is there no
    more."""

    def __init__(self, name: str, path: Path, token: str) -> None:
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            size = 0
        super().__init__(name=name, size=size)
        self.path = path
        self.is_forgotten = not size
        self.waiting_token = "" if self.is_forgotten else token
        self.is_shown = False  # on the page that comes back

    def seek(self, offset: int, whence: int = 0) -> int:  # reading begins at the start
        return 0

    def read(self, size: int = -1) -> bytes:
        with self.path.open("rb") as stream:
            return stream.read(size)


def keep(upload: object) -> bool:
    """Let a file wait, and leave its token at `upload.waiting_token`; False when there is no room for it, or
    when it came with no page."""
    if token_of(upload):
        return True
    if not isinstance(upload, UploadedFile):
        return False
    with budget.current() as request:
        share, owner = request.waiting_share(), request.owner()
    upload.seek(0)
    data = upload.read()
    if not _has_room(len(data), share):
        return False
    key = secrets.token_hex(16)
    path = _folder() / key
    try:
        _folder().mkdir(mode=0o750, parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(MODE)
    except OSError:
        logger.exception("A file could not be let wait")
        path.unlink(missing_ok=True)
        return False
    upload.waiting_token = signing.dumps([key, upload.name, owner], salt=SALT)  # type: ignore[attr-defined]
    return True


def let_go(upload: object) -> None:
    """What was refused for good waits no more."""
    token = token_of(upload)
    if token and isinstance(upload, UploadedFile):
        (_folder() / signing.loads(token, salt=SALT)[0]).unlink(missing_ok=True)
        upload.waiting_token = ""  # type: ignore[attr-defined]


def token_of(upload: object) -> str:
    """The token under which an upload waits; empty when it does not."""
    return getattr(upload, "waiting_token", "")


def take(token: str) -> WaitingFile | None:
    """The file of a token, forgotten or not; one that is damaged, or another's, is as good as forgotten."""
    if not token:
        return None
    with budget.current() as request:
        try:
            key, name, owner = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError):
            return WaitingFile(_("The file"), NOWHERE, "")
        found = WaitingFile(name, _folder() / key if owner == request.owner() else NOWHERE, token)
        request.taken.append(found)
    return found


def end(files: Iterable[WaitingFile]) -> None:
    """Their page was taken: those that it does not show again wait no more."""
    for file in files:
        if not file.is_shown:
            let_go(file)


def forget(*, now: dt.datetime) -> int:
    """Remove what has waited too long; returns how many."""
    old = [path for path, found in _waiting() if found.st_mtime < (now - LASTS).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _has_room(size: int, share: float) -> bool:
    sizes = [found.st_size for _path, found in _waiting()]
    return len(sizes) < MOST_FILES * share and sum(sizes) + size <= MOST_BYTES * share


def _waiting() -> Iterator[tuple[Path, os.stat_result]]:
    """What waits now; another request may let go of it meanwhile."""
    for path in _folder().glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if _NAME.fullmatch(path.name):
                yield path, path.stat()


def _folder() -> Path:
    return Path(settings.PORTAL_FILES_DIR) / "waiting"
