"""The mails a trial wrote into a folder instead of sending them, read back for a page."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each mail


@dataclass(frozen=True)
class Letter:
    subject: str
    to: str
    sent_at: dt.datetime | None
    message_id: str
    text: str


def letters(folder: Path, *, most: int = 200) -> list[Letter]:
    """The newest mails of the folder, the newest first."""
    return list(islice(_all_letters(folder), most))


def _all_letters(folder: Path) -> Iterator[Letter]:
    files = [path for path in folder.glob("*") if path.suffix in (".log", ".eml")]
    for path in sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        for raw in reversed(path.read_bytes().split(SEPARATOR)):
            if raw.strip():
                yield _letter(raw)


def _letter(raw: bytes) -> Letter:
    mail = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    return Letter(
        subject=str(mail["Subject"] or ""),
        to=str(mail["To"] or ""),
        sent_at=_moment(mail["Date"].datetime) if mail["Date"] else None,
        message_id=str(mail["Message-ID"] or ""),
        text=body.get_content() if body else "",
    )


def _moment(written: dt.datetime) -> dt.datetime:
    """A mail written as `-0000` gives its time in UTC without saying so."""
    return written if written.tzinfo else written.replace(tzinfo=dt.UTC)
